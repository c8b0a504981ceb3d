"""One score for each candidate from its cosine and its share of the question's terms, and the feedback that
a topic gets. Pure; the measurements behind the constants are in docs/decisions/0009-search.md."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from indexing.embedding import Vectors
from indexing.types import Wording

TERM_WEIGHT = 0.4
EXACT_TERM_WEIGHT = 0.5
"""Of a question that holds a digit, as embeddings hardly tell one figure or year from another, or a phrase in
quotation marks, which is meant word for word."""
FEEDBACK = 5
"""Passages that a topic is widened by."""
SHARPNESS = 0.02
"""How much worse than the best a passage may score to count about a third as much in feedback."""
_ASKED = re.compile(
    r"^\W*(?:(?:and|but|or|so|also|ok(?:ay)?|then|well|please|in|to|by|at|for|on|with|from|under)\b"
    r"[\s,]*)*(how|what|who|when|which|why|where|whose|whom|did|does|do|has|have|had|is|are|was|were|can|could"
    r"|will|would|should|may)\b",
    re.IGNORECASE,
)


def is_topic(text: str) -> bool:
    """Whether a text names a topic and asks nothing: `saunas`, `Elective admissions growth`."""
    return "?" not in text and not _ASKED.match(text)


def term_weight(wordings: Sequence[Wording]) -> float:
    """The weight of terms against cosine, in [0, 1]."""
    exact = any(c.isdigit() or c in '"“”' for w in wordings for c in w.text)
    return EXACT_TERM_WEIGHT if exact else TERM_WEIGHT


def fused(cosines: Vectors, shares: Vectors, weight: float) -> Vectors:
    """One score a candidate, higher is better, at most 1: a convex combination (Bruch et al. 2022) of the
    cosine, in [-1, 1], and the share, in [0, 1].

    Neither is scaled by what else was found: the share is BM25 divided by the most that BM25 could be for
    the question, so that a question with hardly a term in common leaves the word to the cosine.
    """
    return weight * shares + (1 - weight) * cosines


def weighted_mean(vectors: Vectors, weights: Sequence[float]) -> Vectors:
    """One vector for the wordings of a question, shape (dimension,), not made a unit vector again: wordings
    that differ count less, as their terms do. A single one comes back as it is."""
    if len(vectors) == 1:
        return np.asarray(vectors[0])
    shares = np.asarray(weights, np.float32) / sum(weights)
    return np.asarray(shares @ vectors, np.float32)


def widened(vector: Vectors, best: Vectors, scores: Vectors) -> Vectors:
    """A topic's vector moved towards the passages found for it: pseudo-relevance feedback (Rocchio 1971),
    each passage weighted by a softmax of its score. `best` has a vector a row; the result is a unit vector.
    """
    weights = np.exp((scores - scores.max()) / SHARPNESS)
    moved = vector + (weights / weights.sum()) @ best
    return np.asarray(moved / np.linalg.norm(moved), np.float32)
