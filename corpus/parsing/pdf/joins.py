"""Paragraphs and tables that go on in the next column or on the next page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.parsing.pdf import table_turns
from corpus.parsing.pdf.lettering import HYPHEN_AT_END
from corpus.parsing.pdf.types import Piece

_ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*\s*\d{0,2}$")
_GOES_ON = re.compile(
    r"(?:[,–—-]|\b(?:a|an|and|as|at|by|for|from|in|into|is|of|on|or|our|that|the|their|to|with))$"
)
_BESIDE = ("Note", "Caption", "Table", "Figure")
_TEXT = ("P", "LI", "Box")
_FULL = 0.88
# Of one block: text that never ends a sentence is parted at the turn of a page.
_MOST_PAGES = 3


def groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces in order, each with those that go on with it; notes, captions, tables and boxes that stand
    between come after the whole of it."""
    out: list[list[Piece]] = []
    last: int | None = None
    table: int | None = None
    foot = max((line.bottom for piece in pieces for line in piece.lines if not line.angle), default=0.0)
    for piece in pieces:
        if piece.table is not None and table is not None and table_turns.continues(out[table], piece, foot):
            out[table].append(piece)
            continue
        table = len(out) if piece.table is not None else table if _stands_aside(piece) else None
        # The piece just before may have been passed over for an earlier one that waits for its end.
        open_ones = (out[last], out[-1]) if last is not None else ()
        whole = next((group for group in open_ones if _may_end_in(group, piece)), None)
        if whole is not None:
            whole.append(piece)
            continue
        out.append([piece])
        if piece.role in _TEXT and piece.lines:
            if last is None or not _passed_over(out[last][-1], piece):
                last = len(out) - 1
        elif piece.role not in _BESIDE:
            last = None
    return out


def _may_end_in(group: Sequence[Piece], piece: Piece) -> bool:
    """Whether a text goes on in a piece, and is not too many pages long."""
    near = piece.page - group[0].page < _MOST_PAGES
    return group[-1].role in _TEXT and near and goes_on(group[-1], piece)


def _stands_aside(piece: Piece) -> bool:
    """Whether a table may go on after a piece: a note, or the caption of its next part."""
    if piece.role == "Caption":
        return bool(piece.lines) and table_turns.is_continued(" ".join(line.text for line in piece.lines))
    return piece.role == "Note"


def goes_on(before: Piece, after: Piece) -> bool:
    """Whether a sentence goes on from one piece to another, in the next column or on the next page."""
    if (
        after.role not in _TEXT
        or not after.lines
        or not before.lines
        or not 0 <= after.page - before.page <= 1
    ):
        return False
    if after.continued:
        return after.role == before.role or after.role == "P"
    if (after.page, after.column) == (before.page, before.column):
        return False
    end, start = before.lines[-1], after.lines[0]
    if (
        after.number
        or start.marker
        or start.note
        or ("Box" in (before.role, after.role) and before.role != after.role)
    ):
        return False
    if after.role == "LI" or abs(end.size - start.size) > 0.06 * end.size or end.bold != start.bold:
        return False
    if _ENDED.search(end.text):
        return False
    if start.text[:1].islower() or end.text.endswith(HYPHEN_AT_END) or _GOES_ON.search(end.text):
        return True
    return start.text[:1].isalnum() and _full(before) and len(after.lines) > 1


def _passed_over(waiting: Piece, piece: Piece) -> bool:
    """Whether a piece stands between two parts of an unfinished paragraph: a box, or words of a figure."""
    if _ENDED.search(waiting.lines[-1].text) or piece.page - waiting.page > 1:
        return False
    if piece.role == "Box":
        return waiting.role != "Box"
    other = abs(piece.lines[0].size - waiting.lines[-1].size) > 0.06 * waiting.lines[-1].size
    return other and len(waiting.lines) > 2


def _full(piece: Piece) -> bool:
    """Whether the last line of a piece reaches as far as its others."""
    if len(piece.lines) < 2:
        return False
    left = min(line.left for line in piece.lines)
    right = max(line.right for line in piece.lines)
    return piece.lines[-1].right - left >= _FULL * (right - left)
