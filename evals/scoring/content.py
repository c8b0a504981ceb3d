"""Tallies of what an answer says: nuggets, figures, sides of a conflict, dates. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from evals.gold import Matcher
from evals.metrics import Tallies
from evals.responses import Response, filters_of
from evals.scoring.corpus_view import CorpusView
from evals.scoring.locating import tokens
from evals.scoring.nuggets import PARTIAL_CREDIT, Assignment, assign
from evals.scoring.numbers import grounded, states
from evals.scoring.wrong_figures import OtherFigures, other_figures
from evals.types import Answerability, Forbidden, Nugget, Question
from indexing.filtering import passing

Assignments = Mapping[str, Assignment]


def assignments(
    nuggets: Sequence[Nugget], response: Response, matcher: Matcher, corpus: CorpusView
) -> dict[str, Assignment]:
    """Nugget id → whether the answer states it; a refusal or a crash states none."""
    sentences = [s.text for s in response.sentences] if response.answered else []
    return {n.id: assign(n, sentences, matcher, corpus.weight) for n in nuggets}


def nugget_tallies(nuggets: Sequence[Nugget], assigned: Assignments) -> Tallies:
    """Strict vital, vital with credit for parts, and all nuggets strict (TREC RAG)."""
    vital = [n for n in nuggets if n.vital]
    if not vital:
        return {}

    def count(some: Sequence[Nugget], label: Assignment) -> int:
        return sum(assigned[n.id] is label for n in some)

    stated = count(vital, Assignment.SUPPORT)
    partly = stated + PARTIAL_CREDIT * count(vital, Assignment.PARTIAL)
    return {
        "nugget_recall": (stated / len(vital), 1.0),
        "nugget_recall_partial": (partly / len(vital), 1.0),
        "nugget_recall_all": (count(nuggets, Assignment.SUPPORT) / len(nuggets), 1.0),
    }


def number_tallies(
    nuggets: Sequence[Nugget], forbidden: Sequence[Forbidden], wants_answer: bool, response: Response
) -> Tallies:
    """Figures of the answer that its quotations bear, gold figures stated, and wrong figures.

    A crash counts as a figure not borne out, as all gold figures missing and as a wrong one.
    """
    told: Tallies = {}
    crashed = response.error is not None
    if crashed:
        told["numbers_grounded"] = (0.0, 1.0)
    elif response.answered:
        pairs = [grounded(s.text, [c.text for c in s.citations]) for s in response.sentences]
        told["numbers_grounded"] = (float(sum(b for b, _ in pairs)), float(sum(n for _, n in pairs)))
    gold = [number for n in nuggets if n.vital for number in n.numbers] if wants_answer else []
    if gold:
        text = " ".join(s.text for s in response.sentences) if response.answered else ""
        told["numbers_recalled"] = (float(sum(states(text, number) for number in gold)), float(len(gold)))
        wrong = crashed or bool(figures_beside(nuggets, forbidden, response).wrong)
        told["numbers_wrong"] = (float(wrong), 1.0)
    return told


def figures_beside(
    nuggets: Sequence[Nugget], forbidden: Sequence[Forbidden], response: Response
) -> OtherFigures:
    """Figures of the answer that are not the right ones, wrong or context; none of a refusal."""
    sentences = [s.text for s in response.sentences] if response.answered else []
    return other_figures(nuggets, forbidden, sentences)


UNDISPUTED = "undisputed"
"""Tag of a question on whose points the gold's writer found every source to agree."""


def conflict_tallies(
    question: Question, response: Response, assigned: Assignments, on_point: bool
) -> Tallies:
    """Sides told and cited to a publication that holds them; whether the disagreement asked about was shown.

    `on_point` says that a disagreement shown is about a gold point. One that is not is a false flag on every
    question. One that is, on a question without positions, is judged only where the question is tagged
    `undisputed`: that the gold names no conflict does not say that sources agree.
    """
    if not question.wants_answer:
        return {}
    shown, gold = bool(response.differ), bool(question.positions)
    found = gold and on_point
    false = shown and not found and (not on_point or UNDISPUTED in question.tags)
    told: Tallies = {"conflict_flag_f1": (float(found), float(false), float(gold and not found))}
    if gold:
        sides = [side_told(question, i, response, assigned) for i in range(len(question.positions))]
        told["position_recall"] = (sum(sides) / len(sides), 1.0)
    return told


def differs_on_point(question: Question, response: Response, matcher: Matcher, corpus: CorpusView) -> bool:
    """Whether some disagreement shown has a sentence that states a gold nugget, at least in part; where the
    question has positions, a nugget of one of them."""
    held = {i for p in question.positions for i in p.nuggets} or {n.id for n in question.nuggets}
    nuggets = [n for n in question.nuggets if n.id in held]
    groups = [[response.sentences[i].text for i in places] for places in response.differ]
    return any(
        assign(n, sentences, matcher, corpus.weight) is not Assignment.NOT
        for sentences in groups
        for n in nuggets
    )


def side_told(question: Question, index: int, response: Response, assigned: Assignments) -> bool:
    """Whether one position is stated by at least one of its nuggets and cited to where that nugget stands."""
    cited = {c.publication for s in response.sentences for c in s.citations}
    held = [n for n in question.nuggets if n.id in question.positions[index].nuggets]
    return any(
        assigned[n.id] is Assignment.SUPPORT and any(e.publication in cited for e in n.evidence) for n in held
    )


def date_tallies(question: Question, response: Response, corpus: CorpusView) -> Tallies:
    """Citations that satisfy the question's filters and its list of publications not to be cited."""
    filters = filters_of(question.filters)
    if filters.empty and not question.not_publications:
        return {}
    if response.error is not None:
        return {"dates_right": (0.0, 1.0)}
    cited = [c.publication for s in response.sentences for c in s.citations]
    passed = {p.id for p in passing(corpus.publications, filters)} - set(question.not_publications)
    right = sum(publication_id in passed for publication_id in cited)
    return {"dates_right": (float(right), float(len(cited)))}


def style_tallies(response: Response) -> Tallies:
    """Length in words, and the likeness (Jaccard, in [0, 1]) of the two most alike sentences."""
    if not response.answered:
        return {}
    sets = [set(tokens(s.text)) for s in response.sentences]
    likeness = [len(a & b) / len(a | b) for a, b in combinations(sets, 2) if a | b]
    length = sum(len(s.text.split()) for s in response.sentences)
    return {"redundancy": (max(likeness, default=0.0), 1.0), "words": (float(length), 1.0)}


def corrects_premise(question: Question, response: Response, assigned: Assignments) -> bool:
    """Whether an unanswerable question's false premise is corrected: its gold correction is stated."""
    return (
        question.answerability is Answerability.UNANSWERABLE
        and response.answered
        and any(a is Assignment.SUPPORT for a in assigned.values())
    )
