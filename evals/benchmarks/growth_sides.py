"""The two sides of the growth benchmark: how each is built and opened."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.beir import CollectionError
from evals.benchmarks.growth_material import GrownEmbedder, Material, grown_reports
from evals.provenance import peak_memory_bytes
from indexing.chunking import chunk_report
from indexing.search import Library
from indexing.sync import fingerprint, sync
from indexing.types import Filters

TOP_K = 10
PUBLISHER = "Publisher 3"
"""The filter lets one publisher in ten through."""
ONLY = Filters(publishers=(PUBLISHER,))

Search = Callable[[str, bool], object]
"""(query, whether filtered) → the passages found."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a building process reports: chunks, seconds without making vectors, bytes resident at most."""

    chunks: int
    seconds: float
    peak: int | None


def build_product(folder: Path, material: Material, chunks: int) -> Built:
    """Through the product's own indexing flow, its final check in a child process included."""
    embedder = GrownEmbedder(material)
    reports = list(grown_reports(material, chunks))
    started = time.perf_counter()
    made = sync(folder, reports, embedder).chunks
    spent = time.perf_counter() - started - embedder.seconds
    if made != chunks:
        raise CollectionError(f"{made} chunks were made where {chunks} were meant: the texts do not fit.")
    return Built(made, spent, peak_memory_bytes())


def open_product(folder: Path, material: Material) -> Search:
    """The product's hybrid search, opened as the page opens it: its passages are read once."""
    embedder = GrownEmbedder(material)
    library = Library(folder, embedder, fingerprint(embedder))
    library.read_ahead()
    return lambda query, filtered: library.search(query, ONLY if filtered else Filters(), TOP_K)


def build_langchain(folder: Path, material: Material, chunks: int) -> Built:
    """The same passages through Chroma's add path as LangChain offers it; splitting is not needed."""
    from evals.benchmarks.plain_langchain import BATCH, GivenVectors, open_store

    embedder = GrownEmbedder(material)
    passages = [
        (c, r) for r in grown_reports(material, chunks) for c in chunk_report(r, embedder.count_pieces)
    ]
    started = time.perf_counter()
    store = open_store(folder, GivenVectors(embedder))
    for start in range(0, len(passages), BATCH):
        batch = passages[start : start + BATCH]
        store.add_texts(
            [chunk.embedded_text for chunk, _ in batch],
            [
                {"publication": chunk.publication_id, "publisher": r.publication.publisher}
                for chunk, r in batch
            ],
        )
    return Built(len(passages), time.perf_counter() - started - embedder.seconds, peak_memory_bytes())


def open_langchain(folder: Path, material: Material) -> Search:
    """LangChain's similarity search."""
    from evals.benchmarks.plain_langchain import GivenVectors, open_store

    store = open_store(folder, GivenVectors(GrownEmbedder(material)))
    return lambda query, filtered: store.similarity_search(
        query, TOP_K, filter={"publisher": PUBLISHER} if filtered else None
    )


SIDES = {"product": (build_product, open_product), "plain LangChain": (build_langchain, open_langchain)}
