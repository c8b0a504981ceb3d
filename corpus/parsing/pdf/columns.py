"""The order in which the lines of a page are read: columns, boxes, rows.

A recursive cut: the tallest corridor of white space with three wide lines on both sides parts a page into
what is above, left, right and below. Where there is none, rows are read from top to bottom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.parsing.pdf.rows import Row, rows
from corpus.parsing.pdf.types import Line
from corpus.parsing.pdf.wrapping import goes_over, running_on, wraps

_WIDE_LINES = 3
# Of the width of its side: a line of running text, not a cell.
_WIDE = 0.5
_WIDE_LETTERS = 14
_NARROWEST = 0.6
# In font sizes: white space within a column that runs on below a shorter one, where nothing else stands.
_BREAK = 4.0


@dataclass(frozen=True, slots=True)
class Region:
    """Lines of one column, or of a part of the page without columns, as rows from top to bottom."""

    rows: tuple[Row, ...]
    column: int
    boxed: bool


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is cut: a line, or a filled box with the lines in it."""

    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[Line, ...]

    @property
    def wide_lines(self) -> int:
        return len(self.lines) if len(self.lines) > 1 else 0


_Cut = tuple[list[_Unit], list[_Unit], list[_Unit], list[_Unit]]


def regions(lines: Sequence[Line], following: Sequence[Line] = ()) -> list[Region]:
    """The lines of a page (of one direction of writing) by regions in reading order. `following` are those of
    the page after it: they tell what runs over its end beside the text."""
    return [
        Region(tuple(rows(part)), number, part[0].boxed >= 0)
        for number, part in enumerate(_parts(_units(lines), 0, following))
    ]


def _units(lines: Sequence[Line]) -> list[_Unit]:
    boxes: dict[int, list[Line]] = {}
    units = []
    for line in lines:
        if line.boxed >= 0:
            boxes.setdefault(line.boxed, []).append(line)
        else:
            units.append(_Unit(line.left, line.top, line.right, line.bottom, (line,)))
    return units + [_unit(box) for box in boxes.values()]


def _unit(lines: Sequence[Line]) -> _Unit:
    return _Unit(
        min(line.left for line in lines), min(line.top for line in lines),
        max(line.right for line in lines), max(line.bottom for line in lines), tuple(lines),
    )  # fmt: skip


def _parts(units: list[_Unit], depth: int, following: Sequence[Line] = ()) -> Iterator[list[Line]]:
    """Groups of lines in reading order; a box within them is a group of its own."""
    enough = len(units) >= 2 * _WIDE_LINES or any(u.wide_lines for u in units)
    cut = _corridor(units, following) if enough else None
    if cut is not None and depth < 20:
        for part in cut:
            if part:
                yield from _parts(part, depth + 1)
        return
    group: list[Line] = []
    for unit in sorted(units, key=lambda u: (u.top, u.left)):
        if unit.lines[0].boxed < 0:
            group += unit.lines
            continue
        before = [line for line in group if line.baseline < unit.bottom]
        if before:
            yield before
        group = [line for line in group if line.baseline >= unit.bottom]
        inside = [_Unit(line.left, line.top, line.right, line.bottom, (line,)) for line in unit.lines]
        cut = _corridor(inside)
        for part in cut or [inside]:
            if part:
                yield [line for u in part for line in u.lines]
    if group:
        yield group


def _corridor(units: list[_Unit], following: Sequence[Line] = ()) -> tuple[list[_Unit], ...] | None:
    """What the corridor with the most lines beside it parts, in reading order; None where there is none."""
    cut = _cut(units)
    return _unbroken(cut, following) if cut is not None else None


def _cut(units: list[_Unit]) -> _Cut | None:
    """What is above, left, right and below of the corridor with the most lines beside it."""
    best: _Cut | None = None
    most = 0
    for edge, slack in _edges(units):
        crossing = [u for u in units if u.left < edge - slack and u.right > edge + 1]
        crossing.sort(key=lambda u: u.top)
        tops = [float("-inf"), *(u.bottom for u in crossing)]
        bottoms = [*(u.top for u in crossing), float("inf")]
        for top, bottom in zip(tops, bottoms, strict=True):
            beside = [u for u in units if top - 2 <= u.top and u.bottom <= bottom + 2]
            right = [u for u in beside if u.left >= edge - slack]
            own = [u for u in beside if u.left < edge - slack and u.right <= edge + 1]
            left = _level(own, right, _BREAK if _ends_alone(units, right, edge) else 1.0)
            count = min(sum(len(u.lines) for u in side) for side in (left, right))
            if count > most and _columns(left, right):
                most = count
                upper = min(u.top for u in left + right)
                rest = [u for u in units if u not in left and u not in right]
                above = [u for u in rest if (u.top + u.bottom) / 2 < upper + 1]
                best = (above, left, right, [u for u in rest if u not in above])
    return best


