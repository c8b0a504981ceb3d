"""Text on a page that a reader of it does not see, and the text layers of scans, which are no such thing."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.parsing.pdf import lettering
from corpus.parsing.pdf.covered import clipped, covered
from corpus.parsing.pdf.drawn import Drawn
from corpus.parsing.pdf.types import Flags, Floats, PageChars
from corpus.types import HiddenText

_SMALLEST = 2.0
# Share of their size to which so many letters of a piece of text are narrowed that nobody reads them.
_NARROWEST = 0.06
_FEWEST = 4
# Share of the page an image covers that is a scan.
_WHOLE_PAGE = 0.6
_INVISIBLE_MODES = (3, 7)
# Steps of 255 in any colour that an eye tells from its surroundings.
_CONTRAST = 16
_PALE = 225
_READABLE = 6.0
_EXCERPT = 120
_MOST_RENDERED = 5_000


@dataclass(frozen=True, slots=True)
class Concealed:
    """Which characters of a page are hidden, what to report of them, and whether its text is a scan's."""

    flags: Flags
    reports: tuple[HiddenText, ...]
    scanned: bool


def find(page: pdfium.PdfPage, chars: PageChars, drawn: Drawn) -> Concealed:
    """What a reader of the page does not see: below 2 points, squeezed, outside the page, in invisible mode,
    in the colour of what is behind it, clipped away, painted over, or made of Unicode tags.

    Invisible text over or under an image of the whole page is what was recognised in a scan: not hidden.
    """
    points = lettering.codes(chars.text)
    real = ~chars.generated & ~lettering.is_space(points) & (chars.objects > 0)
    layer = _layer(chars, drawn, real)
    found: dict[str, Flags] = {
        "Unicode characters that print nothing": (points >= 0xE0000) & (points <= 0xE007F),
        "outside the page": real & _outside(chars),
        "smaller than 2 points": real & _tiny(chars),
        "letters squeezed together": _squeezed(chars, real & ~_tiny(chars)),
        "invisible text": real & (np.isin(chars.modes, _INVISIBLE_MODES) | (chars.colours < 0)) & ~layer,
    }
    hidden = np.zeros(len(points), bool)
    for flags in found.values():
        hidden |= flags
    rest = real & ~hidden & ~layer
    suspects = {
        "in the colour of the page": rest & _suspect(chars, drawn),
        "clipped away": clipped(chars, drawn, rest),
        "behind a picture or a shape": covered(chars, drawn, rest),
        "not drawn": rest & np.isin(chars.objects, drawn.doubtful),
    }
    suspect: Flags = np.logical_or.reduce(list(suspects.values()))
    unseen = _unseen(page, chars, suspect) if suspect.any() else suspect
    for how, flags in suspects.items():
        found[how] = flags & unseen & ~hidden
        hidden |= found[how]
    scanned = bool(layer.sum() > 0.5 * max(1, int(real.sum())))
    return Concealed(hidden, tuple(_reports(chars, found)), scanned)


def _layer(chars: PageChars, drawn: Drawn, real: Flags) -> Flags:
    """Characters that are the text layer of a scan: invisible, or painted over, with an image of the page."""
    images = drawn.boxes[drawn.images]
    none: Flags = np.zeros(len(real), bool)
    if not len(images):
        return none
    left, top = np.maximum(images[:, 0], 0), np.maximum(images[:, 1], 0)
    right, bottom = np.minimum(images[:, 2], chars.width), np.minimum(images[:, 3], chars.height)
    areas = np.maximum(right - left, 0) * np.maximum(bottom - top, 0)
    if areas.sum() < _WHOLE_PAGE * chars.width * chars.height:
        return none
    largest = int(areas.argmax())
    over = float(drawn.order[drawn.images][largest])
    under = np.array([drawn.texts.get(int(item), over + 1) < over for item in chars.objects], bool)
    layer: Flags = real & (np.isin(chars.modes, _INVISIBLE_MODES) | under & _within(chars, images[largest]))
    return layer


def _within(chars: PageChars, box: Floats) -> Flags:
    x, y = (chars.boxes[:, 0] + chars.boxes[:, 2]) / 2, (chars.boxes[:, 1] + chars.boxes[:, 3]) / 2
    inside: Flags = (x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])
    return inside


def _outside(chars: PageChars) -> Flags:
    boxes = chars.boxes
    outside: Flags = (
        (boxes[:, 2] <= 0) | (boxes[:, 0] >= chars.width) | (boxes[:, 3] <= 0) | (boxes[:, 1] >= chars.height)
    )
    return outside


