"""From the elements of a page to its blocks in order, each still bound to the element it came from."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from corpus.parsing.html_inline import Line, is_raised, leads_back, marks_notes, note_mark, opening_mark
from corpus.parsing.html_lists import item_numbers
from corpus.parsing.html_roles import aria_level, holds_notes, is_box, is_note, names_figure
from corpus.parsing.html_tables import is_data, read_table
from corpus.parsing.html_tree import BLOCKS, NEVER_TEXT
from corpus.parsing.raised import opening_number, read_raised
from corpus.parsing.table_text import as_text, captioned
from corpus.types import BlockKind, HiddenText, Table

_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before its place under the headings is known; `box` tells boxes apart (0: in none)."""

    element: HtmlElement
    kind: BlockKind
    text: str
    original: str | None = None
    level: int | None = None
    number: str | None = None
    table: Table | None = None
    anchor: str | None = None
    box: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: what a run of text there is, in which box, and what number it has first."""

    element: HtmlElement
    kind: BlockKind = BlockKind.PARAGRAPH
    box: int = 0
    level: int | None = None
    lines_kept: bool = False


@dataclass(slots=True)
class _Walk:
    drafts: list[Draft] = field(default_factory=list)
    hidden: list[HiddenText] = field(default_factory=list)
    line: Line = field(default_factory=Line)
    number: str | None = None
    numbers: dict[HtmlElement, str] = field(default_factory=dict)
    in_cell: bool = False
    apart: list[Draft] = field(default_factory=list)
    boxes: int = 0
    ids: list[str] = field(default_factory=list)
    section: str | None = None
    own: str | None = None

    def element(self, element: HtmlElement, place: _Place) -> None:
        """One element with all below it; the text after it is its parent's."""
        tag = element.tag
        if not isinstance(tag, str) or tag in NEVER_TEXT or leads_back(element):
            return
        name = element.get("id") or (element.get("name") if tag == "a" else None)
        if name and self.line.empty and self.own is None:
            self.own = name
        if tag == "br":
            self._line_break(element, place)
        elif tag not in BLOCKS and element.get("role") != "heading":
            self._inline(element, place)
        else:
            self.end(place)
            self.own = name or self.own
            self.ids.append(name or (self.ids[-1] if self.ids else ""))
            self._block(element, place)
            self.ids.pop()

    def _line_break(self, element: HtmlElement, place: _Place) -> None:
        after = element.getnext()
        twice = after is not None and after.tag == "br" and not (element.tail or "").strip()
        if twice and place.kind is not BlockKind.HEADING:
            self.end(place)
        else:
            self.line.add("\n")

    def _inline(self, element: HtmlElement, place: _Place) -> None:
        text = "".join(element.itertext())
        if self.line.empty and (number := _opening(element, place)):
            self.end(place)
            self.number = number
        elif (note_mark(element) or marks_notes(element)) and not self.line.empty:
            self.line.mark(text)
        elif is_raised(element):
            text, is_mark = read_raised(text, self.line.before(), element.tail or "")
            (self.line.mark if is_mark else self.line.add)(text)
        else:
            self.children(element, place)

    def _block(self, element: HtmlElement, place: _Place) -> None:
        tag = element.tag
        inside = replace(place, element=element)
        level = _HEADINGS.get(tag) or aria_level(element)
        if level:
            self.section = self.own or self.section
            inside = replace(inside, kind=BlockKind.HEADING, level=level)
        elif tag == "table" and is_data(element):
            self._table(element, inside)
            return
        elif tag in ("figcaption", "caption"):
            inside = replace(inside, kind=BlockKind.CAPTION)
        elif tag == "pre":
            inside = replace(inside, lines_kept=True)
        elif tag == "li":
            note = place.kind is BlockKind.FOOTNOTE or is_note(element)
            inside = replace(inside, kind=BlockKind.FOOTNOTE if note else BlockKind.LIST_ITEM)
            self.number = self.numbers.get(element)
        elif tag == "ol" and not holds_notes(element):
            self.numbers |= item_numbers(element, place.kind is BlockKind.FOOTNOTE)
        elif tag == "dl":
            self._descriptions(element, inside)
            return
        elif holds_notes(element):
            inside = replace(inside, kind=BlockKind.FOOTNOTE)
            self.numbers |= item_numbers(element, notes=True)
        elif not place.box and is_box(element):
            self.boxes += 1
            inside = replace(inside, kind=BlockKind.BOX, box=self.boxes)
        self.children(element, inside)
        self.end(inside)
        if tag == "figcaption":
            self._caption_behind(element.getparent())
        self.number = None if tag == "li" else self.number

    def children(self, element: HtmlElement, place: _Place) -> None:
        """The text and elements of an element."""
        self.line.add(element.text)
        for child in element:
            self.element(child, place)
            self.line.add(child.tail)

    def end(self, place: _Place) -> None:
        """What was gathered becomes a block of this place."""
        if self.line.empty:
            self.line = Line()
            return
        text, original, found = self.line.read(place.lines_kept)
        self.hidden += found
        if any(char.isalnum() for char in text) or (text and self.in_cell):
            anchor = self.own or self.section or next((name for name in reversed(self.ids) if name), None)
            number, kind = self.number, place.kind
            if number and kind is BlockKind.PARAGRAPH:
                kind = BlockKind.FOOTNOTE
            level = place.level if kind is BlockKind.HEADING else None
            self.drafts.append(
                Draft(place.element, kind, text, original, level, number, None, anchor, place.box)
            )
            self.number = self.own = None
        self.line = Line()

    def _descriptions(self, element: HtmlElement, place: _Place) -> None:
        """Terms and what is said of them, each pair in one block."""
        inside = replace(place, kind=BlockKind.LIST_ITEM)
        self._pairs(element, inside, "dd")
        self.end(inside)

    def _pairs(self, element: HtmlElement, place: _Place, last: str) -> str:
        """Terms and descriptions, also within `div`, and what else stands among them; from and to the tag of
        the last of either."""
        self.line.add(element.text)
        for part in element:
            gap = " " if part.tag in BLOCKS else ""
            self.line.add(gap)
            if part.tag == "div":
                last = self._pairs(part, place, last)
            elif part.tag in ("dt", "dd"):
                if part.tag == "dt" and last == "dd":
                    self.end(place)
                last = part.tag
                self.children(part, replace(place, element=part))
            else:
                self.element(part, place)
            self.line.add(gap + (part.tail or ""))
        return last

    def _table(self, element: HtmlElement, place: _Place) -> None:
        caption_element = element.find("caption")
        caption = self._cell(caption_element) if caption_element is not None else self._caption_before()
        table = read_table(element, self._cell, caption or None)
        if table is None:
            return
        anchor = self.own or self.section or next((name for name in reversed(self.ids) if name), None)
        if caption and caption_element is not None:
            self.drafts.append(
                Draft(caption_element, BlockKind.CAPTION, caption, anchor=anchor, box=place.box)
            )
        self.drafts.append(
            Draft(element, BlockKind.TABLE, as_text(table), None, None, None, table, anchor, place.box)
        )
        self.drafts += [replace(draft, box=place.box) for draft in self.apart]
        self.apart.clear()
        self.own = None

    def _caption_behind(self, figure: HtmlElement | None) -> None:
        """Give the table of a figure the caption that follows it there."""
        for table, caption in [self.drafts[-2:]] if len(self.drafts) > 1 else []:
            if table.table and not table.table.caption and table.element.getparent() is figure:
                self.drafts[-2] = replace(table, table=captioned(table.table, caption.text))

    def _caption_before(self) -> str | None:
        """The block before a table where it names the table; a paragraph is then its caption."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or not names_figure(last.text):
            return None
        if last.kind is BlockKind.PARAGRAPH:
            self.drafts[-1] = replace(last, kind=BlockKind.CAPTION)
        return last.text if last.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.CAPTION) else None

    def _cell(self, element: HtmlElement) -> str:
        """The text of a cell or a caption in one line."""
        inner = _Walk(in_cell=True)
        inner.children(element, _Place(element))
        inner.end(_Place(element))
        self.hidden += inner.hidden
        captions = {draft.table.caption for draft in inner.drafts if draft.table}
        apart = [draft.table is not None or draft.text in captions for draft in inner.drafts]
        self.apart += itertools.compress(inner.drafts, apart)
        own = [draft for draft, is_apart in zip(inner.drafts, apart, strict=True) if not is_apart]
        return " ".join(f"{draft.number or ''} {draft.text}".strip().replace("\n", " ") for draft in own)


def drafts_of(body: HtmlElement) -> tuple[list[Draft], tuple[HiddenText, ...]]:
    """Every block below an element in reading order, and messages hidden in the characters of its text."""
    walk = _Walk()
    place = _Place(body)
    walk.children(body, place)
    walk.end(place)
    return walk.drafts, tuple(walk.hidden)


def _opening(element: HtmlElement, place: _Place) -> str | None:
    """The number of the note that an element opens at the beginning of a block."""
    raised = is_raised(element) and place.kind is BlockKind.PARAGRAPH
    return opening_number("".join(element.itertext())) if raised else opening_mark(element)
