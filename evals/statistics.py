"""Intervals, paired tests and verdicts over additive tallies. Pure; the same seed gives the same figures.

A metric is kept as a tally: each question contributes k numbers, and `value` turns their column sums into the
metric. A mean is (sum, count), a ratio (numerator, denominator), F1 (true positives, false positives, false
negatives). Shapes: `tallies` (n, k); `groups` n names, the conversation or publication a question hangs on;
groups, not questions, are what is resampled and swapped. `value` takes sums of shape (m, k) and gives m
numbers, so it indexes `sums[..., 0]`; `ratio` and `f1` are the usual ones.

A draw whose denominator is 0 has no value. It is not silently dropped: an interval is that of the draws that
have one, and the others are counted beside it; in a permutation test such a draw counts as extreme, which can
only raise p. With fewer than two groups nothing can be resampled, so all draws count as undefined. Every
function raises ValueError for tallies that do not fit their groups or are not finite.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from evals.resampling import (
    Floats,
    Value,
    differences,
    group_totals,
    paired_totals,
    resampled_sums,
    sign_flip,
    values,
)

MARGIN = 0.02
SIGNIFICANCE = 0.05
# z(0.975) + z(0.80): a difference of so many standard errors is found with 80% power at 5%, two-sided.
POWER_FACTOR = 2.8


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of an interval, in the metric's unit; nan where no draw has a value. `undefined_draws` counts
    the draws without one, which the ends do not reflect."""

    low: float
    high: float
    undefined_draws: int = 0


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """How run B differs from run A on the same questions, in the metric's unit: B − A, its 95% interval, and
    the two-sided p of the sign-flip test. `undefined_swaps` counts permutations without a value."""

    difference: float
    interval: Interval
    p_value: float
    undefined_swaps: int = 0


class Verdict(StrEnum):
    """What a comparison allows to be said of a metric."""

    IMPROVED = "improved"
    REGRESSED = "regressed"
    NOT_INFERIOR = "not inferior"
    INCONCLUSIVE = "inconclusive"


def ratio(sums: Floats) -> Floats:
    """Numerator / denominator, or sum / count: tallies of two columns. nan where the denominator is 0."""
    return _quotient(sums[..., 0], sums[..., 1])


def f1(sums: Floats) -> Floats:
    """2tp / (2tp + fp + fn) from tallies (tp, fp, fn); nan where all three are 0."""
    return _quotient(2 * sums[..., 0], 2 * sums[..., 0] + sums[..., 1] + sums[..., 2])


def bootstrap_interval(
    tallies: ArrayLike,
    groups: Sequence[str],
    value: Value,
    draws: int = 10_000,
    level: float = 0.95,
    seed: int = 0,
) -> Interval:
    """Percentile interval of the metric from resampling groups with replacement (Efron 1979; clusters)."""
    sums = resampled_sums(group_totals(tallies, groups), draws, seed)
    return _percentiles(values(value, sums), draws, level)


def paired_difference(
    a: ArrayLike, b: ArrayLike, groups: Sequence[str], value: Value, draws: int = 10_000, seed: int = 0
) -> PairedDifference:
    """B − A on the same questions: row i of `a`, of `b` and of `groups` is the same question.

    The interval resamples the same groups for both runs. The p swaps A's and B's tallies of whole groups
    (Fisher 1935): every one of the 2^m ways where m <= 16 groups differ, else `draws` random ones with
    p = (1 + extreme) / (1 + draws). Identical runs give 0, (0, 0) and 1 exactly.
    """
    totals = paired_totals(a, b, groups)
    difference = float(differences(value, totals.sum(axis=0, keepdims=True))[0])
    if math.isnan(difference):
        return PairedDifference(math.nan, Interval(math.nan, math.nan, draws), 1.0)
    of_a, of_b = np.hsplit(totals, 2)
    if np.array_equal(of_a, of_b):
        return PairedDifference(0.0, Interval(0.0, 0.0), 1.0)
    interval = _percentiles(differences(value, resampled_sums(totals, draws, seed)), draws, 0.95)
    p_value, undefined = sign_flip(totals, value, draws, seed)
    return PairedDifference(difference, interval, p_value, undefined)