def _tiny(chars: PageChars) -> Flags:
    """Below the smallest size, by the letters' height too: a font may be drawn larger than its size."""
    heights = chars.boxes[:, 3] - chars.boxes[:, 1]
    widths = chars.boxes[:, 2] - chars.boxes[:, 0]
    tiny: Flags = (chars.sizes < _SMALLEST) & (np.minimum(heights, widths) < 1.5 * _SMALLEST)
    return tiny


def _squeezed(chars: PageChars, real: Flags) -> Flags:
    """Characters of text objects most of which are hardly wider than a line."""
    heights = chars.boxes[:, 3] - chars.boxes[:, 1]
    widths = chars.boxes[:, 2] - chars.boxes[:, 0]
    narrow: Flags = real & (np.minimum(heights, widths) < _NARROWEST * chars.sizes)
    if narrow.sum() < _FEWEST:
        return np.zeros(len(real), bool)
    _, of = np.unique(chars.objects, return_inverse=True)
    shares = np.bincount(of, narrow) / np.maximum(1, np.bincount(of, real))
    squeezed: Flags = narrow & (shares[of] > 0.5) & (np.bincount(of, narrow)[of] >= _FEWEST)
    return squeezed


def _suspect(chars: PageChars, drawn: Drawn) -> Flags:
    """Characters in nearly white, or in nearly the colour of some filled shape around them."""
    colours = np.stack([chars.colours >> 16 & 255, chars.colours >> 8 & 255, chars.colours & 255], axis=1)
    suspect: Flags = colours.min(axis=1) >= _PALE
    for colour in np.unique(drawn.colours[~drawn.images]).tolist():
        parts = np.array([colour >> 16 & 255, colour >> 8 & 255, colour & 255])
        alike = np.abs(colours - parts).max(axis=1) < _CONTRAST
        if not (alike & ~suspect).any():
            continue
        for box in drawn.boxes[drawn.colours == colour][:200]:
            suspect |= alike & _within(chars, box)
    return suspect


def _unseen(page: pdfium.PdfPage, chars: PageChars, suspect: Flags) -> Flags:
    """Of these characters, those without which the page looks the same: it is drawn with and without them."""
    objects = [int(item) for item in np.unique(chars.objects[suspect])]
    scale = 1.0 if chars.sizes[suspect].min() >= _READABLE else 2.0
    boxes = chars.boxes[suspect]
    left, top = np.maximum(boxes[:, :2].min(axis=0) - 1, 0)
    right, bottom = np.minimum(boxes[:, 2:].max(axis=0) + 2, (chars.width, chars.height))
    crop = (float(left), float(chars.height - bottom), float(chars.width - right), float(top))
    if max(chars.width, chars.height) > _MOST_RENDERED or min(right - left, bottom - top) < 1:
        return np.zeros(len(suspect), bool)
    with_text = _picture(page, scale, crop)
    _switch(objects, False)
    try:
        without = _picture(page, scale, crop)
    finally:
        _switch(objects, True)
    changed = np.abs(with_text.astype(np.int16) - without).max(axis=2)
    flags = np.zeros(len(suspect), bool)
    corner = np.array([left, top, left, top])
    for i in np.flatnonzero(suspect).tolist():
        x, y, x_end, y_end = ((chars.boxes[i] - corner) * scale).astype(int)
        part = changed[max(y, 0) : y_end + 2, max(x, 0) : x_end + 2]
        flags[i] = not part.size or part.max() < _CONTRAST
    return flags


def _switch(objects: list[int], on: bool) -> None:
    for item in objects:
        handle = ctypes.cast(item, raw.FPDF_PAGEOBJECT)
        raw.FPDFPageObj_SetIsActive(handle, on)


def _picture(
    page: pdfium.PdfPage, scale: float, crop: tuple[float, float, float, float]
) -> npt.NDArray[np.uint8]:
    bitmap = page.render(scale=scale, crop=crop, may_draw_forms=False)
    try:
        picture: npt.NDArray[np.uint8] = bitmap.to_numpy().copy()
        return picture[:, :, :3] if picture.ndim == 3 else picture[:, :, None]
    finally:
        bitmap.close()


def _reports(chars: PageChars, found: dict[str, Flags]) -> Iterator[HiddenText]:
    for how, flags in found.items():
        at = np.flatnonzero(flags)
        if not len(at):
            continue
        breaks = np.flatnonzero(np.diff(at) > 1) + 1
        parts = ["".join(chars.text[i] for i in part) for part in np.split(at, breaks)]
        text = " ".join(parts)
        if how.startswith("Unicode"):
            text = "".join(chr(ord(c) - 0xE0000) for c in text if 0xE0020 <= ord(c) < 0xE007F)
        yield HiddenText(how, " ".join(text.split())[:_EXCERPT], chars.number)
