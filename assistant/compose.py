"""The only place where parts are put together."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.catalogue import load_catalogue, load_disagreements, load_families
from corpus.digests import read_digests
from corpus.types import CorpusError
from indexing.building import Progress
from indexing.embedding import Embedder
from indexing.search import Library
from indexing.sync import fingerprint, status, sync
from indexing.types import Filters, LibraryStatus, ReportProblem, SyncSummary

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from assistant.retrieval import Retrieval
    from assistant.settings import Settings
    from assistant.writers.quoting import QuotingWriter

NO_TRACING = {
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
}
"""Set before LangChain runs: with tracing on in the environment it would send what is asked to a server."""


def build_index(
    settings: Settings, rebuild: bool = False, progress: Progress = lambda stage, done, total: None
) -> SyncSummary:
    """Make the library hold the digests of the settings, leaving out those that cannot be read.

    Imports nothing slow where nothing changed. Raises CorpusError (no digest can be read) or IndexingError;
    the earlier index then still answers.
    """
    reports, faults = read_digests(settings.digests, load_catalogue(settings.catalogue))
    if not reports:
        raise CorpusError(f"No digest in {settings.digests} can be read. Nothing was changed.")
    problems = [ReportProblem(str(fault).split(":")[0].split(" ")[0], str(fault)) for fault in faults]
    return sync(settings.home, reports, Embedder(), problems, rebuild, progress)


def library_status(settings: Settings) -> LibraryStatus:
    """What the library holds."""
    return status(settings.home, Embedder())


def open_library(settings: Settings) -> Library:
    """Raises IndexingError, which names the next command."""
    embedder = Embedder()
    return Library(settings.home, embedder, fingerprint(embedder))


def open_assistant(settings: Settings, search_with: type[Retrieval] | None = None) -> Assistant:
    """The assistant over the current index. Raises IndexingError or CorpusError, each with the next step.

    `search_with` is another way of searching, a kind of `Retrieval`: evaluation puts a spoilt one in.
    """
    os.environ.update(NO_TRACING)
    from assistant.chain import Assistant
    from assistant.citing import Passages
    from assistant.interpreting import Interpreter
    from assistant.retrieval import Retrieval
    from assistant.writers.quoting import QuotingWriter

    library = open_library(settings)
    retrieval = (search_with or Retrieval)(library)
    catalogue = load_catalogue(settings.catalogue)
    known = " ".join(
        " ".join(filter(None, (p.title, p.authors, p.publisher, p.commissioner, *p.names)))
        for p in catalogue.values()
    )
    writer = QuotingWriter(library, load_disagreements(settings.disagreements), known)
    interpreter = Interpreter(
        library.publications, load_families(settings.catalogue), _speaks_to(retrieval, writer)
    )
    return Assistant(interpreter, retrieval, writer, Passages(library))


def _speaks_to(retrieval: Retrieval, writer: QuotingWriter) -> Callable[[str, str, Filters], float]:
    from assistant.matching import wanted
    from assistant.sufficiency import fits

    def speaks_to(subject: str, publication_id: str, filters: Filters) -> float:
        hits = retrieval.search(subject, replace(filters, publication_ids=(publication_id,)), 5)
        want = wanted(subject, retrieval.library.vocabulary, frozenset())
        found = writer.candidates(want, [(h, s) for h in hits for s in h.chunk.sentences])
        return max((c.coverage for c in found if fits(c)), default=0.0)

    return speaks_to
