"""A Word story in reading order: paragraphs, tables and boxes as items, not yet under their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from corpus.parsing.docx_hidden import PAPER, UNKNOWN_FILL, box_fill, row_hidden, stands_behind, table_hidden
from corpus.parsing.docx_inline import Inline, Inlines
from corpus.parsing.docx_items import Item, Place
from corpus.parsing.docx_looks import fill_of, switch, value
from corpus.parsing.docx_notes import NoteMarks
from corpus.parsing.docx_numbering import Numbering, Printed
from corpus.parsing.docx_package import W
from corpus.parsing.docx_styles import Style, Styles, outline_of
from corpus.parsing.docx_tables import read_table
from corpus.parsing.docx_typed import typed_marker
from corpus.parsing.table_text import as_text
from corpus.types import BlockKind

_LISTED = re.compile(r"toc \d|table of figures|table of authorities|index \d", re.I)
_CAPTION = re.compile(
    r"(?:table|figure|fig\.?|chart|exhibit|graph)\s+(?:[A-Z]?\d+|[A-Z])(?:[.\-–]\d+)*\s*[:.–—-]\s", re.I
)
_APART = (BlockKind.TABLE, BlockKind.BOX)
"""What stands in a cell but is no text of its own."""
_LAYOUT_WORDS = 120
_LONGEST_CAPTION = 300
_LONGEST_HEADING = 250
"""Letters beyond which a sentence is text, whatever its style says."""


class Story:
    """Reads one story of a file, the body or its notes, from top to bottom, once."""

    def __init__(
        self,
        styles: Styles,
        numbering: Numbering,
        marks: NoteMarks,
        page: tuple[float, float],
        paper: str = PAPER,
    ) -> None:
        """`page` is the width and height of the page in points, `paper` its colour."""
        self.inlines = Inlines(styles, marks, page)
        self._styles, self._numbering, self._marks = styles, numbering, marks
        self._page = page
        self._paper, self._backed = paper, False

    def items(self, container: etree._Element, place: Place) -> Iterator[Item]:
        """The items of a body, a cell, a box or a note."""
        for child in container:
            if child.tag == f"{W}p":
                yield from self._paragraph(child, place)
            elif child.tag == f"{W}tbl":
                yield from self._table(child, place)
            elif child.tag not in (f"{W}tcPr", f"{W}sectPr"):
                yield from self.items(child, place)

    def _paragraph(self, element: etree._Element, place: Place) -> Iterator[Item]:
        properties = element.find(f"{W}pPr")
        style = self._style_of(properties)
        if _begins_page(element):
            self._backed = False
        self._backed = self._backed or stands_behind(element)
        fill = fill_of(properties) or style.fill or place.fill
        on = fill or (UNKNOWN_FILL if self._backed else self._paper)
        inline = self.inlines.read(element, style, place.look, on)
        printed = None
        if not (inline.vanished and _mark_vanishes(properties)):
            printed = self._numbering.next(properties, style)
        if inline.text or (place.cell and printed is not None and printed.number):
            yield self._item(inline, style, properties, printed, place)
        for box in inline.boxes:
            yield from self.items(box, Place(box_fill(box, on), boxed=True))
        if properties is not None and properties.find(f"{W}sectPr") is not None:
            self._marks.end_section()
            self._backed = False

    def _style_of(self, properties: etree._Element | None) -> Style:
        named = value(properties.find(f"{W}pStyle")) if properties is not None else None
        style = self._styles.get(named) if named else None
        return style if style is not None and style.ids else self._styles.get(self._styles.default_paragraph)

    def _item(
        self,
        inline: Inline,
        style: Style,
        properties: etree._Element | None,
        printed: Printed | None,
        place: Place,
    ) -> Item:
        level = outline_of(properties, style)
        kind, text, number = BlockKind.PARAGRAPH, inline.text, printed.number if printed else None
        if place.boxed:
            kind = BlockKind.BOX
        elif level is not None and not (len(text) > _LONGEST_HEADING and text.endswith((".", ";", ","))):
            kind = BlockKind.HEADING
        elif style.is_named("caption") or (_CAPTION.match(text) and len(text) <= _LONGEST_CAPTION):
            kind = BlockKind.CAPTION
        elif printed is not None:
            kind = BlockKind.LIST_ITEM if printed.parts < 2 else BlockKind.PARAGRAPH
        elif any(_LISTED.fullmatch(name) for name in style.names):
            kind = BlockKind.LIST_ITEM
        if printed is None:
            kind, text, number = typed_marker(kind, inline.raw, text)
        return Item(
            kind,
            text,
            inline.raw,
            style,
            level if kind is BlockKind.HEADING else None,
            number,
            notes=inline.notes,
            printed=printed,
            bold=inline.bold,
            size=inline.size,
        )

    def _table(self, element: etree._Element, place: Place) -> Iterator[Item]:
        properties = element.find(f"{W}tblPr")
        named = value(properties.find(f"{W}tblStyle")) if properties is not None else None
        style = self._styles.get(named or self._styles.default_table)
        fill = fill_of(properties) or (UNKNOWN_FILL if style.parted else style.fill) or place.fill
        inside = replace(place, fill=fill, look=style.look)
        self._leave_out_hidden(element)
        cells = element.findall(f"{W}tr/{W}tc")
        if len(cells) == 1:
            own = [paragraph.find(f"{W}pPr") for paragraph in cells[0].iter(f"{W}p")]
            heads = any(outline_of(properties, self._style_of(properties)) for properties in own)
            fill = fill_of(cells[0].find(f"{W}tcPr")) or fill
            yield from self.items(cells[0], replace(inside, fill=fill, boxed=place.boxed or not heads))
            return
        read: list[list[Item]] = []

        def read_cell(cell: etree._Element) -> tuple[str, bool]:
            own = replace(inside, fill=fill_of(cell.find(f"{W}tcPr")) or inside.fill, boxed=False, cell=True)
            read.append(list(self.items(cell, own)))
            text = [item for item in read[-1] if item.kind not in _APART]
            return " ".join(map(_numbered, text)), bool(text) and all(item.bold for item in text)

        table = read_table(element, style, read_cell)
        found = [item for cell in read for item in cell]
        if table is None or (not table.header_rows and any(map(_is_layout, read))):
            yield from (_boxed(item) if place.boxed else item for item in found if item.text)
            return
        notes = tuple(note for item in found if item.kind not in _APART for note in item.notes)
        yield Item(BlockKind.TABLE, as_text(table), "", style, table=table, notes=notes)
        yield from (item for item in found if item.kind in _APART)

    def _leave_out_hidden(self, element: etree._Element) -> None:
        """Take out of a table the rows nobody sees, and tell of them."""
        how = table_hidden(element.find(f"{W}tblPr"), self._page)
        for row in element.findall(f"{W}tr"):
            if row_how := how or row_hidden(row):
                self.inlines.leave_out(row_how, " ".join(text.text or "" for text in row.iter(f"{W}t")))
                element.remove(row)


def _is_layout(cell: Sequence[Item]) -> bool:
    """Whether a cell of a table without headers is a part of a page: several paragraphs of running text."""
    text = [item for item in cell if item.kind not in _APART]
    headed = any(item.kind is BlockKind.HEADING for item in text)
    return len(text) > 1 and (headed or sum(len(item.text.split()) for item in text) > _LAYOUT_WORDS)


def _boxed(item: Item) -> Item:
    return item if item.kind is BlockKind.TABLE else replace(item, kind=BlockKind.BOX, level=None)


def _numbered(item: Item) -> str:
    return f"{item.number} {item.text}".strip() if item.number else item.text


def _begins_page(paragraph: etree._Element) -> bool:
    breaks = paragraph.iter(f"{W}pageBreakBefore", f"{W}lastRenderedPageBreak", f"{W}br")
    return any(mark.tag != f"{W}br" or mark.get(f"{W}type") == "page" for mark in breaks)


def _mark_vanishes(properties: etree._Element | None) -> bool:
    return properties is not None and bool(switch(properties.find(f"{W}rPr/{W}vanish")))
