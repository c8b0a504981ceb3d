"""Lines that stand on one writing line as rows: one line of text, or parts that stand apart as cells do."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.parsing.pdf.lettering import HYPHEN_AT_END
from corpus.parsing.pdf.line_text import marker_of
from corpus.parsing.pdf.types import Line

# In font sizes: cells of a row stand farther apart than the words of a line.
_CELL_GAP = 1.6
_NUMBER_GAP = 5.0
_SAME_ROW = 0.4
# A dash in a cell of its own is no bullet: it says that there is nothing.
_EMPTY = ("-", "–", "—")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a region: its parts put together as one line, and how many stand apart as cells do."""

    line: Line
    cells: int = 1


def rows(lines: Sequence[Line]) -> Iterator[Row]:
    """Lines that stand on one writing line, put together from left to right."""
    row: list[Line] = []
    for line in sorted(lines, key=lambda one: (one.baseline, one.left)):
        apart = row and line.baseline - row[0].baseline > _SAME_ROW * min(line.size, row[0].size)
        if apart or (row and max(line.table, row[0].table) >= 0):
            yield joined(row)
            row = []
        row.append(line)
    if row:
        yield joined(row)


def joined(parts: Sequence[Line]) -> Row:
    """The parts of a row as one line. A number or bullet before the text is no cell of its own."""
    parts = sorted(parts, key=lambda one: one.left)
    if len(parts) == 1:
        return Row(parts[0])
    text, original = parts[0].text, parts[0].original
    cells = 1
    for before, part in itertools.pairwise(parts):
        gap = part.left - before.right
        lone = len(parts) == 2 and marker_of(before.text + " x") == before.text
        cells += gap > (_NUMBER_GAP if lone else _CELL_GAP) * part.size
        space = " " if gap > 0.1 * part.size else ""
        text = text.replace(HYPHEN_AT_END, "-") + space + part.text
        original += space + part.original
    marker = marker_of(text)
    if cells > 1 and marker in _EMPTY:
        marker = None
    longest = max(parts, key=lambda one: len(one.text))
    return Row(
        replace(
            longest, left=parts[0].left, right=max(p.right for p in parts), top=min(p.top for p in parts),
            bottom=max(p.bottom for p in parts), text=text, original=original, marker=marker,
            note=parts[0].note, bold=all(p.bold for p in parts),
        ),
        cells,
    )  # fmt: skip


def in_rows(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines in a known order, those put together that follow one another on one writing line."""
    row: list[Line] = []
    for line in lines:
        last = row[-1] if row else line
        if row and (line.left < last.right - 1 or abs(line.baseline - last.baseline) > _SAME_ROW * line.size):
            yield joined(row).line
            row = []
        row.append(line)
    if row:
        yield joined(row).line
