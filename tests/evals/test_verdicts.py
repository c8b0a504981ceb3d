"""Adjusted p, shares and verdicts, by hand."""

from __future__ import annotations

import math

import pytest

from evals.statistics import Interval, Verdict, holm, verdict, wilson


def test_holm_multiplies_by_the_number_of_tests_left() -> None:
    # .005 * 4 = .02; .01 * 3 = .03; .03 * 2 = .06; .04 * 1 = .04, but not below .06
    found = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert list(found) == ["a", "b", "c", "d"]
    assert found == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02})
    assert holm({"a": 0.6, "b": 0.9}) == {"a": 1.0, "b": 1.0}
    assert holm({}) == {}
    with pytest.raises(ValueError, match="'a' is nan"):
        holm({"a": math.nan})


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # 8 of 10: (.8 + 3.8415/20) / 1.38415 = .7167; 1.96 / 1.38415 * sqrt(.16/10 + 3.8415/400) = .2265
        (8, 10, 0.4902, 0.9433),
        # 0 of 10: high = z² / (n + z²) = 3.8415 / 13.8415
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(successes: int, n: int, low: float, high: float) -> None:
    interval = wilson(successes, n)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-4)


def test_wilson_refuses_more_successes_than_questions() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)


@pytest.mark.parametrize(
    ("difference", "low", "high", "p", "expected"),
    [
        (0.05, 0.01, 0.09, 0.01, Verdict.IMPROVED),
        (0.05, 0.01, 0.09, 0.06, Verdict.NOT_INFERIOR),  # Holm does not bear the interval out
        (0.05, 0.0, 0.09, 0.04, Verdict.NOT_INFERIOR),  # 0 is inside
        (-0.05, -0.09, -0.01, 0.01, Verdict.REGRESSED),
        (-0.01, -0.015, -0.005, 0.01, Verdict.REGRESSED),  # inside the margin, but surely worse
        (-0.05, -0.09, -0.01, 0.06, Verdict.INCONCLUSIVE),
        (-0.05, -0.09, 0.0, 0.01, Verdict.INCONCLUSIVE),  # p alone is no regression either
        (0.0, -0.019, 0.05, 0.9, Verdict.NOT_INFERIOR),
        (0.0, -0.02, 0.05, 0.9, Verdict.INCONCLUSIVE),  # on the margin is not inside it
        (0.0, 0.0, 0.0, 1.0, Verdict.NOT_INFERIOR),
    ],
)
def test_a_verdict_and_its_mirror_where_lower_is_better(
    difference: float, low: float, high: float, p: float, expected: Verdict
) -> None:
    assert verdict(difference, Interval(low, high), p) is expected
    assert verdict(-difference, Interval(-high, -low), p, higher_is_better=False) is expected


def test_the_margin_is_in_the_unit_of_the_metric() -> None:
    slower = Interval(-40.0, 30.0)  # milliseconds
    assert verdict(5.0, slower, 0.8, margin=50.0, higher_is_better=False) is Verdict.NOT_INFERIOR
    assert verdict(5.0, slower, 0.8, margin=20.0, higher_is_better=False) is Verdict.INCONCLUSIVE
