"""The rows of a run as CSV for a spreadsheet. Pure.

UTF-8 with a byte-order mark, without which Excel reads £ and – wrongly; lines end in CR LF (RFC 4180).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np

from evals.metrics import Metric
from evals.report.items import place_text
from evals.report.plain_text import visible
from evals.run_folder import Row, Run

COLUMNS = (
    "id", "split", "group", "tags", "question", "turn", "outcome", "right", "cause", "answer", "citations",
    "error", "confidence", "seconds",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\ufe62", "\ufe63", "\ufe66", "\ufe6b")
_BYTE_ORDER_MARK = "\ufeff"


def csv_table(run: Run) -> str:
    """One row an item, one column a metric: its value for that item alone, empty where it does not apply."""
    metrics = list(run.config.metrics.values())
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([*COLUMNS, *(f"metric_{m.name}" for m in metrics)])
    for row in run.rows:
        writer.writerow([*_cells(row), *(_value(row, metric) for metric in metrics)])
    return _BYTE_ORDER_MARK + written.getvalue()


def safe_cell(text: str) -> str:
    """Text that a spreadsheet takes for text: one that could begin a formula has an apostrophe before it.

    White space before the sign, tabs and line ends among it, is taken away first and does not hide it; a
    full-width or small form of the sign counts as the sign.
    """
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _cells(row: Row) -> Sequence[str | int | float]:
    response = row.response
    citations = [c for s in response.sentences for c in s.citations]
    return (
        safe_cell(row.id),
        safe_cell(row.split),
        safe_cell(row.group),
        safe_cell("; ".join(row.tags)),
        safe_cell(row.asked),
        row.turn,
        safe_cell(response.outcome),
        int(row.scored.right),
        safe_cell(row.scored.cause or ""),
        safe_cell(" ".join(s.text for s in response.sentences) or response.message),
        safe_cell("; ".join(dict.fromkeys(map(place_text, citations)))),
        safe_cell(response.error or ""),
        response.confidence,
        round(sum(response.timings_ms.values()) / 1000, 3),
    )


def _value(row: Row, metric: Metric) -> float | str:
    tally = row.scored.tallies.get(metric.name)
    if not tally or not any(tally):
        return ""
    value = float(metric.value(np.asarray([tally]))[0])
    return "" if np.isnan(value) else round(value, 6)
