"""Vectors in our own store: one a text, by the hash of the text and the model."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from pydantic import TypeAdapter

from indexing.embedding import Vectors
from indexing.types import Chunk

_chunk_json = TypeAdapter(Chunk)
_BY_ID = (
    # In this order: SQLite would else walk through every vector of the model.
    "SELECT id, vector FROM chunks CROSS JOIN vectors USING (text_hash)"
    " WHERE model = ? AND id IN (SELECT value FROM json_each(?))"
)


def text_hash(text: str) -> str:
    """The key of a text's vector: the same text is embedded once, whatever report it stands in."""
    return hashlib.sha256(text.encode()).hexdigest()


class VectorTable:
    """The table of vectors, and the chunks they belong to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def missing(self, model: str) -> tuple[str, ...]:
        """Hashes of chunk texts that have no vector of this model yet."""
        rows = self._db.execute(
            "SELECT DISTINCT text_hash FROM chunks EXCEPT SELECT text_hash FROM vectors WHERE model = ?",
            (model,),
        )
        return tuple(row[0] for row in rows)

    def texts(self, hashes: Iterable[str]) -> dict[str, str]:
        """The embedded text of each of these hashes."""
        rows = self._db.execute(
            "SELECT text_hash, chunk FROM chunks WHERE text_hash IN (SELECT value FROM json_each(?))"
            " GROUP BY text_hash",
            (json.dumps(list(hashes)),),
        )
        return {h: _chunk_json.validate_json(text).embedded_text for h, text in rows}

    def add(self, model: str, hashes: Sequence[str], vectors: Vectors, way: str) -> None:
        """Store vectors, with the way they were computed in, at once; what is stored survives a stop of the
        run."""
        rows = [(model, h, v.tobytes(), way) for h, v in zip(hashes, vectors, strict=True)]
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def ways(self, generation: str, model: str) -> dict[str, int]:
        """How many chunks of a generation have a vector of this model, by the way it was computed in."""
        rows = self._db.execute(
            "SELECT way, count(*) FROM members JOIN chunks USING (document) JOIN vectors USING (text_hash)"
            " WHERE generation = ? AND model = ? GROUP BY way ORDER BY way",
            (generation, model),
        )
        return dict(rows.fetchall())

    def of(
        self, generation: str, model: str, size: int = 1_000
    ) -> Iterator[tuple[list[str], list[str], Vectors]]:
        """Chunk ids, publication ids and vectors of a generation in batches of `size`, row by row.

        Documents and chunks come in order; a chunk without a vector of this model is left out.
        """
        rows = self._db.execute(
            "SELECT id, publication_id, vector FROM members JOIN documents ON hash = members.document"
            " JOIN chunks ON chunks.document = hash JOIN vectors USING (text_hash)"
            " WHERE generation = ? AND model = ? ORDER BY position, ordinal",
            (generation, model),
        )
        while batch := rows.fetchmany(size):
            matrix = np.frombuffer(b"".join(row[2] for row in batch), np.float32)
            yield [r[0] for r in batch], [r[1] for r in batch], matrix.reshape(len(batch), -1)

    def by_id(self, model: str, ids: Sequence[str]) -> dict[str, Vectors]:
        """Vectors of single chunks, by chunk id."""
        rows = self._db.execute(_BY_ID, (model, json.dumps(list(ids))))
        return {i: np.frombuffer(vector, np.float32) for i, vector in rows}
