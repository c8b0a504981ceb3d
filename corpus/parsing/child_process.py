"""The parent's hold on one child of the sandbox: start it, ask it, and end it with all it started."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import corpus

START_SECONDS = 60.0
_SAID_BYTES = 4_000


@dataclass(frozen=True, slots=True)
class Ending:
    """How a document's process ended: exit code, or minus the signal it died of (None: it had to be killed at
    its time limit); its peak of memory in bytes; the end of what it wrote to standard error."""

    code: int | None
    peak: int = 0
    said: bytes = b""


class ChildGoneError(Exception):
    """The child itself ended, which is no document's doing; the message holds its last words."""


class ChildProcess:
    """One running child (see `corpus.parsing.child`), for one thread at a time.

    Its environment holds nothing of ours but where to import from, so no key or token reaches a parser.
    `isolated` says whether the kernel has given it a network of its own that reaches nothing.
    """

    def __init__(self, import_from: Sequence[Path] = ()) -> None:
        roots = [str(Path(corpus.__file__).resolve().parent.parent), *map(str, import_from)]
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._said = tempfile.TemporaryFile(mode="a+b")  # noqa: SIM115 - closed in `kill`
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", "corpus.parsing.child"],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            cwd="/",
            env={
                "LANG": "C.UTF-8",
                "PATH": os.defpath,
                "PYTHONPATH": os.pathsep.join(roots),
                "PYTHONUTF8": "1",
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
            },
            start_new_session=True,
        )
        theirs.close()
        try:
            self.isolated = bool(self._reply(START_SECONDS)["isolated"])
        except BaseException:
            self.kill()
            raise

    def ask(self, request: dict[str, object], document: BinaryIO, result: BinaryIO, seconds: float) -> Ending:
        """Have a request served: the result is written to `result`. The child can be asked again unless the
        code is None. Raises ChildGoneError."""
        self._said.truncate(0)
        message = json.dumps(request).encode()
        try:
            socket.send_fds(self._control, [message], [document.fileno(), result.fileno()])
            reply = self._reply(seconds)
        except TimeoutError:
            return Ending(None, said=self._last_words())
        except OSError as error:
            raise ChildGoneError(str(error)) from None
        return Ending(reply["status"], reply["peak"], self._last_words())

    @property
    def running(self) -> bool:
        """Whether it can be asked."""
        return self._control.fileno() >= 0 and self._process.poll() is None

    def kill(self) -> None:
        """End the child and all it started; may be called again."""
        if self._control.fileno() < 0:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._control.close()
        self._said.close()

    def _reply(self, seconds: float) -> dict[str, int]:
        self._control.settimeout(seconds)
        message = self._control.recv(1_000)
        if not message:
            raise ChildGoneError(
                self._last_words().decode(errors="replace").strip() or "it ended without a word"
            )
        reply: dict[str, int] = json.loads(message)
        return reply

    def _last_words(self) -> bytes:
        size = self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, size - _SAID_BYTES))
        return self._said.read()
