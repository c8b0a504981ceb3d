"""Which publications and publishers a question names, and which names fit several publications. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.reading import INITIALISMS
from corpus.types import Family, Publication


def _plain(text: str) -> str:
    text = text.lower().replace("’", "'").replace("ten year", "10 year").replace("ten-year", "10 year")
    return " " + " ".join(re.findall(r"[a-z0-9&']+", text)) + " "


def named_publications(question: str, publications: Iterable[Publication]) -> frozenset[str]:
    """Ids of the publications a question names by title or by a short name that fits only them."""
    asked = _plain(question)
    found: dict[str, int] = {}
    for publication in publications:
        matched = [len(_plain(name)) for name in _names_of(publication) if _plain(name) in asked]
        if matched:
            found[publication.id] = max(matched)
    # "next stage review final report" names the final report only, though a shorter name fits in it too.
    longest = max(found.values(), default=0)
    return frozenset(i for i, length in found.items() if length >= longest * 0.5)


def sharing_a_name(question: str, publications: Iterable[Publication]) -> tuple[Publication, ...]:
    """The publications that the longest title or name in the question fits alike, two or more; else none."""
    asked = _plain(question)
    found: dict[str, dict[str, Publication]] = {}
    for publication in publications:
        for name in _names_of(publication):
            if _plain(name) in asked:
                found.setdefault(_plain(name), {})[publication.id] = publication
    if not found:
        return ()
    longest = found[max(found, key=len)]
    return tuple(longest.values()) if len(longest) > 1 else ()


def _names_of(publication: Publication) -> list[str]:
    """Its short names, its title, and the title's head where that is long enough to mean only it."""
    head = publication.title.split(":")[0]
    heads = [head] if len(head.split()) >= 4 else []
    return [publication.title, *heads, *publication.names]


def named_apart(question: str, publications: Iterable[Publication]) -> tuple[frozenset[str], ...]:
    """What the question names in different places, in order: the ids that each title or short name there
    fits, or, where it names fewer than two of those, each publisher. A place belongs to the longest name."""
    shown = list(publications)
    titles = _at_each_place(question, {p.id: _names_of(p) for p in shown})
    if len(titles) > 1:
        return titles
    return _at_each_place(question, {p.id: _publisher_forms(p) for p in shown})


def _at_each_place(question: str, names: Mapping[str, Sequence[str]]) -> tuple[frozenset[str], ...]:
    asked = _plain(question)
    found: dict[tuple[int, int], set[str]] = {}
    for publication_id, forms in names.items():
        for form in {_plain(name.removeprefix("The ")) for name in forms}:
            start = asked.find(form)
            while start >= 0:
                found.setdefault((start, start + len(form) - 1), set()).add(publication_id)
                start = asked.find(form, start + 1)
    apart: dict[tuple[int, int], set[str]] = {}
    for (start, end), ids in sorted(found.items(), key=lambda item: item[0][0] - item[0][1]):
        if all(end <= a or start >= b for a, b in apart):
            apart[start, end] = ids
    return tuple(dict.fromkeys(frozenset(ids) for _, ids in sorted(apart.items())))


def name_words(question: str, publications: Iterable[Publication]) -> frozenset[str]:
    """Lower-case words of the question that are part of a title, a short name or a publisher it uses."""
    asked = _plain(question)
    found: set[str] = set()
    for publication in publications:
        for name in [*_names_of(publication), *_publisher_forms(publication)]:
            if _plain(name) in asked:
                found |= set(_plain(name).split())
    return frozenset(found)


def publishers_named(question: str, publications: Iterable[Publication]) -> frozenset[str]:
    """Ids of the publications whose publisher the question names, in full or by initials."""
    asked = _plain(question)
    found = {p.id for p in publications if any(_plain(form) in asked for form in _publisher_forms(p))}
    # NHS England publishes too much for its name to say which report is meant.
    return frozenset(found) if len(found) <= 20 else frozenset()


def _publisher_forms(publication: Publication) -> list[str]:
    """What a publisher is called in a question: in full, without The, and by initials."""
    forms = []
    for name in re.split(r" and (?=The |Nuffield|King)", publication.publisher or ""):
        plain = name.removeprefix("The ").removeprefix("House of Commons ")
        if len(plain) > 6 and plain not in ("NHS England", "GOV.UK", "House of Commons"):
            forms.append(plain)
            forms += [i for i, meaning in INITIALISMS.items() if meaning == plain.lower()]
    return forms


def family_named(question: str, families: Sequence[Family]) -> Family | None:
    """The family whose shared name the question uses, or whose person it names; None where none."""
    asked = _plain(question)
    for family in families:
        if any(_plain(name) in asked for name in family.names):
            return family
    return None


def person_named(question: str, families: Sequence[Family]) -> Family | None:
    """The widest family of a person's works, where the question names the person."""
    asked = _plain(question).replace("'s ", " ")
    theirs = [f for f in families if f.person and f" {f.person} " in asked]
    return max(theirs, key=lambda f: len(f.members), default=None)
