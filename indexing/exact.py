"""The vectors of one generation: how near each chunk is, roughly of all or of some, exactly of few.

They are turned so that most of what tells them apart stands in their first dimensions (principal axes). Those
alone are scanned, in whole numbers of one byte, whose sums are the same on every processor; the best are then
scored in full, to four decimals. Where chunks are many their codes say which those are (`quantised`). All of
it takes less time than walking Chroma's graph for a thousand candidates, takes a tenth of its memory, and
costs less, not more, where filters let few chunks through (docs/decisions/0009-search.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import simsimd

from indexing import quantised
from indexing.dense import Batch, is_searched
from indexing.embedding import Vectors
from indexing.quantised import QuantisedIndex

FOLDER = "vectors"
SCANNED = 128
"""Dimensions that are scanned, or a third of all where that is more."""
ONE = 127
"""What 1, the most that a number of a unit vector can be, is as a whole number of one byte."""
FINE = 32_767
"""The same of two bytes, in which vectors are kept whole: closer than float16, and read in half the time."""
GATHERED_SHARE = 0.2
"""Share of chunks up to which fetching the rows that filters let through is quicker than scanning all."""
SAMPLED, MARGIN = 16, 4
"""One score in so many says how high the best are; so many times as many as are wanted are then taken."""

Rows = npt.NDArray[np.int64]


def build(folder: Path, count: int, dimension: int, batches: Callable[[], Iterable[Batch]]) -> None:
    """Write `count` vectors, which come in order of publications each time `batches` is called."""
    path = folder / FOLDER
    path.mkdir()
    axes = _axes(dimension, batches())
    scanned = min(dimension, max(SCANNED, dimension // 3))
    near = np.lib.format.open_memmap(path / "near.npy", "w+", np.int8, (count, scanned))
    whole = np.lib.format.open_memmap(path / "whole.npy", "w+", np.int16, (count, dimension))
    ids: list[str] = []
    publications: dict[str, int] = {}
    for chunk_ids, publication_ids, vectors in batches():
        turned = vectors @ axes
        rows = slice(len(ids), len(ids) + len(chunk_ids))
        near[rows], whole[rows] = _in_bytes(turned[:, :scanned], 1.0), _rounded(turned * FINE, FINE)
        ids += chunk_ids
        for publication_id in publication_ids:
            publications[publication_id] = publications.get(publication_id, 0) + 1
    near.flush()
    whole.flush()
    if count >= quantised.WORTHWHILE_FROM and not is_searched(count):
        quantised.build(path, count, dimension, lambda some: _fine(whole[some]))
    np.save(path / "axes.npy", axes)
    np.save(path / "ids.npy", np.array(ids, "S"))
    (path / "publications.json").write_text(json.dumps(publications), encoding="utf-8")


def _axes(dimension: int, batches: Iterable[Batch]) -> Vectors:
    """The principal axes as columns, the one along which vectors differ most first; their signs are settled
    so that the same vectors always give the same axes."""
    moments = np.zeros((dimension, dimension))
    for _, _, vectors in batches:
        moments += vectors.T @ vectors
    _, axes = np.linalg.eigh(moments)
    axes = axes[:, ::-1]
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(dimension)])
    return np.ascontiguousarray(axes * signs, np.float32)


class ExactIndex:
    """Nearest chunks to a vector, by row. Vectors given and returned are turned (`turned`, `back`)."""

    def __init__(self, folder: Path) -> None:
        """Open what is in `folder`. Raises OSError or ValueError where files are gone or not ours."""
        path = folder / FOLDER
        self._axes = np.load(path / "axes.npy")
        near, whole, ids = (np.load(path / f"{n}.npy", mmap_mode="r") for n in ("near", "whole", "ids"))
        # As plain arrays: what is taken of a memory map is one again, which takes longer.
        self._near, self._whole, self._ids = np.asarray(near), np.asarray(whole), np.asarray(ids)
        self.codes = QuantisedIndex(path) if (path / quantised.FILE).is_file() else None
        """Where there are many: which are nearest of all, more quickly and more roughly than `rough` says."""
        self._ranges = _ranges(json.loads((path / "publications.json").read_text(encoding="utf-8")))
        if not len(self._near) == len(self._whole) == len(self._ids) == len(self.codes or self._ids):
            raise ValueError("the files of the vectors differ in length")

    def __len__(self) -> int:
        return len(self._ids)

    def turned(self, vectors: Vectors) -> Vectors:
        """Vectors in the axes of this index; products between them stay what they are."""
        return np.asarray(vectors @ self._axes)

    def back(self, turned: Vectors) -> Vectors:
        """The vectors that `turned` made of these."""
        return np.asarray(turned @ self._axes.T)

    def rows_of(self, publication_ids: Iterable[str]) -> Rows:
        """The rows of the chunks of these publications, in order."""
        wanted = sorted({self._ranges[p] for p in publication_ids if p in self._ranges})
        return np.concatenate([np.zeros(0, np.int64), *(np.arange(a, b) for a, b in wanted)])

    def rows_of_chunks(self, chunk_ids: Iterable[str]) -> Rows:
        """The row of each of these chunks, in order of rows; one that is not held is left out."""
        spelt = (i.encode() for i in chunk_ids)
        wanted = np.array([i for i in spelt if len(i) <= self._ids.dtype.itemsize], self._ids.dtype)
        at = np.minimum(np.searchsorted(self._ids, wanted, sorter=self._by_id), len(self) - 1)
        rows = self._by_id[at]
        return np.sort(rows[self._ids[rows] == wanted])

    @cached_property
    def _by_id(self) -> Rows:
        return np.argsort(self._ids)

    def ids(self, rows: Rows) -> list[str]:
        """The chunk id of each row."""
        return [i.decode() for i in self._ids[rows]]

    def vectors(self, rows: Rows) -> Vectors:
        """The turned vector of each row, as precisely as it is kept (to four decimals)."""
        return _fine(self._whole[rows])

    def cosines(self, vector: Vectors, rows: Rows) -> Vectors:
        """The product of a vector with that of each row, to four decimals: their cosine where it is a unit
        vector."""
        # Not by `@`, which wakes a second thread: that saves little where nothing else runs, and costs many
        # times as much as the product where something does.
        return np.asarray(np.einsum("ij,j->i", self.vectors(rows), vector))

    def rough(self, vector: Vectors, among: Rows | None = None) -> Vectors:
        """The product of a vector with every row, or each of `among`, as its first dimensions tell it."""
        near = self._near
        if among is not None and len(among) <= GATHERED_SHARE * len(self):
            near, among = near[among], None
        if not len(near):
            return np.zeros(0, np.float32)
        start = vector[: near.shape[1]]
        most = float(np.abs(start).max()) or 1.0
        products = simsimd.cdist(_in_bytes(start, most)[None], near, "dot", out_dtype="float32")
        scores = np.asarray(products, np.float32).reshape(-1) * np.float32(most / ONE**2)
        return scores if among is None else scores[among]


def highest(scores: Vectors, k: int) -> Rows:
    """Places of the k highest in order of place; more where others are as high as the last of them."""
    places = _promising(scores, k)
    if k >= len(places):
        return places
    some = scores[places]
    return np.asarray(places[some >= np.partition(some, len(some) - k)[len(some) - k]])


def _promising(scores: Vectors, k: int) -> Rows:
    """Places of some that the k highest are among: fewer than all where a sample tells how high those are."""
    sample = scores[::SAMPLED]
    likely = MARGIN * k // SAMPLED
    if 0 < likely < len(sample) // 50:
        places = np.flatnonzero(scores >= np.partition(sample, len(sample) - likely)[len(sample) - likely])
        if len(places) >= k:
            return places
    return np.arange(len(scores))


def _in_bytes(numbers: Vectors, most: float) -> npt.NDArray[np.int8]:
    return _rounded(numbers * (ONE / most), ONE).astype(np.int8)


def _rounded(numbers: Vectors, most: int) -> Vectors:
    return np.clip(np.rint(numbers), -most, most)


def _fine(numbers: npt.NDArray[np.int16]) -> Vectors:
    return numbers.astype(np.float32) * np.float32(1 / FINE)


def _ranges(counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    ranges, start = {}, 0
    for publication_id, count in counts.items():
        ranges[publication_id] = (start, start + count)
        start += count
    return ranges
