"""Libraries of any size made of a few thousand real passages, which saves embedding a text a chunk.

Texts are recombined from the passages' sentences. The vector of a text is the real vector of the passage that
its first sentence is from, moved by noise of half its length in a direction drawn from the text's hash (a
cosine of about 0.89 to the real one), and normalised. Words and vectors are distributed as in real text; what
a passage means is not, so speed and size can be measured with it, quality cannot.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.types import Block, BlockKind, Kind, PartialDate, Publication, Report, Role
from evals.benchmarks.beir import CollectionError, DocumentLine
from indexing.chunking import split_sentences
from indexing.embedding import Embedder, Vectors

SECTIONS = 40
"""Passages of a report, as a report of some thirty pages has."""
PUBLISHERS = 10
BODY_PIECES, LONGEST_SENTENCE = 170, 80
"""Word-pieces: so that with its prefix a section is always one chunk."""
NOISE = 0.5
KEY = 60
"""Characters of a first sentence by which its passage is found again."""


@dataclass(frozen=True, slots=True)
class Source:
    """A real passage: its title, its sentences with their word-pieces."""

    title: str
    sentences: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Material:
    """Real passages and queries with their real vectors, row by row."""

    sources: tuple[Source, ...]
    vectors: Vectors
    queries: tuple[str, ...]
    query_vectors: Vectors


def cut(documents: Sequence[DocumentLine], embedder: Embedder) -> tuple[Source, ...]:
    """Passages as sentences, without sentences too long to be recombined and passages with none left."""
    sources = []
    for document in documents:
        counted = ((s, embedder.count_pieces(s)) for s in split_sentences(" ".join(document.text.split())))
        if kept := tuple((s, n) for s, n in counted if n <= LONGEST_SENTENCE):
            sources.append(Source(document.title, kept))
    return tuple(sources)


def make_material(
    documents: Sequence[DocumentLine], queries: Sequence[str], embedder: Embedder, kept_in: Path
) -> Material:
    """Embed for real, or take the vectors that an earlier run left in `kept_in`. Raises CollectionError where
    no document has a sentence."""
    sources = cut(documents, embedder)
    if not sources or not queries:
        raise CollectionError("Too little text to make a library of: documents with sentences are needed.")
    texts = [" ".join(s for s, _ in source.sentences) for source in sources]
    mark = hashlib.sha256("\x1e".join([embedder.fingerprint, *texts, *queries]).encode()).hexdigest()
    path = kept_in / f"material-{mark[:16]}.npz"
    if not path.is_file():
        kept_in.mkdir(parents=True, exist_ok=True)
        np.savez(path, passages=embedder.embed(texts), queries=embedder.embed(list(queries)))
    with np.load(path) as kept:
        return Material(sources, kept["passages"], tuple(queries), kept["queries"])


class GrownEmbedder(Embedder):
    """Vectors for recombined texts and for the material's queries, as the module says. `seconds` is the time
    spent making them, which is no part of what is measured."""

    name = "grown from real vectors"

    def __init__(self, material: Material) -> None:
        super().__init__()
        self._vectors = material.vectors
        self._queries = dict(zip(material.queries, material.query_vectors, strict=True))
        self._row = {
            sentence[:KEY]: row
            for row, source in enumerate(material.sources)
            for sentence, _ in source.sentences
        }
        self.fingerprint = hashlib.sha256(material.vectors.tobytes()).hexdigest()
        self.seconds = 0.0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, the same every time."""
        started = time.perf_counter()
        rows = [self._vector(text) for text in texts]
        self.seconds += time.perf_counter() - started
        return np.asarray(rows, np.float32).reshape(-1, self.dimension)

    def _vector(self, text: str) -> Vectors:
        if text in self._queries:
            return np.asarray(self._queries[text], np.float32)
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        start = text.partition("\n")[2][:KEY]
        row = next((r for n in range(len(start), 9, -1) if (r := self._row.get(start[:n])) is not None), None)
        real = self._vectors[seed % len(self._vectors) if row is None else row]
        noise = np.random.default_rng(seed).normal(size=self.dimension)
        moved = real + NOISE * noise / np.linalg.norm(noise)
        return np.asarray(moved / np.linalg.norm(moved), np.float32)


def grown_reports(material: Material, chunks: int) -> Iterator[Report]:
    """Reports that make exactly so many chunks, the same every time: each section is one."""
    draw = random.Random(chunks)  # noqa: S311 - text to measure with, no secret
    for first in range(0, chunks, SECTIONS):
        number = first // SECTIONS
        publication = Publication(
            id=f"grown-{number}",
            title=f"{draw.choice(material.sources).title} {number}",
            kind=Kind.GUIDANCE,
            nation="",
            role=Role.PUBLICATION,
            topics=(),
            document_type="recombined",
            publisher=f"Publisher {number % PUBLISHERS}",
            published=PartialDate.parse(str(2000 + number % 25)),
        )
        blocks = tuple(
            Block(BlockKind.PARAGRAPH, _recombined(material.sources, draw), (f"Section {section}",))
            for section in range(first, min(first + SECTIONS, chunks))
        )
        yield Report(publication, blocks, False, hashlib.sha256(repr(blocks).encode()).hexdigest())


def _recombined(sources: Sequence[Source], draw: random.Random) -> str:
    """Sentences of one passage and, in turn, of others, up to the length of a chunk."""
    own = draw.choice(sources)
    chosen, pieces = [], 0
    for place in range(20):
        sentence, count = draw.choice((own if place % 2 == 0 else draw.choice(sources)).sentences)
        if pieces + count > BODY_PIECES:
            break
        chosen.append(sentence)
        pieces += count
    return " ".join(chosen)
