"""Looking terms up: the product's term index beside tantivy and bm25s, over the same growing libraries.

    python -m evals.benchmarks.term_lookup FOLDER --sizes 10000,100000 [--write docs/benchmarks.md]

FOLDER is a BEIR-format folder whose passages the libraries are made of (`growth_material`) and whose queries
are asked. Each way leaves a score of every chunk in one array, which is what a search goes on with.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.benchmarks.beir import CollectionError, QueryLine, read_collection
from evals.benchmarks.growth_material import Material, cut, grown_reports
from evals.benchmarks.measuring import disk_bytes, percentile
from evals.benchmarks.systems import MissingPackageError
from evals.benchmarks.tables import SectionError, markdown_table, publish, ratio_cell
from evals.benchmarks.term_ways import FOUND, WAYS, Ask, Scores
from indexing.chunking import chunk_report
from indexing.embedding import Embedder
from indexing.types import Chunk

MODULE = "evals.benchmarks.term_lookup"
PASSAGES, QUERIES = 3_000, 200
FIRST = 10
"""Of the best, those of which it is told how many the product has too."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One way at one size: seconds to build, milliseconds a query, bytes on disk, and the share of its first
    ten that are among the product's, or score as high there as its tenth."""

    way: str
    chunks: int
    seconds: float
    ms: tuple[float, ...]
    disk: int
    alike: float


def measure(chunks: Sequence[Chunk], queries: Sequence[str], folder: Path) -> list[Looked]:
    """Build every way, then ask each query of all of them before the next, after one round that is not
    counted; which way is asked first changes."""
    asks: dict[str, Ask] = {}
    seconds: dict[str, float] = {}
    for way, build in WAYS.items():
        (folder / way).mkdir(parents=True)
        started = time.perf_counter()
        asks[way] = build(folder / way, chunks)
        seconds[way] = time.perf_counter() - started
    ms: dict[str, list[float]] = {way: [] for way in WAYS}
    alike: dict[str, list[float]] = {way: [] for way in WAYS}
    for counted in (False, True):
        for i, query in enumerate(queries):
            found = {}
            for way in sorted(WAYS, key=lambda way: (list(WAYS).index(way) + i) % len(WAYS)):
                started = time.perf_counter()
                found[way] = asks[way](query)
                if counted:
                    ms[way].append((time.perf_counter() - started) * 1000)
            if counted:
                for way, scores in found.items():
                    alike[way].append(_alike(scores, found["product"]))
    return [
        Looked(w, len(chunks), seconds[w], tuple(ms[w]), disk_bytes(folder / w), float(np.mean(alike[w])))
        for w in WAYS
    ]


def _alike(scores: Scores, ours: Scores) -> float:
    best = np.argsort(-scores, kind="stable")[: min(FIRST, np.count_nonzero(scores))]
    held = np.sort(ours[ours > 0])
    if not len(held) or not len(best):
        return float(len(held) == len(best))
    return float((ours[best] >= held[-min(FIRST, len(held))]).mean())


def report(measured: Sequence[Looked], name: str) -> str:
    """The table with what must be known to read it."""
    rows = []
    for looked in measured:
        ours = next(m for m in measured if m.way == "product" and m.chunks == looked.chunks)
        rows.append(
            [
                looked.way, f"{looked.chunks:,}", f"{looked.seconds:.1f}", f"{looked.disk / 1e6:.0f}",
                f"{percentile(looked.ms, 0.5):.2f}", f"{percentile(looked.ms, 0.95):.2f}",
                None if looked is ours else ratio_cell(looked.ms, ours.ms),
                f"{looked.alike:.3f}",
            ]
        )  # fmt: skip
    header = ["way", "chunks", "build s", "disk MB", "p50 ms", "p95 ms", "times the product's", "first ten"]
    return (
        f"Texts are recombined from {name} as for the growth table; n = {len(measured[0].ms)} queries, "
        "asked of all ways by turns, in one process, for an array with the score of every chunk. tantivy has "
        f"scores of the best alone and is asked for {FOUND:,}. bm25s gets the product's stems. Ratios are of "
        "mean times, above 1 the product is faster; 95% bootstrap intervals. The last column is the share of "
        "a way's first ten that the product scores as high as its own tenth; tantivy rounds the lengths of "
        f"texts.\n\n{markdown_table(header, rows)}"
    )


def main(arguments: Sequence[str], embedder: Callable[[], Embedder] = Embedder) -> int:
    """Print the report; exit code 2 where something is wrong with what was given."""
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Ways of looking terms up.")
    parser.add_argument("folder", type=Path, help="passages and queries to make libraries of")
    parser.add_argument("--sizes", default="10000", help="chunks, such as 10000,100000")
    parser.add_argument("--split", default="test")
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is replaced")
    given = parser.parse_args(arguments)
    try:
        collection = read_collection(given.folder, given.split, QueryLine)
        made = embedder()
        queries = [q.text for q in collection.queries[:QUERIES]]
        none = np.zeros((0, 0), np.float32)
        material = Material(cut(collection.documents[:PASSAGES], made), none, tuple(queries), none)
        measured = []
        for size in map(int, given.sizes.split(",")):
            chunks = [c for r in grown_reports(material, size) for c in chunk_report(r, made.count_pieces)]
            with tempfile.TemporaryDirectory() as folder:
                measured += measure(chunks, queries, Path(folder))
        body = report(measured, collection.name)
        publish("Looking terms up", "terms", MODULE, arguments, body, given.write)
    except (CollectionError, MissingPackageError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
