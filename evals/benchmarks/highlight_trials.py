"""Trials of highlighting on one PDF: quotations from its blocks, located again and checked by text and ink.

Runs inside the child process that parses documents. The check reads the page by other calls of PDFium than
the product does: the text inside each rectangle must be the quotation and nothing of another line.
"""

from __future__ import annotations

import io
import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from ctypes import byref, c_double
from dataclasses import asdict, dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.parsing.pdf.highlight import locate
from corpus.parsing.pdf.reading import parse
from corpus.parsing.text_hygiene import fold
from corpus.types import Area, Block, BlockKind

ORIGINAL = "as it is"
VARIANTS = (ORIGINAL, "rotated by 90", "rotated by 180", "rotated by 270", "cropped")
_SHORTEST, _LONGEST = 10, 40
_SCALE = 3.0
_INK = 24
_HYPHEN_AT_END = "\x02"
_MARKS = re.compile(r"[\d,()\[\]*†‡§abc]*")


_Edges = tuple[float, float, float, float]
_Pair = tuple[pdfium.PdfDocument, pdfium.PdfDocument]


@dataclass(frozen=True, slots=True)
class Trial:
    """One quotation on one variant of its file: whether it was found, and its rectangles stand on the right
    lines; `kind` is text or table, `why` what was wrong; `seconds` is the time of locating."""

    variant: str
    kind: str
    page: int
    located: bool
    right: bool
    seconds: float
    why: str = ""
    quotation: str = ""


def trials(data: bytes, name: str, seed: float, count: float, each: float) -> bytes:
    """JSON of `count` trials of a file as it is and `each` of every variant of it. Raises DocumentError."""
    chance = random.Random(f"{name} {int(seed)}")  # noqa: S311 - not for secrets
    quotations = list(sampled(parse(data, name).blocks, int(count), chance))
    done: list[Trial] = []
    original = pdfium.PdfDocument(data)
    for variant in VARIANTS:
        made = data if variant == ORIGINAL else changed(data, variant)
        mine = quotations if variant == ORIGINAL else quotations[: int(each)]
        documents = pdfium.PdfDocument(made), original
        done += [_trial(made, documents, variant, *quotation) for quotation in mine]
        documents[0].close()
    original.close()
    return json.dumps([asdict(trial) for trial in done]).encode()


def sampled(blocks: Sequence[Block], count: int, chance: random.Random) -> Iterator[tuple[str, int, str]]:
    """Kind, page and text of random quotations of 10 to 40 words; longer blocks are drawn oftener."""
    long = [b for b in blocks if len(b.text.split()) >= _SHORTEST and b.page]
    for block in chance.choices(long, [len(b.text) for b in long], k=count) if long else ():
        spans = [match.span() for match in re.finditer(r"\S+", block.text)]
        size = min(chance.randint(_SHORTEST, _LONGEST), len(spans))
        first = chance.randrange(len(spans) - size + 1)
        start, end = spans[first][0], spans[first + size - 1][1]
        page = block.page_at(start)
        if page is not None and any(c.isalnum() for c in block.text[start:end]):
            yield "table" if block.kind is BlockKind.TABLE else "text", page.physical, block.text[start:end]


def changed(data: bytes, variant: str) -> bytes:
    """The file with every page rotated, or cropped to what is printed on it and 4 points."""
    document = pdfium.PdfDocument(data)
    for number in range(len(document)):
        page = document[number]
        if variant == "cropped":
            edges = _printed(page)
            if edges:
                page.set_cropbox(*edges)
        else:
            page.set_rotation((page.get_rotation() + int(variant.rsplit(" ", 1)[1])) % 360)
        page.close()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def _printed(page: pdfium.PdfPage) -> _Edges | None:
    textpage = page.get_textpage()
    boxes = [textpage.get_charbox(i) for i in range(max(textpage.count_chars(), 0))]
    textpage.close()
    inked = [b for b in boxes if b[2] > b[0] and b[3] > b[1]]
    box = page.get_cropbox()
    if not inked:
        return None
    edges = np.array(inked)
    return (
        max(float(edges[:, 0].min()) - 4, box[0]),
        max(float(edges[:, 1].min()) - 4, box[1]),
        min(float(edges[:, 2].max()) + 4, box[2]),
        min(float(edges[:, 3].max()) + 4, box[3]),
    )


def _trial(data: bytes, documents: _Pair, variant: str, kind: str, page: int, quotation: str) -> Trial:
    began = time.perf_counter()
    areas = locate(data, page, quotation)
    seconds = time.perf_counter() - began
    why = wrong(documents, areas, quotation) if areas else "not found"
    return Trial(variant, kind, page, bool(areas), not why, seconds, why, quotation if why else "")


def wrong(documents: _Pair, areas: Sequence[Area], quotation: str) -> str:
    """What is wrong with the rectangles of a quotation on the first document; "" where nothing is.

    The text inside them must be the quotation but for marks of footnotes, and each must hold ink. The text is
    read at the same place of the second document, which is not turned: PDFium reads some turned pages
    backwards.
    """
    shown, plain = documents
    inside: list[str] = []
    for number in sorted({area.page for area in areas}):
        page, textpage = shown[number - 1], plain[number - 1].get_textpage()
        width, height = page.get_size()
        bitmap = page.render(scale=_SCALE, may_draw_forms=False).to_numpy()
        for area in (a for a in areas if a.page == number):
            inside.append(textpage.get_text_bounded(*_on_page(page, area, width, height)))
            if not _has_ink(bitmap, area):
                return "no ink"
        textpage.close()
        page.close()
    text = "".join(inside).replace("|", "").replace(_HYPHEN_AT_END, "")
    said, wanted = fold(text).text, fold(quotation.replace("|", "")).text
    return "" if _says(said, wanted) else f"the rectangles hold: {said[:200]}"


def _on_page(
    page: pdfium.PdfPage, area: Area, width: float, height: float
) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a rectangle in the co-ordinates of the file."""
    points = []
    for x, y in ((area.left, area.top), (area.right, area.bottom)):
        across, up = c_double(), c_double()
        scaled = (round(x * 1000), round(y * 1000))
        size = (round(width * 1000), round(height * 1000))
        pdfium_c.FPDF_DeviceToPage(page, 0, 0, *size, 0, *scaled, byref(across), byref(up))
        points.append((across.value, up.value))
    (a, b), (c, d) = points
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _has_ink(bitmap: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], area: Area) -> bool:
    left, top, right, bottom = (round(v * _SCALE) for v in (area.left, area.top, area.right, area.bottom))
    part = bitmap[top : bottom + 1, left : right + 1].astype(np.int16)
    return part.size > 0 and int((part.max(axis=(0, 1)) - part.min(axis=(0, 1))).max()) >= _INK


def _says(said: str, wanted: str) -> bool:
    """Whether a key is the wanted one but for marks of footnotes within it."""
    at = 0
    while at < len(wanted) and said:
        same = 0
        while same < min(len(said), len(wanted) - at) and said[same] == wanted[at + same]:
            same += 1
        at, said = at + same, said[same:]
        if at == len(wanted) or not said:
            break
        mark = 1
        while mark <= 6 and not said[mark:].startswith(wanted[at : at + 3]):
            mark += 1
        if mark > 6 or not _MARKS.fullmatch(said[:mark]):
            return False
        said = said[mark:]
    return at == len(wanted) and _MARKS.fullmatch(said) is not None and len(said) <= 6
