"""From one gold item and what a system said to it, to its tallies and what went wrong. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from evals.gold import Matcher
from evals.metrics import Tallies
from evals.responses import Response
from evals.scoring.abstention import abstention_tallies
from evals.scoring.causes import cause_of
from evals.scoring.citations import Supports, citation_tallies
from evals.scoring.content import (
    assignments,
    conflict_tallies,
    corrects_premise,
    date_tallies,
    differs_on_point,
    figures_beside,
    nugget_tallies,
    number_tallies,
    side_told,
    style_tallies,
)
from evals.scoring.corpus_view import CorpusView
from evals.scoring.nuggets import Assignment
from evals.scoring.retrieval import ranks, retrieval_tallies
from evals.types import Commission, Question


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What items are scored by: the set's matcher, the corpus, and the verifier."""

    matcher: Matcher
    corpus: CorpusView
    supports: Supports


@dataclass(frozen=True, slots=True)
class Scored:
    """One item's tallies by metric, what became of each nugget, and the cause where it came out wrong.

    `ranks` is nugget id → rank of the first passage that proves it, None where none did. `detail` holds
    figures of the answer that are not the right ones: `wrong`, and forbidden but `beside` the right one.
    """

    tallies: Tallies
    right: bool
    cause: str | None = None
    nuggets: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, int | None] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)


def score_question(question: Question, response: Response, by: Yardstick) -> Scored:
    """Every metric that applies to a question, with one verdict and its cause."""
    assigned = assignments(question.nuggets, response, by.matcher, by.corpus)
    corrected = corrects_premise(question, response, assigned)
    dates = date_tallies(question, response, by.corpus)
    sides = [side_told(question, i, response, assigned) for i in range(len(question.positions))]
    found = ranks(question, response)
    on_point = differs_on_point(question, response, by.matcher, by.corpus)
    dates_right = all(right == n for right, n in dates.values())
    cause = cause_of(question, response, assigned, found, dates_right, sides, corrected, by.corpus)
    tallies: Tallies = {
        "right": (float(cause is None), 1.0),
        "errors": (float(response.error is not None), 1.0),
        **retrieval_tallies(question, response, by.corpus),
        **_points(question, assigned),
        **number_tallies(question.nuggets, question.forbidden, question.wants_answer, response),
        **citation_tallies(
            question.nuggets if question.wants_answer else (), response, by.corpus, by.supports
        ),
        **abstention_tallies(question, response, corrected),
        **conflict_tallies(question, response, assigned, on_point),
        **dates,
        **style_tallies(response),
    }
    told = {i: a.value for i, a in assigned.items()}
    other = figures_beside(question.nuggets, question.forbidden, response) if question.wants_answer else None
    detail = {name: list(said) for name, said in asdict(other).items() if said} if other else {}
    return Scored(tallies, cause is None, cause.value if cause else None, told, found, detail)


def _points(question: Question, assigned: Mapping[str, Assignment]) -> Tallies:
    """Points stated, once more by themselves where the question has turns before it."""
    if not question.wants_answer:
        return {}
    told = nugget_tallies(question.nuggets, assigned)
    if question.turn > 1 and "nugget_recall" in told:
        told["follow_up_nugget_recall"] = told["nugget_recall"]
    return told


def score_brief(commission: Commission, response: Response, by: Yardstick) -> Scored:
    """A briefing note: nuggets it must hold (ARGUE's nugget recall) and its sentences' citations."""
    assigned = assignments(commission.nuggets, response, by.matcher, by.corpus)
    tallies: Tallies = {
        "errors": (float(response.error is not None), 1.0),
        **nugget_tallies(commission.nuggets, assigned),
        **number_tallies(commission.nuggets, commission.forbidden, True, response),
        **citation_tallies(commission.nuggets, response, by.corpus, by.supports),
        **style_tallies(response),
    }
    tallies.pop("numbers_wrong", None)  # a note rightly gives other years' figures beside those required
    missed = [n.id for n in commission.nuggets if n.vital and assigned[n.id].value != "support"]
    cause = f"required points missing: {', '.join(missed)}" if missed else None
    cause = "the system crashed" if response.error is not None else cause
    return Scored(tallies, cause is None, cause, {i: a.value for i, a in assigned.items()})
