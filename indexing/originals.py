"""The table of documents that were added to the library: what their files are and what was read in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.originals import report_of
from corpus.types import Original, Publication, Report
from indexing import records
from indexing.store import Store, publication_json, read_publication
from indexing.types import AddedDocument

REMOVAL = "removal"
"""The task of clearing away what was removed, until no generation is left that was built with it."""

_FIELDS = (
    "publication_id, content, publication, sha256, file_name, media_type, size, url, retrieved, source,"
    " added, parser"
)


class Originals:
    """The documents that were added, by publication id; the record of each is kept beside its file."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._db = store.connection
        self._home = store.path.parent

    def put(self, document: AddedDocument, report: Report) -> None:
        """Add a document, or replace the one of its publication; safe on disk when this returns."""
        records.write_record(self._home, document)
        original = document.original
        row = (
            document.publication.id, document.content, publication_json(document.publication),
            original.sha256, original.file_name, original.media_type, original.size, original.url,
            original.retrieved, document.source, document.added, document.parser,
        )  # fmt: skip
        with self._store.transaction():
            self._store.add_report(report)
            marks = ", ".join("?" * len(row))
            self._db.execute(f"INSERT OR REPLACE INTO originals ({_FIELDS}) VALUES ({marks})", row)  # noqa: S608

    def all(self) -> tuple[AddedDocument, ...]:
        """Every document, by publication id."""
        return tuple(self._found("TRUE ORDER BY publication_id", ()))

    def get(self, publication_id: str) -> AddedDocument | None:
        """The document of a publication, None where there is none."""
        return next(self._found("publication_id = ?", (publication_id,)), None)

    def with_file(self, sha256: str) -> AddedDocument | None:
        """A document with this file, None where there is none."""
        return next(self._found("sha256 = ? ORDER BY publication_id", (sha256,)), None)

    def from_source(self, source: str) -> AddedDocument | None:
        """The document that was added from this place, None where there is none."""
        return next(self._found("source = ? ORDER BY publication_id", (source,)), None)

    def _found(self, where: str, values: tuple[str, ...]) -> Iterator[AddedDocument]:
        rows = self._db.execute(f"SELECT {_FIELDS} FROM originals WHERE {where}", values)  # noqa: S608 - ours
        for _, content, publication, sha, name, media, size, url, retrieved, source, added, parser in rows:
            original = Original(sha, name, media, size, url, retrieved)
            yield AddedDocument(content, read_publication(publication), original, source, added, parser)

    def follow(self, catalogue: Mapping[str, Publication]) -> None:
        """Give the documents of publications of the catalogue what it now says of them."""
        for document in self.all():
            publication = catalogue.get(document.publication.id, document.publication)
            if publication != document.publication:
                report = report_of(self._store.content(document.content), publication, document.original)
                self.put(replace(document, publication=publication, content=report.content_hash), report)

    def remove(self, publication_ids: Sequence[str]) -> None:
        """Delete documents with everything read in them, of every generation, at once.

        The task `REMOVAL` is then unfinished until `clear_up` has run.
        """
        hashes = {d.original.sha256 for d in map(self.get, publication_ids) if d}
        records.forget(self._home, publication_ids, hashes)  # first: what is removed never comes back
        with self._store.transaction():
            self._db.execute("INSERT OR IGNORE INTO unfinished VALUES (?)", (REMOVAL,))
            for publication_id in publication_ids:
                self._db.execute(
                    "INSERT OR IGNORE INTO unfinished SELECT sha256 FROM originals WHERE publication_id = ?",
                    (publication_id,),
                )
                self._db.execute("DELETE FROM originals WHERE publication_id = ?", (publication_id,))
                for (key,) in self._db.execute(
                    "SELECT hash FROM documents WHERE publication_id = ? AND is_digest = 0", (publication_id,)
                ).fetchall():
                    self._db.execute("DELETE FROM members WHERE document = ?", (key,))
                    self._db.execute("DELETE FROM documents WHERE hash = ?", (key,))
            self._store.forget_unused()

    def unfinished(self) -> bool:
        """Whether a removal was begun and not yet cleared up after."""
        return bool(self._db.execute("SELECT count(*) FROM unfinished").fetchone()[0])

    def removed_files(self) -> set[str]:
        """Hashes of the files of documents whose removal is unfinished and that no other document has."""
        tasks = {row[0] for row in self._db.execute("SELECT task FROM unfinished")}
        return tasks - {REMOVAL} - {d.original.sha256 for d in self.all()}

    def finished(self) -> None:
        """Say that the removal is cleared up after."""
        with self._store.transaction():
            self._db.execute("DELETE FROM unfinished")
