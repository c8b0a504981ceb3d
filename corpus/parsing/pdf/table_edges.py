"""Lines and fills of a page as the edges of grids: which belong together, where they stand. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from corpus.parsing.pdf.ruling import Ruling
from corpus.parsing.pdf.types import Floats, Ints

NEAR = 6.0
"""Points: edges nearer than this are one edge; no line of text fits between them."""
_TOUCH = 1.6
_COVERED = 0.6
_MOST = 2_500

Present = npt.NDArray[np.bool_]


def components(ruling: Ruling, width: float, height: float) -> list[tuple[Floats, Floats, Floats, Ints]]:
    """Lines and fills by which of them touch; the background of the page is left out."""
    kept = (ruling.fills[:, 2] - ruling.fills[:, 0]) * (ruling.fills[:, 3] - ruling.fills[:, 1])
    keep = kept < 0.6 * width * height
    fills, colours = ruling.fills[keep], ruling.colours[keep]
    across, down = ruling.across, ruling.down
    boxes = np.vstack(
        [
            np.c_[across[:, 1], across[:, 0], across[:, 2], across[:, 0]],
            np.c_[down[:, 0], down[:, 1], down[:, 0], down[:, 2]],
            fills,
        ]
    )
    if len(boxes) < 2 or len(boxes) > _MOST:
        return []
    labels = _labels(boxes)
    a, d = len(across), len(down)
    out = []
    for label in np.unique(labels):
        mine = labels == label
        if mine.sum() >= 2:
            part = mine[a + d :]
            out.append((across[mine[:a]], down[mine[a : a + d]], fills[part], colours[part]))
    return out


def _labels(boxes: Floats) -> Ints:
    """A number for each box, equal for boxes that touch, through others too."""
    low, high = boxes[:, :2] - _TOUCH / 2, boxes[:, 2:] + _TOUCH / 2
    touch = (low[:, None, 0] <= high[None, :, 0]) & (high[:, None, 0] >= low[None, :, 0])
    touch &= (low[:, None, 1] <= high[None, :, 1]) & (high[:, None, 1] >= low[None, :, 1])
    labels = np.arange(len(boxes), dtype=np.int32)
    while True:
        new = np.where(touch, labels[None, :], len(boxes)).min(axis=1).astype(np.int32)
        new = new[new]
        if (new == labels).all():
            return labels
        labels = new


def edges(across: Floats, down: Floats, fills: Floats) -> tuple[Floats, Floats]:
    """All horizontal and all vertical edges: lines and the sides of fills."""
    left, top, right, bottom = (fills[:, i] for i in range(4))
    return (
        np.vstack([across, np.c_[top, left, right], np.c_[bottom, left, right]]),
        np.vstack([down, np.c_[left, top, bottom], np.c_[right, top, bottom]]),
    )


def clustered(values: Floats, weights: Floats, near: float = NEAR) -> list[float]:
    """Values with those within `near` of the first of their cluster made one, its weighted mean."""
    if not len(values):
        return []
    order = np.argsort(values, kind="stable")
    out: list[float] = []
    group: list[int] = []
    for i in order.tolist():
        if group and values[i] - values[group[0]] > near:
            out.append(float(np.average(values[group], weights=weights[group])))
            group = []
        group.append(i)
    out.append(float(np.average(values[group], weights=weights[group])))
    return out


def presence(found: Floats, at: list[float], stops: list[float]) -> Present:
    """[i, j]: whether edges stand at `at[i]` for most of the way from `stops[j]` to `stops[j + 1]`."""
    covered = np.zeros((len(at), max(len(stops) - 1, 0)))
    starts, ends = np.array(stops[:-1]), np.array(stops[1:])
    near = np.array(at)
    taken: dict[int, list[tuple[float, float]]] = {}
    for place, start, end in found.tolist():
        taken.setdefault(int(np.abs(near - place).argmin()), []).append((start, end))
    for i, spans in taken.items():
        reach = -np.inf
        for start, end in sorted(spans):
            start = max(start, reach)
            if end > start:
                covered[i] += np.clip(np.minimum(ends, end) - np.maximum(starts, start), 0, None)
                reach = end
    return np.asarray(covered >= _COVERED * (ends - starts))
