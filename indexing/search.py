"""Hybrid search over one opened generation: dense and term scores fused by a weighted sum."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.types import Publication, Report
from indexing.dense import DenseIndex
from indexing.embedding import Embedder, Vectors
from indexing.generations import (
    REBUILD,
    Manifest,
    check_files,
    generation_folder,
    read_manifest,
    require_current,
)
from indexing.lexical import TermIndex
from indexing.locking import is_full
from indexing.schema import FROM_FILES
from indexing.store import Store
from indexing.types import Chunk, Filters, Hit, IndexDamagedError, IndexForeignError, IndexingError
from indexing.vocabulary import read_vocabulary

CANDIDATES = 100
REMEMBERED = 20_000
TERM_WEIGHT = 0.3
"""Weight of BM25 against cosine: 0.3 to 0.7 was best on mtRAG (methods.md, section 2.2)."""


def fuse(cosines: Mapping[str, float], bm25: Mapping[str, float], term_weight: float) -> dict[str, float]:
    """One score in [0, 1] for each candidate, higher is better.

    Convex combination (Bruch et al. 2022): BM25 divided by its maximum, its floor being 0 by theory, and
    cosine scaled to the range seen in `cosines`, which must hold every candidate.
    """
    if not cosines:
        return {}
    low, high = min(cosines.values()), max(cosines.values())
    spread = high - low or 1.0
    top = max(bm25.values(), default=0.0) or 1.0
    return {
        i: term_weight * bm25.get(i, 0.0) / top + (1 - term_weight) * (cosine - low) / spread
        for i, cosine in cosines.items()
    }


def allowed(publication: Publication, filters: Filters) -> bool:
    """Whether a publication passes. A date that is not certain to satisfy a filter does not."""
    published = publication.published
    if filters.as_of and not (published and published.latest <= filters.as_of):
        return False
    if filters.since and not (published and published.earliest >= filters.since):
        return False
    if filters.publishers and not any(
        wanted.casefold() in (publication.publisher or "").casefold() for wanted in filters.publishers
    ):
        return False
    if filters.kinds and publication.kind.value not in filters.kinds:
        return False
    if filters.topics and not set(filters.topics) & set(publication.topics):
        return False
    return not filters.publication_ids or publication.id in filters.publication_ids


class Library:
    """One generation opened for reading: publications, passages and search. Safe to share by threads."""

    def __init__(self, home: Path, embedder: Embedder, fingerprint: dict[str, str]) -> None:
        """Open what is current in `home`.

        Raises IndexMissingError, IndexForeignError (made with other settings) or IndexDamagedError, each
        naming the next command.
        """
        self.embedder = embedder
        self._store = Store.open(home)
        try:
            self._open(home, fingerprint)
        except sqlite3.DatabaseError as error:
            self._store.close()
            raise IndexDamagedError(f"{self._store.path} is damaged ({error}). {FROM_FILES}") from error
        except IndexingError:
            self._store.close()
            raise

    def _open(self, home: Path, fingerprint: dict[str, str]) -> None:
        generation = require_current(home)
        self.manifest: Manifest = read_manifest(home, generation)
        self._require_same(fingerprint)
        check_files(home, self.manifest)
        folder = generation_folder(home, generation)
        try:
            self._dense, self._terms = DenseIndex(folder), TermIndex(folder)
            self.vocabulary = read_vocabulary(folder)
            counts = {self._dense.count(), self._terms.count(), self.manifest.chunks}
        except Exception as error:  # Chroma and tantivy raise types of their own on damaged files
            if is_full(error):
                raise IndexingError(
                    f"The disk that holds {home} is full: the index cannot be opened. Free some space."
                ) from error
            raise IndexDamagedError(f"The index in {folder} cannot be opened ({error}). {REBUILD}") from error
        self._documents = {d.publication.id: d for d in self._store.documents(generation)}
        if len(counts) > 1 or not self._documents:
            raise IndexDamagedError(f"The index in {folder} is incomplete. {REBUILD}")
        self.publications = tuple(d.publication for d in self._documents.values())
        self._remembered: dict[str, Vectors] = {}

    def _require_same(self, fingerprint: dict[str, str]) -> None:
        if differs := self.manifest.differences(fingerprint):
            raise IndexForeignError(
                f"The index was made with other settings ({', '.join(differs)}). "
                "Rebuild it with: evidence index --rebuild"
            )

    @property
    def version(self) -> str:
        """The name of the generation, which changes with everything that was indexed."""
        return self.manifest.generation

    def allowed_ids(self, filters: Filters) -> tuple[str, ...]:
        """Ids of the publications that pass."""
        return tuple(p.id for p in self.publications if allowed(p, filters))

    def search(self, question: str, filters: Filters, top_k: int) -> tuple[Hit, ...]:
        """The best chunks for a question, best first; fewer than `top_k` where the library is small."""
        ids = self._allowed(filters)
        vector = self.embed([question])[0]
        cosines = self._dense.nearest(vector, min(CANDIDATES, self.manifest.chunks), ids)
        bm25 = self._terms.best(question, CANDIDATES, ids)
        cosines |= self._cosines(vector, [i for i in bm25 if i not in cosines])
        scores = fuse(cosines, bm25, TERM_WEIGHT)
        best = sorted(scores, key=lambda i: (-scores[i], i))[:top_k]
        return tuple(
            self._hit(chunk, scores[chunk.id], cosines[chunk.id], bm25.get(chunk.id, 0.0))
            for chunk in self.chunks_by_id(best)
        )

    def nearest(self, question: str, filters: Filters, top_k: int) -> dict[str, float]:
        """The dense side of `search` alone: chunk id → cosine (higher is closer), nearest first."""
        vector = self.embed([question])[0]
        return self._dense.nearest(vector, min(top_k, self.manifest.chunks), self._allowed(filters))

    def term_matches(self, question: str, filters: Filters, top_k: int) -> dict[str, float]:
        """The term side of `search` alone: chunk id → BM25 (above 0, higher is better), best first."""
        return self._terms.best(question, top_k, self._allowed(filters))

    def _allowed(self, filters: Filters) -> tuple[str, ...] | None:
        return None if filters.empty else self.allowed_ids(filters)

    def _cosines(self, vector: Vectors, ids: Sequence[str]) -> dict[str, float]:
        stored = self._store.vectors.by_id(self.embedder.fingerprint, ids) if ids else {}
        return {i: float(v @ vector) for i, v in stored.items()}

    def _hit(self, chunk: Chunk, score: float, cosine: float, bm25: float) -> Hit:
        document = self._documents[chunk.publication_id]
        return Hit(chunk, document.publication, document.is_digest, score, cosine, bm25)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of short texts, row by row; those asked for lately are remembered."""
        if len(self._remembered) > REMEMBERED:
            self._remembered.clear()
        new = [t for t in dict.fromkeys(texts) if t not in self._remembered]
        self._remembered.update(zip(new, self.embedder.embed(new), strict=True))
        return np.stack([self._remembered[t] for t in texts])

    @property
    def reports(self) -> tuple[Report, ...]:
        """Every report with its text, in order, read from the store at each call."""
        return tuple(r for p in self.publications if (r := self.report(p.id)))

    def report(self, publication_id: str) -> Report | None:
        """The report of a publication with its text, None where the library does not hold it (any more)."""
        document = self._documents.get(publication_id)
        return self._store.report(document.hash) if document else None

    def chunks(self) -> tuple[Chunk, ...]:
        """Every chunk, in order of reports and text."""
        return tuple(self._store.chunks(self.version))

    def chunks_of_digests(self) -> tuple[Chunk, ...]:
        """Every chunk of a digest, in order of reports and text."""
        return tuple(self._store.chunks(self.version, only_digests=True))

    def chunks_by_id(self, ids: Sequence[str]) -> tuple[Chunk, ...]:
        """The chunks with these ids, in the order given; an id that the library does not hold is left out."""
        found = self._store.chunks_by_id(self.version, ids)
        return tuple(found[i] for i in ids if i in found)

    def chunks_of(self, publication_id: str) -> tuple[Chunk, ...]:
        """The chunks of one publication, in the order of its text."""
        return tuple(self._store.chunks_of(self.version, publication_id))

    def hits_of(self, chunks: Sequence[Chunk]) -> tuple[Hit, ...]:
        """Chunks fetched by another way than search, as hits without scores."""
        return tuple(self._hit(chunk, 0.0, 0.0, 0.0) for chunk in chunks)

    def close(self) -> None:
        """Let go of the files."""
        self._dense.close()
        self._store.close()
