"""Reading dates, years and numbered names: the figures that are not quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from assistant.grounding.figure_types import Figure, FigureKind
from assistant.grounding.figure_words import COUNTED, DIGITS, MONTHS, SPELT, number_of

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>(?:18|19|20)[0-9]{2})(?![0-9])(?![.,][0-9])"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"

_FULL_DATES = (
    re.compile(r"(?<![0-9/.-])(?P<year>[0-9]{4})-(?P<number>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9-])"),
    re.compile(r"(?<![0-9/.-])(?P<day>[0-9]{1,2})/(?P<number>[0-9]{1,2})/(?P<year>[0-9]{4})(?![0-9/])"),
    re.compile(rf"(?<![\w.,]){_DAY}(?: of)?[ -]{_MONTH}(?:,? {_YEAR})?", re.I),
    re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}", re.I),
    re.compile(rf"\b{_MONTH},?(?: of)? {_YEAR}", re.I),
)
_MONTH_ALONE = re.compile(rf"\b{_MONTH}")
_ALSO_WORDS = frozenset(
    {"may", "march", "mar", "jan", "dec", "sep", "apr", "jun", "jul", "aug", "feb", "nov", "oct"}
)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|since|from|by|to|of|until|before|after|between|during|and|each|every|last|mid|early|late)[ -]$",
    re.I,
)
_SPAN = re.compile(
    r"(?<![\w£$€.,/])(?P<first>(?:18|19|20)[0-9]{2})(?P<by>/|-| - )(?P<last>(?:18|19|20)[0-9]{2}|[0-9]{2})"
    r"(?![0-9])(?![/.,-][0-9])(?!%)"
)
_DECADE = re.compile(r"(?<![\w£$€,])(?P<year>(?:18|19|20)[0-9]0)'?s\b")
_NOT_A_YEAR = (
    r"(?! ?(?:%|per ?cent|percent|hundred|thousand|million|billion|bn\b|tn\b|m\b|times\b))"
    r"(?![ -](?:minutes|hours|days|weeks|months|years)\b)"
)
_YEAR_ALONE = re.compile(rf"(?<![\w£$€.,/]){_YEAR}(?![\w%/]){_NOT_A_YEAR}")
_COUNTED_NEXT = re.compile(r" ([a-z]+)")
_NOT_COUNTING = re.compile(
    r"(?:\b(?:in|the|of|since|by|to|from|until|and|a|an|this|its|that|their)|'s?) $", re.I
)
_JOINED = re.compile(r" ?[-/] ?| to | and | until | or ")

_NUMBERED = re.compile(
    r"\b(?:(?:Cm|Cmnd|Cmd|HC|HL|CP|SN|CBP|Figure|NHS(?= 111))|(?i:type|band|tier|phase|annex|appendix|chapter"
    r"|section|table|box|pages?|paragraph|recommendation|volume|level|stage|grade|category|wave|question|answer|no\.))"
    r" [0-9]+[a-z]?(?![\w%])(?![.,/][0-9])(?! ?(?:%|per|million|billion|bn|thousand|times)\b)"
)
_IN_YEAR = re.compile(rf"\byear (?:[0-9]{{1,2}}|{SPELT})(?![\w%.-])", re.I)
_YEAR_TITLE = re.compile(rf"(?P<num>{DIGITS}|\b(?i:{SPELT}))[ -]Year(?= [A-Z])")
_CODE = re.compile(r"(?<![^\W_])(?P<lead>[A-Za-z]+)(?P<by>-?)[0-9][0-9A-Za-z-]*")
_CODE_BACK = re.compile(r"(?<![^\W_])(?<![.,£$€-])[0-9]+[A-Z][0-9A-Za-z]*")
_CLOCK = re.compile(
    r"(?<![\w.:])[0-9]{1,2}(?:[.:][0-9]{2})? ?[ap]\.?m\b|(?<![\w.:])[0-9]{1,2}:[0-9]{2}(?![\w:])", re.I
)
_LOOSE = re.compile(r"(?<![^\W_])[^\W_]*[0-9][\w.,:/-]*")
_PREFIXES = frozenset(
    "mid early late pre post under over sub non per by to from since until between all".split()
)


def plain(kind: FigureKind, value: Decimal, text: str, span: tuple[int, int], unit: str = "") -> Figure:
    """A figure as first read: nothing is known yet of its qualifier or of the figure it is paired with."""
    raw = text[slice(*span)]
    return Figure(kind, value, unit, raw, span[0], span[1], span, raw)


def dates(text: str) -> Iterator[Figure]:
    """Every date with a month, most exact first; the value is YYYYMMDD, zeros for what is left open."""
    for pattern in _FULL_DATES:
        for match in pattern.finditer(text):
            held = match.groupdict()
            month = int(held["number"]) if held.get("number") else MONTHS[held["month"].lower()]
            if held.get("month") and not held["month"][0].isupper():
                continue  # `5 may`
            year, day = int(held.get("year") or 0), int(held["day"]) if held.get("day") else None
            if 1 <= month <= 12 and (day is None or 1 <= day <= 31):
                yield _date(text, match.span(), year, month, day or 0)
            else:
                yield _name(text, match.span())  # no day of the calendar, so it must stand there as it is


def months(text: str) -> Iterator[Figure]:
    """Every month named without a year."""
    for match in re.finditer(_MONTH_ALONE.pattern, text, re.I):
        word = match["month"]
        if not word[0].isupper():
            continue
        following = _JOINED.match(text, match.end())
        joins_month = bool(following and _MONTH_NEXT.match(text, following.end()))
        if (
            word.lower() in _ALSO_WORDS
            and not joins_month
            and not _BEFORE_MONTH.search(text[: match.start()][-12:])
        ):
            continue
        yield _date(text, match.span(), 0, MONTHS[word.lower()], 0)


_MONTH_NEXT = re.compile(_MONTH_ALONE.pattern, re.I)


def years(text: str) -> Iterator[Figure]:
    """Every span of years, financial year, decade and year, in that order."""
    for match in _SPAN.finditer(text):
        first, written = int(match["first"]), match["last"]
        last = int(written) if len(written) == 4 else first // 100 * 100 + int(written)
        financial = last % 100 == (first + 1) % 100 and (match["by"] == "/" or len(written) == 2)
        if match["by"] == " - " and len(written) == 2:
            continue
        last = first + 1 if financial else last
        figure = plain(
            FigureKind.YEARS, Decimal(first), text, match.span(), "financial year" if financial else "years"
        )
        yield replace(figure, pair=(Decimal(first), Decimal(last)))
    for match in _DECADE.finditer(text):
        yield plain(FigureKind.DECADE, Decimal(match["year"]), text, match.span(), "years")
    for match in _YEAR_ALONE.finditer(text):
        before = text[: match.start()][-12:]
        if before.endswith("-") and not before[-2:-1].isalpha():
            continue
        counted = _COUNTED_NEXT.match(text, match.end())
        if counted and _counts_many(counted[1]) and not _NOT_COUNTING.search(before):
            continue
        yield _date(text, match.span(), int(match["year"]), 0, 0)


def _counts_many(word: str) -> bool:
    return word in COUNTED and (word.endswith("s") or COUNTED[word] == word)


def _date(text: str, span: tuple[int, int], year: int, month: int, day: int) -> Figure:
    return plain(
        FigureKind.DATE, Decimal(year * 10000 + month * 100 + day), text, span, "" if month else "year"
    )


def names(text: str) -> Iterator[Figure]:
    """Every name that holds a number: Cm 7432, Type 2, 10 Year Health Plan, Covid-19, a time of day."""
    for match in _YEAR_TITLE.finditer(text):
        yield _name(text, match.span(), f"{number_of(match['num'])} year")
    for pattern in (_NUMBERED, _IN_YEAR, _CLOCK):
        for match in pattern.finditer(text):
            yield _name(text, match.span())
    for match in _CODE.finditer(text):
        if not (match["by"] and match["lead"].lower() in _PREFIXES):
            yield _name(text, match.span())
    for match in _CODE_BACK.finditer(text):
        if not re.fullmatch(r"[0-9]+(?:M|K|B|BN|TN|MB|GB|KB)", match[0]):
            yield _name(text, match.span())


def leftovers(text: str) -> Iterator[Figure]:
    """Every digit and numeral, so that what no other reader understood still has to be in the quotation."""
    for match in _LOOSE.finditer(text):
        yield _name(text, match.span())
    for at, char in enumerate(text):
        if not char.isascii() and char.isnumeric():
            yield _name(text, (at, at + 1))


def _name(text: str, span: tuple[int, int], name: str = "") -> Figure:
    figure = plain(FigureKind.NAME, Decimal(0), text, span)
    canonical = name or re.sub(r"[\s-]+", " ", figure.raw.casefold()).rstrip(".,:/ ")
    return replace(figure, name=canonical)


def with_years(figures: list[Figure], text: str) -> list[Figure]:
    """The figures, where a month takes the year of the date it is joined to: `May to July 2023`."""
    out = list(figures)
    for i, (figure, after) in enumerate(pairwise(figures)):
        if figure.kind is not FigureKind.DATE or after.kind is not FigureKind.DATE:
            continue
        year, rest = divmod(int(after.value), 10000)
        if 0 < figure.value <= rest and year and _JOINED.fullmatch(text[figure.end : after.start]):
            out[i] = replace(figure, value=figure.value + year * 10000)
    return out
