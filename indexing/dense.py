"""The Chroma collection of one generation: cosine, no telemetry, no embedding function of its own."""

from __future__ import annotations

import os
import sqlite3
import struct
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from indexing.embedding import Vectors

COLLECTION = "chunks"
FOLDER = "chroma"
SEARCHED_FROM = 1_000_000
"""Chunks from which the graph is searched; with fewer a scan of every vector is sooner done."""
SEARCHED = {"space": "cosine", "ef_construction": 400, "ef_search": 400, "max_neighbors": 32}
"""Two builds of the same data answer alike at these settings, at Chroma's defaults they do not."""
KEPT = SEARCHED | {"ef_construction": 100, "max_neighbors": 16}
"""Chroma's own way of building, a third of the work, for a graph that is kept, checked, and not searched."""
BATCH = 1_000
HEADER_VERSION = 1
"""Of the file in which hnswlib, as Chroma builds it, says how many vectors there are and of what size."""


def load() -> Any:
    """Chroma, whose import takes a second, without its reports to its makers."""
    os.environ.update(ANONYMIZED_TELEMETRY="False")
    import chromadb
    import chromadb.api.rust  # which Chroma loads with the first client

    return chromadb


def hnsw(count: int) -> dict[str, Any]:
    """The settings of a graph of so many vectors."""
    return SEARCHED if is_searched(count) else KEPT


def is_searched(count: int) -> bool:
    """Whether a graph of so many vectors is searched."""
    return count >= SEARCHED_FROM


def _client(folder: Path) -> Any:
    settings = load().config.Settings(anonymized_telemetry=False)
    return load().PersistentClient(str(folder / FOLDER), settings=settings)


Told = Callable[[int], None]
"""Called with how many vectors are in."""
Batch = tuple[Sequence[str], Sequence[str], Vectors]
"""Chunk ids, publication ids and vectors, row by row; at most `BATCH` of them."""


def build(folder: Path, count: int, batches: Iterable[Batch], progress: Told = lambda done: None) -> None:
    """Write a new collection of so many vectors, which come in batches."""
    client = _client(folder)
    try:
        # Written to disk once, when the last vector is in: opening then replays nothing.
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": hnsw(count) | _written_after(count)}
        )
        _add(collection, batches, progress)
    finally:
        client.close()
    _clear_unused(folder)
    _seal(folder)


def _clear_unused(folder: Path) -> None:
    """Overwrite with zeros what is in the vectors' file beyond the last one: room that Chroma never wrote to,
    in which the building process may have held text before."""
    for header in (folder / FOLDER).glob("*/header.bin"):
        version, _, _, held, size = struct.unpack_from("<iQQQQ", header.read_bytes())
        file = header.with_name("data_level0.bin")
        unused = file.stat().st_size - held * size
        if version != HEADER_VERSION or unused < 0:
            raise ValueError(f"{header.name} is of a version that is not known")
        with file.open("r+b") as open_file:
            open_file.seek(held * size)
            open_file.write(bytes(unused))


def _seal(folder: Path) -> None:
    """Have openings leave the files as they are, so that any damage can be told by their hashes.

    Chroma takes SQLite's write lock by inserting a row into `acquire_write` at every opening. The lock is
    taken as before; the row is not written.
    """
    with closing(sqlite3.connect(folder / FOLDER / "chroma.sqlite3")) as db:
        db.execute(
            "CREATE TRIGGER leave_no_trace BEFORE INSERT ON acquire_write BEGIN SELECT RAISE(IGNORE); END"
        )
        db.commit()


def change(folder: Path, deleted: Sequence[str], count: int, batches: Iterable[Batch]) -> None:
    """Delete vectors by chunk id from a collection and add so many others; nothing else in it changes."""
    operations = len(deleted) + count
    if not operations:
        return
    client = _client(folder)
    try:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        collection.modify(configuration={"hnsw": _written_after(operations)})
    finally:
        client.close()
    client = _client(folder)  # opened anew, the collection knows when to write
    try:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        for start in range(0, len(deleted), BATCH):
            collection.delete(ids=list(deleted[start : start + BATCH]))
        _add(collection, batches)
    finally:
        client.close()
    _clear_unused(folder)


def _written_after(operations: int) -> dict[str, int]:
    return {"sync_threshold": max(1, operations), "batch_size": max(1, min(100, operations))}


def _add(collection: Any, batches: Iterable[Batch], progress: Told = lambda done: None) -> None:
    done = 0
    for ids, publication_ids, vectors in batches:
        collection.add(
            ids=list(ids), embeddings=vectors, metadatas=[{"publication_id": p} for p in publication_ids]
        )
        done += len(ids)
        progress(done)


class DenseIndex:
    """Nearest chunks to a vector."""

    def __init__(self, folder: Path) -> None:
        """Open the collection in `folder`; Chroma's own errors come through."""
        self._client = _client(folder)
        self._collection = self._client.get_collection(COLLECTION, embedding_function=None)

    def count(self) -> int:
        """How many chunks Chroma says it holds."""
        return int(self._collection.count())

    def ids(self) -> set[str]:
        """Every chunk id it holds."""
        return set(self._collection.get(include=[])["ids"])

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors that are kept under these ids, as unit vectors; one that is not held is left out."""
        if not chunk_ids:  # Chroma takes no ids for all of them
            return {}
        found = self._collection.get(ids=list(chunk_ids), include=["embeddings"])
        return dict(zip(found["ids"], np.asarray(found["embeddings"], np.float32), strict=True))

    def nearest(self, vector: Vectors, k: int) -> dict[str, float]:
        """Chunk id → cosine (higher is closer) of the k nearest."""
        found = self._collection.query(
            query_embeddings=np.asarray([vector], np.float32), n_results=k, include=["distances"]
        )
        # Identical vectors may come out a hair below distance 0.
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return {chunk_id: min(1.0, 1.0 - float(distance)) for chunk_id, distance in pairs}

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()
