"""Speed and growth: how the product's index, and plain LangChain with Chroma, behave as a library grows.

    python -m evals.benchmarks.growth FOLDER --sizes 10000,50000,200000 [--without-langchain] [--home DIR]
        [--write docs/benchmarks.md]

FOLDER is a BEIR-format folder whose passages and queries the libraries are made of; how, and why figures of
quality would mean nothing here, is said in `growth_material`. Both sides get the same texts and vectors.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.beir import CollectionError, QueryLine, read_collection
from evals.benchmarks.growth_material import Material, make_material
from evals.benchmarks.growth_sides import SIDES, TOP_K, time_queries
from evals.benchmarks.measuring import disk_bytes, in_own_process, percentile
from evals.benchmarks.systems import MissingPackageError
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    megabytes,
    publish,
)
from indexing.embedding import Embedder
from indexing.types import IndexingError

MODULE = "evals.benchmarks.growth"
PASSAGES, QUERIES = 3_000, 200


@dataclass(frozen=True, slots=True)
class Grown:
    """One side at one size. Seconds of building are without making vectors; milliseconds are one a query, for
    ten passages, without embedding the query."""

    side: str
    chunks: int
    build_seconds: float
    open_seconds: float
    first_ms: float
    plain_ms: tuple[float, ...]
    filtered_ms: tuple[float, ...]
    build_peak: int | None
    ask_peak: int | None
    disk: int


def measure(side: str, chunks: int, material: Material, home: Path) -> Grown:
    """Build in one process, ask in another, weigh what is on disk, and remove it."""
    with tempfile.TemporaryDirectory(dir=home) as name:
        folder = Path(name) / "index"
        built = in_own_process(SIDES[side][0], folder, material, chunks)
        timed = in_own_process(time_queries, side, folder, material)
        return Grown(
            side,
            built.chunks,
            built.seconds,
            timed.open_seconds,
            timed.first_ms,
            timed.plain_ms,
            timed.filtered_ms,
            built.peak,
            timed.peak,
            disk_bytes(folder),
        )


def growth_table(measured: Sequence[Grown]) -> str:
    """One row a side and size."""
    header = [
        "side", "chunks", "build s", "chunks/s", "open s", "first query ms", "p50 ms", "p95 ms",
        "filtered p50", "p95", "memory building MB", "memory asking MB", "disk MB", "bytes a chunk",
    ]  # fmt: skip
    rows = []
    for g in measured:
        times = [
            f"{percentile(ms, share):.1f}" for ms in (g.plain_ms, g.filtered_ms) for share in (0.5, 0.95)
        ]
        speed = [f"{g.build_seconds:,.0f}", f"{g.chunks / g.build_seconds:,.0f}", f"{g.open_seconds:.1f}"]
        sizes = [
            megabytes(g.build_peak),
            megabytes(g.ask_peak),
            megabytes(g.disk),
            f"{g.disk / g.chunks:,.0f}",
        ]
        rows.append([g.side, f"{g.chunks:,}", *speed, f"{g.first_ms:.0f}", *times, *sizes])
    return markdown_table(header, rows)


def report(measured: Sequence[Grown], material: Material, name: str) -> str:
    """The table with what must be known to read it."""
    return (
        f"Texts are recombined from the sentences of {len(material.sources):,} passages of {name}; vectors "
        "are the real vectors of these passages, moved by random noise (cosine about 0.89) and normalised: "
        "nothing here says how good a search is. Both sides get the same texts and vectors. Building is "
        "timed without making vectors; for the product it includes chunking, its own store, the term index, "
        f"checksums and the check in a child process. Queries are real, n = {len(material.queries)}, for "
        f"{TOP_K} passages, without embedding the query; the filter lets one publisher in ten through. "
        "Memory is the most that was resident (VmHWM) in a process of its own; MB are of 10^6 bytes; "
        f"{os.cpu_count()} processor cores.\n\n" + growth_table(measured)
    )


def _sizes(text: str) -> list[int]:
    sizes = [int(part) for part in text.split(",")]
    if not sizes or min(sizes) < 100:
        raise ValueError("sizes below 100 say nothing")
    return sizes


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Speed as a library grows.")
    parser.add_argument("folder", type=Path, help="passages and queries to make libraries of")
    parser.add_argument("--sizes", type=_sizes, default="10000", help="chunks, such as 10000,50000,200000")
    parser.add_argument("--split", default="test")
    parser.add_argument("--without-langchain", action="store_true", help="measure the product alone")
    parser.add_argument("--home", type=Path, help="where libraries are made (and removed again)")
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is replaced")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str], embedder: Callable[[], Embedder] = Embedder) -> int:
    """Print the report; exit code 2 where something is wrong with what was given."""
    given = _arguments(arguments)
    try:
        with ExitStack() as stack:
            home = given.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            collection = read_collection(given.folder, given.split, QueryLine)
            queries = [q.text for q in collection.queries[:QUERIES]]
            material = make_material(collection.documents[:PASSAGES], queries, embedder(), home)
            sides = ["product"] if given.without_langchain else list(SIDES)
            measured = []
            for size in given.sizes:
                for side in sides:
                    measured.append(measure(side, size, material, home))
                    print(growth_table(measured[-1:]), file=sys.stderr, flush=True)
        body = report(measured, material, collection.name)
        publish("Speed and growth", "growth", MODULE, arguments, body, given.write)
    except (CollectionError, IndexingError, MissingPackageError, SectionError, BrokenProcessPool) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
