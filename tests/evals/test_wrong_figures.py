"""Which figures of an answer stand where the right one should, and which are context."""

from __future__ import annotations

from sample_items import GROWTH, TRUST, VACANT, forbidden, nugget, number

from evals.scoring.wrong_figures import OtherFigures, other_figures

SHARE = nugget(TRUST, numbers=(number(59, "%", "2024"),))
RIGHT = "In 2024 59% of adults were dissatisfied."
YEAR_BEFORE = (forbidden(52, "%"),)


def test_a_forbidden_figure_instead_of_the_right_one_is_wrong() -> None:
    assert other_figures([SHARE], YEAR_BEFORE, ["In 2023 52% were dissatisfied."]).wrong == ("52%",)


def test_a_forbidden_figure_before_the_right_one_is_wrong() -> None:
    said = ["In 2023 52% were dissatisfied.", RIGHT]
    assert other_figures([SHARE], YEAR_BEFORE, said) == OtherFigures(wrong=("52%",))


def test_a_forbidden_figure_with_the_right_one_or_after_it_is_noted() -> None:
    # Over real answers the first rule called such answers wrong: right, with a forbidden figure further on.
    beside = OtherFigures(beside=("52%",))
    assert other_figures([SHARE], YEAR_BEFORE, ["It was 59%, up from 52%."]) == beside
    assert other_figures([SHARE], YEAR_BEFORE, ["It rose from 52% to 59%."]) == beside
    assert other_figures([SHARE], YEAR_BEFORE, [RIGHT, "In 2023 it was 52%."]) == beside


def test_another_figure_beside_the_right_one_is_nothing() -> None:
    assert other_figures([SHARE], (), [RIGHT, "In 2024 48% were pleased with surgeries."]) == OtherFigures()


def test_another_figure_of_the_unit_and_period_instead_of_the_right_one_is_wrong() -> None:
    assert other_figures([SHARE], (), ["In 2024 48% were dissatisfied."]).wrong == ("48%",)
    assert other_figures([SHARE], (), ["48% were dissatisfied."]).wrong == ("48%",)
    assert other_figures([SHARE], (), ["In 2022 48% were dissatisfied."]) == OtherFigures()
    assert other_figures([SHARE], (), ["In 2024 48 wards closed."]) == OtherFigures()


def test_where_several_figures_are_asked_for_all_have_to_be_told() -> None:
    two = [nugget(TRUST, numbers=(number(52, "%", "2023"), number(59, "%", "2024")))]
    # 53% stands where 59% should, though 52% is right
    assert other_figures(two, (forbidden(53, "%"),), ["It rose from 52% to 53%."]).wrong == ("53%",)
    assert other_figures(two, (forbidden(53, "%"),), [TRUST.text, "In Wales it was 53%."]).beside == ("53%",)


def test_one_gold_figure_is_no_rival_of_another_that_is_missing() -> None:
    # Of two shares asked for one is told: the other is missing, but no figure is wrong.
    two = [SHARE, nugget(VACANT, id="n2", numbers=(number(12, "%", "2024"),))]
    assert other_figures(two, (), [RIGHT]) == OtherFigures()
    # Nor is a figure that is gold under another unit: 40 closures among centres.
    counts = [
        nugget(GROWTH, numbers=(number(25, "centres"),)),
        nugget(GROWTH, id="n2", numbers=(number(40, "closures"),)),
    ]
    assert other_figures(counts, (), ["There were 40 closures of centres."]) == OtherFigures()


def test_a_figure_of_a_point_that_is_not_vital_is_no_rival() -> None:
    more = [SHARE, nugget(VACANT, id="n2", vital=False, numbers=(number(70, "%"),))]
    assert other_figures(more, (), ["It peaked at 70% and was 39% in 2024."]) == OtherFigures()


def test_a_forbidden_figure_is_held_against_the_figures_of_its_own_unit() -> None:
    both = [nugget(GROWTH, numbers=(number(7.6e6, "cases"), number(59, "%")))]
    # 7.6 million is right and first, but the share asked for is not told
    said = ["The list held 7.6 million.", "The share was 52%."]
    assert other_figures(both, (forbidden(52, "%"),), said).wrong == ("52%",)


def test_a_forbidden_figure_where_no_figure_is_asked_for_is_wrong() -> None:
    assert other_figures([nugget(TRUST)], (forbidden(52, "%"),), [RIGHT, "52%"]).wrong == ("52%",)


def test_nothing_said_is_nothing_wrong() -> None:
    assert other_figures([SHARE], YEAR_BEFORE, []) == OtherFigures()
