"""Lines and filled rectangles drawn on a page, which rule its tables."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.parsing.pdf.bulk import ADDRESS, HANDLE, INT, filled, function
from corpus.parsing.pdf.frame import Frame, frame_of
from corpus.parsing.pdf.types import Floats, Ints

THIN = 3.0
"""Points: what is no thicker is a line, whether stroked or filled."""
_SHORTEST = 3.0
_TOUCH = 1.0
_DASH = 5.0
_MOST = 6_000
_MOST_SEGMENTS = 400
_DEEPEST = 4

_page_object = function(raw.FPDFPage_GetObject, HANDLE, ADDRESS, INT)
_form_object = function(raw.FPDFFormObj_GetObject, HANDLE, ADDRESS, ctypes.c_ulong)
_kind = function(raw.FPDFPageObj_GetType, INT, ADDRESS)
_bounds = function(raw.FPDFPageObj_GetBounds, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
_draw_mode = function(raw.FPDFPath_GetDrawMode, INT, ADDRESS, ADDRESS, ADDRESS)
_fill_colour = function(raw.FPDFPageObj_GetFillColor, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
_stroke_colour = function(raw.FPDFPageObj_GetStrokeColor, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
_segments = function(raw.FPDFPath_CountSegments, INT, ADDRESS)
_segment = function(raw.FPDFPath_GetPathSegment, HANDLE, ADDRESS, INT)
_segment_kind = function(raw.FPDFPathSegment_GetType, INT, ADDRESS)
_segment_point = function(raw.FPDFPathSegment_GetPoint, INT, ADDRESS, ADDRESS, ADDRESS)
_matrix_of = function(raw.FPDFPageObj_GetMatrix, INT, ADDRESS, ADDRESS)

_Matrix = npt.NDArray[np.float64]
_Box = tuple[float, float, float, float]
_Line = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ruling:
    """Lines and fills of a page in points from the top left corner as shown.

    `across` (n, 3) are horizontal lines as y, left, right; `down` (n, 3) vertical ones as x, top, bottom;
    `fills` (n, 4) filled rectangles as left, top, right, bottom with their `colours` 0xRRGGBB.
    """

    across: Floats
    down: Floats
    fills: Floats
    colours: Ints

    @classmethod
    def of(
        cls,
        across: Sequence[Sequence[float]] = (),
        down: Sequence[Sequence[float]] = (),
        fills: Sequence[Sequence[float]] = (),
        colours: Sequence[int] = (),
    ) -> Ruling:
        """From plain numbers; lines that touch end to end are made one."""
        return cls(
            joined(np.array(across, np.float32).reshape(-1, 3)),
            joined(np.array(down, np.float32).reshape(-1, 3)),
            np.array(fills, np.float32).reshape(-1, 4),
            np.array(colours or [0] * len(fills), np.int32),
        )


def joined(lines: Floats) -> Floats:
    """Lines of one direction, (n, 3), those at one height (to half a point) made one where they touch or
    overlap, and dots and dashes where they are near; what stays shorter than 3 points is left out."""
    done: list[list[float]] = []
    for at, start, end in sorted((round(float(a) * 2) / 2, float(s), float(e)) for a, s, e in lines):
        last = done[-1] if done else None
        dots = last is not None and end - start < _DASH and last[4] < _DASH
        if last and at == last[0] and start <= last[2] + (2 * _TOUCH if dots else _TOUCH):
            last[2], last[4] = max(last[2], end), end - start
        else:
            done.append([at, start, end, 0.0, end - start])
    long = [line[:3] for line in done if line[2] - line[1] >= _SHORTEST]
    return np.array(long, np.float32).reshape(-1, 3)


def read(page: pdfium.PdfPage) -> Ruling:
    """The lines and fills of an open page, those of forms within it included; pages with thousands of them,
    maps and charts, are given up after the first few thousand."""
    found = _Found(frame_of(page))
    count = min(raw.FPDFPage_CountObjects(page), _MOST)
    address = ctypes.cast(page.raw, ADDRESS).value or 0
    found.take(list(map(_page_object, repeat(address), range(count))), np.eye(3), 0)
    fills = np.array(found.fills, np.float32).reshape(-1, 4)
    dark: Floats = fills[[not _is_white(colour) for colour in found.colours]]
    across = [*found.across, *(line for line in found.pale_across if _shows(line, dark, (1, 3, 0, 2)))]
    down = [*found.down, *(line for line in found.pale_down if _shows(line, dark, (0, 2, 1, 3)))]
    return Ruling.of(across, down, found.fills, found.colours)


def _is_white(colour: int) -> bool:
    return all((colour >> shift) & 255 >= 250 for shift in (16, 8, 0))


def _shows(line: _Line, dark: Floats, sides: tuple[int, int, int, int]) -> bool:
    """Whether a white line parts what is coloured on both its sides. `sides` are the columns of a fill that
    say where it begins and ends across the line and along it."""
    at, middle = line[0], (line[1] + line[2]) / 2
    low, high, start, end = (dark[:, i] for i in sides)
    along = (start <= middle) & (middle <= end)
    return all(bool((along & (low <= at + s) & (at + s <= high)).any()) for s in (-THIN, THIN))


class _Found:
    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.across: list[_Line] = []
        self.down: list[_Line] = []
        self.pale_across: list[_Line] = []
        self.pale_down: list[_Line] = []
        self.fills: list[_Box] = []
        self.colours: list[int] = []
        self.left = _MOST

    def take(self, objects: list[int], matrix: _Matrix, depth: int) -> None:
        """Sort the paths among the objects; `matrix` turns their points into points of the page."""
        self.left -= len(objects)
        kinds = list(map(_kind, objects))
        paths = [item for item, kind in zip(objects, kinds, strict=True) if kind == raw.FPDF_PAGEOBJ_PATH]
        self._paths(paths, matrix)
        if depth >= _DEEPEST:
            return
        for item in (o for o, kind in zip(objects, kinds, strict=True) if kind == raw.FPDF_PAGEOBJ_FORM):
            count = min(raw.FPDFFormObj_CountObjects(ctypes.cast(item, raw.FPDF_PAGEOBJECT)), self.left)
            if count > 0:
                inner = list(map(_form_object, repeat(item), range(count)))
                self.take(inner, _matrix(item) @ matrix, depth + 1)

    def _paths(self, paths: list[int], matrix: _Matrix) -> None:
        count = len(paths)
        if not count:
            return
        boxes = self._shown(filled(_bounds, [paths], count, 4, np.float32, apart=True), matrix)
        modes = filled(_draw_mode, [paths], count, 2, np.int32, apart=True)
        colours, solid = _colours(_fill_colour, paths)
        strokes, _ = _colours(_stroke_colour, paths)
        segments = list(map(_segments, paths))
        for i in range(count):
            is_filled, is_stroked = bool(modes[i, 0]) and solid[i], bool(modes[i, 1])
            box: _Box = tuple(boxes[i].tolist())
            if not is_filled and not is_stroked:
                continue
            thin = min(box[2] - box[0], box[3] - box[1]) <= THIN
            if thin:
                self._line(box, is_stroked, strokes[i] if is_stroked else colours[i])
            elif is_filled and not is_stroked and segments[i] <= 6:
                self._box(box, colours[i])
            elif segments[i] <= _MOST_SEGMENTS:
                fill, stroke = colours[i] if is_filled else -1, strokes[i] if is_stroked else -1
                self._outline(paths[i], segments[i], matrix, fill, stroke)

    def _shown(self, boxes: Floats, matrix: _Matrix) -> Floats:
        corners = [np.c_[boxes[:, i], boxes[:, j], np.ones(len(boxes))] @ matrix for i, j in ((0, 1), (2, 3))]
        return self.frame.boxes(np.c_[corners[0][:, :2], corners[1][:, :2]])

    def _line(self, box: _Box, stroked: bool, colour: int) -> None:
        """A thin box; PDFium's bounds of a stroke go beyond its ends by half its width."""
        left, top, right, bottom = box
        across, down = right - left, bottom - top
        beyond = min(across, down) / 2 if stroked else 0.0
        pale = _is_white(colour)
        if down <= THIN:
            found = self.pale_across if pale else self.across
            found.append(((top + bottom) / 2, left + beyond, right - beyond))
        if across <= THIN:
            found = self.pale_down if pale else self.down
            found.append(((left + right) / 2, top + beyond, bottom - beyond))

    def _box(self, box: _Box, colour: int) -> None:
        left, top, right, bottom = box
        if right < 0 or bottom < 0 or left > self.frame.width or top > self.frame.height:
            return
        if min(right - left, bottom - top) <= THIN:
            self._line(box, False, colour)
        else:
            self.fills.append(box)
            self.colours.append(colour)

    def _outline(self, path: int, count: int, matrix: _Matrix, fill: int, stroke: int) -> None:
        """The straight edges of a path, and its rectangles where it is filled; colours are -1 without."""
        segments = list(map(_segment, repeat(path), range(count)))
        kinds = list(map(_segment_kind, segments))
        points = filled(_segment_point, [segments], count, 2, np.float32, apart=True)
        turned = np.c_[points, np.ones(count)] @ _matrix(path) @ matrix
        shown = self.frame.points(turned[:, :2])
        starts = [i for i, kind in enumerate(kinds) if kind == raw.FPDF_SEGMENT_MOVETO]
        for start, end in zip(starts, [*starts[1:], count], strict=True):
            part = shown[start:end]
            low, high = part.min(axis=0), part.max(axis=0)
            curved = raw.FPDF_SEGMENT_BEZIERTO in kinds[start:end]
            if fill >= 0 and end - start >= 4 and not curved:
                self._box((float(low[0]), float(low[1]), float(high[0]), float(high[1])), fill)
            if stroke >= 0:
                closed = np.vstack([part, part[:1]]) if end - start > 2 and not curved else part
                self._edges(closed, kinds[start:end] if curved else None, stroke)

    def _edges(self, points: Floats, kinds: list[int] | None, colour: int) -> None:
        for i in range(1, len(points)):
            if kinds is not None and kinds[i] != raw.FPDF_SEGMENT_LINETO:
                continue
            (x0, y0), (x1, y1) = points[i - 1].tolist(), points[i].tolist()
            if min(abs(x1 - x0), abs(y1 - y0)) <= 1 and max(abs(x1 - x0), abs(y1 - y0)) > THIN:
                self._box((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), colour)


def _colours(call: Callable[..., int], paths: list[int]) -> tuple[list[int], list[bool]]:
    """Colours 0xRRGGBB of paths, and whether each is more than wholly transparent."""
    parts = filled(call, [paths], len(paths), 4, np.uint32, apart=True).astype(np.int64)
    return ((parts[:, 0] << 16) | (parts[:, 1] << 8) | parts[:, 2]).tolist(), (parts[:, 3] > 0).tolist()


def _matrix(item: int) -> _Matrix:
    m = raw.FS_MATRIX()
    if not _matrix_of(item, ctypes.addressof(m)):
        return np.eye(3)
    return np.array([[m.a, m.b, 0.0], [m.c, m.d, 0.0], [m.e, m.f, 1.0]])
