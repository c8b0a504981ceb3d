"""THE SEARCH OF ONE GENERATION: one score for each chunk, by vector and by terms, and the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from indexing.dense import DenseIndex, is_searched
from indexing.embedding import Vectors
from indexing.exact import ExactIndex, Rows, highest
from indexing.fusion import FEEDBACK, fused, is_topic, term_weight, weighted_mean, widened
from indexing.lexical import TermIndex
from indexing.quantised import QuantisedIndex
from indexing.types import Wording

CANDIDATES = 1_000
"""Of the terms and of Chroma's graph at least, where that is searched, or ten for each that is asked for. A
chunk beyond them is not found."""
CLOSER_LOOK = 200
"""Chunks at least whose cosines are computed in full, or five for each that is asked for."""
CODED = 5
"""Times as many are taken by their codes, and at most by their shares, as are scored in full."""
REMEMBERED = 8
"""Filters whose rows are remembered."""


@dataclass(frozen=True, slots=True)
class Found:
    """A chunk found, with its scores as in `Hit`."""

    chunk_id: str
    score: float
    cosine: float
    share: float


@dataclass(frozen=True, slots=True)
class _Scored:
    """Candidates by row, with the cosine, the share and the score of each."""

    rows: Rows
    cosines: Vectors
    shares: Vectors
    scores: Vectors

    def best(self, k: int) -> Rows:
        """Places of the k best, best first; equal ones in the order of their reports."""
        return np.lexsort((self.rows, -self.scores))[:k]


class HybridIndex:
    """The vectors and the terms of one generation, opened to be searched. Safe to share by threads."""

    def __init__(
        self,
        folder: Path,
        candidates: int = CANDIDATES,
        closer_look: int = CLOSER_LOOK,
        by_graph: bool | None = None,
    ) -> None:
        """Open what is in `folder`; errors of numpy and Chroma come through where files are damaged.

        So many at least get a `closer_look`: they are scored in full. `by_graph` says whether Chroma finds
        the nearest, so many `candidates` at least, by default where chunks are too many to be scanned.
        """
        self._vectors, self._terms = ExactIndex(folder), TermIndex(folder)
        self._candidates, self._closer_look = candidates, closer_look
        searched = is_searched(len(self._vectors)) if by_graph is None else by_graph
        self._graph = DenseIndex(folder) if searched else None
        self._rows_of = lru_cache(REMEMBERED)(self._vectors.rows_of)

    def counts(self) -> set[int]:
        """How many chunks each side holds: one number where the index is complete."""
        return {len(self._vectors), len(self._terms)}

    def search(
        self, wordings: Sequence[Wording], embedded: Vectors, allowed: Sequence[str] | None, top_k: int
    ) -> list[Found]:
        """The best chunks for a question in one or more wordings, best first.

        `embedded` has a unit vector for each wording, `allowed` the ids of the publications to search, None
        for all. A topic, which is no question, is searched again with what was found.
        """
        vector = self._vectors.turned(weighted_mean(embedded, [w.weight for w in wordings]))
        shares, weight = self._terms.shares(wordings), term_weight(wordings)
        among = self._among(vector, allowed, shares, top_k)
        scored = self._scored(vector, among, shares, weight, top_k)
        if len(wordings) == 1 and is_topic(wordings[0].text) and len(scored.rows):
            first = scored.best(FEEDBACK)
            wider = widened(vector, self._vectors.vectors(scored.rows[first]), scored.scores[first])
            scored = self._scored(wider, among, shares, weight, top_k)
            scored = replace(scored, cosines=self._vectors.cosines(vector, scored.rows))
        best = scored.best(top_k)
        cosines = np.clip(scored.cosines[best], -1.0, 1.0)
        numbers = (n.tolist() for n in (scored.scores[best], cosines, scored.shares[best]))
        return [Found(*found) for found in zip(self._vectors.ids(scored.rows[best]), *numbers, strict=True)]

    def nearest(self, embedded: Vectors, allowed: Sequence[str] | None, top_k: int) -> dict[str, float]:
        """The side of vectors alone: chunk id → cosine (higher is closer), nearest first."""
        vector, shares = self._vectors.turned(embedded), np.zeros(len(self._vectors), np.float32)
        scored = self._scored(vector, self._among(vector, allowed, shares, top_k), shares, 0.0, top_k)
        best = scored.best(top_k)
        return dict(zip(self._vectors.ids(scored.rows[best]), scored.scores[best].tolist(), strict=True))

    def term_matches(self, wording: Wording, allowed: Sequence[str] | None, top_k: int) -> dict[str, float]:
        """The side of terms alone: chunk id → share (above 0, higher is better), best first."""
        shares = self._terms.shares([wording])
        rows = np.flatnonzero(shares) if allowed is None else self._rows_of(tuple(allowed))
        shares = shares[rows]
        best = np.argsort(-shares, kind="stable")[: min(top_k, np.count_nonzero(shares))]
        return dict(zip(self._vectors.ids(rows[best]), shares[best].tolist(), strict=True))

    def _among(
        self, vector: Vectors, allowed: Sequence[str] | None, shares: Vectors, top_k: int
    ) -> Rows | None:
        """The rows to be scored, in order; None for all."""
        if allowed is not None:
            return self._rows_of(tuple(allowed))
        if self._graph is None:
            return None
        most = min(max(self._candidates, 10 * top_k), len(shares))
        by_terms = highest(shares, most)
        found = self._graph.nearest(self._vectors.back(vector), most)
        return np.union1d(self._vectors.rows_of_chunks(found), by_terms[shares[by_terms] > 0])

    def _scored(
        self, vector: Vectors, among: Rows | None, shares: Vectors, weight: float, top_k: int
    ) -> _Scored:
        """Those that are roughly the best, of `among` or of all, scored in full."""
        wanted = max(self._closer_look, 5 * top_k)
        codes = self._vectors.codes if among is None else None
        if codes and CODED * wanted < len(codes):
            rows = _best_by_codes(codes, vector, shares, weight, wanted)
        else:
            rough = self._vectors.rough(vector, among)
            places = highest(fused(rough, shares if among is None else shares[among], weight), wanted)
            places = places[: 10 * wanted]  # where thousands are alike any of them will do
            rows = places if among is None else among[places]
        cosines = self._vectors.cosines(vector, rows)
        return _Scored(rows, cosines, shares[rows], fused(cosines, shares[rows], weight))

    def close(self) -> None:
        """Let go of the files."""
        self._terms.close()
        if self._graph is not None:
            self._graph.close()


def _best_by_codes(
    codes: QuantisedIndex, vector: Vectors, shares: Vectors, weight: float, wanted: int
) -> Rows:
    """Rows, in order, that are roughly the best by codes and shares, or could be by their shares."""
    near, products = codes.nearest(vector, CODED * wanted)
    scores = fused(products, shares[near], weight)
    best = near[highest(scores, wanted)]
    if not weight:
        return np.sort(best)
    # No other is nearer than the last of these: by its share it would have to be better than so much.
    least = (np.partition(scores, -wanted)[-wanted] - (1 - weight) * products[-1]) / weight
    others = np.flatnonzero(shares > least)
    if len(others) > CODED * wanted:
        others = others[np.argpartition(-shares[others], CODED * wanted)[: CODED * wanted]]
    return np.union1d(best, others)
