"""What stands around a figure: the word that bounds it, and the figure it makes a range or a change with."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from assistant.grounding.figure_types import DATED, Figure, FigureKind
from assistant.grounding.figure_words import BOUND_OF, BOUND_WORDS

BOUND_PATTERN = re.compile(rf"(?<![\w-])(?:{BOUND_WORDS})(?![\w-])", re.I)
"""Every word or phrase that can bound a figure."""
_BEFORE = re.compile(rf"(?<![\w-])(?P<words>{BOUND_WORDS})[ -]$", re.I)
_AFTER = re.compile(
    r"\+|(?: [a-z]+)? (?:(?P<more>or (?:more|longer)|(?:or|and) (?:over|above|older))"
    r"|(?:or|and) (?:fewer|less|under|below))\b",
    re.I,
)
_WAITED = re.compile(
    r"(?:wait\w*|stay\w*|last(?:ed|ing|s)|takes?|took|aged|for|of)(?: (?:of|for))? (?:just )?$", re.I
)
_UNBOUNDED = DATED | {FigureKind.ORDINAL, FigureKind.NAME}
_REACH = 32

_FROM = re.compile(rf"\b(?:from|between)(?: (?:a|an|only|just|{BOUND_WORDS}))* $", re.I)
_STEP = re.compile(rf"(?:^|\s)to(?: (?:only|just|{BOUND_WORDS}))* $", re.I)
_TOUCHING = re.compile(r" ?- ?| to | or | and ")
_SIMPLE = frozenset(
    {
        FigureKind.COUNT,
        FigureKind.MONEY,
        FigureKind.PERCENT,
        FigureKind.POINTS,
        FigureKind.DURATION,
        FigureKind.TIMES,
    }
)


def with_bounds(figures: list[Figure], text: str) -> list[Figure]:
    """The figures with the words that bound them, such as `more than` before or `or more` after."""
    return [figure if figure.kind in _UNBOUNDED else _bounded(figure, text) for figure in figures]


def _bounded(figure: Figure, text: str) -> Figure:
    before = _BEFORE.search(text[max(0, figure.start - _REACH) : figure.start])
    if before:
        start = figure.start - len(before[0])
        words = before["words"]
        bound = BOUND_OF[words.lower()]
        if words.lower() == "over" and figure.kind is FigureKind.DURATION:
            waited = _WAITED.search(text[max(0, start - _REACH) : start])
            bound = bound if waited else "over a time"  # `over three years` may mean during
        whole = (start, figure.end)
        return replace(figure, qualifier=words, bound=bound, whole=whole, stated=text[slice(*whole)])
    after = _AFTER.match(text, figure.end)
    if not after:
        return figure
    whole = (figure.start, after.end())
    bound = "at least" if after[0] == "+" or after["more"] else "at most"
    return replace(figure, qualifier=after[0].strip(), bound=bound, whole=whole, stated=text[slice(*whole)])


def in_pairs(figures: list[Figure], text: str) -> list[Figure]:
    """The figures with what `from A to B`, `between A and B` and `A to B` say of A and B together.

    A scale or unit written once for both, as in `30 to 50 million` or `from 12 days to 4`, goes to both.
    """
    out = list(figures)
    simple = [i for i, figure in enumerate(figures) if figure.kind in _SIMPLE]
    for i, j in pairwise(simple):
        first, last = out[i], out[j]
        between = text[first.end : last.whole[0] if last.whole[0] < last.start else last.start]
        touching = bool(_TOUCHING.fullmatch(between))
        before = _FROM.search(text[max(0, first.start - _REACH) : first.start])
        word = before[0].split()[0].lower() if before else ""
        if not _are_pair(word, between, text[first.end : last.start]):
            continue
        if first.pair or (agreed := _agreed(first, last, touching)) is None:
            continue
        first, last = agreed
        pair = (first.value, last.value)
        out[i] = replace(first, pair=pair, is_range=word != "from")
        out[j] = replace(last, pair=pair, is_range=word != "from")
    return out


def _are_pair(word: str, between: str, with_bound: str) -> bool:
    if word == "from":
        reached = len(with_bound) <= 80 and not re.search(r"[.;]\s", with_bound)
        return (reached and bool(_STEP.search(with_bound))) or between in ("-", " - ")
    if word == "between":
        return between in (" and ", "-", " to ")
    return bool(re.fullmatch(r" ?- ?| to | or ", between))


def _agreed(first: Figure, last: Figure, touching: bool) -> tuple[Figure, Figure] | None:
    """The two ends with the scale and unit they share; None where they are of different kinds."""
    bare = Decimal(1000)
    if touching and first.value < bare <= last.value and "".join(filter(str.isalpha, last.raw)):
        scale = _scale_of(last)
        if scale > 1 and abs(first.value) <= abs(last.value / scale):
            first = replace(first, value=first.value * scale)
    if first.kind is last.kind and (first.unit == last.unit or not first.unit or not last.unit):
        unit = first.unit or last.unit
        return replace(first, unit=unit), replace(last, unit=unit)
    if first.kind is FigureKind.COUNT and not first.unit:
        return replace(first, kind=last.kind, unit=last.unit), last
    if last.kind is FigureKind.COUNT and not last.unit:
        return first, replace(last, kind=first.kind, unit=first.unit)
    return None


def _scale_of(figure: Figure) -> Decimal:
    digits = re.match(r"[^0-9]*([0-9][0-9,]*(?:\.[0-9]+)?)", figure.raw)
    stated = Decimal(digits[1].replace(",", "")) if digits else Decimal(0)
    return abs(figure.value) / stated if stated else Decimal(1)
