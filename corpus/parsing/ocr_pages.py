"""Pages of a PDF as images for OCR, drawn in the child."""

from __future__ import annotations

import math

import numpy as np
import pypdfium2

from corpus.parsing.types import DocumentError, Reason

MAX_PIXELS = 40_000_000
"""An A3 page at 400 dots an inch has 31 million; a larger page is drawn more coarsely."""


def render(data: bytes, name: str, number: int, dots_per_inch: float, turned: int = 0) -> bytes:
    """Page `number` (from 1) as shown, in greys: a PGM image whose comment holds width and height in points.

    `turned` clockwise by 0, 90, 180 or 270 degrees; width and height are of the page before that.
    Raises DocumentError (DAMAGED) where the page cannot be drawn.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            page = document[number - 1]
            width, height = page.get_size()
            inches = max(width, 1) * max(height, 1) / 72**2
            scale = min(dots_per_inch, math.sqrt(MAX_PIXELS / inches)) / 72
            bitmap = page.render(scale=scale, grayscale=True, rotation=turned)
            pixels = np.ascontiguousarray(bitmap.to_numpy())
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise DocumentError(name, Reason.DAMAGED, f"page {number} cannot be drawn: {error}") from None
    rows, columns = pixels.shape[:2]
    pgm: bytes = f"P5\n# {width} {height}\n{columns} {rows}\n255\n".encode() + pixels.tobytes()
    return pgm
