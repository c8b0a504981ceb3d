"""Text on a filled rectangle: which lines stand in which box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.parsing.pdf.drawn import Drawn
from corpus.parsing.pdf.types import Floats, Line

_WHOLE_PAGE = 0.75
_NARROWEST, _LOWEST = 0.2, 24.0
_FEWEST_LINES, _FEWEST_LETTERS = 2, 60
_PAPER = 0xF8


def assigned(lines: Sequence[Line], drawn: Drawn, width: float, height: float) -> list[Line]:
    """The lines of a page, those in a box with its number: the smallest coloured rectangle of at least a
    fifth of the page's width around at least two lines of text, the page's own background left out."""
    boxes = _rectangles(drawn, width, height)
    if not len(boxes) or not lines:
        return list(lines)
    places = np.array([(li.left, li.right, (li.top + li.bottom) / 2) for li in lines]).reshape(-1, 3)
    inside = (
        (places[:, None, 0] >= boxes[None, :, 0] - 2)
        & (places[:, None, 1] <= boxes[None, :, 2] + 2)
        & (places[:, None, 2] > boxes[None, :, 1])
        & (places[:, None, 2] < boxes[None, :, 3])
        & np.array([li.angle == 0 for li in lines])[:, None]
    )
    letters = np.array([len(li.text) for li in lines])
    fit = (inside.sum(axis=0) >= _FEWEST_LINES) & (letters @ inside >= _FEWEST_LETTERS)
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    cost = np.where(inside & fit[None, :], areas[None, :], np.inf)
    best = cost.argmin(axis=1)
    return [
        replace(li, boxed=int(best[i])) if np.isfinite(cost[i, best[i]]) else li for i, li in enumerate(lines)
    ]


def _rectangles(drawn: Drawn, width: float, height: float) -> Floats:
    """Coloured rectangles, those that touch put together (word processors shade a paragraph line by line)."""
    colours = drawn.colours
    pale = ((colours >> 16) >= _PAPER) & ((colours >> 8 & 255) >= _PAPER) & ((colours & 255) >= _PAPER)
    boxes, kinds = drawn.boxes[~drawn.images & ~pale], colours[~drawn.images & ~pale]
    wide = (boxes[:, 2] - boxes[:, 0] >= _NARROWEST * width) & (boxes[:, 3] - boxes[:, 1] >= 4)
    merged: list[list[float]] = []
    last = -1
    for box, kind in sorted(
        zip(boxes[wide].tolist(), kinds[wide].tolist(), strict=True), key=lambda b: b[0][1]
    ):
        top = merged[-1] if merged else None
        if (
            top
            and kind == last
            and abs(top[0] - box[0]) < 2
            and abs(top[2] - box[2]) < 2
            and box[1] < top[3] + 2
        ):
            top[3] = max(top[3], box[3])
        else:
            merged.append(list(box))
        last = kind
    found = np.array(merged, np.float32).reshape(-1, 4)
    across, down = found[:, 2] - found[:, 0], found[:, 3] - found[:, 1]
    return found[(down >= _LOWEST) & (across * down < _WHOLE_PAGE * width * height)]


def _touch(upper: list[float], lower: list[float]) -> bool:
    """Whether a rectangle goes on in the next one below, of the same width."""
    return abs(upper[0] - lower[0]) < 2 and abs(upper[2] - lower[2]) < 2 and lower[1] < upper[3] + 2
