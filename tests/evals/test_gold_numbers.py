"""Whether a text states a gold number, what rivals it, and which figures a quotation bears out."""

from __future__ import annotations

import pytest
from sample_items import number

from evals.scoring.numbers import grounded, rivals, states, unit_of
from evals.types import GoldNumber

MILLION = number(7.6e6, "cases", "June 2024")
SHARE = number(59, "%", "2024")


@pytest.mark.parametrize(
    ("text", "wanted", "stated"),
    [
        ("The list grew to 7.6 million.", MILLION, True),
        ("The list grew to 7,600,000 pathways.", MILLION, True),
        ("The list grew to 7.6 million people.", MILLION, True),  # the noun of a count does not decide
        ("The list grew to 17.6 million.", MILLION, False),
        ("The list cost £7.6 million.", MILLION, False),  # money is no count
        ("It was 59 per cent.", SHARE, True),
        ("It rose by 59 percentage points.", SHARE, False),
        ("It rose from 52% to 59%.", SHARE, True),
        ("It was 60%.", SHARE, False),
        ("One in five left.", number(20, "%"), True),
        ("Two-thirds agreed.", number(66.7, "%", rel_tol=0.01), True),  # 66.667 is within 0.667 of 66.7
        ("It cost £4.2bn.", number(4.2e9, "GBP"), True),
        ("It cost $4.2 billion.", number(4.2e9, "GBP"), False),  # another currency
        ("It rose by 7 percentage points.", number(7, "points"), True),
        ("It doubled, twice as much.", number(2, "times"), True),
        ("They waited 18 weeks.", number(18, "weeks"), True),
        ("They waited 18 months.", number(18, "weeks"), False),  # another length
        ("They waited 18 months.", number(1.5, "years"), True),  # the same length
        ("They waited 2 weeks.", number(14, "days"), True),
        ("The third hub opened.", number(3, "hubs"), False),  # a place in an order is no count
        ("Thousands of patients came.", number(1000, "patients"), False),  # nor is a vague number
    ],
)
def test_a_figure_states_a_gold_number_of_its_kind_value_and_unit(
    text: str, wanted: GoldNumber, stated: bool
) -> None:
    assert states(text, wanted) is stated


@pytest.mark.parametrize(
    ("text", "value", "unit", "stated"),
    [
        ("It opened on 3 June 2018.", 20180603, "date", True),
        ("It opened in June 2018.", 20180603, "date", False),  # the day is missing
        ("It opened on 3 June 2018.", 20180600, "date", True),  # the day was left open
        ("It opened on 3 July 2018.", 20180600, "date", False),
        ("It opened in June 2018.", 2018, "year", True),
        ("It opened in 2018.", 2018, "date", True),
        ("It opened on 3 June.", 20180603, "date", False),  # of which year?
        ("It has 2,018 rooms.", 2018, "year", False),
    ],
)
def test_a_date_states_a_gold_date_with_all_its_parts(
    text: str, value: float, unit: str, stated: bool
) -> None:
    assert states(text, number(value, unit)) is stated


@pytest.mark.parametrize(("said", "stated"), [("£9.5m", True), ("£10.5m", True), ("£10.6m", False)])
def test_the_tolerance_is_a_share_of_the_value(said: str, stated: bool) -> None:
    # 5% of 10 million is 0.5 million
    assert states(f"It cost {said}.", number(1e7, "GBP", rel_tol=0.05)) is stated


def raw(text: str, wanted: GoldNumber) -> list[str]:
    return [figure.raw for figure in rivals(text, wanted)]


def test_a_rival_is_another_value_of_the_same_sort() -> None:
    assert raw("It was 52% and then 59%.", SHARE) == ["52%"]
    assert raw("It cost £52 on 59 days.", SHARE) == []
    assert raw("They waited 20 weeks and 3 months.", number(18, "weeks")) == ["20 weeks"]


def test_a_count_is_rivalled_by_its_own_noun_or_by_none() -> None:
    assert raw("There were 40 beds.", number(300, "staff")) == []
    assert raw("There were 280 staff.", number(300, "staff")) == ["280"]
    # cases on a list are read as treatments, and where no noun is named it may be they
    assert raw("The list held 6.3 million cases.", MILLION) == ["6.3 million"]
    assert raw("The list stood at 6.3 million.", MILLION) == ["6.3 million"]
    # patients are people; so are nurses where the text says people
    assert raw("It had 280 patients.", number(300, "people")) == ["280"]
    assert raw("It had 280 people.", number(300, "nurses")) == ["280"]
    assert raw("It had 280 nurses.", number(300, "people")) == []


def test_a_figure_of_another_time_is_no_rival() -> None:
    assert raw("In 2023 it was 52%.", SHARE) == []
    assert raw("In 2024 it was 52%.", SHARE) == ["52%"]
    assert raw("In March 2022 it was 12%.", number(10, "%", "April 2021 to May 2023")) == ["12%"]
    assert raw("In 2022-23 it was 12%.", number(10, "%", "2023/24")) == ["12%"]  # both hold 2023
    assert raw("In 2021-22 it was 12%.", number(10, "%", "2023/24")) == []
    assert raw("In 2015 it was 12%.", number(10, "%", "the 2010s")) == ["12%"]
    assert raw("In 2020 it was 12%.", number(10, "%", "the 2010s")) == []
    assert raw("In 2007 it was 12%.", number(10, "%", "2029-07")) == []  # July 2029, no financial year


def test_dates_have_no_rivals() -> None:
    assert raw("It opened in 2018 and closed in 2020.", number(2019, "year")) == []


def test_numbers_of_one_sort_have_one_unit() -> None:
    assert unit_of(number(1, "years")) == unit_of(number(18, "months")) != unit_of(number(2, "weeks"))
    assert unit_of(number(1, "cases")) == unit_of(number(1, "treatments")) != unit_of(number(1, "people"))
    assert unit_of(number(20180603, "date")) == unit_of(number(2018, "year"))
    assert unit_of(number(1, "%")) != unit_of(number(1, "points"))


def test_figures_are_grounded_in_quotations_with_value_kind_and_unit() -> None:
    # 59%, 52% and 2024: the quotations have 59% and a date in 2024, and 52 only as a count of beds
    sentence = "In 2024 it was 59%, up from 52%."
    assert grounded(sentence, ["It was 59% in June 2024.", "There were 52 beds."]) == (2, 3)
    assert grounded(sentence, []) == (0, 3)
    assert grounded("Nothing was counted.", ["It was 59%."]) == (0, 0)
