"""What is drawn on a page besides text: filled shapes and images, for boxes, hidden text and scans."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress, repeat

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
_blended = function(raw.FPDFPageObj_HasTransparency, INT, ADDRESS)
_marks_on = function(raw.FPDFPageObj_CountMarks, INT, ADDRESS)
_mark = function(raw.FPDFPageObj_GetMark, HANDLE, ADDRESS, ctypes.c_ulong)
_mark_name = function(raw.FPDFPageObjMark_GetName, INT, ADDRESS, ADDRESS, ctypes.c_ulong, ADDRESS)
_clip = function(raw.FPDFPageObj_GetClipPath, HANDLE, ADDRESS)
_paths_in = function(raw.FPDFClipPath_CountPaths, INT, ADDRESS)
_segments_in = function(raw.FPDFClipPath_CountPathSegments, INT, ADDRESS, INT)
_segment = function(raw.FPDFClipPath_GetPathSegment, HANDLE, ADDRESS, INT, INT)
_point = function(raw.FPDFPathSegment_GetPoint, INT, ADDRESS, ADDRESS, ADDRESS)

# A map or a chart can hold a million strokes; what is behind text comes early.
_MOST = 20_000
_DEEPEST = 6
_MOST_SEGMENTS = 1_000
_MOST_ANNOTATIONS = 200
_OPTIONAL = "OC\0".encode("utf-16-le")
_NOT_PAINTED = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
_Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Filled shapes and images: `boxes` (n, 4) as shown, `colours` 0xRRGGBB of shapes (-1: an image), `order`
    their place in the order in which all is painted, `veils` (n, 5) the boxes and places of shadings and
    annotations. Of text objects, by PDFium's handle: `texts` their place, `clips` the box (left, top, right,
    bottom) around the clip of those that reach over it, `doubtful` those with a mask, a blend or opacity and
    those on a layer that may be off.
    """

    boxes: Floats
    colours: Ints
    order: Floats
    veils: Floats
    texts: dict[int, float]
    clips: dict[int, tuple[float, ...]]
    doubtful: tuple[int, ...]

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
        self.order: list[_Matrix] = []
        self.veils: list[Floats] = []
        self.veil_order: list[_Matrix] = []
        self.texts: dict[int, float] = {}
        self.clipped: list[int] = []
        self.clips: list[Floats] = []
        self.doubtful: list[int] = []
        self.seen = 0

    def objects(
        self, handles: Handles, matrix: _Matrix, depth: int, first: float, step: float, clip: Floats | None
    ) -> None:
        """Note objects, the first painted at `first`, one a `step`, within the `clip` of their form."""
        kinds = np.fromiter(map(_kind, handles.tolist()), np.int32, len(handles))
        order = first + step * np.arange(len(handles), dtype=np.float64)
        self.seen += len(handles)
        texts = kinds == raw.FPDF_PAGEOBJ_TEXT
        self.note_texts(handles[texts].tolist(), order[texts].tolist(), matrix, clip)
        shadings = kinds == raw.FPDF_PAGEOBJ_SHADING
        if shadings.any():
            self.veils.append(_bounds_of(handles[shadings], matrix))
            self.veil_order.append(order[shadings])
        images = kinds == raw.FPDF_PAGEOBJ_IMAGE
        paths = np.flatnonzero(kinds == raw.FPDF_PAGEOBJ_PATH)
        colours = _fills(handles[paths])
        paths, colours = paths[colours >= 0], colours[colours >= 0]
        drawn = np.concatenate([paths, np.flatnonzero(images)])
        self.boxes.append(_bounds_of(handles[drawn], matrix))
        self.colours += [colours, np.full(int(images.sum()), -1, np.int32)]
        self.order.append(order[drawn])
        if depth < _DEEPEST:
            for i in np.flatnonzero(kinds == raw.FPDF_PAGEOBJ_FORM).tolist():
                form = int(handles[i])
                inner = filled(_matrix_of, [[form]], 1, 6, np.float32)[0].reshape(3, 2)
                count = max(0, min(_count_in(form), _MOST - self.seen))
                parts = np.fromiter(map(_part, repeat(form), range(count)), np.uint64, count)
                placed = np.column_stack([inner, [0.0, 0.0, 1.0]]) @ matrix
                within = _clip_within(form, matrix, clip)
                self.objects(parts, placed, depth + 1, float(order[i]), step / (count + 1), within)

    def note_texts(
        self, handles: list[int], order: list[float], matrix: _Matrix, clip: Floats | None
    ) -> None:
        self.texts.update(zip(handles, order, strict=True))
        self.doubtful += compress(handles, map(_blended, handles))
        self.doubtful += _on_layers(handles)
        clips = map(_paths_in, map(_clip, handles))
        for handle, paths in zip(handles, clips, strict=True):
            if (paths > 0 or clip is not None) and (box := _clip_within(handle, matrix, clip)) is not None:
                self.clipped.append(handle)
                self.clips.append(box)


