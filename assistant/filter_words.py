"""Filters in words for the reader: what is filtered, what that left out for want of knowledge, and which
filter leaves nothing to search. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from itertools import combinations
from typing import Any

from corpus.nations import shown_name
from corpus.types import PartialDate, Publication
from indexing.filtering import passing, uncertain_dates, uncertain_nations
from indexing.types import Filters

CHANGES_SHOWN = 2
WITH_ARTICLE = ("United ", "Netherlands")
TITLES_SHOWN = 3
"""Chosen reports up to this many are named; more are counted."""


def describe(filters: Filters, publications: Sequence[Publication]) -> str:
    """What was filtered, in words that follow `reports`; empty for no filter. `publications` of the library
    give chosen ones their titles."""
    phrases = _phrases(filters, publications)
    if filters.latest_only:
        phrases["latest_only"] = "latest editions only"
    return "; ".join(phrases.values())


def filters_record(filters: Filters) -> dict[str, Any]:
    """The filters that are set, as plain data; dates as YYYY-MM-DD."""
    values = {name: getattr(filters, name) for name in _names_set(filters)}
    return {
        name: value.isoformat() if isinstance(value, date) else list(value) if value is not True else True
        for name, value in values.items()
    }


def left_out(publications: Sequence[Publication], filters: Filters) -> Iterator[str]:
    """What filters left out only because nothing certain is known, a sentence each."""
    if undated := uncertain_dates(publications, filters):
        yield f"Left out by the date filter because their date is not certain enough: {_reports(undated)}."
    if elsewhere := uncertain_nations(publications, filters):
        why = "because they speak of a wider area or do not say of which"
        yield f"Left out by the nation filter {why}: {_reports(elsewhere)}."


def none_left(publications: Sequence[Publication], filters: Filters) -> str:
    """Which filter leaves no report to search, or which only together do, and the smallest change that leaves
    some; empty where some are left."""
    if not publications or passing(publications, filters):
        return ""
    phrases = _phrases(filters, publications)
    alone = [p for name, p in phrases.items() if not passing(publications, _only(filters, (name,)))]
    excluding = " and none is ".join(alone) or _joined(_clash(publications, filters, phrases))
    return f"No report in this library is {excluding}. {_smallest_change(publications, filters, phrases)}"


def _clash(
    publications: Sequence[Publication], filters: Filters, phrases: Mapping[str, str]
) -> tuple[str, ...]:
    """The fewest filters that leave nothing together, in words."""
    return next(
        tuple(phrases[name] for name in some)
        for size in range(2, len(phrases) + 1)
        for some in combinations(phrases, size)
        if not passing(publications, _only(filters, some))
    )


def _smallest_change(
    publications: Sequence[Publication], filters: Filters, phrases: Mapping[str, str]
) -> str:
    """What is left without as few filters as it takes, the change that leaves most first."""
    for size in range(1, len(phrases)):
        changes = []
        for dropped in combinations(phrases, size):
            kept = [name for name in phrases if name not in dropped]
            if count := len(passing(publications, _only(filters, kept))):
                changes.append((count, _joined([_quoted(phrases[name]) for name in dropped])))
        if changes:
            best = sorted(changes, key=lambda change: -change[0])[:CHANGES_SHOWN]
            return " ".join(f"Without {words}, {_are_left(count)}." for count, words in best)
    return f"Without {'that filter' if len(phrases) == 1 else 'filters'}, {_are_left(len(publications))}."


def _names_set(filters: Filters) -> tuple[str, ...]:
    """The names of the filters that are set."""
    return tuple(f.name for f in fields(filters) if getattr(filters, f.name))


def _only(filters: Filters, names: Collection[str]) -> Filters:
    """The filters of these names alone."""
    return Filters(**{name: getattr(filters, name) for name in names})


def _phrases(filters: Filters, publications: Sequence[Publication]) -> dict[str, str]:
    """Each filter that is set, in words that follow `a report that is`."""
    titles = {p.id: p.title for p in publications}
    chosen = [f"“{titles.get(i, i)}”" for i in filters.publication_ids]
    # Two publishers may be one name: “The King's Fund and Nuffield Trust”.
    publishers = [_quoted(p) for p in filters.publishers] if filters.publishers[1:] else filters.publishers
    several = f"one of the {len(chosen)} chosen"
    words = {
        "publication_ids": _either(chosen) if len(chosen) <= TITLES_SHOWN else several,
        "publishers": f"published by {_either(publishers)}",
        "kinds": f"of the kind {_either(filters.kinds)}",
        "topics": f"on the topic {_either(filters.topics)}",
        "nations": f"about {_either([_in_a_sentence(n) for n in filters.nations])}",
        "since": f"published on or after {_day(filters.since)}",
        "as_of": f"published on or before {_day(filters.as_of)}",
        "latest_only": "the latest edition",
    }
    return {name: words[name] for name in words if name in _names_set(filters)}


def _joined(phrases: Sequence[str]) -> str:
    """`both A and B`, `A, B and C`."""
    if len(phrases) == 1:
        return phrases[0]
    return f"{'both ' if len(phrases) == 2 else ''}{', '.join(phrases[:-1])} and {phrases[-1]}"


def _in_a_sentence(nation: str) -> str:
    name = shown_name(nation)
    return f"the {name}" if name.startswith(WITH_ARTICLE) else name


def _quoted(phrase: str) -> str:
    return phrase if phrase.startswith("“") else f"“{phrase}”"


def _either(names: Sequence[str]) -> str:
    return " or ".join(names)


def _day(day: date | None) -> str:
    return str(PartialDate(day, day)) if day else ""


def _reports(count: int) -> str:
    return f"{count:,} {'report' if count == 1 else 'reports'}"


def _are_left(count: int) -> str:
    return f"{_reports(count)} {'is' if count == 1 else 'are'} left"
