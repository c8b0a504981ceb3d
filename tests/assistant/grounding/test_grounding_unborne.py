"""What the quotations do not bear is named in plain words; what they bear passes."""

from __future__ import annotations

import pytest

from assistant.grounding.figures import MAX_SENTENCE_LENGTH, directions, unborne

ROSE = "The share of spending on hospitals rose from 47% in 2006 to 58% in 2021."
BOTH = (
    "Satisfaction among under-65s fell from 24% to 19%, while for those 65 and over it rose from 25% to 27%."
)


@pytest.mark.parametrize(
    ("sentence", "quotation", "reason"),
    [
        (
            "It needs £37 million.",
            "It needs £37 billion in all.",
            "The figure £37 million is not in the passage it cites, which says £37 billion.",
        ),
        (
            "It was 31%.",
            "There is nothing of the kind here.",
            "The figure 31% is not in the passage it cites.",
        ),
        (
            "It was so in 2024.",
            "It was so in 2023 and 2019.",
            "The year 2024 is not in the passage it cites, which says 2023, 2019.",
        ),
        (
            "It began in May 2024.",
            "The work began in 2024.",
            "The date May 2024 is not in the passage it cites, which says 2024.",
        ),
        (
            "See Cm 7433.",
            "See Cm 7432 of that year.",
            "The name Cm 7433 is not in the passage it cites, which says Cm 7432.",
        ),
        (
            "It fell 39%.",
            "It fell 39 percentage points.",
            "The passage it cites says 39 percentage points, not 39%.",
        ),
        ("It cost $5m.", "It cost £5m in the end.", "The passage it cites says £5m, not $5m."),
        (
            "7.4 million people wait.",
            "7.4 million treatments are waited for.",
            "The passage it cites says 7.4 million treatments, not 7.4 million people.",
        ),
        (
            "The 18 trusts did.",
            "The 18-week standard was met.",
            "The passage it cites says 18-week, not 18 trusts.",
        ),
        (
            "It was 300,000.",
            "It was more than 300,000.",
            "The passage it cites says “more than 300,000”, not “300,000”.",
        ),
        (
            "It rose from 58% to 47%.",
            ROSE,
            "The change that 58% belongs to is not as the passage it cites gives it.",
        ),
        (
            "They serve 50,000 people.",
            "They serve 30,000 to 50,000 people.",
            "The range that 50,000 belongs to is not as the passage it cites gives it.",
        ),
        (
            "The gap is £30bn a month.",
            "The gap is £30bn a year.",
            "The passage it cites does not give £30bn for each month.",
        ),
        (
            "The gap is £30bn.",
            "The gap is £30bn a year.",
            "The passage it cites gives £30bn for each year, which the sentence leaves out.",
        ),
        (
            "Hospitals' share fell to 58% in 2021.",
            ROSE,
            "The passage it cites says “up” of 58%; the sentence says “down”.",
        ),
        (
            "Demand rose.",
            "Demand fell in the year.",
            "The word “rose” is not borne by the passage it cites, which says “fell”.",
        ),
        ("Demand rose.", "Demand was discussed.", "The word “rose” is not borne by the passage it cites."),
        (
            "Care got worse.",
            "Care got better there.",
            "The word “worse” turns round what the passage it cites says.",
        ),
        (
            "Between 2021 and 2021 it rose to 58%.",
            ROSE,
            "The sentence gives 2021 more often than the passage it cites.",
        ),
    ],
)
def test_the_reason_is_given_in_plain_words(sentence: str, quotation: str, reason: str) -> None:
    assert reason in unborne(sentence, [quotation])


@pytest.mark.parametrize(
    ("held", "said", "borne"),
    [
        ("", "about ", True),
        ("", "around ", True),
        ("", "more than ", False),
        ("", "nearly ", False),
        ("", "up to ", False),
        ("about ", "", False),
        ("about ", "some ", True),
        ("nearly ", "", False),
        ("nearly ", "almost ", True),
        ("nearly ", "about ", True),
        ("nearly ", "more than ", False),
        ("more than ", "over ", True),
        ("more than ", "at least ", True),
        ("more than ", "about ", False),
        ("at least ", "more than ", False),
        ("at least ", "", False),
        ("up to ", "at most ", True),
        ("up to ", "under ", False),
        ("up to ", "", False),
        ("under ", "up to ", True),
        ("under ", "over ", False),
    ],
)
def test_a_bound_may_be_kept_or_weakened_never_dropped_or_turned(held: str, said: str, borne: bool) -> None:
    assert (unborne(f"It closed {said}40 beds.", [f"In the end {held}40 beds closed."]) == ()) is borne


@pytest.mark.parametrize(
    ("sentence", "borne"),
    [
        ("Among under-65s it fell to 19%.", True),
        ("For those 65 and over it rose to 27%.", True),
        ("Among under-65s it rose to 19%.", False),
        ("For those 65 and over it fell to 27%.", False),
        ("Among under-65s it was 19%.", True),
    ],
)
def test_each_figure_keeps_its_own_direction(sentence: str, borne: bool) -> None:
    assert (unborne(sentence, [BOTH]) == ()) is borne


