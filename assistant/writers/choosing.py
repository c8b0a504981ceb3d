"""Choosing among sentences that fit: what comes first, what makes room, a sentence for each date. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.grounding.directions import Direction, directions
from assistant.matching import Candidate, Wanted, candidate, is_current, is_opening
from assistant.sufficiency import ANSWERED_FROM, likelihood
from assistant.types import AnswerType
from corpus.types import Disagreement

MOST = 5
OPENING_ENOUGH = 0.95
SINGLE = (AnswerType.NUMBER, AnswerType.MONEY, AnswerType.PERCENT, AnswerType.DATE, AnswerType.WHO)
"""Kinds of question that one figure, date or name answers."""
_COMPARES = re.compile(
    r"\b(compar|between|versus|vs|against|differ|and|than|from)\b|\bcompar|\bdiffer", re.IGNORECASE
)


def current_first(want: Wanted, chosen: list[Candidate], fitting: Sequence[Candidate]) -> list[Candidate]:
    """For a finding asked without a date: the sentence that opens its paragraph rather than a later one that
    is hardly better, and what is current before what it is compared with."""
    if want.dates or want.kind in SINGLE:
        return chosen
    openings = {(c.hit.chunk.id, c.sentence.paragraph): c for c in fitting if is_opening(c)}
    better = []
    for c in chosen:
        opening = openings.get((c.hit.chunk.id, c.sentence.paragraph), c)
        better.append(opening if opening.score >= OPENING_ENOUGH * c.score else c)
    return sorted(dict.fromkeys(better), key=lambda c: not is_current(c))


def make_room(chosen: list[tuple[int, Candidate]], topic: Disagreement, needed: int) -> None:
    """Drop sentences that only repeat the side of an earlier one, so that the other sides fit."""
    seen: set[int] = set()
    for entry in list(chosen):
        side = next((n for n, facts in enumerate(topic.sides) if fact(entry[1]) in facts), None)
        repeats = side in seen if side is not None else entry is not chosen[0]
        if side is not None:
            seen.add(side)
        if repeats and len(chosen) + needed > MOST and len(chosen) > 1:
            chosen.remove(entry)


def fact(candidate: Candidate) -> str:
    """The id of the fact a sentence tells, empty where it tells none."""
    return candidate.sentence.source.fact_id if candidate.sentence.source else ""


def facets(part: str, want: Wanted) -> tuple[Wanted, ...]:
    """One wanted thing for each date of a comparison, none where the question compares no dates."""
    if len(want.dates) < 2 or not _COMPARES.search(part):
        return ()
    return tuple(replace(want, dates=(date,)) for date in want.dates[:4])


def best_for(facet: Wanted, fitting: Sequence[Candidate]) -> Candidate | None:
    """The best sentence that bears the date of a facet itself."""
    for c in fitting:
        again = candidate(facet, c.hit, c.sentence, c.cosine)
        if again.dates >= 0.9 and likelihood(again) >= ANSWERED_FROM:
            return c
    return None


def premise(question: str, best: Candidate) -> str | None:
    """A note where the question takes for granted a rise that the best sentence calls a fall, or the other
    way round."""
    if not re.search(
        r"\bwhy\b|\bwhat (explains|caused|is behind)\b|\breasons? (for|why|did)\b", question, re.IGNORECASE
    ):
        return None
    asked = {w.meaning for w in directions(question) if w.says_change}
    said = {w.meaning for w in directions(best.sentence.text) if w.says_change}
    if (asked, said) in (({Direction.UP}, {Direction.DOWN}), ({Direction.DOWN}, {Direction.UP})):
        return "The question takes something for granted that the evidence found does not bear out."
    return None
