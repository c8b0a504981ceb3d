"""Pictures of pages with what is quoted marked softly, as PNG, without a library for images."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

from corpus.types import Area

Pixels = npt.NDArray[np.uint8]

MOST_PIXELS = 4_000_000
"""Larger pictures are made smaller."""
_MARK = np.array([255, 226, 105], np.uint16)
"""Soft yellow, red first; multiplied with the page it leaves ink dark."""
_EDGE = np.array([214, 148, 0], np.uint8)
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def render(data: bytes, page: int, areas: Sequence[Area], scale: float, alt: str = "") -> bytes:
    """A PNG of a page (from 1) at `scale` pixels a point, less where that makes over four million pixels, the
    areas of that page marked. `alt` goes into the file as its description.

    Raises ValueError where there is no such page, pypdfium2.PdfiumError where it cannot be read.
    """
    document = pdfium.PdfDocument(data)
    try:
        if not 1 <= page <= len(document):
            raise ValueError(f"page {page} of a PDF of {len(document)} pages")
        sheet = document[page - 1]
        width, height = sheet.get_size()
        used = _fitting(width, height, scale)
        bitmap = sheet.render(scale=used, rev_byteorder=True, may_draw_forms=False)
        pixels: Pixels = bitmap.to_numpy()[:, :, :3].copy()
        sheet.close()
    finally:
        document.close()
    for area in areas:
        if area.page == page:
            _mark(pixels, area, used)
    return png(pixels, alt)


def _fitting(width: float, height: float, scale: float) -> float:
    return float(min(max(scale, 0.05), (MOST_PIXELS / max(width * height, 1.0)) ** 0.5))


def _mark(pixels: Pixels, area: Area, scale: float) -> None:
    """Colour a rectangle and draw a line under it, in place."""
    height, width = pixels.shape[:2]
    left, right = max(int(area.left * scale), 0), min(int(np.ceil(area.right * scale)), width)
    top, bottom = max(int(area.top * scale), 0), min(int(np.ceil(area.bottom * scale)), height)
    inside = pixels[top:bottom, left:right]
    inside[:] = (inside.astype(np.uint16) * _MARK // 255).astype(np.uint8)
    pixels[bottom : min(bottom + max(1, round(scale)), height), left:right] = _EDGE


def png(pixels: Pixels, description: str = "") -> bytes:
    """Pixels (height, width, 3), red first, as a PNG; a description is written as UTF-8 text (iTXt)."""
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), np.uint8)
    rows[:, 1:] = pixels.reshape(height, 3 * width)
    text = b"Description\0\0\0\0\0" + description.encode("utf-8")
    return b"".join(
        [
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"iTXt", text) if description else b"",
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 6)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
