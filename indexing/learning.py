"""Documents cut into chunks and embedded into the store, so that an index can be built of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from corpus.types import Report
from indexing.building import Progress
from indexing.chunking import CHUNKING_VERSION, MAX_PIECES, chunk_report
from indexing.embedding import Embedder, Vectors
from indexing.store import Store
from indexing.types import AddedDocument

TOGETHER = 20
"""Documents written to disk at once: one by one the disk takes longer than the chunking."""
CHUNKING = f"{CHUNKING_VERSION} {MAX_PIECES}"


def model_mark(embedder: Embedder) -> str:
    """What tells one model from another."""
    return f"{embedder.name} {embedder.fingerprint[:16]}"


def document_key(content_hash: str, embedder: Embedder) -> str:
    """The key of a report in the store: another way of chunking gives another, so that it is chunked anew."""
    parts = (content_hash, CHUNKING, model_mark(embedder))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document the library should hold, under the key it has in the store; its text only when asked for."""

    publication_id: str
    key: str
    load: Callable[[], Report]


def entry_of(store: Store, document: AddedDocument, embedder: Embedder) -> Entry:
    """The entry of a document that was added."""
    key = document_key(document.content, embedder)
    return Entry(document.publication.id, key, partial(store.content, document.content))


def _embed_missing(store: Store, embedder: Embedder, progress: Progress) -> int:
    """Embed the texts of the store that have no vector yet; returns how many those were.

    What is done is stored after each batch, so that it survives a stop.
    """
    texts = store.vectors.texts(store.vectors.missing(embedder.fingerprint))
    hashes = list(texts)
    done = 0

    def keep(indices: Sequence[int], vectors: Vectors) -> None:
        nonlocal done
        store.vectors.add(embedder.fingerprint, [hashes[i] for i in indices], vectors, embedder.way)
        done += len(indices)
        progress("Learning passages", done, len(hashes))

    if hashes:
        progress("Learning passages", 0, len(hashes))
    embedder.embed_in_batches([texts[h] for h in hashes], keep)
    return len(hashes)


def learn(store: Store, entries: Sequence[Entry], embedder: Embedder, progress: Progress) -> int:
    """Chunk and embed what is new; returns how many texts were embedded."""
    known, longest = store.known_documents(), min(MAX_PIECES, embedder.most_pieces)
    new = [e for e in entries if e.key not in known]
    for start in range(0, len(new), TOGETHER):
        with store.transaction():
            for done, entry in enumerate(new[start : start + TOGETHER], start + 1):
                report = entry.load()
                store.add_document(entry.key, report, chunk_report(report, embedder.count_pieces, longest))
                progress("Reading reports", done, len(new))
    return _embed_missing(store, embedder, progress)
