"""The slices of a run as rows of a table, in an order that shows the weakest first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.compare import Comparison
from evals.metrics import Metric
from evals.report.wording import NONE, share_text, value_text
from evals.statistics import Interval
from evals.summary import Slice, Summary

SMALL_SLICE = 5
"""A slice of fewer items stands in a table of its own and has no row in the chart: it shows little."""


@dataclass(frozen=True, slots=True)
class SliceRow:
    """Some of the items, how many came out right here and in the baseline, and their headline values."""

    name: str
    n: int
    right: int
    share: str
    interval: str
    baseline: str
    values: tuple[str, ...]
    small: bool


def slice_rows(
    summary: Summary, comparison: Comparison | None, metrics: Sequence[Metric]
) -> tuple[SliceRow, ...]:
    """A row a slice, with the headline `metrics` over it."""
    before = _rights(comparison.a.summary) if comparison else {}
    largest = max((s.n for s in summary.slices), default=0)
    return tuple(
        SliceRow(
            s.name,
            s.n,
            s.right,
            f"{s.right / s.n:.0%}" if s.n else NONE,
            _percents(s.interval),
            share_text(before[s.name], s.n) if s.name in before else NONE,
            tuple(value_text(m, s.headline.get(m.name)) for m in metrics),
            s.n < SMALL_SLICE <= largest,
        )
        for s in slices_in_order(summary.slices)
    )


def slices_in_order(slices: tuple[Slice, ...]) -> list[Slice]:
    """Splits, then turns of a conversation, then tags; those with the smallest share right first."""

    def place(one: Slice) -> tuple[int, float, str]:
        kind = 0 if one.name.startswith("split: ") else 1 if one.name.startswith("turn ") else 2
        return kind, one.right / one.n if one.n else 0.0, one.name

    return sorted(slices, key=place)


def _rights(summary: Mapping[str, Any]) -> dict[str, int]:
    """Slice → how many came out right, from a stored summary."""
    return {s["name"]: s["right"] for s in summary.get("slices", ())}


def _percents(interval: Interval) -> str:
    return f"{interval.low:.0%} to {interval.high:.0%}"
