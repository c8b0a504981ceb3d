"""Numbers and bullets that paragraphs begin with: which are theirs, and which are words of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.parsing.pdf import lettering
from corpus.parsing.pdf.types import Piece

_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3})+\.?")
_COUNTED = re.compile(r"\(?(\d{1,3})[.)]?\)?")
_BARE = re.compile(r"\d{1,3}")
# So many paragraphs numbered on end number the paragraphs of a document; fewer make a list.
_PARAGRAPHS = 12
_FEWEST_BARE = 4


def numbered(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a document with their numbers: paragraphs and notes with one of their own, and list
    items by bullet, letter or a short run of numbers. Headings and captions keep theirs as words."""
    runs = _runs(pieces)
    return [
        _numbered(piece, runs.get(i, 0))
        if piece.role in ("P", "LI", "Note", "Box") and piece.lines
        else piece
        for i, piece in enumerate(pieces)
    ]


def is_bullet(marker: str | None) -> bool:
    """Whether what a line begins with is a bullet."""
    return marker is not None and len(marker) == 1 and marker in lettering.BULLETS


def _numbered(piece: Piece, run: int) -> Piece:
    marker = piece.lines[0].marker
    if piece.number is not None or marker is None:
        return piece
    if is_bullet(marker):
        item = piece.role == "LI" or (piece.role != "Note" and marker not in "-–—o*")
        return replace(piece, role="LI") if item else piece
    after = piece.lines[0].text[len(marker) :].strip()
    if piece.role == "Note":
        return replace(piece, number=marker)
    if _DOTTED.fullmatch(marker):
        own = after[:1].isupper() or after[:1] in "\"“‘'(["
        return replace(piece, number=marker) if own else piece
    if _BARE.fullmatch(marker) and run < _FEWEST_BARE and piece.role != "LI":
        return piece
    role = piece.role
    if role == "P" and run < _PARAGRAPHS:
        role = "LI"
    return replace(piece, role=role, number=marker)


def _runs(pieces: Sequence[Piece]) -> dict[int, int]:
    """For each piece that begins with a whole number the length of the run 1, 2, 3 … it is part of."""
    open_runs: dict[int, list[int]] = {}
    lengths: dict[int, int] = {}
    closed: list[list[int]] = []
    for i, piece in enumerate(pieces):
        marker = piece.lines[0].marker if piece.lines and piece.role in ("P", "LI", "Box") else None
        counted = _COUNTED.fullmatch(marker) if marker else None
        if not counted:
            continue
        value = int(counted[1])
        run = open_runs.pop(value - 1, None)
        if run is None:
            run = []
        run.append(i)
        if value in open_runs:
            closed.append(open_runs[value])
        open_runs[value] = run
    for run in [*closed, *open_runs.values()]:
        lengths.update(dict.fromkeys(run, len(run)))
    return lengths
