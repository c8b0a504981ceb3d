"""Bullets and numbers that an author typed before paragraphs instead of letting Word put them there. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.parsing.docx_items import Item
from corpus.types import BlockKind

_BULLET = re.compile(r"(?:[•·▪●◦‣■□◻➢✓❖–—\-*][\t ]+|[•▪●◦‣・]\s*)(?=[^\s\d])")
_MARK = re.compile(
    r"(\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|\([a-z]{1,4}\)|\(\d{1,3}\)|[a-z]{1,4}[.)]|[A-Z][.)])\t\s*(?=\S)"
)
_SPACED = re.compile(r"((?:\d{1,3}\.){1,4}\d{1,3}|\d{1,3}(?=[.)]))[.)]?\s+(?=[^\s\d])")
_PARTS = re.compile(r"\d+(?:\.\d+)+")
_ITEMS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.BOX)


def typed_marker(kind: BlockKind, raw: str, text: str) -> tuple[BlockKind, str, str | None]:
    """(kind, text, number) of a paragraph without the bullet, or the number set apart by a tab, before it."""
    stripped = raw.lstrip()
    if kind not in _ITEMS:
        return kind, text, None
    if kind is not BlockKind.HEADING and (match := _BULLET.match(stripped)):
        return _listed(kind), text[len(match[0].strip()) :].lstrip(), None
    if (match := _MARK.match(stripped)) and text.startswith(match[1]):
        number = match[1].rstrip(".")
        kind = kind if _PARTS.fullmatch(number) else _listed(kind)
        return kind, text[len(match[1]) :].lstrip(), number
    return kind, text, None


def _listed(kind: BlockKind) -> BlockKind:
    return BlockKind.LIST_ITEM if kind is BlockKind.PARAGRAPH else kind


def with_typed_numbers(items: Sequence[Item]) -> list[Item]:
    """Numbers that only a space parts from the text are told from figures (`3.5 million`) by their
    neighbours: they run on from one typed number to the next."""
    opening = [_spaced(item) for item in items]
    typed = {
        i: tuple(map(int, number.split(".")))
        for i, (item, match) in enumerate(zip(items, opening, strict=True))
        if (number := match[1] if match else _own(item))
    }
    running = {
        i for one, other in pairwise(typed) if _runs_on(typed[one], typed[other]) for i in (one, other)
    }
    done = list(items)
    for i, match in enumerate(opening):
        if match and i in running:
            kind = items[i].kind if "." in match[1] else _listed(items[i].kind)
            done[i] = replace(items[i], kind=kind, text=items[i].text[match.end() :], number=match[1])
    return done


def _spaced(item: Item) -> re.Match[str] | None:
    if item.kind not in _ITEMS or item.number or item.printed:
        return None
    return _SPACED.match(item.text)


def _own(item: Item) -> str | None:
    """A number in figures that was typed with a tab."""
    typed = item.printed is None and item.number is not None
    match = re.fullmatch(r"(\d+(?:\.\d+)*)\)?", item.number or "") if typed else None
    return match[1] if match else None


def _runs_on(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether a number comes next: 1.2 after 1.1, 2 after 1.9, 2.1 after 1.9, 1.1.1 after 1.1."""
    if other == (*one, 1):
        return True
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return same is not None and other[same] == one[same] + 1 and all(n == 1 for n in other[same + 1 :])
