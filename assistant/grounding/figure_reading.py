"""Reading every figure of a sentence: quantities here, dates and numbered names in `date_reading`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from assistant.grounding.date_reading import dates, leftovers, months, names, plain, with_years, years
from assistant.grounding.figure_bounds import in_pairs, with_bounds
from assistant.grounding.figure_types import Figure, FigureKind
from assistant.grounding.figure_words import ORDINALS, number_of
from assistant.grounding.quotations import fold
from assistant.grounding.share_reading import fractions, multiples, ratios
from assistant.grounding.unit_reading import NUMBER, SCALE, UNIT, counted_after, scaled, time_unit, unit_of

_QUANTITY = re.compile(
    r"(?P<sign>(?<![\w)%£$€-])-(?=[£$€0-9])|\bminus )?(?P<currency>(?:US)?\$ ?|[£€] ?)?"
    rf"(?P<number>{NUMBER}|\ban?(?= (?:thousand|million|billion|trillion|dozen)\b))(?P<half> and a half)?"
    rf"{SCALE}?{UNIT}?",
    re.I,
)
_ORDINAL = re.compile(
    rf"\b(?:(?:(?P<ten>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-)?(?P<word>{'|'.join(ORDINALS)})"
    r"(?![ -](?:party|parties|sector)\b)|(?P<digits>[0-9]{1,6})(?:st|nd|rd|th))\b",
    re.I,
)
_MANY = re.compile(
    r"\b(?:tens of |hundreds of )?(?:dozens|scores|tens|hundreds|thousands|millions|billions)\b", re.I
)
_MANY_SIZE = {
    "tens": 1,
    "dozens": 1,
    "scores": 1,
    "hundreds": 2,
    "thousands": 3,
    "millions": 6,
    "billions": 9,
}
_A_WHILE = re.compile(r"\ban? (?P<time>hour|day|week|month|year|decade|century)\b", re.I)
_FOR_A_WHILE = re.compile(
    r"\b(?:wait(?:s|ed|ing)?|than|over|least|under|most|to|about|around|nearly|almost|within|after|for|in) $",
    re.I,
)
_BESIDE_ONE = re.compile(r"\b(?:no|any|this|that|another|every|each|which|the) $", re.I)


def read(text: str) -> tuple[Figure, ...]:
    """Every figure of a text in order, numbered names among them; spans and raw words are as written."""
    folded = fold(text)
    plain_text = folded.text
    taken = bytearray(len(plain_text))
    found: list[Figure] = []
    for reader in _READERS:
        for figure in reader(plain_text):
            if not any(taken[figure.start : figure.end]):
                taken[figure.start : figure.end] = b"\x01" * (figure.end - figure.start)
                found.append(figure)
    unread = "".join(" " if was_read else char for char, was_read in zip(plain_text, taken, strict=True))
    found.extend(replace(figure, raw=plain_text[figure.start : figure.end]) for figure in leftovers(unread))
    found.sort(key=lambda figure: figure.start)
    found = in_pairs(with_bounds(with_years(found, plain_text), plain_text), plain_text)
    out = []
    for figure in found:
        (start, end), whole = folded.span(figure.start, figure.end), folded.span(*figure.whole)
        out.append(
            replace(
                figure, start=start, end=end, whole=whole, raw=text[start:end], stated=text[slice(*whole)]
            )
        )
    return tuple(out)


def read_figures(text: str) -> tuple[Figure, ...]:
    """Every quantity and date of a text in order. Names such as Cm 7432 or Type 2 are not quantities."""
    return tuple(figure for figure in read(text) if figure.kind is not FigureKind.NAME)


def _quantities(text: str) -> Iterator[Figure]:
    for match in _QUANTITY.finditer(text):
        number = match["number"].lower()
        value = Decimal(1) if number in ("a", "an") else number_of(number)
        value += Decimal("0.5") if match["half"] else 0
        value = scaled(value, match["scale"])
        kind, unit = unit_of(match, text)
        if kind is FigureKind.MONEY and unit == "pence":
            value, unit = value / 100, "GBP"
        end = match.end() - len(match["plural"] or "")
        noun_next = not match["scale"] and not match["half"] and number == "one" and kind is FigureKind.COUNT
        if noun_next and (not unit or _BESIDE_ONE.search(text[: match.start()][-10:])):
            continue  # `one` as a pronoun
        figure = plain(kind, -value if match["sign"] else value, text, (match.start(), end), unit)
        yield figure


def _ordinals(text: str) -> Iterator[Figure]:
    for match in _ORDINAL.finditer(text):
        if match["word"] and text[match.end() : match.end() + 1] == "," and not text[: match.start()].strip():
            continue  # `First, ...` counts nothing
        tens = number_of(match["ten"]) if match["ten"] else Decimal(0)
        value = Decimal(match["digits"]) if match["digits"] else tens + ORDINALS[match["word"].lower()]
        yield plain(FigureKind.ORDINAL, value, text, match.span())


def _many(text: str) -> Iterator[Figure]:
    for match in _MANY.finditer(text):
        size = sum(_MANY_SIZE[word] for word in match[0].lower().split(" of "))
        unit = counted_after(text, match.end() + 3 if text.startswith(" of ", match.end()) else match.end())
        yield plain(FigureKind.MANY, Decimal(10) ** size, text, match.span(), unit)


def _whiles(text: str) -> Iterator[Figure]:
    for match in _A_WHILE.finditer(text):
        if _FOR_A_WHILE.search(text[: match.start()][-12:]):
            yield plain(FigureKind.DURATION, Decimal(1), text, match.span(), time_unit(match["time"]))


_READERS = (
    names,
    dates,
    years,
    months,
    ratios,
    fractions,
    multiples,
    _ordinals,
    _many,
    _quantities,
    _whiles,
)
