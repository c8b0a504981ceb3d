"""An assistant that follows the library: once a new index is published, the next question is asked of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.chain import Assistant
from assistant.errors import SettingsError
from assistant.page_images import PageImage
from assistant.types import Passage, Progress, Turn
from corpus.types import CorpusError, Publication
from indexing.types import Filters, IndexingError


@dataclass(slots=True)
class _Opened:
    """An assistant, the generation it answers from, and how many are using it now."""

    assistant: Assistant
    generation: str | None
    users: int = 0


class CurrentAssistant:
    """Answers from the index that is current when a question is asked; safe to share by threads.

    An index that was replaced is closed when its last question has ended. While a new one is being opened,
    which takes a moment, and where it cannot be, the one before goes on answering: what was removed from the
    library is gone from it too.
    """

    def __init__(self, open_assistant: Callable[[], Assistant], current: Callable[[], str | None]) -> None:
        """`current` names the published generation and is asked before each question. Raises what
        `open_assistant` raises."""
        self._open = open_assistant
        self._current = current
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        generation = current()
        self._now = _Opened(open_assistant(), generation)

    @contextmanager
    def using(self) -> Iterator[Assistant]:
        """The assistant over the current index, kept open until the end of the block."""
        self._follow()
        with self._lock:
            used = self._now
            used.users += 1
        try:
            yield used.assistant
        finally:
            with self._lock:
                used.users -= 1
                unused = used is not self._now and used.users == 0
            if unused:
                used.assistant.library.close()

    def _follow(self) -> None:
        """Open the current index where it is another one than before and nobody else is opening it."""
        try:
            generation = self._current()
        except IndexingError:
            return
        if generation in (None, self._now.generation) or not self._opening.acquire(blocking=False):
            return
        try:
            opened = _Opened(self._open(), generation)
        except (IndexingError, CorpusError, SettingsError):
            return
        finally:
            self._opening.release()
        with self._lock:
            earlier, self._now = self._now, opened
            unused = earlier.users == 0
        if unused:
            earlier.assistant.library.close()

    @property
    def publications(self) -> tuple[Publication, ...]:
        """What the library holds."""
        with self.using() as assistant:
            return assistant.publications

    @property
    def library_version(self) -> str:
        """The name of the index that answers."""
        with self.using() as assistant:
            return assistant.library_version

    def warm_up(self) -> None:
        """Load the model and read the passages now, which takes seconds, not at the first question."""
        with self.using() as assistant:
            assistant.warm_up()
            assistant.library.read_ahead()

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[Progress]:
        """As `Assistant.stream`; asked anew where its index was taken away before it said anything, as a
        removal does."""
        said = False
        with self.using() as assistant:
            try:
                for progress in assistant.stream(question, history, filters):
                    said = said or bool(progress.sentences)
                    yield progress
                return
            except Exception:  # Chroma raises types of its own
                if said or not self._is_replaced(assistant):
                    raise
        yield from self.stream(question, history, filters)

    def _is_replaced(self, assistant: Assistant) -> bool:
        """Whether another index is current than the one of this assistant."""
        try:
            return self._current() not in (None, assistant.library_version)
        except IndexingError:
            return False

    def show(self, citation_id: str) -> Passage:
        """As `Assistant.show`."""
        with self.using() as assistant:
            return assistant.show(citation_id)

    def page_image(self, citation_id: str) -> PageImage | None:
        """As `Assistant.page_image`."""
        with self.using() as assistant:
            return assistant.page_image(citation_id)
