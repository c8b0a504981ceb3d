"""Tables ruled on all sides: from lines and filled cells to a grid, from the grid to cells. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.parsing.pdf.ruling import Ruling
from corpus.parsing.pdf.table_edges import NEAR, Present, clustered, components, edges, presence
from corpus.parsing.pdf.table_words import Word
from corpus.parsing.pdf.types import Floats, Ints

_MOST_LINES = 400
# Letters of a cell on average: what has more is text that lines and fills only lay out.
_LAYOUT_CELL = 400


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: the row and column it begins in, how many it spans, its words; `fill` is its colour
    (-1: none) and `place` left, top, right, bottom."""

    row: int
    column: int
    rows: int
    columns: int
    words: tuple[Word, ...]
    fill: int
    place: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of a table with so many rows and columns, of which the first `header_rows` are its head where
    that is known (0: it is not)."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    place: tuple[float, float, float, float]
    header_rows: int = 0


def grids(ruling: Ruling, words: Sequence[Word], width: float, height: float) -> list[Grid]:
    """The ruled tables of a page: at least two columns and two rows with text in them, and nearly every word
    inside one cell that is bounded on its four sides."""
    found = []
    for lines_across, lines_down, fills, colours in components(ruling, width, height):
        grid = _grid(lines_across, lines_down, fills, colours, words)
        if grid is not None:
            found.append(grid)
    return found


def _grid(across: Floats, down: Floats, fills: Floats, colours: Ints, words: Sequence[Word]) -> Grid | None:
    horizontal, vertical = edges(across, np.vstack([down, _open_sides(across, down)]), fills)
    xs = clustered(vertical[:, 0], vertical[:, 2] - vertical[:, 1] + 0.01)
    ys = clustered(horizontal[:, 0], horizontal[:, 2] - horizontal[:, 1] + 0.01)
    if not (3 <= len(xs) <= _MOST_LINES and 3 <= len(ys) <= _MOST_LINES):
        return None
    inside = [w for w in words if xs[0] - 1 <= w.middle <= xs[-1] + 1 and ys[0] - 1 <= w.centre <= ys[-1] + 1]
    if len(inside) < 4:
        return None
    cells = _cells(presence(vertical, xs, ys), presence(horizontal, ys, xs))
    return _filled_grid(cells, xs, ys, inside, fills, colours)


def _open_sides(across: Floats, down: Floats) -> Floats:
    """The sides of a table that has lines between its columns but none left or right of them: where three of
    its lines across or more end beyond the last. They reach as far up and down as the lines of the table."""
    if len(across) < 3 or not len(down):
        return np.zeros((0, 3), np.float32)
    top, bottom = min(across[:, 0].min(), down[:, 1].min()), max(across[:, 0].max(), down[:, 2].max())
    sides = []
    for ends, last, beyond in (
        (across[:, 1], down[:, 0].min(), -1.0),
        (across[:, 2], down[:, 0].max(), 1.0),
    ):
        edge = ends.min() if beyond < 0 else ends.max()
        if (edge - last) * beyond > 2 * NEAR and (abs(ends - edge) < 3).sum() >= 3:
            sides.append([edge, top, bottom])
    return np.array(sides, np.float32).reshape(-1, 3)


def _cells(
    sides: Present,
    tops: Present,
) -> list[tuple[int, int, int, int]]:
    """Closed rectangles of a grid as first row, first column, rows, columns. `sides[i, j]`: an edge at x i in
    row j; `tops[j, i]`: an edge at y j in column i."""
    rows, columns = sides.shape[1], tops.shape[1]
    free = np.ones((rows, columns), bool)
    out = []
    for row in range(rows):
        for column in range(columns):
            if not free[row, column] or not sides[column, row] or not tops[row, column]:
                continue
            across = column + 1
            while across < columns and not sides[across, row]:
                across += 1
            down = row + 1
            while down < rows and not tops[down, column:across].any():
                down += 1
            closed = sides[across, row:down].mean() > 0.6 and tops[down, column:across].mean() > 0.6
            if closed and free[row:down, column:across].all():
                free[row:down, column:across] = False
                out.append((row, column, down - row, across - column))
    return out


