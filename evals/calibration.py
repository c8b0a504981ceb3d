"""How well a confidence separates right from wrong, and how far it can be taken at its word. Pure.

Each question gives a pair (p, outcome): p in [0, 1] is the assistant's confidence that it should answer, and
the outcome says whether it should have (or, for a verifier, whether the claim is supported; for an answer,
whether it is correct). Nothing here depends on the order of the pairs: questions with equal p are one block.
A figure that has no meaning for the pairs given, because a class is empty, is None and never 0.

ValueError where the two sequences differ in length or a p is not a finite number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What answering every question with p >= `threshold` gives: `coverage`, the share of all questions
    answered (0–1), and `risk`, the share of those answered that is wrong (0–1, lower is better)."""

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The risk–coverage curve: one point for each distinct p, from the highest threshold to the lowest, and
    the area under it (0–1, lower is better; None where there are no questions)."""

    points: tuple[RiskPoint, ...]
    area: float | None


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What answering every question with p >= `threshold` gives: `coverage`, the share of all questions
    answered (0–1, higher is better), and `false_answer_rate`, the share of the unanswerable ones answered
    (0–1, lower is better). `threshold` is None where no threshold keeps the limit: nothing is answered."""

    threshold: float | None
    coverage: float
    false_answer_rate: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The `count` questions with low <= p < high (p <= high in the last bin), their mean p, and the share of
    them that came out true; both None where the bin is empty. Well calibrated: the two are equal."""

    low: float
    high: float
    count: int
    mean_confidence: float | None
    share_true: float | None


def auroc(scores: Sequence[float], outcomes: Sequence[bool]) -> float | None:
    """Area under the ROC curve: the probability that a true pair has a higher score than a false one, ties
    counting half (Mann–Whitney U / (n_true * n_false)). 0.5 is chance, 1.0 perfect; scores may have any
    finite range. None where there is no true or no false pair."""
    _, true, false = _blocks(scores, outcomes)
    if not true.sum() or not false.sum():
        return None
    lower_false = np.cumsum(false) - false
    return float(np.sum(true * (lower_false + false / 2)) / (true.sum() * false.sum()))


def balanced_accuracy(predicted: Sequence[bool], actual: Sequence[bool]) -> float | None:
    """Mean of the share of true ones predicted true and the share of false ones predicted false (0–1, 0.5 is
    chance, higher is better). None where there is no true or no false one."""
    said, is_true = np.asarray(predicted, dtype=bool), np.asarray(actual, dtype=bool)
    _check_lengths(said, is_true)
    if is_true.all() or not is_true.any():
        return None
    return float((said[is_true].mean() + (~said[~is_true]).mean()) / 2)


def risk_coverage(confidence: Sequence[float], outcomes: Sequence[bool]) -> RiskCoverage:
    """The risk at every coverage that a threshold on p can give, and the area under the curve.

    The area is AURC (Geifman, Uziel and El-Yaniv 2019): the mean over i = 1..n of the risk of answering the i
    questions with the highest p. Within a block of equal p the wrong ones are taken to be spread evenly,
    which is the mean over all orders of the block.
    """
    levels, true, false = _blocks(confidence, outcomes)
    if not levels.size:
        return RiskCoverage((), None)
    answered, wrong = np.cumsum((true + false)[::-1]), np.cumsum(false[::-1])
    points = tuple(
        RiskPoint(float(level), float(count / answered[-1]), float(errors / count))
        for level, count, errors in zip(levels[::-1], answered, wrong, strict=True)
    )
    ranks = np.arange(1, answered[-1] + 1)
    wrong_by_rank = np.interp(ranks, np.concatenate([[0], answered]), np.concatenate([[0], wrong]))
    return RiskCoverage(points, float(np.mean(wrong_by_rank / ranks)))


def coverage_at_false_answers(
    confidence: Sequence[float], should_answer: Sequence[bool], limit: float = 0.05
) -> OperatingPoint | None:
    """The largest share of all questions that a threshold on p can answer while at most `limit` (0–1) of the
    unanswerable ones are answered. Fit the threshold on the dev split only. None where there is no
    unanswerable question, as the limit then binds nothing."""
    levels, answerable, unanswerable = _blocks(confidence, should_answer)
    if not unanswerable.sum():
        return None
    rates = np.cumsum(unanswerable[::-1])[::-1] / unanswerable.sum()
    kept = np.flatnonzero(rates <= limit)
    if not kept.size:
        return OperatingPoint(None, 0.0, 0.0)
    lowest = kept[0]
    total = answerable + unanswerable
    coverage = float(total[lowest:].sum() / total.sum())
    return OperatingPoint(float(levels[lowest]), coverage, float(rates[lowest]))


def reliability_bins(
    confidence: Sequence[float], outcomes: Sequence[bool], bins: int = 10
) -> tuple[ReliabilityBin, ...]:
    """The questions in `bins` bins of p of equal width, from the lowest to the highest, empty ones included.
    ValueError where a p is outside [0, 1]."""
    p, is_true = _checked(confidence, outcomes)
    if ((p < 0) | (p > 1)).any():
        raise ValueError("A confidence lies between 0 and 1; scale the scores before asking for bins.")
    places = np.minimum((p * bins).astype(int), bins - 1)
    counted = []
    for i in range(bins):
        inside = places == i
        count = int(inside.sum())
        mean_p = float(p[inside].mean()) if count else None
        share_true = float(is_true[inside].mean()) if count else None
        counted.append(ReliabilityBin(i / bins, (i + 1) / bins, count, mean_p, share_true))
    return tuple(counted)


def expected_calibration_error(
    confidence: Sequence[float], outcomes: Sequence[bool], bins: int = 10
) -> float | None:
    """Mean over the questions of |mean p − share true| of the bin they are in (0–1, lower is better; Naeini,
    Cooper and Hauskrecht 2015). None where there are no questions."""
    counted = reliability_bins(confidence, outcomes, bins)
    gaps = [
        b.count * abs(b.mean_confidence - b.share_true)
        for b in counted
        if b.mean_confidence is not None and b.share_true is not None
    ]
    return sum(gaps) / len(confidence) if gaps else None


def _blocks(
    scores: Sequence[float], outcomes: Sequence[bool]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """The distinct scores in ascending order, and how many true and how many false pairs have each."""
    values, is_true = _checked(scores, outcomes)
    levels, places = np.unique(values, return_inverse=True)
    true = np.bincount(places[is_true], minlength=levels.size)
    return levels, true, np.bincount(places, minlength=levels.size) - true


def _checked(
    scores: Sequence[float], outcomes: Sequence[bool]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    values, is_true = np.asarray(scores, dtype=np.float64), np.asarray(outcomes, dtype=bool)
    _check_lengths(values, is_true)
    if not np.isfinite(values).all():
        raise ValueError("A score is not a finite number; count the question as failed instead.")
    return values, is_true


def _check_lengths(one: NDArray[np.generic], other: NDArray[np.generic]) -> None:
    if one.shape != other.shape:
        raise ValueError(f"Scores and outcomes differ in number: {one.size} and {other.size}.")
