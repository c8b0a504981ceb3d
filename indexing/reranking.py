"""An optional second look at the best passages found: a cross-encoder reads question and passage together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from indexing.model_folder import ModelError, offline, read_settings
from indexing.types import Hit

RERANKED = 30
"""Passages that are looked at again: as many as the writer reads."""
RELEVANCE_WEIGHT = 0.5
"""Of the cross-encoder's relevance against the fused score. On texts unlike those it was trained on, a
cross-encoder does better together with the search than alone (docs/decisions/0010-models-by-setting.md)."""
BATCH = 16


class Reranker:
    """Puts passages into the order of their relevance to a question. Safe to share by threads."""

    def __init__(self, folder: Path) -> None:
        """`folder` is a sentence-transformers CrossEncoder that gives one score; nothing is loaded yet.

        Raises ModelError where the folder holds none.
        """
        _require_cross_encoder(folder)
        self.folder = folder
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model now, which takes seconds. Raises ModelError."""
        with self._lock:
            _ = self._model

    def relevance(self, question: str, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """How well each text answers the question, in [0, 1], higher is better: the sigmoid of the model's
        score. Raises ModelError where the model cannot be loaded."""
        import torch

        with self._lock, torch.inference_mode():  # its tokenizer is not safe to share
            found = self._model.predict(
                [(question, text) for text in texts],
                batch_size=BATCH,
                activation_fn=torch.nn.Sigmoid(),
                show_progress_bar=False,
            )
        return np.asarray(found, np.float32).reshape(len(texts))

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
