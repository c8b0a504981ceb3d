"""What the page needs from the parts behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from assistant.page_images import PageImage
from assistant.types import BriefingNote, Passage, Progress, Turn
from corpus.types import Publication
from indexing.types import Filters


class Answering(Protocol):
    """The assistant as the page sees it; `assistant.chain.Assistant` is one."""

    @property
    def publications(self) -> tuple[Publication, ...]:
        """What the opened library holds."""
        ...

    @property
    def library_version(self) -> str:
        """Short id of the opened library."""
        ...

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = ...
    ) -> Iterator[Progress]:
        """Stages and sentences as they pass the checks; the last one carries the answer."""
        ...

    def show(self, citation_id: str) -> Passage:
        """The cited passage in its surroundings. Raises CitationNotFoundError."""
        ...

    def page_image(self, citation_id: str) -> PageImage | None:
        """The page a citation stands on, None where it cannot be pictured. Raises AssistantError."""
        ...


Brief = Callable[[str], tuple[BriefingNote, str, bytes]]
"""From a topic to the note, its Markdown and its Word document. Raises AssistantError with a message."""
