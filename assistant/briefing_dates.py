"""The dates of evidence in a note: what a reader is told, and what puts evidence in order of time."""

from __future__ import annotations

import re
from datetime import date

from assistant.types import Citation
from corpus.types import PartialDate

NO_DATE = "not dated"

_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_YEARS = re.compile(r"(?:(?P<month>[A-Za-z]{3,9})\.? |\b)(?P<year>(?:19|20)\d\d)(?:-(?P<number>\d\d)\b)?")


def plain_date(text: str) -> str:
    """A date as a reader writes it: `2025-07-03` becomes `3 July 2025`; what is not a plain date is kept.

    `2011-12` may be a month or a year that runs over two, so it is kept as well.
    """
    text = " ".join(text.split())
    years = re.fullmatch(r"\d\d(\d\d)-(\d\d)", text)
    if years and int(years[2]) == (int(years[1]) + 1) % 100:
        return text
    if spans := re.fullmatch(r"(\d{4})-(\d{4})", text):
        return f"{spans[1]} to {spans[2]}"
    try:
        return str(PartialDate.parse(text))
    except ValueError:
        return text


def figure_date(citation: Citation) -> str:
    """The date the quoted figure describes, else when its publication came out, else that it is not dated."""
    published = citation.publication.published
    said = f"published {published}" if published else NO_DATE
    as_at = citation.source.as_at if citation.source else ""
    if not as_at or as_at.startswith("undated"):
        return said
    if re.search(r"\b(19|20)\d\d", as_at):
        return plain_date(as_at)
    return f"{as_at} ({said})"


def latest_day(citation: Citation) -> date:
    """The last day the quoted figure may describe, as near as its source says; else when it was published.

    Good enough to put evidence in order of time, and for nothing else.
    """
    as_at = citation.source.as_at if citation.source else ""
    years = list(_YEARS.finditer(as_at))
    published = citation.publication.published
    if not years:
        return published.latest if published else date.min
    last = max(years, key=lambda m: int(m["year"]))
    named = _MONTHS.find((last["month"] or "")[:3].lower()) // 3 + 1 if last["month"] else 0
    month = int(last["number"] or 0) or named
    return date(int(last["year"]), month if 1 <= month <= 12 else 12, 28)
