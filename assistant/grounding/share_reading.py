"""Reading shares and multiples: one in ten, two thirds, a quarter of a million, doubled, fivefold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.grounding.date_reading import plain
from assistant.grounding.figure_types import Figure, FigureKind
from assistant.grounding.figure_words import ORDINALS, SCALES, number_of
from assistant.grounding.unit_reading import NUMBER, SCALE, TIME, UNIT, counted_after, scaled, time_unit

_RATIO = re.compile(
    rf"(?P<part>{NUMBER}) (?:in|out of)(?: every)? (?P<whole>{NUMBER})(?!{SCALE}|{UNIT})", re.I
)
_DENOMINATORS = {"half": 2, "quarter": 4} | {word: n for word, n in ORDINALS.items() if 3 <= n <= 10}
_PARTS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_NOT_PARTS = (
    "[ -](?:part(?:y|ies)|sector|time|year|month|week|day|consecutive|successive|way|reading|term|monthly"
    "|wave)"
)
_PARTS_OF = "|".join(word for word in _DENOMINATORS if word != "half")
_FRACTION = re.compile(
    rf"(?:\b(?P<part>{'|'.join(_PARTS)})[ -](?P<of>{_PARTS_OF})s?\b(?!{_NOT_PARTS})"
    r"|(?<!first )(?<!second )(?<!other )(?<!latter )(?<! and a )\b(?P<half>half)\b(?!-)"
    r"|(?P<mixed>(?<![0-9.,])[0-9]{0,6})(?P<sign>[½¼¾⅓⅔]))"
    r"(?: of)?(?: (?:an?|one|1) ?"
    r"(?P<base>million|billion|thousand|dozen|century|per ?cent|percent|hour|day|year)\b)?",
    re.I,
)
_TIME_NEXT = re.compile(rf"[ -]{TIME}", re.I)
_SIGNS = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3)}
_MULTIPLES = re.compile(
    r"\b(?:(?P<two>doubl(?:e|ed|es|ing)|twice)|(?P<three>(?:tripl|trebl)(?:e|ed|es|ing))"
    r"|(?P<four>quadrupl(?:e|ed|es|ing))|(?P<half>halv(?:e|ed|es|ing))"
    r"|(?P<fold>two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)-?fold)\b",
    re.I,
)


def ratios(text: str) -> Iterator[Figure]:
    """Every share of whole numbers, as a percentage: one in ten, 4 out of 5."""
    for match in _RATIO.finditer(text):
        part, whole = number_of(match["part"]), number_of(match["whole"])
        is_year = 1800 <= whole <= 2100 and "," not in match["whole"]
        if 0 < part < whole and part == int(part) and whole == int(whole) and not is_year:
            yield plain(FigureKind.PERCENT, part * 100 / whole, text, match.span(), "%")


def fractions(text: str) -> Iterator[Figure]:
    """Every fraction: a percentage by itself, a number or a time where it is of one (half a million)."""
    for match in _FRACTION.finditer(text):
        if match["half"]:
            part, of = 1, 2
        elif match["sign"]:
            part, of = _SIGNS[match["sign"]]
        else:
            part, of = _PARTS[match["part"].lower()], _DENOMINATORS[match["of"].lower()]
        value, end = Decimal(part) / of, match.end()
        base = (match["base"] or "").lower().replace(" ", "")
        if not base:
            end = max(match.end(name) for name in ("of", "half", "sign"))
            end += text[end : end + 1] == "s" and bool(match["part"])
        if match["mixed"]:
            time = _TIME_NEXT.match(text, end)
            kind, unit = (FigureKind.DURATION, time_unit(time["time"])) if time else (FigureKind.COUNT, "")
            end = time.end() if time else end
            yield plain(kind, value + int(match["mixed"]), text, (match.start(), end), unit)
        elif base in ("hour", "day", "year"):
            yield plain(FigureKind.DURATION, value, text, (match.start(), end), base + "s")
        elif base == "century":
            yield plain(FigureKind.DURATION, value * 100, text, (match.start(), end), "years")
        elif base in SCALES or base == "dozen":
            unit = counted_after(text, end)
            yield plain(FigureKind.COUNT, scaled(value, base), text, (match.start(), end), unit)
        else:
            value = value if base else value * 100
            yield plain(FigureKind.PERCENT, value, text, (match.start(), end), "%")


def multiples(text: str) -> Iterator[Figure]:
    """Every multiple in one word: doubled, twice, fivefold, halved."""
    values = {"two": Decimal(2), "three": Decimal(3), "four": Decimal(4), "half": Decimal("0.5")}
    for match in _MULTIPLES.finditer(text):
        value = number_of(match["fold"]) if match["fold"] else values[str(match.lastgroup)]
        yield plain(FigureKind.TIMES, value, text, match.span(), "times")
