"""Whether a retrieved passage or a citation holds a gold span. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from assistant.grounding.quotations import find
from evals.responses import Place
from evals.types import Evidence, Nugget, Question

ENOUGH = 0.6
"""Share of a quotation's words that a passage must hold in one run (methods.md, 1.3 A)."""
ALIKE = 90.0
"""Or: likeness of the quotation and the best stretch of the passage, in per cent."""


@lru_cache(maxsize=50_000)
def tokens(text: str) -> tuple[str, ...]:
    """Words and numbers in lower case."""
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


def holds(passage: str, quote: str) -> bool:
    """Whether a passage holds at least 60% of a quotation's words contiguously, or all but a few letters."""
    if find(quote, passage) is not None:
        return True
    wanted, held = tokens(quote), tokens(passage)
    need = max(1, round(ENOUGH * len(wanted)))
    runs = {wanted[i : i + need] for i in range(len(wanted) - need + 1)}
    if any(held[i : i + need] in runs for i in range(len(held) - need + 1)):
        return True
    return len(passage) >= len(quote) and fuzz.partial_ratio(quote, passage, score_cutoff=ALIKE) > 0


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


def graded_ranking(
    question: Question, passages: Sequence[Place], level: str
) -> tuple[list[str], dict[str, int]]:
    """A ranking of units and the grades of the gold units, at level `passage`, `page` or `publication`.

    Gold units have the grade 2 where they prove a vital nugget, else 1; a passage unit is a gold span, and
    a passage that holds several counts for each in turn. Units that are not gold get names of their own.
    """
    grades: dict[str, int] = {}
    for nugget in question.nuggets:
        for evidence in nugget.evidence:
            unit = _gold_unit(evidence, level)
            grades[unit] = max(grades.get(unit, 0), 2 if nugget.vital else 1)
    ranking: list[str] = []
    spans = [e for n in question.nuggets for e in n.evidence]
    for place, passage in enumerate(passages):
        if level == "publication":
            units = [passage.publication]
        else:
            fits = same_page if level == "page" else hits_span
            units = [_gold_unit(e, level) for e in spans if fits(passage, e)]
        ranking += units or [f"other {place}"]
    return list(dict.fromkeys(ranking)), grades


def _gold_unit(evidence: Evidence, level: str) -> str:
    if level == "publication":
        return evidence.publication
    where = str(evidence.page) if evidence.page is not None else evidence.section
    return f"{evidence.publication}\x1f{where}" + (f"\x1f{evidence.quote}" if level == "passage" else "")
