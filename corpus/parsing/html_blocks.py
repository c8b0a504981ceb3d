"""From the elements of a page to its blocks in order, each still bound to the element it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from corpus.parsing.html_inline import Line, leads_back, note_mark, opening_mark, raised
from corpus.parsing.html_lists import item_numbers
from corpus.parsing.html_tables import as_text, is_data, read_table
from corpus.parsing.html_tree import BLOCKS, NEVER_TEXT, tokens
from corpus.types import BlockKind, HiddenText, Table

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOXES = frozenset(
    "govuk-inset-text govuk-warning-text govuk-panel govuk-notification-banner nhsuk-inset-text nhsuk-callout"
    " nhsuk-warning-callout nhsuk-care-card nhsuk-do-dont-list call-to-action information-block info-notice"
    " help-notice application-notice advisory gem-c-inset-text gem-c-warning-text gem-c-notice callout"
    " call-out inset inset-text pullout pull-out info-box infobox-text highlight-box text-box textbox boxout"
    " box-out case-study key-points summary-box example".split()
)
_NOTES = frozenset("footnotes endnotes footnote-list footnotes-list references".split())
_CAPTION = re.compile(r"(?:table|figure|fig\.|chart|box|map|graph|exhibit)\s+[A-Z]?\d[\d.]*\b", re.I)
_LONGEST_CAPTION = 300


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
        if self.line.empty and (number := opening_mark(element)):
            self.end(place)
            self.number = number
            return
        if note_mark(element) and not self.line.empty:
            self.line.mark("".join(element.itertext()))
        elif element.tag == "sup" and element.find(".//a") is None:
            text, is_mark = raised(element, self.line.before())
            (self.line.mark if is_mark else self.line.add)(text)
        else:
            self.children(element, place)

    def _block(self, element: HtmlElement, place: _Place) -> None:
        tag = element.tag
        inside = replace(place, element=element)
        level = _HEADINGS.get(tag) or _aria_level(element)
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
            note = place.kind is BlockKind.FOOTNOTE or _is_note(element)
            inside = replace(inside, kind=BlockKind.FOOTNOTE if note else BlockKind.LIST_ITEM)
            self.number = self.numbers.get(element)
        elif tag == "ol" and not _holds_notes(element):
            self.numbers |= item_numbers(element, place.kind is BlockKind.FOOTNOTE)
        elif tag == "dl":
            self._descriptions(element, inside)
            return
        elif _holds_notes(element):
            inside = replace(inside, kind=BlockKind.FOOTNOTE)
            self.numbers |= item_numbers(element, notes=True)
        elif not place.box and _is_box(element):
            self.boxes += 1
            inside = replace(inside, kind=BlockKind.BOX, box=self.boxes)
        self.children(element, inside)
        self.end(inside)
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
        parts = [part for child in element for part in (child if child.tag == "div" else [child])]
        last = "dd"
        for part in parts:
            if part.tag == "dt" and last == "dd":
                self.end(inside)
            self.line.add(" ")
            if part.tag in ("dt", "dd"):
                last = part.tag
                self.children(part, replace(inside, element=part))
        self.end(inside)

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
        self.own = None

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
        return " ".join(draft.text.replace("\n", " ") for draft in inner.drafts)


def drafts_of(body: HtmlElement) -> tuple[list[Draft], tuple[HiddenText, ...]]:
    """Every block below an element in reading order, and messages hidden in the characters of its text."""
    walk = _Walk()
    place = _Place(body)
    walk.children(body, place)
    walk.end(place)
    return walk.drafts, tuple(walk.hidden)


def names_figure(text: str) -> bool:
    """Whether a text is the caption of a numbered table, figure or box (`Table 2: …`)."""
    return len(text) <= _LONGEST_CAPTION and _CAPTION.match(text) is not None


def _aria_level(element: HtmlElement) -> int | None:
    if element.get("role") != "heading":
        return None
    level = element.get("aria-level") or "2"
    return min(6, max(1, int(level))) if level.isdecimal() else 2


def _is_box(element: HtmlElement) -> bool:
    if element.tag in ("body", "main", "article"):
        return False
    if element.tag == "aside" or element.get("role") in ("note", "doc-tip", "doc-notice"):
        return True
    return not _BOXES.isdisjoint(tokens(element))


def _holds_notes(element: HtmlElement) -> bool:
    return not _NOTES.isdisjoint(tokens(element)) or element.get("role") in ("doc-endnotes", "doc-footnote")


def _is_note(item: HtmlElement) -> bool:
    return any(leads_back(link) for link in item.iter("a"))
