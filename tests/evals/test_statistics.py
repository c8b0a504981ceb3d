"""Intervals, paired tests and verdicts: by hand, by brute force, and under the null."""

from __future__ import annotations

import itertools
import math
import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evals.statistics import (
    Interval,
    PairedDifference,
    Verdict,
    bootstrap_interval,
    f1,
    holm,
    minimum_detectable,
    minimum_detectable_unpaired,
    paired_difference,
    ratio,
    verdict,
    wilson,
)

Floats = NDArray[np.float64]
Row = tuple[str, tuple[float, int], tuple[float, int]]


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
    # 12 of 17 groups gain 1, 5 lose 1: two-sided sign test 2 * (6188 + 2380 + 680 + 136 + 17 + 1) / 2^17 = .1435
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


# Holm, Wilson, verdicts


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


# What holds for all tallies

TALLY = st.tuples(st.floats(0, 1, allow_subnormal=False), st.integers(0, 3))
ROWS = st.lists(st.tuples(st.sampled_from(names(25)), TALLY, TALLY), min_size=1, max_size=40)


def compared(rows: list[Row], swapped: bool = False) -> PairedDifference:
    groups, a, b = zip(*rows, strict=True)
    first, second = (b, a) if swapped else (a, b)
    return paired_difference(first, second, groups, ratio, draws=200, seed=3)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(ROWS)
def test_swapping_the_runs_mirrors_the_comparison(rows: list[Row]) -> None:
    one, other = compared(rows), compared(rows, swapped=True)
    mirrored = [-other.difference, -other.interval.high, -other.interval.low]
    assert mirrored == pytest.approx(
        [one.difference, one.interval.low, one.interval.high], nan_ok=True, abs=1e-9
    )
    assert other.p_value == one.p_value
    assert other.interval.undefined_draws == one.interval.undefined_draws
    assert other.undefined_swaps == one.undefined_swaps


@settings(derandomize=True, max_examples=150, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_questions_does_not_change_a_digit(rows: list[Row], chance: random.Random) -> None:
    shuffled = chance.sample(rows, len(rows))
    assert repr(compared(shuffled)) == repr(compared(rows))
    groups, a, b = zip(*rows, strict=True)
    other_groups, other_a, _ = zip(*shuffled, strict=True)
    one = bootstrap_interval(a, groups, ratio, draws=200)
    assert repr(bootstrap_interval(other_a, other_groups, ratio, draws=200)) == repr(one)


# Under the null, and with a real loss


def verdicts(a: list[Floats], b: list[Floats], groups: list[str], draws: int, seed: int) -> list[Verdict]:
    """The verdicts on a family of means, adjusted together."""
    found = {
        f"m{i}": paired_difference(one, other, groups, ratio, draws=draws, seed=seed)
        for i, (one, other) in enumerate(zip(a, b, strict=True))
    }
    adjusted = holm({name: result.p_value for name, result in found.items()})
    return [verdict(result.difference, result.interval, adjusted[name]) for name, result in found.items()]


def family(chance: np.random.Generator, n: int) -> list[Floats]:
    """Four metrics of n questions that hang together: a graded one and three of right and wrong."""
    ability = chance.normal(size=n)
    graded = np.clip(0.5 + 0.2 * ability + 0.2 * chance.normal(size=n), 0, 1)
    flags = [(ability + chance.normal(size=n) > cut).astype(float) for cut in (-1, 0, 0.5)]
    return [scores(*values) for values in (graded, *flags)]


def test_runs_that_differ_by_chance_alone_are_seldom_called_different() -> None:
    """300 pairs of runs whose labels are swapped at random, question by question, four metrics each. At a
    family-wise rate of 5% the number of pairs with any change is Binomial(300, .05), mean 15, and at most 24
    (8%) with probability .99."""
    chance = np.random.default_rng(20)
    called, small = 0, 0
    for simulation in range(300):
        one, other = family(chance, 60), family(chance, 60)
        swap = chance.random(60) < 0.5
        a = [np.where(swap[:, None], y, x) for x, y in zip(one, other, strict=True)]
        b = [np.where(swap[:, None], x, y) for x, y in zip(one, other, strict=True)]
        outcome = verdicts(a, b, names(60), draws=400, seed=simulation)
        called += any(v in (Verdict.IMPROVED, Verdict.REGRESSED) for v in outcome)
        small += paired_difference(a[0], b[0], names(60), ratio, draws=400, seed=simulation).p_value < 0.05
    assert called <= 24
    # nor is the test asleep: of 300 single tests about 15 have p < .05, at least 5 with probability .999
    assert 5 <= small <= 27


def test_a_real_loss_is_called_a_regression_every_time() -> None:
    # 0.2 of the right answers are lost on 200 questions: about 2.8 times the detectable difference
    for seed in range(20):
        chance = np.random.default_rng(seed)
        right = (chance.random(200) < 0.7).astype(float)
        broken = right * (chance.random(200) < 0.8)
        found = verdicts([scores(*right)], [scores(*broken)], names(200), draws=1000, seed=seed)
        assert found == [Verdict.REGRESSED]
