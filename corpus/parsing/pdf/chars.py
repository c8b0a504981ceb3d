"""The characters of a page by PDFium's raw calls, in bulk; what belongs to a text object is asked for once
an object."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.parsing.pdf.bulk import ADDRESS, HANDLE, INT, filled, function
from corpus.parsing.pdf.frame import Frame, frame_of
from corpus.parsing.pdf.types import Flags, Floats, Handles, Ints, PageChars

_UNKNOWN, _JOINER = 0xFFFD, 0x2060
# What PDFium gives, a character at a time, for a hyphen at a line end.
_HYPHEN = 0x0002
BOLD = 600
_HEAVY = ("bold", "black", "heavy", "demi")
_FEWEST_LETTERS = 4
_OUTLINED = (1, 5)
# Opacity of 255 below which black on white is not told from white.
_CLEAR = 16

_all_text = function(raw.FPDFText_GetText, INT, ADDRESS, INT, INT, ADDRESS)
_unicode = function(raw.FPDFText_GetUnicode, ctypes.c_uint, ADDRESS, INT)
_object = function(raw.FPDFText_GetTextObject, HANDLE, ADDRESS, INT)
_generated = function(raw.FPDFText_IsGenerated, INT, ADDRESS, INT)
_loose_box = function(raw.FPDFText_GetLooseCharBox, INT, ADDRESS, INT, ADDRESS)
_origin = function(raw.FPDFText_GetCharOrigin, INT, ADDRESS, INT, ADDRESS, ADDRESS)
_matrix = function(raw.FPDFText_GetMatrix, INT, ADDRESS, INT, ADDRESS)
_font = function(raw.FPDFTextObj_GetFont, HANDLE, ADDRESS)
_font_size = function(raw.FPDFTextObj_GetFontSize, INT, ADDRESS, ADDRESS)
_mode = function(raw.FPDFTextObj_GetTextRenderMode, INT, ADDRESS)
_mcid = function(raw.FPDFPageObj_GetMarkedContentID, INT, ADDRESS)
_fill = function(raw.FPDFPageObj_GetFillColor, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
_stroke = function(raw.FPDFPageObj_GetStrokeColor, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
_font_name = function(raw.FPDFFont_GetBaseFontName, HANDLE, ADDRESS, ADDRESS, HANDLE)
_font_weight = function(raw.FPDFFont_GetWeight, INT, ADDRESS)


def read(page: pdfium.PdfPage, number: int) -> PageChars:
    """The characters of an open page (`number` from 1). Boxes are those of the page as shown.

    Raises pypdfium2's PdfiumError where the text of the page cannot be loaded.
    """
    text_page = page.get_textpage()
    try:
        count = max(0, raw.FPDFText_CountChars(text_page))
        return _read(ctypes.cast(text_page.raw, ADDRESS).value or 0, count, number, frame_of(page))
    finally:
        text_page.close()


def _read(text_page: int, count: int, number: int, frame: Frame) -> PageChars:
    where = repeat(text_page)
    codes = _codes(text_page, count)
    made = _made_up(text_page, codes)
    objects: Handles = np.fromiter(map(_object, where, range(count)), np.uint64, count)
    firsts, of = _objects(objects)
    matrices = filled(_matrix, [where, firsts], len(firsts), 6, np.float32)
    handles = objects[firsts].tolist()
    fonts, names, weights = _fonts(handles)
    colours, modes, mcids = _looks(handles)
    real = of >= 0
    weights = np.where((modes == 2) & (weights < BOLD), 700, weights).astype(np.int32)
    sizes, angles = _sizes(handles, matrices, frame)
    origins = frame.points(filled(_origin, [where, firsts], len(firsts), 2, np.float64, apart=True))

    def spread(values: Any, absent: float) -> Any:
        full = np.full(count, absent, values.dtype)
        full[real] = values[of[real]]
        return full

    boxes = filled(_loose_box, [where, range(count)], count, 4, np.float32)
    return PageChars(
        number, frame.width, frame.height, _text(codes, made), frame.boxes(boxes[:, [0, 3, 2, 1]]),
        spread(sizes, 0), spread(weights, -1), spread(fonts, -1), names,
        spread(_baselines(origins, angles, frame), 0), spread(angles, 0),
        spread(colours, 0), spread(modes, 0), made,
        objects, spread(mcids, -1), np.zeros(count, bool), np.zeros(count, bool),
    )  # fmt: skip


def _codes(text_page: int, count: int) -> npt.NDArray[np.uint32]:
    """The characters' code points: in one call where that gives one unit for each of them."""
    units = np.zeros(2 * count + 2, np.uint16)
    written = _all_text(text_page, 0, count, units.ctypes.data)
    if written == count + 1:
        codes = units[:count].astype(np.uint32)
        if not ((codes >= 0xD800) & (codes < 0xE000)).any():
            # What has no meaning in its font comes out of this call as a hyphen at a line end does.
            for i in np.flatnonzero(codes == 0xFFFE).tolist():
                codes[i] = _unicode(text_page, i)
            return codes
    return np.fromiter(map(_unicode, repeat(text_page), range(count)), np.uint32, count)


