"""Odd files: every file of some folders is read; each is to end in text or in a named reason.

    python -m evals.benchmarks.odd_files FOLDER… [--malformed 1000] [--workers 2] [--list]
        [--write docs/benchmarks.md]

Folders are searched to any depth; files are read by as many threads as there are workers, each with a child
process of its own, under the limits that hold in the product. `--malformed` adds so
many damaged copies of files drawn from all folders. `--list` names every file that gave no text.
Exit code 1 where a file ended in neither text nor a reason.
"""

from __future__ import annotations

import argparse
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus.parsing.reading import read_document, read_file
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError, Parsed, Reason
from corpus.types import CorpusError
from evals.benchmarks.malformed import malformed
from evals.benchmarks.measuring import percentile
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    megabytes,
    publish,
)

MODULE = "evals.benchmarks.odd_files"
UNFORESEEN = "neither text nor a reason"
TEXT = "text"
READER_FAILED = (Reason.CRASHED, Reason.TOO_SLOW, Reason.TOO_MUCH_MEMORY)
"""Ends that no parser chose: each is a finding."""

Reader = Callable[[], Parsed]
Wanted = tuple[str, str, Reader]
"""Folder, file, and how it is read."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How one file ended: `text`, the words of a reason, or neither; `seconds` from start to end."""

    folder: str
    file: str
    outcome: str
    detail: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes this process had resident before the first file and after the last (None where not told)."""

    before: int | None
    after: int | None


class NoFilesError(Exception):
    """A folder has no file to read; the message names it."""


def files_in(folder: Path) -> list[Path]:
    """Every file below a folder, in the order of their paths. Raises NoFilesError."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    if not found:
        raise NoFilesError(f"{folder} holds no file. Name a folder of documents.")
    return found


def try_file(folder: str, file: str, reader: Reader) -> Trial:
    """Read one file; nothing the reader raises gets out."""
    start = time.perf_counter()
    outcome, detail = UNFORESEEN, ""
    try:
        parsed = reader()
        characters = sum(len(block.text.strip()) for block in parsed.blocks)
        detail = f"{len(parsed.blocks)} blocks, {characters} characters"
        outcome = TEXT if characters else UNFORESEEN
    except DocumentError as error:
        outcome, detail = error.reason.value, error.detail
    except CorpusError as error:
        outcome, detail = "It cannot be opened", str(error)
    except Exception as error:  # what a trial is for: the batch goes on, and the table tells
        detail = f"{type(error).__name__}: {error}"
    seconds = time.perf_counter() - start
    return Trial(folder, file, outcome, detail, seconds)


def try_all(wanted: Iterable[Wanted], workers: int) -> tuple[list[Trial], Memory]:
    """Every file, in their order, and this process's memory before and after."""
    before = resident_bytes()
    limit = threading.Semaphore(4 * workers)  # copies of files that wait are held in memory
    trials: list[Future[Trial]] = []
    with ThreadPoolExecutor(workers) as threads:
        for one in wanted:
            limit.acquire()
            trials.append(threads.submit(try_file, *one))
            trials[-1].add_done_callback(lambda _: limit.release())
    return [trial.result() for trial in trials], Memory(before, resident_bytes())


def wanted_of(folders: Sequence[Path], copies: int, sandbox: Sandbox) -> Iterator[Wanted]:
    """Every file of the folders, then damaged copies of some. Raises NoFilesError."""
    files = [(folder, path) for folder in folders for path in files_in(folder)]
    for folder, path in files:
        yield folder.name, str(path.relative_to(folder)), partial(read_file, path, sandbox=sandbox)
    for bad in malformed([path for _, path in files], copies):
        read = partial(read_document, bad.data, bad.origin.name, len(bad.data), sandbox=sandbox)
        yield "malformed copies", f"{bad.origin.name} ({bad.damage})", read


def resident_bytes(status: Path = Path("/proc/self/status")) -> int | None:
    """Memory this process has resident now (Linux's VmRSS); None where that is not told."""
    try:
        found = re.search(r"^VmRSS:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None


def report(trials: Sequence[Trial], memory: Memory, workers: int) -> str:
    """Tables of how the files ended, how long they took, and what was found."""
    folders = list(dict.fromkeys(trial.folder for trial in trials))
    counts = Counter((trial.outcome, trial.folder) for trial in trials)
    order = sorted({t.outcome for t in trials}, key=lambda o: (o != TEXT, o))
    rows: list[list[object]] = [
        [outcome, *(counts[outcome, folder] for folder in folders), sum(counts[outcome, f] for f in folders)]
        for outcome in order
    ]
    rows.append(["all", *(sum(t.folder == f for t in trials) for f in folders), len(trials)])
    seconds = [trial.seconds for trial in trials]
    slowest = sorted(trials, key=lambda t: -t.seconds)[:5]
    failed = sum(trial.outcome in READER_FAILED for trial in trials)
    unforeseen = sum(trial.outcome == UNFORESEEN for trial in trials)
    lines = [
        "Every file is read in a child process under the product's limits, to text or to a named reason.",
        "",
        markdown_table(["outcome", *folders, "all"], rows),
        "",
        f"{len(trials):,} files, {workers} at a time: {unforeseen} ended in neither text nor a reason, "
        f"{failed} in a failure of the reader (too slow, too much memory, a crash). "
        f"Seconds a file: median {percentile(seconds, 0.5):.2f}, 95% within {percentile(seconds, 0.95):.2f}, "
        f"longest {max(seconds):.1f}. This process's memory: {megabytes(memory.before)} MB before, "
        f"{megabytes(memory.after)} MB after.",
        "",
        markdown_table(
            ["slowest", "seconds", "outcome"], [[t.file, f"{t.seconds:.1f}", t.outcome] for t in slowest]
        ),
    ]
    return "\n".join(lines)


def listing(trials: Sequence[Trial]) -> str:
    """One line for every file without text."""
    return "\n".join(
        f"{t.folder}/{t.file}: {t.outcome} ({t.detail}) {t.seconds:.1f} s"
        for t in trials
        if t.outcome != TEXT
    )


def main(arguments: Sequence[str]) -> int:
    """Read the folders named; 1 where a file ended in neither text nor a reason, 2 on misuse."""
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--malformed", type=int, default=0, metavar="COPIES")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--write", type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    try:
        with Sandbox() as sandbox:
            trials, memory = try_all(wanted_of(given.folders, given.malformed, sandbox), given.workers)
        body = report(trials, memory, given.workers)
        publish("Odd files", "odd-files", MODULE, arguments, body, given.write)
        if given.list:
            print(listing(trials))
    except (NoFilesError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    return int(any(trial.outcome == UNFORESEEN for trial in trials))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
