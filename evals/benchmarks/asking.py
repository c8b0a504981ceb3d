"""Building an index and asking a system all queries, each in a process of its own, timed and weighed."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.benchmarks.beir import Collection, CollectionError, QueryLine, read_collection
from evals.benchmarks.measuring import disk_bytes, in_own_process
from evals.benchmarks.systems import SYSTEMS, ProductIndex, search_index
from evals.provenance import peak_memory_bytes
from indexing.embedding import Embedder
from indexing.sync import fingerprint

SHALLOW, DEEP = 10, 100
"""How many documents a query is timed for, and how many are judged."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: a collection, its split, at most `limit` of its queries (all where None), the folder
    that indexes are kept in, and how to make the embedder."""

    folder: Path
    split: str
    home: Path
    limit: int | None = None
    embedder: Callable[[], Embedder] = Embedder

    def read(self) -> Collection[QueryLine]:
        """Raises CollectionError."""
        return read_collection(self.folder, self.split, QueryLine)


@dataclass(frozen=True, slots=True)
class Built:
    """What building an index took; times in seconds without loading the model, memory as resident at most."""

    passages: int
    seconds: float
    peak_bytes: int | None
    disk_bytes: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a system answered: query id → ids of at most 100 documents, best first.

    Times in milliseconds, one a query, for 10 documents: `embed_ms` to embed the query, `search_ms` for the
    rest; together they are what a reader waits. `open_seconds` is without loading the model.
    """

    rankings: dict[str, list[str]]
    embed_ms: tuple[float, ...]
    search_ms: tuple[float, ...]
    open_seconds: float
    peak_bytes: int | None

    @property
    def total_ms(self) -> tuple[float, ...]:
        """Embedding and search, query by query."""
        return tuple(e + s for e, s in zip(self.embed_ms, self.search_ms, strict=True))


def sampled(queries: tuple[QueryLine, ...], limit: int | None) -> tuple[QueryLine, ...]:
    """All queries, or a sample that is the same every time."""
    if limit is None or limit >= len(queries):
        return queries
    return tuple(random.Random(0).sample(queries, limit))  # noqa: S311 - a sample, no secret


def ensure_built(bench: Bench, index: str) -> Built:
    """Build an index in a process of its own, or take over what an earlier run built of the same documents
    with the same settings. Raises CollectionError, IndexingError or MissingPackageError."""
    folder, record = bench.home / index, bench.home / f"{index}.json"
    key = _key(bench, index)
    if record.is_file():
        known = json.loads(record.read_text(encoding="utf-8"))
        if known["key"] == key and known["built"]:
            return Built(**known["built"])
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise CollectionError(
            f"{folder} was not made by this benchmark. Name another folder with --home, or move it away."
        )
    bench.home.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps({"key": key, "built": None}), encoding="utf-8")
    built = in_own_process(build, bench, index)
    record.write_text(json.dumps({"key": key, "built": asdict(built)}), encoding="utf-8")
    return built


def _key(bench: Bench, index: str) -> dict[str, str]:
    """Differs wherever the same index name would hold something else: the product's settings are not the
    baselines'."""
    embedder = bench.embedder()
    marks = fingerprint(embedder)
    kind = search_index(index, embedder)
    kept = {"model": marks["model"]}
    if isinstance(kind, ProductIndex):
        kept = marks | {"way": kind.embedder.way}
    return {"documents": bench.read().fingerprint, "index": index, **kept}


def build(bench: Bench, index: str) -> Built:
    """Build in this process."""
    documents = bench.read().documents
    kind = search_index(index, bench.embedder())
    kind.load()
    started = time.perf_counter()
    passages = kind.build(bench.home / index, documents)
    spent = time.perf_counter() - started
    return Built(passages, spent, peak_memory_bytes(), disk_bytes(bench.home / index))


def ask(bench: Bench, name: str) -> Asked:
    """Ask one system every query in this process; its index must have been built."""
    kind = SYSTEMS[name]
    queries = sampled(bench.read().queries, bench.limit)
    index = search_index(kind.index, bench.embedder())
    started = time.perf_counter()
    system = index.open(bench.home / kind.index, kind.way)
    opened = time.perf_counter() - started
    system.embed("warm up")
    system.rank("warm up", SHALLOW)
    rankings, embed_ms, search_ms = {}, [], []
    for query in queries:
        started = time.perf_counter()
        system.embed(query.text)
        embedded = time.perf_counter()
        system.rank(query.text, SHALLOW)
        ended = time.perf_counter()
        embed_ms.append((embedded - started) * 1000)
        search_ms.append((ended - embedded) * 1000)
        rankings[query.id] = system.rank(query.text, DEEP)
    system.close()
    return Asked(rankings, tuple(embed_ms), tuple(search_ms), opened, peak_memory_bytes())
