"""Known disagreements that an answer touches, and the sentences of the other sides. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.matching import Candidate, Wanted
from assistant.reading import without_dates
from assistant.types import AnswerType
from corpus.types import Disagreement
from indexing.vocabulary import stems

MOST_SIDES = 4
CLOSE_ENOUGH = 0.62
"""Least share of the best sentence's score another side must reach to belong to this question."""

_CHANGE = re.compile(
    r"\b(chang|trend|over time|compar|since|between|series|rise|rose|fall|fell|grow|grew|improv|worse|history"
    r"|how has"
    r"|how have|differ|development|evol|ups and downs|from .* to)",
    re.IGNORECASE,
)


def topics_touched(
    question: str, fact_id: str, want: Wanted, disagreements: Sequence[Disagreement]
) -> tuple[Disagreement, ...]:
    """The disagreements in which a cited fact takes a side and which the question is about.

    A change over time matters only to a question that asks for one, or for a figure without a date.
    """
    asked = set(stems(question))
    found = []
    for topic in disagreements:
        if fact_id not in {f for side in topic.sides for f in side}:
            continue
        about = any(set(stems(term)) <= asked for term in topic.terms) or len(topic.facts) <= 3
        series = topic.kind in ("change", "confusable")
        settled = want.dates or want.kind is AnswerType.FINDING
        if about and not (series and settled and not _CHANGE.search(question)):
            found.append(topic)
    return tuple(found)


def other_sides(
    topic: Disagreement,
    chosen: Sequence[Candidate],
    by_fact: Mapping[str, Sequence[Candidate]],
    want: Wanted,
) -> list[Candidate]:
    """The best sentence of each side that no chosen sentence speaks for, nearest to the question first.

    `by_fact` holds the scored sentences of each fact of the topic that may be shown.
    """
    told = {c.sentence.source.fact_id for c in chosen if c.sentence.source}
    best = max((c.score for c in chosen), default=0.0)
    found = []
    for side in topic.sides:
        if told & set(side):
            continue
        sentences = [c for fact in side for c in by_fact.get(fact, ()) if c.place_fits]
        if want.dates and topic.kind != "definition":
            sentences = [c for c in sentences if c.dates > 0]
        if sentences:
            figures = any(_has_figure(c) for c in chosen)
            found.append(max(sentences, key=lambda c: (c.kind, figures and _has_figure(c), c.score)))
    few = len(topic.sides) <= MOST_SIDES
    found = [c for c in found if few or c.score >= CLOSE_ENOUGH * best]
    found.sort(key=lambda c: -c.score)
    return found[: MOST_SIDES - 1]


def _has_figure(candidate: Candidate) -> bool:
    return bool(re.search(r"\d", without_dates(candidate.sentence.text)))
