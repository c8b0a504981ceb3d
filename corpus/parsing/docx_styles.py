"""Styles of a Word file: what they say of a paragraph's rank and numbering and of how its text looks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from corpus.parsing.docx_looks import Look, fill_of, is_on, look_of, number_value, over, value
from corpus.parsing.docx_package import W

BODY_TEXT = 9
"""The outline level that says: no heading."""
DEEPEST = 6

_HEADING = re.compile(
    r"(?:heading|head|überschrift|titre|título|titulo|titolo|título|cabeçalho|kop|rubrik|overskrift|otsikko"
    r"|nagłówek|nadpis|címsor|titlu|заголовок|επικεφαλίδα|başlık|pennawd|ceannteideal|标题|標題|見出し|제목)\s*"
    r"([1-9])(?:\s*char)?",
    re.I,
)
_TITLE = re.compile(r"(?:title|titel|document title|report title|toc heading)", re.I)


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all it takes from those it is based on.

    `names` are its own and theirs, nearest first, as are `ids`. `outline` counts from 0. `num_id` and `ilvl`
    place it in a list of numbering.xml. `parted` says that a table style shades parts of a table.
    """

    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    outline: int | None = None
    num_id: str | None = None
    ilvl: int | None = None
    fill: str | None = None
    look: Look = field(default_factory=Look)
    parted: bool = False
    first_row: bool = False
    first_column: bool = False

    @property
    def level(self) -> int | None:
        """The level of heading the style makes, 1 to 6; None for other text."""
        if self.names and _TITLE.fullmatch(self.names[0]):
            return 1
        if self.outline is not None:
            return min(self.outline + 1, DEEPEST) if self.outline < BODY_TEXT else None
        found = next((m for name in self.names if (m := _HEADING.fullmatch(name.strip()))), None)
        return min(int(found[1]), DEEPEST) if found else None

    def is_named(self, *names: str) -> bool:
        """Whether it, or a style it is based on, has one of these names, in small letters."""
        return any(name.lower() in names for name in self.names)


PLAIN = Style()


class Styles:
    """The styles of one file by id; unknown ids stand for the default paragraph style's absence."""

    def __init__(self, part: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._known: dict[str, Style] = {}
        self.default_paragraph = self.default_table = ""
        self.defaults = Look()
        for element in part.iterfind(f"{W}style") if part is not None else ():
            style_id = element.get(f"{W}styleId") or ""
            self._elements.setdefault(style_id, element)
            if is_on(element.get(f"{W}default"), absent=False):
                if element.get(f"{W}type") == "paragraph":
                    self.default_paragraph = style_id
                elif element.get(f"{W}type") == "table":
                    self.default_table = style_id
        if part is not None:
            self.defaults = look_of(part.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def get(self, style_id: str | None) -> Style:
        """The style, what it is based on included."""
        return self._known[style_id] if style_id in self._known else self._resolved(style_id or "")

    def _resolved(self, style_id: str) -> Style:
        chain: list[str] = []
        current: str | None = style_id
        while current and current in self._elements and current not in chain and len(chain) < 50:
            chain.append(current)
            current = value(self._elements[current].find(f"{W}basedOn"))
        style = PLAIN
        for ancestor in reversed(chain):
            style = self._over(style, ancestor)
        self._known[style_id] = style
        return style

    def _over(self, base: Style, style_id: str) -> Style:
        """The style with what it says itself put over what it is based on."""
        element = self._elements[style_id]
        properties = element.find(f"{W}pPr")
        num_id, ilvl = numbering_of(properties)
        outline = number_value(properties.find(f"{W}outlineLvl")) if properties is not None else None
        own_fill = (
            fill_of(properties) or fill_of(element.find(f"{W}tblPr")) or fill_of(element.find(f"{W}tcPr"))
        )
        parts = {part.get(f"{W}type"): part for part in element.iterfind(f"{W}tblStylePr")}
        return Style(
            ids=(style_id, *base.ids),
            names=(value(element.find(f"{W}name")) or style_id, *base.names),
            outline=outline if outline is not None else base.outline,
            num_id=num_id if num_id is not None else base.num_id,
            ilvl=ilvl if ilvl is not None else base.ilvl,
            fill=own_fill or base.fill,
            look=over(base.look, look_of(element.find(f"{W}rPr"))),
            parted=base.parted
            or any(next(part.iter(f"{W}shd"), None) is not None for part in parts.values()),
            first_row=base.first_row or "firstRow" in parts,
            first_column=base.first_column or "firstCol" in parts,
        )


def numbering_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    """(id of the list, level from 0) that paragraph properties name; None for what they do not."""
    if properties is None or (numbering := properties.find(f"{W}numPr")) is None:
        return None, None
    level = number_value(numbering.find(f"{W}ilvl"))
    return value(numbering.find(f"{W}numId")), level


def outline_of(properties: etree._Element | None, style: Style) -> int | None:
    """The level of heading a paragraph is, 1 to 6, by its outline level or its style; None: other text."""
    own = number_value(properties.find(f"{W}outlineLvl")) if properties is not None else None
    if own is not None:
        return min(own + 1, DEEPEST) if own < BODY_TEXT else None
    return style.level
