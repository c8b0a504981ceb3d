"""Citations opened again: a quotation in its surroundings."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.errors import CitationNotFoundError
from assistant.grounding.gate import citation_id
from assistant.types import Citation, Passage
from corpus.types import Block, BlockKind, Report
from indexing.search import Library
from indexing.table_rows import lines_of
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
    places = [(i, start) for i, block in enumerate(section) for start in _starts(sentence, block)]
    index, start = next((p for p in places if section[p[0]].page_at(p[1]) == page), places[0])
    citation = Citation(
        wanted, report.publication, sentence.text, chunk.heading_path, page, report.is_digest,
        sentence.source, chunk.row_of(sentence),
    )  # fmt: skip
    following = next((p.ref for p in report.pages if page and p.ref.physical == page.physical + 1), None)
    return Passage(
        citation,
        tuple(b.text for b in section),
        index,
        start,
        start + len(sentence.text),
        report.original,
        report.ocr,
        following,
        {
            i: b.table
            for i, b in enumerate(section)
            if b.table and len(b.table.rows) == len(b.text.split("\n"))
        },
    )


def _starts(sentence: Sentence, block: Block) -> Iterator[int]:
    """Where a sentence begins in a block; a row of a table where the row of the same group begins."""
    row = sentence.row
    if row is None or block.kind is not BlockKind.TABLE:
        if row is None and sentence.text in block.text:
            yield block.text.index(sentence.text)
        return
    for line in lines_of(block):
        names = (*line.place.under, *((line.label,) if row.under[len(line.place.under) :] else ()))
        if sentence.text in line.text and row.under == names:
            yield line.start + line.text.index(sentence.text)
