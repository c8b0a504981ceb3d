"""Dates as documents print and state them, known to the year, the month or the day. Pure."""

from __future__ import annotations

import re

from corpus.types import PartialDate

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = r"(?P<month>" + "|".join(f"{m[:3]}(?:{m[3:]})?" if m != "may" else m for m in _MONTHS) + r"|sept)\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PRINTED = tuple(
    re.compile(rf"\b{pattern}\b", re.I)
    for pattern in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_MONTH},?\s+{_YEAR}",
    )
)
_STATED = re.compile(r"((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?(?=$|[T\s])")
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)\b")
_PUBLISHED = re.compile(
    r"(?:^|[|·•\n.:]\s*)(?:first\s+)?"
    r"(?:published|publication\s+date|date\s+(?:of\s+publication|published)|posted|issued)"
    r"(?:\s+on)?\s*:?\s*(?:[a-z]+day,?\s+)?(.{4,40})",
    re.I,
)


def stated_date(value: str) -> PartialDate | None:
    """The day of a machine-readable date (`2024-09-12T00:00:00+01:00`) as it is written there, whatever the
    time zone; None where the value is none."""
    match = _STATED.match(value.strip())
    return _parse("-".join(part for part in match.groups() if part)) if match else printed_date(value)


def printed_date(text: str) -> PartialDate | None:
    """The first date in a text: `12 September 2024`, `Sept 12, 2024`, `September 2024`, and `12/09/2024` read
    as in the United Kingdom (no month is above 12). None where there is none."""
    found = [
        (match.start(), -len(match[0]), match) for pattern in _PRINTED for match in pattern.finditer(text)
    ]
    slashed = _SLASHED.search(text)
    if found:
        at, _, match = min(found, key=lambda entry: entry[:2])
        if not slashed or at < slashed.start():
            month = 1 + next(i for i, m in enumerate(_MONTHS) if m[:3] == match["month"][:3].lower())
            day = match.groupdict().get("day")
            return _parse(f"{match['year']}-{month:02d}" + (f"-{int(day):02d}" if day else ""))
    if slashed:
        return _parse(f"{slashed[3]}-{int(slashed[2]):02d}-{int(slashed[1]):02d}")
    return None


def published_date(text: str) -> PartialDate | None:
    """The date that a text says it was published on (`Published 12 September 2024`); None where none."""
    for match in _PUBLISHED.finditer(text):
        rest = match[1].lstrip()
        if any(pattern.match(rest) for pattern in (*_PRINTED, _SLASHED)):
            return printed_date(rest)
    return None


def _parse(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None
