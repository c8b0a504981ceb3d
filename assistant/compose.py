"""The only place where parts are put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import SettingsError
from corpus.catalogue import load_catalogue, load_disagreements, load_families
from indexing.embedding import Embedder
from indexing.generations import current_generation
from indexing.model_folder import ModelError
from indexing.reranking import Reranker
from indexing.search import Library
from indexing.sync import fingerprint
from indexing.types import Filters

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from assistant.condensing import Condenser
    from assistant.page_images import PageImages
    from assistant.reopening import CurrentAssistant
    from assistant.retrieval import Retrieval
    from assistant.settings import Settings
    from assistant.writers.quoting import QuotingWriter

NO_TRACING = dict.fromkeys(
    ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"), "false"
)
"""Set before LangChain runs: with tracing on in the environment it would send what is asked to a server."""


def open_embedder(settings: Settings) -> Embedder:
    """The embedder of the settings, nothing loaded yet. Raises SettingsError where it cannot be opened."""
    chosen, graphs = settings.embedder, settings.home / "model"
    if chosen is None:
        return Embedder(graphs=graphs)
    if Path(chosen).is_absolute():
        with _setting("EVIDENCE_EMBEDDER"):
            return Embedder(Path(chosen), graphs)
    from assistant.embeddings import open_embeddings

    return open_embeddings(settings)


def open_library(settings: Settings) -> Library:
    """Raises IndexingError or SettingsError, which name the next command."""
    embedder = open_embedder(settings)
    with _setting("EVIDENCE_RERANKER"):
        reranker = Reranker(settings.reranker) if settings.reranker else None
    return Library(settings.home, embedder, fingerprint(embedder), reranker)


@contextmanager
def _setting(name: str) -> Iterator[None]:
    """Have a model that cannot be used told by the name of the setting that names it."""
    try:
        yield
    except ModelError as error:
        raise SettingsError(f"{name}: {error}") from None


def open_current_assistant(settings: Settings) -> CurrentAssistant:
    """An assistant that opens each new index when it is published. Raises as `open_assistant`."""
    from assistant.page_images import PageImages
    from assistant.reopening import CurrentAssistant

    images = PageImages(settings.home)  # one for all indexes: its child processes and pictures are kept
    return CurrentAssistant(
        lambda: open_assistant(settings, page_images=images), lambda: current_generation(settings.home)
    )


def open_assistant(
    settings: Settings,
    search_with: type[Retrieval] | None = None,
    page_images: PageImages | None = None,
) -> Assistant:
    """The assistant over the current index. Raises IndexingError, CorpusError or SettingsError, each with the
    next step.

    `search_with` is another way of searching, a kind of `Retrieval`: evaluation puts a spoilt one in.
    `page_images` are to be shared with other assistants over the same library.
    """
    os.environ.update(NO_TRACING)
    from assistant.chain import Assistant
    from assistant.citing import Passages
    from assistant.interpreting import Interpreter
    from assistant.page_images import PageImages
    from assistant.retrieval import Retrieval
    from assistant.spelling import repaired
    from assistant.writers.quoting import QuotingWriter

    condenser = open_condenser(settings)
    library = open_library(settings)
    retrieval = (search_with or Retrieval)(library)
    catalogue = load_catalogue(settings.catalogue)
    known = " ".join(
        " ".join(filter(None, (p.title, p.authors, p.publisher, p.commissioner, *p.names)))
        for p in catalogue.values()
    )
    writer = QuotingWriter(library, load_disagreements(settings.disagreements), known)
    interpreter = Interpreter(
        library.publications,
        load_families(settings.catalogue),
        _speaks_to(retrieval, writer),
        lambda question: repaired(question, library.vocabulary, library.embedder.knows_word),
    )
    images = page_images or PageImages(settings.home)
    return Assistant(interpreter, retrieval, writer, Passages(library), images, condenser)


def open_condenser(settings: Settings) -> Condenser | None:
    """What words follow-ups anew; None where no chat model is set. Raises SettingsError; sends nothing."""
    if settings.chat_model is None:
        return None
    from assistant.chat_models import completion, open_chat_model
    from assistant.condensing import WAIT_S, Condenser

    # Calls are given up when the reader no longer waits for them.
    model = open_chat_model(replace(settings.chat, timeout_s=min(settings.chat.timeout_s, WAIT_S)))
    return Condenser(completion(model), settings.chat_model) if model else None


def _speaks_to(retrieval: Retrieval, writer: QuotingWriter) -> Callable[[str, str, Filters], float]:
    from assistant.matching import wanted
    from assistant.sufficiency import fits

    def speaks_to(subject: str, publication_id: str, filters: Filters) -> float:
        hits = retrieval.search(subject, replace(filters, publication_ids=(publication_id,)), 5)
        want = wanted(subject, retrieval.library.vocabulary, frozenset())
        found = writer.candidates(want, [(h, s) for h in hits for s in h.chunk.sentences])
        return max((c.coverage for c in found if fits(c)), default=0.0)

    return speaks_to
