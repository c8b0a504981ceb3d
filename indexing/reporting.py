"""What a library holds and what is wrong with it, for `evidence status`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.originals import ORIGINALS_VERSION
from corpus.types import Publication, Report
from indexing import generations, records
from indexing.embedding import Embedder
from indexing.learning import document_key
from indexing.originals import Originals
from indexing.rereading import read_by_earlier_version
from indexing.schema import FROM_FILES, STORE_FILE, stores_set_aside
from indexing.store import Store
from indexing.sync import fingerprint
from indexing.types import AddedDocument, IndexDamagedError, IndexingError, LibraryStatus


def status(home: Path, embedder: Embedder) -> LibraryStatus:
    """What the library in `home` holds, and what is wrong with it if anything."""
    generation = built = problem = None
    reports = chunks = added = 0
    ways: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    try:
        generation = generations.require_current(home)
        manifest = generations.read_manifest(home, generation)
        built, chunks, ways = manifest.built, manifest.chunks, manifest.ways
        store = Store.open(home)
        try:
            reports = len(store.document_hashes(generation))
            added = len(Originals(store).all())
            remarks = tuple(_remarks(home, store))
            problem = _unfinished(store, generation, embedder)
        finally:
            store.close()
        if manifest.is_earlier(marks := fingerprint(embedder)):
            problem = generations.UPDATE
        elif manifest.fingerprint != marks:
            problem = "It was made with other settings. Build it anew with: evidence index --rebuild"
        else:
            generations.check_files(home, manifest)
    except IndexingError as error:
        problem = str(error)
    except sqlite3.DatabaseError as error:
        problem = f"{home / STORE_FILE} is damaged ({error}). {FROM_FILES}"
    disk = sum(p.stat().st_size for p in home.rglob("*") if p.is_file()) if home.is_dir() else 0
    return LibraryStatus(home, generation, built, reports, chunks, disk, problem, added, ways, remarks)


def _remarks(home: Path, store: Store) -> Iterator[str]:
    """What can be made better, though all that is asked is answered."""
    if earlier := read_by_earlier_version(store):
        yield (
            f"{len(earlier):,} documents were read by an earlier version. "
            "Read them again, from the kept files, with: evidence rebuild"
        )
    for document in records.unclaimed(home, Originals(store).all()):
        yield f"{document.original.file_name} {records.LOST}"
    for path in stores_set_aside(home):
        yield f"{path} is a damaged store that was set aside. Delete it when nothing in it is needed."


def _unfinished(store: Store, generation: str, embedder: Embedder) -> str | None:
    """What a stopped run left to be done."""
    originals = Originals(store)
    if originals.unfinished():
        return (
            "What was removed is in no answer any more, but clearing it away was stopped. "
            "Finish it with: evidence index"
        )
    indexed = set(store.document_hashes(generation).values())
    waiting = [d for d in originals.all() if document_key(d.content, embedder) not in indexed]
    if waiting:
        return (
            f"{len(waiting):,} documents were added and are not indexed yet. Index them with: evidence index"
        )
    return None


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the library; `added` is None of a digest, `indexed` False where a run was stopped.

    `is_outdated` where an earlier version of the program read its file.
    """

    publication: Publication
    added: AddedDocument | None
    indexed: bool
    is_outdated: bool = False


def listed(home: Path) -> tuple[Listed, ...]:
    """The documents of the library by id, digests among them. Raises IndexingError where there is none."""
    store = Store.open(home)
    try:
        held = {d.publication.id: d for d in store.documents(generations.current_generation(home) or "")}
        added = {d.publication.id: d for d in Originals(store).all()}
    finally:
        store.close()
    found = {i: Listed(d.publication, None, True) for i, d in held.items()}
    for i, document in added.items():
        is_indexed = i in held and not held[i].is_digest
        found[i] = Listed(document.publication, document, is_indexed, document.parser != ORIGINALS_VERSION)
    return tuple(found[i] for i in sorted(found))


@dataclass(frozen=True, slots=True)
class Described:
    """All that the library knows of a document; `passages` is 0 where it is not indexed yet."""

    report: Report
    added: AddedDocument | None
    passages: int


def described(home: Path, publication_id: str) -> Described | None:
    """A document of the library, None where it holds none of that id. Raises IndexingError."""
    store = Store.open(home)
    try:
        generation = generations.current_generation(home) or ""
        key = store.document_hashes(generation).get(publication_id)
        passages = sum(1 for _ in store.chunks_of(generation, publication_id))
        if added := Originals(store).get(publication_id):
            return Described(store.content(added.content), added, passages)
        report = store.report(key) if key else None
        return Described(report, None, passages) if report else None
    except sqlite3.DatabaseError as error:
        raise IndexDamagedError(f"The store in {home} is damaged ({error}).") from error
    finally:
        store.close()
