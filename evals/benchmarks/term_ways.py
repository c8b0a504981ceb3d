"""The ways of looking terms up that are compared (`term_lookup`): ours, tantivy and bm25s."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.benchmarks.reference_bm25 import bm25s_package
from evals.benchmarks.systems import MissingPackageError
from indexing import lexical
from indexing.lexical import TermIndex, indexed_text, stems, terms_of
from indexing.postings import K1, B
from indexing.types import Chunk, Wording

Scores = npt.NDArray[np.float32]
"""Of every chunk, by row; higher is better, 0 where it holds no term or was not found."""
Ask = Callable[[str], Scores]
HEAP_BYTES = 50_000_000
FOUND = 1_000
"""Chunks that tantivy is asked for: it has no scores of all."""


def _product(folder: Path, chunks: Sequence[Chunk]) -> Ask:
    lexical.build(folder, chunks)
    index = TermIndex(folder)
    return lambda query: index.shares([Wording(query)])


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

    def ask(query: str) -> Scores:
        terms = [
            tantivy.Query.boost_query(tantivy.Query.term_query(schema, "text", term, "freq"), weight)
            for term, weight in terms_of(Wording(query)).items()
        ]
        asked = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        found = searcher.search(asked, FOUND, count=False).hits
        rows = searcher.fast_field_values("row", [address for _, address in found])
        scores = np.zeros(len(chunks), np.float32)
        scores[np.array(rows, np.int64)] = [score for score, _ in found]
        return scores

    return ask


def _bm25s(folder: Path, chunks: Sequence[Chunk]) -> Ask:
    bm25s = bm25s_package()
    made = bm25s.BM25(k1=K1, b=B, method="lucene")
    made.index([stems(indexed_text(chunk)) for chunk in chunks], show_progress=False)
    made.save(str(folder))
    index = bm25s.BM25.load(str(folder), mmap=True)

    def ask(query: str) -> Scores:
        known = [term for term in terms_of(Wording(query)) if term in index.vocab_dict]
        return np.asarray(index.get_scores(known) if known else np.zeros(len(chunks)), np.float32)

    return ask


WAYS: dict[str, Callable[[Path, Sequence[Chunk]], Ask]] = {
    "product": _product,
    "tantivy": _tantivy,
    "bm25s": _bm25s,
}
