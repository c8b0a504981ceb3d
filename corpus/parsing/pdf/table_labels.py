"""Which rows and columns of a grid are labels. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.parsing.pdf.table_grid import Cell, Grid
from corpus.parsing.pdf.table_words import is_number, text_of

_MOST_HEADER_ROWS = 5


def header_rows(grid: Grid) -> int:
    """How many rows from the top are labels: bold, filled unlike the body or one cell over all columns, else
    a first row of words over figures."""
    rows = [[c for c in grid.cells if c.row == row and c.words] for row in range(grid.rows)]
    fills = [Counter(c.fill for c in row).most_common(1)[0][0] if row else -1 for row in rows]
    bold = [bool(row) and all(_is_bold(c) for c in row) for row in rows]
    body = Counter(fills[len(fills) // 3 :]).most_common(1)[0][0]
    bold_body = sum(bold) > 0.6 * len(bold)
    count = 0
    while count < min(len(rows) - 1, _MOST_HEADER_ROWS):
        filled = fills[count] not in (body, -1)
        over_all = len(rows[count]) == 1 and rows[count][0].columns == grid.columns
        if not filled and not over_all and not (bold[count] and not bold_body):
            break
        count += 1
    return count or _heads_over_figures(rows)


def _heads_over_figures(rows: Sequence[Sequence[Cell]]) -> int:
    """Rows of words over figures: one, and those below labels that go over several columns."""
    count = int(_words_over_figures(rows))
    while (
        0 < count < len(rows) - 1
        and any(cell.columns > 1 for cell in rows[count - 1])
        and not any(is_number(text_of(cell.words)) for cell in rows[count])
    ):
        count += 1
    return count


def _words_over_figures(rows: Sequence[Sequence[Cell]]) -> bool:
    first = [text_of(cell.words) for cell in rows[0]]
    rest = [text_of(cell.words) for row in rows[1:] for cell in row if cell.column > 0]
    figures = sum(map(is_number, rest))
    return bool(first) and not any(map(is_number, first)) and 2 * figures >= len(rest) > 0


def _is_bold(cell: Cell) -> bool:
    return all(word.bold for word in cell.words if not word.mark)


def header_columns(grid: Grid, head: int) -> int:
    """1 where the first column, below the first `head` rows, is labels: bold or filled unlike the next, words
    beside figures, or whole numbers that rise from row to row."""
    body = [c for c in grid.cells if c.row >= head and c.words and c.columns < grid.columns]
    first = [c for c in body if c.column == 0]
    rest = [c for c in body if c.column > 0]
    if not first or not rest:
        return 0
    usual = Counter(c.fill for c in rest).most_common(1)[0][0]
    set_off = sum(c.fill not in (usual, -1) for c in first) > 0.6 * len(first)
    bold = sum(map(_is_bold, first)) > 0.6 * len(first) and sum(map(_is_bold, rest)) < 0.4 * len(rest)
    words = sum(not is_number(text_of(c.words)) for c in first) >= 0.7 * len(first)
    figures = sum(is_number(text_of(c.words)) for c in rest) >= 0.5 * len(rest)
    return int(set_off or bold or (figures and (words or _rising([text_of(c.words) for c in first]))))


def _rising(texts: Sequence[str]) -> bool:
    """Whether texts are numbers of questions or years: whole and rising, sums and the like aside."""
    numbers = [int(text) for text in texts if text.isdecimal()]
    return 2 < len(numbers) >= len(texts) - 2 and all(a < b for a, b in pairwise(numbers))
