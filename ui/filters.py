"""Filters as a reader sets them: read, checked and put into words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from corpus.types import PartialDate
from indexing.types import Filters

LONGEST_QUESTION = 2000


class InputError(ValueError):
    """Something typed or sent to the page cannot be used; the message is for the reader."""


def read_question(raw: object, name: str = "question") -> str:
    """The question or topic as sent to the page. Raises InputError when it is empty, too long or no text."""
    if not isinstance(raw, str) or not raw.strip():
        raise InputError(f"Type a {name} first.")
    if len(raw) > LONGEST_QUESTION:
        raise InputError(f"The {name} is too long: use at most {LONGEST_QUESTION:,} characters.")
    return raw.strip()


def read_filters(
    publishers: object, kinds: object, since: object, as_of: object, known: Collection[str]
) -> Filters:
    """The filter controls as Filters. `known` holds every publisher and kind that may be chosen.

    Raises InputError naming the control that cannot be read.
    """
    first, last = _date(since, "Published since"), _date(as_of, "As of")
    earliest = first.earliest if first else None
    latest = last.latest if last else None
    if earliest and latest and earliest > latest:
        raise InputError("'Published since' is later than 'As of', so nothing can match. Change one of them.")
    return Filters(
        as_of=latest,
        since=earliest,
        publishers=_choices(publishers, known, "Publisher"),
        kinds=_choices(kinds, known, "Kind of source"),
    )


def in_words(filters: Filters) -> str:
    """The filters in force, as one plain line; empty when nothing is filtered."""
    parts = []
    if filters.publishers:
        parts.append(f"publisher is {_either(filters.publishers)}")
    if filters.kinds:
        parts.append(f"kind is {_either(filters.kinds)}")
    if filters.since:
        parts.append(f"published on or after {_day(filters.since)}")
    if filters.as_of:
        parts.append(f"published by {_day(filters.as_of)}")
    return "; ".join(parts)


def _date(raw: object, label: str) -> PartialDate | None:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str) or len(raw) > 20:
        raise InputError(f"{label}: write a date as 2024, 2024-09 or 2024-09-12.")
    try:
        return PartialDate.parse(raw) if raw.strip() else None
    except ValueError as error:
        raise InputError(f"{label}: {error}.") from None


def _choices(raw: object, known: Collection[str], label: str) -> tuple[str, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list) or any(not isinstance(item, str) or item not in known for item in raw):
        raise InputError(f"{label}: choose from the list.")
    return tuple(dict.fromkeys(raw))


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(names)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
