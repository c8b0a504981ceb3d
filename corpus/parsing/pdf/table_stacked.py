"""Grids whose lines part columns but not every row: figures one under the other in a cell are rows. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from corpus.parsing.pdf.table_columns import TextLine, figures_side_by_side, place_of, text_lines
from corpus.parsing.pdf.table_grid import Cell, Grid
from corpus.parsing.pdf.table_words import Word, is_number, lines_of, text_of

_SIGN = re.compile(r"[$£€¥]")


def unstacked(grid: Grid) -> Grid | None:
    """The grid with such rows taken apart; None where cells hold several figures side by side, so that the
    lines drawn are not those of its columns."""
    if figures_side_by_side(grid.cells):
        return None
    levels: list[list[float]] = []
    for i in range(grid.rows):
        mine = [cell for cell in grid.cells if cell.row == i]
        levels.append(_levels(mine, {id(cell): text_lines(lines_of(cell.words)) for cell in mine}))
    starts = [0, *accumulate(max(1, len(level)) for level in levels)]
    cells: list[Cell] = []
    for cell in grid.cells:
        level, first = levels[cell.row], starts[cell.row]
        if len(level) < 2:
            cells.append(replace(cell, row=first, rows=starts[cell.row + cell.rows] - first))
        else:
            cells += _apart(cell, level, first)
    return _signs_joined(replace(grid, rows=starts[-1], cells=tuple(cells)))


def _signs_joined(grid: Grid) -> Grid:
    """The grid with columns of nothing but signs of currency made one with the figures right of them."""
    for column in reversed(range(grid.columns - 1)):
        mine = [cell for cell in grid.cells if cell.column == column and cell.words]
        single = [cell for cell in mine if cell.columns == 1]
        if single and all(_SIGN.fullmatch(text_of(cell.words)) for cell in single):
            grid = _one_column(grid, column)
    return grid


def _one_column(grid: Grid, column: int) -> Grid:
    """The grid with a column and the next made one."""
    cells: dict[tuple[int, int], Cell] = {}
    for cell in grid.cells:
        last = cell.column + cell.columns - 1
        first = cell.column - (cell.column > column)
        span = max(last - (last > column) - first + 1, 1)
        moved = replace(cell, column=first, columns=span)
        before = cells.get((cell.row, first))
        if before is not None:
            words = (*before.words, *cell.words)
            moved = replace(moved, words=words, columns=max(before.columns, span), rows=before.rows)
        cells[cell.row, first] = moved
    return replace(grid, columns=grid.columns - 1, cells=tuple(cells.values()))


def _levels(cells: Sequence[Cell], lines: dict[int, list[TextLine]]) -> list[float]:
    """Baselines of the rows within a row: where two cells or more hold equally many figures one under the
    other and no cell more lines."""
    stacks = [
        part
        for cell in cells
        if cell.rows == 1
        and len(part := lines[id(cell)]) >= 2
        and all(len(line.phrases) == 1 and is_number(text_of(line.words)) for line in part)
    ]
    most = max((len(part) for part in lines.values()), default=0)
    tallest = [part for part in stacks if len(part) == most]
    if len(tallest) < 2 or any(cell.rows > 1 for cell in cells):
        return []
    return [line.baseline for line in tallest[0]]


def _apart(cell: Cell, levels: Sequence[float], row: int) -> list[Cell]:
    held: dict[int, list[Word]] = {}
    for word in cell.words:
        nearest = min(range(len(levels)), key=lambda k: abs(levels[k] - word.baseline))
        held.setdefault(nearest, []).append(word)
    return [
        replace(cell, row=row + k, rows=1, words=tuple(words), place=place_of(words))
        for k, words in sorted(held.items())
    ]
