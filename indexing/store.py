"""Our own store: reports, chunks and vectors in one SQLite file. Chroma can be rebuilt from it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from corpus.types import Report
from indexing.embedding import Vectors
from indexing.types import Chunk, IndexDamagedError, IndexForeignError, IndexMissingError

STORE_FILE = "library.sqlite"
APPLICATION_ID = 0x50454131
"""`PEA1`: tells our file from any other SQLite file."""

_SCHEMA = """
CREATE TABLE documents (hash TEXT PRIMARY KEY, publication_id TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE chunks (
    document TEXT NOT NULL REFERENCES documents (hash) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, id TEXT NOT NULL, text_hash TEXT NOT NULL, chunk TEXT NOT NULL,
    PRIMARY KEY (document, ordinal));
CREATE INDEX chunks_by_id ON chunks (id);
CREATE TABLE vectors (
    model TEXT NOT NULL, text_hash TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, text_hash)
) WITHOUT ROWID;
CREATE TABLE members (
    generation TEXT NOT NULL, document TEXT NOT NULL REFERENCES documents (hash), position INTEGER NOT NULL,
    PRIMARY KEY (generation, document));
"""

_report_json = TypeAdapter(Report)
_chunk_json = TypeAdapter(Chunk)


def text_hash(text: str) -> str:
    """The key of a text's vector: the same text is embedded once, whatever report it stands in."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A report as it was indexed, and its hash."""

    hash: str
    report: Report


