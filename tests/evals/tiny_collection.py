"""A test collection of six documents as BEIR files, and an embedder without a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from indexing.embedding import Embedder, Vectors
from indexing.vocabulary import stems

DOCUMENTS = [
    {"_id": "wait", "title": "Waiting", "text": "The waiting list for hospital care grew.\nIt shrank later."},
    {"_id": "nurse", "title": "Nurses", "text": "Nurses in the community visit people at home."},
    {"_id": "beds", "title": "Beds", "text": "Hospital beds were closed in spring."},
    {"_id": "hubs", "title": "Hubs", "text": "Frailty hubs cut emergency admissions."},
    {"_id": "title-only", "title": "Ambulance delays", "text": ""},
    {"_id": "untitled", "text": "Dentists left the public service."},
]
QUERIES = [
    {"_id": "q1", "text": "waiting list for hospital care"},
    {"_id": "q2", "text": "community nurses at home"},
    {"_id": "q3", "text": "ambulance delays"},
    {"_id": "unjudged", "text": "dentists"},
]
QRELS = [("q1", "wait", 2), ("q1", "beds", 1), ("q2", "nurse", 1), ("q2", "hubs", 0), ("q3", "title-only", 1)]


def write_lines(path: Path, rows: Iterable[Mapping[str, object] | str]) -> None:
    """JSON Lines; a string is written as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_collection(
    folder: Path,
    documents: Iterable[Mapping[str, object] | str] = DOCUMENTS,
    queries: Iterable[Mapping[str, object] | str] = QUERIES,
    qrels: Iterable[tuple[object, ...]] = QRELS,
    judged_in: str = "qrels.test.tsv",
) -> Path:
    """The three files, qrels with a header; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(folder / "corpus.jsonl", documents)
    write_lines(folder / "queries.jsonl", queries)
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in qrels)]
    (folder / judged_in).parent.mkdir(exist_ok=True)
    (folder / judged_in).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


class StemEmbedder(Embedder):
    """Unit vectors without a model: each stem of a text adds to the place its hash gives."""

    name = "hashed stems"

    @cached_property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.name.encode()).hexdigest()

    def count_pieces(self, text: str) -> int:
        return len(text.split()) + 2

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in stems(text) or [""]:
                row[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % self.dimension] += 1.0
            row /= np.linalg.norm(row)
        return vectors
