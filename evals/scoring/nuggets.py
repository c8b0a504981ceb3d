"""Which gold nuggets an answer states: figures and names first, then weighted words. Pure, no model.

After POURPRE (Lin and Demner-Fushman 2005) and the TREC RAG nugget labels; the rule and its thresholds are in
the header of every set. How far it agrees with assignments made by hand is printed in every report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache

from assistant.grounding.quotations import normalise
from evals.gold import Matcher
from evals.scoring.numbers import states
from evals.types import Nugget
from indexing.vocabulary import stems

Weight = Callable[[str], float]
"""Stem → how much it tells (inverse document frequency), 0 or more."""


class Assignment(StrEnum):
    """How an answer treats a nugget."""

    SUPPORT = "support"
    PARTIAL = "partial"
    NOT = "not"


PARTIAL_CREDIT = 0.5


def assign(nugget: Nugget, sentences: Sequence[str], matcher: Matcher, weight: Weight) -> Assignment:
    """The best assignment of a nugget over every window of `matcher.window` neighbouring sentences.

    A window supports it that states all its numbers, names all it must, and holds at least
    `matcher.support` of the weighted words of the nugget or of one of its gold quotations. With
    `matcher.partial` of them, all names and one of its numbers, if it has any, it is partial. Without a
    number or a name it is not stated, whatever the words.
    """
    best = Assignment.NOT
    for window in windows(sentences, matcher.window):
        stated = [states(window, number) for number in nugget.numbers]
        if (stated and not any(stated)) or not _names(nugget, window):
            continue
        recall = max(
            word_recall(text, window, weight) for text in (nugget.text, *(e.quote for e in nugget.evidence))
        )
        if all(stated) and recall >= matcher.support:
            return Assignment.SUPPORT
        if recall >= matcher.partial:
            best = Assignment.PARTIAL
    return best


def windows(sentences: Sequence[str], size: int) -> tuple[str, ...]:
    """Runs of up to `size` neighbouring sentences, each as one text, singles first."""
    return tuple(
        " ".join(sentences[i : i + n]) for n in range(1, size + 1) for i in range(len(sentences) - n + 1)
    )


def word_recall(wanted: str, text: str, weight: Weight) -> float:
    """Share of the weighted content stems of `wanted` in `text`, in [0, 1]; 1 where none is wanted."""
    own = _stem_set(text)
    need = _stem_set(wanted)
    total = sum(weight(s) for s in need)
    return sum(weight(s) for s in need & own) / total if total else 1.0


@lru_cache(maxsize=20_000)
def _stem_set(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _names(nugget: Nugget, text: str) -> bool:
    plain = normalise(text)
    return all(any(_named(normalise(alias), plain) for alias in aliases) for aliases in nugget.must)


def _named(alias: str, text: str) -> bool:
    """Whether a name begins a word of the text (`shock` in `shocked`); initials have to stand as they are, so
    that `PAC` is not found in `capacity` or `pace`."""
    if alias.isupper():
        return bool(re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", text))
    return bool(re.search(rf"(?<!\w){re.escape(alias.casefold())}", text.casefold()))
