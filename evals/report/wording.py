"""Figures, verdicts, outcomes and causes in words that need no training in evaluation. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from evals.metrics import Metric
from evals.scoring.causes import Cause
from evals.statistics import Interval, Verdict

NONE = "–"
ALL_ALIKE = "all alike"
NO_INTERVAL = "not to be had"
MINUS = "\u2212"

VERDICTS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.IMPROVED: ("▲", "better beyond chance"),
    Verdict.REGRESSED: ("▼", "worse beyond chance"),
    Verdict.NOT_INFERIOR: ("≈", "not worse by more than the margin"),
    Verdict.INCONCLUSIVE: ("?", "too few questions to tell"),
}
"""Verdict → its sign, and what it says of the new run against the baseline."""

OUTCOMES: Mapping[str, str] = {
    "answered": "answered",
    "partly_answered": "answered in part, and said what is missing",
    "not_in_evidence": "said that the evidence holds no answer",
    "which_one": "asked back which one is meant",
    "declined": "declined to answer",
    "failed": "could not answer",
    "error": "crashed",
    "supported": "took the sentence as supported",
    "not_supported": "did not take the sentence as supported",
}

NUGGETS: Mapping[str, str] = {"support": "stated", "partial": "stated in part", "not": "not stated"}

POINTS_MISSING = "required points missing"

CAUSES: Mapping[str, str] = {
    Cause.CRASHED: "The system stopped with an error, so there is nothing to judge.",
    Cause.NOT_INDEXED: "The passage that holds the answer is not in the index.",
    Cause.NOT_RETRIEVED: "The index holds the passage, but the search did not bring it up.",
    Cause.NOT_CHOSEN: "The passage was found, but the answer does not use what it says.",
    Cause.WITHHELD: "The sentence was chosen, but the checks held it back.",
    Cause.WRONGLY_REFUSED: "The passage was found, but the system said that it cannot answer.",
    Cause.WRONGLY_ANSWERED: "The evidence holds no answer, but the system gave one.",
    Cause.NOT_ASKED_BACK: "The question fits several publications, and the system did not ask which one.",
    Cause.WRONG_FIGURE: "The answer gives a figure other than the right one.",
    Cause.WRONG_DATE: "The answer cites evidence from outside the time asked for, or since replaced.",
    Cause.ONE_SIDE: "Sources disagree, and the answer tells one side only.",
    Cause.GAP_NOT_TOLD: "Only a part can be answered, and the answer does not say so.",
    POINTS_MISSING: "The note leaves out points that it must hold.",
    "true but not passed": "The evidence supports the sentence, but the check did not pass it.",
}
"""Cause → what it means, in the order of the way from the index to the answer."""


@dataclass(frozen=True, slots=True)
class ToldInterval:
    """The ends of an interval in words, and what has to be known of it, empty where nothing has."""

    ends: str
    note: str = ""

    @property
    def whole(self) -> str:
        """Both on one line."""
        return f"{self.ends} ({self.note})" if self.note else self.ends


def is_score(metric: Metric) -> bool:
    """Whether a metric is given as a score from 0 to 1 and not as a percentage."""
    return metric.is_f1 or metric.name == "redundancy" or "ndcg" in metric.name or "mrr" in metric.name


def value_text(metric: Metric, value: float | None) -> str:
    """A value of a metric: `87.3%`, `0.412` for a score, `46.0` for a number of words."""
    if value is None or math.isnan(value):
        return NONE
    if not metric.is_share:
        return f"{value:.1f}"
    return f"{value:.3f}" if is_score(metric) else f"{value:.1%}"


def difference_text(metric: Metric, value: float) -> str:
    """A difference with its sign: percentage points for a percentage."""
    if math.isnan(value):
        return NONE
    unit = 100 if metric.is_share and not is_score(metric) else 1
    places = 3 if is_score(metric) else 1
    number = f"{abs(value) * unit:.{places}f}"
    sign = "±" if not float(number) else "+" if value > 0 else MINUS
    return f"{sign}{number}{' points' if unit == 100 else ''}"


def margin_text(metric: Metric, value: float) -> str:
    """A size without a sign, such as the smallest difference a run could show."""
    return difference_text(metric, abs(value)).lstrip("+±")


def interval_told(metric: Metric, interval: Interval) -> ToldInterval:
    """An interval of a value; `all alike` where every item counted the same, so that nothing spreads."""
    if math.isnan(interval.low) or math.isnan(interval.high):
        return ToldInterval(NO_INTERVAL)
    if interval.low == interval.high:
        return ToldInterval(ALL_ALIKE)
    low, high = (value_text(metric, end) for end in (interval.low, interval.high))
    missing = interval.undefined_draws
    note = f"{counted(missing, 'resampling', 'resamplings')} gave no value" if missing else ""
    return ToldInterval(f"{low} to {high}", note)


def difference_interval_text(metric: Metric, interval: Interval) -> str:
    """`−1.2 to +3.4 points`."""
    if math.isnan(interval.low) or math.isnan(interval.high):
        return NO_INTERVAL
    if interval.low == interval.high == 0:
        return "no change seen"
    low, high = (difference_text(metric, end) for end in (interval.low, interval.high))
    return f"{low.removesuffix(' points')} to {high}"


def p_text(p: float) -> str:
    """A p in three decimals."""
    return "under 0.001" if p < 0.001 else f"{p:.3f}"


def share_text(part: int, whole: int) -> str:
    """`12 of 15 (80%)`."""
    return f"{part} of {whole} ({part / whole:.0%})" if whole else "0 of 0"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 item`, `3 items`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def direction(metric: Metric) -> str:
    """Which way is better."""
    return "higher is better" if metric.higher_is_better else "lower is better"


def outcome_text(outcome: str) -> str:
    """What the system did, in words."""
    return OUTCOMES.get(outcome, outcome.replace("_", " "))


def cause_kind(cause: str) -> str:
    """The cause without what is particular to one item, so that causes can be counted."""
    return POINTS_MISSING if cause.startswith(POINTS_MISSING) else cause


def cause_meaning(cause: str) -> str:
    """What a cause means, in one sentence."""
    kind = cause_kind(cause)
    if kind.startswith("passed although "):
        return "The check passed a sentence that it should have caught."
    return CAUSES.get(kind, "")


def cause_place(cause: str) -> int:
    """Where a cause stands on the way from the index to the answer."""
    order = list(CAUSES)
    kind = cause_kind(cause)
    return order.index(kind) if kind in order else len(order)


def moment_text(iso: str) -> str:
    """`22 November 2026, 08:38 UTC`; the text itself where it is no moment."""
    try:
        moment = datetime.fromisoformat(iso).astimezone(UTC)
    except ValueError:
        return iso
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
