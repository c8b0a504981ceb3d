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
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from evals.benchmarks.beir import CollectionError, QueryLine, read_collection
from evals.benchmarks.growth_asking import time_queries
from evals.benchmarks.growth_exactness import exactness
from evals.benchmarks.growth_material import GrownEmbedder, Material, make_material
from evals.benchmarks.growth_report import Grown, report
from evals.benchmarks.growth_sides import ONLY, SIDES, TOP_K, Built
from evals.benchmarks.measuring import disk_bytes, in_own_process
from evals.benchmarks.systems import MissingPackageError
from evals.benchmarks.tables import SectionError, publish
from indexing.embedding import Embedder
from indexing.sync import fingerprint
from indexing.types import IndexingError

MODULE = "evals.benchmarks.growth"
PASSAGES, QUERIES = 3_000, 200


def measure(sides: Sequence[str], sizes: Sequence[int], material: Material, home: Path) -> list[Grown]:
    """Build each side at each size in a process, or take over what an earlier run built; ask all in turn,
    each in another; weigh what is on disk."""
    wanted = [(side, size, home / f"{side.split()[-1].lower()}-{size}") for size in sizes for side in sides]
    built = {}
    for side, size, folder in wanted:
        print(f"{side}, {size:,} chunks …", file=sys.stderr, flush=True)
        built[folder] = _built(side, size, material, folder)
    timed = time_queries({folder: side for side, _, folder in wanted}, material)
    exact = {
        folder: in_own_process(exactness, folder, material, ONLY, TOP_K)
        for side, _, folder in wanted
        if side == "product"
    }
    return [
        Grown(side, built[folder], timed[folder], disk_bytes(folder), exact.get(folder))
        for side, _, folder in wanted
    ]


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
            measured = measure(sides, given.sizes, material, home)
        body = report(measured, material, collection.name)
        publish("Speed and growth", "growth", MODULE, arguments, body, given.write)
    except (CollectionError, IndexingError, MissingPackageError, SectionError, BrokenProcessPool) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
