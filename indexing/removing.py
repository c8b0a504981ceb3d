"""Clearing away what was removed from the library, until its words are in no file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indexing import files, generations
from indexing.originals import Originals
from indexing.records import discard_files, unclaimed
from indexing.schema import WAIT_SECONDS
from indexing.store import Store
from indexing.types import IndexingError

READER_SECONDS = 5.0
"""How long a reader is waited for that looks at the store at this moment."""


def require_added(home: Path, store: Store, publication_ids: Sequence[str]) -> None:
    """Raise IndexingError for ids of which no document was added, nor is kept."""
    held = Originals(store).all()
    known = {d.publication.id for d in (*held, *unclaimed(home, held))}
    if unknown := [i for i in publication_ids if i not in known]:
        raise IndexingError(
            f"{', '.join(unknown)}: no such document was added, so nothing was removed. "
            "List those that were with: evidence list"
        )


def clear_up(home: Path, store: Store, generation: str, earlier: str | None) -> None:
    """Drop every generation but this one, which was built without what was removed, and the files that no
    document needs; then the task of a removal is finished.

    Of `earlier` the store keeps what was not removed, for questions that are being answered from it. Raises
    IndexingError, OSError or sqlite3.Error.
    """
    store.prune([generation, *([earlier] if earlier else [])])
    generations.remove_others(home, [generation])
    discard_files(home, Originals(store).all())
    files.discard_downloads(home, Originals(store).removed_files())
    empty_log(store)
    Originals(store).finished()


def empty_log(store: Store, wait_seconds: float = READER_SECONDS) -> None:
    """Move SQLite's log, in which deleted text still stands, into the file and cut it to nothing.

    Readers are waited for. Raises IndexingError where one does not let go.
    """
    store.connection.execute(f"PRAGMA busy_timeout = {wait_seconds * 1000:.0f}")
    is_busy = store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    store.connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000:.0f}")
    if not is_busy:
        return
    raise IndexingError(
        "What was removed is in no answer any more, but another program reads the library, so that its text "
        "could not be overwritten yet. Finish with: evidence index"
    )
