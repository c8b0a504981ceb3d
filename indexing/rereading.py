"""Kept files read again: those that an earlier version read, and those that a lost store no longer names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from corpus.originals import ORIGINALS_VERSION, report_from
from corpus.parsing.types import Parsed
from corpus.types import Publication, Report
from indexing import files, records
from indexing.adding import Ending, Outcome
from indexing.originals import Originals
from indexing.reading_ahead import Read, read_ahead
from indexing.schema import set_aside_damaged
from indexing.store import Store
from indexing.types import AddedDocument

DAMAGED = "Its kept file is damaged or gone."


def set_store_aside(home: Path) -> Path | None:
    """Move a damaged store out of the way; where it went, None where none is there or it is whole.

    What it still says of documents without a record is recorded. Raises as `set_aside_damaged`.
    """
    aside = set_aside_damaged(home)
    if aside is None:
        return None
    with suppress(sqlite3.Error, ValueError), closing(sqlite3.connect(_read_only(aside), uri=True)) as db:
        held = Originals(Store(db, aside)).all()
        records.complete(home, [d for d in held if not records.read_record(home, d.original.sha256)])
    return aside


def _read_only(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro"


def read_by_earlier_version(store: Store) -> tuple[AddedDocument, ...]:
    """The documents whose text another version of the parsers read."""
    return tuple(d for d in Originals(store).all() if d.parser != ORIGINALS_VERSION)


def read_kept_files_again(
    home: Path, store: Store, catalogue: Mapping[str, Publication], read: Read
) -> Iterator[Outcome]:
    """Read again what another version read, and what the store does not name though its record is kept.

    `store` is open for writing. What is read is stored before it is told; what cannot be read keeps the text
    it had, and its file. Raises OSError or sqlite3.Error where the library's own disk refuses.
    """
    originals = Originals(store)
    held = originals.all()
    lost = records.unclaimed(home, held)
    documents = (*read_by_earlier_version(store), *lost)
    for document, found in read_ahead(documents, lambda d: _parse(home, d, read)):
        name, publication_id = document.original.file_name, document.publication.id
        if isinstance(found, Parsed):
            report = _put(originals, document, catalogue.get(publication_id, document.publication), found)
            hidden = len(report.hidden)
            yield Outcome(name, Ending.READ_AGAIN, publication_id, notes=report.notes, hidden=hidden)
        else:
            reason = _kept(document, found or DAMAGED, document in lost)
            yield Outcome(name, Ending.REFUSED, publication_id, reason)
    for sha256 in records.damaged(home, held):
        path = files.kept_path(home, sha256)
        yield Outcome(path.name, Ending.REFUSED, reason=records.damage(path))


def _put(originals: Originals, document: AddedDocument, publication: Publication, parsed: Parsed) -> Report:
    original = replace(document.original, media_type=parsed.format.value)
    report = report_from(parsed, publication, original)
    originals.put(
        AddedDocument(
            report.content_hash, publication, original, document.source, document.added, ORIGINALS_VERSION
        ),
        report,
    )
    return report


def _parse(home: Path, document: AddedDocument, read: Read) -> Parsed | None:
    """What is in the kept file; None where it is not whole."""
    original = document.original
    if not files.is_whole(home, original.sha256):
        return None
    with files.opened(files.kept_path(home, original.sha256)) as file:
        return read(file, original.file_name, original.size)


def _kept(document: AddedDocument, reason: str, is_lost: bool) -> str:
    """Why a document was not read again, and what that means."""
    name = document.publication.id
    state = "It is in no answer until it is read" if is_lost else "Its earlier text stays"
    return f"{reason} {state}; add it again with: evidence add FILE --publication {name}"
