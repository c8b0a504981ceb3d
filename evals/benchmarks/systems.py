"""The systems that are compared: ways to rank with the product's own index, and outside baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from evals.benchmarks.beir import DocumentLine, as_reports
from evals.benchmarks.levers import lever_ways
from indexing import dense
from indexing.embedding import Embedder
from indexing.search import Library
from indexing.sync import fingerprint, sync
from indexing.types import Filters

RRF_K = 60
"""Cormack, Clarke & Büttcher 2009."""
RRF_DEPTH = 100
"""Passages of either ranking that are fused."""


@dataclass(frozen=True, slots=True)
class System:
    """An index opened to be asked. `rank(query, k)` gives ids of at most k documents, best first, each once.

    `embed(query)` does the part of a query that needs the model; `rank` then takes it from memory, so that
    the two can be timed apart. It does nothing where a system needs no model.
    """

    embed: Callable[[str], object]
    rank: Callable[[str, int], list[str]]
    close: Callable[[], None]


class SearchIndex(Protocol):
    """A way of indexing a collection, made for one embedder."""

    def load(self) -> None:
        """Bring model and libraries into memory, so that building and asking are timed without that."""

    def build(self, folder: Path, documents: Sequence[DocumentLine]) -> int:
        """Index the documents in a new folder; returns how many passages were made of them."""

    def open(self, folder: Path, way: str) -> System:
        """Open what was built; `way` says how to rank, where there are several ways."""


@dataclass(frozen=True, slots=True)
class SystemKind:
    """What a system is called, which index it asks, and in which way."""

    label: str
    index: str
    way: str = ""


SYSTEMS = {
    "product": SystemKind("product: share of terms and cosine, topics widened", "product", "hybrid"),
    "expanded": SystemKind("product with the assistant's own words added", "product", "expanded"),
    "bm25": SystemKind("BM25 alone (product's term index)", "product", "terms"),
    "dense": SystemKind("dense alone (product's vectors)", "product", "vectors"),
    "rrf": SystemKind("reciprocal-rank fusion of the two, k = 60", "product", "rrf"),
    "scaled": SystemKind("both scaled by least and most, 0.4 of terms", "product", "scaled"),
    "convex": SystemKind("share of terms and cosine as they are, 0.4 of terms", "product", "convex"),
    "exact": SystemKind("the same, 0.5 where a digit or a quotation is asked for", "product", "exact"),
    "substance": SystemKind("the same, passages of a few words held back", "product", "substance"),
    "float32": SystemKind("product, vectors by PyTorch in float32", "float32", "hybrid"),
    "dense_float32": SystemKind("dense alone, vectors by PyTorch in float32", "float32", "vectors"),
    "langchain": SystemKind("plain LangChain recipe (1,000/200 characters, Chroma)", "langchain"),
    "reference_bm25": SystemKind("reference BM25 (bm25s 0.9/0.4, whole documents)", "reference_bm25"),
    "dense_whole": SystemKind("MiniLM, one vector a document, exact (as MTEB)", "dense_whole"),
}


def search_index(name: str, embedder: Embedder) -> SearchIndex:
    """The index of that name. Baselines are imported only when asked for: they need the `dev` packages."""
    if name in ("langchain", "langchain_given"):
        from evals.benchmarks.plain_langchain import GivenPassages, PlainLangChain, local_embeddings

        embeddings = partial(local_embeddings, embedder.folder)
        if name == "langchain_given":
            return GivenPassages(embeddings, embedder.count_pieces)
        return PlainLangChain(embeddings)
    if name == "reference_bm25":
        from evals.benchmarks.reference_bm25 import ReferenceBm25

        return ReferenceBm25()
    if name == "dense_whole":
        from evals.benchmarks.dense_whole import WholeDocuments

        return WholeDocuments(embedder)
    return ProductIndex(embedder.reference() if name == "float32" else embedder)


class MissingPackageError(Exception):
    """A baseline needs a package that is not installed; the message names the next command."""


def unique_documents(fetch: Callable[[int], Sequence[str]], k: int) -> list[str]:
    """The first k different documents of a ranking of passages: each stands where its best passage does.

    `fetch(n)` gives the documents of the n best passages; it is asked for more until k are there or it has
    no more.
    """
    asked = 4 * k
    while True:
        of_passages = fetch(asked)
        documents = list(dict.fromkeys(of_passages))
        if len(documents) >= k or len(of_passages) < asked:
            return documents[:k]
        asked *= 2


def reciprocal_rank_fusion(rankings: Iterable[Sequence[str]], k: int = RRF_K) -> list[str]:
    """Ids by the sum of 1 / (k + rank) over the rankings that hold them, ranks from 1; equal sums by id."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (k + rank)
    return sorted(scores, key=lambda i: (-scores[i], i))


class ProductIndex:
    """The product's own index, built by its own indexing flow."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def load(self) -> None:
        """The model of the embedder, and Chroma, which LangChain's side has imported by then too."""
        self.embedder.embed(["warm up"])
        dense.load()

    def build(self, folder: Path, documents: Sequence[DocumentLine]) -> int:
        """Every document becomes a report; raises IndexingError."""
        return sync(folder, as_reports(documents), self.embedder).chunks

    def open(self, folder: Path, way: str) -> System:
        """`way` is hybrid, expanded, terms, vectors, rrf, or one of `lever_ways`."""
        library = Library(folder, self.embedder, fingerprint(self.embedder))
        fetch = _ways(library)[way]
        embed = (lambda query: None) if way == "terms" else (lambda query: library.embed([query]))
        return System(embed, lambda query, k: unique_documents(lambda n: fetch(query, n), k), library.close)


def _ways(library: Library) -> dict[str, Callable[[str, int], list[str]]]:
    def documents_of(chunk_ids: Iterable[str]) -> list[str]:
        return [c.publication_id for c in library.chunks_by_id(list(chunk_ids))]

    def hybrid(query: str, n: int) -> list[str]:
        return [h.publication.id for h in library.search(query, Filters(), n)]

    def expanded(query: str, n: int) -> list[str]:
        from assistant.reading import wording

        hits = library.search([wording(query, library.vocabulary)], Filters(), n)
        return [h.publication.id for h in hits]

    def terms(query: str, n: int) -> list[str]:
        return documents_of(library.term_matches(query, Filters(), n))

    def vectors(query: str, n: int) -> list[str]:
        return documents_of(library.nearest(query, Filters(), n))

    def rrf(query: str, n: int) -> list[str]:
        dense = list(library.nearest(query, Filters(), RRF_DEPTH))
        matches = list(library.term_matches(query, Filters(), RRF_DEPTH))
        return documents_of(reciprocal_rank_fusion([dense, matches])[:n])

    ways = {"hybrid": hybrid, "expanded": expanded, "terms": terms, "vectors": vectors, "rrf": rrf}
    return ways | lever_ways(library)
