"""Having an index checked in a child process (`indexing.probe`): Chroma can kill its process on a damaged
index."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from indexing.generations import REBUILD
from indexing.locking import is_full
from indexing.types import IndexDamagedError

PROBE_SECONDS = 120
PROBED_A_SECOND = 500
"""Chunks that the check of a new generation gets a further second for, twice what it was seen to need."""


class Probe:
    """A child process that loads its libraries at once and then waits to be told what to check, so that a
    build need not wait for them. For use in a `with` statement: what was not asked ends there."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "indexing.probe"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Probe:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.kill()
        self._child.communicate()

    def check(self, folder: Path, chunks: int) -> None:
        """Open the index in `folder` and search it; the child has longer for more chunks. Once a probe.

        Raises IndexDamagedError with what the child said, OSError where the disk is full.
        """
        seconds = PROBE_SECONDS + chunks // PROBED_A_SECOND
        try:
            _, error = self._child.communicate(str(folder), seconds)
        except subprocess.TimeoutExpired as late:
            raise IndexDamagedError(f"The check of {folder} did not end in {seconds} s. {REBUILD}") from late
        if self._child.returncode:
            said = error.strip().splitlines() or [f"exit {self._child.returncode}"]
            if is_full(OSError(said[-1])):
                raise OSError(errno.ENOSPC, said[-1][:200])
            raise IndexDamagedError(f"The index in {folder} does not answer ({said[-1][:200]}). {REBUILD}")


def probe(folder: Path, chunks: int) -> None:
    """Check a folder with a child of its own. Raises as `Probe.check` does."""
    with Probe() as child:
        child.check(folder, chunks)
