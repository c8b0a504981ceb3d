"""The tables of the retrieval benchmark."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evals.benchmarks.asking import Asked, Built
from evals.benchmarks.beir import Collection, QueryLine
from evals.benchmarks.measuring import percentile
from evals.benchmarks.systems import SYSTEMS
from evals.benchmarks.tables import markdown_table, mean_cell, megabytes, tallies, with_difference
from evals.ranking import ndcg_at, recall_at, reciprocal_rank
from evals.statistics import holm, paired_difference, ratio
from indexing.embedding import Embedder

PRODUCT = "product"

Metric = Callable[[Sequence[str], Mapping[str, int]], float]
METRICS: dict[str, Metric] = {
    "nDCG@10": lambda ranking, grades: ndcg_at(ranking, grades, 10),
    "recall@10": lambda ranking, grades: recall_at(ranking, grades, 10),
    "recall@100": lambda ranking, grades: recall_at(ranking, grades, 100),
    "MRR@10": lambda ranking, grades: reciprocal_rank(ranking, grades, 10),
}
COMPARED = ("nDCG@10", "recall@10", "recall@100")

READING = """\
Times are for 10 documents, one query at a time, after one query that is not counted; building is timed
without loading the model. Memory is the most that was resident (VmHWM) in a process that does nothing else.
The product's index serves several systems. An index kept from an earlier run keeps the figures of its
building. MB are of 10^6 bytes."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One system on one collection. `scores` maps metric → one number in [0, 1] a query, higher is better, in
    the order the queries were asked."""

    built: Built
    asked: Asked
    scores: dict[str, tuple[float, ...]]


def scored(
    queries: Sequence[QueryLine], grades: Mapping[str, Mapping[str, int]], asked: Asked
) -> dict[str, tuple[float, ...]]:
    """Every metric for every query."""
    return {
        name: tuple(metric(asked.rankings[q.id], grades[q.id]) for q in queries)
        for name, metric in METRICS.items()
    }


def quality_table(measured: Mapping[str, Measured], groups: Sequence[str]) -> str:
    """Means with 95% bootstrap intervals over queries."""
    rows = [
        [SYSTEMS[name].label, *(mean_cell(scores, groups) for scores in system.scores.values())]
        for name, system in measured.items()
    ]
    return markdown_table(["system", *METRICS], rows)


def difference_table(measured: Mapping[str, Measured], groups: Sequence[str]) -> str:
    """System minus product on the same queries; p by sign flips, Holm over the systems of a column."""
    others = [name for name in measured if name != PRODUCT]
    columns = []
    for metric in COMPARED:
        own = tallies(measured[PRODUCT].scores[metric])
        found = {}
        for name in others:
            theirs = tallies(measured[name].scores[metric])
            found[name] = paired_difference(own, theirs, groups, ratio)
        adjusted = holm({n: f.p_value for n, f in found.items()})
        columns.append([with_difference(found[n], adjusted[n]) for n in others])
    rows = [[SYSTEMS[n].label, *cells] for n, *cells in zip(others, *columns, strict=True)]
    return markdown_table(["system minus product", *COMPARED], rows)


def cost_table(measured: Mapping[str, Measured]) -> str:
    """Build and open times, sizes, times a query, memory."""
    header = [
        "system", "passages", "build s", "disk MB", "open s", "query p50 ms", "p95 ms",
        "of that embedding p50", "p95", "memory asking MB", "memory building MB",
    ]  # fmt: skip
    rows = []
    for name, system in measured.items():
        built, asked = system.built, system.asked
        times = [f"{percentile(ms, p):.1f}" for ms in (asked.total_ms, asked.embed_ms) for p in (0.5, 0.95)]
        memory = [megabytes(asked.peak_bytes), megabytes(built.peak_bytes)]
        sizes = [f"{built.passages:,}", f"{built.seconds:,.1f}", megabytes(built.disk_bytes)]
        rows.append([SYSTEMS[name].label, *sizes, f"{asked.open_seconds:.1f}", *times, *memory])
    return markdown_table(header, rows)


def report(
    collection: Collection[QueryLine],
    queries: Sequence[QueryLine],
    measured: Mapping[str, Measured],
    embedder: Embedder,
) -> str:
    """The tables with what must be known to read them."""
    groups = [q.id for q in queries]
    about = [
        f"{len(collection.documents):,} documents",
        f"n = {len(queries):,} queries of {collection.split}",
        f"model {embedder.name} ({embedder.fingerprint[:12]})",
        f"{os.cpu_count()} processor cores",
    ]
    if len(queries) < len(collection.queries):
        about.append(f"a fixed sample of its {len(collection.queries):,} queries")
    if collection.unknown_documents:
        about.append(f"{collection.unknown_documents} judged documents are not in the corpus")
    note = "Higher is better; 95% bootstrap intervals over queries."
    parts = ["; ".join(about) + ". " + note, quality_table(measured, groups)]
    if PRODUCT in measured and len(measured) > 1:
        parts += [
            f"Below 0 the product is better. Paired over the same {len(queries):,} queries; p by sign flips, "
            "adjusted by Holm over the systems of a column.",
            difference_table(measured, groups),
        ]
    return "\n\n".join([*parts, " ".join(READING.split()), cost_table(measured)])
