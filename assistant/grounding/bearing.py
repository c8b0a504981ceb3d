"""Whether one figure of a quotation bears one figure of a sentence: value, unit, range, bound, rate, date."""

from __future__ import annotations

import re
from collections.abc import Hashable
from decimal import Decimal

from assistant.grounding.figure_types import DATED, Figure, FigureKind
from assistant.grounding.figure_words import PERSONS, STAFF

_MAY_SAY = {
    "": {"", "about", "within", "over a time"},
    "about": {"about"},
    "nearly": {"nearly", "about"},
    "more than": {"more than", "at least", "over a time"},
    "at least": {"at least"},
    "less than": {"less than", "at most", "within"},
    "at most": {"at most", "within"},
    "within": {"within", "at most", "less than", "about", ""},
    "over a time": {"over a time", "more than", "about", ""},
}
"""For the bound a quotation states, the bounds a sentence may state: as strong or weaker, never stronger."""

_RATE = re.compile(
    r"(?:\s(?!(?:in|for|over|within|after|of|by|to|than|about|at|once|half|quarter)\b)[\w-]+){0,4}?"
    r"\s(?:a|per|each|every)\s(?P<per>year|month|week|day|hour|head|person|patient|annum)\b"
    r"(?!\s(?:later|ago|after|earlier|before|on|of|long)\b)",
    re.I,
)
_RATE_ANYWHERE = {
    "year": re.compile(r"\b(?:(?:a|per|each|every) year|per annum|annual(?:ly)?|yearly)\b", re.I),
    "month": re.compile(r"\b(?:(?:a|per|each|every) month|monthly)\b", re.I),
    "week": re.compile(r"\b(?:(?:a|per|each|every) week|weekly)\b", re.I),
    "day": re.compile(r"\b(?:(?:a|per|each|every) day|daily)\b", re.I),
    "hour": re.compile(r"\b(?:(?:an?|per|each|every) hour|hourly)\b", re.I),
    "head": re.compile(r"\b(?:(?:a|per|each|every) (?:head|person)|per capita)\b", re.I),
    "patient": re.compile(r"\b(?:a|per|each|every) patient\b", re.I),
}


def same_value(said: Figure, held: Figure) -> bool:
    """Whether the two state the same number, date or name, whatever they count.

    A coarser date may be said than is held: 2024 for September 2024.
    """
    if said.kind in DATED and held.kind in DATED:
        return _same_time(said, held)
    return value_key(said) == value_key(held)


def value_key(figure: Figure) -> Hashable:
    """What a figure is looked up by: equal for figures of the same value, coarser dates apart."""
    if figure.kind in DATED:
        return (figure.kind, figure.value, figure.unit, figure.pair)
    if figure.name:
        return ("name", figure.name)
    if figure.kind is FigureKind.DURATION and figure.unit in ("years", "months"):
        return ("months", figure.value * 12 if figure.unit == "years" else figure.value)
    return figure.value


def name_key(figure: Figure) -> Hashable:
    """The key of the name that a length of time may be a part of: 10 years for the 10 Year Health Plan.

    A name of that form has the key of the time, in turn; None for every other figure.
    """
    if figure.kind is FigureKind.DURATION and figure.unit == "years":
        return ("name", f"{figure.value} year")
    if figure.name.endswith(" year"):
        return ("months", Decimal(figure.name.split()[0]) * 12)
    return None


def _same_time(said: Figure, held: Figure) -> bool:
    year, rest = divmod(int(said.value), 10000)
    if said.kind is FigureKind.DATE and held.kind is FigureKind.DATE:
        held_year, held_rest = divmod(int(held.value), 10000)
        month, day = divmod(rest, 100)
        held_month, held_day = divmod(held_rest, 100)
        return year in (0, held_year) and month in (0, held_month) and day in (0, held_day)
    if said.kind is FigureKind.DATE and held.kind is FigureKind.YEARS:
        return not rest and held.unit == "years" and Decimal(year) in (held.pair or ())
    return said.kind is held.kind and (said.value, said.unit, said.pair) == (held.value, held.unit, held.pair)


def same_unit(said: Figure, held: Figure) -> bool:
    """Whether two figures of the same value are of the same unit, currency or counted thing."""
    if said.kind in DATED or FigureKind.NAME in (said.kind, held.kind):
        return True
    if said.kind is not held.kind:
        return False
    if said.kind is FigureKind.DURATION and {said.unit, held.unit} <= {"years", "months"}:
        return True
    if said.kind not in (FigureKind.COUNT, FigureKind.MANY):
        return said.unit == held.unit
    if not said.unit or not held.unit or said.unit == held.unit:
        return True
    return (said.unit == "people" and held.unit in PERSONS) or (said.unit == "staff" and held.unit in STAFF)


def same_pair(said: Figure, held: Figure) -> bool:
    """Whether two figures belong to the same range or change, or one of them to none it must keep."""
    if said.is_range or held.is_range:
        return said.pair == held.pair or said.kind in DATED
    return not (said.pair and held.pair) or said.pair == held.pair


def bound_agrees(said: Figure, held: Figure) -> bool:
    """Whether the sentence bounds the figure as the quotation does, or more weakly."""
    return said.bound in _MAY_SAY[held.bound]


def rate_of(figure: Figure, text: str) -> str:
    """What a figure is for each of (`year` in `£30 billion a year`), empty where it is not a rate."""
    match = _RATE.match(text, figure.end)
    if not match:
        return ""
    per = match["per"].lower()
    return {"annum": "year", "person": "head"}.get(per, per)


def rate_end(figure: Figure, text: str) -> int:
    """Where what is said of a figure ends: with its rate, or with itself."""
    match = _RATE.match(text, figure.end)
    return match.end() if match else figure.whole[1]


def rate_stated(rate: str, text: str) -> bool:
    """Whether a text gives this rate anywhere, in any of its wordings."""
    return bool(_RATE_ANYWHERE[rate].search(text))
