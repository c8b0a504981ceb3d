"""Tables of a Word file as rows of one length, with what Word knows of their headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from corpus.parsing.docx_looks import is_on, number_value, value
from corpus.parsing.docx_package import W
from corpus.parsing.docx_styles import Style
from corpus.parsing.html_tables import unit_of
from corpus.types import Table

MAX_COLUMNS = 128
"""Word's own limit is 63."""

_FIRST_ROW, _FIRST_COLUMN = 0x0020, 0x0080
_FIGURE = re.compile(r"[(<>~]?\s*[-–−+]?\s*[£$€]?\s*\d[\d,.\s]*\s*(?:%|pp|k|m|bn|\)|\*|[a-z])*", re.I)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell where it begins: text, first column, columns it spans, whether it goes on from the row above,
    and whether all its letters are bold."""

    text: str
    column: int
    span: int
    goes_on: bool
    bold: bool


CellReader = Callable[[etree._Element], tuple[str, bool]]
"""Text of a cell and whether all its letters are bold; called once for each, in the order of the document."""


def read_table(element: etree._Element, style: Style, read_cell: CellReader) -> Table | None:
    """The table, None where it has no text.

    A cell that spans several columns or rows stands in the first of each; in header rows its text is repeated
    over its columns, in label columns over its rows, so that each row says by itself what it is.
    """
    rows = [list(_cells(row, read_cell)) for row in element.iterfind(f"{W}tr")]
    if not any(cell.text for row in rows for cell in row):
        return None
    flags = _looks_for(element)
    headers = _header_rows(element, rows, style, flags)
    rows, headers = _without_empty(rows, headers)
    labels = _header_columns(rows, headers, style, flags)
    grid = _grid(rows, headers, labels)
    return Table(grid, headers, labels if len(grid[0]) > labels else 0, unit=unit_of(None, grid[:headers]))


def _cells(row: etree._Element, read_cell: CellReader) -> Iterator[Cell]:
    properties = row.find(f"{W}trPr")
    column = _span(properties.find(f"{W}gridBefore") if properties is not None else None, 0)
    for element in row.iterfind(f"{W}tc"):
        own = element.find(f"{W}tcPr")
        span = max(1, _span(own.find(f"{W}gridSpan") if own is not None else None, 1))
        merge = own.find(f"{W}vMerge") if own is not None else None
        goes_on = merge is not None and value(merge) in (None, "continue")
        text, bold = read_cell(element)
        if column < MAX_COLUMNS:
            yield Cell(text, column, span, goes_on and not text, bold)
        column += span


def _span(element: etree._Element | None, absent: int) -> int:
    said = number_value(element)
    return absent if said is None else min(max(said, 0), MAX_COLUMNS)


def _looks_for(element: etree._Element) -> tuple[bool, bool]:
    """Whether the table asks its style for a special first row and first column."""
    look = element.find(f"{W}tblPr/{W}tblLook")
    if look is None:
        return False, False
    bits = look.get(f"{W}val") or ""
    mask = int(bits, 16) if re.fullmatch("[0-9A-Fa-f]{1,8}", bits) else 0
    return (
        is_on(look.get(f"{W}firstRow") or str(mask & _FIRST_ROW), absent=False),
        is_on(look.get(f"{W}firstColumn") or str(mask & _FIRST_COLUMN), absent=False),
    )


def _header_rows(
    element: etree._Element, rows: Sequence[Sequence[Cell]], style: Style, flags: tuple[bool, bool]
) -> int:
    """Rows at the top that are marked to be repeated on every page; else the first, where the table's style
    sets it apart, or its text is all bold and the next row's is not, or stands over columns of figures."""
    marked = 0
    for row in element.iterfind(f"{W}tr"):
        mark = row.find(f"{W}trPr/{W}tblHeader")
        if mark is None or not is_on(value(mark), absent=True):
            break
        marked += 1
    if len(rows) < 2:
        return 0
    if marked:
        return marked if marked < len(rows) else 1
    if flags[0] and style.first_row:
        return 1
    first, second = ([cell for cell in row if cell.text] for row in rows[:2])
    bold = bool(first) and all(c.bold for c in first) and not all(c.bold for c in second)
    return int(bold or _over_figures(rows))


def _over_figures(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first row has words over columns that are mostly figures."""
    heads = {cell.column: cell.text for cell in rows[0]}
    below: dict[int, list[bool]] = {}
    for row in rows[1:]:
        for cell in row:
            if cell.text and cell.column in heads:
                below.setdefault(cell.column, []).append(is_figure(cell.text))
    figured = [column for column, found in below.items() if sum(found) * 4 >= len(found) * 3]
    return bool(figured) and all(heads[c] and not is_figure(heads[c]) for c in figured)


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure and little else: `1,204`, `–3.2%`, `£4m`; years are figures too."""
    return bool(_FIGURE.fullmatch(text.strip())) or text.strip() in {"-", "–", "..", ":", "*", "n/a", "N/A"}


def _without_empty(rows: list[list[Cell]], headers: int) -> tuple[list[list[Cell]], int]:
    kept = [(any(cell.text for cell in row), i < headers, row) for i, row in enumerate(rows)]
    return [row for full, _, row in kept if full], sum(1 for full, head, _ in kept if full and head)


def _header_columns(rows: list[list[Cell]], headers: int, style: Style, flags: tuple[bool, bool]) -> int:
    """1 where the first column is set apart by style or bold letters, or has words beside figures; else 0."""
    if flags[1] and style.first_column:
        return 1
    body = rows[headers:]
    first = [cell for row in body for cell in row if cell.column == 0 and cell.text]
    rest = [cell for row in body for cell in row if cell.column > 0 and cell.text]
    if not first or not rest:
        return 0
    if all(cell.bold for cell in first) and not all(cell.bold for cell in rest):
        return 1
    figures = sum(is_figure(cell.text) for cell in rest)
    return int(figures * 4 >= len(rest) * 3 and not any(is_figure(cell.text) for cell in first))


def _grid(rows: list[list[Cell]], headers: int, labels: int) -> tuple[tuple[str, ...], ...]:
    """Rows of one length; columns in which no cell begins are left out."""
    columns = sorted({cell.column for row in rows for cell in row})
    place = {column: i for i, column in enumerate(columns)}
    grid: list[tuple[str, ...]] = []
    for number, row in enumerate(rows):
        line = [""] * len(columns)
        for cell in row:
            at = place[cell.column]
            line[at] = cell.text
            if cell.goes_on and grid and (number < headers or at < labels):
                line[at] = grid[-1][at]
            if number < headers and len(row) > 1:  # one cell over all columns is the table's title
                for column in range(cell.column + 1, min(cell.column + cell.span, MAX_COLUMNS)):
                    if column in place:
                        line[place[column]] = line[at]
        grid.append(tuple(line))
    return tuple(grid)
