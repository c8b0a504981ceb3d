"""What follows a number: its scale, its unit, and the noun it counts."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.grounding.figure_types import FigureKind
from assistant.grounding.figure_words import COUNTED, DIGITS, SCALES, SPELT, STOPS

# These patterns are parts of larger ones that are used with re.I.
NUMBER = rf"(?:{DIGITS}|\b{SPELT})"
SCALE = (
    r"(?:[ -]?(?P<scale>(?:hundred|thousand|million|billion|trillion|dozen)(?=s?\b)|(?:bn|tn|mn|[mk])\b)s?)"
)
TIME = r"(?P<time>second|minute|hour|day|week|month|year|decade|centur)(?:s|y|ies)?\b"
UNIT = (
    r"(?:(?P<points>(?:(?: ?%|[ -]?per ?cent|[ -]percentage)[ -])points?\b|[ -]points?\b| ?ppt?s?\b)"
    r"|(?P<percent> ?%|[ -]?per ?cent\b|pc\b)"
    r"|(?P<times>[ -]?times\b|-?fold\b)"
    r"|(?P<coin> (?:pounds?|euros?|dollars?|pence)\b|p\b)"
    rf"|[ -](?:calendar |working )?{TIME}(?![ -](?:case|centre|surg|hospital|room|unit))"
    r"|(?P<measure> ?(?:km|kg|mg|ml|MB|GB|KB|mm|cm|hrs?)\b)"
    r"|(?P<plural>'?s\b))"
)
_CURRENCIES = {"£": "GBP", "$": "USD", "€": "EUR", "pound": "GBP", "dollar": "USD", "euro": "EUR"}
_WORD = re.compile(r"[ -]([A-Za-z][A-Za-z'&]*)")


def scaled(value: Decimal, scale: str | None) -> Decimal:
    """The value with its scale word applied, where there is one."""
    if not scale:
        return value
    return value * 12 if scale.lower() == "dozen" else value * 10 ** SCALES[scale.lower()]


def unit_of(match: re.Match[str], text: str) -> tuple[FigureKind, str]:
    """The kind and unit of a quantity, from the groups of `UNIT` and the words after it."""
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
        return FigureKind.DURATION, time_unit(match["time"])
    if match["measure"]:
        return FigureKind.COUNT, match["measure"].strip()
    return FigureKind.COUNT, counted_after(text, match.end())


def time_unit(stem: str) -> str:
    """The plural unit of the stem that `TIME` matched."""
    return "centuries" if stem.lower().startswith("centur") else stem.lower() + "s"


def counted_after(text: str, at: int) -> str:
    """The noun counted by a number that ends here: the last counted noun before the phrase ends."""
    noun = ""
    for _ in range(5):
        match = _WORD.match(text, at)
        if not match or (word := match[1].lower().removesuffix("'s")) in STOPS:
            break
        bed_days = noun == "beds" and word in ("day", "days")
        noun = "bed days" if bed_days else COUNTED.get(word, noun)
        if word.endswith(("ing", "ed")) and word not in ("nursing", "learning", "bed"):
            break
        at = match.end()
    return noun
