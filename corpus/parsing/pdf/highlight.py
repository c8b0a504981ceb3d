"""Where a quotation stands on the page of a PDF, as rectangles over its lines.

The quotation and the characters of the page are folded to keys that agree whatever the spaces, hyphens and
quotation marks; the key of the page remembers which character each of its letters came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import pypdfium2 as pdfium

from corpus.parsing.pdf.page_text import (
    Sheet,
    Stream,
    as_written,
    by_cells,
    by_rows,
    line_numbers,
    sheet_of,
    stream_of,
)
from corpus.parsing.pdf.types import Floats
from corpus.parsing.text_hygiene import fold
from corpus.types import Area

_LEAST = 8
"""So many characters of a key at least are looked for apart, where a quotation is not in one piece."""
_ALONE = 16
"""A piece as long may occur twice; the first is taken."""
_PIECES = 4
_MARGIN = 0.6
_ANYWHERE = 20


def locate(data: bytes, page: int, quotation: str) -> tuple[Area, ...]:
    """The rectangles of a quotation that begins on a page (from 1) and may end on the next, one for each line
    or part of it. Nothing where the page does not say it word for word, white space, hyphens, quotation marks
    and marks of footnotes aside: never the nearest guess.

    Raises pypdfium2.PdfiumError where the file or the page cannot be read.
    """
    wanted = fold(quotation.replace("|", " ")).text
    document = pdfium.PdfDocument(data)
    try:
        if not wanted or not 1 <= page <= len(document):
            return ()
        sheets = [sheet_of(document, page)]
        found = _found_on(sheets, wanted, 1)
        if found is None and page < len(document):
            sheets.append(sheet_of(document, page + 1))
        found = found or _found_on(sheets, wanted, _PIECES)
        return tuple(_areas(sheets, found)) if found else ()
    finally:
        document.close()


def _found_on(sheets: Sequence[Sheet], wanted: str, pieces: int) -> list[tuple[int, int]] | None:
    """The places (page of `sheets`, index of character) of a quotation, in one order of the page or other."""
    for order in (as_written, by_cells, by_rows):
        for with_marks in (False, True):
            stream = stream_of(sheets, order, with_marks)
            spans = _spans(stream, wanted, pieces, False)
            if spans and stream.sheets[spans[0][0]] == 0:
                return [(stream.sheets[i], stream.at[i]) for start, end in spans for i in range(start, end)]
    return None


def _spans(stream: Stream, wanted: str, pieces: int, at_line: bool) -> list[tuple[int, int]] | None:
    """Where the key of a quotation stands, in up to so many pieces that end and begin with printed lines, as
    columns, pages and what stands between them part a text."""
    whole = _occurrence(stream, wanted, at_line)
    if whole is not None:
        return [(whole, whole + len(wanted))]
    if pieces < 2 or len(wanted) < 2 * _LEAST:
        return None
    for length in range(_longest_prefix(stream.key, wanted), _LEAST - 1, -1):
        start = _piece(stream, wanted[:length], at_line)
        if start is None:
            continue
        rest = _spans(stream, wanted[length:], pieces - 1, True)
        if rest:
            return [(start, start + length), *rest]
    return None


def _occurrence(stream: Stream, wanted: str, at_line: bool) -> int | None:
    """The first place of a key that begins and ends with words, and with a printed line if need be; a short
    rest of a quotation only in the first lines of the second page."""
    anywhere: int | None = None
    start = stream.key.find(wanted)
    while start >= 0:
        rest = at_line and len(wanted) < _LEAST
        if (not at_line or stream.begins(start)) and (not rest or stream.opens_second(start)):
            if not stream.joined(start) and not stream.joined(start + len(wanted)):
                return start
            anywhere = start if anywhere is None else anywhere
        start = stream.key.find(wanted, start + 1)
    return anywhere if len(wanted) >= _ANYWHERE else None


def _piece(stream: Stream, wanted: str, at_line: bool) -> int | None:
    """The place of the beginning of a quotation that ends with a printed line: the only one, or the first
    where it is long."""
    places = []
    start = stream.key.find(wanted)
    while start >= 0:
        fits = stream.begins(start) if at_line else not stream.joined(start)
        if fits and stream.ends(start + len(wanted)):
            places.append(start)
        start = stream.key.find(wanted, start + 1)
    return places[0] if len(places) == 1 or (places and len(wanted) >= _ALONE) else None


def _longest_prefix(text: str, wanted: str) -> int:
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        if wanted[:middle] in text:
            low = middle
        else:
            high = middle - 1
    return low


def _areas(sheets: Sequence[Sheet], places: Sequence[tuple[int, int]]) -> Iterable[Area]:
    """A rectangle for each printed line of the characters found."""
    for number, group in groupby(places, key=lambda place: place[0]):
        sheet = sheets[number]
        at = [index for _, index in group]
        lines = line_numbers(sheet, at, 0)
        for _, line in groupby(zip(lines, at, strict=True), key=lambda pair: pair[0]):
            index = [index for _, index in line]
            boxes = sheet.ink[index]
            inked = boxes[(boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])]
            if len(inked):
                yield _area(sheet, inked, _clear(sheet, inked, index))


def _clear(sheet: Sheet, boxes: Floats, index: Sequence[int]) -> tuple[float, float]:
    """How far up and down a rectangle may go without touching letters of the lines above and below it."""
    left, right = boxes[:, 0].min(), boxes[:, 2].max()
    top, bottom = boxes[:, 1].min(), boxes[:, 3].max()
    level, size = float(sheet.chars.baselines[index].max()), float(sheet.chars.sizes[index].max())
    middle = level - 0.3 * size
    others = sheet.ink[abs(sheet.chars.baselines - level) > 0.5 * size]
    near = (others[:, 0] < right) & (others[:, 2] > left) & (others[:, 3] > others[:, 1])
    above = others[near & (others[:, 3] < middle), 3].tolist()
    below = others[near & (others[:, 1] > middle), 1].tolist()
    return max([float(top) - _MARGIN, *above]), min([float(bottom) + _MARGIN, *below])


def _area(sheet: Sheet, boxes: Floats, clear: tuple[float, float]) -> Area:
    """The rectangle around boxes, between heights that are clear of other lines, on the page as shown."""
    page = sheet.chars
    left, right = max(float(boxes[:, 0].min()) - _MARGIN, 0.0), float(boxes[:, 2].max()) + _MARGIN
    top, bottom = max(clear[0], 0.0), min(clear[1], page.height)
    right = min(right, page.width)
    edges = {
        0: (left, top, right, bottom),
        90: (page.height - bottom, left, page.height - top, right),
        180: (page.width - right, page.height - bottom, page.width - left, page.height - top),
        270: (top, page.width - right, bottom, page.width - left),
    }[sheet.turned]
    return Area(page.number, *(round(edge, 2) for edge in edges))