def minimum_detectable(
    a: ArrayLike, b: ArrayLike, groups: Sequence[str], value: Value, draws: int = 10_000, seed: int = 0
) -> float:
    """The true difference that a comparison like this one finds with 80% power at 5%, two-sided, in the
    metric's unit: 2.8 × the bootstrap standard error of the paired difference (methods.md 1.4).

    The observed error knows only the changes seen: where the runs are identical it is 0, and where few
    questions changed it is too small. `minimum_detectable_unpaired` is the figure to print then.
    """
    sums = resampled_sums(paired_totals(a, b, groups), draws, seed)
    return POWER_FACTOR * _standard_error(differences(value, sums))


def minimum_detectable_unpaired(
    a: ArrayLike, b: ArrayLike, groups: Sequence[str], value: Value, draws: int = 10_000, seed: int = 0
) -> float:
    """2.8 × sqrt(SE_a² + SE_b²), in the metric's unit: an upper bound of the minimum detectable difference
    wherever the two runs do not do well on opposite questions (covariance not below 0)."""
    errors = [
        _standard_error(values(value, resampled_sums(group_totals(tallies, groups), draws, seed)))
        for tallies in (a, b)
    ]
    return POWER_FACTOR * math.hypot(*errors)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """P-values adjusted for having tested a whole family (Holm 1979), in the order given: the i-th smallest
    of m is multiplied by m − i + 1, never falls below the one before it, and stays at or below 1."""
    adjusted: dict[str, float] = {}
    reached = 0.0
    for place, name in enumerate(sorted(p_values, key=lambda name: p_values[name])):
        if not 0 <= p_values[name] <= 1:
            raise ValueError(f"The p of {name!r} is {p_values[name]}; a p lies between 0 and 1.")
        reached = max(reached, min(1.0, (len(p_values) - place) * p_values[name]))
        adjusted[name] = reached
    return {name: adjusted[name] for name in p_values}


def wilson(successes: int, n: int, z: float = 1.959964) -> Interval:
    """95% interval of a share of independent questions (Wilson 1927); (0, 1) where nothing was counted."""
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share.")
    if not n:
        return Interval(0.0, 1.0)
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # The formula gives exactly 0 and 1 at the ends, but for rounding.
    low = 0.0 if successes == 0 else centre - half
    return Interval(low, 1.0 if successes == n else centre + half)


def verdict(
    difference: float,
    interval: Interval,
    p_holm: float,
    margin: float = MARGIN,
    higher_is_better: bool = True,
) -> Verdict:
    """What may be said of B against A (methods.md 1.5).

    Improved: the interval excludes 0 on the good side and the adjusted p is below 0.05. Regressed: the same
    on the bad side. Not inferior: the bad end of the interval is inside `margin`, in the metric's unit. Else,
    and where there is no interval, inconclusive.
    """
    ends = (interval.low, interval.high)
    worst, best = ends if higher_is_better else (-ends[1], -ends[0])
    gain = difference if higher_is_better else -difference
    if p_holm < SIGNIFICANCE and worst > 0 and gain > 0:
        return Verdict.IMPROVED
    if p_holm < SIGNIFICANCE and best < 0 and gain < 0:
        return Verdict.REGRESSED
    return Verdict.NOT_INFERIOR if worst > -margin else Verdict.INCONCLUSIVE


def _quotient(numerator: Floats, denominator: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator != 0, numerator / denominator, np.nan)


def _percentiles(drawn: Floats, draws: int, level: float) -> Interval:
    defined = drawn[~np.isnan(drawn)]
    if not defined.size:
        return Interval(math.nan, math.nan, draws)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), draws - defined.size)


def _standard_error(drawn: Floats) -> float:
    """Standard deviation of the draws that have a value; nan where fewer than two have."""
    defined = drawn[~np.isnan(drawn)]
    return float(np.std(defined, ddof=1)) if defined.size > 1 else math.nan
