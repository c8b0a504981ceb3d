"""One page of a PDF: read while it is open, kept as lines, tagged pieces and tables when it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from corpus.parsing.pdf import boxes, chars, drawn, furniture, hidden, lines, rows, ruling, tables, tags
from corpus.parsing.pdf.frame import frame_of
from corpus.parsing.pdf.lettering import HYPHEN_AT_END
from corpus.parsing.pdf.paragraphs import is_caption
from corpus.parsing.pdf.types import Cells, Element, Flags, Ints, Line, PageChars, Piece
from corpus.types import Area, HiddenText, Table

_PICTURE = 0.1
_MANY_SHAPES = 60
_FONT_SIZE_OF_TABLES = 10.0


@dataclass(frozen=True, slots=True)
class PageReading:
    """What is kept of a page: its size in points as shown, its visible lines, the tables found (a line with
    `table` stands for each), and the tagged pieces where its tags are trusted (`lines` are then those at its
    edges only). `artifacts` are lines the tags call furniture, `covered`
    lines at its edges that a table holds. `letters` counts visible characters,
    `scanned` says that they are the text layer of a scan, `pictured` that there is a picture to read."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    artifacts: tuple[Line, ...]
    covered: tuple[Line, ...]
    tables: tuple[Table, ...]
    tagged: tuple[Piece, ...] | None
    hidden: tuple[HiddenText, ...]
    letters: int
    scanned: bool
    pictured: bool


def read(page: pdfium.PdfPage, number: int, marked: bool, tagged: bool) -> PageReading:
    """What an open page shows. `marked`: what the file marks as furniture is; `tagged`: its tags are used
    where they can be trusted. Raises PdfiumError where its text cannot be loaded."""
    found = chars.read(page, number)
    picture = drawn.read(page, frame_of(page))
    concealed = hidden.find(page, found, picture)
    found = replace(found, hidden=concealed.flags)
    if marked:
        found = replace(found, artifact=tags.artifacts(found))
    seen = lines.seen(found)
    pieces = _tagged(page, found, picture, seen) if tagged else None
    artifacts = lines.read(found, seen & found.artifact)
    tabled: tuple[Table, ...] = ()
    covered: tuple[Line, ...] = ()
    if pieces is not None:
        rest = tuple(lines.read(found, seen & ~found.artifact))
    else:
        rest, tabled, covered = _by_geometry(page, found, picture, seen & ~found.artifact)
    return PageReading(
        number, found.width, found.height, rest, tuple(artifacts), covered, tabled, pieces, concealed.reports,
        int(seen.sum()), concealed.scanned, _pictured(found, picture),
    )  # fmt: skip


def _pictured(found: PageChars, picture: drawn.Drawn) -> bool:
    """Whether images cover a tenth of the page, or shapes enough to be letters are drawn on it."""
    images = picture.boxes[picture.images]
    area = ((images[:, 2] - images[:, 0]) * (images[:, 3] - images[:, 1])).sum()
    return bool(area > _PICTURE * found.width * found.height or (~picture.images).sum() > _MANY_SHAPES)


def _by_geometry(
    page: pdfium.PdfPage, found: PageChars, picture: drawn.Drawn, visible: Flags
) -> tuple[tuple[Line, ...], tuple[Table, ...], tuple[Line, ...]]:
    """The lines of a page, tables, and what tables hold of its edges; tables take their characters first and
    stand among the lines as one each."""
    tabled = tables.find(found, ruling.read(page))
    left = visible.copy()
    for table in tabled:
        left[table.chars] = False
    free = boxes.assigned(lines.read(found, left), picture, found.width, found.height)
    stands = [_standing(table.area, table.text, i, found.number) for i, table in enumerate(tabled)]
    covered = lines.read(found, visible & ~left & _outer(found)) if tabled else ()
    return (*free, *stands), tuple(table.table for table in tabled), tuple(covered)


def _outer(found: PageChars) -> Flags:
    """Characters in the strips at the top and bottom of the page where furniture stands."""
    middle = (found.boxes[:, 1] + found.boxes[:, 3]) / 2
    strip = furniture.ZONE * found.height
    outer: Flags = (middle < strip) | (middle > found.height - strip)
    return outer


def _standing(area: Area, text: str, table: int, number: int) -> Line:
    return Line(
        number, area.left, area.top, area.right, area.bottom, area.top + 1, _FONT_SIZE_OF_TABLES, False,
        text, text, table=table,
    )  # fmt: skip


def _tagged(
    page: pdfium.PdfPage, found: PageChars, picture: drawn.Drawn, seen: Flags
) -> tuple[Piece, ...] | None:
    elements = tags.elements(page, found)
    if elements is None:
        return None
    own = [
        list(rows.in_rows(lines.of_element(found, element.chars, seen)))
        if element.cells is None
        else lines.of_element(found, element.chars, seen)
        for element in elements
    ]
    boxed = iter(boxes.assigned([li for part in own for li in part], picture, found.width, found.height))
    placed = [[next(boxed) for _ in part] for part in own]
    return tuple(
        _piece(found, element, part, seen) for element, part in zip(elements, placed, strict=True) if part
    )


def _piece(found: PageChars, element: Element, own: Sequence[Line], seen: Flags) -> Piece:
    role = element.role
    if role == "P" and is_caption(own):
        role = "Caption"
    elif role == "P" and all(line.boxed >= 0 for line in own):
        role = "Box"
    piece = Piece(element.page, role, tuple(own), element.number, tagged=True, continued=element.continued)
    if element.cells is None:
        return piece
    table, text = _table(found, element.cells, seen)
    stands = Line(
        element.page, min(li.left for li in own), min(li.top for li in own), max(li.right for li in own),
        max(li.bottom for li in own), own[0].baseline, own[0].size, False, text, text, table=0,
    )  # fmt: skip
    return replace(piece, lines=(stands,), table=table)


def _table(found: PageChars, cells: Cells, seen: Flags) -> tuple[Table, str]:
    rows = tuple(tuple(_cell(found, cell, seen) for cell in row) for row in cells.rows)
    text = "\n".join(" | ".join(row) for row in rows)
    return Table(rows, cells.header_rows, cells.header_columns), text


def _cell(found: PageChars, cell: Ints, seen: Flags) -> str:
    text = ""
    for line in lines.of_element(found, cell, seen) if len(cell) else ():
        tight = text.endswith(HYPHEN_AT_END)
        text = f"{text[:-1]}-{line.text}" if tight else f"{text} {line.text}"
    return text.replace(HYPHEN_AT_END, "-").strip()
