"""THE INDEXING FLOW: from digests and added documents to a published generation, incremental and safe to stop
at any point."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from corpus.digests import PARSER_VERSION
from corpus.types import Report
from indexing import dense, generations
from indexing.building import Progress, build_generation, require_space
from indexing.chunking import CHUNKING_VERSION, MAX_PIECES, chunk_report
from indexing.embedding import Embedder
from indexing.locking import opened_to_write
from indexing.originals import Originals
from indexing.removing import clear_up
from indexing.store import Store
from indexing.types import (
    IndexDamagedError,
    IndexForeignError,
    IndexingError,
    ReportProblem,
    SyncSummary,
)

INDEX_VERSION = "2"
"""Of the files of a generation; the store has a version of its own."""


def fingerprint(embedder: Embedder) -> dict[str, str]:
    """What an index depends on; another value in any field needs a rebuild."""
    return {
        "schema": INDEX_VERSION,
        "model": f"{embedder.name} {embedder.fingerprint[:16]}",
        "chunking": f"{CHUNKING_VERSION} {MAX_PIECES}",
        "parser": PARSER_VERSION,
        "search": json.dumps(dense.HNSW, sort_keys=True),
    }


def sync(
    home: Path,
    digests: Sequence[Report],
    embedder: Embedder,
    problems: Sequence[ReportProblem] = (),
    rebuild: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> SyncSummary:
    """Make the library hold exactly these digests and the documents that were added, which take the place of
    their digests, embedding only texts never embedded before.

    With `rebuild` the index is built anew from our own store. Raises IndexingError or one of its kinds; the
    index that was current then stays so.
    """
    with opened_to_write(home) as store:
        return bring_up_to_date(home, store, digests, embedder, problems, rebuild, progress)


def bring_up_to_date(
    home: Path,
    store: Store,
    digests: Sequence[Report],
    embedder: Embedder,
    problems: Sequence[ReportProblem] = (),
    rebuild: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> SyncSummary:
    """What `sync` does, for a writer that has opened the store. Raises OSError and sqlite3.Error too."""
    started = time.monotonic()
    marks = fingerprint(embedder)
    entries = _entries(store, digests, marks)
    current, reason = _current_state(home, marks, rebuild)
    if removal := Originals(store).unfinished():
        reason = reason or "a document was removed"
    before = store.document_hashes(current) if current else {}
    after = {e.publication_id: e.key for e in entries}
    generation, embedded = current or "", 0
    if reason or before != after:
        require_space(home, 0)
        embedded = _store_documents(store, entries, embedder, progress)
        base = None if reason else current
        keys = [e.key for e in entries]
        generation = build_generation(home, store, keys, marks, embedder, progress, base)
    if removal:
        clear_up(home, store, generation, current)
    return SyncSummary(
        generation=generation,
        added=len(after.keys() - before.keys()),
        changed=sum(before.get(p, h) != h for p, h in after.items()),
        removed=len(before.keys() - after.keys()),
        unchanged=sum(before.get(p) == h for p, h in after.items()),
        chunks=generations.read_manifest(home, generation).chunks,
        embedded=embedded,
        seconds=time.monotonic() - started,
        problems=tuple(problems),
        rebuilt_because=reason,
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """A document the library should hold, under the key it has in the store; its text only when asked for."""

    publication_id: str
    key: str
    load: Callable[[], Report]


def _entries(store: Store, digests: Sequence[Report], marks: dict[str, str]) -> list[_Entry]:
    """What the library should hold: the digests in order, each or the document that takes its place, then
    the other documents that were added."""
    entries = {
        r.publication.id: _Entry(r.publication.id, document_key(r.content_hash, marks), partial(_given, r))
        for r in digests
    }
    for document in Originals(store).all():
        name, content = document.publication.id, document.content
        entries[name] = _Entry(name, document_key(content, marks), partial(store.content, content))
    if not entries:
        raise IndexingError(
            "No report could be read, so nothing was indexed. Mend the reports and run it again; "
            "an index that was there before still answers."
        )
    return list(entries.values())


def _given(report: Report) -> Report:
    return report


def document_key(content_hash: str, marks: dict[str, str]) -> str:
    """The key of a report in the store: another way of chunking gives another, so that it is chunked anew."""
    return hashlib.sha256("\x1f".join((content_hash, marks["chunking"], marks["model"])).encode()).hexdigest()


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


def _store_documents(store: Store, entries: Sequence[_Entry], embedder: Embedder, progress: Progress) -> int:
    """Chunk and embed what is new; returns how many texts were embedded."""
    known = store.known_documents()
    new = [e for e in entries if e.key not in known]
    for done, entry in enumerate(new, 1):
        report = entry.load()
        store.add_document(entry.key, report, chunk_report(report, embedder.count_pieces))
        progress("Reading reports", done, len(new))
    missing = store.vectors.missing(embedder.fingerprint)
    texts = store.vectors.texts(missing)
    hashes = list(texts)
    done_so_far = 0

    def keep(indices: Sequence[int], vectors: object) -> None:
        nonlocal done_so_far
        store.vectors.add(embedder.fingerprint, [hashes[i] for i in indices], np.asarray(vectors, np.float32))
        done_so_far += len(indices)
        progress("Learning passages", done_so_far, len(hashes))

    if hashes:
        progress("Learning passages", 0, len(hashes))
    embedder.embed_in_batches([texts[h] for h in hashes], keep)
    return len(hashes)
