"""What holds of the statistics for all tallies, under the null, and with a real loss."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evals.statistics import (
    PairedDifference,
    Verdict,
    bootstrap_interval,
    holm,
    paired_difference,
    ratio,
    verdict,
)

Floats = NDArray[np.float64]
Row = tuple[str, tuple[float, int], tuple[float, int]]


def names(n: int) -> list[str]:
    return [f"g{i}" for i in range(n)]


def scores(values: Floats) -> Floats:
    """Tallies of a mean: each question adds its score and counts once."""
    return np.column_stack([values, np.ones(len(values))])


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
    groups, a, _ = zip(*rows, strict=True)
    other_groups, other_a, _ = zip(*shuffled, strict=True)
    one = bootstrap_interval(a, groups, ratio, draws=200)
    assert repr(bootstrap_interval(other_a, other_groups, ratio, draws=200)) == repr(one)


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
    return [scores(values) for values in (graded, *flags)]


@pytest.mark.slow
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
    # about 0.14 is lost on 200 questions: error sqrt(.14 * .86 / 200) = 0.0245, detectable 0.069
    for seed in range(20):
        chance = np.random.default_rng(seed)
        right = (chance.random(200) < 0.7).astype(float)
        broken = right * (chance.random(200) < 0.8)
        found = verdicts([scores(right)], [scores(broken)], names(200), draws=1000, seed=seed)
        assert found == [Verdict.REGRESSED]
