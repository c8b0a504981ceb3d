"""What a report says, before it is HTML or Markdown: every figure in words, every list in its order. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.compare import Comparison, MetricChange
from evals.metrics import Metric
from evals.report.gold_texts import GoldText
from evals.report.items import ItemGroup, changed_items, wrong_items
from evals.report.provenance_table import Fact, provenance_facts
from evals.report.slice_rows import SliceRow, slice_rows
from evals.report.wording import (
    NO_INTERVAL,
    VERDICTS,
    ToldInterval,
    cause_kind,
    cause_meaning,
    cause_place,
    difference_interval_text,
    difference_text,
    interval_told,
    margin_text,
    p_text,
    value_text,
)
from evals.run_folder import Run
from evals.statistics import Verdict
from evals.summary import Figure, Summary


@dataclass(frozen=True, slots=True)
class HeadlineRow:
    """A headline metric in words. Without a comparison everything from `baseline` on is empty."""

    metric: Metric
    value: str
    interval: ToldInterval
    n: int
    baseline: str = ""
    difference: str = ""
    difference_interval: str = ""
    p: str = ""
    detectable: str = ""
    sign: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class OtherRow:
    """A metric outside the headline; baseline and difference are empty without a comparison."""

    metric: Metric
    value: str
    interval: ToldInterval
    n: int
    baseline: str = ""
    difference: str = ""


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A cause and how many items it made wrong."""

    cause: str
    meaning: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a report shows. `passed` is None without a comparison; `inconclusive` counts the
    headline metrics of which it can say nothing."""

    run: Run
    summary: Summary
    title: str
    unit: str
    sentence: str
    passed: bool | None
    inconclusive: int
    differs: tuple[str, ...]
    headline: tuple[HeadlineRow, ...]
    others: tuple[tuple[str, tuple[OtherRow, ...]], ...]
    unused: tuple[str, ...]
    groups: tuple[ItemGroup, ...]
    slices: tuple[SliceRow, ...]
    slice_metrics: tuple[Metric, ...]
    causes: tuple[CauseRow, ...]
    facts: tuple[Fact, ...]
    compared: bool


def content_of(
    run: Run, summary: Summary, comparison: Comparison | None, gold: Mapping[str, GoldText]
) -> Content:
    """Put a run, and its comparison with a baseline where there is one, into words."""
    config = run.config
    metrics = config.metrics
    figures = {f.metric: f for f in summary.figures}
    used = [m for m in metrics.values() if m.name in figures and figures[m.name].n]
    headline = tuple(m for m in used if m.headline)
    return Content(
        run=run,
        summary=summary,
        title=f"Evaluation of {config.set_name} {config.set_version}",
        unit={"questions": "question", "claims": "claim", "briefs": "note"}[config.kind],
        sentence=comparison.sentence if comparison else summary.sentence,
        passed=comparison.passed if comparison else None,
        inconclusive=_inconclusive(comparison),
        differs=tuple(comparison.a.config.differences(config)) if comparison else (),
        headline=_headline(headline, figures, comparison),
        others=_others([m for m in used if not m.headline], figures, comparison),
        unused=tuple(m.title for m in metrics.values() if m not in used),
        groups=changed_items(comparison, gold) if comparison else wrong_items(run.rows, gold),
        slices=slice_rows(summary, comparison, headline),
        slice_metrics=headline,
        causes=_causes(run),
        facts=provenance_facts(run, comparison.a if comparison else None),
        compared=comparison is not None,
    )


def _headline(
    metrics: Sequence[Metric], figures: Mapping[str, Figure], comparison: Comparison | None
) -> tuple[HeadlineRow, ...]:
    changes = {change.metric.name: change for change in comparison.metrics} if comparison else {}
    return tuple(_headline_row(m, figures[m.name], changes.get(m.name)) for m in metrics)


def _headline_row(metric: Metric, figure: Figure, change: MetricChange | None) -> HeadlineRow:
    plain = (metric, value_text(metric, figure.value), interval_told(metric, figure.interval), figure.n)
    if change is None:
        return HeadlineRow(*plain)
    return HeadlineRow(
        *plain,
        baseline=value_text(metric, change.a),
        difference=_judged(metric, change.difference),
        difference_interval=difference_interval_text(metric, change.interval),
        p=p_text(change.p_holm),
        detectable=_detectable(metric, change),
        sign=VERDICTS[change.verdict][0],
        verdict=change.verdict.value,
    )


def _inconclusive(comparison: Comparison | None) -> int:
    return sum(m.verdict is Verdict.INCONCLUSIVE for m in comparison.metrics) if comparison else 0


def _judged(metric: Metric, difference: float) -> str:
    """A difference with whether it is to the good, as some metrics are better when lower."""
    told = difference_text(metric, difference)
    if math.isnan(difference) or told.startswith("±"):
        return told
    return f"{told} ({'better' if (difference > 0) == metric.higher_is_better else 'worse'})"


def _detectable(metric: Metric, change: MetricChange) -> str:
    if math.isnan(change.detectable) or change.detectable == 0:  # no spread, so nothing can be said
        return NO_INTERVAL
    told = margin_text(metric, change.detectable)
    return f"at most {told}" if change.detectable_is_bound else told


def _others(
    metrics: Sequence[Metric], figures: Mapping[str, Figure], comparison: Comparison | None
) -> tuple[tuple[str, tuple[OtherRow, ...]], ...]:
    both = {m.name: (a, b) for m, a, b in comparison.others} if comparison else {}
    groups: dict[str, list[OtherRow]] = {}
    for metric in metrics:
        figure = figures[metric.name]
        told = ("", "")
        if metric.name in both:
            a, b = both[metric.name]
            told = (value_text(metric, a), _judged(metric, b - a))
        value, interval = value_text(metric, figure.value), interval_told(metric, figure.interval)
        groups.setdefault(metric.group, []).append(OtherRow(metric, value, interval, figure.n, *told))
    return tuple((group, tuple(rows)) for group, rows in groups.items())


def _causes(run: Run) -> tuple[CauseRow, ...]:
    counts = Counter(cause_kind(row.scored.cause) for row in run.rows if row.scored.cause is not None)
    wrong = sum(counts.values())
    return tuple(
        CauseRow(cause, cause_meaning(cause), counts[cause], f"{counts[cause] / wrong:.0%}")
        for cause in sorted(counts, key=lambda cause: (cause_place(cause), cause))
    )
