"""Tables of web pages: cells on a grid with their spans, header rows and columns, caption and unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from lxml.html import HtmlElement

from corpus.parsing.table_cells import (
    Cell,
    grid,
    head_rows,
    label_columns,
    marked_head_rows,
    marked_label_columns,
)
from corpus.parsing.table_text import unit_of
from corpus.types import Table

_WIDEST_SPAN = 200
_MOST_CELLS = 1_000_000
"""On the grid, empty ones counted; a larger table is read as text, cell by cell."""
_LAYOUT_WORDS = 120
"""Words in one cell beyond which a table without headers places text on the page."""


def is_data(table: HtmlElement) -> bool:
    """Whether a table holds data, not the layout of a page: by its marks, its shape and its cells."""
    if table.get("role") in ("presentation", "none"):
        return False
    rows = _rows(table)
    widest = max((sum(_span(cell, "colspan") for cell in cells) for cells in rows), default=0)
    if widest * len(rows) > _MOST_CELLS:
        return False
    if table.find("caption") is not None or any(cell.tag == "th" for cells in rows for cell in cells):
        return widest > 0
    if len(rows) < 2 or widest < 2 or table.find(".//table") is not None:
        return False
    longest = max(len(" ".join(cell.itertext()).split()) for cells in rows for cell in cells)
    return longest <= _LAYOUT_WORDS and table.find(".//h1") is None and table.find(".//h2") is None


def read_table(table: HtmlElement, text: Callable[[HtmlElement], str], caption: str | None) -> Table | None:
    """The table; None where no cell has text.

    `text` gives a cell's text. Labels are what the page marks as such; where it marks none, looks decide.
    Cells over several columns or rows as `table_cells.grid`.
    """
    rows = [row for row in _placed(table, text) if any(cell.text for cell in row)]
    if not rows:
        return None
    width = 1 + max(cell.column for row in rows for cell in row if cell.text)
    rows = [[cell for cell in row if cell.column < width] for row in rows]
    heads = marked_head_rows(rows) or head_rows(rows)
    labels = marked_label_columns(rows, heads) or label_columns(rows, heads)
    lines = grid(rows, heads, labels)
    labels = labels if heads < len(lines) and labels < len(lines[0]) else 0
    return Table(lines, heads, labels, caption, unit_of(caption, lines[:heads]))


def _placed(table: HtmlElement, text: Callable[[HtmlElement], str]) -> list[list[Cell]]:
    """The cells of each row by column; a cell over several rows, which ends with its part of the table, goes
    on in each."""
    rows: list[list[Cell]] = []
    room = _MOST_CELLS
    for group in _row_groups(table):
        first = len(rows)
        rows += [[] for _ in group]
        taken: set[tuple[int, int]] = set()
        for i, elements in enumerate(group):
            column = 0
            for element in elements:
                while (i, column) in taken:
                    column += 1
                wide = _span(element, "colspan")
                high = min(_span(element, "rowspan") or len(group), len(group) - i)
                if wide * high > room:
                    wide = high = 1
                room -= wide * high
                taken |= {(i + k, column + n) for k in range(high) for n in range(wide)}
                is_label = element.tag == "th" or _in_head(element)
                cell = Cell(text(element), column, wide, False, _is_bold(element), is_label)
                rows[first + i].append(cell)
                for k in range(1, high):
                    rows[first + i + k].append(replace(cell, text="", goes_on=True))
                column += wide
    return [sorted(row, key=lambda cell: cell.column) for row in rows]


def _row_groups(table: HtmlElement) -> list[list[list[HtmlElement]]]:
    """The cells of each row of its own, not of a table inside it, by the parts of the table as a browser
    shows them: heads first, feet last."""
    groups: dict[str, list[list[list[HtmlElement]]]] = {"thead": [], "tbody": [], "tfoot": []}
    loose: list[list[HtmlElement]] | None = None
    for part in table:
        named = part.tag in groups
        if named or loose is None:
            rows: list[list[HtmlElement]] = []
            groups[part.tag if named else "tbody"].append(rows)
            loose = None if named else rows
        target = rows if named else loose
        for row in part if named else [part]:
            cells = [cell for cell in row if cell.tag in ("td", "th")] if row.tag == "tr" else []
            if cells and target is not None:
                target.append(cells)
    return [rows for tag in groups for rows in groups[tag]]


def _rows(table: HtmlElement) -> list[list[HtmlElement]]:
    return [row for group in _row_groups(table) for row in group]


def _in_head(cell: HtmlElement) -> bool:
    row = cell.getparent()
    return row is not None and row.getparent() is not None and row.getparent().tag == "thead"


def _is_bold(cell: HtmlElement) -> bool:
    """Whether all letters of a cell stand in elements that browsers print bold."""
    if next(cell.iter("b", "strong"), None) is None:
        return False
    bold = cell.xpath(".//text()[ancestor::b or ancestor::strong]")
    letters = sum(map(str.isalnum, "".join(cell.itertext())))
    return letters > 0 and letters == sum(map(str.isalnum, "".join(bold)))


def _span(cell: HtmlElement, side: str) -> int:
    """How many columns or rows a cell spans; 0: all rows that follow in its part of the table."""
    value = (cell.get(side) or "1").strip()
    if not re.fullmatch(r"\d{1,5}", value):
        return 1
    return int(value) if side == "rowspan" else min(_WIDEST_SPAN, max(1, int(value)))
