"""The outside baseline: retrieval as LangChain's own tutorial builds it, with the same model.

Recursive splitter at 1,000 characters with 200 of overlap, HuggingFaceEmbeddings, Chroma kept on disk,
similarity search. Nothing is tuned; the title stands before the text, as a loader would give it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evals.benchmarks.beir import DocumentLine, as_reports
from evals.benchmarks.systems import MissingPackageError, System, unique_documents
from indexing.chunking import chunk_report
from indexing.embedding import Embedder

os.environ.update(ANONYMIZED_TELEMETRY="False", HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
try:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter
except ImportError as error:
    raise MissingPackageError(
        f"The LangChain baseline needs packages of its own ({error}). "
        "Install them with: pip install -e '.[dev]'"
    ) from error

CHUNK_SIZE, CHUNK_OVERLAP = 1_000, 200
COLLECTION = "plain"
BATCH = 1_000
"""Passages added at once: Chroma refuses more than some thousands."""


class GivenVectors(Embeddings):
    """Our embedder behind LangChain's interface, so that both sides of a measurement get the same vectors."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        return self.embedder.embed(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        return self.embed_documents([text])[0]


def local_embeddings(model: Path) -> Embeddings:
    """HuggingFaceEmbeddings over a model folder, on the processor, otherwise with its defaults."""
    from langchain_huggingface import HuggingFaceEmbeddings

    return HuggingFaceEmbeddings(model_name=str(model), model_kwargs={"device": "cpu"})


def open_store(folder: Path, embeddings: Embeddings | None) -> Chroma:
    """LangChain's Chroma kept in a folder, with its own defaults; asking by vector needs no embeddings."""
    return Chroma(COLLECTION, embeddings, persist_directory=str(folder))


class PlainLangChain:
    """Splitter, embeddings and Chroma as in the tutorial. `embeddings()` may take seconds to load a model."""

    def __init__(self, embeddings: Callable[[], Embeddings]) -> None:
        self._load = embeddings
        self._embeddings: Embeddings | None = None

    def load(self) -> None:
        """The model of the embeddings."""
        self._loaded().embed_query("warm up")

    def _loaded(self) -> Embeddings:
        if self._embeddings is None:
            self._embeddings = self._load()
        return self._embeddings

    def split(self, documents: Sequence[DocumentLine]) -> list[Document]:
        """Passages, each with the id of its document."""
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
        )
        return splitter.split_documents(
            [Document(page_content=f"{d.title}\n{d.text}".strip(), metadata={"id": d.id}) for d in documents]
        )

    def build(self, folder: Path, documents: Sequence[DocumentLine]) -> int:
        """Split and add."""
        passages = self.split(documents)
        store = open_store(folder, self._loaded())
        for start in range(0, len(passages), BATCH):
            store.add_documents(passages[start : start + BATCH])
        return len(passages)

    def open(self, folder: Path, way: str) -> System:
        """There is one way: similarity search."""
        store = open_store(folder, None)
        asked: dict[str, list[float]] = {}

        def embed(query: str) -> None:
            asked.clear()
            asked[query] = self._loaded().embed_query(query)

        def rank(query: str, k: int) -> list[str]:
            if query not in asked:
                embed(query)
            return unique_documents(lambda n: _found(store, asked[query], n), k)

        return System(embed, rank, asked.clear)


class GivenPassages(PlainLangChain):
    """The same recipe over the product's own passages, so that both sides embed the same texts."""

    def __init__(self, embeddings: Callable[[], Embeddings], count_pieces: Callable[[str], int]) -> None:
        super().__init__(embeddings)
        self._count_pieces = count_pieces

    def split(self, documents: Sequence[DocumentLine]) -> list[Document]:
        """The passages as the product embeds them."""
        return [
            Document(page_content=chunk.embedded_text, metadata={"id": chunk.publication_id})
            for report in as_reports(documents)
            for chunk in chunk_report(report, self._count_pieces)
        ]


def _found(store: Any, vector: list[float], n: int) -> list[str]:
    return [str(d.metadata["id"]) for d in store.similarity_search_by_vector(vector, n)]
