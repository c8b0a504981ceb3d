"""The vectors of a large generation once more, in half a byte for every two numbers: product quantisation.

FAISS compares a vector with 100,000 such codes in a quarter of the time that scanning whole bytes takes
(Jégou et al. 2011; André et al. 2015 for codes that fit into registers). What it finds is near enough to say
which chunks are worth scoring in full (docs/decisions/0009-search.md).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexing.embedding import Vectors

FILE = "codes.faiss"
WORTHWHILE_FROM = 50_000
"""Chunks below which scanning every vector takes hardly longer, and FAISS need not be loaded."""
CODED_SHARE = 0.5
"""Share of the dimensions, the first of the principal axes, that are coded."""
TOGETHER, BITS = 2, 4
"""So many dimensions are one code of so many bits."""
TRAINED_ON = 20_000


def build(folder: Path, count: int, dimension: int, turned: Callable[[slice], Vectors]) -> None:
    """Write the codes of so many vectors, of which `turned` gives some rows, turned to their principal axes
    (`indexing.exact`)."""
    import faiss

    dimensions = coded_dimensions(dimension)
    codes = faiss.IndexPQFastScan(dimensions, dimensions // TOGETHER, BITS, faiss.METRIC_INNER_PRODUCT)
    spread = slice(0, count, max(1, count // TRAINED_ON))
    codes.train(np.ascontiguousarray(turned(spread)[:, :dimensions]))
    for start in range(0, count, TRAINED_ON):
        codes.add(np.ascontiguousarray(turned(slice(start, start + TRAINED_ON))[:, :dimensions]))
    faiss.write_index(codes, str(folder / FILE))


def coded_dimensions(dimension: int) -> int:
    """How many dimensions of a vector are coded: a multiple of what FAISS takes together."""
    return max(1, int(CODED_SHARE * dimension) // (2 * TOGETHER)) * 2 * TOGETHER


class QuantisedIndex:
    """The codes opened. Safe to share by threads."""

    def __init__(self, folder: Path) -> None:
        """Open what is in `folder`; FAISS's RuntimeError comes through."""
        import faiss

        self._codes = faiss.read_index(str(folder / FILE))

    def __len__(self) -> int:
        return int(self._codes.ntotal)

    def nearest(self, vector: Vectors, k: int) -> tuple[npt.NDArray[np.int64], Vectors]:
        """Rows of the k nearest to a turned vector, roughly, and their products with it, highest first."""
        products, rows = self._codes.search(vector[None, : self._codes.d], min(k, len(self)))
        return rows[0], products[0]
