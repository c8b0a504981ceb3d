"""Tallies of the search for one question, and the graded rankings they are made of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from evals.metrics import Tallies
from evals.ranking import evidence_recall, ndcg_at, recall_at, reciprocal_rank
from evals.responses import Place, Response
from evals.scoring.corpus_view import CorpusView
from evals.scoring.locating import hits_span, nuggets_hit, same_page
from evals.types import Evidence, Question

Level = Literal["passage", "page", "publication"]

K = 10
_LEVELS: dict[Level, str] = {"passage": "", "page": "page_", "publication": "publication_"}


def retrieval_tallies(question: Question, response: Response, corpus: CorpusView) -> Tallies:
    """Search metrics, for a question that has an answer; a crash found nothing."""
    if not question.wants_answer:
        return {}
    vital = [n for n in question.nuggets if n.vital]
    hits = nuggets_hit(response.passages[:K], vital)
    told: Tallies = {
        f"evidence_recall_at_{k}": (evidence_recall(hits, [n.id for n in vital], k), 1.0) for k in (1, 5, K)
    }
    for level, prefix in _LEVELS.items():
        ranking, grades = graded_ranking(question, response.passages, level, corpus)
        told[f"{prefix}recall_at_{K}"] = (recall_at(ranking, grades, K), 1.0)
        told[f"{prefix}ndcg_at_{K}"] = (ndcg_at(ranking, grades, K), 1.0)
        if level == "passage":
            told[f"mrr_at_{K}"] = (reciprocal_rank(ranking, grades, K), 1.0)
    return told


def ranks(question: Question, response: Response) -> dict[str, int | None]:
    """Nugget id → rank (from 1) of the first passage that proves it; None where none was found."""
    hits = nuggets_hit(response.passages, question.nuggets)
    return {
        n.id: next((place for place, found in enumerate(hits, 1) if n.id in found), None)
        for n in question.nuggets
    }


def graded_ranking(
    question: Question, passages: Sequence[Place], level: Level, corpus: CorpusView
) -> tuple[list[str], dict[str, int]]:
    """A ranking of units, one rank a unit, and the grades of the gold units.

    A unit is a passage, a page (a section where pages are not known) or a publication. As in a collection
    with relevance judgements (trec_eval), the gold units are those of the whole index that hold a gold span,
    with the grade 2 where it proves a vital nugget, else 1; a passage with several spans is one unit. A gold
    span that no passage of the index holds is a unit that cannot be found.
    """
    spans = [(e, 2 if n.vital else 1) for n in question.nuggets for e in n.evidence]
    grades: dict[str, int] = {}
    for evidence, grade in spans:
        for unit in _gold_units(evidence, level, corpus):
            grades[unit] = max(grades.get(unit, 0), grade)
    gold = [e for e, _ in spans]
    return list(dict.fromkeys(_unit(p, gold, level) for p in passages)), grades


def _gold_units(evidence: Evidence, level: Level, corpus: CorpusView) -> list[str]:
    if level == "publication":
        return [evidence.publication]
    if level == "page":
        return [_page(evidence.publication, evidence.page, evidence.section)]
    held = [
        _passage(evidence.publication, text)
        for text in corpus.passages(evidence.publication)
        if hits_span(Place(evidence.publication, "", None, text), evidence)
    ]
    return held or [f"not indexed {evidence.publication} {evidence.quote}"]


def _unit(passage: Place, gold: Sequence[Evidence], level: Level) -> str:
    if level == "publication":
        return passage.publication
    if level == "passage":
        return _passage(passage.publication, passage.text)
    for evidence in gold:  # by page or by section, whichever the gold names
        if same_page(passage, evidence):
            return _page(evidence.publication, evidence.page, evidence.section)
    return _page(passage.publication, passage.page, passage.section)


def _page(publication: str, page: int | None, section: str | None) -> str:
    return f"{publication} page {page}" if page is not None else f"{publication} section {section}"


def _passage(publication: str, text: str) -> str:
    return f"{publication} {text}"
