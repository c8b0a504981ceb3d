"""The term index of one generation: tantivy, English stems, title and heading as words of the passage."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from corpus.types import PartialDate
from indexing.embedding import Vectors
from indexing.exact import Keys, key_of
from indexing.types import Chunk, Wording
from indexing.vocabulary import STOP_WORDS

K1 = 1.2
"""tantivy's, which cannot be set."""
LONGEST_WORD = 40
ADDED_WEIGHT = 0.5
"""Of words that the reader did not write."""
HEAP_BYTES = 50_000_000
QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]{3,200})[\"“”»]")
COUNTED = "every"
"""A term that each chunk has: in how many it is says how many chunks tantivy counts, deleted ones too."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("publication_id", tokenizer_name="raw")
    builder.add_unsigned_field("key", fast=True)
    builder.add_text_field("counted", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="en_stem")
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
        text = f"{chunk.embedded_text}\n{_dates(chunk)}"
        document = tantivy.Document(
            id=chunk.id, publication_id=chunk.publication_id, text=text, counted=COUNTED
        )
        document.add_unsigned("key", key_of(chunk.id))  # as an argument it would be a signed number
        writer.add_document(document)
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


_Term = tuple[str, ...]
"""One stem, or those of a phrase in order."""


@lru_cache(maxsize=2)
def _analyzer(stop_words: bool = False) -> Any:
    """As the index reads text, with stop words or without."""
    filters = tantivy.Filter
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(filters.remove_long(LONGEST_WORD)).filter(filters.lowercase())
    if not stop_words:
        builder = builder.filter(filters.custom_stopword(sorted(STOP_WORDS)))
    return builder.filter(filters.stemmer("english")).build()


def terms_of(wording: Wording) -> dict[str, float]:
    """The stems that a wording is searched by and the weight of each: 1 for the reader's own words."""
    own, added = _analyzer().analyze(wording.text), _analyzer().analyze(wording.added)
    return dict.fromkeys(added, ADDED_WEIGHT) | dict.fromkeys(own, 1.0)


def phrases_in(text: str) -> tuple[tuple[str, ...], ...]:
    """What a reader set in double quotation marks, as stems in their order, stop words included; what has one
    word only is no phrase."""
    stems = (tuple(_analyzer(stop_words=True).analyze(quoted)) for quoted in QUOTED.findall(text))
    return tuple(dict.fromkeys(phrase for phrase in stems if len(phrase) > 1))


class TermIndex:
    """Chunks that share terms with a question, scored by BM25."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`; tantivy's ValueError comes through."""
        self._schema = _schema()
        self._index = tantivy.Index.open(str(folder / "terms"))
        self._searcher = self._index.searcher()

    def shares(
        self, wordings: Sequence[Wording], k: int, publication_ids: Sequence[str] | None = None
    ) -> tuple[Keys, Vectors]:
        """Keys and shares of the k chunks that hold most of a question's terms, best first; none where no
        term occurs.

        The share, in [0, 1), is BM25 divided by the most it could be for these terms, (k1 + 1) times the sum
        of their inverse document frequencies; of several wordings the weighted mean. A quoted phrase is a
        term more, as rare as its words together.
        """
        nothing = np.zeros(0, np.uint64), np.zeros(0, np.float32)
        boosts = self._boosts(wordings)
        if not boosts or (publication_ids is not None and not publication_ids):
            return nothing
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, self._term(term, boost)) for term, boost in boosts.items()]
        )
        if publication_ids is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "publication_id", list(publication_ids))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)),
                ]
            )
        found = self._searcher.search(query, k, count=False).hits
        if not found:
            return nothing
        keys = self._searcher.fast_field_values("key", [address for _, address in found])
        return np.array(keys, np.uint64), np.array([score for score, _ in found], np.float32)

    def _boosts(self, wordings: Sequence[Wording]) -> dict[_Term, float]:
        """By what the BM25 of each term, a stem or the stems of a phrase, is multiplied, so that the sum over
        the terms is the share."""
        whole = sum(w.weight for w in wordings)
        boosts: dict[_Term, float] = {}
        for wording in wordings:
            weights: dict[_Term, float] = {(stem,): weight for stem, weight in terms_of(wording).items()}
            weights |= dict.fromkeys(phrases_in(wording.text), 1.0)
            most = (K1 + 1) * sum(w * sum(map(self._idf, term)) for term, w in weights.items())
            for term, weight in weights.items():
                boosts[term] = boosts.get(term, 0.0) + wording.weight / whole * weight / most
        return boosts

    def _idf(self, stem: str) -> float:
        """As tantivy has it, which counts deleted chunks until they are merged away."""
        n, count = self._searcher.doc_freq("text", stem), self._searcher.doc_freq("counted", COUNTED)
        return math.log(1 + (count - n + 0.5) / (n + 0.5))

    def _term(self, term: _Term, boost: float) -> tantivy.Query:
        if len(term) > 1:
            query = tantivy.Query.phrase_query(self._schema, "text", list(term))
        else:
            query = tantivy.Query.term_query(self._schema, "text", term[0], index_option="freq")
        return tantivy.Query.boost_query(query, boost)

    def count(self) -> int:
        """How many chunks the index holds."""
        return int(self._searcher.num_docs)

    def ids(self) -> set[str]:
        """Every chunk id it holds."""
        found = self._searcher.search(tantivy.Query.all_query(), max(1, self.count())).hits
        return {self._searcher.doc(address)["id"][0] for _, address in found}
