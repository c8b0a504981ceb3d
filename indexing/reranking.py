"""An optional second look at the best passages found: a cross-encoder reads question and passage together."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from indexing.embedding import Vectors
from indexing.model_folder import ModelError, offline, read_settings, weights_in
from indexing.types import Hit

RERANKED = 30
"""Passages that are looked at again: as many as the writer reads."""
RELEVANCE_WEIGHT = 0.5
"""Of the cross-encoder's relevance against the fused score. On texts unlike those it was trained on, a
cross-encoder does better together with the search than alone (docs/decisions/0010-models-by-setting.md)."""
BATCH = 16
REMEMBERED = 5_000
"""Pairs of question and passage: a question is searched for in several ways that find the same passages."""


class Reranker:
    """Puts passages into the order of their relevance to a question. Safe to share by threads."""

    def __init__(self, folder: Path) -> None:
        """`folder` is a sentence-transformers CrossEncoder that gives one score; nothing is loaded yet.

        Raises ModelError where the folder holds none.
        """
        _require_cross_encoder(folder)
        self.folder = folder
        self._lock = threading.Lock()
        self._remembered: dict[tuple[str, str], float] = {}

    @cached_property
    def mark(self) -> str:
        """What tells it from another: its folder's name and the beginning of a SHA-256 of its weights."""
        digest = hashlib.sha256()
        for path in weights_in(self.folder):
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return f"{self.folder.name} {digest.hexdigest()[:16]}"

    def load(self) -> None:
        """Load the model now, which takes seconds. Raises ModelError."""
        with self._lock:
            _ = self._model

    def relevance(self, question: str, texts: Sequence[str]) -> Vectors:
        """How well each text answers the question, in [0, 1], higher is better: the sigmoid of the model's
        score; those asked for lately are remembered. Raises ModelError where the model cannot be loaded."""
        import torch

        with self._lock:  # its tokenizer is not safe to share
            if len(self._remembered) > REMEMBERED:
                self._remembered.clear()
            new = [(question, t) for t in dict.fromkeys(texts) if (question, t) not in self._remembered]
            if new:
                scores = self._model.predict(
                    new, batch_size=BATCH, activation_fn=torch.nn.Sigmoid(), show_progress_bar=False
                )
                self._remembered.update(zip(new, map(float, scores), strict=True))
            return np.asarray([self._remembered[question, t] for t in texts], np.float32)

    def reranked(self, question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """The hits, best first, the first 30 of them in a new order: by a convex combination of relevance and
        fused score.

        The scores stay those of the search, given out anew in that order, so that what was fitted to them
        holds: the best passage has the best score, whoever put it first.
        """
        first, rest = hits[:RERANKED], hits[RERANKED:]
        if len(first) < 2:
            return tuple(hits)
        scores = np.asarray([h.score for h in first], np.float32)
        relevance = self.relevance(question, [h.chunk.embedded_text for h in first])
        order = np.argsort(-(RELEVANCE_WEIGHT * relevance + (1 - RELEVANCE_WEIGHT) * scores), kind="stable")
        given = sorted((h.score for h in first), reverse=True)
        return (*(replace(first[i], score=s) for i, s in zip(order, given, strict=True)), *rest)

    @cached_property
    def _model(self) -> Any:
        offline()
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(str(self.folder), device="cpu", local_files_only=True)
        except Exception as error:  # files of many makers, each with faults of its own
            raise ModelError(f"The model in {self.folder} cannot be loaded ({error}).") from None
        _require_one(model.num_labels, self.folder)
        return model


def _require_cross_encoder(folder: Path) -> None:
    config = read_settings(folder / "config.json")
    if not config:
        raise ModelError(f"{folder} is no folder of a cross-encoder: it lacks config.json.")
    kind = " ".join(map(str, config.get("architectures") or ())) or "something else"
    says_so = read_settings(folder / "config_sentence_transformers.json").get("model_type") == "CrossEncoder"
    if "SequenceClassification" in kind:
        _require_one(len(config.get("id2label") or (0, 1)), folder)  # two where a model says nothing
    elif not says_so:
        raise ModelError(f"{folder} is no folder of a cross-encoder: it holds {kind}.")


def _require_one(scores: int, folder: Path) -> None:
    if scores != 1:
        raise ModelError(f"The model in {folder} gives {scores} scores for a passage; a reranker gives one.")
