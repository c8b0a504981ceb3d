"""Citations opened again: a quotation in its surroundings."""

from __future__ import annotations

from assistant.errors import CitationNotFoundError
from assistant.grounding.gate import citation_id
from assistant.types import Citation, Passage
from indexing.search import Library


class Passages:
    """Finds the passage of a citation in an opened library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def show(self, wanted: str) -> Passage:
        """The section in which a cited sentence, or the first sentence of a cited passage, stands.

        Raises CitationNotFoundError, with what a citation looks like.
        """
        publication_id, _, _ = wanted.partition("#")
        for report in self._library.reports:
            if report.publication.id != publication_id:
                continue
            for chunk in self._library.chunks_of(publication_id):
                for sentence in chunk.sentences:
                    if citation_id(publication_id, sentence.text) != wanted:
                        continue
                    section = [b for b in report.blocks if b.heading_path == chunk.heading_path]
                    index = next(i for i, b in enumerate(section) if sentence.text in b.text)
                    start = section[index].text.index(sentence.text)
                    citation = Citation(
                        wanted, report.publication, sentence.text, chunk.heading_path, chunk.page,
                        report.is_digest, sentence.source,
                    )  # fmt: skip
                    paragraphs = tuple(b.text for b in section)
                    return Passage(citation, paragraphs, index, start, start + len(sentence.text))
        raise CitationNotFoundError(
            f"No sentence in this library has the citation '{wanted}'. A citation looks like "
            "darzi-iinhs-2024#1a2b3c4d and is printed with every answer; the library may have changed since."
        )
