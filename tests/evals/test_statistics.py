"""Intervals and paired tests: by hand and by brute force."""

from __future__ import annotations

import itertools
import math
import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from evals.statistics import (
    Interval,
    PairedDifference,
    Verdict,
    bootstrap_interval,
    f1,
    minimum_detectable,
    minimum_detectable_unpaired,
    paired_difference,
    ratio,
    verdict,
)

Floats = NDArray[np.float64]


def names(n: int) -> list[str]:
    return [f"g{i}" for i in range(n)]


def scores(*values: float) -> Floats:
    """Tallies of a mean: each question adds its score and counts once."""
    return np.array([(value, 1.0) for value in values])


# Values of a metric


def test_a_ratio_and_an_f1_are_made_of_column_sums() -> None:
    assert ratio(np.array([3.0, 4.0])) == 0.75
    # precision 6/8, recall 6/10: F1 = 2 * 6 / (2 * 6 + 2 + 4) = 2/3
    assert f1(np.array([6.0, 2.0, 4.0])) == pytest.approx(2 / 3)
    assert math.isnan(ratio(np.array([1.0, 0.0])))
    assert math.isnan(f1(np.zeros(3)))


# Bootstrap


def test_two_groups_can_only_give_three_means() -> None:
    # draws: (0, 0), (0, 1), (1, 0), (1, 1), a quarter each: the ends of the interval are 0 and 1
    assert bootstrap_interval(scores(0, 1), names(2), ratio) == Interval(0.0, 1.0, 0)


def test_the_interval_of_independent_questions_is_that_of_the_normal_approximation() -> None:
    # 120 of 400: standard error sqrt(.3 * .7 / 400) = 0.02291, so 0.3 ± 0.0449
    interval = bootstrap_interval(scores(*[1] * 120, *[0] * 280), names(400), ratio)
    assert interval.low == pytest.approx(0.3 - 0.0449, abs=0.004)
    assert interval.high == pytest.approx(0.3 + 0.0449, abs=0.004)


def test_questions_of_one_conversation_are_one_piece_of_evidence() -> None:
    # the same 40 scores, four questions a conversation that share their score: standard error doubles
    values = [float(i % 2) for i in range(10) for _ in range(4)]
    alone = bootstrap_interval(scores(*values), names(40), ratio)
    together = bootstrap_interval(scores(*values), [f"c{i // 4}" for i in range(40)], ratio)
    assert (together.high - together.low) / (alone.high - alone.low) == pytest.approx(2.0, abs=0.15)


def test_draws_without_a_value_are_counted() -> None:
    # one of two groups has no denominator: it is drawn twice in a quarter of the draws
    interval = bootstrap_interval(np.array([(1.0, 1.0), (0.0, 0.0)]), names(2), ratio)
    assert (interval.low, interval.high) == (1.0, 1.0)
    assert interval.undefined_draws == pytest.approx(2500, abs=150)


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_groups_have_no_interval(n: int) -> None:
    interval = bootstrap_interval(np.ones((n, 2)), names(n), ratio, draws=50)
    assert math.isnan(interval.low)
    assert math.isnan(interval.high)
    assert interval.undefined_draws == 50


def test_the_seed_decides_the_draws() -> None:
    rows, groups = scores(*np.linspace(0, 1, 30) ** 2), names(30)
    first = bootstrap_interval(rows, groups, ratio, draws=200, seed=1)
    assert first == bootstrap_interval(rows, groups, ratio, draws=200, seed=1)
    assert first != bootstrap_interval(rows, groups, ratio, draws=200, seed=2)


@pytest.mark.slow
def test_five_thousand_groups_stay_within_200_megabytes() -> None:
    chance = np.random.default_rng(0)
    a, b = (np.column_stack([chance.random(5000), np.ones(5000)]) for _ in range(2))
    tracemalloc.start()
    paired_difference(a, b, names(5000), ratio)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200e6


# Paired difference


def test_the_exact_p_counts_the_ways_of_swapping_groups() -> None:
    # B is ahead by 1 in all three groups: of the 8 ways only all left and all swapped reach 3: 2/8
    found = paired_difference(scores(0, 0, 0), scores(1, 1, 1), names(3), ratio)
    assert (found.difference, found.p_value, found.undefined_swaps) == (1.0, 0.25, 0)
    # gains 2, 1 and -1: ±2±1±1 gives 4, 2, 2, 0, 0, -2, -2, -4; six of the eight reach 2
    found = paired_difference(scores(0, 0, 1), scores(2, 1, 0), names(3), ratio)
    assert found.difference == pytest.approx(2 / 3)
    assert found.p_value == 6 / 8


def test_groups_that_do_not_differ_leave_p_as_it_is() -> None:
    # 3 groups differ among 200: still 2/8, and enumerated, as p would be a fraction of 10,001 else
    a, b = scores(*[0] * 200), scores(*[1] * 3, *[0] * 197)
    assert paired_difference(a, b, names(200), ratio).p_value == 0.25


def test_whole_groups_are_swapped_not_questions() -> None:
    # twelve questions better, but of two conversations: 2 of 4 ways
    found = paired_difference(scores(*[0] * 12), scores(*[1] * 12), ["c1"] * 6 + ["c2"] * 6, ratio)
    assert found.p_value == 0.5


def test_a_test_by_drawing_comes_to_the_sign_test() -> None:
    # 12 of 17 groups gain 1, 5 lose 1: two-sided sign test
    # 2 * (6188 + 2380 + 680 + 136 + 17 + 1) / 2^17 = .1435
    a, b = scores(*[0] * 12, *[1] * 5), scores(*[1] * 12, *[0] * 5)
    found = paired_difference(a, b, names(17), ratio)
    assert found.p_value == pytest.approx(0.1435, abs=0.012)
    # a p by drawing is never 0
    assert paired_difference(scores(*[0] * 40), scores(*[1] * 40), names(40), ratio).p_value == 1 / 10_001


