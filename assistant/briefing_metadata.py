"""What a note may say of its sources from metadata alone: how many, how independent, how old, what lacks.

Nothing here reads the evidence's own words, so nothing here can misstate it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from assistant.filter_words import describe, none_left
from assistant.types import Citation
from corpus.types import Kind, Publication, Trust
from indexing.types import Filters

MANY = 3
"""Up to this many publishers or titles are named; of more, the rest are counted."""

_INTERESTED = {Kind.PRESS, Kind.SELF_REPORTED_CASE_STUDY, Kind.MEMBERSHIP_BODY_REPORT}
_UNITED_KINGDOM = {"United Kingdom", "Great Britain"}


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 publication`, `3 publications`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """`A, B and C`; of more than `MANY`, the first few and how many others there are."""
    if len(names) > MANY + 1:
        names = [*names[:MANY], f"{len(names) - MANY} others"]
    if any(" and " in name for name in names[:-1]):
        return "; ".join((*names[:-1], f"and {names[-1]}"))
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def cited_publications(citations: Iterable[Citation]) -> tuple[Publication, ...]:
    """Each publication once, in the order in which it is first cited."""
    return tuple(dict.fromkeys(c.publication for c in citations))


def origin_of(publication: Publication, library: Iterable[Publication]) -> str:
    """The publication whose content this one carries in the end: itself, unless it reports another."""
    origins = {p.id: p.origin for p in library if p.origin}
    seen: list[str] = []
    current = publication.id
    following = publication.origin
    while following and following not in seen:
        seen.append(following)
        current, following = following, origins.get(following)
    return current


def issue_line(topic: str, citations: Sequence[Citation], library: Sequence[Publication]) -> str:
    """What the note is about and on how much it rests."""
    publications = cited_publications(citations)
    if not publications:
        return f"Nothing in the library of {counted(len(library), 'publication')} answers “{topic}”."
    origins = {origin_of(p, library) for p in publications}
    publishers = list(dict.fromkeys(p.publisher for p in publications if p.publisher))
    rests = f"{counted(len(publications), 'publication')} from {counted(len(origins), 'independent origin')}"
    by = f", by {listed(publishers)}" if publishers else ""
    return f"What published evidence says on “{topic}”: {rests}{by}{_span(publications)}."


def _span(publications: Sequence[Publication]) -> str:
    dates = [p.published for p in publications if p.published]
    if not dates:
        return ""
    oldest, newest = min(dates, key=lambda d: d.earliest), max(dates, key=lambda d: d.latest)
    if oldest == newest:
        return f", published {'on' if oldest.earliest == oldest.latest else 'in'} {oldest}"
    return f", published between {oldest} and {newest}"


def standing_gaps(
    citations: Sequence[Citation], library: Sequence[Publication], filters: Filters, today: date
) -> tuple[str, ...]:
    """What metadata proves to be thin or missing in the evidence a note rests on."""
    publications = cited_publications(citations)
    lines = [_filters_gap(filters, library)]
    if publications:
        lines += [
            _single_source_gap(publications, library),
            _kinds_gap(publications),
            _newest_gap(publications, today),
            _undated_gap(publications),
            _nation_gap(publications),
            _superseded_gap(publications, library),
            _digest_gap(citations),
            _second_hand_gap(citations),
            _trust_gap(citations),
        ]
    return tuple(line for line in lines if line)


def _filters_gap(filters: Filters, library: Sequence[Publication]) -> str:
    if filters.empty:
        return ""
    searched = f"Only part of the library was searched: reports {describe(filters, library)}."
    return none_left(library, filters) or searched


def _single_source_gap(publications: Sequence[Publication], library: Sequence[Publication]) -> str:
    if len(publications) == 1:
        return f"Everything here comes from a single publication, {_named(publications[0])}."
    if len({origin_of(p, library) for p in publications}) == 1:
        return "All the publications go back to one origin, so they do not confirm each other."
    return ""


def _kinds_gap(publications: Sequence[Publication]) -> str:
    kinds = {p.kind for p in publications}
    if kinds == {Kind.PRESS}:
        return "Only press reports were found; no study, audit or official statistics."
    if kinds == {Kind.SELF_REPORTED_CASE_STUDY}:
        return "Only case studies reported by the schemes themselves were found; no independent evaluation."
    if kinds <= _INTERESTED:
        named = listed(sorted(str(k) for k in kinds))
        return f"All of it is {named}; no independent evaluation, audit or official statistics was found."
    return ""


def _newest_gap(publications: Sequence[Publication], today: date) -> str:
    newest = max((p.published for p in publications if p.published), key=lambda d: d.latest, default=None)
    return f"No evidence published after {newest} was found." if newest and newest.latest < today else ""


def _undated_gap(publications: Sequence[Publication]) -> str:
    undated = [_named(p) for p in publications if not p.published]
    if not undated:
        return ""
    verb = "carries" if len(undated) == 1 else "carry"
    return f"{counted(len(undated), 'publication')} {verb} no date: {listed(undated)}."


def _nation_gap(publications: Sequence[Publication]) -> str:
    nations = {p.nation for p in publications}
    if None in nations or "" in nations or nations & _UNITED_KINGDOM:
        return ""
    if nations == {"England"}:
        return "All of it describes England; nothing was found on Scotland, Wales or Northern Ireland."
    return f"It describes {listed(sorted(nations))} only."


def _superseded_gap(publications: Sequence[Publication], library: Sequence[Publication]) -> str:
    """Cited publications whose successors are in the library but not in the note."""
    cited, held = {p.id for p in publications}, {p.id: p for p in library}
    lines = [
        f"{_named(p)} (by {_named(held[newer[-1]])})"
        for p in publications
        if (newer := [i for i in p.superseded_by if i in held]) and not cited & set(newer)
    ]
    return f"Replaced or followed by a later publication: {'; '.join(lines)}." if lines else ""


def _digest_gap(citations: Sequence[Citation]) -> str:
    digests = sum(c.is_digest for c in citations)
    if not digests:
        return ""
    return (
        f"{_share(digests, citations)} from this library’s own digests, not from the originals: "
        "open the original before quoting."
    )


def _second_hand_gap(citations: Sequence[Citation]) -> str:
    second_hand = sum(1 for c in citations if c.source and not c.source.in_publication)
    if not second_hand:
        return ""
    return (
        f"{_share(second_hand, citations)} known from another’s account of the publication, "
        "not from its own pages."
    )


def _share(number: int, citations: Sequence[Citation]) -> str:
    if number == len(citations):
        return "All the quotations are"
    return f"Of {len(citations)} quotations, {number} {'is' if number == 1 else 'are'}"


def _trust_gap(citations: Sequence[Citation]) -> str:
    low = sum(1 for c in citations if c.source and c.source.trust is Trust.LOW)
    if not low:
        return ""
    verb = "was" if low == 1 else "were"
    return f"{counted(low, 'quotation')} {verb} read on a page of low reliability: confirm it elsewhere."


def _named(publication: Publication) -> str:
    return f"“{publication.title}”"
