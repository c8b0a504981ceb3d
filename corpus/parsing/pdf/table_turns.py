"""Tables that go on on the next page. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.parsing.pdf.types import Piece
from corpus.types import Table

_MOST_PAGES = 100
_SAME_WIDTH = 12.0
# Of the height at which the text of the document ends: a table that goes on reaches down to here at least,
# and its next part begins at most so far down.
_FOOT, _HEAD = 0.6, 0.4
_TOTAL = re.compile(r"(?:grand |sub-?)?total", re.IGNORECASE)


def continues(before: Sequence[Piece], after: Piece, foot: float) -> bool:
    """Whether a table goes on from the pieces found of it: it begins at the top of the next page, with as
    many columns, equally wide, and with the same head again or none, and it has not ended with a total.
    `foot` is where the text of pages ends, in points from the top. That nothing but notes stands between is
    the caller's to see."""
    one, other = before[0].table, after.table
    if one is None or other is None or len(one.rows[0]) != len(other.rows[0]):
        return False
    upper, lower = before[-1].lines[0], after.lines[0]
    if after.page != before[-1].page + 1 or after.page - before[0].page >= _MOST_PAGES:
        return False
    if upper.bottom < _FOOT * foot or lower.top > _HEAD * foot:
        return False
    last = before[-1].table
    if last is not None and _TOTAL.match(last.rows[-1][0]):
        return False
    if other.caption and not (is_continued(other.caption) or other.caption == one.caption):
        return False
    same_width = abs((upper.right - upper.left) - (lower.right - lower.left)) < _SAME_WIDTH
    return same_width and (_repeats(one, other) or not other.header_rows)


def is_continued(caption: str) -> bool:
    """Whether a caption says that it stands over the rest of a table."""
    said = caption.casefold()
    return "continued" in said or "(cont" in said or "cont." in said


def joined(parts: Sequence[Piece]) -> tuple[Table, str, tuple[tuple[int, int], ...]]:
    """One table of the parts of one in order, repeated heads left out; its text, and where in the text each
    part but the first begins with the page it stands on. A row that a page's end breaks stays two rows, each
    on its own page."""
    whole = next(part.table for part in parts if part.table)
    text = parts[0].lines[0].text
    turns: list[tuple[int, int]] = []
    for part in parts[1:]:
        if part.table is None:
            continue
        again = whole.header_rows if _repeats(whole, part.table) else 0
        rest = part.lines[0].text.split("\n")[again:]
        if rest:
            turns.append((len(text) + 1, part.page))
            text = "\n".join([text, *rest])
            whole = replace(whole, rows=whole.rows + part.table.rows[again:])
    return whole, text, tuple(turns)


def _repeats(one: Table, other: Table) -> bool:
    return one.header_rows > 0 and other.rows[: one.header_rows] == one.rows[: one.header_rows]
