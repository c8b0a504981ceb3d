"""Which of several files a page offers is the publication: by the words of their titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from corpus.parsing.types import Format
from corpus.types import Publication

LIKE = 0.5
"""Share of title words in common from which a file may be the publication."""

_EMPTY = frozenset("a an and at by for from in is of on or the this to with".split())
_FORM = frozenset(
    "accessible version html pdf web final online print ready download read view open full report document "
    "publication paper here mb kb pages page".split()
)
_SIZE = re.compile(r"\d[\d.,]*\s?(?:kb|mb|pages?|pp)\b", re.IGNORECASE)
_OTHER = frozenset(
    "annex annexes appendix appendices summary executive letter easy welsh cymraeg bsl large response terms "
    "reference methodology data table tables technical infographic audio translation impact assessment "
    "equality glossary press release leaflet poster slides transcript foreword correction erratum "
    "chart charts interim consultation".split()
)
"""Words that tell another document of the same name from the main one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file or page offered under a title; `name` is what the file's own name says."""

    url: str
    title: str
    format: Format
    name: str = ""


def choose(publication: Publication, offered: Sequence[Candidate]) -> Candidate | None:
    """The candidate that is the publication, HTML before PDF; None where that is not clear.

    A candidate must share half the words of the shorter title, and every word that tells an annex, a summary,
    a letter or a translation from the main document must stand in both titles or in neither (words of the
    publication's document type may). A link that says no more than "Download the report" counts where it is
    the only such one and none is better.
    """
    names = title_words(publication.title)
    known = names | title_words(publication.document_type)
    plain = [c for c in offered if not title_words(_SIZE.sub("", c.title)) - _FORM]
    ranked: list[tuple[bool, float, int]] = []
    for place, candidate in enumerate(offered):
        words = title_words(f"{candidate.title} {candidate.name}")
        if (words - known) & _OTHER or (names - words) & _OTHER:
            continue
        likeness = LIKE if plain == [candidate] else _likeness(names, words)
        if likeness >= LIKE:
            ranked.append((candidate.format is not Format.HTML, -likeness, place))
    return offered[min(ranked)[2]] if ranked else None


def title_words(text: str) -> frozenset[str]:
    """The words of a title or of a file's name that carry meaning, in small letters."""
    return frozenset(re.findall(r"[a-z0-9]+", text.casefold().replace("’", "").replace("'", ""))) - _EMPTY


def file_title(url: str) -> str:
    """The words in the name of the file at an address."""
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1]).rsplit(".", 1)[0]


def _likeness(names: frozenset[str], words: frozenset[str]) -> float:
    left, right = names - _FORM, words - _FORM
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0
