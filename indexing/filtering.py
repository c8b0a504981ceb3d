"""Which publications filters let through, and which they leave out for want of knowledge alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from corpus.nations import may_speak_of, speaks_of
from corpus.types import PartialDate, Publication
from indexing.types import Filters


def passing(publications: Iterable[Publication], filters: Filters) -> tuple[Publication, ...]:
    """The publications of a library that pass every filter, in their order.

    Every publication the library holds must be given: whether one is the latest hangs on the others.
    """
    return _passing(publications, filters, filters.as_of)


def uncertain_dates(publications: Iterable[Publication], filters: Filters) -> int:
    """How many pass every filter but those by date, and these not for want of a date that is certain enough:
    they have none, or one of a month or year in which the day asked for lies."""
    undated = replace(filters, as_of=None, since=None)
    return sum(
        not _allowed_by_date(p, filters) and _may_pass_by_date(p.published, filters)
        for p in _passing(publications, undated, filters.as_of)
    )


def uncertain_nations(publications: Iterable[Publication], filters: Filters) -> int:
    """How many pass every filter but that by nation, and that not because they speak of a wider area, or of
    others too, or do not say of which."""
    rest = _passing(publications, replace(filters, nations=()), filters.as_of) if filters.nations else ()
    return sum(may_speak_of(p.nation, filters.nations) for p in rest)


def _passing(
    publications: Iterable[Publication], filters: Filters, as_of: date | None
) -> tuple[Publication, ...]:
    """What passes; the latest editions are those of `as_of`."""
    every = tuple(publications)
    if filters.empty:
        return every
    passed = tuple(p for p in every if _allowed(p, filters))
    held = {p.id: p for p in every} if filters.latest_only else {}
    return tuple(p for p in passed if not _superseded(p, held, as_of)) if held else passed


def _allowed(publication: Publication, filters: Filters) -> bool:
    """Whether a publication passes every filter but `latest_only`."""
    if not _allowed_by_date(publication, filters):
        return False
    if filters.publishers and not any(
        wanted.casefold() in (publication.publisher or "").casefold() for wanted in filters.publishers
    ):
        return False
    if filters.kinds and publication.kind.value not in filters.kinds:
        return False
    if filters.nations and not speaks_of(publication.nation, filters.nations):
        return False
    if filters.topics and not set(filters.topics) & set(publication.topics):
        return False
    return not filters.publication_ids or publication.id in filters.publication_ids


def _allowed_by_date(publication: Publication, filters: Filters) -> bool:
    published = publication.published
    if filters.as_of and not (published and published.latest <= filters.as_of):
        return False
    return not filters.since or bool(published and published.earliest >= filters.since)


def _may_pass_by_date(published: PartialDate | None, filters: Filters) -> bool:
    if published is None:
        return True
    early = filters.as_of is None or published.earliest <= filters.as_of
    return early and (filters.since is None or published.latest >= filters.since)


def _superseded(publication: Publication, held: Mapping[str, Publication], as_of: date | None) -> bool:
    """Whether the library holds a later edition or successor that was certainly out by the reader's date."""
    there = Filters(as_of=as_of)
    return any(i in held and _allowed_by_date(held[i], there) for i in publication.superseded_by)
