"""Text that something painted later may cover, and text that a clip may cut away: candidates, for what stands
behind a clear shape is still seen."""

from __future__ import annotations

import numpy as np

from corpus.parsing.pdf.drawn import Drawn
from corpus.parsing.pdf.types import Flags, Floats, Ints, PageChars

_SMALLEST = 3.0
"""Points in height and width below which nothing covers a letter."""
_MOST = 1_000
"""Shapes and images that are held against the text: the largest."""


def covered(chars: PageChars, drawn: Drawn, among: Flags) -> Flags:
    """Of these characters, those in whose middle something is painted after them."""
    flags: Flags = np.zeros(len(among), bool)
    at, (boxes, painted) = np.flatnonzero(among), _covers(drawn)
    if not len(at) or not len(boxes):
        return flags
    objects, numbers = np.unique(chars.objects[at], return_inverse=True)
    of: Ints = numbers.astype(np.int32)
    order = np.array([drawn.texts.get(item, np.inf) for item in objects.tolist()])
    x, y = _middles(chars.boxes[at])
    meets = (painted[:, None] > order) & _overlap(boxes, _extents(x, y, of, len(objects)))
    for i in np.flatnonzero(meets.any(axis=1)).tolist():
        left, top, right, bottom = boxes[i].tolist()
        inside = meets[i][of] & (x > left) & (x < right) & (y > top) & (y < bottom)
        flags[at[inside]] = True
    return flags


def clipped(chars: PageChars, drawn: Drawn, among: Flags) -> Flags:
    """Of these characters, those whose middle lies outside the box around their clip."""
    flags: Flags = np.zeros(len(among), bool)
    for item, (left, top, right, bottom) in drawn.clips.items():
        mine = np.flatnonzero(among & (chars.objects == item))
        x, y = _middles(chars.boxes[mine])
        flags[mine] = (x < left) | (x > right) | (y < top) | (y > bottom)
    return flags


def _covers(drawn: Drawn) -> tuple[Floats, Floats]:
    """The boxes of the largest things that can cover a letter, and their places in the order of painting."""
    boxes = np.concatenate([drawn.boxes, drawn.veils[:, :4]])
    order = np.concatenate([drawn.order, drawn.veils[:, 4]])
    across, down = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    large = np.flatnonzero((across > _SMALLEST) & (down > _SMALLEST))
    chosen = large[np.argsort(-across[large] * down[large], kind="stable")[:_MOST]]
    return boxes[chosen], order[chosen]


def _middles(boxes: Floats) -> tuple[Floats, Floats]:
    middles: Floats = boxes.reshape(-1, 2, 2).mean(axis=1, dtype=np.float32)
    return middles[:, 0], middles[:, 1]


def _extents(x: Floats, y: Floats, of: Ints, count: int) -> Floats:
    """The box around the middles of each text object's characters, (count, 4)."""
    least, most = np.full((2, count), np.inf, np.float32), np.full((2, count), -np.inf, np.float32)
    for axis, places in enumerate((x, y)):
        np.minimum.at(least[axis], of, places)
        np.maximum.at(most[axis], of, places)
    return np.concatenate([least, most]).T


def _overlap(boxes: Floats, extents: Floats) -> Flags:
    """Which of some boxes (rows) meet which extents (columns)."""
    meets: Flags = (
        (boxes[:, None, 0] < extents[:, 2])
        & (boxes[:, None, 2] > extents[:, 0])
        & (boxes[:, None, 1] < extents[:, 3])
        & (boxes[:, None, 3] > extents[:, 1])
    )
    return meets
