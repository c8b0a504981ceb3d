"""The product's search with some of its levers left out, for the table of what each is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from indexing.embedding import Vectors
from indexing.fusion import TERM_WEIGHT, fused, term_weight
from indexing.search import Library
from indexing.substance import SPARE, best_first, weighed
from indexing.types import Filters, Hit, Wording


def lever_ways(library: Library) -> dict[str, Callable[[str, int], list[str]]]:
    """(query, how many) → publications of the best passages, in order.

    `scaled` combines both sides scaled by their least and most, `convex` has them as they are, `exact` weighs
    terms more where the question holds a digit or a quotation, `substance` holds back passages of a few
    words, too: all that is then left out of the product's search is that topics are widened.
    """

    def sides(query: str) -> tuple[list[str], Vectors, Vectors]:
        every = library.manifest.chunks
        cosines = library.nearest(query, Filters(), every)
        shares = library.term_matches(query, Filters(), every)
        return (
            list(cosines),
            np.array(list(cosines.values())),
            np.array([shares.get(i, 0.0) for i in cosines]),
        )

    def best(ids: list[str], scores: Vectors, n: int) -> tuple[Hit, ...]:
        first = {ids[place]: float(scores[place]) for place in np.argsort(-scores, kind="stable")[:n]}
        hits = library.hits_of(library.chunks_by_id(list(first)))
        return tuple(replace(hit, score=first[hit.chunk.id]) for hit in hits)

    def scaled(query: str, n: int) -> Sequence[Hit]:
        ids, cosines, shares = sides(query)
        return best(ids, fused(_scaled(cosines), _scaled(shares), TERM_WEIGHT), n)

    def convex(query: str, n: int) -> Sequence[Hit]:
        ids, cosines, shares = sides(query)
        return best(ids, fused(cosines, shares, TERM_WEIGHT), n)

    def exact(query: str, n: int) -> Sequence[Hit]:
        ids, cosines, shares = sides(query)
        return best(ids, fused(cosines, shares, term_weight([Wording(query)])), n)

    def held_back(query: str, n: int) -> Sequence[Hit]:
        return best_first([weighed(hit) for hit in exact(query, n + SPARE)])[:n]

    ways = {"scaled": scaled, "convex": convex, "exact": exact, "substance": held_back}
    return {name: partial(_publications, way) for name, way in ways.items()}


def _publications(way: Callable[[str, int], Sequence[Hit]], query: str, n: int) -> list[str]:
    return [hit.publication.id for hit in way(query, n)]


def _scaled(given: Vectors) -> Vectors:
    spread = float(np.ptp(given))
    return np.asarray((given - given.min()) / spread if spread else given * 0.0)
