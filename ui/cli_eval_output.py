"""What `evidence eval` prints of a run and of a comparison."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.report.plain_text import shortened, visible

if TYPE_CHECKING:
    from evals.compare import Comparison
    from evals.run import Finished

CHANGED_SHOWN = 20


def run_lines(finished: Finished) -> Iterator[str]:
    """The verdict, every figure with its interval, why items came out wrong, and the time."""
    metrics = finished.run.config.metrics
    yield finished.summary.sentence
    group = ""
    for figure in finished.summary.figures:
        metric = metrics[figure.metric]
        if not figure.n:
            continue
        if metric.group != group:
            group = metric.group
            yield f"{group}:"
        lower = "" if metric.higher_is_better else " (lower is better)"
        ends = f"[{number(figure.interval.low)}, {number(figure.interval.high)}]"
        yield f"  {metric.title + lower:<46} {number(figure.value):>6}  {ends:<16} n = {figure.n}"
    if finished.summary.causes:
        yield "Why items came out wrong:"
        for cause, count in finished.summary.causes:
            yield f"  {visible(cause):<46} {count:>6}"
    for stage in finished.summary.latency:
        if stage.stage == "whole":
            yield f"Milliseconds an item: p50 {stage.p50:.0f}, p95 {stage.p95:.0f} (n = {stage.n})"


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """The headline table of a comparison, and the items that got worse."""
    yield f"{comparison.b.folder.name} against {comparison.a.folder.name}: {comparison.sentence}"
    yield f"  {'':<32} {'before':>7} {'after':>7} {'change':>7}  {'95% interval':<18} {'p':>6}  verdict"
    for m in comparison.metrics:
        ends = f"[{m.interval.low:+.3f}, {m.interval.high:+.3f}]" if not math.isnan(m.interval.low) else "–"
        change = f"{m.difference:+.3f}" if not math.isnan(m.difference) else "–"
        lower = "" if m.metric.higher_is_better else " ↓"
        yield (
            f"  {m.metric.title + lower:<32} {number(m.a):>7} {number(m.b):>7} {change:>7}  {ends:<18} "
            f"{m.p_holm:>6.3f}  {m.verdict.value}"
        )
        if m.detectable and not math.isnan(m.detectable):  # 0 where all items are alike: nothing is known
            bound = "at most " if m.detectable_is_bound else ""
            yield f"  {'':<32} could show a change of {bound}{number(m.detectable)} (n = {m.n})"
    worse = [c for c in comparison.changed if c.worse]
    if worse:
        yield f"Right before, wrong now: {len(worse)}"
        for changed in worse[:CHANGED_SHOWN]:
            asked = shortened(visible(changed.after.asked), 80)
            yield f"  {changed.after.id}: {asked} ({visible(changed.now or '')})"
        if len(worse) > CHANGED_SHOWN:
            yield f"  … and {len(worse) - CHANGED_SHOWN} more, in the report"


def number(value: float) -> str:
    """A figure for a column: three places, or whole where it is large; a dash where it has no value."""
    if math.isnan(value):
        return "–"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.0f}"
