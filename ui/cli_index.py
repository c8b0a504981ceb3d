"""`evidence index` and `evidence status`: the library made to hold the digests, and what it holds."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.cli_output import PARTIAL, StatusLine, UserError, end, json_line, note, say
from ui.stopping import orderly_end

if TYPE_CHECKING:
    from assistant.settings import Settings
    from indexing.types import LibraryStatus, SyncSummary

STEPS = 4
"""Into how many lines the progress of a stage is cut where there is no terminal."""
TOLD_AFTER_SECONDS = 3.0
"""Only then is the time left of a stage estimated."""


class BusyError(UserError):
    """Another process writes to the library: exit code 75, which means to try again later (sysexits.h)."""

    exit_code = 75


@contextmanager
def one_writer() -> Iterator[None]:
    """Turn the refusal of a second writer into its exit code."""
    from indexing.types import IndexBusyError

    try:
        yield
    except IndexBusyError as error:
        raise BusyError(str(error)) from None


@click.command()
@click.option("--rebuild", is_flag=True, help="Build the index anew; what was learned before is used again.")
def index(rebuild: bool) -> None:
    """Make the library hold the digests.

    Only what changed is learned anew. A run that is stopped or fails publishes nothing: the earlier index
    still answers.
    """
    from assistant.settings import load_settings

    index_now(load_settings(), rebuild)


def index_now(settings: Settings, rebuild: bool) -> None:
    """Index, say what was done, and end with exit code 1 where a digest was left out."""
    with one_writer():
        summary = bring_up_to_date(settings, rebuild)
    say(in_words(summary))
    if summary.problems:
        end(PARTIAL)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as one line of JSON.")
def status(as_json: bool) -> None:
    """Say what the library holds.

    Where something is wrong with it, says what, and the exit code is 2.
    """
    from assistant.keeping import library_status
    from assistant.settings import load_settings

    settings = load_settings()
    found = library_status(settings)
    if as_json:
        say(json_line(_status_record(found, settings)))
    else:
        say("\n".join(_status_lines(found, settings)))
    if found.problem:
        end(2)


def bring_up_to_date(settings: Settings, rebuild: bool = False) -> SyncSummary:
    """Index the digests of the settings with progress and an orderly stop; digests left out are named.

    Raises CorpusError or IndexingError.
    """
    from assistant.keeping import build_index

    with orderly_stop(settings.home):
        progress = IndexProgress()
        try:
            summary = build_index(settings, rebuild, progress)
        finally:
            progress.clear()
    for problem in summary.problems:
        note(f"Left out: {problem.reason}")
    return summary


@dataclass(frozen=True, slots=True)
class _Stage:
    """When a stage began, how much of it is done, and into which of its steps that falls."""

    began: float
    done: int
    step: int


class IndexProgress:
    """Progress of an indexing run: a line that is written over on a terminal, else a few lines a stage.

    Stages may take turns and be told of by several threads, as of documents that are read at once.
    """

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._line = StatusLine()
        self._stages: dict[str, _Stage] = {}
        self._lock = threading.Lock()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Called by `sync` with a stage in plain words, how much of it is done, and how much there is."""
        with self._lock:
            self._show(stage, done, total)

    def _show(self, stage: str, done: int, total: int) -> None:
        now, known = time.monotonic(), self._stages.get(stage)
        began = known.began if known and known.done <= done else now
        text = f"{stage}: {done:,} of {total:,}" if total > 1 else stage
        text += time_left(now - began, done, total)
        step = done * STEPS // total if total else 0
        self._stages[stage] = _Stage(began, done, step)
        if self._terminal:
            self._line.show(text)
        elif not known or (known.began, known.step) != (began, step):
            note(text)

    def clear(self) -> None:
        """Take the line away."""
        with self._lock:
            self._line.clear()


def time_left(seconds: float, done: float, total: float) -> str:
    """About how long the rest will take, in words, where so much was done in so many seconds; empty where
    that cannot be told yet."""
    if seconds < TOLD_AFTER_SECONDS or not 0 < done < total:
        return ""
    left = seconds * (total - done) / done
    count, unit = (left / 60, "minute") if left >= 90 else (left, "second")
    whole = max(1, round(count))
    return f", about {whole:,} {unit}{'s' * (whole != 1)} left"


@contextmanager
def orderly_stop(home: Path) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the run with a plain message and exit code 130 or 143."""
    earlier = _current(home)
    with orderly_end(lambda: _stopped(earlier, _current(home))):
        yield


def _current(home: Path) -> str | None:
    from indexing.generations import current_generation
    from indexing.types import IndexingError

    try:
        return current_generation(home)
    except IndexingError:
        return None


def _stopped(earlier: str | None, now: str | None) -> str:
    if now != earlier:
        return "Stopped. The new index had just been put in place and answers."
    state = "The earlier index still answers." if earlier else "There is no index yet."
    return f"Stopped before the end. {state} What was learned so far is kept; go on with: evidence index"


def in_words(summary: SyncSummary) -> str:
    """What an indexing run did, in plain words."""
    reports = summary.added + summary.changed + summary.unchanged
    time = f"{summary.seconds:.1f} seconds"
    if summary.no_op:
        return f"Up to date: {reports:,} reports, {summary.chunks:,} passages; nothing changed ({time})."
    lines = [f"Built anew because {summary.rebuilt_because}."] if summary.rebuilt_because else []
    lines += [
        f"Reports: {summary.added:,} added, {summary.changed:,} changed, {summary.removed:,} removed, "
        f"{summary.unchanged:,} unchanged.",
        f"Passages: {summary.chunks:,}, of which {summary.embedded:,} were embedded in this run ({time}).",
    ]
    return "\n".join(lines)


def _status_record(found: LibraryStatus, settings: Settings) -> dict[str, object]:
    return {
        "home": str(found.home),
        "digests": str(settings.digests),
        "generation": found.generation,
        "built": found.built,
        "reports": found.reports,
        "added": found.added,
        "passages": found.chunks,
        "disk_bytes": found.disk_bytes,
        "embedded_by": found.ways,
        "problem": found.problem,
        "remarks": found.remarks,
    }


def _status_lines(found: LibraryStatus, settings: Settings) -> Iterator[str]:
    yield f"Library: {found.home}"
    yield f"Digests: {settings.digests}"
    if found.generation:
        yield f"Index: {found.generation}, built {found.built or 'at a time not known'}"
        added = f", {found.added:,} of them added" if found.added else ""
        yield f"Holds: {found.reports:,} reports{added}, {found.chunks:,} passages"
        yield f"Embedded by: {', '.join(found.ways) or 'not recorded'}"
    yield f"On disk: {found.disk_bytes / 1e6:.1f} MB"
    yield from (f"Note: {remark}" for remark in found.remarks)
    yield f"Problem: {found.problem}" if found.problem else "Ready to answer."
