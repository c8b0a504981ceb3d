"""The lines of a plain text file in groups that belong together, with the page each line stands on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import PageRef

ITEM = re.compile(r"(?:[-–—*•●▪■◦‣⁃\uf0b7]\s+|(?:\(?(?P<number>\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+)(?=\S)")
"""What opens an item of a list."""

_NUMBER = re.compile(r"\s*(?:page\s+)?[-–—]?\s*(\d{1,4})\s*[-–—]?(?:\s+of\s+\d+)?\s*", re.I)
_COLUMNS = re.compile(r"\S(?:\t+|[ ]{3,})(?=\S)")
_UNWRAPPED = 140
"""Lines longer than this were not broken by their width."""
_NARROWEST = 40
_FULL = 0.75
"""A line of this share of the usual width is full: the next one goes on with it."""
_PAGES_THAT_AGREE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it, the spaces before it, and its page (None: no pages)."""

    text: str
    indent: int
    page: PageRef | None

    @property
    def columns(self) -> int:
        """In how many columns it is set apart by tabs or wide gaps."""
        return len(_COLUMNS.findall(self.text)) + 1


def lines_of(text: str) -> list[Line]:
    """Every line, empty ones too. Where form feeds part pages, lone page numbers at their edges are taken out
    and, where they agree over three pages, are the pages' labels."""
    pages = text.split("\f")
    if len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    split = [page.split("\n") for page in pages]
    if len(split) == 1:
        return [_line(row, None) for row in split[0]]
    labelled = _labels(split)
    found: list[Line] = []
    for number, rows in enumerate(split, 1):
        at, label = labelled.get(number, (-1, None))
        ref = PageRef(number, label)
        found += [_line(row, ref) for i, row in enumerate(rows) if i != at]
    return found


def _line(row: str, page: PageRef | None) -> Line:
    expanded = row.expandtabs(4)
    return Line(row.strip(), len(expanded) - len(expanded.lstrip()), page)


def _labels(pages: Sequence[Sequence[str]]) -> dict[int, tuple[int, str]]:
    """Page number → the line that holds its printed number, and that number."""
    seen: list[tuple[int, int, str]] = []
    for number, rows in enumerate(pages, 1):
        filled = [i for i, row in enumerate(rows) if row.strip()]
        for at in {filled[0], filled[-1]} if filled else ():
            if match := _NUMBER.fullmatch(rows[at]):
                seen.append((number, at, match[1]))
    offsets = Counter(int(label) - number for number, _, label in seen)
    if not offsets or offsets.most_common(1)[0][1] < _PAGES_THAT_AGREE:
        return {}
    offset = offsets.most_common(1)[0][0]
    return {number: (at, label) for number, at, label in seen if int(label) - number == offset}


def groups_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of one paragraph, item, heading or table together, in order."""
    width = _usual_width(lines)
    groups: list[list[Line]] = []
    gap = True
    for line in lines:
        if not line.text:
            gap = True
            continue
        over = bool(groups) and groups[-1][-1].page != line.page
        last = groups[-1][-1] if groups else None
        if last is not None and ((over and _goes_on(last, line)) or not (gap or over)):
            if over or _belongs(groups[-1], line, width):
                groups[-1].append(line)
            else:
                groups.append([line])
        else:
            groups.append([line])
        gap = False
    return groups


def _usual_width(lines: Sequence[Line]) -> int:
    """The width at which lines were broken: that of the longest tenth of those that may have been."""
    lengths = sorted(len(line.text) for line in lines if 0 < len(line.text) <= _UNWRAPPED)
    return max(_NARROWEST, lengths[int(0.9 * len(lengths))] if lengths else 0)


def _goes_on(last: Line, line: Line) -> bool:
    """Whether a sentence goes on over the turn of a page."""
    return last.text[-1] not in ".!?:;”\"'" and line.text[:1].islower() and not ITEM.match(line.text)


def _belongs(group: Sequence[Line], line: Line, width: int) -> bool:
    last = group[-1]
    if line.columns > 1 and last.columns > 1:
        return True
    if ITEM.match(line.text) or line.columns > 1 or last.columns > 1 or len(last.text) > _UNWRAPPED:
        return False
    if line.text[:1].islower() or (ITEM.match(group[0].text) and line.indent > group[0].indent):
        return True
    return len(last.text) >= _FULL * width
