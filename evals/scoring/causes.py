"""Why a question came out wrong, found by walking the pipeline from the index to the answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from evals.responses import Response
from evals.scoring.content import Assignments, figures_beside
from evals.scoring.corpus_view import CorpusView
from evals.scoring.locating import holds, resembles
from evals.scoring.nuggets import Assignment
from evals.types import Answerability, Nugget, Question


class Cause(StrEnum):
    """The first stage at which a question went wrong, in the words of the report."""

    CRASHED = "the system crashed"
    WRONGLY_ANSWERED = "wrongly answered"
    NOT_ASKED_BACK = "not asked which one"
    NOT_INDEXED = "not indexed"
    NOT_RETRIEVED = "not retrieved"
    WITHHELD = "chosen but withheld"
    WRONGLY_REFUSED = "wrongly refused"
    WRONG_FIGURE = "wrong figure"
    WRONG_DATE = "wrong date"
    ONE_SIDE = "one side of a conflict"
    NOT_CHOSEN = "retrieved but not chosen"
    GAP_NOT_TOLD = "answered without saying what is missing"


def cause_of(
    question: Question,
    response: Response,
    assigned: Assignments,
    ranks: Mapping[str, int | None],
    dates_right: bool,
    sides: Sequence[bool],
    corrected: bool,
    corpus: CorpusView,
) -> Cause | None:
    """The cause of a wrong result, None where the question came out right."""
    if response.error is not None:
        return Cause.CRASHED
    if question.answerability is Answerability.AMBIGUOUS:
        enough = len(set(question.readings) & set(response.readings)) >= 2
        return None if enough else Cause.NOT_ASKED_BACK
    if not question.wants_answer:
        return Cause.WRONGLY_ANSWERED if response.answered and not corrected else None
    missing = [n for n in question.nuggets if n.vital and assigned[n.id] is not Assignment.SUPPORT]
    if not response.answered:
        return _lost(missing, response, ranks, corpus) or Cause.WRONGLY_REFUSED
    if not dates_right:
        return Cause.WRONG_DATE
    if figures_beside(question.nuggets, question.forbidden, response).wrong:
        return _lost(missing, response, ranks, corpus) or Cause.WRONG_FIGURE
    if missing:
        if lost := _lost(missing, response, ranks, corpus):
            return lost
        return Cause.ONE_SIDE if any(sides) and not all(sides) else Cause.NOT_CHOSEN
    if sides and not all(sides):
        return Cause.ONE_SIDE
    if question.answerability is Answerability.PARTIAL and response.outcome != "partly_answered":
        return Cause.GAP_NOT_TOLD
    return None


def _lost(
    missing: Sequence[Nugget], response: Response, ranks: Mapping[str, int | None], corpus: CorpusView
) -> Cause | None:
    """Where the first missing nugget was lost before anything was chosen: index, search or checks."""
    for nugget in missing:
        if not any(corpus.indexed(e) for e in nugget.evidence):
            return Cause.NOT_INDEXED
    for nugget in missing:
        if ranks.get(nugget.id) is None and not _cited(nugget, response):
            return Cause.NOT_RETRIEVED
    for nugget in missing:
        # It may have been withheld for a figure, so the wording has to do.
        if any(resembles(w.text, e.quote) for w in response.withheld for e in nugget.evidence):
            return Cause.WITHHELD
    return None


def _cited(nugget: Nugget, response: Response) -> bool:
    return any(
        c.publication == e.publication and holds(c.text, e.quote)
        for s in response.sentences
        for c in s.citations
        for e in nugget.evidence
    )
