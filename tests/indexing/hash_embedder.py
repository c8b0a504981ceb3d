"""An embedder that needs no model: every word has a direction of its own, a text is their sum."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from indexing.embedding import Embedder, Vectors


def word_vector(word: str, dimension: int) -> Vectors:
    """The same word has the same direction, in every process."""
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).normal(size=dimension).astype(np.float32)


class HashEmbedder(Embedder):
    """Deterministic unit vectors; `asked` keeps every text it was given, in order.

    Pieces are counted by the real tokenizer.
    """

    name = "hash"
    fingerprint = "hash of the tests"
    way = "hashes of words"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = [sum(word_vector(w, self.dimension) for w in ("", *t.lower().split())) for t in texts]
        return np.asarray([row / np.linalg.norm(row) for row in rows], np.float32).reshape(-1, self.dimension)


class OtherEmbedder(HashEmbedder):
    """Another model: what it makes does not fit the other's index."""

    name = "other"
    fingerprint = "another hash"
