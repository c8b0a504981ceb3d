"""Tables without rules: rows of figures one under the other. Pure.

Only what cannot be taken for anything else is called a table: three rows or more with figures in the same
columns. Two columns of text, lists and contents pages are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from corpus.parsing.pdf.table_columns import (
    TextLine,
    cells_of,
    channels,
    column_of,
    figures_in,
    figures_side_by_side,
    fits,
    place_of,
    rows_of,
)
from corpus.parsing.pdf.table_grid import Grid
from corpus.parsing.pdf.table_words import Word, is_number, text_of

_LEAST_ROWS = 3
_FAR = 2.6
_LONGEST_LABEL = 14
_NO_FILLS = np.zeros((0, 4), np.float32)


def without_rules(lines: Sequence[TextLine]) -> list[Grid]:
    """The tables among lines that no rules part."""
    found = []
    for run in _runs(lines):
        grid = _grid(run)
        if grid is not None:
            found.append(grid)
    return found


def _runs(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Lines in pieces with a figure among them, one close under the other; one without may stand between."""
    runs: list[list[TextLine]] = []
    run: list[TextLine] = []
    waiting: list[TextLine] = []
    for line in lines:
        before = (waiting or run)[-1] if run else None
        far = before is not None and line.baseline - before.baseline > _FAR * max(line.size, before.size)
        if far or len(waiting) > 1:
            runs.append(run)
            run, waiting = [], []
        if _is_row(line):
            run += [*waiting, line]
            waiting = []
        elif run:
            waiting.append(line)
    return [r for r in [*runs, run] if len(r) >= _LEAST_ROWS]


def _is_row(line: TextLine) -> bool:
    if len(line.phrases) < 2 or len(line.phrases[0].words) > _LONGEST_LABEL:
        return False
    figures = [p for p in line.phrases[1:] if is_number(text_of(p.words))]
    gaps = [b.left - a.right for a, b in pairwise(line.phrases)]
    return 2 * len(figures) >= len(line.phrases) - 1 and max(gaps) > line.size


def _grid(run: list[TextLine]) -> Grid | None:
    left, right = min(line.left for line in run), max(line.right for line in run)
    bounds = channels(run, left, right, crossed=0.15)
    rows = [line for line in run if figures_in(line, bounds)] if bounds else []
    fitting = [line for line in run if fits(line, bounds)]
    if len(rows) < _LEAST_ROWS or len(fitting) < 0.8 * len(run) or _is_contents(rows, bounds):
        return None
    if not _columns_agree(rows, bounds):
        return None
    made = rows_of(run, bounds, _NO_FILLS)
    cells = cells_of(made, bounds, 0)
    if figures_side_by_side(cells):
        return None
    return Grid(len(made), len(bounds) + 1, tuple(cells), place_of([w for c in cells for w in c.words]))


def _columns_agree(rows: Sequence[TextLine], bounds: Sequence[float]) -> bool:
    """Whether most columns but the first are mostly figures, and every row has two cells or more."""
    cells = [_by_column(row, bounds) for row in rows]
    shares = []
    for column in range(1, len(bounds) + 1):
        texts = [text_of(row[column]) for row in cells if column in row]
        shares.append(sum(map(is_number, texts)) / len(texts) if texts else 0.0)
    full = sum(map(len, cells)) >= 0.6 * len(cells) * (len(bounds) + 1)
    return full and sum(s >= 0.6 for s in shares) >= 0.6 * len(shares) and min(map(len, cells)) >= 2


def _by_column(line: TextLine, bounds: Sequence[float]) -> dict[int, list[Word]]:
    held: dict[int, list[Word]] = {}
    for word in line.words:
        held.setdefault(column_of(word.middle, bounds), []).append(word)
    return held


def _is_contents(rows: Sequence[TextLine], bounds: Sequence[float]) -> bool:
    """Titles with page numbers that never fall, or with leaders of dots."""
    if any("...." in text_of(row.words).replace(" ", "") for row in rows):
        return True
    last = [text_of(row.phrases[-1].words) for row in rows]
    pages = [int(text) for text in last if text.isdecimal()]
    return len(bounds) <= 2 and len(pages) == len(last) and pages == sorted(pages) and len(set(pages)) > 2
