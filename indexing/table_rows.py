"""Rows of tables as they are indexed: what names their cells, and where they stand in their table. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Block, Table

LONGEST_NAME = 12
"""Words: a cell alone in its row with more of them, or with a full stop, is text and names no rows."""
BAR = " | "
"""What parts the cells of a row in a table's text."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_TOTAL = re.compile(r"(?:sub-?)?total", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableLabels:
    """What names the rows of a table: caption, unit, and for each column its labels from the outermost in,
    parted by ` / `; each empty where the table has none."""

    caption: str
    unit: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InTable:
    """Where a row stands in its table. `is_label`: it holds labels only, those of columns or the name of the
    rows below it. `under` is that name, for the rows below. Of a later piece of a long row `under` holds the
    row's label too, and `column` is that in which it begins."""

    is_label: bool = False
    under: tuple[str, ...] = ()
    column: int = 0


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, or a piece of one, with what names it. `cells` are as many as `columns`, which hold
    the labels over them, empty where there is none."""

    caption: str
    unit: str
    under: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def named_cells(self) -> tuple[tuple[str, str], ...]:
        """The label of its column and the text of each cell that is not empty."""
        return tuple((c, t) for c, t in zip(self.columns, self.cells, strict=True) if t)

    @property
    def in_words(self) -> str:
        """The row with the labels before its cells: `Cost of sales: Products; June 2022: 41,485`."""
        told = [f"{column}: {cell}" if column else cell for column, cell in self.named_cells]
        return " ".join([*(f"{name.rstrip(':')}:" for name in self.under), "; ".join(told)]).strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table block that holds anything: its text, its place in the block's text, where it stands
    in the table, its label, empty where it has no short one, and whether it holds labels of columns."""

    text: str
    start: int
    place: InTable
    label: str
    is_head: bool


def words_of(text: str, place: InTable) -> str:
    """The cells of a row that hold words, and of labels all, each once."""
    cells = dict.fromkeys(_cells(text))
    return ", ".join(cell for cell in cells if cell and (place.is_label or _WORD.search(cell)))


def labelled(labels: TableLabels, text: str, place: InTable) -> TableRow:
    """A row, or a piece of one, with what names it."""
    cells = _cells(text)
    columns = labels.columns[place.column : place.column + len(cells)]
    if len(columns) < len(cells):
        columns = ("",) * len(cells)
    return TableRow(labels.caption, labels.unit, place.under, columns, cells)


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in f" {text} ".split(BAR))


def lines_of(block: Block) -> tuple[Line, ...]:
    """The rows of a table block that hold anything, in order. A row with nothing but a short first cell names
    those below it, up to a total or the next such row; of two or more columns of labels the first goes on
    where it is empty beside the next."""
    table, rows = block.table, block.text.split("\n")
    known = table if table and len(table.rows) == len(rows) else None
    heads, last = _ends(known) if known else (0, 0)
    found: list[Line] = []
    at, group, first = 0, "", ""
    for number, row in enumerate(rows):
        text, start = row.strip(), at + len(row) - len(row.lstrip())
        at += len(row) + 1
        if not text.strip(" |\t"):
            continue
        cells = known.rows[number] if known else ()
        names_rows = number < last and _is_name(cells)
        group = cells[0] if names_rows and number >= heads else group
        is_label = number < heads or names_rows
        goes_on = known is not None and not cells[0] and any(cells[1 : known.header_columns])
        first = "" if is_label else first if goes_on else cells[0] if known else ""
        under = filter(None, (group, first if goes_on else ""))
        place = InTable(is_label, () if is_label else tuple(under))
        found.append(Line(text, start, place, _label(cells), number < heads))
        group = "" if _TOTAL.match(_label(cells)) else group
    return tuple(found)


def _ends(table: Table) -> tuple[int, int]:
    """How many rows are labels of columns, and which is the last row with text behind its first cell; no row
    is a label where all would be."""
    filled = [number for number, cells in enumerate(table.rows) if any(cells)]
    is_body = filled and table.header_rows <= filled[-1]
    behind = (number for number in reversed(filled) if any(table.rows[number][1:]))
    return table.header_rows if is_body else 0, next(behind, 0)


def _label(cells: Sequence[str]) -> str:
    """The first text of a row, empty where it is too long for a label."""
    first = next(filter(None, cells), "")
    return first if len(first.split()) <= LONGEST_NAME else ""


def _is_name(cells: Sequence[str]) -> bool:
    """Whether a row holds a short first cell and nothing else."""
    return bool(cells[0]) and bool(_label(cells)) and not any(cells[1:]) and not cells[0].endswith(".")
