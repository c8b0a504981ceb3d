"""What a calibration comes to, in words, and as many points of its curve as a table can hold. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from evals.calibration import OperatingPoint, RiskPoint
from evals.report.wording import NONE
from evals.run_folder import Row
from evals.summary import Calibration

_STEPS = 20

CalibrationRow = tuple[str, str, str, int]
"""(what is measured, what it means, value, n)."""


def calibration_rows(told: Calibration, rows: Sequence[Row]) -> tuple[CalibrationRow, ...]:
    """The figures of a calibration. n is of all questions that are to be answered or refused, and for the
    calibration error of those that were answered."""
    judged = sum("over_refusal" in r.scored.tallies or "false_answers" in r.scored.tallies for r in rows)
    answered = sum(one.count for one in told.bins)
    return (
        (
            "Telling apart what to answer (AUROC)",
            "how often a question with an answer has a higher confidence than one without; "
            "50% is chance, higher is better",
            share(told.auroc),
            judged,
        ),
        (
            "Answered at no more than 5% false answers",
            _at(told.at_five_per_cent),
            share(told.at_five_per_cent.coverage if told.at_five_per_cent else None),
            judged,
        ),
        (
            "Mean risk (area under the risk–coverage curve)",
            "share of answers that should not have been given, averaged over all levels of confidence; "
            "lower is better",
            share(told.area),
            judged,
        ),
        (
            "Calibration error (ECE)",
            "mean gap between confidence and share right over ten bins; lower is better",
            share(told.ece),
            answered,
        ),
    )


def table_points(points: Sequence[RiskPoint]) -> tuple[RiskPoint, ...]:
    """The first point at or above each twentieth of coverage: at most twenty of them, the last among them."""
    kept: list[RiskPoint] = []
    for step in range(1, _STEPS + 1):
        point = next((p for p in points if p.coverage >= step / _STEPS - 1e-9), None)
        if point is not None and point not in kept:
            kept.append(point)
    return tuple(kept)


def share(value: float | None) -> str:
    """A share in per cent, or a dash where there is none."""
    return NONE if value is None else f"{value:.1%}"


def _at(point: OperatingPoint | None) -> str:
    meaning = "share of all questions that a threshold on confidence can answer; higher is better"
    if point is None:
        return f"{meaning}; there is no unanswerable question here"
    if point.threshold is None:
        return f"{meaning}; no threshold keeps to 5%"
    reached = f"at a confidence of {point.threshold:.3f}, with {point.false_answer_rate:.1%} false answers"
    return f"{meaning}; {reached}"
