"""Which publications and publishers a question names, and which names fit several publications. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
        titles = [publication.title, publication.title.split(":")[0], *publication.names]
        matched = [len(_plain(t)) for t in titles if len(t) > 8 and _plain(t) in asked]
        matched += [len(_plain(t)) for t in publication.names if len(t) <= 8 and _plain(t) in asked]
        if matched:
            found[publication.id] = max(matched)
    # "next stage review final report" names the final report only, though a shorter name fits in it too.
    longest = max(found.values(), default=0)
    return frozenset(i for i, length in found.items() if length >= longest * 0.5)


def publishers_named(question: str, publications: Iterable[Publication]) -> frozenset[str]:
    """Ids of the publications whose publisher the question names, in full or by initials."""
    asked = _plain(question)
    short = {meaning: initials.lower() for initials, meaning in INITIALISMS.items()}
    found = set()
    for publication in publications:
        for name in re.split(r" and (?=The |Nuffield|King)", publication.publisher or ""):
            full = _plain(name.removeprefix("The ").removeprefix("House of Commons "))
            initials = short.get(full.strip())
            if (len(full) > 6 and full in asked) or (initials and f" {initials} " in asked):
                found.add(publication.id)
    # NHS England publishes too much for its name to say which report is meant.
    return frozenset(found) if len(found) <= 20 else frozenset()


def family_named(question: str, families: Sequence[Family]) -> Family | None:
    """The family whose shared name the question uses, or whose person it names; None where none."""
    asked = _plain(question)
    for family in families:
        if any(_plain(name) in asked for name in family.names):
            return family
    return None


def person_named(question: str, families: Sequence[Family]) -> Family | None:
    """The family of a person's works, where the question names the person."""
    asked = _plain(question).replace("'s ", " ")
    return next((f for f in families if f.person and f" {f.person} " in asked), None)
