"""The term index of one generation: tantivy, English stems, title and heading as a field of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from corpus.types import PartialDate
from indexing.types import Chunk

TITLE_BOOST = 1.0
HEAP_BYTES = 50_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("publication_id", tokenizer_name="raw")
    builder.add_text_field("title", tokenizer_name="en_stem")
    builder.add_text_field("body", tokenizer_name="en_stem")
    builder.add_text_field("dates", tokenizer_name="en_stem")
    return builder.build()


def build(folder: Path, chunks: Iterable[Chunk]) -> None:
    """Write a new term index of these chunks."""
    path = folder / "terms"
    path.mkdir()
    _write(tantivy.Index(_schema(), path=str(path)), (), chunks)


def change(folder: Path, publication_ids: Iterable[str], chunks: Iterable[Chunk]) -> None:
    """Delete every chunk of these publications from a term index and add these chunks."""
    _write(tantivy.Index.open(str(folder / "terms")), publication_ids, chunks)


def _write(index: tantivy.Index, deleted: Iterable[str], chunks: Iterable[Chunk]) -> None:
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    for publication_id in deleted:
        writer.delete_documents_by_term("publication_id", publication_id)
    for chunk in chunks:
        writer.add_document(
            tantivy.Document(
                id=chunk.id,
                publication_id=chunk.publication_id,
                title=chunk.prefix,
                body=chunk.text,
                dates=_dates(chunk),
            )
        )
    writer.commit()
    writer.wait_merging_threads()


def _dates(chunk: Chunk) -> str:
    """The dates its figures describe, in words, where the sentences need not name them."""
    found = []
    for as_at in dict.fromkeys(s.source.as_at for s in chunk.sentences if s.source):
        try:
            found.append(str(PartialDate.parse(as_at)))
        except ValueError:
            found.append(as_at)
    return "; ".join(found)


def plain_terms(text: str) -> str:
    """The words and numbers of a question, without anything the query language could take for syntax."""
    return " ".join(re.findall(r"[^\W_]+(?:[.,'’&][^\W_]+)*", text.lower()))


class TermIndex:
    """Chunks that share terms with a question, scored by BM25."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`; tantivy's ValueError comes through."""
        self._schema = _schema()
        self._index = tantivy.Index.open(str(folder / "terms"))
        self._searcher = self._index.searcher()

    def best(self, text: str, k: int, publication_ids: Sequence[str] | None = None) -> dict[str, float]:
        """Chunk id → BM25 score (above 0, higher is better) of the k best; none where no term occurs."""
        terms = plain_terms(text)
        if not terms or (publication_ids is not None and not publication_ids):
            return {}
        query, _ = self._index.parse_query_lenient(
            '"' + '" "'.join(terms.split()) + '"', ["title", "body", "dates"], {"title": TITLE_BOOST}
        )
        if publication_ids is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "publication_id", list(publication_ids))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)),
                ]
            )
        found = self._searcher.search(query, k).hits
        return {self._searcher.doc(address)["id"][0]: float(score) for score, address in found}

    def count(self) -> int:
        """How many chunks the index holds."""
        return int(self._searcher.num_docs)

    def ids(self) -> set[str]:
        """Every chunk id it holds."""
        found = self._searcher.search(tantivy.Query.all_query(), max(1, self.count())).hits
        return {self._searcher.doc(address)["id"][0] for _, address in found}
