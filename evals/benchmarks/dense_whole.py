"""One vector a document, searched exactly: how MTEB measures an embedding model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.benchmarks.beir import DocumentLine
from evals.benchmarks.systems import System
from indexing.embedding import Embedder, Vectors


class WholeDocuments:
    """`title text` in one vector; the model reads the first 256 word-pieces only, as it does in MTEB."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def load(self) -> None:
        """The model of the embedder."""
        self.embedder.embed(["warm up"])

    def build(self, folder: Path, documents: Sequence[DocumentLine]) -> int:
        """Vectors and ids as files."""
        vectors = np.zeros((len(documents), self.embedder.dimension), np.float32)

        def keep(rows: Sequence[int], found: Vectors) -> None:
            vectors[list(rows)] = found

        self.embedder.embed_in_batches([d.whole for d in documents], keep)
        folder.mkdir(parents=True)
        np.save(folder / "vectors.npy", vectors)
        (folder / "ids.json").write_text(json.dumps([d.id for d in documents]), encoding="utf-8")
        return len(documents)

    def open(self, folder: Path, way: str) -> System:
        """There is one way: by cosine."""
        vectors: Vectors = np.load(folder / "vectors.npy")
        ids: list[str] = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        asked: dict[str, Vectors] = {}

        def embed(query: str) -> None:
            asked.clear()
            asked[query] = self.embedder.embed([query])[0]

        def rank(query: str, k: int) -> list[str]:
            if query not in asked:
                embed(query)
            best = np.argsort(-(vectors @ asked[query]), kind="stable")[:k]
            return [ids[i] for i in best]

        return System(embed, rank, asked.clear)
