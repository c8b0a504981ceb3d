"""How fast documents become an index: the product against the plain LangChain recipe with the same model,
with its own passages and with the product's.

    python -m evals.benchmarks.indexing FOLDER [--documents 200] [--repeats 5] [--home DIR]
        [--write docs/benchmarks.md]

FOLDER is a BEIR-format folder. Every repeat takes further documents and builds every index of them, one
after the other in turn, each in a process of its own; loading libraries and the model is not timed,
everything else is.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.benchmarks.beir import (
    Collection,
    CollectionError,
    DocumentLine,
    QueryLine,
    as_reports,
    read_collection,
)
from evals.benchmarks.measuring import in_own_process
from evals.benchmarks.systems import MissingPackageError, search_index
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    megabytes,
    publish,
    with_interval,
)
from evals.provenance import peak_memory_bytes
from evals.statistics import bootstrap_interval, ratio
from indexing.chunking import chunk_report
from indexing.embedding import Embedder, Vectors
from indexing.types import IndexingError

MODULE = "evals.benchmarks.indexing"
SIDES = {
    "product": "product",
    "langchain_given": "plain LangChain recipe given the product's passages",
    "langchain": "plain LangChain recipe (1,000/200 characters, Chroma)",
}
COMPARED = 500
"""Passages whose vectors are held against PyTorch's in float32."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """One building: passages, seconds, characters of the documents, bytes resident at most, how embedded."""

    side: str
    passages: int
    seconds: float
    characters: int
    peak: int | None
    way: str


def build(side: str, folder: Path, documents: Sequence[DocumentLine], embedder: Embedder) -> Indexed:
    """Load libraries and the model, then build one index and time that."""
    index = search_index(side, embedder)
    index.load()
    way = embedder.way if side == "product" else "PyTorch f32"
    started = time.perf_counter()
    passages = index.build(folder, documents)
    seconds = time.perf_counter() - started
    return Indexed(side, passages, seconds, sum(len(d.whole) for d in documents), peak_memory_bytes(), way)


def measure(
    collection: Collection[QueryLine],
    documents: int,
    repeats: int,
    home: Path,
    embedder: Callable[[], Embedder],
    progress: Callable[[str], None],
) -> list[Indexed]:
    """Every side over each block of documents. Raises CollectionError where there are too few for that."""
    if len(collection.documents) < documents * repeats:
        raise CollectionError(
            f"{repeats} times {documents} documents are needed, {collection.name} has "
            f"{len(collection.documents)}. Ask for fewer with --documents or --repeats."
        )
    found = []
    for repeat in range(repeats):
        block = collection.documents[repeat * documents : (repeat + 1) * documents]
        order = list(SIDES)[:: 1 if repeat % 2 else -1]
        for side in order:
            with tempfile.TemporaryDirectory(dir=home) as name:
                found.append(in_own_process(build, side, Path(name) / "index", block, embedder()))
            progress(f"{side}: {found[-1].passages} passages in {found[-1].seconds:.1f} s")
    return found


def agreement(collection: Collection[QueryLine], embedder: Embedder) -> tuple[float, float, int]:
    """Mean and least cosine of the vectors as indexed to PyTorch's, and over how many passages."""
    texts: list[str] = []
    for report in as_reports(collection.documents):
        texts += [c.embedded_text for c in chunk_report(report, embedder.count_pieces)]
        if len(texts) >= COMPARED:
            break
    vectors = np.zeros((len(texts), embedder.dimension), np.float32)

    def keep(rows: Sequence[int], some: Vectors) -> None:
        vectors[list(rows)] = some

    embedder.embed_in_batches(texts, keep)
    cosines = np.sum(vectors * embedder.reference().embed(texts), axis=1)
    return float(cosines.mean()), float(cosines.min()), len(texts)


def speed_table(found: Sequence[Indexed]) -> str:
    """A row a side, and by how many times the product is faster, paired by repeat, with its interval."""
    rows = []
    for side, label in SIDES.items():
        own = [f for f in found if f.side == side]
        seconds = sum(f.seconds for f in own)
        rows.append((
            label, own[0].way, f"{sum(f.passages for f in own):,}", f"{seconds:.1f}",
            f"{sum(f.passages for f in own) / seconds:.1f}",
            f"{sum(f.characters for f in own) / seconds / 1000:.1f}",
            megabytes(max((f.peak or 0 for f in own), default=0) or None),
        ))  # fmt: skip
    header = ("system", "embedded with", "passages", "s", "passages/s", "1,000 characters/s", "memory MB")
    return markdown_table(header, rows) + "\n\n" + _ratios(found)


def _ratios(found: Sequence[Indexed]) -> str:
    repeats = sum(f.side == "product" for f in found)

    def times(side: str, rate: Callable[[Indexed], float]) -> str:
        ours, theirs = ([f for f in found if f.side == s] for s in ("product", side))
        ratios = [(rate(a) / rate(b), 1.0) for a, b in zip(ours, theirs, strict=True)]
        value = sum(r for r, _ in ratios) / len(ratios)
        groups = [str(i) for i in range(len(ratios))]
        return with_interval(value, bootstrap_interval(ratios, groups, ratio))

    def passages(f: Indexed) -> float:
        return f.passages / f.seconds

    def text(f: Indexed) -> float:
        return f.characters / f.seconds

    return (
        f"Of the same passages the product indexes {times('langchain_given', passages)} times as many a "
        f"second. Against the recipe with its own, shorter passages it is {times('langchain', passages)} "
        f"times by passages and {times('langchain', text)} times by text (n = {repeats} repeats)."
    )


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Speed of indexing.")
    parser.add_argument("folder", type=Path, help="a BEIR-format folder")
    parser.add_argument("--documents", type=int, default=200, help="documents a repeat")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--split", default="test")
    parser.add_argument("--home", type=Path, help="where indexes are made (and removed again)")
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is replaced")
    return parser.parse_args(arguments)


def main(
    arguments: Sequence[str], embedder: Callable[[Path], Embedder] = lambda p: Embedder(graphs=p)
) -> int:
    """Print the report; exit code 2 where something is wrong with what was given."""
    given = _arguments(arguments)
    try:
        with ExitStack() as stack:
            home = given.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            home.mkdir(parents=True, exist_ok=True)
            collection = read_collection(given.folder, given.split, QueryLine)
            mean, least, n = agreement(collection, embedder(home / "model"))
            found = measure(
                collection, given.documents, given.repeats, home, lambda: embedder(home / "model"),
                lambda line: print(line, file=sys.stderr, flush=True),
            )  # fmt: skip
        body = (
            f"{given.repeats} times {given.documents} documents of {collection.name}, the sides in turn, "
            "each in a process of its own, without loading libraries and the model; "
            f"{os.cpu_count()} processor cores. For "
            "the product everything is timed: chunking, embedding, its own store, both indexes, checksums "
            f"and the check in a child process.\n\n{speed_table(found)}\n\nVectors as indexed against "
            f"PyTorch's in float32: cosine {mean:.5f} on average, {least:.5f} at least (n = {n} passages)."
        )
        publish("Speed of indexing", "indexing", MODULE, arguments, body, given.write)
    except (CollectionError, IndexingError, MissingPackageError, SectionError, BrokenProcessPool) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
