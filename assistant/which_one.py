"""Names that fit several publications: ask back, or say which was taken. Pure; the fit comes in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.naming import family_named, person_named, sharing_a_name
from assistant.provenance import unknown
from assistant.reading import INITIALISMS, content_words, dates_in
from assistant.types import Reading
from corpus.types import Family, Publication
from indexing.vocabulary import words

SPEAKS_FROM = 0.5
ABOUT_EQUALLY = 0.75

_RECOMMENDS = re.compile(r"\b(recommend|propos|suggest|advis|call(?:ed)? for|want(?:ed)?\b)", re.IGNORECASE)


def label(publication: Publication) -> str:
    """How a reading is offered: title, year, publisher."""
    year = f" ({publication.published.earliest.year})" if publication.published else ""
    return f"{publication.title}{year}, {publication.publisher or f'publisher {unknown(publication)}'}"


def subject(question: str, family: Family) -> str:
    """The question without the family's name and the words that only ask."""
    name_words = {w for name in family.names for w in words(name)} | {"lord", "ara", "sir", "professor"}
    kept = [w for w in content_words(question) if w.lower().removesuffix("'s") not in name_words]
    return " ".join(w for w in kept if not _RECOMMENDS.search(w))


def readings(
    question: str,
    families: Sequence[Family],
    publications: Mapping[str, Publication],
    named: frozenset[str],
    speaks_to: Callable[[str, str], float],
) -> tuple[Reading, ...]:
    """What the question may mean, two or more, or none where it is plain.

    A year, a title or a place that fits one member settles it. `speaks_to(subject, publication id)` is the
    share, in [0, 1], of the subject's words that the publication's best sentence bears: a name is ambiguous
    only among publications that speak to the subject about equally.
    """
    family = family_named(question, families)
    if family is None and (alike := sharing_a_name(question, publications.values())):
        family = Family((), tuple(p.id for p in alike))
        named = frozenset()
    if family is None and _RECOMMENDS.search(question):
        family = person_named(question, families)
    if family is None or settled(question, family, publications, named):
        return ()
    members = [publications[m] for m in family.members if m in publications]
    about = subject(question, family)
    shares = {p.id: speaks_to(about, p.id) if about else 1.0 for p in members}
    enough = max(SPEAKS_FROM, ABOUT_EQUALLY * max(shares.values(), default=0.0))
    fitting = [p for p in members if shares[p.id] >= enough]
    chosen = [] if len(fitting) == 1 else fitting or members
    return tuple(Reading(label(p), _asked_of(question, p), p.id) for p in chosen)


def settled(
    question: str, family: Family, publications: Mapping[str, Publication], named: frozenset[str]
) -> bool:
    """Whether something in the question fits some members of the family and not the others."""
    members = [publications[m] for m in family.members if m in publications]
    if 0 < len(named & set(family.members)) < len(members):
        return True
    years = {w.year for w in dates_in(question)}
    if any(p.published and p.published.earliest.year in years for p in members):
        return True
    asked = question.lower()
    telling = {
        p.nation.lower()
        for p in members
        if p.nation.lower() not in ("england", "united kingdom", "not stated")
    }
    publishers = {(p.publisher or "").lower() for p in members}
    initials = {
        i.lower() for i, meaning in INITIALISMS.items() if any(p.endswith(meaning) for p in publishers)
    }
    initials |= {"".join(w[0] for w in words(p)) for p in publishers if len(words(p)) > 3}
    spoken = {w.lower().removesuffix("'s") for w in words(question)}
    full = {
        p.removeprefix("the ").removeprefix("house of commons ") for p in publishers if len(publishers) > 1
    }
    return any(t in asked for t in telling | {f for f in full if f}) or bool(spoken & initials)


def _asked_of(question: str, publication: Publication) -> str:
    title = publication.title.split(":")[0]
    year = f" ({publication.published.earliest.year})" if publication.published else ""
    return f"{question.rstrip(' ?')}, according to {title}{year}?"


def taken_note(
    question: str, families: Sequence[Family], publications: Mapping[str, Publication], cited: Sequence[str]
) -> str | None:
    """A note for a question that names a person with several works, when the answer rests on some only."""
    family = person_named(question, families)
    if family is None or not cited:
        return None
    used = [m for m in family.members if m in cited]
    others = [publications[m] for m in family.members if m not in cited and m in publications]
    if not used or not others or dates_in(question):
        return None
    listed = "; ".join(label(p) for p in others)
    return f"The name fits more than one publication. This answer does not rest on: {listed}."