def _unbroken(cut: _Cut, following: Sequence[Line]) -> tuple[list[_Unit], ...]:
    """The parts of a cut in reading order. What text of the left side runs round stands before the first
    paragraph that begins beside it, or after the one that runs past it."""
    above, left, right, below = cut
    lines = _lines(left)
    over = not below and goes_over(_lines(right), lines, _wrapped_at_head(following))
    if not over and not wraps(lines, _lines(right), _lines(below)):
        return cut
    begun = running_on(_lines(above), lines)
    if len(begun) < len(lines):
        own = [u for u in left if u.lines[0] in begun]
        return above, own, right, [u for u in left if u not in own], below
    ending = running_on(lines, _lines(below))
    tail = [u for u in below if u.lines[0] in ending]
    return above, left, tail, right, [u for u in below if u not in tail]


def _wrapped_at_head(lines: Sequence[Line]) -> list[Line]:
    """The lines of a right side that begins a page and that text runs round."""
    above, left, right, below = map(_lines, _cut(_units(lines)) or ([], [], [], []))
    return right if not above and wraps(left, right, below) else []


def _lines(units: Sequence[_Unit]) -> list[Line]:
    return [line for unit in units for line in unit.lines]


def _ends_alone(units: Sequence[_Unit], right: Sequence[_Unit], edge: float) -> bool:
    """Whether only what is left of an edge stands below the right side."""
    foot = max((u.bottom for u in right), default=0.0)
    return all(u.right <= edge + 1 for u in units if u.top > foot)


def _level(left: list[_Unit], right: Sequence[_Unit], gap: float) -> list[_Unit]:
    """The units of a left side that stand beside the right one or run on below it without white space of more
    than `gap` font sizes."""
    if not right:
        return []
    top, bottom = min(u.top for u in right), max(u.bottom for u in right)
    kept: list[_Unit] = []
    reached = bottom
    for unit in sorted(left, key=lambda u: u.top):
        if unit.bottom < top:
            continue
        if unit.top > reached + gap * unit.lines[0].size:
            break
        kept.append(unit)
        reached = max(reached, unit.bottom)
    return kept


def _edges(units: Sequence[_Unit]) -> list[tuple[float, float]]:
    """Left edges that three lines or a box share, but for the first; and how far left of them an overhanging
    quotation mark may stand."""
    lefts = sorted((u.left, max(len(u.lines), 1), u.lines[0].size) for u in units)
    edges = list(_centred(units))
    i = 0
    while i < len(lefts):
        j = i
        while j < len(lefts) and lefts[j][0] - lefts[i][0] < 3:
            j += 1
        if sum(count for _, count, _ in lefts[i:j]) >= _WIDE_LINES and i:
            edges.append((lefts[i][0], 0.6 * lefts[i][2]))
        i = j
    return edges


def _centred(units: Sequence[_Unit]) -> Iterator[tuple[float, float]]:
    """Left edges of columns of centred lines: three or more one close below the other about one middle."""
    groups: list[list[_Unit]] = []
    near: list[list[_Unit]] = []
    for unit in sorted((u for u in units if u.lines[0].boxed < 0), key=lambda u: u.top):
        near = [group for group in near if unit.top - group[-1].bottom < group[-1].lines[0].size]
        under = next((group for group in near if _same_middle(group[-1], unit)), None)
        if under is None:
            groups.append([unit])
            near.append(groups[-1])
        else:
            under.append(unit)
    for group in groups:
        lefts = [u.left for u in group]
        if len(group) >= _WIDE_LINES and max(lefts) - min(lefts) > 3:
            yield min(lefts), 0.6 * group[0].lines[0].size


def _same_middle(upper: _Unit, lower: _Unit) -> bool:
    """Whether a line is centred below another, as near as lines of a text are."""
    size = min(upper.lines[0].size, lower.lines[0].size)
    return abs(upper.left + upper.right - lower.left - lower.right) < 6 and lower.top - upper.bottom < size


def _columns(left: Sequence[_Unit], right: Sequence[_Unit]) -> bool:
    """Whether two sides are columns of text: three wide lines each, beside one another."""
    if not left or not right:
        return False
    gutter = min(u.left for u in right) - max(u.right for u in left)
    size = max(u.lines[0].size for u in right)
    if gutter < min(_NARROWEST * size, 8):
        return False
    overlap = min(max(u.bottom for u in side) for side in (left, right)) - max(
        min(u.top for u in side) for side in (left, right)
    )
    return overlap > 2 * size and all(_wide(side) >= _WIDE_LINES for side in (left, right))


def _wide(side: Sequence[_Unit]) -> int:
    """How many lines of running text a side has. It may hold several columns: the widest line measures it."""
    width = max(u.right - u.left for u in side)
    return sum(
        u.wide_lines or (u.right - u.left >= _WIDE * width and len(u.lines[0].text) >= _WIDE_LETTERS)
        for u in side
    )
