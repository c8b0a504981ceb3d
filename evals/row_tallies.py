"""The rows of a run as tallies of one metric, and what they add up to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from evals.metrics import Metric, Tally
from evals.run_folder import Row


def tallies(rows: Iterable[Row], metric: Metric) -> list[Tally]:
    """A metric's tally of every row, zeros where it does not apply."""
    return [tuple(row.scored.tallies.get(metric.name, metric.nothing)) for row in rows]


def counted_rows(found: Iterable[Tally]) -> int:
    """How many rows are in a metric's figure: those that add anything to its sums."""
    return sum(any(tally) for tally in found)


def value_of(rows: Sequence[Row], metric: Metric) -> float:
    """A metric over some rows; nan where it applies to none."""
    if not rows:
        return float("nan")
    return float(metric.value(np.asarray(tallies(rows, metric)).sum(axis=0, keepdims=True))[0])
