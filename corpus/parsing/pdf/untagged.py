"""What a tagged page prints and nobody tagged: put at its place, or reason to do without the tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.parsing.pdf.types import Element, Flags, Ints, PageChars

COVERED = 0.98
"""The share of the characters between the first and the last tagged line that the tags must hold."""
_MOST_OUTSIDE = 0.5
_MARK = 3


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's printed characters, and the tagged piece each is in (-1: none)."""

    chars: PageChars
    visible: Ints
    owner: Ints


def with_untagged(chars: PageChars, tagged: Sequence[Element], printed: Flags) -> list[Element] | None:
    """Tagged pieces, with untagged text inside one (marks of footnotes) in it, and other untagged text as
    paragraphs at their height, or as notes below all that is tagged. None where too much is untagged."""
    visible = np.flatnonzero(printed).astype(np.int32)
    owner = np.full(len(chars.text), -1, np.int32)
    for number, element in enumerate(tagged):
        owner[element.chars] = number
    page = _Page(chars, visible, owner)
    if not (owner[visible] >= 0).any():
        return None
    grown: set[int] = set()
    for group in _groups(page):
        holder = _holder(page, group)
        if holder >= 0:
            owner[group] = holder
            grown.add(holder)
    held = visible[owner[visible] >= 0]
    rest = visible[owner[visible] < 0]
    top, bottom = chars.boxes[held, 1].min(), chars.boxes[held, 3].max()
    middle = (chars.boxes[rest, 1] + chars.boxes[rest, 3]) / 2
    outside = (middle < top) | (middle > bottom)
    between = len(rest) - outside.sum()
    if between > (1 - COVERED) * (len(held) + between) or outside.sum() > _MOST_OUTSIDE * len(visible):
        return None
    whole = [
        replace(element, chars=_all(chars, element, number, owner)) if number in grown else element
        for number, element in enumerate(tagged)
    ]
    return _inserted(page, whole, float(bottom))


def _all(chars: PageChars, element: Element, number: int, owner: Ints) -> Ints:
    """The characters of a piece; what it took in stands behind what it is printed beside."""
    order = element.chars.tolist()
    for index in np.setdiff1d(np.flatnonzero(owner == number), element.chars).tolist():
        boxes = chars.boxes[order]
        level = (boxes[:, 1] < chars.boxes[index, 3]) & (boxes[:, 3] > chars.boxes[index, 1])
        away = np.where(level, np.abs(boxes[:, 2] - chars.boxes[index, 0]), np.inf)
        order.insert(int(away.argmin()) + 1 if level.any() else len(order), index)
    return np.array(order, np.int32)


def _groups(page: _Page) -> list[Ints]:
    """Untagged printed characters on end."""
    loose = page.owner[page.visible] < 0
    places = np.flatnonzero(loose)
    parts = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1) if len(places) else []
    return [page.visible[part] for part in parts]


def _holder(page: _Page, group: Ints) -> int:
    """The piece that untagged characters belong to: they stand within it, or are its last mark; else -1."""
    place = np.searchsorted(page.visible, [group[0], group[-1]])
    if not place[0]:
        return -1
    last = page.visible[place[0] - 1]
    before = int(page.owner[last])
    follows = page.visible[place[1] + 1 : place[1] + 2]
    boxes, chars = page.chars.boxes, page.chars
    first = boxes[group[0]]
    if before >= 0 and len(follows) and page.owner[follows[0]] == before:
        mine = boxes[page.visible[page.owner[page.visible] == before]]
        above, below = mine[:, 1].min() - 2, mine[:, 3].max() + 2
        return before if boxes[group, 1].min() >= above and boxes[group, 3].max() <= below else -1
    level = first[1] < boxes[last, 3] and first[3] > boxes[last, 1]
    beside = level and abs(first[0] - boxes[last, 2]) < chars.sizes[last]
    mark = len(group) <= _MARK and chars.text[group[0] : group[-1] + 1].isdigit()
    return before if mark and beside else -1


def _inserted(page: _Page, tagged: Sequence[Element], bottom: float) -> list[Element]:
    """Pieces with the untagged rest by height: each before the first piece that begins below it."""
    chars = page.chars
    loose = [element for group in _groups(page) for element in _paragraphs(page, group, bottom)]
    whole = list(tagged)
    for element in sorted(loose, key=lambda e: -float(chars.boxes[e.chars, 1].min())):
        foot = float(chars.boxes[element.chars, 3].max())
        tops = [float(chars.boxes[piece.chars, 1].min()) for piece in whole]
        place = next((i for i, top in enumerate(tops) if top >= foot - 1), len(whole))
        whole.insert(place, element)
    return whole


def _paragraphs(page: _Page, group: Ints, bottom: float) -> list[Element]:
    """Lines on end as one piece; below all that is tagged, one that begins with a number begins a note."""
    chars = page.chars
    apart = np.diff(chars.baselines[group])
    size = np.maximum(chars.sizes[group][1:], 1)
    starts = [0, *(np.flatnonzero(np.abs(apart) > 0.5 * size) + 1).tolist()]
    below = float(chars.boxes[group, 1].min()) >= bottom - 1
    parts: list[list[int]] = []
    for start, end in zip(starts, [*starts[1:], len(group)], strict=True):
        line = _with_spaces(page, group[start], group[end - 1])
        new_note = below and chars.text[group[start]].isdigit()
        far = start > 0 and not -0.5 * size[start - 1] < apart[start - 1] < 2 * size[start - 1]
        if not parts or new_note or far:
            parts.append([])
        parts[-1].extend(line)
    note = [below and chars.text[part[0]].isdigit() for part in parts]
    return [
        Element(chars.number, "Note" if is_note else "P", np.array(part, np.int32))
        for part, is_note in zip(parts, note, strict=True)
    ]


def _with_spaces(page: _Page, first: int, last: int) -> list[int]:
    """The characters from first to last that no piece holds, and the white space after them."""
    between = [i for i in range(first, last + 1) if page.owner[i] < 0 or page.chars.text[i].isspace()]
    after = last + 1
    while after < len(page.chars.text) and page.chars.text[after].isspace():
        between.append(after)
        after += 1
    return between