class Store:
    """The library's own file. What is written is added beside the old; `prune` removes what no kept
    generation needs, so that a reader of the old generation is never disturbed."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path

    @classmethod
    def create(cls, home: Path) -> Store:
        """Open for writing, making the file where there is none.

        Raises IndexForeignError for an SQLite file that is not ours, IndexDamagedError for one that cannot
        be read, sqlite3.OperationalError or OSError where the disk refuses.
        """
        home.mkdir(parents=True, exist_ok=True)
        path = home / STORE_FILE
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        store = cls(db, path)
        try:
            if store._is_empty():
                db.execute("PRAGMA journal_mode = WAL")
                with store.transaction():
                    for statement in _SCHEMA.split(";"):
                        db.execute(statement)
                    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            store._check_ours()
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            db.close()
            raise
        return store

    @classmethod
    def open(cls, home: Path) -> Store:
        """Open for reading only. Raises IndexMissingError where there is no file; else as `create`."""
        path = home / STORE_FILE
        if not path.is_file():
            raise IndexMissingError(f"No index is in {home}. Build it with: evidence index")
        try:
            db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
            store = cls(db, path)
            store._check_ours()
        except sqlite3.OperationalError as error:
            raise IndexDamagedError(f"{path} cannot be opened: {error}.") from error
        return store

    def _is_empty(self) -> bool:
        try:
            return bool(self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            raise self._damaged(error) from error

    def _check_ours(self) -> None:
        try:
            found = self._db.execute("PRAGMA application_id").fetchone()[0]
            self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            raise self._damaged(error) from error
        if found != APPLICATION_ID:
            raise IndexForeignError(
                f"{self.path} was not made by this program. Move it away, or set EVIDENCE_HOME elsewhere."
            )

    def _damaged(self, error: Exception) -> IndexDamagedError:
        return IndexDamagedError(
            f"{self.path} is damaged ({error}). Move it away and build anew with: evidence index"
        )

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def known_documents(self) -> set[str]:
        """Hashes of all stored documents, of whatever generation."""
        return {row[0] for row in self._db.execute("SELECT hash FROM documents")}

    def add_document(self, report: Report, chunks: Sequence[Chunk]) -> None:
        """Store one report with its chunks, in one transaction."""
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)",
                (report.content_hash, report.publication.id, _report_json.dump_json(report).decode()),
            )
            self._db.execute("DELETE FROM chunks WHERE document = ?", (report.content_hash,))
            self._db.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?)",
                (
                    (
                        report.content_hash,
                        c.ordinal,
                        c.id,
                        text_hash(c.embedded_text),
                        _chunk_json.dump_json(c).decode(),
                    )
                    for c in chunks
                ),
            )

    def set_members(self, generation: str, documents: Sequence[str]) -> None:
        """Say which documents, in which order, a generation is made of."""
        with self.transaction():
            self._db.execute("DELETE FROM members WHERE generation = ?", (generation,))
            rows = ((generation, document, i) for i, document in enumerate(documents))
            self._db.executemany("INSERT INTO members VALUES (?, ?, ?)", rows)

    def documents(self, generation: str) -> tuple[StoredDocument, ...]:
        """The reports of a generation, in order."""
        rows = self._db.execute(
            "SELECT hash, report FROM members JOIN documents ON hash = document WHERE generation = ?"
            " ORDER BY position",
            (generation,),
        )
        return tuple(StoredDocument(h, _report_json.validate_json(text)) for h, text in rows)

    def document_hashes(self, generation: str) -> dict[str, str]:
        """Publication id → document hash for a generation."""
        rows = self._db.execute(
            "SELECT publication_id, hash FROM members JOIN documents ON hash = document WHERE generation = ?",
            (generation,),
        )
        return dict(rows.fetchall())

    def chunks(self, generation: str) -> Iterator[Chunk]:
        """Every chunk of a generation, in order of documents and text."""
        rows = self._db.execute(
            "SELECT chunk FROM members JOIN chunks USING (document) WHERE generation = ?"
            " ORDER BY position, ordinal",
            (generation,),
        )
        return (_chunk_json.validate_json(text) for (text,) in rows)

    def chunks_of(self, generation: str, publication_id: str) -> Iterator[Chunk]:
        """The chunks of one publication in a generation, in the order of its text."""
        rows = self._db.execute(
            "SELECT chunk FROM members JOIN documents ON hash = members.document JOIN chunks USING (document)"
            " WHERE generation = ? AND publication_id = ? ORDER BY ordinal",
            (generation, publication_id),
        )
        return (_chunk_json.validate_json(text) for (text,) in rows)

    def chunks_by_id(self, generation: str, ids: Iterable[str]) -> dict[str, Chunk]:
        """Chunks of a generation by id; an id it does not hold is left out."""
        # Not a join: SQLite would then walk through every chunk of the generation.
        rows = self._db.execute(
            "SELECT chunk FROM chunks WHERE id IN (SELECT value FROM json_each(?)) AND EXISTS"
            " (SELECT 1 FROM members WHERE members.document = chunks.document AND generation = ?)",
            (json.dumps(list(ids)), generation),
        )
        found = (_chunk_json.validate_json(text) for (text,) in rows)
        return {chunk.id: chunk for chunk in found}

    def missing_vectors(self, model: str) -> tuple[str, ...]:
        """Hashes of chunk texts that have no vector of this model yet."""
        rows = self._db.execute(
            "SELECT DISTINCT text_hash FROM chunks EXCEPT SELECT text_hash FROM vectors WHERE model = ?",
            (model,),
        )
        return tuple(row[0] for row in rows)

    def texts(self, hashes: Iterable[str]) -> dict[str, str]:
        """The embedded text of each of these hashes."""
        wanted = set(hashes)
        rows = self._db.execute("SELECT text_hash, chunk FROM chunks")
        return {h: _chunk_json.validate_json(text).embedded_text for h, text in rows if h in wanted}

    def add_vectors(self, model: str, hashes: Sequence[str], vectors: Vectors) -> None:
        """Store vectors at once; what is stored survives a stop of the run."""
        with self.transaction():
            rows = ((model, h, v.tobytes()) for h, v in zip(hashes, vectors, strict=True))
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def vectors(self, generation: str, model: str) -> tuple[list[str], Vectors]:
        """Chunk ids of a generation and their vectors, row by row."""
        rows = self._db.execute(
            "SELECT id, vector FROM members JOIN chunks USING (document)"
            " JOIN vectors USING (text_hash) WHERE generation = ? AND model = ? ORDER BY position, ordinal",
            (generation, model),
        ).fetchall()
        matrix = np.frombuffer(b"".join(row[1] for row in rows), np.float32)
        return [row[0] for row in rows], matrix.reshape(len(rows), -1) if rows else matrix.reshape(0, 0)

    def vectors_by_id(self, model: str, ids: Sequence[str]) -> dict[str, Vectors]:
        """Vectors of single chunks, by chunk id."""
        rows = self._db.execute(
            "SELECT id, vector FROM chunks JOIN vectors USING (text_hash)"
            " WHERE model = ? AND id IN (SELECT value FROM json_each(?))",
            (model, json.dumps(list(ids))),
        )
        return {i: np.frombuffer(vector, np.float32) for i, vector in rows}

    def prune(self, keep: Sequence[str]) -> None:
        """Forget generations that are not kept, and documents and vectors that none of the kept needs."""
        kept = json.dumps(list(keep))
        with self.transaction():
            self._db.execute(
                "DELETE FROM members WHERE generation NOT IN (SELECT value FROM json_each(?))", (kept,)
            )
            self._db.execute("DELETE FROM documents WHERE hash NOT IN (SELECT document FROM members)")
            self._db.execute("DELETE FROM vectors WHERE text_hash NOT IN (SELECT text_hash FROM chunks)")
