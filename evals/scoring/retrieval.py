"""Tallies of the search for one question. Pure."""

from __future__ import annotations

from evals.metrics import Tallies
from evals.ranking import evidence_recall, ndcg_at, recall_at, reciprocal_rank
from evals.responses import Response
from evals.scoring.locating import graded_ranking, nuggets_hit
from evals.types import Question

K = 10
_LEVELS = {"passage": "", "page": "page_", "publication": "publication_"}


def retrieval_tallies(question: Question, response: Response) -> Tallies:
    """Search metrics, for a question that has an answer; a crash found nothing."""
    if not question.wants_answer:
        return {}
    vital = [n for n in question.nuggets if n.vital]
    hits = nuggets_hit(response.passages[:K], vital)
    told: Tallies = {
        f"evidence_recall_at_{k}": (evidence_recall(hits, [n.id for n in vital], k), 1.0) for k in (1, 5, K)
    }
    for level, prefix in _LEVELS.items():
        ranking, grades = graded_ranking(question, response.passages, level)
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
