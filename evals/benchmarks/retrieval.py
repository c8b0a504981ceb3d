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
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evals.benchmarks.asking import Asked, Bench, Built, ask, ensure_built, sampled
from evals.benchmarks.beir import Collection, CollectionError, QueryLine
from evals.benchmarks.measuring import in_own_process, percentile
from evals.benchmarks.systems import SYSTEMS, MissingPackageError
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    megabytes,
    section_text,
    shown_command,
    with_difference,
    with_interval,
    write_section,
)
from evals.ranking import ndcg_at, recall_at, reciprocal_rank
from evals.statistics import bootstrap_interval, holm, paired_difference, ratio
from indexing.types import IndexingError

MODULE = "evals.benchmarks.retrieval"
PRODUCT = "product"

Metric = Callable[[Sequence[str], Mapping[str, int]], float]
METRICS: dict[str, Metric] = {
    "nDCG@10": lambda ranking, grades: ndcg_at(ranking, grades, 10),
    "recall@10": lambda ranking, grades: recall_at(ranking, grades, 10),
    "recall@100": lambda ranking, grades: recall_at(ranking, grades, 100),
    "MRR@10": lambda ranking, grades: reciprocal_rank(ranking, grades, 10),
}
COMPARED = ("nDCG@10", "recall@10", "recall@100")


@dataclass(frozen=True, slots=True)
class Measured:
    """One system on one collection. `scores` maps metric → one number in [0, 1] a query, higher is better, in
    the order of `queries`."""

    built: Built
    asked: Asked
    scores: dict[str, tuple[float, ...]]


def scored(
    queries: Sequence[QueryLine], collection: Collection[QueryLine], asked: Asked
) -> dict[str, tuple[float, ...]]:
    """Every metric for every query."""
    return {
        name: tuple(metric(asked.rankings[q.id], collection.grades[q.id]) for q in queries)
        for name, metric in METRICS.items()
    }


def tallies(scores: Sequence[float]) -> list[tuple[float, float]]:
    """Scores as (sum, count), one row a query."""
    return [(score, 1.0) for score in scores]


def quality_table(measured: Mapping[str, Measured], groups: Sequence[str]) -> str:
    """Means with 95% bootstrap intervals over queries."""
    rows = []
    for name, system in measured.items():
        cells = [
            with_interval(sum(s) / len(s), bootstrap_interval(tallies(s), groups, ratio))
            for s in system.scores.values()
        ]
        rows.append([SYSTEMS[name].label, *cells])
    return markdown_table(["system", *METRICS], rows)


def difference_table(measured: Mapping[str, Measured], groups: Sequence[str]) -> str:
    """System minus product on the same queries; p by sign flips, adjusted by Holm over the systems of a column."""
    others = [name for name in measured if name != PRODUCT]
    columns = []
    for metric in COMPARED:
        own = tallies(measured[PRODUCT].scores[metric])
        found = {
            n: paired_difference(own, tallies(measured[n].scores[metric]), groups, ratio) for n in others
        }
        adjusted = holm({n: f.p_value for n, f in found.items()})
        columns.append([with_difference(found[n], adjusted[n]) for n in others])
    rows = [[SYSTEMS[n].label, *cells] for n, *cells in zip(others, *columns, strict=True)]
    return markdown_table(["system minus product", *COMPARED], rows)


def cost_table(measured: Mapping[str, Measured]) -> str:
    """Build and open times, sizes, times a query, memory."""
    header = [
        "system", "passages", "build s", "disk MB", "open s", "query p50 ms", "p95 ms", "of that embedding p50",
        "p95", "memory asking MB", "memory building MB",
    ]  # fmt: skip
    rows = []
    for name, system in measured.items():
        built, asked = system.built, system.asked
        times = [f"{percentile(ms, p):.1f}" for ms in (asked.total_ms, asked.embed_ms) for p in (0.5, 0.95)]
        memory = [megabytes(asked.peak_bytes), megabytes(built.peak_bytes)]
        sizes = [f"{built.passages:,}", f"{built.seconds:,.1f}", megabytes(built.disk_bytes)]
        rows.append([SYSTEMS[name].label, *sizes, f"{asked.open_seconds:.1f}", *times, *memory])
    return markdown_table(header, rows)


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
        measured[name] = Measured(built[SYSTEMS[name].index], asked, scored(queries, collection, asked))
    return measured


def report(bench: Bench, measured: Mapping[str, Measured]) -> str:
    """The tables with what must be known to read them."""
    collection = bench.read()
    queries = sampled(collection.queries, bench.limit)
    groups = [q.id for q in queries]
    embedder = bench.embedder()
    about = (
        f"{len(collection.documents):,} documents, n = {len(queries):,} queries of {collection.split}"
        + (
            f" (a fixed sample of {len(collection.queries):,})"
            if len(queries) < len(collection.queries)
            else ""
        )
        + (
            f", {collection.unknown_documents} judged documents not in the corpus"
            * bool(collection.unknown_documents)
        )
        + f"; model {embedder.name} ({embedder.fingerprint[:12]}). Higher is better; 95% bootstrap intervals over queries."
    )
    parts = [about, quality_table(measured, groups)]
    if PRODUCT in measured and len(measured) > 1:
        parts += [
            "System minus product on the same queries (below 0: the product is better), sign-flip p, Holm over "
            "the systems of a column.",
            difference_table(measured, groups),
        ]
    parts += [
        "Times are for 10 documents, one query at a time, after one query that is not counted; building is "
        "timed without loading the model. Memory is the most that was resident (VmHWM) in a process that "
        "does nothing else; systems over the product's index share it. MB are of 10^6 bytes.",
        cost_table(measured),
    ]
    return "\n\n".join(parts)


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


def main(arguments: Sequence[str]) -> int:
    """Print the report; exit code 2 where something is wrong with what was given."""
    given = _arguments(arguments)
    try:
        with ExitStack() as stack:
            home = given.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            bench = Bench(given.folder, given.split, home, given.limit_queries)
            measured = measure(bench, given.systems, lambda line: print(line, file=sys.stderr, flush=True))
            name = bench.read().name
            text = section_text(
                f"Retrieval: {name}", shown_command(MODULE, arguments), date.today(), report(bench, measured)
            )
        print(text)
        if given.write:
            write_section(given.write, f"retrieval {name.lower()}", text)
    except (CollectionError, IndexingError, MissingPackageError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenProcessPool:
        print(
            "A measuring process was ended from outside (memory?). Run it again with --limit-queries.",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