def _filled_grid(
    cells: list[tuple[int, int, int, int]],
    xs: list[float],
    ys: list[float],
    words: list[Word],
    fills: Floats,
    colours: Ints,
) -> Grid | None:
    """The grid with its words, rows and columns without text of their own left out; None for no table."""
    held: list[list[Word]] = [[] for _ in cells]
    owner = {
        (r, c): k
        for k, (row, column, rows, columns) in enumerate(cells)
        for r in range(row, row + rows)
        for c in range(column, column + columns)
    }
    astray = 0
    for word in words:
        spot = (
            int(np.clip(np.searchsorted(ys, word.centre) - 1, 0, len(ys) - 2)),
            int(np.clip(np.searchsorted(xs, word.middle) - 1, 0, len(xs) - 2)),
        )
        k = owner.get(spot)
        if k is None or word.right > xs[cells[k][1] + cells[k][3]] + 0.5 * word.size:
            astray += 1
        if k is not None:
            held[k].append(word)
    if astray > 0.1 * len(words) or sum(len(w.text) for w in words) > _LAYOUT_CELL * sum(map(bool, held)):
        return None
    used_rows = _without_halves(sorted({cells[k][0] for k, h in enumerate(held) if h}), cells, held, ys)
    used_columns = sorted({cells[k][1] for k, h in enumerate(held) if h})
    if len(used_rows) < 2 or len(used_columns) < 2 or 3 * sum(map(bool, held)) < len(cells):
        return None
    made = [
        _cell(place, tuple(h), xs, ys, used_rows, used_columns, fills, colours)
        for place, h in zip(cells, held, strict=True)
    ]
    kept = tuple(cell for cell in made if cell.rows and cell.columns)
    return Grid(len(used_rows), len(used_columns), kept, (xs[0], ys[0], xs[-1], ys[-1]))


def _without_halves(
    rows: list[int], cells: list[tuple[int, int, int, int]], held: list[list[Word]], ys: list[float]
) -> list[int]:
    """Rows without those that are the lower part of the row before: frames within cells part a row where a
    cell with text spans both parts and no column has text in each."""
    with_text = [place for place, words in zip(cells, held, strict=True) if words]
    kept: list[int] = []
    for row in rows:
        before = kept[-1] if kept else None
        if before is not None and ys[row] - ys[before] < 14:
            spans = any(r <= before and row < r + n for r, _, n, _ in with_text)
            upper = {c for r, c, n, _ in with_text if r == before and r + n <= row}
            lower = {c for r, c, _, _ in with_text if r == row}
            if spans and not upper & lower:
                continue
        kept.append(row)
    return kept


def _cell(
    place: tuple[int, int, int, int],
    words: tuple[Word, ...],
    xs: list[float],
    ys: list[float],
    used_rows: list[int],
    used_columns: list[int],
    fills: Floats,
    colours: Ints,
) -> Cell:
    row, column, rows, columns = place
    first_row = max(sum(r <= row for r in used_rows) - 1, 0) if words else sum(r < row for r in used_rows)
    first_column = sum(c < column for c in used_columns)
    span_rows = max(sum(row <= r < row + rows for r in used_rows), int(bool(words)))
    span_columns = sum(column <= c < column + columns for c in used_columns)
    box = (xs[column], ys[row], xs[column + columns], ys[row + rows])
    return Cell(first_row, first_column, span_rows, span_columns, words, _fill(box, fills, colours), box)


def _fill(box: tuple[float, float, float, float], fills: Floats, colours: Ints) -> int:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    over = (fills[:, 0] <= x) & (fills[:, 2] >= x) & (fills[:, 1] <= y) & (fills[:, 3] >= y)
    return int(colours[over][-1]) if over.any() else -1