def _on_layers(items: list[int]) -> Iterator[int]:
    """Those of some objects that are marked as optional content, which a reader may not be shown."""
    marked = items
    for depth in range(_DEEPEST):
        marked = [item for item, count in zip(marked, map(_marks_on, marked), strict=True) if count > depth]
        marks = list(map(_mark, marked, repeat(depth)))
        optional = set(filter(_is_optional, set(marks)))  # objects share their marks
        if optional:
            yield from (item for item, mark in zip(marked, marks, strict=True) if mark in optional)


def _is_optional(mark: int) -> bool:
    name, length = ctypes.create_string_buffer(len(_OPTIONAL)), ctypes.c_ulong()
    _mark_name(mark, ctypes.addressof(name), len(_OPTIONAL), ctypes.addressof(length))
    return length.value == len(_OPTIONAL) and name.raw == _OPTIONAL


def _bounds_of(handles: Handles, matrix: _Matrix) -> Floats:
    return _moved(filled(_bounds, [handles], len(handles), 4, np.float32, apart=True), matrix)


def _moved(edges: Floats, matrix: _Matrix) -> Floats:
    """Boxes (n, 4: left, bottom, right, top) as a matrix places them."""
    one, two = edges[:, :2] @ matrix[:2, :2], edges[:, 2:] @ matrix[:2, :2]
    if matrix[0, 1] or matrix[1, 0]:
        other = np.stack([edges[:, [0, 3]], edges[:, [2, 1]]]) @ matrix[:2, :2]
        one, two = np.minimum(one, other.min(axis=0)), np.maximum(two, other.max(axis=0))
    moved: Floats = np.concatenate([np.minimum(one, two), np.maximum(one, two)], axis=1)
    return moved + np.tile(matrix[2, :2], 2)


def _clip_within(item: int, matrix: _Matrix, clip: Floats | None) -> Floats | None:
    """The box around an object's clip, within that of its form; None where neither clips. PDFium forgets a
    rectangle that holds all of its object."""
    path = _clip(item)
    box = _clip_box(path, _paths_in(path))
    if box is None:
        return clip
    own = _moved(box, matrix)
    if clip is None:
        return own
    return np.concatenate([np.maximum(own[:, :2], clip[:, :2]), np.minimum(own[:, 2:], clip[:, 2:])], axis=1)


def _clip_box(clip: int, paths: int) -> Floats | None:
    """The box that every path of a clip leaves open, (1, 4); empty where they leave nothing, None where there
    is no path, or too many points to look at."""
    if paths <= 0:
        return None
    box = np.array([[-np.inf, -np.inf, np.inf, np.inf]], np.float32)
    for path in range(paths):
        count = _segments_in(clip, path)
        if not 0 < count <= _MOST_SEGMENTS:
            return None
        segments = list(map(_segment, repeat(clip), repeat(path), range(count)))
        points = filled(_point, [segments], count, 2, np.float32, apart=True)
        box[:, :2] = np.maximum(box[:, :2], points.min(axis=0))
        box[:, 2:] = np.minimum(box[:, 2:], points.max(axis=0))
    return box


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
    walk.objects(objects, np.eye(3), 0, 0.0, 1.0, None)
    annotations = _annotations(page)
    walk.veils.append(annotations)
    walk.veil_order.append(np.full(len(annotations), np.inf))
    boxes = frame.boxes(np.concatenate(walk.boxes))
    clips = frame.boxes(np.concatenate(walk.clips)).tolist() if walk.clips else []
    veils = np.column_stack([frame.boxes(np.concatenate(walk.veils)), np.concatenate(walk.veil_order)])
    return Drawn(
        boxes, np.concatenate(walk.colours), np.concatenate(walk.order), veils, walk.texts,
        dict(zip(walk.clipped, map(tuple, clips), strict=True)), tuple(walk.doubtful),
    )  # fmt: skip


def _annotations(page: pdfium.PdfPage) -> Floats:
    """Where annotations stand that are painted over the page: left, bottom, right, top."""
    boxes = []
    for i in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation, box = raw.FPDFPage_GetAnnot(page, i), raw.FS_RECTF()
        if raw.FPDFAnnot_GetSubtype(annotation) not in _NOT_PAINTED:
            raw.FPDFAnnot_GetRect(annotation, ctypes.byref(box))
            boxes.append((box.left, box.bottom, box.right, box.top))
        raw.FPDFPage_CloseAnnot(annotation)
    return np.array(boxes, np.float32).reshape(-1, 4)
