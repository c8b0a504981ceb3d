"""Which sides a question compares: publications, publishers, or what was published in the years it names.
Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from assistant.naming import named_apart, person_named
from assistant.reading import dates_in
from corpus.types import Family, Publication

MOST_SIDES = 4
_WORKS = re.compile(
    r"\b(reports|reviews|plans|editions|publications|investigations|strategies|papers|studies|articles|surveys"
    r"|versions|reforms)\b",
    re.IGNORECASE,
)


def sides_of(
    question: str, publications: Iterable[Publication], families: Sequence[Family]
) -> tuple[frozenset[str], ...]:
    """Ids of the publications on each side that a question compares; none where it compares nothing.

    Sides are the publications it names, else publishers; else, where it speaks of reports or of one person's
    or publisher's works, which of those were published in each of the years it names.
    """
    shown = list(publications)
    sides = named_apart(question, shown)
    if len(sides) < 2:
        person = person_named(question, families)
        if person or _WORKS.search(question):
            theirs = person.members if person else sides[0] if sides else [p.id for p in shown]
            sides = _by_year(question, shown, frozenset(theirs))
    return sides if 2 <= len(sides) <= MOST_SIDES else ()


def _by_year(
    question: str, publications: Iterable[Publication], among: Collection[str]
) -> tuple[frozenset[str], ...]:
    """What was published in each year the question names, where that is anything."""
    years = dict.fromkeys(when.year for when in dates_in(question))
    own = [p for p in publications if p.id in among and p.published]
    sides = [frozenset(p.id for p in own if p.published and p.published.earliest.year == y) for y in years]
    return tuple(side for side in sides if side)
