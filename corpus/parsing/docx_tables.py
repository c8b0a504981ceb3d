"""Tables of a Word file as rows of one length, with what Word knows of their headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from corpus.parsing.docx_looks import is_on, number_value, value
from corpus.parsing.docx_package import W
from corpus.parsing.docx_styles import Style
from corpus.parsing.table_cells import Cell, grid, head_rows, label_columns, with_lower_heads
from corpus.parsing.table_text import unit_of
from corpus.types import Table

MAX_COLUMNS = 128
"""Word's own limit is 63."""

_FIRST_ROW, _FIRST_COLUMN = 0x0020, 0x0080

CellReader = Callable[[etree._Element], tuple[str, bool]]
"""Text of a cell and whether all its letters are bold; called once for each, in the order of the document."""


def read_table(element: etree._Element, style: Style, read_cell: CellReader) -> Table | None:
    """The table, None where it has no text; cells that span several columns or rows as `table_cells.grid`."""
    rows = [list(_cells(row, read_cell)) for row in element.iterfind(f"{W}tr")]
    if not any(cell.text for row in rows for cell in row):
        return None
    flags = _looks_for(element)
    headers = _header_rows(element, rows, style, flags)
    rows, headers = _without_empty(rows, headers)
    labels = label_columns(rows, headers) or int(flags[1] and style.first_column)
    lines = grid(rows, headers, labels)
    return Table(lines, headers, labels if len(lines[0]) > labels else 0, unit=unit_of(None, lines[:headers]))


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
    sets it apart; else those that look like labels."""
    marked = 0
    for row in element.iterfind(f"{W}tr"):
        mark = row.find(f"{W}trPr/{W}tblHeader")
        if mark is None or not is_on(value(mark), absent=True):
            break
        marked += 1
    if len(rows) < 2:
        return 0
    if marked:
        return with_lower_heads(rows, marked) if marked < len(rows) else 1
    if flags[0] and style.first_row:
        return with_lower_heads(rows, 1)
    return head_rows(rows)


def _without_empty(rows: list[list[Cell]], headers: int) -> tuple[list[list[Cell]], int]:
    kept = [(any(cell.text for cell in row), i < headers, row) for i, row in enumerate(rows)]
    return [row for full, _, row in kept if full], sum(1 for full, head, _ in kept if full and head)
