"""The product's search with some of its levers left out, for the table of what each is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from indexing.fusion import TERM_WEIGHT, term_weight
from indexing.search import Library
from indexing.substance import SPARE, substance
from indexing.types import Filters, Wording

Scores = Mapping[str, float]
"""Chunk id → score; higher is better."""


def lever_ways(library: Library) -> dict[str, Callable[[str, int], list[str]]]:
    """(query, how many) → publications of the best passages, in order.

    `scaled` combines both sides scaled by their least and most, `convex` has them as they are, `exact` weighs
    terms more where the question holds a digit or a quotation, `substance` holds back passages of a few
    words, too: all that is then left out of the product's search is that topics are widened.
    """

    def sides(query: str) -> tuple[list[str], Scores, Scores]:
        every = library.manifest.chunks
        cosines = library.nearest(query, Filters(), every)
        return list(cosines), cosines, library.term_matches(query, Filters(), every)

    def best(scores: Scores, n: int) -> list[str]:
        return sorted(scores, key=lambda chunk_id: -scores[chunk_id])[:n]

    def documents(chunk_ids: list[str]) -> list[str]:
        return [chunk.publication_id for chunk in library.chunks_by_id(chunk_ids)]

    def convex(query: str, weight: float) -> Scores:
        ids, cosines, shares = sides(query)
        return {i: weight * shares.get(i, 0.0) + (1 - weight) * cosines[i] for i in ids}

    def scaled(query: str) -> Scores:
        ids, cosines, shares = sides(query)
        by_cosine, by_share = (_scaled([side.get(i, 0.0) for i in ids]) for side in (cosines, shares))
        return dict(zip(ids, TERM_WEIGHT * by_share + (1 - TERM_WEIGHT) * by_cosine, strict=True))

    def exact(query: str) -> Scores:
        return convex(query, term_weight([Wording(query)]))

    def held_back(query: str, n: int) -> list[str]:
        scores = exact(query)
        lacking = {c.id: 1 - substance(c) for c in library.chunks_by_id(best(scores, n + SPARE))}
        return best({i: scores[i] - less * abs(scores[i]) for i, less in lacking.items()}, n)

    return {
        "scaled": lambda query, n: documents(best(scaled(query), n)),
        "convex": lambda query, n: documents(best(convex(query, TERM_WEIGHT), n)),
        "exact": lambda query, n: documents(best(exact(query), n)),
        "substance": lambda query, n: documents(held_back(query, n)),
    }


def _scaled(numbers: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    given = np.asarray(numbers, np.float64)
    spread = float(np.ptp(given))
    return (given - given.min()) / spread if spread else given * 0.0
