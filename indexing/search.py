"""One generation opened for reading: its publications and passages, and the search among them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.types import Report
from indexing import dense
from indexing.embedding import Embedder, Vectors
from indexing.filtering import passing
from indexing.generations import (
    REBUILD,
    UPDATE,
    Manifest,
    check_files,
    generation_folder,
    read_manifest,
    require_current,
)
from indexing.hybrid import Found, HybridIndex
from indexing.locking import is_full
from indexing.reranking import RERANKED, Reranker
from indexing.schema import FROM_FILES
from indexing.store import Store
from indexing.substance import SPARE, best_first, weighed
from indexing.types import (
    Chunk,
    Filters,
    Hit,
    IndexDamagedError,
    IndexForeignError,
    IndexingError,
    Wording,
)
from indexing.vocabulary import read_vocabulary

REMEMBERED = 20_000
REMEMBERED_FILTERS = 100


class Library:
    """One generation opened for reading: publications, passages and search. Safe to share by threads."""

    def __init__(
        self,
        home: Path,
        embedder: Embedder,
        fingerprint: dict[str, str],
        reranker: Reranker | None = None,
    ) -> None:
        """Open what is current in `home`. With a `reranker` the best passages of a search get a second look.

        Raises IndexMissingError, IndexForeignError (made with other settings) or IndexDamagedError, each
        naming the next command.
        """
        self.embedder = embedder
        self.reranker = reranker
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
        check_files(
            home, self.manifest, unread=() if dense.is_searched(self.manifest.chunks) else (dense.FOLDER,)
        )
        folder = generation_folder(home, generation)
        try:
            self._index = HybridIndex(folder)
            self.vocabulary = read_vocabulary(folder)
            counts = {*self._index.counts(), self.manifest.chunks}
        except Exception as error:  # Chroma raises types of its own on damaged files
            if is_full(error):
                raise IndexingError(
                    f"The disk that holds {home} is full: the index cannot be opened. Free some space."
                ) from error
            raise IndexDamagedError(f"The index in {folder} cannot be opened ({error}). {REBUILD}") from error
        self._documents = {d.publication.id: d for d in self._store.documents(generation)}
        if len(counts) > 1 or not self._documents:
            raise IndexDamagedError(f"The index in {folder} is incomplete. {REBUILD}")
        self.publications = tuple(d.publication for d in self._documents.values())
        self._remembered: dict[tuple[str, bool], Vectors] = {}
        self._let_through: dict[Filters, tuple[str, ...]] = {}

    def _require_same(self, fingerprint: dict[str, str]) -> None:
        if self.manifest.is_earlier(fingerprint):
            raise IndexForeignError(UPDATE)
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
        """Ids of the publications that pass; for filters asked for lately, as remembered."""
        found = self._let_through.get(filters)
        if found is None:
            if len(self._let_through) > REMEMBERED_FILTERS:
                self._let_through.clear()
            found = self._let_through[filters] = tuple(p.id for p in passing(self.publications, filters))
        return found

    def search(self, question: str | Sequence[Wording], filters: Filters, top_k: int) -> tuple[Hit, ...]:
        """The best chunks for a question in one or more wordings, best first; fewer than `top_k` where the
        library is small."""
        wordings = [Wording(question)] if isinstance(question, str) else question
        embedded = self.embed_queries([w.whole for w in wordings])
        most = max(top_k, RERANKED if self.reranker else 0)
        found = self._index.search(wordings, embedded, self._allowed(filters), most + SPARE)
        hits = self._weighed(found[:most])
        # The others could come in only where what fell back left room for their whole score.
        if hits and (spare := [f for f in found[most:] if f.score > hits[-1].score]):
            hits = best_first([*hits, *self._weighed(spare)])
        if self.reranker:
            hits = self.reranker.reranked(max(wordings, key=lambda w: w.weight).text, hits)
        return hits[:top_k]

    def nearest(self, question: str, filters: Filters, top_k: int) -> dict[str, float]:
        """The dense side of `search` alone: chunk id → cosine (higher is closer), nearest first."""
        return self._index.nearest(self.embed_queries([question])[0], self._allowed(filters), top_k)

    def term_matches(self, question: str, filters: Filters, top_k: int) -> dict[str, float]:
        """The term side of `search` alone: chunk id → share of the question's terms (above 0, higher is
        better), best first."""
        return self._index.term_matches(Wording(question), self._allowed(filters), top_k)

    def _allowed(self, filters: Filters) -> tuple[str, ...] | None:
        return None if filters.empty else self.allowed_ids(filters)

    def _hit(self, chunk: Chunk, score: float, cosine: float, share: float) -> Hit:
        document = self._documents[chunk.publication_id]
        return Hit(chunk, document.publication, document.is_digest, score, cosine, share)

    def _weighed(self, found: Sequence[Found]) -> tuple[Hit, ...]:
        scores = {f.chunk_id: (f.score, f.cosine, f.share) for f in found}
        chunks = self.chunks_by_id(list(scores))
        return best_first([weighed(self._hit(chunk, *scores[chunk.id])) for chunk in chunks])

    def warm_up(self) -> None:
        """Load the models now, which takes seconds, rather than at the first question."""
        self.embed(["waiting lists"])
        if self.reranker:
            self.reranker.load()

    def read_ahead(self) -> int:
        """Have the disk read every passage now, for who will ask more than one question; how many there are
        in the store."""
        return self._store.read_ahead()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of short pieces of reports, row by row; those asked for lately are remembered."""
        return self._vectors(texts, are_queries=False)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, row by row; those asked for lately are remembered."""
        return self._vectors(texts, are_queries=self.embedder.is_asymmetric)

    def _vectors(self, texts: Sequence[str], are_queries: bool) -> Vectors:
        if len(self._remembered) > REMEMBERED:
            self._remembered.clear()
        new = [t for t in dict.fromkeys(texts) if (t, are_queries) not in self._remembered]
        embedded = self.embedder.embed_queries(new) if are_queries else self.embedder.embed(new)
        self._remembered.update(zip([(t, are_queries) for t in new], embedded, strict=True))
        return np.stack([self._remembered[t, are_queries] for t in texts])

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

    def around(self, chunk: Chunk) -> tuple[Chunk | None, Chunk | None]:
        """The chunks before and after one in its section, None where it begins or ends with it."""
        document = self._documents[chunk.publication_id].hash
        found = self._store.chunks_at(document, (chunk.ordinal - 1, chunk.ordinal + 1))
        same = {n: c for n, c in found.items() if c.heading_path == chunk.heading_path}
        return same.get(chunk.ordinal - 1), same.get(chunk.ordinal + 1)

    def hits_of(self, chunks: Sequence[Chunk]) -> tuple[Hit, ...]:
        """Chunks fetched by another way than search, as hits without scores."""
        return tuple(self._hit(chunk, 0.0, 0.0, 0.0) for chunk in chunks)

    def close(self) -> None:
        """Let go of the files."""
        self._index.close()
        self._store.close()
