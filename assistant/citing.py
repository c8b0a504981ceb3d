"""Citations opened again: a quotation in its surroundings."""

from __future__ import annotations

from assistant.errors import CitationNotFoundError
from assistant.grounding.gate import citation_id
from assistant.types import Citation, Passage
from corpus.types import BlockKind, Report
from indexing.search import Library
from indexing.types import Chunk, Sentence


class Passages:
    """Finds the passage of a citation in an opened library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def show(self, wanted: str) -> Passage:
        """The section in which a cited sentence, or the first sentence of a cited passage, stands.

        Raises CitationNotFoundError, with what a citation looks like.
        """
        publication_id, _, _ = wanted.partition("#")
        report = self._library.report(publication_id)
        for chunk in self._library.chunks_of(publication_id) if report else ():
            for sentence in chunk.sentences:
                if report and citation_id(publication_id, sentence.text, chunk.row_of(sentence)) == wanted:
                    return _passage(wanted, report, chunk, sentence)
        raise CitationNotFoundError(
            f"No sentence in this library has the citation '{wanted}'. A citation looks like "
            "darzi-iinhs-2024#1a2b3c4d and is printed with every answer; the library may have changed since."
        )


def _passage(wanted: str, report: Report, chunk: Chunk, sentence: Sentence) -> Passage:
    page = chunk.page_of(sentence)
    section = [
        b for b in report.blocks if b.heading_path == chunk.heading_path and b.kind is not BlockKind.HEADING
    ]
    holding = [i for i, b in enumerate(section) if sentence.text in b.text]
    index = next((i for i in holding if section[i].page == page), holding[0])
    start = section[index].text.index(sentence.text)
    citation = Citation(
        wanted, report.publication, sentence.text, chunk.heading_path, page, report.is_digest, sentence.source
    )
    paragraphs = tuple(b.text for b in section)
    following = next((p.ref for p in report.pages if page and p.ref.physical == page.physical + 1), None)
    return Passage(
        citation, paragraphs, index, start, start + len(sentence.text), report.original, report.ocr, following
    )