def test_p_of_an_f1_is_that_of_trying_every_swap() -> None:
    chance = np.random.default_rng(7)
    a, b = (chance.integers(0, 4, size=(7, 3)).astype(float) for _ in range(2))
    found = paired_difference(a, b, names(7), f1)

    def gain(swaps: tuple[bool, ...]) -> float:
        one = sum(b[i] if swap else a[i] for i, swap in enumerate(swaps))
        other = sum(a[i] if swap else b[i] for i, swap in enumerate(swaps))
        return float(f1(np.asarray(other)) - f1(np.asarray(one)))

    gains = [gain(swaps) for swaps in itertools.product([False, True], repeat=7)]
    assert found.difference == pytest.approx(gains[0])
    assert found.p_value == np.mean([abs(g) >= abs(gains[0]) - 1e-9 for g in gains])


def test_identical_runs_differ_by_exactly_nothing() -> None:
    rows = np.random.default_rng(1).random((150, 2))
    expected = PairedDifference(0.0, Interval(0.0, 0.0), 1.0)
    for seed in range(20):
        assert paired_difference(rows, rows, names(150), ratio, seed=seed) == expected
    assert paired_difference(rows[:1], rows[:1], ["only"], ratio) == expected


def test_the_interval_covers_the_paired_difference_far_more_tightly_than_the_runs() -> None:
    # scores spread over 0–1, but B is A + 0.1 ± 0.05 each: standard error .05 / sqrt(100) = .005
    base = np.linspace(0, 0.8, 100)
    gains = np.where(np.arange(100) % 2, 0.15, 0.05)
    found = paired_difference(scores(*base), scores(*(base + gains)), names(100), ratio)
    assert found.interval.low == pytest.approx(0.1 - 1.96 * 0.005, abs=0.0015)
    assert found.interval.high == pytest.approx(0.1 + 1.96 * 0.005, abs=0.0015)


def test_a_difference_of_rounding_alone_is_none() -> None:
    # 0.1 + 0.2 is a little more than 0.3 in binary
    a, b = scores(0.1 + 0.2, 0.5, 0.7), scores(0.3, 0.5, 0.7)
    found = paired_difference(a, b, names(3), ratio)
    assert (found.difference, found.interval, found.p_value) == (0.0, Interval(0.0, 0.0), 1.0)


def test_a_metric_that_has_no_value_has_no_difference() -> None:
    found = paired_difference(np.zeros((3, 2)), np.zeros((3, 2)), names(3), ratio, draws=40)
    assert math.isnan(found.difference)
    assert math.isnan(found.interval.low)
    assert (found.interval.undefined_draws, found.p_value) == (40, 1.0)
    assert verdict(found.difference, found.interval, found.p_value) is Verdict.INCONCLUSIVE


def test_swaps_without_a_value_count_as_extreme() -> None:
    # A is 0/1 and 0/1, B 1/1 and 1/1 in sums, but A's first denominator moves: with one group swapped one
    # run has no denominator. Ways: left 1 - 0, both 0 - 1, one swapped: undefined twice. p = 4/4.
    a, b = np.array([(0.0, 1.0), (0.0, 0.0)]), np.array([(0.0, 0.0), (1.0, 1.0)])
    found = paired_difference(a, b, names(2), ratio)
    assert (found.difference, found.p_value, found.undefined_swaps) == (1.0, 1.0, 2)


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        (np.ones((2, 2)), np.ones((3, 2)), "do not fit 3 questions"),
        (np.ones((3, 2)), np.ones((3, 3)), "2 and 3 columns"),
        (np.ones(3), np.ones(3), "do not fit"),
        (np.full((3, 2), np.nan), np.ones((3, 2)), "not a finite number"),
    ],
)
def test_tallies_that_do_not_fit_are_refused(a: Floats, b: Floats, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        paired_difference(a, b, names(3), ratio)


def test_a_value_that_indexes_rows_is_refused() -> None:
    with pytest.raises(ValueError, match=r"sums\[\.\.\., 0\]"):
        bootstrap_interval(scores(0, 1, 1), names(3), lambda sums: sums[0] / sums[1])


# Minimum detectable difference


def test_the_minimum_detectable_difference_is_2_8_standard_errors() -> None:
    # gains of +0.2 and -0.2 on 100 questions: standard deviation 0.2, error 0.02, detectable 0.056
    base = np.full(100, 0.5)
    gains = np.where(np.arange(100) % 2, 0.2, -0.2)
    a, b = scores(*base), scores(*(base + gains))
    assert minimum_detectable(a, b, names(100), ratio) == pytest.approx(0.056, rel=0.03)


def test_identical_runs_need_the_unpaired_bound() -> None:
    # half right on 100 questions: error 0.05 each run, 2.8 * sqrt(2) * 0.05 = 0.198
    rows = scores(*[0.0, 1.0] * 50)
    assert minimum_detectable(rows, rows, names(100), ratio) == 0.0
    assert minimum_detectable_unpaired(rows, rows, names(100), ratio) == pytest.approx(0.198, rel=0.03)


def test_nothing_is_detectable_with_one_group() -> None:
    rows = scores(0, 1)
    assert math.isnan(minimum_detectable(rows, rows, ["c", "c"], ratio))
    assert math.isnan(minimum_detectable_unpaired(rows, rows, ["c", "c"], ratio))
