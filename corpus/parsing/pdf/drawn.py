"""What is drawn on a page besides text: filled shapes and images, for boxes, hidden text and scans."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.parsing.pdf.bulk import ADDRESS, HANDLE, INT, filled, function
from corpus.parsing.pdf.frame import Frame
from corpus.parsing.pdf.types import Floats, Handles, Ints

_object = function(raw.FPDFPage_GetObject, HANDLE, ADDRESS, INT)
_kind = function(raw.FPDFPageObj_GetType, INT, ADDRESS)
_count_in = function(raw.FPDFFormObj_CountObjects, INT, ADDRESS)
_part = function(raw.FPDFFormObj_GetObject, HANDLE, ADDRESS, ctypes.c_ulong)
_bounds = function(raw.FPDFPageObj_GetBounds, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
_matrix_of = function(raw.FPDFPageObj_GetMatrix, INT, ADDRESS, ADDRESS)
_draw_mode = function(raw.FPDFPath_GetDrawMode, INT, ADDRESS, ADDRESS, ADDRESS)
_fill = function(raw.FPDFPageObj_GetFillColor, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)

# A map or a chart can hold a million strokes; what is behind text comes early.
_MOST = 20_000
_DEEPEST = 6
_Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Filled shapes and images in the order they are painted: `boxes` (n, 4) as shown, `colours` 0xRRGGBB
    of shapes (-1: an image), `order` their place among all objects, `texts` the place of text objects by
    PDFium's handle."""

    boxes: Floats
    colours: Ints
    order: Ints
    texts: dict[int, int]

    @property
    def images(self) -> npt.NDArray[np.bool_]:
        """Which of them are images."""
        found: npt.NDArray[np.bool_] = self.colours < 0
        return found


class _Walk:
    """One walk over the objects of a page, forms within it included."""

    def __init__(self) -> None:
        self.boxes: list[Floats] = []
        self.colours: list[Ints] = []
        self.order: list[Ints] = []
        self.texts: dict[int, int] = {}
        self.seen = 0

    def objects(self, handles: Handles, matrix: _Matrix, depth: int) -> None:
        kinds = np.fromiter(map(_kind, handles.tolist()), np.int32, len(handles))
        order = np.arange(self.seen, self.seen + len(handles), dtype=np.int32)
        self.seen += len(handles)
        texts = kinds == raw.FPDF_PAGEOBJ_TEXT
        self.texts.update(zip(handles[texts].tolist(), order[texts].tolist(), strict=True))
        images = kinds == raw.FPDF_PAGEOBJ_IMAGE
        paths = np.flatnonzero(kinds == raw.FPDF_PAGEOBJ_PATH)
        colours = _fills(handles[paths])
        paths, colours = paths[colours >= 0], colours[colours >= 0]
        drawn = np.concatenate([paths, np.flatnonzero(images)])
        self.add(handles[drawn], matrix)
        self.colours += [colours, np.full(int(images.sum()), -1, np.int32)]
        self.order.append(order[drawn])
        if depth < _DEEPEST:
            for form in handles[kinds == raw.FPDF_PAGEOBJ_FORM].tolist():
                inner = filled(_matrix_of, [[form]], 1, 6, np.float32)[0].reshape(3, 2)
                count = max(0, min(_count_in(form), _MOST - self.seen))
                parts = np.fromiter(map(_part, repeat(form), range(count)), np.uint64, count)
                self.objects(parts, np.column_stack([inner, [0.0, 0.0, 1.0]]) @ matrix, depth + 1)

    def add(self, handles: Handles, matrix: _Matrix) -> None:
        edges = filled(_bounds, [handles], len(handles), 4, np.float32, apart=True)
        one, two = edges[:, :2] @ matrix[:2, :2], edges[:, 2:] @ matrix[:2, :2]
        if matrix[0, 1] or matrix[1, 0]:
            other = np.stack([edges[:, [0, 3]], edges[:, [2, 1]]]) @ matrix[:2, :2]
            one, two = np.minimum(one, other.min(axis=0)), np.maximum(two, other.max(axis=0))
        self.boxes.append(
            np.concatenate([np.minimum(one, two), np.maximum(one, two)], axis=1) + np.tile(matrix[2, :2], 2)
        )


def _fills(handles: Handles) -> Ints:
    """Fill colours of paths 0xRRGGBB; -2 where one is not filled, or fully transparent."""
    count = len(handles)
    modes = filled(_draw_mode, [handles], count, 2, np.int32, apart=True)[:, 0]
    parts = filled(_fill, [handles], count, 4, np.uint32, apart=True).astype(np.int32)
    colours = (parts[:, 0] << 16) | (parts[:, 1] << 8) | parts[:, 2]
    return np.where((modes == 0) | (parts[:, 3] == 0), -2, colours).astype(np.int32)


def read(page: pdfium.PdfPage, frame: Frame) -> Drawn:
    """What is drawn on an open page. Shapes are taken by the rectangle around them."""
    walk = _Walk()
    handle = ctypes.cast(page.raw, ADDRESS).value or 0
    count = min(raw.FPDFPage_CountObjects(page), _MOST)
    objects = np.fromiter(map(_object, repeat(handle), range(count)), np.uint64, count)
    walk.objects(objects, np.eye(3), 0)
    boxes = frame.boxes(np.concatenate(walk.boxes))
    return Drawn(boxes, np.concatenate(walk.colours), np.concatenate(walk.order), walk.texts)
