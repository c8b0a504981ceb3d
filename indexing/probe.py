"""Run as `python -m indexing.probe` with a folder on its input: does the index there hold what it should and
find it?

A child process, because Chroma may kill its process on a damaged index; with a limit on file size, because
a damaged index was seen growing to hundreds of gigabytes.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from indexing.dense import DenseIndex, is_searched, load
from indexing.embedding import Vectors
from indexing.exact import ExactIndex, Rows, highest
from indexing.lexical import TermIndex
from indexing.quantised import QuantisedIndex

SAMPLES = 50
ITSELF = 0.999
"""The least cosine of a vector with itself, as precisely as it is kept."""
FOUND = 0.9
"""The least share of sampled vectors that a graph which is searched must find: among many passages alike some
others cannot be reached in it."""
LOOKED_AT = 300
"""Of the roughly nearest, to find a sampled vector itself."""
FILE_LIMIT = 20 * 1024**3


def mark_of(ids: Iterable[str]) -> str:
    """What tells one set of chunk ids from another."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def check(folder: Path) -> None:
    """Raise ValueError unless every index is complete and sampled vectors find themselves."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    dense, terms, scanned = DenseIndex(folder), TermIndex(folder), ExactIndex(folder)
    try:
        counts = (("Chroma", dense.count()), ("terms", len(terms)), ("vectors", len(scanned)))
        for name, count in counts:
            if count != expected["chunks"]:
                raise ValueError(f"{name}: {count} of {expected['chunks']} chunks")
        every = np.arange(len(scanned))
        for name, ids in (("Chroma", dense.ids()), ("vectors", scanned.ids(every))):
            if mark_of(ids) != expected["ids"]:
                raise ValueError(f"{name}: other chunks than were published")
        rows = scanned.rows_of_chunks(expected["stems"])
        for chunk_id, stems in zip(scanned.ids(rows), terms.stems_of(rows), strict=True):
            if stems != set(expected["stems"][chunk_id]):
                raise ValueError(f"terms: chunk {chunk_id} has other words than its text")
        samples = {i: np.asarray(v, np.float32) for i, v in expected["samples"].items()}
        kept = dense.vectors(list(samples))
        for chunk_id, vector in samples.items():
            if chunk_id not in kept or float(kept[chunk_id] @ vector) < ITSELF:
                raise ValueError(f"Chroma: chunk {chunk_id} has another vector than was stored")
            if not _is_among(chunk_id, _scan(scanned, vector)):
                raise ValueError(f"chunk {chunk_id} does not find itself")
        if codes := scanned.codes:
            coded = sum(_is_among(i, _by_codes(scanned, codes, v)) for i, v in samples.items())
            if coded < FOUND * len(samples):
                raise ValueError(f"codes find {coded} of {len(samples)} chunks by their vectors")
        found = sum(_is_among(i, dense.nearest(v, 5)) for i, v in samples.items())
        if is_searched(len(scanned)) and found < FOUND * len(samples):
            raise ValueError(f"Chroma finds {found} of {len(samples)} chunks by their vectors")
    finally:
        terms.close()
        dense.close()


def _scan(scanned: ExactIndex, vector: Vectors) -> dict[str, float]:
    turned = scanned.turned(vector)
    return _scored(scanned, turned, highest(scanned.rough(turned), LOOKED_AT))


def _by_codes(scanned: ExactIndex, codes: QuantisedIndex, vector: Vectors) -> dict[str, float]:
    turned = scanned.turned(vector)
    return _scored(scanned, turned, codes.nearest(turned, LOOKED_AT)[0])


def _scored(scanned: ExactIndex, turned: Vectors, rows: Rows) -> dict[str, float]:
    return dict(zip(scanned.ids(rows), scanned.cosines(turned, rows).tolist(), strict=True))


def _is_among(chunk_id: str, nearest: dict[str, float]) -> bool:
    """Or, where more passages than were asked for are alike word for word, any of those."""
    alike = [i for i, cosine in nearest.items() if cosine >= ITSELF]
    return bool(alike) and (chunk_id in alike or len(alike) == len(nearest))


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    limit = FILE_LIMIT if hard == resource.RLIM_INFINITY else min(FILE_LIMIT, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        load()
        check(Path(sys.stdin.read()))
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")
