"""From the co-ordinates of a PDF page to the page as it is shown, cropped and rotated."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.parsing.pdf.types import Floats

_Points = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """Size of the page as shown, in points, and the affine map to it: x' = a·x + c·y + e, y' = b·x + d·y + f,
    both from the top left corner."""

    width: float
    height: float
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def points(self, points: _Points) -> _Points:
        """(n, 2) points of the file as points of the page shown."""
        x, y = points[:, 0], points[:, 1]
        return np.stack(
            [self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f],
            axis=1,
        )

    def directions(self, vectors: _Points) -> _Points:
        """(n, 2) directions of the file as directions on the page shown, y downwards."""
        x, y = vectors[:, 0], vectors[:, 1]
        return np.stack([self.a * x + self.c * y, self.b * x + self.d * y], axis=1)

    def boxes(self, boxes: _Points) -> Floats:
        """(n, 4) left, bottom, right, top of the file as left, top, right, bottom on the page shown."""
        one, two = self.points(boxes[:, :2]), self.points(boxes[:, 2:])
        return np.concatenate([np.minimum(one, two), np.maximum(one, two)], axis=1).astype(np.float32)


def frame_of(page: pdfium.PdfPage) -> Frame:
    """The frame of an open page, from its visible box and its rotation."""
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    across, down = right - left, top - bottom
    turn = raw.FPDFPage_GetRotation(page)
    if turn == 1:
        return Frame(down, across, 0, 1, 1, 0, -bottom, -left)
    if turn == 2:
        return Frame(across, down, -1, 0, 0, 1, right, -bottom)
    if turn == 3:
        return Frame(down, across, 0, -1, -1, 0, top, right)
    return Frame(across, down, 1, 0, 0, -1, -left, top)
