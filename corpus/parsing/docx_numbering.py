"""The numbers that Word prints before paragraphs: they stand in no text, but follow from numbering.xml.

Rules: ISO/IEC 29500-1, 17.9. A paragraph names a list (`num`) and a level; lists made from one definition
(`abstractNum`) count on together; a list's first use of a level restarts it where the list overrides its
start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from corpus.parsing.docx_looks import is_on, number_value, value, whole
from corpus.parsing.docx_numerals import numeral
from corpus.parsing.docx_package import W
from corpus.parsing.docx_styles import Style, Styles, numbering_of

LEVELS = 9
_FIGURES = ("decimal", "decimalZero")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and what it prints; `text` has `%1` to `%9` for the numbers of levels.

    `restarts_after` is the level, from 1, whose use restarts this one; None: any level above; 0: none.
    """

    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str | None = None
    restarts_after: int | None = None
    legal: bool = False

    @property
    def is_bullet(self) -> bool:
        """Whether it prints a sign that does not count."""
        return self.form == "bullet" or not ("%" in self.text or any(c.isalnum() for c in self.text))


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands before a paragraph: its number as printed, None for a bullet.

    The number is without a full stop or colon at its end. `counted` is the count its level has reached;
    `parts` says how many levels the number shows; `key` is the same for all paragraphs of one list and level.
    """

    number: str | None
    counted: int
    parts: int
    key: tuple[str, int]


@dataclass(frozen=True, slots=True)
class _List:
    """One `num`: the definition it counts with, its levels, and the starts it overrides."""

    definition: str
    levels: tuple[Level, ...]
    starts: dict[int, int]


class Numbering:
    """Numbers paragraphs; to be asked about each numbered paragraph once, in the order of the document."""

    def __init__(self, part: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, etree._Element] = {}
        self._nums: dict[str, etree._Element] = {}
        if part is not None:
            for element in part.iterfind(f"{W}abstractNum"):
                self._definitions[element.get(f"{W}abstractNumId") or ""] = element
            for element in part.iterfind(f"{W}num"):
                self._nums[element.get(f"{W}numId") or ""] = element
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, properties: etree._Element | None, style: Style) -> Printed | None:
        """What stands before a paragraph of this style with these properties; counts it. None: nothing."""
        own_id, own_level = numbering_of(properties)
        num_id = own_id if own_id is not None else style.num_id
        found = self._list(num_id) if num_id and num_id != "0" else None
        if found is None or num_id is None:
            return None
        at = own_level
        if at is None:
            linked = (i for s in style.ids for i, level in enumerate(found.levels) if level.style == s)
            at = next(linked, None) if own_id is None else None
        if at is None:
            at = style.ilvl or 0
        at = min(max(at, 0), LEVELS - 1)
        self._count(num_id, found, at)
        return self._printed(found, at)

    def _list(self, num_id: str) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._read(num_id)
        return self._lists[num_id]

    def _read(self, num_id: str) -> _List | None:
        num = self._nums.get(num_id)
        if num is None:
            return None
        definition = self._definition(value(num.find(f"{W}abstractNumId")) or "")
        if definition is None:
            return None
        element = self._definitions[definition]
        levels = [Level(form="none")] * LEVELS
        for described in element.iterfind(f"{W}lvl"):
            self._put(levels, described)
        starts: dict[int, int] = {}
        for override in num.iterfind(f"{W}lvlOverride"):
            if (described := override.find(f"{W}lvl")) is not None:
                self._put(levels, described)
            start = number_value(override.find(f"{W}startOverride"))
            at = whole(override.get(f"{W}ilvl") or "0")
            if start is not None and at is not None:
                starts[at] = start
        return _List(definition, tuple(levels), starts)

    def _definition(self, definition: str) -> str | None:
        """The definition itself, or the one its list style stands for."""
        for _ in range(LEVELS):
            element = self._definitions.get(definition)
            if element is None:
                return None
            link = value(element.find(f"{W}numStyleLink"))
            if link is None or element.find(f"{W}lvl") is not None:
                return definition
            num = self._nums.get(self._styles.get(link).num_id or "")
            if num is None:
                return None
            definition = value(num.find(f"{W}abstractNumId")) or ""
        return None

    @staticmethod
    def _put(levels: list[Level], described: etree._Element) -> None:
        place = whole(described.get(f"{W}ilvl"))
        if place is None or not 0 <= place < LEVELS:
            return
        start = number_value(described.find(f"{W}start"))
        legal = described.find(f"{W}isLgl")
        levels[place] = Level(
            start=1 if start is None else start,
            form=_form(described),
            text=value(described.find(f"{W}lvlText")) or "",
            style=value(described.find(f"{W}pStyle")),
            restarts_after=number_value(described.find(f"{W}lvlRestart")),
            legal=legal is not None and is_on(value(legal), absent=True),
        )

    def _count(self, num_id: str, found: _List, at: int) -> None:
        """Count one paragraph: its level goes up, levels it skipped begin, deeper ones start anew."""
        counts = self._counts.setdefault(found.definition, [None] * LEVELS)
        for level in range(at + 1):
            first_use = (num_id, level) not in self._begun
            if level in found.starts and first_use and level == at:
                counts[level] = found.starts[level]
                self._begun.add((num_id, level))
            elif level == at:
                reached = counts[level]
                start = found.starts.get(level, found.levels[level].start)
                counts[level] = start if reached is None else reached + 1
            elif counts[level] is None:
                counts[level] = found.starts.get(level, found.levels[level].start)
        for level in range(at + 1, LEVELS):
            after = found.levels[level].restarts_after
            if after is None or at < after:
                counts[level] = None

    def _printed(self, found: _List, at: int) -> Printed:
        level, counts = found.levels[at], self._counts[found.definition]
        shown = [int(place) - 1 for place in re.findall(r"%([1-9])", level.text)]
        text = level.text
        for place in shown:
            reached = counts[place]
            form = found.levels[place].form
            form = "decimal" if level.legal and form not in _FIGURES else form
            number = found.levels[place].start if reached is None else reached
            text = text.replace(f"%{place + 1}", numeral(number, form), 1)
        said = " ".join(text.split()).rstrip(".: ")
        printed = None if level.is_bullet or not any(c.isalnum() for c in said) else said
        return Printed(printed, counts[at] or 0, len(shown), (found.definition, at))


def _form(described: etree._Element) -> str:
    """The number format of a level, also where a newer format is offered beside an older one."""
    element = described.find(f"{W}numFmt")
    if element is None and (inner := described.find(".//{*}Choice/" + f"{W}numFmt")) is not None:
        element = inner
    return value(element) or "decimal"
