"""THE INDEXING FLOW: from digests and added documents to a published generation, incremental and safe to stop
at any point."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from corpus.digests import PARSER_VERSION
from corpus.types import Report
from indexing import dense, generations, records
from indexing.building import Progress, build_generation, require_space
from indexing.embedding import Embedder
from indexing.learning import CHUNKING, Entry, document_key, entry_of, learn, model_mark
from indexing.locking import opened_to_write
from indexing.originals import Originals
from indexing.probing import Probe
from indexing.removing import clear_up
from indexing.store import Store
from indexing.types import (
    IndexDamagedError,
    IndexForeignError,
    IndexingError,
    ReportProblem,
    SyncSummary,
)

INDEX_VERSION = "5"
"""Of the files of a generation; the store has a version of its own."""


def fingerprint(embedder: Embedder) -> dict[str, str]:
    """What an index depends on; another value in any field needs a rebuild.

    How vectors were computed is no such field: `Manifest.ways`.
    """
    return {
        "schema": INDEX_VERSION,
        "model": model_mark(embedder),
        "chunking": CHUNKING,
        "parser": PARSER_VERSION,
        "search": json.dumps([dense.KEPT, dense.SEARCHED_FROM, dense.SEARCHED], sort_keys=True),
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
    records.complete(home, Originals(store).all())
    entries = _entries(store, digests, embedder)
    current, reason = _current_state(home, marks, rebuild)
    if removal := Originals(store).unfinished():
        reason = reason or "a document was removed"
    before = store.document_hashes(current) if current else {}
    after = {e.publication_id: e.key for e in entries}
    generation, embedded = current or "", 0
    if reason or before != after:
        require_space(home, 0)
        with Probe() as probe:
            embedded = learn(store, entries, embedder, progress)
            base = None if reason else current
            keys = [e.key for e in entries]
            generation = build_generation(home, store, keys, marks, embedder, progress, probe, base)
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
        problems=(*problems, *_left_out(home, store)),
        rebuilt_because=reason,
    )


def _entries(store: Store, digests: Sequence[Report], embedder: Embedder) -> list[Entry]:
    """What the library should hold: the digests in order, each or the document that takes its place, then
    the other documents that were added."""
    entries = {
        r.publication.id: Entry(r.publication.id, document_key(r.content_hash, embedder), partial(_given, r))
        for r in digests
    }
    entries |= {d.publication.id: entry_of(store, d, embedder) for d in Originals(store).all()}
    if not entries:
        raise IndexingError(
            "No report could be read, so nothing was indexed. Mend the reports and run it again; "
            "an index that was there before still answers."
        )
    return list(entries.values())


def _given(report: Report) -> Report:
    return report


def _left_out(home: Path, store: Store) -> tuple[ReportProblem, ...]:
    """What stands in kept files and in no document of the store."""
    lost = records.unclaimed(home, Originals(store).all())
    return tuple(ReportProblem(d.original.file_name, f"{d.original.file_name} {records.LOST}") for d in lost)


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
        differs = manifest.differences(marks)
        if manifest.is_earlier(marks):
            return current, "an earlier version of the program built it"
        if not differs:
            generations.check_files(home, manifest)
    except IndexDamagedError:
        return current, "the index was damaged"
    if differs:
        raise IndexForeignError(
            f"The index in {home} was made with other settings ({', '.join(differs)}). "
            "It was left as it is. Build it anew with: evidence index --rebuild"
        )
    return current, None
