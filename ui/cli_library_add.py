"""`evidence add`: documents put into the library."""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.cli_index import IndexProgress, in_words, one_writer, orderly_stop, time_left
from ui.cli_output import PARTIAL, StatusLine, UserError, end, note, say

if TYPE_CHECKING:
    from assistant.settings import Settings
    from corpus.originals import Details
    from indexing.adding import Outcome
    from indexing.gathering import Incoming

FILE = click.Path(path_type=Path)
ABOUT_ONE = ("publication", "title", "authors", "link")
"""Options that can be true of one document only."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|FOLDER…", type=FILE)
@click.option("--publication", metavar="ID", help="Id of the publication, of the catalogue or a new one.")
@click.option("--title", help="Its title.")
@click.option("--publisher", help="Who published it.")
@click.option("--published", metavar="DATE", help="When: 2024, 2024-09 or 2024-09-12.")
@click.option("--kind", help="What kind of source it is, such as 'public audit'.")
@click.option("--authors", help="Who wrote it.")
@click.option("--licence", help="Under what licence it may be used.")
@click.option("--link", metavar="ADDRESS", help="Where it is found on the web.")
@click.option("--nation", help="Of which nation it speaks.")
def add(paths: tuple[Path, ...], **said: str | None) -> None:
    """Add documents to the library: PDF, web pages, Word, Markdown, plain text.

    Each is read apart from this program, under limits. What a document is can be said by the options or in a
    file NAME.toml beside the document NAME, with fields of the options' names. A document of a publication
    that has a digest takes the digest's place in answers. Adding a changed file again replaces the document.
    """
    from assistant.settings import load_settings
    from indexing.gathering import gather

    settings = load_settings()
    if missing := [str(p) for p in paths if not p.exists()]:
        raise UserError(f"There is no {', '.join(missing)}.")
    items = list(gather(paths, _details(said)))
    if len(items) > 1 and (single := [f"--{name}" for name in ABOUT_ONE if said[name]]):
        raise UserError(f"{', '.join(single)}: there are {len(items):,} files. Add that one by itself.")
    if add_to_library(settings, items):
        end(PARTIAL)


def add_to_library(settings: Settings, items: list[Incoming]) -> int:
    """Add files with progress and an orderly stop, and say what became of each.

    Returns how many were refused. Raises CorpusError or IndexingError; files told of as added stay added.
    """
    from assistant.keeping import add_documents

    with one_writer(), orderly_stop(settings.home):
        adding = _Adding(items)
        try:
            summary = add_documents(settings, items, adding.told, adding.progress)
        finally:
            adding.clear()
    say(adding.in_words())
    say(in_words(summary))
    return adding.refused


def _details(said: dict[str, str | None]) -> Details:
    from corpus.originals import details_of
    from corpus.types import CorpusError

    try:
        return details_of({name: value for name, value in said.items() if value is not None}, "What was said")
    except CorpusError as error:
        raise UserError(str(error)) from None


class _Adding:
    """What became of the files so far, told as it happens, with an estimate of the time left.

    Threads that read scans tell how far they are at the same time.
    """

    def __init__(self, items: list[Incoming]) -> None:
        self._sizes = [i.path.stat().st_size if i.path.is_file() else 0 for i in items]
        self._ended: Counter[str] = Counter()
        self._line, self._began, self._done = StatusLine(), time.monotonic(), 0
        self._stages, self._lock = IndexProgress(), threading.Lock()

    def progress(self, stage: str, done: int, total: int) -> None:
        """How far a stage is: of reading a scan, or of indexing."""
        with self._lock:
            self._line.clear()
            self._stages(stage, done, total)

    def told(self, outcome: Outcome) -> None:
        """One more has ended."""
        with self._lock:
            self._stages.clear()
            self._line.clear()
            self._tell(outcome)

    def _tell(self, outcome: Outcome) -> None:
        self._ended[outcome.ending.value] += 1
        self._done += 1
        if outcome.reason:
            note(f"Refused: {outcome.name}: {outcome.reason}")
        else:
            say(f"{outcome.ending.value.capitalize()}: {outcome.name} as {outcome.publication_id}")
        for remark in outcome.notes:
            note(f"  {outcome.name}: {remark}")
        if outcome.hidden:
            note(f"  {outcome.name}: {outcome.hidden:,} pieces of text that no reader sees were left out.")
        left = time_left(time.monotonic() - self._began, sum(self._sizes[: self._done]), sum(self._sizes))
        self._line.show(f"Reading documents: {self._done:,} of {len(self._sizes):,}{left}")

    @property
    def refused(self) -> int:
        """How many could not be added."""
        return self._ended["refused"]

    def in_words(self) -> str:
        """How many ended how."""
        endings = ("added", "replaced", "unchanged", "refused")
        return "Documents: " + ", ".join(f"{self._ended[e]:,} {e}" for e in endings) + "."

    def clear(self) -> None:
        """Take the line away."""
        with self._lock:
            self._stages.clear()
            self._line.clear()
