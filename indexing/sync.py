"""THE INDEXING FLOW: from reports to a published generation, incremental and safe to stop at any point."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import filelock
import numpy as np

from corpus.digests import PARSER_VERSION
from corpus.types import Report
from indexing import dense, generations
from indexing.building import Progress, build_generation, require_space
from indexing.chunking import CHUNKING_VERSION, MAX_PIECES, chunk_report
from indexing.embedding import Embedder
from indexing.store import STORE_FILE, Store
from indexing.types import (
    IndexBusyError,
    IndexDamagedError,
    IndexForeignError,
    IndexingError,
    LibraryStatus,
    ReportProblem,
    SyncSummary,
)

SCHEMA_VERSION = "2"
LOCK_FILE = "index.lock"
LOCK_OWNER = "index.lock.owner"
_FULL = re.compile(r"is full|no space left|file too large", re.IGNORECASE)
"""What SQLite, Chroma and tantivy say when the disk is full."""


def fingerprint(embedder: Embedder) -> dict[str, str]:
    """What an index depends on; another value in any field needs a rebuild."""
    return {
        "schema": SCHEMA_VERSION,
        "model": f"{embedder.name} {embedder.fingerprint[:16]}",
        "chunking": f"{CHUNKING_VERSION} {MAX_PIECES}",
        "parser": PARSER_VERSION,
        "search": json.dumps(dense.HNSW, sort_keys=True),
    }


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
        if code in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT) or (code is None and _FULL.search(text)):
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
        raise IndexDamagedError(
            f"{home / STORE_FILE} is damaged ({error}). Move it away and build anew with: evidence index. "
            + kept
        ) from error


def sync(
    home: Path,
    reports: Sequence[Report],
    embedder: Embedder,
    problems: Sequence[ReportProblem] = (),
    rebuild: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> SyncSummary:
    """Make the library hold exactly these reports, embedding only texts never embedded before.

    With `rebuild` the index is built anew from our own store. Raises IndexingError or one of its kinds; the
    index that was current then stays so.
    """
    started = time.monotonic()
    if not reports:
        raise IndexingError(
            "No report could be read, so nothing was indexed. Mend the reports and run it again; "
            "an index that was there before still answers."
        )
    marks = fingerprint(embedder)
    reports = [replace(r, content_hash=_document_hash(r, marks)) for r in reports]
    with disk_errors(home), write_lock(home):
        store = Store.create(home)
        try:
            current, reason = _current_state(home, marks, rebuild)
            before = store.document_hashes(current) if current else {}
            after = {r.publication.id: r.content_hash for r in reports}
            generation, embedded = current or "", 0
            if reason or before != after:
                require_space(home, 0)
                embedded = _store_reports(store, reports, embedder, progress)
                generation = build_generation(home, store, reports, marks, embedder, progress)
            chunks = generations.read_manifest(home, generation).chunks
        finally:
            store.close()
    return SyncSummary(
        generation=generation,
        added=len(after.keys() - before.keys()),
        changed=sum(before.get(p, h) != h for p, h in after.items()),
        removed=len(before.keys() - after.keys()),
        unchanged=sum(before.get(p) == h for p, h in after.items()),
        chunks=chunks,
        embedded=embedded,
        seconds=time.monotonic() - started,
        problems=tuple(problems),
        rebuilt_because=reason,
    )


def _document_hash(report: Report, marks: dict[str, str]) -> str:
    """The key of a report in the store: another way of chunking gives another, so that it is chunked anew."""
    key = "\x1f".join((report.content_hash, marks["chunking"], marks["model"]))
    return hashlib.sha256(key.encode()).hexdigest()


def _current_state(home: Path, marks: dict[str, str], rebuild: bool) -> tuple[str | None, str | None]:
    """The current generation, and why it must be built anew (None where it need not)."""
    if rebuild:
        try:
            return generations.current_generation(home), "a rebuild was asked for"
        except IndexDamagedError:
            return None, "a rebuild was asked for"
    current = None
    try:
        current = generations.current_generation(home)
        if current is None:
            return None, None
        manifest = generations.read_manifest(home, current)
        generations.check_files(home, manifest)
    except IndexDamagedError:
        return current, "the index was damaged"
    if differs := manifest.differences(marks):
        raise IndexForeignError(
            f"The index in {home} was made with other settings ({', '.join(differs)}). "
            "It was left as it is. Build it anew with: evidence index --rebuild"
        )
    return current, None


def _store_reports(store: Store, reports: Sequence[Report], embedder: Embedder, progress: Progress) -> int:
    """Chunk and embed what is new; returns how many texts were embedded."""
    known = store.known_documents()
    new = [r for r in reports if r.content_hash not in known]
    for done, report in enumerate(new, 1):
        store.add_document(report, chunk_report(report, embedder.count_pieces))
        progress("Reading reports", done, len(new))
    missing = store.missing_vectors(embedder.fingerprint)
    texts = store.texts(missing)
    hashes = list(texts)
    done_so_far = 0

    def keep(indices: Sequence[int], vectors: object) -> None:
        nonlocal done_so_far
        store.add_vectors(embedder.fingerprint, [hashes[i] for i in indices], np.asarray(vectors, np.float32))
        done_so_far += len(indices)
        progress("Learning passages", done_so_far, len(hashes))

    if hashes:
        progress("Learning passages", 0, len(hashes))
    embedder.embed_in_batches([texts[h] for h in hashes], keep)
    return len(hashes)


def status(home: Path, embedder: Embedder) -> LibraryStatus:
    """What the library in `home` holds, and what is wrong with it if anything."""
    generation = built = problem = None
    reports = chunks = 0
    try:
        generation = generations.require_current(home)
        manifest = generations.read_manifest(home, generation)
        built, chunks = manifest.built, manifest.chunks
        store = Store.open(home)
        reports = len(store.document_hashes(generation))
        store.close()
        generations.check_files(home, manifest)
        if manifest.fingerprint != fingerprint(embedder):
            problem = "It was made with other settings. Build it anew with: evidence index --rebuild"
    except IndexingError as error:
        problem = str(error)
    except sqlite3.DatabaseError as error:
        problem = (
            f"The store in {home} is damaged ({error}). "
            f"Move {STORE_FILE} away and build anew with: evidence index"
        )
    disk = sum(p.stat().st_size for p in home.rglob("*") if p.is_file()) if home.is_dir() else 0
    return LibraryStatus(home, generation, built, reports, chunks, disk, problem)
