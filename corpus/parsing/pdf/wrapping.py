"""Text that runs beside a box and on below it at full width: the box comes before the first paragraph that
begins beside it, never inside one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.parsing.pdf.types import Line

_OTHER_SIZE = 0.06
# In font sizes: from one writing line of a paragraph to the next.
_LEADING = 1.5
_SAME_LEFT = 0.3
# Of the width of a side: a line that reaches so far is full.
_FULL = 0.9


def wraps(left: Sequence[Line], right: Sequence[Line], below: Sequence[Line]) -> bool:
    """Whether the text of a left side runs round the right side: it goes on in a line below that reaches
    under the right side, which is lettered in another way and so is no column of the same text."""
    if not right:
        return False
    on = running_on(left, below)
    if not on or on[0].right <= _left(right):
        return False
    like = sum(_alike(line, on[0]) and line.font == on[0].font and line.boxed < 0 for line in right)
    return like * 2 < len(right)


def goes_over(right: Sequence[Line], left: Sequence[Line], head: Sequence[Line]) -> bool:
    """Whether a right side runs down to the foot of its page and on at the `head` of the next, where text
    runs round it: at the same left edge, in letters that both have and the left side mostly has not."""
    if not (right and left and head) or abs(_left(right) - _left(head)) > _SAME_LEFT * head[0].size:
        return False
    to_foot = max(line.bottom for line in right) > max(line.bottom for line in left) - _LEADING * left[0].size
    of_left = _letterings(left)
    other = [line for line in right if _lettering(line) not in of_left]
    return to_foot and len(other) * 2 > len(right) and not _letterings(other).isdisjoint(_letterings(head))


def _left(lines: Sequence[Line]) -> float:
    return min(line.left for line in lines)


def _letterings(lines: Sequence[Line]) -> set[tuple[str, float]]:
    return {_lettering(line) for line in lines}


def _lettering(line: Line) -> tuple[str, float]:
    return line.font, round(line.size, 1)


def running_on(upper: Sequence[Line], lower: Sequence[Line]) -> list[Line]:
    """The lines at the top of a part of the page that go on with the last paragraph of the part above it."""
    if not upper or not lower:
        return []
    order = sorted(lower, key=lambda line: (line.baseline, line.left))
    edges = [_edge(upper), *[_edge(lower)] * len(order)]
    found: list[Line] = []
    for edge, (a, b) in zip(
        edges, pairwise([max(upper, key=lambda line: line.baseline), *order]), strict=False
    ):
        if not _goes_on(a, b, edge):
            break
        found.append(b)
    return found


def _edge(lines: Sequence[Line]) -> float:
    return max(line.right for line in lines)


def _goes_on(a: Line, b: Line, edge: float) -> bool:
    """Whether a line is full and the next stands under it as the next of its paragraph does."""
    full = a.right - a.left >= _FULL * (edge - a.left)
    under = abs(a.left - b.left) < _SAME_LEFT * b.size and 0 < b.baseline - a.baseline < _LEADING * b.size
    return full and under and _alike(a, b) and a.boxed == b.boxed and not b.marker and not b.note


def _alike(a: Line, b: Line) -> bool:
    return abs(a.size - b.size) <= _OTHER_SIZE * a.size and a.bold == b.bold and a.table == b.table == -1
