"""Our own store: reports, chunks and vectors in one SQLite file. Chroma can be rebuilt from it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from corpus.types import Publication, Report
from indexing.schema import STORE_FILE, connect_to_read, connect_to_write
from indexing.types import Chunk
from indexing.vectors import VectorTable, text_hash
from indexing.vocabulary import Vocabulary, build_vocabulary

_report_json = TypeAdapter(Report)
_publication_json = TypeAdapter(Publication)
_chunk_json = TypeAdapter(Chunk)
_vocabulary_json = TypeAdapter(Vocabulary)


def report_json(report: Report) -> str:
    """A report as it is stored."""
    return _report_json.dump_json(report, exclude_defaults=True).decode()


def publication_json(publication: Publication) -> str:
    """A publication as it is stored."""
    return _publication_json.dump_json(publication, exclude_defaults=True).decode()


def read_publication(text: str) -> Publication:
    """A publication as it was stored."""
    return _publication_json.validate_json(text)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What a generation holds of a report without its text: the key under which it is stored (a hash of its
    content and of how it was cut and embedded), its publication, and whether it is a digest of it."""

    hash: str
    publication: Publication
    is_digest: bool


class Store:
    """The library's own file. What is written is added beside the old; `prune` removes what no kept
    generation needs, so that a reader of the old generation is never disturbed."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self.vectors = VectorTable(connection)

    @classmethod
    def create(cls, home: Path) -> Store:
        """Open for writing, making the file where there is none. Raises as `connect_to_write`."""
        return cls(connect_to_write(home), home / STORE_FILE)

    @classmethod
    def open(cls, home: Path) -> Store:
        """Open for reading only. Raises as `connect_to_read`."""
        return cls(connect_to_read(home), home / STORE_FILE)

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def known_documents(self) -> set[str]:
        """Hashes of all stored documents, of whatever generation."""
        return {row[0] for row in self.connection.execute("SELECT hash FROM documents")}

    def add_report(self, report: Report) -> None:
        """Store a report's text under its content hash, inside a transaction of the caller."""
        row = (report.content_hash, report_json(report))
        self.connection.execute("INSERT OR IGNORE INTO reports VALUES (?, ?)", row)

    def add_document(self, key: str, report: Report, chunks: Sequence[Chunk]) -> None:
        """Store one report with its chunks under a key, inside a transaction of the caller."""
        publication = publication_json(report.publication)
        vocabulary = _vocabulary_json.dump_json(build_vocabulary(chunks)).decode()
        row = (key, report.publication.id, publication, report.is_digest, report.content_hash, vocabulary)
        self.add_report(report)
        self.connection.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?)", row)
        self.connection.execute("DELETE FROM chunks WHERE document = ?", (key,))
        self.connection.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?)",
            (
                (
                    key,
                    c.ordinal,
                    c.id,
                    text_hash(c.embedded_text),
                    _chunk_json.dump_json(c, exclude_defaults=True).decode(),
                )
                for c in chunks
            ),
        )

    def set_members(self, generation: str, documents: Sequence[str]) -> None:
        """Say which documents, in which order, a generation is made of."""
        with self.transaction():
            self.connection.execute("DELETE FROM members WHERE generation = ?", (generation,))
            rows = ((generation, document, i) for i, document in enumerate(documents))
            self.connection.executemany("INSERT INTO members VALUES (?, ?, ?)", rows)

    def documents(self, generation: str) -> tuple[StoredDocument, ...]:
        """The documents of a generation, in order."""
        rows = self.connection.execute(
            "SELECT hash, publication, is_digest FROM members JOIN documents ON hash = document"
            " WHERE generation = ? ORDER BY position",
            (generation,),
        )
        return tuple(StoredDocument(h, read_publication(text), bool(digest)) for h, text, digest in rows)

    def report(self, key: str) -> Report | None:
        """The report stored as a document, None where it is no longer held."""
        row = self.connection.execute(
            "SELECT report FROM documents JOIN reports USING (content) WHERE hash = ?", (key,)
        ).fetchone()
        return replace(_report_json.validate_json(row[0]), content_hash=key) if row else None

    def content(self, content: str) -> Report:
        """The report with this content hash. Raises KeyError."""
        row = self.connection.execute("SELECT report FROM reports WHERE content = ?", (content,)).fetchone()
        if row is None:
            raise KeyError(content)
        return _report_json.validate_json(row[0])

    def document_hashes(self, generation: str) -> dict[str, str]:
        """Publication id → document hash for a generation."""
        rows = self.connection.execute(
            "SELECT publication_id, hash FROM members JOIN documents ON hash = document WHERE generation = ?",
            (generation,),
        )
        return dict(rows.fetchall())

    def chunks(self, generation: str, only_digests: bool = False) -> Iterator[Chunk]:
        """Every chunk of a generation, or of its digests, in order of documents and text."""
        rows = self.connection.execute(
            "SELECT chunk FROM members JOIN documents ON hash = members.document"
            " JOIN chunks ON chunks.document = hash WHERE generation = ? AND is_digest >= ?"
            " ORDER BY position, ordinal",
            (generation, int(only_digests)),
        )
        return (_chunk_json.validate_json(text) for (text,) in rows)

    def chunk_ids(self, generation: str) -> dict[str, str]:
        """Chunk id → id of its publication for a generation, in order of documents and text."""
        rows = self.connection.execute(
            "SELECT id, publication_id FROM members JOIN documents ON hash = members.document"
            " JOIN chunks ON chunks.document = hash WHERE generation = ? ORDER BY position, ordinal",
            (generation,),
        )
        return dict(rows.fetchall())

    def chunks_of(self, generation: str, publication_id: str) -> Iterator[Chunk]:
        """The chunks of one publication in a generation, in the order of its text."""
        rows = self.connection.execute(
            "SELECT chunk FROM members JOIN documents ON hash = members.document JOIN chunks USING (document)"
            " WHERE generation = ? AND publication_id = ? ORDER BY ordinal",
            (generation, publication_id),
        )
        return (_chunk_json.validate_json(text) for (text,) in rows)

    def chunks_at(self, document: str, ordinals: Iterable[int]) -> dict[int, Chunk]:
        """Chunks of a stored document by their place in its text; a place it does not have is left out."""
        rows = self.connection.execute(
            "SELECT ordinal, chunk FROM chunks WHERE document = ?"
            " AND ordinal IN (SELECT value FROM json_each(?))",
            (document, json.dumps(list(ordinals))),
        )
        return {ordinal: _chunk_json.validate_json(text) for ordinal, text in rows}

    def chunks_by_id(self, generation: str, ids: Iterable[str]) -> dict[str, Chunk]:
        """Chunks of a generation by id; an id it does not hold is left out."""
        # Not a join: SQLite would then walk through every chunk of the generation.
        rows = self.connection.execute(
            "SELECT chunk FROM chunks WHERE id IN (SELECT value FROM json_each(?)) AND EXISTS"
            " (SELECT 1 FROM members WHERE members.document = chunks.document AND generation = ?)",
            (json.dumps(list(ids)), generation),
        )
        found = (_chunk_json.validate_json(text) for (text,) in rows)
        return {chunk.id: chunk for chunk in found}

    def read_ahead(self) -> int:
        """Read the text of every chunk once, in the order of the file, which takes a third of a second for
        100,000, so that none need be waited for later where the system keeps them.

        Returns how many; 0 where the file is damaged, of which who reads the damaged part will tell.
        """
        try:
            count, _ = self.connection.execute("SELECT count(*), sum(length(chunk)) FROM chunks").fetchone()
        except sqlite3.DatabaseError:
            return 0
        return int(count)

    def vocabulary(self, generation: str) -> Vocabulary:
        """The words of a generation: the sum of its documents' counts, in order."""
        rows = self.connection.execute(
            "SELECT hash, vocabulary FROM members JOIN documents ON hash = document WHERE generation = ?"
            " ORDER BY position",
            (generation,),
        ).fetchall()
        frequency: Counter[str] = Counter()
        forms: Counter[str] = Counter()
        initialisms: dict[str, str] = {}
        total = 0
        for key, text in rows:
            found = _vocabulary_json.validate_json(text) if text else self._count_words(key)
            frequency.update(found.frequency)
            forms.update(found.forms)
            initialisms |= found.initialisms
            total += found.chunks
        return Vocabulary(total, dict(frequency), initialisms, dict(forms))

    def _count_words(self, key: str) -> Vocabulary:
        """Of a document of a store that was taken over, which has no counts."""
        rows = self.connection.execute("SELECT chunk FROM chunks WHERE document = ? ORDER BY ordinal", (key,))
        return build_vocabulary(_chunk_json.validate_json(text) for (text,) in rows)

    def prune(self, keep: Sequence[str]) -> None:
        """Forget generations that are not kept, and documents, reports and vectors that nothing needs."""
        kept = json.dumps(list(keep))
        with self.transaction():
            self.connection.execute(
                "DELETE FROM members WHERE generation NOT IN (SELECT value FROM json_each(?))", (kept,)
            )
            self.connection.execute("DELETE FROM documents WHERE hash NOT IN (SELECT document FROM members)")
            self.forget_unused()

    def forget_unused(self) -> None:
        """Delete reports and vectors that nothing needs, inside a transaction of the caller."""
        self.connection.execute(
            "DELETE FROM reports WHERE content NOT IN (SELECT content FROM documents)"
            " AND content NOT IN (SELECT content FROM originals)"
        )
        self.connection.execute("DELETE FROM vectors WHERE text_hash NOT IN (SELECT text_hash FROM chunks)")
