"""THE SEARCH OF ONE GENERATION: one score for each chunk, by vector and by terms, and the best of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from indexing.dense import DenseIndex, is_searched
from indexing.embedding import Vectors
from indexing.exact import ExactIndex, Rows, highest
from indexing.fusion import FEEDBACK, fused, is_topic, term_weight, weighted_mean, widened
from indexing.lexical import TermIndex
from indexing.types import Wording

CANDIDATES = 1_000
"""Of the terms, and of Chroma's graph, at least, or ten for each that is asked for; with a filter, where
there is less to scan, twice as many. A chunk beyond them counts as holding no term of the question."""
CLOSER_LOOK = 200
"""Chunks at least whose cosines are computed in full, or five for each that is asked for."""
REMEMBERED = 8
"""Filters whose rows are remembered."""
BESIDE_FROM = 30_000
"""Chunks from which scanning takes so long that terms are looked up meanwhile, on another thread."""


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
        """Open what is in `folder`; errors of numpy, tantivy and Chroma come through where files are damaged.

        So many `candidates` at least are taken by terms, and so many scored in full. `by_graph` says whether
        Chroma finds the nearest, by default where chunks are too many to be scanned.
        """
        self._vectors, self._terms = ExactIndex(folder), TermIndex(folder)
        self._candidates, self._closer_look = candidates, closer_look
        searched = is_searched(len(self._vectors)) if by_graph is None else by_graph
        self._graph = DenseIndex(folder) if searched else None
        self._threads = ThreadPoolExecutor(thread_name_prefix="terms")
        self._rows_of = lru_cache(REMEMBERED)(self._vectors.rows_of)

    def counts(self) -> set[int]:
        """How many chunks each side holds: one number where the index is complete."""
        return {len(self._vectors), self._terms.count()}

    def search(
        self, wordings: Sequence[Wording], embedded: Vectors, allowed: Sequence[str] | None, top_k: int
    ) -> list[Found]:
        """The best chunks for a question in one or more wordings, best first.

        `embedded` has a unit vector for each wording, `allowed` the ids of the publications to search, None
        for all. A topic, which is no question, is searched again, among what is near it, with what was found.
        """
        vector = self._vectors.turned(weighted_mean(embedded, [w.weight for w in wordings]))
        most = max(self._candidates if allowed is None else 2 * self._candidates, 10 * top_k)
        terms = self._begin(wordings, most, allowed)
        among = self._among(vector, allowed, terms, most)
        rough = self._vectors.rough(vector, among)
        by_terms, shares = terms()
        every = np.zeros(len(rough), np.float32)
        every[by_terms if among is None else np.searchsorted(among, by_terms)] = shares
        weight = term_weight(wordings)
        roughly = fused(rough, every, weight)
        scored = self._scored(vector, among, roughly, every, weight, top_k)
        if len(wordings) == 1 and is_topic(wordings[0].text) and len(scored.rows):
            first = scored.best(FEEDBACK)
            wider = widened(vector, self._vectors.vectors(scored.rows[first]), scored.scores[first])
            pool = highest(roughly, max(10 * self._closer_look, 50 * top_k))
            among, every = pool if among is None else among[pool], every[pool]
            roughly = fused(self._vectors.rough(wider, among), every, weight)
            scored = self._scored(wider, among, roughly, every, weight, top_k)
            scored = replace(scored, cosines=self._vectors.cosines(vector, scored.rows))
        best = scored.best(top_k)
        cosines = np.clip(scored.cosines[best], -1.0, 1.0)
        numbers = (n.tolist() for n in (scored.scores[best], cosines, scored.shares[best]))
        return [Found(*found) for found in zip(self._vectors.ids(scored.rows[best]), *numbers, strict=True)]

    def nearest(self, embedded: Vectors, allowed: Sequence[str] | None, top_k: int) -> dict[str, float]:
        """The side of vectors alone: chunk id → cosine (higher is closer), nearest first."""
        vector = self._vectors.turned(embedded)
        most = max(self._candidates, 10 * top_k)
        among = self._among(vector, allowed, lambda: (np.zeros(0, np.int64), np.zeros(0, np.float32)), most)
        roughly = self._vectors.rough(vector, among)
        scored = self._scored(vector, among, roughly, np.zeros_like(roughly), 0.0, top_k)
        best = scored.best(top_k)
        return dict(zip(self._vectors.ids(scored.rows[best]), scored.scores[best].tolist(), strict=True))

    def term_matches(self, wording: Wording, allowed: Sequence[str] | None, top_k: int) -> dict[str, float]:
        """The side of terms alone: chunk id → share (above 0, higher is better), best first."""
        rows, shares = self._by_terms([wording], top_k, allowed)
        return dict(zip(self._vectors.ids(rows), shares.tolist(), strict=True))

    def _by_terms(
        self, wordings: Sequence[Wording], k: int, allowed: Sequence[str] | None
    ) -> tuple[Rows, Vectors]:
        keys, shares = self._terms.shares(wordings, k, allowed)
        return self._vectors.rows_with(keys), shares

    def _begin(
        self, wordings: Sequence[Wording], k: int, allowed: Sequence[str] | None
    ) -> Callable[[], tuple[Rows, Vectors]]:
        """Look terms up, on another thread where a scan takes longer than waking it; gives what was found."""
        if len(self._vectors) >= BESIDE_FROM:
            return self._threads.submit(self._by_terms, wordings, k, allowed).result
        found = self._by_terms(wordings, k, allowed)
        return lambda: found

    def _among(
        self,
        vector: Vectors,
        allowed: Sequence[str] | None,
        terms: Callable[[], tuple[Rows, Vectors]],
        most: int,
    ) -> Rows | None:
        """The rows to be scored, in order; None for all. Chroma's graph gives `most` at most."""
        if allowed is not None:
            return self._rows_of(tuple(allowed))
        if self._graph is None:
            return None
        found = self._graph.nearest(self._vectors.back(vector), min(most, len(self._vectors)))
        return np.union1d(self._vectors.rows_of_chunks(found), terms()[0])

    def _scored(
        self, vector: Vectors, among: Rows | None, roughly: Vectors, shares: Vectors, weight: float, k: int
    ) -> _Scored:
        """Those that are roughly the best of `among`, scored in full; `roughly` and `shares` are of all."""
        wanted = max(self._closer_look, 5 * k)
        places = highest(roughly, wanted)[: 10 * wanted]  # where thousands are alike any of them will do
        rows = places if among is None else among[places]
        cosines = self._vectors.cosines(vector, rows)
        return _Scored(rows, cosines, shares[places], fused(cosines, shares[places], weight))

    def close(self) -> None:
        """Let go of the files."""
        self._threads.shutdown()
        if self._graph is not None:
            self._graph.close()
