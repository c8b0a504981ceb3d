"""Characters to printed lines: runs on one writing line, without the white space that parts columns.

What can be worked out for all runs of a page at once is; only runs of mixed sizes, and those put together
from several, are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.parsing.pdf import lettering, line_text
from corpus.parsing.pdf.chars import BOLD
from corpus.parsing.pdf.types import Flags, Floats, Ints, Line, PageChars

# In font sizes. A word space is 0.2 to 0.35, of a justified line up to about 0.9.
_COLUMN_GAP = 1.0
_SPACE = 0.15
_WIDE_SPACE = 0.5
_SAME_LINE = 0.5
_RAISED = 0.12
_SMALL = 0.85


@dataclass(frozen=True, slots=True)
class _Strip:
    """The characters written in one direction, seen with the page turned so that they stand upright."""

    chars: PageChars
    angle: int
    index: Ints
    codes: lettering.Codes
    boxes: Floats
    baselines: Floats
    sizes: Floats
    spaces: Ints
    bold: Flags
    fonts: Ints


@dataclass(frozen=True, slots=True)
class _Run:
    """Positions in a strip that stand on one writing line, where, and how they are set. `text` is the text as
    printed where the run is of one size and in one piece, None where it has to be worked out."""

    at: Ints
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    font: int
    text: str | None


def read(chars: PageChars, among: Flags) -> list[Line]:
    """The lines that these characters of a page make, in PDFium's order, upright writing first."""
    found: list[Line] = []
    for strip in _strips(chars, np.flatnonzero(among)):
        runs = _runs(strip)
        found += [_line(strip, run) for run in (runs if strip.angle % 90 else _merged(strip, runs))]
    return [line for line in found if line.original]


def of_element(chars: PageChars, index: Ints, among: Flags) -> list[Line]:
    """The lines of characters that are known to belong together, in the order given; only those `among`."""
    kept = index[among[index]]
    lines = [_line(strip, run) for strip in _strips(chars, kept) for run in _runs(strip)]
    return [line for line in lines if line.original]


def seen(chars: PageChars) -> Flags:
    """Which characters print something a reader sees."""
    points = lettering.codes(chars.text)
    silent = lettering.is_space(points) | lettering.is_silent(points)
    flags: Flags = ~silent & ~chars.hidden & ~chars.generated
    return flags


def _strips(chars: PageChars, index: npt.NDArray[np.signedinteger]) -> Iterator[_Strip]:
    if not len(index):
        return
    points = lettering.codes(chars.text)
    spaces = np.cumsum(lettering.is_space(points)).astype(np.int32)
    angles = chars.angles[index]
    for angle in np.unique(angles).tolist():
        mine = index[angles == angle]
        yield _Strip(
            chars, angle, mine, points[mine], turned(chars.boxes[mine], angle, chars.width, chars.height),
            chars.baselines[mine], np.maximum(chars.sizes[mine], 0.5), spaces[mine],
            chars.weights[mine] >= BOLD, chars.fonts[mine],
        )  # fmt: skip


def turned(boxes: Floats, angle: int, width: float, height: float) -> Floats:
    """Boxes on the page turned so that writing of this direction runs left to right (quarter turns only)."""
    left, top, right, bottom = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    if angle == 90:
        return np.stack([top, width - right, bottom, width - left], axis=1)
    if angle == 180:
        return np.stack([width - right, height - bottom, width - left, height - top], axis=1)
    if angle == 270:
        return np.stack([height - bottom, left, height - top, right], axis=1)
    return boxes


def _runs(strip: _Strip) -> list[_Run]:
    """Characters that follow one another on a writing line in PDFium's order."""
    count = len(strip.index)
    first = np.concatenate([[0], np.flatnonzero(~_follows(strip)) + 1])
    ends = np.append(first[1:], count)
    before = _spaces(strip, np.arange(count))
    before[first] = False
    whole = lettering.string(np.insert(strip.codes, np.flatnonzero(before), 0x20))
    shifts = np.cumsum(before)
    low = np.minimum.reduceat(strip.boxes, first)
    high = np.maximum.reduceat(strip.boxes, first)
    even = np.maximum.reduceat(strip.sizes, first) < 1.02 * np.minimum.reduceat(strip.sizes, first)
    even &= np.maximum.reduceat(strip.fonts, first) == np.minimum.reduceat(strip.fonts, first)
    rows = zip(first.tolist(), ends.tolist(), even.tolist(), low.tolist(), high.tolist(), strict=True)
    runs = []
    for start, end, plain, (left, top, _, _), (_, _, right, bottom) in rows:
        at = np.arange(start, end, dtype=np.int32)
        if not plain:
            runs.append(_run(strip, at))
            continue
        text = whole[start + int(shifts[start]) : end + int(shifts[end - 1])]
        runs.append(
            _Run(
                at, left, top, right, bottom, float(strip.baselines[start]), float(strip.sizes[start]),
                bool(strip.bold[start]), int(strip.fonts[start]), text,
            )
        )  # fmt: skip
    return runs


