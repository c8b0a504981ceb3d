"""Building one generation of the index from the store."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from corpus.types import Report
from indexing import dense, generations, lexical
from indexing.embedding import Embedder
from indexing.probe import SAMPLES
from indexing.store import Store
from indexing.types import IndexDamagedError, IndexingError
from indexing.vocabulary import build_vocabulary, write_vocabulary

Progress = Callable[[str, int, int], None]
"""Called with a stage in plain words, how much of it is done, and how much there is."""

BYTES_A_CHUNK = 12_000
SPARE_BYTES = 20_000_000


def require_space(home: Path, chunks: int) -> None:
    """Raise OSError (no space) unless twice what a generation of so many chunks takes is free, and some."""
    needed = SPARE_BYTES + 2 * chunks * BYTES_A_CHUNK
    free = shutil.disk_usage(home).free
    if free < needed:
        raise OSError(errno.ENOSPC, f"{free // 1_000_000} MB are free, {needed // 1_000_000} MB are needed")


def build_generation(
    home: Path,
    store: Store,
    reports: Sequence[Report],
    marks: dict[str, str],
    embedder: Embedder,
    progress: Progress,
) -> str:
    """Build a generation beside the current one, check it in a child process, publish it, and forget what no
    kept generation needs. Raises IndexingError, OSError or sqlite3.Error; nothing is then published."""
    built = datetime.now(UTC)
    generation = f"{built:%Y%m%dT%H%M%S%f}"
    folder = home / generations.FOLDER
    folder.mkdir(exist_ok=True)
    staging = folder / f"staging-{generation}"
    try:
        staging.mkdir()
        store.set_members(generation, [r.content_hash for r in reports])
        ids, vectors = store.vectors(generation, embedder.fingerprint)
        chunks = list(store.chunks(generation))
        if [c.id for c in chunks] != ids:
            raise IndexDamagedError(
                "The store lacks vectors for some passages. Run: evidence index --rebuild"
            )
        require_space(home, len(ids))
        progress("Building the index", 0, len(ids))
        dense.build(staging, ids, vectors, [c.publication_id for c in chunks],
                    lambda done: progress("Building the index", done, len(ids)))  # fmt: skip
        lexical.build(staging, chunks)
        write_vocabulary(staging, build_vocabulary(chunks))
        step = max(1, len(ids) // SAMPLES)
        samples = {i: v.tolist() for i, v in list(zip(ids, vectors, strict=True))[::step]}
        expected = {"chunks": len(ids), "samples": samples}
        (staging / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
        progress("Checking the index", 0, 1)
        generations.probe(staging, len(ids))
        generations.write_manifest(staging, generation, marks, len(ids), built.isoformat(timespec="seconds"))
        generations.publish(home, staging, generation)
    except (IndexingError, OSError, sqlite3.Error):
        shutil.rmtree(staging, ignore_errors=True)
        raise
    except Exception as error:  # Chroma and tantivy raise types of their own when the disk refuses
        shutil.rmtree(staging, ignore_errors=True)
        code = getattr(error, "errno", None)
        raise (OSError(code, str(error)) if code else OSError(str(error))) from error
    # Published: what cannot be cleared away now is cleared by the next run.
    with suppress(OSError, sqlite3.Error, IndexingError):
        keep = generations.kept_generations(home)
        store.prune(keep)
        generations.remove_others(home, keep)
    return generation
