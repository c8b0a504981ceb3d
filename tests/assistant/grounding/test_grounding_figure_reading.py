"""Each way of writing a figure is read as the quantity it states."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.grounding.figures import Figure, FigureKind, cuts_figure, figures_of_kind, read_figures
from assistant.types import AnswerType


def one(text: str) -> Figure:
    figures = read_figures(text)
    assert len(figures) == 1, figures
    return figures[0]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("24%", "percentage", "24", "%"),
        ("24 per cent", "percentage", "24", "%"),
        ("24 percent", "percentage", "24", "%"),
        ("-0.5%", "percentage", "-0.5", "%"),
        ("minus 5%", "percentage", "-5", "%"),
        ("one in ten", "percentage", "10", "%"),
        ("1 in 5", "percentage", "20", "%"),
        ("nine out of ten", "percentage", "90", "%"),
        ("two in every five", "percentage", "40", "%"),
        ("half", "percentage", "50", "%"),
        ("a quarter", "percentage", "25", "%"),
        ("three-quarters", "percentage", "75", "%"),
        ("½", "percentage", "50", "%"),
        ("a tenth of one per cent", "percentage", "0.1", "%"),
        ("39 percentage points", "percentage points", "39", "percentage points"),
        ("a 2-percentage-point rise", "percentage points", "2", "percentage points"),
        ("3 % points", "percentage points", "3", "percentage points"),
        ("£165bn", "amount of money", "165e9", "GBP"),
        ("£165 billion", "amount of money", "165e9", "GBP"),
        ("£165,000 million", "amount of money", "165e9", "GBP"),
        ("£110.17", "amount of money", "110.17", "GBP"),
        ("$5m", "amount of money", "5e6", "USD"),
        ("€2.2 billion", "amount of money", "2.2e9", "EUR"),
        ("50p", "amount of money", "0.5", "GBP"),
        ("12 pence", "amount of money", "0.12", "GBP"),
        ("37 billion pounds", "amount of money", "37e9", "GBP"),
        ("7.5m", "count", "7.5e6", ""),
        ("7.5 million", "count", "7.5e6", ""),
        ("12,345", "count", "12345", ""),
        ("7M", "count", "7e6", ""),
        ("200MB", "count", "200", "MB"),
        ("300,000 people", "count", "300000", "people"),
        ("20,000 unnecessary hospital admissions", "count", "20000", "admissions"),
        ("120,000 bed days", "count", "120000", "bed days"),
        ("2000 nurses", "count", "2000", "nurses"),
        ("twenty-two trusts", "count", "22", "trusts"),
        ("one hundred and fifty", "count", "150", ""),
        ("two thousand three hundred", "count", "2300", ""),
        ("a million", "count", "1e6", ""),
        ("half a million", "count", "5e5", ""),
        ("a quarter of a million lives", "count", "250000", "lives"),
        ("a dozen", "count", "12", ""),
        ("one nurse", "count", "1", "nurses"),
        ("tens of thousands of patients", "vague number", "10000", "people"),
        ("hundreds of pages", "vague number", "100", "pages"),
        ("15 times", "multiple", "15", "times"),
        ("fifteen times", "multiple", "15", "times"),
        ("fivefold", "multiple", "5", "times"),
        ("a 10-fold rise", "multiple", "10", "times"),
        ("doubled", "multiple", "2", "times"),
        ("trebled", "multiple", "3", "times"),
        ("quadrupled", "multiple", "4", "times"),
        ("halved", "multiple", "0.5", "times"),
        ("the third fall", "place in an order", "3", ""),
        ("the twenty-first trust", "place in an order", "21", ""),
        ("the 95th percentile", "place in an order", "95", ""),
        ("18-week standard", "length of time", "18", "weeks"),
        ("62 days", "length of time", "62", "days"),
        ("a ten-year plan", "length of time", "10", "years"),
        ("two and a half hours", "length of time", "2.5", "hours"),
        ("2½ hours", "length of time", "2.5", "hours"),
        ("half an hour", "length of time", "0.5", "hours"),
        ("a quarter of a century", "length of time", "25", "years"),
        ("over a year", "length of time", "1", "years"),
        ("2019", "date", "20190000", "year"),
        ("mid-2024", "date", "20240000", "year"),
        ("12 September 2024", "date", "20240912", ""),
        ("12th of September 2024", "date", "20240912", ""),
        ("2024-09-12", "date", "20240912", ""),
        ("12/09/2024", "date", "20240912", ""),
        ("September 12, 2024", "date", "20240912", ""),
        ("September 2024", "date", "20240900", ""),
        ("in May", "date", "500", ""),
        ("7 September", "date", "907", ""),
        ("2022-23", "span of years", "2022", "financial year"),
        ("2022/23", "span of years", "2022", "financial year"),
        ("2015-2018", "span of years", "2015", "years"),
        ("1980s", "decade", "1980", "years"),
    ],
)
def test_one_figure_is_read(text: str, kind: str, value: str, unit: str) -> None:
    figure = one(text)
    assert (figure.kind, figure.value, figure.unit) == (FigureKind(kind), Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "Cm 7432 and HC 1129",
        "the 10 Year Health Plan",
        "the Five Year Forward View",
        "A&E",
        "B2034",
        "Type 2 diabetes",
        "Covid-19 in EU15 rates",
        "at 6.30pm",
        "a third-party report",
        "no one, one of them, this one",
        "First, it says",
        "£30 billion".replace("30 ", ""),
        "they may march on",
    ],
)
def test_names_and_idioms_are_not_quantities(text: str) -> None:
    assert read_figures(text) == ()


@pytest.mark.parametrize(
    ("text", "bound", "stated"),
    [
        ("more than 300,000 people", "more than", "more than 300,000"),
        ("over one in ten beds", "more than", "over one in ten"),
        ("nearly a quarter of a million", "nearly", "nearly a quarter of a million"),
        ("just under 7.5 million", "nearly", "just under 7.5 million"),
        ("up to 40 closures", "at most", "up to 40"),
        ("no more than 18 weeks", "at most", "no more than 18 weeks"),
        ("at least 5%", "at least", "at least 5%"),
        ("under-65s", "less than", "under-65"),
        ("aged 65 and over", "at least", "65 and over"),
        ("18 weeks or more", "at least", "18 weeks or more"),
        ("ten beds or fewer", "at most", "ten beds or fewer"),
        ("about 11,735", "about", "about 11,735"),
        ("waited over a year", "more than", "over a year"),
        ("grew over three years", "over a time", "over three years"),
        ("only 12%", "", "12%"),
    ],
)
def test_the_words_that_bound_a_figure_are_read_with_it(text: str, bound: str, stated: str) -> None:
    figure = one(text)
    assert (figure.bound, figure.stated) == (bound, stated)
    assert text[slice(*figure.whole)] == stated
    assert text[figure.start : figure.end] == figure.raw


@pytest.mark.parametrize(
    ("text", "values", "units", "is_range"),
    [
        ("30,000 to 50,000 people", ("30000", "50000"), ("people", "people"), True),
        ("30,000–50,000", ("30000", "50000"), ("", ""), True),
        ("between 25 and 30 teams", ("25", "30"), ("teams", "teams"), True),
        ("£30-40 billion", ("30e9", "40e9"), ("GBP", "GBP"), True),
        ("30 to 50 million", ("30e6", "50e6"), ("", ""), True),
        ("from 9.2 to 9.6 weeks", ("9.2", "9.6"), ("weeks", "weeks"), False),
        ("from 12 days to 4", ("12", "4"), ("days", "days"), False),
        ("from about 2.5 million in spring to 4.6 million", ("2.5e6", "4.6e6"), ("", ""), False),
    ],
)
def test_two_figures_make_a_range_or_a_change(
    text: str, values: tuple[str, str], units: tuple[str, str], is_range: bool
) -> None:
    first, last = read_figures(text)
    pair = (Decimal(values[0]), Decimal(values[1]))
    assert (first.value, last.value) == first.pair == last.pair == pair
    assert (first.unit, last.unit) == units
    assert first.is_range is last.is_range is is_range


@pytest.mark.parametrize(
    "text",
    ["20 GPs and 30 beds", "5% and £3 to come", "300,000 to 1 million of 9", "from 3 on. It came to 5"],
)
def test_figures_that_only_stand_near_each_other_share_no_unit(text: str) -> None:
    first, last = read_figures(text)[:2]
    assert first.pair is None or (first.value, last.value) == (Decimal(300000), Decimal(1000000))


def test_a_month_takes_the_year_of_the_date_it_is_joined_to() -> None:
    assert [f.value for f in read_figures("between 7 September and 30 October 2022")] == [20220907, 20221030]
    assert [f.value for f in read_figures("from November to March 2023")] == [1100, 20230300]


def test_spans_are_of_the_text_as_written() -> None:
    text = "The o\ufb03ce  had\n\u00a37.5\u00a0million in 2022\u201323."
    assert [text[f.start : f.end] for f in read_figures(text)] == ["\u00a37.5\u00a0million", "2022\u201323"]


@pytest.mark.parametrize(
    ("answer_type", "figures"),
    [
        (AnswerType.MONEY, ("£30bn",)),
        (AnswerType.PERCENT, ("24%", "half", "2 percentage points")),
        (AnswerType.DATE, ("2019", "June 2024")),
        (AnswerType.NUMBER, ("1,321", "18-week", "doubled")),
        (AnswerType.WHO, ()),
        (AnswerType.FINDING, ()),
    ],
)
def test_the_figures_of_the_kind_asked_for_are_given_word_for_word(
    answer_type: AnswerType, figures: tuple[str, ...]
) -> None:
    sentence = (
        "In 2019 the £30bn for 1,321 people doubled; 24% or half, 2 percentage points, met the "
        "18-week standard by June 2024."
    )
    assert set(figures_of_kind(sentence, answer_type)) == set(figures)
    assert all(figure in sentence for figure in figures)


def test_percentages_answer_for_a_number_only_where_there_is_no_other() -> None:
    assert figures_of_kind("It fell by 24% in 2019.", AnswerType.NUMBER) == ("24%",)
    assert figures_of_kind("It cost £30bn in 2019.", AnswerType.NUMBER) == ()


@pytest.mark.parametrize(
    ("text", "part", "cut"),
    [
        ("up to 40 closures by May", "40 closures by May", True),
        ("it was £37 billion then", "it was £37", True),
        ("a list of 30,000 to 50,000 people", "50,000 people", True),
        ("up to 40 closures by May", "up to 40 closures", False),
        ("up to 40 closures by May", "closures by May", False),
        ("a gap of £30bn a year by then", "a gap of £30bn", True),
    ],
)
def test_a_part_of_a_figure_is_noticed(text: str, part: str, cut: bool) -> None:
    start = text.index(part)
    assert cuts_figure(text, (start, start + len(part))) is cut
