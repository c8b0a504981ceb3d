"""The ways of looking terms up that are compared (`term_lookup`): ours, tantivy and bm25s."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from Stemmer import Stemmer

from evals.benchmarks.reference_bm25 import bm25s_package
from evals.benchmarks.systems import MissingPackageError
from indexing import lexical
from indexing.lexical import TermIndex, indexed_text, terms_of
from indexing.postings import K1, B
from indexing.types import Chunk, Wording

Best = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]
"""Rows of chunks and their scores, best first."""
Ask = Callable[[str, int], Best]
"""(query, how many) → the best."""
HEAP_BYTES = 50_000_000


def _product(folder: Path, chunks: Sequence[Chunk]) -> Ask:
    lexical.build(folder, chunks)
    index = TermIndex(folder)

    def ask(query: str, k: int) -> Best:
        shares = index.shares([Wording(query)])
        rows = np.flatnonzero(shares)
        if len(rows) > k:
            rows = rows[np.argpartition(-shares[rows], k)[:k]]
        rows = rows[np.argsort(-shares[rows], kind="stable")]
        return rows, shares[rows]

    return ask


def _tantivy(folder: Path, chunks: Sequence[Chunk]) -> Ask:
    try:
        import tantivy
    except ImportError as error:
        raise MissingPackageError(
            f"This needs tantivy ({error}). Install it with: pip install -e '.[dev]'"
        ) from error
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", fast=True)
    builder.add_text_field("text", tokenizer_name="en_stem")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    for row, chunk in enumerate(chunks):
        document = tantivy.Document(text=indexed_text(chunk))
        document.add_unsigned("row", row)  # as an argument it would be a signed number
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(query: str, k: int) -> Best:
        terms = [
            tantivy.Query.boost_query(tantivy.Query.term_query(schema, "text", term, "freq"), weight)
            for term, weight in terms_of(Wording(query)).items()
        ]
        asked = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        found = searcher.search(asked, k, count=False).hits
        rows = searcher.fast_field_values("row", [address for _, address in found])
        return np.array(rows, np.int64), np.array([score for score, _ in found], np.float32)

    return ask


def _bm25s(folder: Path, chunks: Sequence[Chunk]) -> Ask:
    bm25s = bm25s_package()
    stemmer = Stemmer("english").stemWords

    def tokens(texts: list[str]) -> object:
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    made = bm25s.BM25(k1=K1, b=B, method="lucene")
    made.index(tokens([indexed_text(chunk) for chunk in chunks]), show_progress=False)
    made.save(str(folder))
    index = bm25s.BM25.load(str(folder), mmap=True)

    def ask(query: str, k: int) -> Best:
        rows, scores = index.retrieve(
            bm25s.tokenize([query], stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False),
            k=min(k, len(chunks)), show_progress=False, n_threads=0,
        )  # fmt: skip
        return np.asarray(rows[0], np.int64), np.asarray(scores[0], np.float32)

    return ask


WAYS: dict[str, Callable[[Path, Sequence[Chunk]], Ask]] = {
    "product": _product,
    "tantivy": _tantivy,
    "bm25s": _bm25s,
}
