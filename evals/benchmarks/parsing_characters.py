"""The characters of a PDF page for the silver gold of parsing, read apart from the product's parser."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.int64]

HYPHEN = "\ufffe"
"""What stands for a hyphen at the end of a line."""
_SCALE = 2.0
_CONTRAST = 16
_SMALLEST = 2.0
_HIDDEN_RUN = 3
_BRACKETS = "[]()"
_FRACTION = "⁄/"


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a page in PDFium's order. `mcids` are marked-content ids, -1 without; `artifact` is
    marked content /Artifact; `visible` is seen on the page; `raised` is a small raised figure; `outermost`
    stands on the first or last printed line of the page."""

    text: tuple[str, ...]
    mcids: tuple[int, ...]
    artifact: tuple[bool, ...]
    visible: Flags
    raised: Flags
    outermost: Flags


def characters(page: pdfium.PdfPage) -> Characters:
    """Read one page; spaces and line ends that PDFium adds belong to what stands before them."""
    textpage = page.get_textpage()
    count = max(textpage.count_chars(), 0)
    told: dict[int, tuple[int, bool]] = {0: (-1, False)}
    text: list[str] = []
    marks: list[tuple[int, bool]] = []
    boxes, sizes = np.zeros((count, 4)), np.zeros(count)
    for i in range(count):
        text.append(_character(textpage, i))
        made = pdfium_c.FPDFText_GetTextObject(textpage, i)
        key = ctypes.addressof(made.contents) if made else 0
        if key not in told:
            told[key] = (pdfium_c.FPDFPageObj_GetMarkedContentID(made), "Artifact" in _marks(made))
        marks.append(told[key] if key or not marks else marks[-1])
        boxes[i], sizes[i] = _box(textpage, i), _size(textpage, i)
    textpage.close()
    bitmap = page.render(scale=_SCALE, may_draw_forms=False).to_numpy()
    pixels = _on_bitmap(page, boxes, bitmap.shape[1], bitmap.shape[0])
    visible = _visible(bitmap, text, pixels, sizes)
    return Characters(
        tuple(text),
        tuple(mcid for mcid, _ in marks),
        tuple(artifact for _, artifact in marks),
        visible,
        _raised(text, boxes, sizes),
        _outermost(text, visible, pixels),
    )


def read_string(fetch: Callable[[Any, int], int]) -> str:
    """Text from a call that fills a buffer of UTF-16: `fetch(buffer, bytes)` gives the bytes it needs."""
    size = fetch(None, 0)
    if size <= 0:
        return ""
    buffer = ctypes.create_string_buffer(size)
    fetch(buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _character(textpage: pdfium.PdfTextPage, index: int) -> str:
    code = pdfium_c.FPDFText_GetUnicode(textpage, index)
    if code in (2, 0xFFFE) or pdfium_c.FPDFText_IsHyphen(textpage, index) == 1:
        return HYPHEN
    if not code:
        return " "
    return chr(code) if code < 0x110000 else "\ufffd"


def _marks(made: Any) -> list[str]:
    found = (pdfium_c.FPDFPageObj_GetMark(made, i) for i in range(pdfium_c.FPDFPageObj_CountMarks(made)))
    return [read_string(partial(_mark_name, mark)) for mark in found]


def _mark_name(mark: Any, buffer: Any, size: int) -> int:
    length = ctypes.c_ulong()
    shorts = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)) if buffer is not None else None
    pdfium_c.FPDFPageObjMark_GetName(mark, shorts, size, ctypes.byref(length))
    return int(length.value)


def _box(textpage: pdfium.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    box = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFText_GetLooseCharBox(textpage, index, box):
        return (0.0, 0.0, 0.0, 0.0)
    return (box.left, box.bottom, box.right, box.top)


def _size(textpage: pdfium.PdfTextPage, index: int) -> float:
    matrix = pdfium_c.FS_MATRIX()
    scale = 1.0
    if pdfium_c.FPDFText_GetMatrix(textpage, index, matrix):
        scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    return float(pdfium_c.FPDFText_GetFontSize(textpage, index)) * scale


def _visible(bitmap: Pixels, text: Sequence[str], pixels: Boxes, sizes: Floats) -> Flags:
    """Seen: of 2 points or more and with some contrast inside its box on the rendered page. Fewer than three
    characters on end without contrast are taken as seen, and so is white space."""
    seen = np.ones(len(text), dtype=bool)
    run: list[int] = []
    for i, character in enumerate([*text, "end"]):
        if character.isspace():
            continue
        if i < len(text) and (sizes[i] < _SMALLEST or not _has_contrast(bitmap, pixels[i])):
            run.append(i)
            continue
        if len(run) >= _HIDDEN_RUN:
            seen[run] = False
        run = []
    return seen


def _on_bitmap(page: pdfium.PdfPage, boxes: Floats, width: int, height: int) -> Boxes:
    corners = []
    for x, y in ((0, 0), (1000, 0), (0, 1000)):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page, 0, 0, width * 8, height * 8, 0, x, y, across, down)
        corners.append((across.value / 8, down.value / 8))
    origin = np.array(corners[0])
    matrix = (np.array(corners[1:]) - origin) / 1000
    ends = np.stack([boxes[:, :2] @ matrix + origin, boxes[:, 2:] @ matrix + origin])
    return np.hstack([np.floor(ends.min(axis=0)), np.ceil(ends.max(axis=0)) + 1]).astype(np.int64)


def _has_contrast(bitmap: Pixels, box: Boxes) -> bool:
    left, top, right, bottom = (max(int(value), 0) for value in box)
    inside = bitmap[top:bottom, left:right]
    return inside.size > 0 and int((inside.max(axis=(0, 1)) - inside.min(axis=(0, 1))).max()) >= _CONTRAST


def _raised(text: Sequence[str], boxes: Floats, sizes: Floats) -> Flags:
    """Figures, with the brackets around them, that are smaller than what stands before them and higher at the
    foot: marks of footnotes, but for numerators."""
    raised = np.zeros(len(text), dtype=bool)
    last = -1
    for i, character in enumerate(text):
        if character.isspace():
            continue
        if last >= 0 and (character.isdigit() or character in _BRACKETS):
            smaller = sizes[i] <= 0.85 * sizes[last]
            higher = boxes[i, 1] > boxes[last, 1] + 0.1 * sizes[last]
            same_line = boxes[i, 1] < boxes[last, 3] and boxes[i, 0] >= boxes[last, 0]
            raised[i] = smaller and higher and same_line
        if character in _FRACTION:
            raised[last + 1 : i] = False
        if not raised[i]:
            last = i
    return raised


def _outermost(text: Sequence[str], visible: Flags, pixels: Boxes) -> Flags:
    printed = visible & np.array([not character.isspace() for character in text], dtype=bool)
    if not printed.any():
        return np.asarray(printed, bool)
    first, last = pixels[printed, 3].min(), pixels[printed, 1].max()
    return np.asarray(printed & ((pixels[:, 1] < first) | (pixels[:, 3] > last)), bool)
