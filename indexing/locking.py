"""One writer at a time, and what the disk refuses said in plain words."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import filelock

from indexing.schema import FROM_FILES, STORE_FILE
from indexing.store import Store
from indexing.types import IndexBusyError, IndexDamagedError, IndexingError

LOCK_FILE = "index.lock"
LOCK_OWNER = "index.lock.owner"
RESERVE = "index.reserve"
RESERVE_BYTES = 2_000_000
"""Held while a run writes and let go at its end: Chroma must write a little to open an index, so that where a
run has filled the disk, the index that was there before would else not open."""
_FULL = re.compile(r"is full|no space left|file too large", re.IGNORECASE)
"""What SQLite and Chroma say when the disk is full."""


@contextmanager
def opened_to_write(home: Path) -> Iterator[Store]:
    """The store, opened by the one writer there may be. Raises IndexingError or one of its kinds."""
    with disk_errors(home), write_lock(home), _reserve(home):
        store = Store.create(home)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def _reserve(home: Path) -> Iterator[None]:
    path = home / RESERVE
    try:
        with suppress(OSError), path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)
        yield
    finally:
        path.unlink(missing_ok=True)


def is_full(error: BaseException) -> bool:
    """Whether an error of the disk, SQLite or Chroma says that there is no room."""
    code = getattr(error, "errno", None)
    return code in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT) or (
        code is None and bool(_FULL.search(str(error)))
    )


@contextmanager
def write_lock(home: Path) -> Iterator[None]:
    """One writer at a time; the operating system lets go of the lock of a killed run.

    Raises IndexBusyError, which says since when another run is going on.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(home / LOCK_FILE)
    owner = home / LOCK_OWNER
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        since = owner.read_text(encoding="utf-8").strip() if owner.exists() else "just now"
        raise IndexBusyError(
            f"Another indexing run is in progress (started {since}). Wait for it to end; "
            "questions are answered from the present index meanwhile."
        ) from None
    try:
        owner.write_text(f"{datetime.now():%H:%M}, process {os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


@contextmanager
def disk_errors(home: Path) -> Iterator[None]:
    """Turn a disk that refuses into a plain message; the published index is never touched by a failure."""
    kept = "Nothing was published; an index that was there before still answers."
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        if isinstance(error, filelock.Timeout):
            raise
        code = getattr(error, "errno", None)
        text = str(error)
        if is_full(error):
            raise IndexingError(
                f"The disk that holds {home} is full. Free some space and run it again. {kept}"
            ) from error
        if (
            code in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR)
            or "readonly" in text
        ):
            raise IndexingError(
                f"Cannot write to {home} ({text}). Set EVIDENCE_HOME to a folder you can write to."
            ) from error
        raise IndexingError(f"Indexing stopped: {text}. {kept}") from error
    except sqlite3.DatabaseError as error:
        raise IndexDamagedError(f"{home / STORE_FILE} is damaged ({error}). {FROM_FILES}. {kept}") from error
