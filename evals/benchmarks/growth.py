"""Speed and growth: how the product's index, and plain LangChain with Chroma, behave as a library grows.

    python -m evals.benchmarks.growth FOLDER --sizes 10000,50000,200000 [--without-langchain] [--home DIR]
        [--write docs/benchmarks.md]

FOLDER is a BEIR-format folder whose passages and queries the libraries are made of; how, and why figures of
quality would mean nothing here, is said in `growth_material`. Both sides get the same texts and vectors. With
--home the libraries are kept and used again, with the figures of their building.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.benchmarks.beir import CollectionError, QueryLine, read_collection
from evals.benchmarks.growth_material import GrownEmbedder, Material, make_material
from evals.benchmarks.growth_sides import SIDES, TOP_K, Built, time_queries
from evals.benchmarks.measuring import disk_bytes, in_own_process, percentile
from evals.benchmarks.systems import MissingPackageError
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    megabytes,
    publish,
)
from indexing.embedding import Embedder
from indexing.sync import fingerprint
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
    ask_own: int | None = None


def measure(side: str, chunks: int, material: Material, home: Path) -> Grown:
    """Build in one process, or take over what an earlier run built; ask in another; weigh what is on disk."""
    folder = home / f"{side.split()[-1].lower()}-{chunks}"
    built = _built(side, chunks, material, folder)
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
        timed.own,
    )


def _built(side: str, chunks: int, material: Material, folder: Path) -> Built:
    """Raises CollectionError where the folder holds something else."""
    record, key = folder.with_suffix(".json"), fingerprint(GrownEmbedder(material))
    known = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else None
    if known and known["key"] == key:
        return Built(**known["built"])
    if known:
        shutil.rmtree(folder)
    elif folder.exists():
        raise CollectionError(f"{folder} is no finished library of this benchmark. Move it away.")
    built: Built = in_own_process(SIDES[side][0], folder, material, chunks)
    record.write_text(json.dumps({"key": key, "built": asdict(built)}), encoding="utf-8")
    return built


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
        f"{os.cpu_count()} processor cores.\n\n{growth_table(measured)}\n\n{growth_in_words(measured)}"
    )


def growth_in_words(measured: Sequence[Grown]) -> str:
    """By how much a query slows down and memory grows from each side's smallest library to its largest."""
    lines = []
    for side in dict.fromkeys(g.side for g in measured):
        own = sorted((g for g in measured if g.side == side), key=lambda g: g.chunks)
        small, large = own[0], own[-1]
        if large.chunks == small.chunks:
            continue
        plain, filtered = (
            percentile(after, 0.5) / percentile(before, 0.5)
            for before, after in ((small.plain_ms, large.plain_ms), (small.filtered_ms, large.filtered_ms))
        )
        line = (
            f"From {small.chunks:,} to {large.chunks:,} chunks a query of {side} takes {plain:.1f} times as "
            f"long at the median, {filtered:.1f} times with the filter"
        )
        if small.ask_peak and large.ask_peak and small.ask_own and large.ask_own:
            added = large.chunks - small.chunks
            more = (large.ask_peak - small.ask_peak) / added
            anonymous = (large.ask_own - small.ask_own) / added
            line += (
                f"; asking has {more:,.0f} bytes more resident a chunk, {anonymous:,.0f} without pages of "
                "files, which the system takes back where it needs them"
            )
        lines.append(f"{line}.")
    return " ".join(lines)


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
    parser.add_argument("--home", type=Path, help="where libraries are kept; by default they are thrown away")
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
