"""Is everything in the library as it was written? Every byte is read; nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexing import files, generations, records
from indexing.originals import Originals
from indexing.probing import probe
from indexing.store import Store
from indexing.types import IndexingError


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what is wrong with it, None where nothing is."""

    what: str
    problem: str | None = None


def verify(home: Path) -> Iterator[Check]:
    """Look at the store, at each kept file, and at the published index, which is searched in a child process.

    Raises IndexingError where there is no library, or its store cannot be opened at all.
    """
    store = Store.open(home)
    try:
        yield Check("the store of texts and vectors", _said(lambda: _store_problem(store)))
        yield Check("the kept files", _said(lambda: _files_problem(home, store)))
        generation = generations.require_current(home)
        yield Check("the files of the index", _said(lambda: _index_problem(home, generation)))
        yield Check("what the index finds", _said(lambda: _search_problem(home, store, generation)))
        yield Check("earlier runs", _said(lambda: _unfinished(store)))
    finally:
        store.close()


def _said(look: Callable[[], str | None]) -> str | None:
    try:
        return look()
    except (IndexingError, OSError) as error:
        return str(error)
    except sqlite3.DatabaseError as error:
        return f"The store is damaged ({error}). {RESTORE}"


RESTORE = (
    "Restore a backup into an empty folder: evidence restore FILE. "
    "Or make the store again from the kept files: evidence rebuild"
)


def _store_problem(store: Store) -> str | None:
    (found,) = store.connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        return f"The store is damaged ({found}). {RESTORE}"
    if store.connection.execute("PRAGMA foreign_key_check").fetchone():
        return f"The store lacks a part of a document. {RESTORE}"
    return None


def _files_problem(home: Path, store: Store) -> str | None:
    held = Originals(store).all()
    for document in held:
        name, sha256 = document.publication.id, document.original.sha256
        if not files.is_whole(home, sha256):
            state = "damaged" if files.kept_path(home, sha256).is_file() else "gone"
            return f"The file of '{name}' is {state}. Add it again: evidence add FILE --publication {name}"
        if records.read_record(home, sha256) != document:
            return f"The record of '{name}' is damaged or gone. Write it anew with: evidence index"
    if lost := records.unclaimed(home, held):
        return f"{lost[0].original.file_name} {records.LOST}"
    if damaged := records.damaged(home, held):
        return records.damage(files.kept_path(home, damaged[0]))
    return None


def _index_problem(home: Path, generation: str) -> str | None:
    generations.check_files(home, generations.read_manifest(home, generation))
    return None


def _search_problem(home: Path, store: Store, generation: str) -> str | None:
    if Originals(store).unfinished():
        return None  # the index then holds what the store no longer does, until the removal is finished
    held = len(store.chunk_ids(generation))
    manifest = generations.read_manifest(home, generation)
    if manifest.is_outdated:
        return generations.UPDATE
    chunks = manifest.chunks
    if held != chunks:
        return f"The store holds {held:,} of the {chunks:,} passages of the index. {RESTORE}"
    probe(generations.generation_folder(home, generation), chunks)
    return None


def _unfinished(store: Store) -> str | None:
    if Originals(store).unfinished():
        return "Clearing away what was removed was stopped. Finish it with: evidence index"
    return None
