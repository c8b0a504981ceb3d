"""BM25 by another hand (bm25s) over whole documents: a check that the harness measures right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from Stemmer import Stemmer

from evals.benchmarks.beir import DocumentLine
from evals.benchmarks.systems import MissingPackageError, System

WORD = r"(?u)\b\w+\b"
K1, B = 0.9, 0.4
"""Anserini's settings for its published `flat` runs."""


def bm25s_package() -> Any:
    """bm25s; raises MissingPackageError where it is not installed."""
    try:
        import bm25s  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingPackageError(
            f"This needs bm25s ({error}). Install it with: pip install -e '.[dev]'"
        ) from error
    return bm25s


class ReferenceBm25:
    """Lucene's formula, its 33 English stop words, Porter's stems, title and text as one field."""

    def load(self) -> None:
        """There is no model; the package is imported."""
        bm25s_package()

    def _tokens(self, texts: list[str], ids: bool) -> Any:
        stemmer = Stemmer("porter")
        return bm25s_package().tokenize(
            texts,
            stopwords="en",
            token_pattern=WORD,
            stemmer=stemmer.stemWords,
            return_ids=ids,
            show_progress=False,
        )

    def build(self, folder: Path, documents: Sequence[DocumentLine]) -> int:
        """The index as bm25s saves it, and the ids."""
        index = bm25s_package().BM25(k1=K1, b=B, method="lucene")
        index.index(self._tokens([d.whole for d in documents], ids=True), show_progress=False)
        folder.mkdir(parents=True)
        index.save(str(folder / "bm25s"))
        (folder / "ids.json").write_text(json.dumps([d.id for d in documents]), encoding="utf-8")
        return len(documents)

    def open(self, folder: Path, way: str) -> System:
        """There is one way. Documents that share no term with a query are left out."""
        index = bm25s_package().BM25.load(str(folder / "bm25s"))
        ids: list[str] = json.loads((folder / "ids.json").read_text(encoding="utf-8"))

        def rank(query: str, k: int) -> list[str]:
            tokens = self._tokens([query], ids=False)
            if not set(tokens[0]) & index.vocab_dict.keys():
                return []
            rows, scores = index.retrieve(tokens, k=min(k, len(ids)), show_progress=False, n_threads=0)
            return [ids[int(i)] for i, score in zip(rows[0], scores[0], strict=True) if score > 0]

        return System(lambda query: None, rank, lambda: None)
