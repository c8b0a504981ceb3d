"""Building one generation of the index from the store, from nothing or from a copy of the current one."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from indexing import dense, exact, generations, lexical
from indexing.changing import LARGE_SHARE, Change, change_between, copy_folder
from indexing.embedding import Embedder
from indexing.probe import SAMPLES, mark_of
from indexing.probing import Probe
from indexing.store import Store
from indexing.types import IndexDamagedError, IndexingError
from indexing.vocabulary import write_vocabulary

Progress = Callable[[str, int, int], None]
"""Called with a stage in plain words, how much of it is done, and how much there is."""

BYTES_A_CHUNK = 13_500
"""Where a vector has 384 numbers; most of it is vectors, several times over."""
SPARE_BYTES = 20_000_000


def require_space(home: Path, chunks: int, dimension: int = 384) -> None:
    """Raise OSError (no space) unless twice what a generation of so many chunks takes is free, and some."""
    needed = SPARE_BYTES + 2 * chunks * BYTES_A_CHUNK * max(384, dimension) // 384
    free = shutil.disk_usage(home).free
    if free < needed:
        raise OSError(errno.ENOSPC, f"{free // 1_000_000} MB are free, {needed // 1_000_000} MB are needed")


def build_generation(
    home: Path,
    store: Store,
    documents: Sequence[str],
    marks: dict[str, str],
    embedder: Embedder,
    progress: Progress,
    probe: Probe,
    base: str | None = None,
) -> str:
    """Build a generation beside the current one, have `probe` check it, publish it, and forget what no
    kept generation needs.

    `documents` are hashes of stored ones, in order. Where little differs from the generation `base`, whose
    files must have been checked, it is made from a copy of that. Raises IndexingError, OSError or
    sqlite3.Error; nothing is then published.
    """
    built = datetime.now(UTC)
    generation = f"{built:%Y%m%dT%H%M%S%f}"
    folder = home / generations.FOLDER
    folder.mkdir(exist_ok=True)
    staging = folder / f"staging-{generation}"
    try:
        staging.mkdir()
        store.set_members(generation, documents)
        chunks, changed = _write(home, staging, store, generation, embedder, progress, base)
        progress("Checking the index", 0, 1)
        probe.check(staging, chunks)
        ways = tuple(store.vectors.ways(generation, embedder.fingerprint))
        when = built.isoformat(timespec="seconds")
        generations.write_manifest(staging, generation, marks, chunks, when, changed, ways)
        generations.publish(home, staging, generation)
    except (IndexingError, OSError, sqlite3.Error):
        shutil.rmtree(staging, ignore_errors=True)
        raise
    except Exception as error:  # Chroma raises types of its own when the disk refuses
        shutil.rmtree(staging, ignore_errors=True)
        code = getattr(error, "errno", None)
        raise (OSError(code, str(error)) if code else OSError(str(error))) from error
    # Published: what cannot be cleared away now is cleared by the next run.
    with suppress(OSError, sqlite3.Error, IndexingError):
        keep = generations.kept_generations(home)
        store.prune(keep)
        generations.remove_others(home, keep)
    return generation


def _write(
    home: Path,
    staging: Path,
    store: Store,
    generation: str,
    embedder: Embedder,
    progress: Progress,
    base: str | None,
) -> tuple[int, int]:
    """Write the indexes, the vocabulary and what the probe expects.

    Returns how many chunks there are, and how many differ since the last clean build.
    """
    ids = list(store.chunk_ids(generation))
    if sum(store.vectors.ways(generation, embedder.fingerprint).values()) != len(ids):
        raise IndexDamagedError("The store lacks vectors for some passages. Run: evidence index --rebuild")
    require_space(home, len(ids), embedder.dimension)
    progress("Building the index", 0, len(ids))
    change = _small_change(home, store, base, generation, len(ids)) if base else None
    if base and change:
        _change_copy(generations.generation_folder(home, base), staging, store, generation, embedder, change)
        progress("Building the index", len(ids), len(ids))
    else:
        # Terms first: what that needs in memory is let go of before Chroma needs much.
        lexical.build(staging, store.chunks(generation))
        batches = store.vectors.of(generation, embedder.fingerprint)
        dense.build(staging, len(ids), batches, lambda done: progress("Building the index", done, len(ids)))
    exact.build(
        staging, len(ids), embedder.dimension, lambda: store.vectors.of(generation, embedder.fingerprint)
    )
    write_vocabulary(staging, store.vocabulary(generation))
    recent = list(change.added[: SAMPLES // 2]) if change else []
    _write_expected(staging, store, generation, embedder, ids, recent)
    return len(ids), change.total if change else 0


def _write_expected(
    staging: Path, store: Store, generation: str, embedder: Embedder, ids: Sequence[str], recent: list[str]
) -> None:
    """What the probe is to find: every chunk, and of some, `recent` ones among them, vector and stems."""
    sampled = [*ids[:: max(1, len(ids) // SAMPLES)], *recent]
    vectors = store.vectors.by_id(embedder.fingerprint, sampled)
    expected = {
        "chunks": len(ids),
        "ids": mark_of(ids),
        "samples": {i: vectors[i].tolist() for i in sampled},
        "stems": {
            i: sorted({*lexical.stems(lexical.indexed_text(chunk))})
            for i, chunk in store.chunks_by_id(generation, sampled).items()
        },
    }
    (staging / "expected.json").write_text(json.dumps(expected), encoding="utf-8")


def _small_change(home: Path, store: Store, base: str, generation: str, chunks: int) -> Change | None:
    """What differs from the base, None where that is so much that a clean build is better."""
    manifest = generations.read_manifest(home, base)
    change = change_between(store, base, generation, manifest.changed)
    held = manifest.chunks + len(change.added) - len(change.deleted)
    same_graph = dense.is_searched(manifest.chunks) == dense.is_searched(chunks)
    return change if same_graph and held == chunks and change.total <= LARGE_SHARE * chunks else None


def _change_copy(
    source: Path, staging: Path, store: Store, generation: str, embedder: Embedder, change: Change
) -> None:
    copy_folder(source / dense.FOLDER, staging / dense.FOLDER)
    added = list(change.added)
    vectors = store.vectors.by_id(embedder.fingerprint, added)
    owner = store.chunk_ids(generation)
    dense.change(
        staging,
        change.deleted,
        len(added),
        (
            (ids, [owner[i] for i in ids], np.stack([vectors[i] for i in ids]))
            for ids in (added[start : start + dense.BATCH] for start in range(0, len(added), dense.BATCH))
        ),
    )
    changed = set(change.documents)
    rows = {chunk_id: row for row, chunk_id in enumerate(owner)}
    held = store.chunk_ids(source.name)
    kept = np.array([-1 if p in changed else rows.get(i, -1) for i, p in held.items()], np.int64)
    chunks = ((rows[c.id], c) for p in change.documents for c in store.chunks_of(generation, p))
    lexical.change(source, staging, kept, chunks)
