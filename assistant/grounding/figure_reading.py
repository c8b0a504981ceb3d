"""Reading every figure of a sentence: quantities here, dates and numbered names in `date_reading`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from assistant.grounding.date_reading import dates, leftovers, months, names, plain, with_years, years
from assistant.grounding.figure_bounds import in_pairs, with_bounds
from assistant.grounding.figure_types import Figure, FigureKind
from assistant.grounding.figure_words import (
    COUNTED,
    DIGITS,
    ORDINALS,
    SCALES,
    SPELT,
    STOPS,
    number_of,
)
from assistant.grounding.quotations import fold

_NUMBER = rf"(?:{DIGITS}|\b{SPELT})"
_SCALE = r"(?:[ -]?(?P<scale>(?:hundred|thousand|million|billion|trillion|dozen)(?=s?\b)|(?:bn|tn|mn|[mk])\b)s?)"
_TIME = r"(?P<time>second|minute|hour|day|week|month|year|decade|centur)(?:s|y|ies)?\b"
_UNIT = (
    r"(?:(?P<points>(?:(?: ?%|[ -]?per ?cent|[ -]percentage)[ -])points?\b|[ -]points?\b| ?ppt?s?\b)"
    r"|(?P<percent> ?%|[ -]?per ?cent\b|pc\b)"
    r"|(?P<times>[ -]?times\b|-?fold\b)"
    r"|(?P<coin> (?:pounds?|euros?|dollars?|pence)\b|p\b)"
    rf"|[ -](?:calendar |working )?{_TIME}(?![ -](?:case|centre|surg|hospital|room|unit))"
    r"|(?P<measure> ?(?:km|kg|mg|ml|MB|GB|KB|mm|cm|hrs?)\b)"
    r"|(?P<plural>'?s\b))"
)
_QUANTITY = re.compile(
    r"(?P<sign>(?<![\w)%£$€-])-(?=[£$€0-9])|\bminus )?(?P<currency>(?:US)?\$ ?|[£€] ?)?"
    rf"(?P<number>{_NUMBER}|\ban?(?= (?:thousand|million|billion|trillion|dozen)\b))(?P<half> and a half)?"
    rf"{_SCALE}?{_UNIT}?",
    re.I,
)
_CURRENCIES = {"£": "GBP", "$": "USD", "€": "EUR", "pound": "GBP", "dollar": "USD", "euro": "EUR"}
_RATIO = re.compile(rf"(?P<part>{_NUMBER}) (?:in|out of)(?: every)? (?P<whole>{_NUMBER})(?!{_SCALE}|{_UNIT})", re.I)
_DENOMINATORS = {"half": 2, "quarter": 4} | {word: n for word, n in ORDINALS.items() if 3 <= n <= 10}
_PARTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_FRACTION = re.compile(
    rf"(?:\b(?P<part>{'|'.join(_PARTS)})[ -](?P<of>{'|'.join(w for w in _DENOMINATORS if w != 'half')})s?\b"
    r"|(?<!first )(?<!second )(?<!other )(?<!latter )\b(?P<half>half)\b(?!-)"
    r"|(?P<mixed>(?<![0-9.,])[0-9]{0,6})(?P<sign>[½¼¾⅓⅔]))"
    r"(?![ -](?:part(?:y|ies)|sector|time|year|month|week|consecutive|successive|way|reading|term|monthly|wave|day|hour))"
    r"(?: of)?(?: (?:an?|one|1) ?(?P<base>million|billion|thousand|dozen|century|per ?cent|percent|hour|day|year)\b)?",
    re.I,
)
_SIGNS = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3)}
_MULTIPLES = re.compile(
    r"\b(?:(?P<two>doubl(?:e|ed|es|ing)|twice)|(?P<three>(?:tripl|trebl)(?:e|ed|es|ing))"
    r"|(?P<four>quadrupl(?:e|ed|es|ing))|(?P<half>halv(?:e|ed|es|ing))"
    r"|(?P<fold>two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)-?fold)\b",
    re.I,
)
_ORDINAL = re.compile(
    rf"\b(?:(?:(?P<ten>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-)?(?P<word>{'|'.join(ORDINALS)})"
    r"(?![ -](?:party|parties|sector)\b)|(?P<digits>[0-9]{1,6})(?:st|nd|rd|th))\b",
    re.I,
)
_MANY = re.compile(r"\b(?:tens of |hundreds of )?(?:dozens|scores|tens|hundreds|thousands|millions|billions)\b", re.I)
_MANY_SIZE = {"tens": 1, "dozens": 1, "scores": 1, "hundreds": 2, "thousands": 3, "millions": 6, "billions": 9}
_A_WHILE = re.compile(r"\ban? (?P<time>hour|day|week|month|year|decade|century)\b", re.I)
_FOR_A_WHILE = re.compile(r"\b(?:than|over|least|under|most|to|about|around|nearly|almost|within|after|for|in) $", re.I)
_BESIDE_ONE = re.compile(r"\b(?:no|any|this|that|another|every|each|which|the) $", re.I)
_WORD = re.compile(r"[ -]([A-Za-z][A-Za-z'&]*)")


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
    found.sort(key=lambda figure: figure.start)
    found = in_pairs(with_bounds(with_years(found, plain_text), plain_text), plain_text)
    out = []
    for figure in found:
        (start, end), whole = folded.span(figure.start, figure.end), folded.span(*figure.whole)
        out.append(
            replace(figure, start=start, end=end, whole=whole, raw=text[start:end], stated=text[slice(*whole)])
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
        value = _scaled(value, match["scale"])
        kind, unit = _unit_of(match, text)
        if kind is FigureKind.MONEY and unit == "pence":
            value, unit = value / 100, "GBP"
        end = match.end() - len(match["plural"] or "")
        noun_next = not match["scale"] and not match["half"] and number == "one" and kind is FigureKind.COUNT
        if noun_next and (not unit or _BESIDE_ONE.search(text[: match.start()][-10:])):
            continue  # `one` as a pronoun
        figure = plain(kind, -value if match["sign"] else value, text, (match.start(), end), unit)
        yield figure


def _scaled(value: Decimal, scale: str | None) -> Decimal:
    if not scale:
        return value
    return value * 12 if scale.lower() == "dozen" else value * 10 ** SCALES[scale.lower()]


def _unit_of(match: re.Match[str], text: str) -> tuple[FigureKind, str]:
    if match["currency"]:
        return FigureKind.MONEY, _CURRENCIES[match["currency"].strip()[-1]]
    if match["coin"]:
        coin = match["coin"].strip().lower().rstrip("s")
        return FigureKind.MONEY, _CURRENCIES.get(coin, "pence")
    if match["points"]:
        return FigureKind.POINTS, "percentage points"
    if match["percent"]:
        return FigureKind.PERCENT, "%"
    if match["times"]:
        return FigureKind.TIMES, "times"
    if match["time"]:
        return FigureKind.DURATION, _time_unit(match["time"])
    if match["measure"]:
        return FigureKind.COUNT, match["measure"].strip()
    return FigureKind.COUNT, _counted_after(text, match.end())


def _time_unit(stem: str) -> str:
    return "centuries" if stem.lower().startswith("centur") else stem.lower() + "s"


def _counted_after(text: str, at: int) -> str:
    """The noun counted by a number that ends here: the last counted noun before the phrase ends."""
    noun = ""
    for _ in range(5):
        match = _WORD.match(text, at)
        if not match or (word := match[1].lower().removesuffix("'s")) in STOPS:
            break
        if word in ("day", "days") and noun == "beds":
            noun = "bed days"
        else:
            noun = COUNTED.get(word, noun)
        if word.endswith(("ing", "ed")) and word not in ("nursing", "learning", "bed"):
            break
        at = match.end()
    return noun


def _ratios(text: str) -> Iterator[Figure]:
    for match in _RATIO.finditer(text):
        part, whole = number_of(match["part"]), number_of(match["whole"])
        is_year = 1800 <= whole <= 2100 and "," not in match["whole"]
        if 0 < part < whole and part == int(part) and whole == int(whole) and not is_year:
            yield plain(FigureKind.PERCENT, part * 100 / whole, text, match.span(), "%")


def _fractions(text: str) -> Iterator[Figure]:
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
            yield plain(FigureKind.COUNT, value + int(match["mixed"]), text, (match.start(), end))
        elif base in ("hour", "day", "year"):
            yield plain(FigureKind.DURATION, value, text, (match.start(), end), base + "s")
        elif base == "century":
            yield plain(FigureKind.DURATION, value * 100, text, (match.start(), end), "years")
        elif base in SCALES or base == "dozen":
            unit = _counted_after(text, end)
            yield plain(FigureKind.COUNT, _scaled(value, base), text, (match.start(), end), unit)
        else:
            value = value if base else value * 100
            yield plain(FigureKind.PERCENT, value, text, (match.start(), end), "%")


def _multiples(text: str) -> Iterator[Figure]:
    values = {"two": Decimal(2), "three": Decimal(3), "four": Decimal(4), "half": Decimal("0.5")}
    for match in _MULTIPLES.finditer(text):
        value = number_of(match["fold"]) if match["fold"] else values[str(match.lastgroup)]
        yield plain(FigureKind.TIMES, value, text, match.span(), "times")


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
        unit = _counted_after(text, match.end() + 3 if text.startswith(" of ", match.end()) else match.end())
        yield plain(FigureKind.MANY, Decimal(10) ** size, text, match.span(), unit)


def _whiles(text: str) -> Iterator[Figure]:
    for match in _A_WHILE.finditer(text):
        if _FOR_A_WHILE.search(text[: match.start()][-10:]):
            yield plain(FigureKind.DURATION, Decimal(1), text, match.span(), _time_unit(match["time"]))


_READERS = (names, dates, years, months, _ratios, _fractions, _multiples, _ordinals, _many, _quantities, _whiles, leftovers)
