"""Whether a text states a gold number: read with its scale and unit, never matched as characters. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.grounding.bearing import same_unit, same_value
from assistant.grounding.figure_types import DATED
from assistant.grounding.figure_words import PERSONS
from assistant.grounding.figures import Figure, FigureKind, read_figures
from evals.types import GoldNumber

_KINDS = {
    "%": FigureKind.PERCENT,
    "points": FigureKind.POINTS,
    "times": FigureKind.TIMES,
}
_MONEY = frozenset({"GBP", "EUR", "USD"})
_DATES = ("date", "year")
_DURATIONS = {
    "seconds": ("seconds", 1),
    "minutes": ("seconds", 60),
    "hours": ("seconds", 3600),
    "days": ("seconds", 86_400),
    "weeks": ("seconds", 604_800),
    "months": ("months", 1),
    "years": ("months", 12),
}
"""Unit → the unit it is compared in, and how many of those it is."""
_YEAR = re.compile(
    r"(?<!\d)(?P<year>[12]\d{3})(?:(?P<decade>s\b)|(?P<mark>[-/–])(?P<end>\d{2})(?![\d-]))?(?!\d)"
)


@lru_cache(maxsize=20_000)
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text."""
    return read_figures(text)


def states(text: str, number: GoldNumber) -> bool:
    """Whether some figure of the text has this value, within its tolerance, and this unit.

    The noun of a count does not decide: a text may call the 7.6 million on a list cases, pathways or nothing.
    Lengths of time are compared over units (18 months are 1.5 years), money only in its own currency.
    """
    return any(is_number(figure, number) for figure in figures(text))


def rivals(text: str, number: GoldNumber) -> tuple[Figure, ...]:
    """The figures of the text that could be taken for the number but have another value.

    They are of its kind and, where it is a count, name the same noun or none: 40 beds do not rival 300 staff.
    A text that gives other years than the number's period speaks of another time. Dates have no rivals: most
    texts give several for good reasons.
    """
    if number.unit in _DATES or _of_another_time(text, number):
        return ()
    return tuple(
        f for f in figures(text) if _like(f, number) and _noun(f, number) and not is_number(f, number)
    )


def is_number(figure: Figure, number: GoldNumber) -> bool:
    """Whether a figure is a gold number, within its tolerance."""
    if number.unit in _DATES:
        return figure.kind is FigureKind.DATE and _same_date(int(figure.value), int(number.value))
    if not _like(figure, number):
        return False
    said, wanted = _scale(figure.unit), _scale(number.unit)
    allowed = max(abs(number.value) * wanted * number.rel_tol, 1e-6)
    return abs(float(figure.value) * said - number.value * wanted) <= allowed


def unit_of(number: GoldNumber) -> str:
    """What numbers of one sort have in common: their unit as a text would be read, months for years."""
    if number.unit in _DATES:
        return "date"
    if number.unit in _DURATIONS:
        return _DURATIONS[number.unit][0]
    return _noun_as_read(number.unit)


def _like(figure: Figure, number: GoldNumber) -> bool:
    """Whether a figure is of the sort a gold number is: money, a share, a length of time, a count."""
    if number.unit in _KINDS:
        return figure.kind is _KINDS[number.unit]
    if number.unit in _MONEY:
        return figure.kind is FigureKind.MONEY and figure.unit == number.unit
    if number.unit in _DURATIONS:
        # "18 weeks" in a target's name may be read as a count of weeks.
        return _DURATIONS.get(figure.unit, ("",))[0] == _DURATIONS[number.unit][0]
    return figure.kind is FigureKind.COUNT


def _scale(unit: str) -> int:
    return _DURATIONS[unit][1] if unit in _DURATIONS else 1


def _noun(figure: Figure, number: GoldNumber) -> bool:
    """Whether a figure counts the number's noun, or none that the text names; always for other sorts."""
    if figure.kind is not FigureKind.COUNT or number.unit in _DURATIONS:
        return True
    noun = _noun_as_read(number.unit)
    return figure.unit in ("", noun) or (figure.unit == "people" and noun in PERSONS)


@lru_cache(maxsize=1_000)
def _noun_as_read(unit: str) -> str:
    """A gold unit by the noun that the reader of figures has for it: cases on a list are `treatments`."""
    read = read_figures(f"2 {unit}")
    return read[0].unit if len(read) == 1 and read[0].unit else unit


def _of_another_time(text: str, number: GoldNumber) -> bool:
    """Whether the text names years, and none from the first to the last that the number's period names."""
    wanted, said = _years_of_period(number.period or ""), _years_said(text)
    return bool(wanted and said) and not any(min(wanted) <= year <= max(wanted) for year in said)


def _years_of_period(period: str) -> list[int]:
    years = []
    for match in _YEAR.finditer(period):
        first = int(match["year"])
        end = int(match["end"] or 0)
        # 2022-23 and 2005/06 are financial years, 2029-07 is a month
        financial = end > 12 or match["mark"] == "/"
        last = first // 100 * 100 + end if financial else first + 9 * bool(match["decade"])
        years += [first, last]
    return years


def _years_said(text: str) -> list[int]:
    said = [f for f in figures(text) if f.kind in DATED]
    dates = [int(f.value) // 10_000 for f in said if f.kind is FigureKind.DATE]
    spans = [int(v) for f in said if f.kind is not FigureKind.DATE for v in f.pair or (f.value,)]
    return [year for year in (*dates, *spans) if year]


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
