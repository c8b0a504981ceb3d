"""The tables of a page: what each cell says, which rows and columns are labels, the caption and the unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.parsing.pdf.ruling import Ruling
from corpus.parsing.pdf.table_bands import between_rules
from corpus.parsing.pdf.table_captions import captions, unit_in
from corpus.parsing.pdf.table_columns import TextLine, text_lines
from corpus.parsing.pdf.table_grid import Grid, grids
from corpus.parsing.pdf.table_labels import header_columns, header_rows
from corpus.parsing.pdf.table_loose import without_rules
from corpus.parsing.pdf.table_pieces import under_pieces
from corpus.parsing.pdf.table_rules import rule_rows, without_underlines
from corpus.parsing.pdf.table_stacked import unstacked
from corpus.parsing.pdf.table_words import Word, lines_of, text_of, words_of
from corpus.parsing.pdf.types import Ints, PageChars
from corpus.types import Area, Table


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table of a page and where it stands.

    In `table` a label over several columns or beside several rows is repeated in each; `text`, rows as lines
    with cells apart by ` | `, holds each but once, in the first. `chars` are the indices of its characters in
    the page in the order of `text`, `rows` where each row stands; `ruled` says that lines or fills part its
    cells on all sides.
    """

    area: Area
    table: Table
    text: str
    chars: Ints
    rows: tuple[Area, ...]
    ruled: bool


def find(chars: PageChars, ruling: Ruling) -> tuple[FoundTable, ...]:
    """The tables of a page from top to bottom; hidden characters and furniture have no part in them."""
    words = words_of(chars)
    lines = text_lines(lines_of(words))
    found: list[tuple[Grid, bool]] = []

    def take(grids_found: Iterable[Grid | None], ruled: bool = False) -> None:
        nonlocal words, lines
        new = [grid for grid in grids_found if grid is not None]
        found.extend((grid, ruled) for grid in new)
        if new:
            taken = {word.chars[0] for grid in new for cell in grid.cells for word in cell.words}
            words = [word for word in words if word.chars[0] not in taken]
            lines = _without(lines, taken)

    if len(ruling.across) + len(ruling.fills):
        ruling = without_underlines(ruling, lines)
        rules = rule_rows(ruling)
        take(under_pieces(rules, lines, ruling))
        take(map(unstacked, grids(ruling, words, chars.width, chars.height)), ruled=True)
        rules = [r for r in rules if not any(_within(r.y, grid) for grid, _ in found)]
        take(between_rules(rules, lines, ruling))
    take(without_rules(lines))
    said = captions([grid for grid, _ in found], lines)
    made = [
        _found(chars.number, grid, ruled, *around) for (grid, ruled), around in zip(found, said, strict=True)
    ]
    return tuple(sorted(made, key=lambda t: (t.area.top, t.area.left)))


def _without(lines: Sequence[TextLine], taken: set[int]) -> list[TextLine]:
    """The lines, those with words taken by a table without them."""
    out: list[TextLine] = []
    for line in lines:
        rest = [word for word in line.words if word.chars[0] not in taken]
        if len(rest) == len(line.words):
            out.append(line)
        else:
            out += text_lines([rest])
    return out


def _within(y: float, grid: Grid) -> bool:
    return grid.place[1] - 2 <= y <= grid.place[3] + 2


def _found(page: int, grid: Grid, ruled: bool, caption: str | None, above: Sequence[str]) -> FoundTable:
    head = grid.header_rows or header_rows(grid)
    columns = header_columns(grid, head)
    once = [[""] * grid.columns for _ in range(grid.rows)]
    repeated = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        text = text_of(cell.words)
        label = cell.row < head or cell.column < columns
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                first = (row, column) == (cell.row, cell.column)
                if first or label:
                    repeated[row][column] = text
                if first:
                    once[row][column] = text
    unit = unit_in([caption or "", *above, *(text for row in once[: head + 1] for text in row)])
    rows = tuple(tuple(row) for row in repeated)
    in_order = sorted(grid.cells, key=lambda cell: (cell.row, cell.column))
    words = [word for cell in in_order for line in lines_of(cell.words) for word in line]
    place = _box(words) if not ruled else grid.place
    return FoundTable(
        Area(page, *_shown(place)),
        Table(rows, head, columns, caption, unit),
        "\n".join(" | ".join(row) for row in once),
        np.array([i for word in words for i in word.chars], np.int32),
        tuple(_row_areas(page, grid)),
        ruled,
    )


def _box(words: Sequence[Word]) -> tuple[float, float, float, float]:
    return (
        min(w.left for w in words),
        min(w.top for w in words),
        max(w.right for w in words),
        max(w.bottom for w in words),
    )


def _shown(place: tuple[float, float, float, float]) -> tuple[float, ...]:
    return tuple(max(0.0, round(value, 2)) for value in place)


def _row_areas(page: int, grid: Grid) -> Iterable[Area]:
    for row in range(grid.rows):
        words = [w for cell in grid.cells if cell.row <= row < cell.row + cell.rows for w in cell.words]
        own = [w for cell in grid.cells if cell.row == row for w in cell.words]
        yield Area(page, *_shown(_box(own or words)))
