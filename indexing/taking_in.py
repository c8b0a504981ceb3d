"""Files taken into the library: each is told of as it ends, then what is new is indexed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from corpus.types import Report
from indexing.adding import Outcome
from indexing.building import Progress
from indexing.embedding import Embedder
from indexing.originals import Originals
from indexing.records import discard_files
from indexing.store import Store
from indexing.sync import bring_up_to_date
from indexing.types import ReportProblem, SyncSummary

Digests = Callable[[], tuple[Sequence[Report], Sequence[ReportProblem]]]


def take_in(
    home: Path,
    store: Store,
    outcomes: Iterable[Outcome],
    told: Callable[[Outcome], None],
    digests: Digests,
    embedder: Embedder,
    progress: Progress,
    rebuild: bool = False,
) -> SyncSummary:
    """Tell of files as they end, index as `sync` does, and delete the kept files that nothing needs any more.

    `digests` are asked for when the last file has ended. Raises what `bring_up_to_date` and they do; what was
    told stays.
    """
    for outcome in outcomes:
        told(outcome)
    reports, problems = digests()
    summary = bring_up_to_date(home, store, reports, embedder, problems, rebuild, progress)
    discard_files(home, Originals(store).all())
    return summary