def test_a_change_from_and_to_bears_its_direction_without_a_word_for_it() -> None:
    quotation = "The share went from 47% to 58% in those years."
    assert unborne("The share rose from 47% to 58%.", [quotation]) == ()
    assert unborne("The share fell from 47% to 58%.", [quotation]) != ()


def test_quotations_bear_a_sentence_together() -> None:
    assert unborne("It was 58%, and 40 beds closed.", ["It was 58% then.", "There 40 beds closed."]) == ()
    assert unborne("It was 58%, and 40 beds closed.", ["It was 58% then."]) != ()
    assert unborne("It was 58%.", []) == ("The figure 58% is not in the passage it cites.",)


@pytest.mark.parametrize(
    ("sentence", "quotation", "dates", "borne"),
    [
        ("In 2024 it was 58%.", "It was 58% by then.", ["2024"], True),
        ("In 2024 it was 58%.", "It was 58% by then.", [], False),
        ("In 2024 it was 58%.", "It was 58% by then.", ["12 September 2024"], True),
        ("In 2024 it was 58%.", "It was 58% in 2021.", ["2024"], False),
        ("Between 2019 and 2024 it was 58%.", "Between 2019 and 2023 it was 58%.", ["2024"], False),
        ("Lord Darzi's 2024 report puts it at 58% in 2021.", "It was 58% in 2021.", ["2024"], True),
        ("It was 58% in 2021, the report said in 2024.", "It was 58% in 2021.", ["2024"], True),
        ("The review (2024) puts it at 58%.", "In 2021 it was 58%.", ["2024"], True),
        ("The 2024 report puts it at 58%.", "The 2023 report puts it at 58%.", ["2024"], False),
        ("In June 2024 it was 58%.", "It was 58% by then.", ["2024"], False),
    ],
)
def test_the_publications_own_dates_are_accepted_only_as_such(
    sentence: str, quotation: str, dates: list[str], borne: bool
) -> None:
    assert (unborne(sentence, [quotation], allowed_dates=dates) == ()) is borne


@pytest.mark.parametrize(
    ("sentence", "titles", "borne"),
    [
        (
            "The 10 Year Health Plan says 58%.",
            ["Fit for the future: the 10 Year Health Plan for England"],
            True,
        ),
        (
            "The Ten Year Health Plan says 58%.",
            ["Fit for the future: the 10 Year Health Plan for England"],
            True,
        ),
        ("The 10 Year Health Plan says 58%.", [], False),
        ("The 20 Year Health Plan says 58%.", ["the 10 Year Health Plan for England"], False),
    ],
)
def test_a_numbered_name_may_stand_in_a_title(sentence: str, titles: list[str], borne: bool) -> None:
    assert (unborne(sentence, ["The share is 58% there."], allowed_names=titles) == ()) is borne


def test_a_span_of_years_is_borne_by_its_two_years() -> None:
    assert unborne("It ran in 2015-2018.", ["It ran from 2015 to 2018 in all."]) == ()
    assert unborne("It ran in 2015-2019.", ["It ran from 2015 to 2018 in all."]) != ()
    assert unborne("It ran in 2015-2015.", ["It ran from 2015 to 2018 in all."]) != ()


def test_a_time_is_borne_by_the_name_it_is_part_of() -> None:
    assert unborne("The 10-year plan says so.", ["The 10 Year Health Plan says so."]) == ()
    assert unborne("The 20-year plan says so.", ["The 10 Year Health Plan says so."]) != ()


@pytest.mark.parametrize("digits", ["３７", "37²", "Ⅷ", "①"])
def test_numerals_no_reader_knows_must_stand_in_the_quotation(digits: str) -> None:
    assert unborne(f"There are {digits} beds.", ["There are 37 beds in all."]) != ()
    assert unborne(f"So there are {digits} beds.", [f"There are {digits} beds in all."]) == ()


def test_words_of_the_quotation_have_no_mismatch_unless_they_cut_a_figure() -> None:
    quotation = "As 40 closed, up to 40 closures by May 2013 and 40 more were fewer, not more."
    assert unborne(quotation, [quotation]) == ()
    assert unborne("As 40 closed", [quotation]) == ()
    assert unborne("40 closures by May 2013.", ["There were up to 40 closures by May 2013."]) != ()


def test_a_sentence_too_long_to_check_is_not_borne() -> None:
    long = "It was so. " * (MAX_SENTENCE_LENGTH // 10)
    assert unborne(long, ["It was so then."]) == ("The sentence is too long to be checked.",)
    assert unborne(long, [long]) == ()


@pytest.mark.parametrize(
    ("sentence", "meanings"),
    [
        ("It rose, increased and grew; up from 3.", ["up", "up", "up", "up"]),
        ("It fell, dropped, declined and was cut.", ["down", "down", "down", "down"]),
        ("It improved.", ["up"]),
        ("It was unchanged and flat; it barely changed.", ["no change", "no change", "no change"]),
        ("31% fewer, 5% more and lower cost", ["down", "up", "down"]),
        ("at least 3, up to 4, more than 5 and about 6", ["at least", "at most", "more than", "about"]),
        ("It was set up to follow up on upkeep.", ["at most"]),
    ],
)
def test_direction_and_bound_words_are_mapped(sentence: str, meanings: list[str]) -> None:
    assert [str(word.meaning) for word in directions(sentence)] == meanings
