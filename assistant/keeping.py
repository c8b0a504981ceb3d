"""Keeping the library: what indexing, adding, removing, rebuilding and restoring do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from assistant.compose import open_embedder
from corpus.catalogue import load_catalogue
from corpus.digests import read_digests
from corpus.types import CorpusError, Publication, Report
from indexing.adding import Adder, Outcome
from indexing.backup import Told, restore_backup
from indexing.building import Progress
from indexing.gathering import Incoming
from indexing.locking import disk_errors, opened_to_write, write_lock
from indexing.originals import Originals
from indexing.reading_ahead import Read
from indexing.removing import require_added
from indexing.reporting import status
from indexing.rereading import read_kept_files_again, set_store_aside
from indexing.rolling_back import roll_back
from indexing.sync import bring_up_to_date, fingerprint
from indexing.taking_in import take_in
from indexing.types import LibraryStatus, ReportProblem, SyncSummary

if TYPE_CHECKING:
    from assistant.settings import Settings
    from corpus.parsing.types import Parsed

LONGEST_NAME = 30
"""Characters of a file's name that are shown in a line of progress."""
UNTOLD: Progress = lambda stage, done, total: None  # noqa: E731


def _digests(
    settings: Settings, catalogue: Mapping[str, Publication]
) -> tuple[tuple[Report, ...], tuple[ReportProblem, ...]]:
    reports, faults = read_digests(settings.digests, catalogue)
    if not reports:
        raise CorpusError(f"No digest in {settings.digests} can be read. Nothing was changed.")
    return reports, tuple(
        ReportProblem(str(fault).split(":")[0].split(" ")[0], str(fault)) for fault in faults
    )


def build_index(settings: Settings, rebuild: bool = False, progress: Progress = UNTOLD) -> SyncSummary:
    """Make the library hold the digests of the settings, leaving out those that cannot be read, and the
    documents that were added.

    Imports nothing slow where nothing changed. Raises CorpusError (no digest can be read) or IndexingError;
    the earlier index then still answers.
    """
    catalogue = load_catalogue(settings.catalogue)
    reports, problems = _digests(settings, catalogue)
    with opened_to_write(settings.home) as store:
        Originals(store).follow(catalogue)
        return bring_up_to_date(
            settings.home, store, reports, open_embedder(settings), problems, rebuild, progress
        )


def add_documents(
    settings: Settings,
    items: Sequence[Incoming],
    told: Callable[[Outcome], None] = lambda outcome: None,
    progress: Progress = UNTOLD,
    read: Read | None = None,
) -> SyncSummary:
    """Add files to the library, each safe on disk when `told` hears of it, then index what is new.

    `read` is another way of reading than in the sandbox. Raises CorpusError or IndexingError; files told of
    as added stay added.
    """
    catalogue = load_catalogue(settings.catalogue)
    with opened_to_write(settings.home) as store, _reading(settings, read, progress) as reader:
        Originals(store).follow(catalogue)
        outcomes = Adder(settings.home, store, catalogue, reader).add(items)
        digests = partial(_digests, settings, catalogue)
        return take_in(settings.home, store, outcomes, told, digests, open_embedder(settings), progress)


@contextmanager
def _reading(settings: Settings, read: Read | None, progress: Progress) -> Iterator[Read]:
    """How documents are read: in the sandbox unless in another way.

    `progress` hears of pages read by OCR, from the threads that read.
    """
    if read:
        yield read
        return
    from corpus.parsing.ocr import Tesseract
    from corpus.parsing.reading import read_document
    from corpus.parsing.sandbox import Sandbox

    ocr = Tesseract(languages=settings.ocr_languages) if settings.ocr else None
    with Sandbox() as sandbox:

        def in_sandbox(file: BinaryIO, name: str, size: int) -> Parsed:
            shown = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
            told = partial(progress, f"Reading pages of {shown} by OCR")
            return read_document(file, name, size, ocr=ocr, sandbox=sandbox, pages_told=told)

        yield in_sandbox


def remove_documents(
    settings: Settings, publication_ids: Sequence[str], progress: Progress = UNTOLD
) -> SyncSummary:
    """Remove documents that were added, at once from every answer, then from every file of the library.

    A digest takes the place of its document again. Raises IndexingError for an id that was not added.
    """
    with opened_to_write(settings.home) as store:
        require_added(settings.home, store, publication_ids)
        reports, problems = _digests(settings, load_catalogue(settings.catalogue))
        Originals(store).remove(publication_ids)
        return bring_up_to_date(
            settings.home, store, reports, open_embedder(settings), problems, progress=progress
        )


def rebuild_library(
    settings: Settings,
    told: Callable[[Outcome], None],
    set_aside: Callable[[Path], None],
    progress: Progress = UNTOLD,
    read: Read | None = None,
) -> SyncSummary:
    """The index built anew from the store, after reading kept files again that an earlier version read.

    Where the store is gone or damaged it is made again from the kept files and their records; `set_aside`
    hears where the damaged one went. Raises CorpusError or IndexingError; what was told stays.
    """
    catalogue = load_catalogue(settings.catalogue)
    digests = _digests(settings, catalogue)  # before anything is moved
    with disk_errors(settings.home), write_lock(settings.home):
        if aside := set_store_aside(settings.home):
            set_aside(aside)
    with opened_to_write(settings.home) as store, _reading(settings, read, progress) as reader:
        Originals(store).follow(catalogue)
        outcomes = read_kept_files_again(settings.home, store, catalogue, reader)
        return take_in(
            settings.home,
            store,
            outcomes,
            told,
            lambda: digests,
            open_embedder(settings),
            progress,
            rebuild=True,
        )


def restore_library(settings: Settings, source: Path, told: Told, progress: Progress = UNTOLD) -> SyncSummary:
    """The library of a backup, in an empty folder, indexed anew from the vectors in it."""
    _digests(settings, load_catalogue(settings.catalogue))  # before anything is written
    with disk_errors(settings.home), write_lock(settings.home):
        restore_backup(settings.home, source, told)
    return build_index(settings, progress=progress)


def roll_back_index(settings: Settings) -> str:
    """The index before the current one made current again; its name. Raises IndexingError."""
    return roll_back(settings.home, fingerprint(open_embedder(settings)))


def library_status(settings: Settings) -> LibraryStatus:
    """What the library holds."""
    return status(settings.home, open_embedder(settings))
