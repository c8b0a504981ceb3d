"""Whether a text states a gold number: read with its scale and unit, never matched as characters. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assistant.grounding.bearing import same_unit, same_value
from assistant.grounding.figures import Figure, FigureKind, read_figures
from evals.types import GoldNumber

_KINDS = {
    "GBP": FigureKind.MONEY,
    "%": FigureKind.PERCENT,
    "points": FigureKind.POINTS,
    "times": FigureKind.TIMES,
}
_DATES = ("date", "year")
_DURATIONS = frozenset("seconds minutes hours days nights weeks months years".split())
_COUNTED = frozenset({FigureKind.COUNT, FigureKind.MANY, FigureKind.ORDINAL})


@lru_cache(maxsize=20_000)
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text."""
    return read_figures(text)


def states(text: str, number: GoldNumber) -> bool:
    """Whether some figure of the text has this value, within its tolerance, and this unit."""
    return any(_is(figure, number) for figure in figures(text))


def rivals(text: str, number: GoldNumber) -> bool:
    """Whether the text gives another value in the unit of a number, and not the number itself.

    Counted nouns have to be the same: 40 beds do not rival 300 staff.
    """
    like = [f for f in figures(text) if _like(f, number) and (number.unit in _KINDS or _noun(f, number))]
    return bool(like) and not states(text, number)


def _is(figure: Figure, number: GoldNumber) -> bool:
    if number.unit in _DATES:
        return figure.kind is FigureKind.DATE and _same_date(int(figure.value), int(number.value))
    if not _like(figure, number):
        return False
    values = [figure.value, *(figure.pair or ())]
    allowed = max(abs(number.value) * number.rel_tol, 1e-6)
    return any(abs(float(v) - number.value) <= allowed for v in values)


def _like(figure: Figure, number: GoldNumber) -> bool:
    """Whether a figure is of the sort a gold number is: money, a share, a length of time, a count."""
    if number.unit in _KINDS:
        return figure.kind is _KINDS[number.unit]
    if number.unit in _DURATIONS:
        # "18 weeks" in a target's name may be read as a count of weeks.
        return figure.kind is FigureKind.DURATION or figure.unit == number.unit
    return figure.kind in _COUNTED


def _noun(figure: Figure, number: GoldNumber) -> bool:
    return figure.unit == number.unit


def _same_date(said: int, gold: int) -> bool:
    """Dates as YYYYMMDD, zeros for what is left open; a year alone is stated by any date in it."""
    if gold < 10_000:
        return said // 10_000 == gold
    parts = [
        (gold // 10_000, said // 10_000),
        (gold // 100 % 100, said // 100 % 100),
        (gold % 100, said % 100),
    ]
    return all(wanted in (0, got) for wanted, got in parts)


def grounded(sentence: str, quotations: Sequence[str]) -> tuple[int, int]:
    """(figures of the sentence that a quotation has with the same value, kind and unit, all its figures)."""
    said = figures(sentence)
    held = [figure for quotation in quotations for figure in figures(quotation)]
    borne = sum(
        any(same_value(figure, other) and same_unit(figure, other) for other in held) for figure in said
    )
    return borne, len(said)