def _made_up(text_page: int, codes: npt.NDArray[np.uint32]) -> Flags:
    """Which characters PDFium added: it adds spaces and line ends only."""
    made = np.zeros(len(codes), bool)
    blank = np.flatnonzero(codes <= 0x20)
    made[blank] = np.fromiter(map(_generated, repeat(text_page), blank.tolist()), np.int32, len(blank)) == 1
    return made


def _objects(objects: Handles) -> tuple[Ints, Ints]:
    """The first character of each text object, and each character's object by number (-1: none)."""
    handles, firsts, of = np.unique(objects, return_index=True, return_inverse=True)
    numbers = of.reshape(-1).astype(np.int32)
    if len(handles) and handles[0] == 0:
        return firsts[1:].astype(np.int32), numbers - 1
    return firsts.astype(np.int32), numbers


def _sizes(handles: list[int], matrices: Floats, frame: Frame) -> tuple[Floats, Ints]:
    """Font sizes as shown, and directions of writing in whole degrees clockwise, of text objects."""
    nominal = filled(_font_size, [handles], len(handles), 1, np.float32)[:, 0]
    sizes = np.abs(nominal) * np.hypot(matrices[:, 2], matrices[:, 3])
    along = frame.directions(matrices[:, :2])
    angles = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    upright = np.round(angles / 90) * 90
    angles = np.where(np.abs(angles - upright) < 3, upright, angles)
    return sizes.astype(np.float32), np.mod(np.round(angles), 360).astype(np.int32)


def _baselines(origins: Floats, angles: Ints, frame: Frame) -> Floats:
    x, y = origins[:, 0], origins[:, 1]
    turned = np.select(
        [angles == 90, angles == 180, angles == 270], [frame.width - x, frame.height - y, x], y
    )
    return turned.astype(np.float32)


def _fonts(handles: list[int]) -> tuple[Ints, tuple[str, ...], Ints]:
    """Number of the font name and weight of each text object, and the names."""
    fonts = np.fromiter(map(_font, handles), np.uint64, len(handles))
    kinds, of = np.unique(fonts, return_inverse=True)
    names = tuple(_name(int(font)) for font in kinds)
    weights = np.array([_weight(int(f), n) for f, n in zip(kinds, names, strict=True)], np.int32)
    return of.reshape(-1).astype(np.int32), names, weights[of.reshape(-1)] if len(kinds) else weights


def _name(font: int) -> str:
    if not font:
        return ""
    buffer = ctypes.create_string_buffer(256)
    _font_name(font, ctypes.addressof(buffer), 256)
    name = buffer.value.decode("utf-8", "replace")
    return name[7:] if name[6:7] == "+" else name


def _weight(font: int, name: str) -> int:
    """The weight a font's name tells; of a name that tells nothing, what PDFium guesses from the file."""
    if any(word in name.casefold() for word in _HEAVY):
        return 700
    if sum(char.isalpha() for char in name) >= _FEWEST_LETTERS:
        return 400
    return int(_font_weight(font)) if font else -1


def _looks(handles: list[int]) -> tuple[Ints, Ints, Ints]:
    """Colour (0xRRGGBB; -1: too clear to be seen), render mode and marked-content id of text objects: the
    colour they are filled with, of outlined letters that of their lines."""
    count = len(handles)
    colours = _colours(_fill, handles)
    modes = np.fromiter(map(_mode, handles), np.int32, count)
    outlined = np.flatnonzero(np.isin(modes, _OUTLINED))
    colours[outlined] = _colours(_stroke, [handles[i] for i in outlined.tolist()])
    return colours, modes, np.fromiter(map(_mcid, handles), np.int32, count)


def _colours(call: Callable[..., Any], handles: list[int]) -> Ints:
    parts = filled(call, [handles], len(handles), 4, np.uint32, apart=True).astype(np.int32)
    colours: Ints = (parts[:, 0] << 16) | (parts[:, 1] << 8) | parts[:, 2]
    colours[parts[:, 3] < _CLEAR] = -1
    return colours


def _text(codes: npt.NDArray[np.uint32], made: Flags) -> str:
    """One character a code: halves of a pair made one (a word joiner fills the second place), hyphens at line
    ends as U+FFFE, and what prints something but has no meaning as U+FFFD: it must not vanish."""
    codes = np.where(codes == _HYPHEN, 0xFFFE, codes)
    high = np.flatnonzero((codes[:-1] >> 10 == 0x36) & (codes[1:] >> 10 == 0x37))
    codes[high] = 0x10000 + ((codes[high] & 0x3FF) << 10) + (codes[high + 1] & 0x3FF)
    codes[high + 1] = _JOINER
    control = (codes < 0x20) & ~np.isin(codes, (0x09, 0x0A, 0x0D)) & ~made
    bad = (codes > 0x10FFFF) | ((codes >= 0xD800) & (codes < 0xE000)) | control
    text: str = np.where(bad, _UNKNOWN, codes).astype("<u4").tobytes().decode("utf-32-le")
    return text
