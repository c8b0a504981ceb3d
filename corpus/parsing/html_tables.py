"""Tables of web pages: cells on a grid with their spans, header rows and columns, caption and unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

from corpus.types import Table

_WIDEST_SPAN = 200
_MOST_CELLS = 1_000_000
"""On the grid, empty ones counted; a larger table is read as text, cell by cell."""
_LAYOUT_WORDS = 120
"""Words in one cell beyond which a table without headers places text on the page."""
_SCALE = (
    r"(?:£|\$|€)\s?(?:m|mn|million|bn|billion|k|thousand|'?000s?)?|%|per ?cent|percentages?"
    r"|(?:in )?(?:thousands|millions|billions|'?000s)|(?:£|\$|€)?\s?per (?:head|person|capita)(?: per year)?"
)
_CORNER = re.compile(_SCALE, re.I)
_UNIT = re.compile(
    _SCALE + r"|days?|weeks?|months?|years?|hours?|minutes?|per 1(?:00)?,000(?: population)?|fte|wte", re.I
)
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_NAMED_UNIT = re.compile(r"\bunits?:\s*([^.;]{1,40})", re.I)


def is_data(table: HtmlElement) -> bool:
    """Whether a table holds data, not the layout of a page: by its marks, its shape and its cells."""
    if table.get("role") in ("presentation", "none"):
        return False
    rows = list(_rows(table))
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
    """The table on its grid; None where no cell has text.

    `text` gives a cell's text. A header over several columns or rows stands in each of them, another cell at
    its first place only.
    """
    grid: dict[tuple[int, int], tuple[str, bool]] = {}
    taken: set[tuple[int, int]] = set()
    rows = list(_rows(table))
    for i, cells in enumerate(rows):
        j = 0
        for cell in cells:
            while (i, j) in taken:
                j += 1
            wide = _span(cell, "colspan")
            high = min(_span(cell, "rowspan"), len(rows) - i)
            if len(taken) + wide * high > _MOST_CELLS:
                wide = high = 1
            header = cell.tag == "th" or _in_head(cell)
            words = text(cell)
            for k in range(high):
                for n in range(wide):
                    taken.add((i + k, j + n))
                    grid[i + k, j + n] = (words if header or not (k or n) else "", header)
            j += wide
    return _from_grid(grid, caption)


def _from_grid(grid: dict[tuple[int, int], tuple[str, bool]], caption: str | None) -> Table | None:
    kept = sorted({i for (i, _), (words, _) in grid.items() if words})
    width = 1 + max((j for (_, j), (words, _) in grid.items() if words), default=-1)
    if not kept or not width:
        return None
    rows = tuple(tuple(grid.get((i, j), ("", False))[0] for j in range(width)) for i in kept)
    headed = [[grid.get((i, j), ("", True)) for j in range(width)] for i in kept]
    header_rows = 0
    while header_rows < len(headed) and all(is_head or not words for words, is_head in headed[header_rows]):
        header_rows += 1
    header_columns = 0
    body = headed[header_rows:]
    while body and header_columns < width and all(row[header_columns][1] for row in body):
        header_columns += 1
    if not body or header_columns == width:
        header_columns = 0
    return Table(rows, header_rows, header_columns, caption, unit_of(caption, rows[:header_rows]))


def unit_of(caption: str | None, header: tuple[tuple[str, ...], ...]) -> str | None:
    """The unit that a table states for all its figures: in its caption, its corner, or alike in each header
    of a column of figures; None where it states none."""
    if caption:
        if named := _NAMED_UNIT.search(caption):
            return named[1].strip()
        for match in _IN_BRACKETS.finditer(caption):
            if _UNIT.fullmatch(match[1].strip()):
                return match[1].strip()
        if (last := re.split(r"[,:–—]\s", caption)[-1].strip()) != caption and _UNIT.fullmatch(last):
            return last
    for row in header:
        if _CORNER.fullmatch(row[0]):
            return row[0]
        stated = {_stated(cell) for cell in row[1:]}
        if len(row) > 1 and len(stated) == 1 and (unit := stated.pop()):
            return unit
    return None


def _stated(cell: str) -> str | None:
    if _UNIT.fullmatch(cell):
        return cell
    match = _IN_BRACKETS.search(cell)
    return match[1].strip() if match and _UNIT.fullmatch(match[1].strip()) else None


def as_text(table: Table) -> str:
    """The rows as lines, cells apart by ` | `."""
    return "\n".join(" | ".join(row) for row in table.rows)


def _rows(table: HtmlElement) -> Iterator[list[HtmlElement]]:
    """The cells of each row of its own, not of a table inside it."""
    for part in table:
        for row in part if part.tag in ("thead", "tbody", "tfoot") else [part]:
            cells = [cell for cell in row if cell.tag in ("td", "th")] if row.tag == "tr" else []
            if cells:
                yield cells


def _in_head(cell: HtmlElement) -> bool:
    row = cell.getparent()
    return row is not None and row.getparent() is not None and row.getparent().tag == "thead"


def _span(cell: HtmlElement, side: str) -> int:
    value = (cell.get(side) or "1").strip()
    most = _WIDEST_SPAN if side == "colspan" else _MOST_CELLS
    return min(most, max(1, int(value))) if re.fullmatch(r"\d{1,5}", value) else 1
