"""The characters of pages as keys in which quotations are looked up, each letter with its place."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.parsing.pdf import chars, drawn, hidden, ruling, tables
from corpus.parsing.pdf.bulk import ADDRESS, INT, filled, function
from corpus.parsing.pdf.frame import frame_of
from corpus.parsing.pdf.table_words import lines_of, words_of
from corpus.parsing.pdf.types import Flags, Floats, Ints, PageChars
from corpus.parsing.text_hygiene import fold

_OPENING = 4

_tight_box = function(raw.FPDFText_GetCharBox, INT, ADDRESS, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its characters, their boxes as the ink fills them, marks of footnotes among them, and the
    characters of each table cell by cell. `turned` is by how many degrees clockwise the page as shown is
    turned against the one read."""

    chars: PageChars
    ink: Floats
    marks: Flags
    tables: Sequence[Ints]
    turned: int


@dataclass(frozen=True, slots=True)
class Stream:
    """The key of a page or two in one order. `sheets` and `at` say for each letter of it on which page and at
    which index there its character stands; `lines` number the printed lines."""

    key: str
    sheets: tuple[int, ...]
    at: tuple[int, ...]
    lines: tuple[int, ...]

    def begins(self, i: int) -> bool:
        """Whether a printed line begins at this letter."""
        return i == 0 or self.lines[i] != self.lines[i - 1]

    def ends(self, i: int) -> bool:
        """Whether a printed line ends before this letter."""
        return i >= len(self.key) or self.lines[i] != self.lines[i - 1]

    def opens_second(self, i: int) -> bool:
        """Whether a letter stands in the first lines of the second page."""
        return self.sheets[i] == 1 and self.lines[i] - self.lines[self.sheets.index(1)] < _OPENING

    def joined(self, i: int) -> bool:
        """Whether the letters before and at `i` belong to one word."""
        if not 0 < i < len(self.key) or not (self.key[i].isalnum() and self.key[i - 1].isalnum()):
            return False
        return self.sheets[i] == self.sheets[i - 1] and self.at[i] - self.at[i - 1] in (0, 1)


def sheet_of(document: pdfium.PdfDocument, number: int) -> Sheet:
    """A page (from 1) of an open document. Raises pypdfium2.PdfiumError where it cannot be read."""
    page = document[number - 1]
    try:
        found = chars.read(page, number)
        turned = _usual_angle(found)
        if turned:
            # PDFium reads such pages backwards or broken; they are read upright and the places turned back.
            page.set_rotation((page.get_rotation() - turned) % 360)
            found = chars.read(page, number)
        concealed = hidden.find(page, found, drawn.read(page, frame_of(page)))
        shown = replace(found, hidden=concealed.flags)
        ink = _ink(page, len(found.text))
        tabled = tables.find(shown, ruling.read(page))
    finally:
        page.close()
    return Sheet(shown, ink, _marks(shown), [table.chars for table in tabled], turned)


def _usual_angle(page: PageChars) -> int:
    """The right angle in which most characters are written, in degrees clockwise; 0 where there is none."""
    real = page.angles[~page.generated]
    return next((angle for angle in (90, 180, 270) if len(real) and (real == angle).mean() > 0.5), 0)


def _ink(page: pdfium.PdfPage, count: int) -> Floats:
    """The boxes of the characters as their ink fills them, as shown."""
    text_page = page.get_textpage()
    address = ctypes.cast(text_page.raw, ADDRESS).value or 0
    boxes = filled(_tight_box, [repeat(address), range(count)], count, 4, np.float64, apart=True)
    text_page.close()
    return frame_of(page).boxes(boxes[:, [0, 2, 1, 3]])


def _marks(page: PageChars) -> Flags:
    """Small raised figures and signs after larger letters: they are not part of what a reader quotes."""
    flags = np.zeros(len(page.text), bool)
    size = level = 0.0
    sizes, levels = page.sizes.tolist(), page.baselines.tolist()
    for i, char in enumerate(page.text):
        if char.isspace() or page.generated[i]:
            continue
        if sizes[i] <= 0.86 * size and levels[i] < level - 0.1 * size and char in "0123456789,()[]*†‡§abc":
            flags[i] = True
        else:
            size, level = sizes[i], levels[i]
    return flags


def stream_of(sheets: Sequence[Sheet], order: Callable[[Sheet], Iterable[int]], with_marks: bool) -> Stream:
    """The key of pages in one order of their characters, with marks of footnotes or without."""
    key: list[str] = []
    of: list[int] = []
    at: list[int] = []
    lines: list[int] = []
    line = 0
    for number, sheet in enumerate(sheets):
        kept = [i for i in order(sheet) if not sheet.chars.hidden[i] and (with_marks or not sheet.marks[i])]
        folded = fold("".join(sheet.chars.text[i] for i in kept).replace("|", " "))
        places = [kept[start] for start in folded.starts]
        key.append(folded.text)
        of += [number] * len(places)
        at += places
        numbers = line_numbers(sheet, places, line)
        lines += numbers
        line = numbers[-1] + 1 if numbers else line
    return Stream("".join(key), tuple(of), tuple(at), tuple(lines))


def as_written(sheet: Sheet) -> Iterable[int]:
    """The characters of a page as PDFium orders them."""
    return range(len(sheet.chars.text))


def by_cells(sheet: Sheet) -> list[int]:
    """The same with those of tables cell by cell, at the end."""
    tabled = [int(i) for table in sheet.tables for i in table]
    taken = set(tabled)
    return [i for i in range(len(sheet.chars.text)) if i not in taken] + tabled


def by_rows(sheet: Sheet) -> list[int]:
    """The characters of a page row by row, as a reader goes along the rows of a table."""
    return [i for line in lines_of(words_of(sheet.chars)) for word in line for i in word.chars]


def line_numbers(sheet: Sheet, places: Sequence[int], first: int) -> list[int]:
    """Which printed line each character belongs to: a new one where the writing line, its direction or the
    column changes."""
    page = sheet.chars
    index = np.array(places, np.int64)
    if not len(index):
        return []
    size = np.maximum(np.maximum(page.sizes[index[1:]], page.sizes[index[:-1]]), 1.0)
    moved = np.abs(np.diff(page.baselines[index])) > 0.45 * size
    turned = np.diff(page.angles[index]) != 0
    boxes = page.boxes[index]
    gaps = np.maximum(boxes[1:, :2] - boxes[:-1, 2:], boxes[:-1, :2] - boxes[1:, 2:]).max(axis=1)
    steps = np.cumsum(moved | turned | (gaps > 2.5 * size))
    return [first, *(first + steps).tolist()]
