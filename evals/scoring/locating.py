"""Whether a retrieved passage or a citation holds a gold span. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from assistant.grounding.quotations import find
from evals.responses import Place
from evals.types import Evidence, Nugget

ENOUGH = 0.6
"""Share of a quotation's words that a passage must hold in one run (methods.md, 1.3 A)."""
ALIKE = 90.0
"""Or: likeness of the quotation and the best stretch of the passage, in per cent."""
SHORT = 5
"""A quotation of fewer words than this is matched whole."""


@lru_cache(maxsize=50_000)
def tokens(text: str) -> tuple[str, ...]:
    """Words and numbers in lower case."""
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


def holds(passage: str, quote: str) -> bool:
    """Whether a passage holds a quotation: its wording, and every number in it.

    methods.md asks for the wording alone, but `in 2023 52% were dissatisfied with hospital care` is most of
    what is said of 2024 and does not prove it.
    """
    return _numbers(tokens(quote)) <= _numbers(tokens(passage)) and resembles(passage, quote)


def resembles(passage: str, quote: str) -> bool:
    """Whether a passage holds at least 60% of a quotation's words contiguously, or all but a few letters. A
    quotation of fewer than five words has to stand there whole: a part of it says too little."""
    wanted, held = tokens(quote), tokens(passage)
    need = len(wanted) if len(wanted) < SHORT else round(ENOUGH * len(wanted))
    runs = {wanted[i : i + need] for i in range(len(wanted) - need + 1)} - {()}
    if any(held[i : i + need] in runs for i in range(len(held) - need + 1)):
        return True
    if find(quote, passage) is not None:  # a word broken at a line end
        return True
    alike = len(wanted) >= SHORT and len(passage) >= len(quote)
    return alike and fuzz.partial_ratio(quote, passage, score_cutoff=ALIKE) > 0


def _numbers(words: Sequence[str]) -> set[str]:
    return {word for word in words if any(char.isdigit() for char in word)}


def hits_span(place: Place, evidence: Evidence) -> bool:
    """Whether a passage is of the gold publication and holds the gold quotation."""
    return place.publication == evidence.publication and holds(place.text, evidence.quote)


def same_page(place: Place, evidence: Evidence) -> bool:
    """Whether a passage is from the gold page or, where pages are not known, the gold section."""
    if place.publication != evidence.publication:
        return False
    if evidence.page is not None:
        return place.page == evidence.page
    return place.section == evidence.section


def nuggets_hit(passages: Sequence[Place], nuggets: Sequence[Nugget]) -> list[frozenset[str]]:
    """For each passage the ids of the nuggets whose evidence, any of its alternatives, it holds."""
    return [
        frozenset(n.id for n in nuggets if any(hits_span(passage, e) for e in n.evidence))
        for passage in passages
    ]