def _follows(strip: _Strip) -> Flags:
    """Whether each character but the first stands on the writing line of the one before, and next to it or,
    as a letter of the same ligature, in its place."""
    if strip.angle % 90:
        slanted: Flags = np.diff(strip.index) <= 2
        return slanted
    a, b, s = strip.boxes[:, 0], strip.boxes[:, 2], strip.sizes
    size = np.maximum(s[1:], s[:-1])
    gap = a[1:] - b[:-1]
    leftwards = lettering.is_right_to_left(strip.codes)
    if leftwards.any():
        back = np.minimum(np.abs(gap), np.abs(a[:-1] - b[1:]))
        gap = np.where(leftwards[1:] | leftwards[:-1], back, gap)
    level = np.abs(np.diff(strip.baselines)) < _SAME_LINE * size
    ligature = (a[1:] == a[:-1]) & (b[1:] == b[:-1]) & (np.diff(strip.index) == 1)
    flags: Flags = level & (ligature | ((gap > -0.6 * size) & (gap < _COLUMN_GAP * size)))
    return flags


def _run(strip: _Strip, at: Ints, size: float | None = None, baseline: float | None = None) -> _Run:
    """A run of mixed sizes: it is set as most of its letters are, figures and marks aside if it has any."""
    sizes, boxes = strip.sizes[at], strip.boxes[at]
    if size is None:
        words = ~np.isin(strip.codes[at], line_text.MARKS)
        counted = sizes[words] if words.any() else sizes
        size = float(np.bincount(np.round(counted * 10).astype(np.int32)).argmax()) / 10
    letters = at[sizes > _SMALL * size]
    if baseline is None:
        baseline = float(np.median(strip.baselines[at][np.abs(sizes - size) < 0.1]))
    left, top = boxes[:, :2].min(axis=0).tolist()
    right, bottom = boxes[:, 2:].max(axis=0).tolist()
    font = int(np.bincount(np.maximum(strip.fonts[letters], 0)).argmax()) if len(letters) else -1
    bold = bool(strip.bold[letters].mean() >= 0.9) if len(letters) else False
    return _Run(at, left, top, right, bottom, baseline, size, bold, font, None)


def _merged(strip: _Strip, runs: Sequence[_Run]) -> list[_Run]:
    """Runs drawn apart that stand side by side on one writing line, put together."""
    order = sorted(range(len(runs)), key=lambda i: (round(runs[i].baseline), runs[i].left))
    merged: dict[int, _Run] = dict(enumerate(runs))
    near: list[int] = []
    for i in order:
        near = [j for j in near if merged[i].baseline - merged[j].baseline < merged[i].size]
        at = i
        for j in list(near):
            both = _joined(strip, merged[j], merged[at])
            if both is not None:
                near.remove(j)
                merged.pop(max(at, j))
                at = min(at, j)
                merged[at] = both
        near.append(at)
    return [merged[i] for i in sorted(merged)]


def _joined(strip: _Strip, one: _Run, two: _Run) -> _Run | None:
    """Two runs as one where one continues the other, or is a small raised or lowered mark beside it."""
    left, right = (one, two) if one.left <= two.left else (two, one)
    big, small = (one, two) if one.size >= two.size else (two, one)
    gap, apart = right.left - left.right, abs(one.baseline - two.baseline)
    level = apart < 0.2 * small.size and gap < _WIDE_SPACE * big.size
    mark = len(small.at) <= 5 and small.size < _SMALL * big.size and gap < 0.3 * big.size
    beside = (mark and -0.5 * big.size < small.baseline - big.baseline < 0.1 * big.size) or level
    if mark and beside and big.left < small.left and small.right < big.right:
        cut = int((strip.boxes[big.at, 0] < small.left - 0.1 * small.size).sum())
        whole = np.concatenate([big.at[:cut], small.at, big.at[cut:]])
        return _run(strip, whole, big.size, big.baseline)
    if not beside or gap < -0.3 * big.size:
        return None
    return _run(strip, np.concatenate([left.at, right.at]), big.size, big.baseline)


def _line(strip: _Strip, run: _Run) -> Line:
    chars = strip.chars
    if run.text is None:
        raised = strip.sizes[run.at] < _SMALL * run.size
        raised &= strip.baselines[run.at] < run.baseline - _RAISED * run.size
        text, original, note = line_text.mixed(strip.codes[run.at], _spaces(strip, run.at), raised)
    else:
        text, original, note = line_text.plain(run.text)
    top, bottom = run.top, run.bottom
    if strip.angle % 90 == 0:
        top = min(max(top, run.baseline - 1.3 * run.size), run.baseline)
        bottom = max(min(bottom, run.baseline + 0.5 * run.size), run.baseline)
    return Line(
        chars.number, run.left, top, run.right, bottom, run.baseline, round(run.size, 1), run.bold, text,
        original, chars.names[run.font] if 0 <= run.font < len(chars.names) else "",
        marker=line_text.marker_of(text), note=note, angle=strip.angle,
    )  # fmt: skip


def _spaces(strip: _Strip, at: npt.NDArray[np.signedinteger]) -> Flags:
    """Before which characters a word begins: where the file or PDFium has a space, or the gap is wide."""
    flags = np.zeros(len(at), bool)
    size = np.maximum(strip.sizes[at[1:]], strip.sizes[at[:-1]])
    gap = strip.boxes[at[1:], 0] - strip.boxes[at[:-1], 2]
    step = np.diff(strip.index[at])
    near = (step > 0) & (step < 8)
    spaced = near & (np.diff(strip.spaces[at]) > 0)
    flags[1:] = spaced | (~near & (gap > _SPACE * size)) | (gap > _WIDE_SPACE * size)
    return flags
