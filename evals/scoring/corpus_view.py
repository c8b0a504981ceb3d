"""What scoring needs to know of the corpus, looked up without the product's own search or gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assistant.grounding.quotations import find
from corpus.types import Block, Report
from evals.responses import Place
from evals.scoring.locating import holds
from evals.types import Evidence
from indexing.types import Chunk


class CorpusView:
    """The reports an index was made of, and its chunks: where a quotation stands, whether it is indexed."""

    def __init__(
        self,
        reports: Sequence[Report],
        chunks: Iterable[Chunk],
        weight: Callable[[str], float],
    ) -> None:
        """`weight` is stem → inverse document frequency."""
        self.reports = tuple(reports)
        self.weight = weight
        self._blocks = {r.publication.id: r.blocks for r in reports}
        self.publications = tuple(r.publication for r in reports)
        self._chunks: dict[str, list[str]] = {}
        for chunk in chunks:
            self._chunks.setdefault(chunk.publication_id, []).append(chunk.text)

    def resolves(self, cited: Place) -> bool:
        """Whether the publication is there and has the page, or where none is cited the section."""
        return bool(self._at(cited))

    def exact(self, cited: Place) -> bool:
        """Whether the words cited stand at their place word for word (line breaks and quotes aside)."""
        return bool(cited.text.strip()) and any(
            find(cited.text, text) is not None for text in _running(self._at(cited))
        )

    def passages(self, publication_id: str) -> Sequence[str]:
        """The texts of a publication's chunks in the index."""
        return self._chunks.get(publication_id, ())

    def indexed(self, evidence: Evidence) -> bool:
        """Whether a chunk of the index holds a gold quotation."""
        return any(holds(text, evidence.quote) for text in self.passages(evidence.publication))

    def _at(self, cited: Place) -> list[Block]:
        blocks = self._blocks.get(cited.publication, ())
        if cited.page is not None:
            return [b for b in blocks if b.page and b.page.physical == cited.page]
        return [b for b in blocks if (cited.section in b.heading_path) or (not cited.section)]


def _running(blocks: Sequence[Block]) -> Iterable[str]:
    """Each block, then all of them as one text: a quotation may run over two paragraphs."""
    yield from (b.text for b in blocks)
    yield "\n\n".join(b.text for b in blocks)
