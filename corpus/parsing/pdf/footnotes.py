"""Notes at the foot of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.parsing.pdf.types import Line, Piece

# Of the size of running text.
_SMALL = 0.94
_LOWER_PART = 0.45


def marked(pieces: Sequence[Piece], body: float, height: float) -> list[Piece]:
    """The pieces of a page with the role Note where they are notes: small text low on the page that begins
    with a raised number, or with a number below all larger text of its column; and what goes on with one."""
    out = list(pieces)
    lowest = _lowest_text(pieces, body)
    numbers = _numbers(pieces)
    within: dict[int, float] = {}
    for i, piece in enumerate(pieces):
        first = piece.lines[0] if piece.lines else None
        if first is None or piece.role not in ("P", "LI", "Note"):
            continue
        low = first.top > _LOWER_PART * height
        small = first.size <= _SMALL * body
        below = first.top > lowest.get(piece.column, 0.0)
        numbered = first.note or _number(first) in numbers
        goes_on = piece.column in within and abs(within[piece.column] - first.size) < 0.3
        if small and low and below and (numbered or goes_on):
            within[piece.column] = first.size
            out[i] = replace(piece, role="Note")
        elif piece.role == "Note" and not (small or low):
            out[i] = replace(piece, role="P")
    return out


def _number(line: Line) -> int | None:
    bare = line.marker.strip("().") if line.marker else ""
    return int(bare) if bare.isdigit() else None


def _numbers(pieces: Sequence[Piece]) -> set[int]:
    """Numbers that notes of a page may have where they are not raised: of up to two digits, more only beside
    the next or the last before it, and not before a word in small letters (`90 days`)."""
    found = set()
    for line in (piece.lines[0] for piece in pieces if piece.lines):
        number = _number(line)
        after = line.text[len(line.marker or "") :].lstrip()
        if number is not None and not after[:1].islower():
            found.add(number)
    return {n for n in found if n < 100 or n + 1 in found or n - 1 in found}


def _lowest_text(pieces: Sequence[Piece], body: float) -> dict[int, float]:
    """For each column the bottom of the lowest line that is as large as running text."""
    lowest: dict[int, float] = {}
    for piece in pieces:
        for line in piece.lines:
            if line.size > _SMALL * body:
                lowest[piece.column] = max(lowest.get(piece.column, 0.0), line.baseline)
    return lowest
