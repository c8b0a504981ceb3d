"""Tables with rules from edge to edge above and below the head and at the foot, as in papers. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.parsing.pdf.ruling import Ruling
from corpus.parsing.pdf.table_columns import (
    TextLine,
    cells_of,
    channels,
    column_of,
    figures_in,
    figures_side_by_side,
    place_of,
    rows_of,
    within,
)
from corpus.parsing.pdf.table_grid import Cell, Grid
from corpus.parsing.pdf.table_heads import Segment, head_cells
from corpus.parsing.pdf.table_rules import RuleRow
from corpus.parsing.pdf.table_words import text_of

_CAPTION = re.compile(r"(table|figure|chart|exhibit|box)\s+[A-Z]?\d", re.IGNORECASE)


def between_rules(rules: Sequence[RuleRow], lines: Sequence[TextLine], ruling: Ruling) -> list[Grid]:
    """Tables between rules from edge to edge, their columns parted by strips of white."""
    found: list[Grid] = []
    used: set[int] = set()
    for i, rule in enumerate(rules):
        if i in used or len(rule.segments) != 1:
            continue
        same = [
            j for j in range(i, len(rules))
            if j not in used and len(rules[j].segments) == 1
            and abs(rules[j].left - rule.left) < 4 and abs(rules[j].right - rule.right) < 4
        ]  # fmt: skip
        used.update(same)
        for run in _tabular_runs([rules[j] for j in same], rules, lines):
            grid = _banded(run, rules, lines, ruling)
            if grid:
                found.append(grid)
    return found


def _tabular_runs(
    mine: Sequence[RuleRow], rules: Sequence[RuleRow], lines: Sequence[TextLine]
) -> list[list[RuleRow]]:
    """Rules of equal reach with something like rows between each two that follow each other."""
    runs: list[list[RuleRow]] = []
    open_run: list[RuleRow] = []
    for upper, lower in pairwise(mine):
        if _tabular(within(lines, upper.left - 2, upper.right + 2, upper.y, lower.y + 1), upper):
            open_run = open_run or [upper]
            open_run.append(lower)
        elif open_run:
            runs.append(open_run)
            open_run = []
    return [*runs, open_run] if open_run else runs


def _tabular(lines: Sequence[TextLine], rule: RuleRow) -> bool:
    """Whether lines are in pieces, or some are and the others narrow; a caption or running text is not."""
    if not lines:
        return False
    if any(_CAPTION.match(text_of(line.words)) for line in lines):
        return False
    broken = [line for line in lines if len(line.phrases) > 1]
    narrow = [line for line in lines if line.right - line.left < 0.4 * (rule.right - rule.left)]
    return 2 * len(broken) >= len(lines) or (bool(broken) and len(narrow) + len(broken) >= len(lines))


def _banded(
    run: Sequence[RuleRow], rules: Sequence[RuleRow], lines: Sequence[TextLine], ruling: Ruling
) -> Grid | None:
    left, right, top, bottom = run[0].left - 2, run[0].right + 2, run[0].y, run[-1].y
    inside = within(lines, left, right, top, bottom + 1)
    head_end = run[1].y if len(run) > 2 else top
    head = [line for line in inside if line.baseline <= head_end]
    body = [line for line in inside if line.baseline > head_end]
    uprights = _uprights(ruling, run)
    bounds = _bounds(body, left, right, uprights)
    if not bounds or len(body) < 2 or is_prose(body, bounds, left, right):
        return None
    figures = 3 * sum(figures_in(line, bounds) for line in body) >= len(body)
    if len(bounds) == 1 and not figures and not _labelled(head, bounds):
        # Names beside descriptions: as likely a box of facts beside the text.
        return None
    inner = [r for r in rules if top < r.y < head_end and r.left >= left and r.right <= right]
    cells, rows = _banded_head(head, inner, list(pairwise([left, *bounds, right])))
    bands = list(pairwise([head_end, *(r.y for r in run if r.y > head_end)]))
    parts = [[line for line in body if a < line.baseline <= b + 1] for a, b in bands]
    single = (
        len(bands) > 2 and all(len(p) <= 6 for p in parts) and sum(len(p) > 1 for p in parts) <= len(parts)
    )
    body_rows = _ruled_rows(parts, bounds) if single else None
    body_rows = body_rows or [r for p in parts for r in rows_of(p, bounds, ruling.fills)]
    cells += cells_of(body_rows, bounds, rows)
    total = rows + len(body_rows)
    if figures_side_by_side(cells):
        return None
    return Grid(total, len(bounds) + 1, tuple(cells), place_of([w for c in cells for w in c.words]), rows)


def _labelled(head: Sequence[TextLine], bounds: Sequence[float]) -> bool:
    """Whether a head under a rule of its own is one line in bold with one label over each column."""
    return (
        len(head) == 1
        and all(word.bold for word in head[0].words)
        and [column_of(phrase.middle, bounds) for phrase in head[0].phrases] == list(range(len(bounds) + 1))
    )


def _ruled_rows(parts: Sequence[list[TextLine]], bounds: Sequence[float]) -> list[list[TextLine]] | None:
    """What stands between two rules as one row, where no column has figures one under the other in it."""
    if any(sum(figures_in(line, bounds) > 0 for line in part) > 1 for part in parts):
        return None
    return [part for part in parts if part]


def _uprights(ruling: Ruling, run: Sequence[RuleRow]) -> list[float]:
    """Vertical lines inside the rules that go down at least 40% of the way."""
    top, bottom = run[0].y, run[-1].y
    reach: dict[int, float] = {}
    for x, upper, lower in ruling.down.tolist():
        if run[0].left + 4 < x < run[0].right - 4:
            reach[round(x)] = reach.get(round(x), 0.0) + max(0.0, min(lower, bottom) - max(upper, top))
    return [float(x) for x, length in sorted(reach.items()) if length >= 0.4 * (bottom - top)]


def _bounds(body: Sequence[TextLine], left: float, right: float, uprights: list[float]) -> list[float]:
    free = channels(body, left, right)
    return sorted([*uprights, *(x for x in free if all(abs(x - u) > 8 for u in uprights))])


def is_prose(lines: Sequence[TextLine], bounds: Sequence[float], left: float, right: float) -> bool:
    """Whether two columns or more are filled from edge to edge by line after line, as those of a page are."""
    edges = [left, *bounds, right]
    full = 0
    for i, (a, b) in enumerate(pairwise(edges)):
        widths = [
            max(p.right for p in part) - min(p.left for p in part)
            for line in lines
            if (part := [p for p in line.phrases if column_of(p.middle, bounds) == i])
        ]
        words = [len(p.words) for line in lines for p in line.phrases if column_of(p.middle, bounds) == i]
        wide = [w for w in widths if w > 0.7 * (b - a - 8)]
        if len(widths) >= 5 and len(wide) > 0.6 * len(widths) and sum(words) > 4 * len(words):
            full += 1
    return full >= 2


def _banded_head(
    head: Sequence[TextLine], inner: Sequence[RuleRow], columns: Sequence[Segment]
) -> tuple[list[Cell], int]:
    """Cells of the head and how many rows it has: one, or one more for each height of short rules in it."""
    tops = [-1.0, *(rule.y for rule in inner), float("inf")]
    under = [*(rule.segments for rule in inner), ()]
    bands = [
        ([line for line in head if low < line.baseline <= high], pieces)
        for (low, high), pieces in zip(pairwise(tops), under, strict=True)
    ]
    return head_cells(bands, columns)
