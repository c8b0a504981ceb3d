"""Retrieval benchmark: the product and outside baselines over one BEIR-format folder, in one run.

    python -m evals.benchmarks.retrieval FOLDER [--split test] [--home DIR] [--systems product,bm25,…]
        [--limit-queries N] [--write docs/benchmarks.md]

Every index is built and every system asked in a process of its own. With --home the indexes are kept and used
again; a document takes the rank of its best passage. Queries without a relevant document are not asked.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from evals.benchmarks.asking import Bench, Built, ask, ensure_built, sampled
from evals.benchmarks.beir import CollectionError
from evals.benchmarks.measuring import in_own_process
from evals.benchmarks.retrieval_report import Measured, report, scored
from evals.benchmarks.systems import SYSTEMS, MissingPackageError
from evals.benchmarks.tables import SectionError, publish
from indexing.embedding import Embedder
from indexing.types import IndexingError

MODULE = "evals.benchmarks.retrieval"


def measure(bench: Bench, names: Sequence[str], say: Callable[[str], None]) -> dict[str, Measured]:
    """Build what is missing, then ask one system after another."""
    collection = bench.read()
    queries = sampled(collection.queries, bench.limit)
    built: dict[str, Built] = {}
    for index in dict.fromkeys(SYSTEMS[name].index for name in names):
        say(f"Index '{index}' of {len(collection.documents):,} documents (kept if built before) …")
        built[index] = ensure_built(bench, index)
    measured = {}
    for name in names:
        say(f"Asking {len(queries):,} queries: {SYSTEMS[name].label} …")
        asked = in_own_process(ask, bench, name)
        measured[name] = Measured(
            built[SYSTEMS[name].index], asked, scored(queries, collection.grades, asked)
        )
    return measured


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"python -m {MODULE}", description="Retrieval over a BEIR-format folder."
    )
    parser.add_argument("folder", type=Path, help="holds corpus.jsonl, queries.jsonl and qrels")
    parser.add_argument("--split", default="test")
    parser.add_argument("--home", type=Path, help="where indexes are kept; by default they are thrown away")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="of: " + ", ".join(SYSTEMS))
    parser.add_argument("--limit-queries", type=int, help="ask a fixed sample of so many")
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is replaced")
    read = parser.parse_args(arguments)
    read.systems = [name.strip() for name in read.systems.split(",")]
    if unknown := [name for name in read.systems if name not in SYSTEMS]:
        parser.error(f"no such system: {', '.join(unknown)}; there are {', '.join(SYSTEMS)}")
    if read.limit_queries is not None and read.limit_queries < 1:
        parser.error("--limit-queries must be 1 or more")
    return read


def main(arguments: Sequence[str], embedder: Callable[[], Embedder] | None = None) -> int:
    """Print the report; exit code 2 where something is wrong with what was given.

    Without an `embedder` it is the product's own, as it computes on this machine.
    """
    given = _arguments(arguments)
    try:
        with ExitStack() as stack:
            home = given.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            make = embedder or partial(Embedder, graphs=home / "model")
            bench = Bench(given.folder, given.split, home, given.limit_queries, make)
            collection = bench.read()
            measured = measure(bench, given.systems, lambda line: print(line, file=sys.stderr, flush=True))
        body = report(collection, sampled(collection.queries, bench.limit), measured, make())
        name = collection.name if given.split == "test" else f"{collection.name} {given.split}"
        publish(f"Retrieval: {name}", f"retrieval {name.lower()}", MODULE, arguments, body, given.write)
    except (CollectionError, IndexingError, MissingPackageError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenProcessPool:
        print("A measuring process was ended from outside; free some memory and repeat.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
