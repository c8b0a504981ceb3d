"""What the rows of a run add up to: metrics with intervals, slices, causes, calibration, time. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from evals.calibration import (
    OperatingPoint,
    ReliabilityBin,
    RiskPoint,
    auroc,
    coverage_at_false_answers,
    expected_calibration_error,
    reliability_bins,
    risk_coverage,
)
from evals.metrics import Metric
from evals.row_tallies import counted_rows, tallies, value_of
from evals.run_folder import Row, RunConfig
from evals.statistics import Interval, bootstrap_interval, wilson


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's value over a run with its 95% interval; `n` items to which it applies."""

    metric: str
    value: float
    interval: Interval
    n: int


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the items: how many came out right (Wilson interval), and the headline metrics over them."""

    name: str
    n: int
    right: int
    interval: Interval
    headline: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far the assistant's confidence tells what it should answer (`auroc`, higher is better; `area` under
    risk–coverage, lower is better), and what it is worth where it answered (`ece`, lower is better)."""

    auroc: float | None
    area: float | None
    risk_points: tuple[RiskPoint, ...]
    at_five_per_cent: OperatingPoint | None
    bins: tuple[ReliabilityBin, ...]
    ece: float | None


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one stage over the items that went through it; lower is better."""

    stage: str
    n: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a report shows of a run by itself."""

    sentence: str
    figures: tuple[Figure, ...]
    slices: tuple[Slice, ...]
    causes: tuple[tuple[str, int], ...]
    calibration: Calibration | None
    latency: tuple[Latency, ...]
    peak_memory_mb: float | None

    def as_json(self) -> dict[str, Any]:
        """For summary.json; what is no finite number becomes null."""
        return _plain(asdict(self))  # type: ignore[no-any-return]


def summarise(config: RunConfig, rows: Sequence[Row], peak_memory_mb: float | None = None) -> Summary:
    """Add up the rows of a finished run. Every item asked is in a denominator, crashed ones as failures."""
    groups = [row.group for row in rows]
    figures = tuple(_figure(metric, rows, groups) for metric in config.metrics.values())
    causes = Counter(row.scored.cause for row in rows if row.scored.cause)
    return Summary(
        sentence=_sentence(config, rows),
        figures=figures,
        slices=_slices(config, rows),
        causes=tuple(causes.most_common()),
        calibration=_calibration(rows) if config.kind == "questions" else None,
        latency=_latency(rows),
        peak_memory_mb=peak_memory_mb,
    )


def _figure(metric: Metric, rows: Sequence[Row], groups: Sequence[str]) -> Figure:
    own = tallies(rows, metric)
    value, interval = value_of(rows, metric), bootstrap_interval(own, groups, metric.value)
    if value in (0.0, 1.0) and metric.is_share:
        # Where all are alike resampling knows no doubt; Wilson's interval over the groups does.
        count = len({group for group, tally in zip(groups, own, strict=True) if any(tally)})
        interval = wilson(count if value else 0, count)
    return Figure(metric.name, value, interval, counted_rows(own))


def _sentence(config: RunConfig, rows: Sequence[Row]) -> str:
    right = sum(row.scored.right for row in rows)
    crashed = sum(row.response.error is not None for row in rows)
    end = wilson(right, len(rows))
    told = (
        f"{right} of {len(rows)} items of {config.set_name} came out right "
        f"({right / len(rows):.0%}; 95% interval {end.low:.0%} to {end.high:.0%})"
    )
    return f"{told}; {crashed} made the system fail." if crashed else f"{told}."


def _slices(config: RunConfig, rows: Sequence[Row]) -> tuple[Slice, ...]:
    """By split, by tag, and follow-ups by turn."""
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(f"split: {row.split}", []).append(row)
        for tag in row.tags:
            kinds.setdefault(tag, []).append(row)
        if row.turn > 1:
            kinds.setdefault(f"turn {row.turn}", []).append(row)
    names = sorted(kinds, key=lambda name: (not name.startswith("split: "), name))
    headline = [m for m in config.metrics.values() if m.headline]
    return tuple(
        Slice(
            name,
            len(own := kinds[name]),
            right := sum(row.scored.right for row in own),
            wilson(right, len(own)),
            {m.name: value_of(own, m) for m in headline},
        )
        for name in names
    )


def _calibration(rows: Sequence[Row]) -> Calibration | None:
    """Over the questions that are to be answered or refused; those to be asked back have no right answer."""
    judged = [r for r in rows if "over_refusal" in r.scored.tallies or "false_answers" in r.scored.tallies]
    if not judged:
        return None
    p = [r.response.confidence for r in judged]
    should = ["over_refusal" in r.scored.tallies for r in judged]
    answered = [r for r in judged if r.response.answered]
    sure, right = [r.response.confidence for r in answered], [r.scored.right for r in answered]
    curve = risk_coverage(p, should)
    return Calibration(
        auroc(p, should),
        curve.area,
        curve.points,
        coverage_at_false_answers(p, should),
        reliability_bins(sure, right),
        expected_calibration_error(sure, right),
    )


def _latency(rows: Sequence[Row]) -> tuple[Latency, ...]:
    """Each stage, then the whole; a crashed item has no times."""
    stages: dict[str, list[float]] = {}
    for row in rows:
        for stage, spent in row.response.timings_ms.items():
            stages.setdefault(stage, []).append(spent)
        if row.response.timings_ms:
            stages.setdefault("whole", []).append(sum(row.response.timings_ms.values()))
    order = [*(s for s in stages if s != "whole"), *(s for s in stages if s == "whole")]
    return tuple(
        Latency(s, len(stages[s]), *(float(v) for v in np.percentile(stages[s], [50, 95]))) for s in order
    )


def _plain(value: Any) -> Any:
    """nan and infinity as null: JSON has neither."""
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
