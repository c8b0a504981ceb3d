"""Search for a question that was read: filters, named publications, and the LangChain retriever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.fair_mix import OF_A_SIDE, in_fair_order, mixed, with_sides, without_copies
from assistant.reading import wording
from assistant.types import Query
from corpus.types import Publication
from indexing.search import Library
from indexing.types import Filters, Hit

HITS = 30
NAMED_HITS = 10
SPARE = 20
"""Passages fetched beyond those wanted, for copies."""
MOST_FETCHED = 1_000
ASKED, INTERPRETED, FIRST = 1.0, 2.0, 0.3
"""Weights of the wordings of a follow-up: as asked, as read, and the question the conversation began with."""
REWRITTEN = {"rewritten": 2.0, "asked": 1.0, "interpreted": 1.0}
"""Weights where somebody made the question stand alone."""


class Retrieval:
    """The opened library, searched for questions."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.by_id: dict[str, Publication] = {p.id: p for p in library.publications}

    def search(self, question: str, filters: Filters, top_k: int) -> tuple[Hit, ...]:
        """The best passages for a question in the reader's own words, best first."""
        return in_fair_order(self._distinct([(question, 1.0)], filters, top_k))[:top_k]

    def _distinct(self, texts: Sequence[tuple[str, float]], filters: Filters, k: int) -> list[Hit]:
        """At least k passages that are not copies of each other, where there are so many, however many copies
        of one crowd the first places."""
        fetched = k + SPARE
        while True:
            hits = self._found(texts, filters, fetched)
            distinct = without_copies(hits)
            if len(distinct) >= k or len(hits) < fetched or fetched >= MOST_FETCHED:
                return distinct
            fetched = min(MOST_FETCHED, 4 * fetched)

    def _found(self, texts: Sequence[tuple[str, float]], filters: Filters, top_k: int) -> tuple[Hit, ...]:
        vocabulary = self.library.vocabulary
        wordings = [replace(wording(text, vocabulary), weight=weight) for text, weight in texts]
        return self.library.search(wordings, filters, top_k)

    def hits_for(self, query: Query) -> tuple[Hit, ...]:
        """Passages for every part of the question, and for each publication it names, best first."""
        found: dict[str, Hit] = {}
        whole = forms(query)
        parts = [with_asides(part, query.asides) for part in query.parts]
        searched = {text for text, _ in whole}
        for texts in (whole, *([(part, 1.0)] for part in dict.fromkeys(parts) if part not in searched)):
            for hit in self._distinct(texts, query.filters, HITS)[:HITS]:
                if hit.chunk.id not in found or found[hit.chunk.id].score < hit.score:
                    found[hit.chunk.id] = hit
        allowed = frozenset(self.library.allowed_ids(query.filters))
        named = query.named & allowed
        if named and len(named) <= 8:
            for hit in self._of(named, whole, NAMED_HITS):
                found.setdefault(hit.chunk.id, hit)
        best = mixed(sorted(found.values(), key=lambda h: -h.score), named)
        first = [h for h in best if h.publication.id in named][:NAMED_HITS]
        sides = [self._of(side & allowed, whole, OF_A_SIDE) for side in query.sides]
        return with_sides(list(dict.fromkeys([*first, *best])), sides)

    def _of(self, ids: frozenset[str], texts: Sequence[tuple[str, float]], k: int) -> tuple[Hit, ...]:
        """The best k passages of these publications; none where there are no publications."""
        return self._found(texts, Filters(publication_ids=tuple(sorted(ids))), k) if ids else ()

    def allowed(self, filters: Filters) -> frozenset[str] | None:
        """Ids that filters let through; None where nothing is filtered."""
        return None if filters.empty else frozenset(self.library.allowed_ids(filters))


def with_asides(question: str, asides: str) -> str:
    """A question with the words taken over from earlier turns."""
    return f"{question} ({asides})" if asides else question


def forms(query: Query) -> list[tuple[str, float]]:
    """The wordings of a question and how much each counts. One that leans on nothing has one: its own."""
    read = query.by_rules or with_asides(query.standalone, query.asides)
    if query.rewritten:
        weighed = [
            (query.rewritten, REWRITTEN["rewritten"]), (query.asked, REWRITTEN["asked"]),
            (read, REWRITTEN["interpreted"]),
        ]  # fmt: skip
    elif query.first:
        weighed = [(query.asked, ASKED), (read, INTERPRETED), (query.first, FIRST)]
    else:
        return [(read, 1.0)]
    together: dict[str, float] = {}
    for text, weight in weighed:
        together[text] = together.get(text, 0.0) + weight
    return list(together.items())


class EvidenceRetriever(BaseRetriever):
    """The library as a LangChain retriever: documents are passages with their publication and page."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retrieval: Any
    filters: Filters = Filters()
    top_k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [
            Document(
                id=hit.chunk.id,
                page_content=hit.chunk.text,
                metadata={
                    "publication_id": hit.publication.id,
                    "title": hit.publication.title,
                    "section": " › ".join(hit.chunk.heading_path),
                    "page": hit.chunk.page.physical if hit.chunk.page else None,
                    "published": str(hit.publication.published) if hit.publication.published else None,
                    "score": hit.score,
                },
            )
            for hit in self.retrieval.search(query, self.filters, self.top_k)
        ]
