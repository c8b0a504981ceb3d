"""Parsing in a child process with limits: whatever a document does, this process gets blocks or a reason."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TypeVar, cast

from corpus.parsing.child import GAVE_REASON, GAVE_RESULT, RESULT_BYTES, adapter
from corpus.parsing.child_process import ChildGoneError, ChildProcess, Ending
from corpus.parsing.types import DocumentError, Format, Limits, Parsed, Reason

T = TypeVar("T")

PARSERS: Mapping[Format, str] = {
    Format.PDF: "corpus.parsing.pdf.reading:parse",
    Format.HTML: "corpus.parsing.html:parse",
    Format.DOCX: "corpus.parsing.docx:parse",
    Format.MARKDOWN: "corpus.parsing.markdown:parse",
    Format.TEXT: "corpus.parsing.text:parse",
}
"""`module:function` of each format's parser, called in the child with the file's bytes and name."""

GRACE = 2.0
"""Seconds a document's process has, beyond its limit, to end by itself."""
MEMORY_SHARE = 0.6
"""A process that died of a signal with this share of its memory used is taken to have died for want of it."""

_SLOW = (signal.SIGALRM, signal.SIGXCPU)
_OUT_OF_MEMORY = (b"bad_alloc", b"ut of memory", b"MemoryError", b"annot allocate", b"emory allocation")


class Sandbox:
    """Child processes that parse documents, kept for one after the other; several threads may use it at once,
    each has a child of its own. To be closed, or used in `with`.

    `limits` hold for each document. `import_from` are folders the child may import from besides its own.
    """

    def __init__(self, limits: Limits | None = None, import_from: Sequence[Path] = ()) -> None:
        self.limits = limits or Limits()
        self._import_from = tuple(import_from)
        self._idle: list[ChildProcess] = []
        self._closed = False
        self._lock = threading.Lock()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the children that wait for work; those at work are ended when it is done."""
        with self._lock:
            idle, self._idle, self._closed = self._idle, [], True
        for child in idle:
            child.kill()

    def parse(
        self,
        document: bytes | BinaryIO,
        name: str,
        kind: Format,
        pages: int = 0,
        parsers: Mapping[Format, str] = PARSERS,
    ) -> Parsed:
        """The blocks of a document of a known format; each of `pages` adds to the time allowed. Raises
        DocumentError."""
        seconds = self.limits.seconds + pages * self.limits.seconds_a_page
        return self.call(parsers[kind], Parsed, document, name, seconds=seconds)

    def call(
        self,
        function: str,
        result: type[T],
        document: bytes | BinaryIO,
        name: str,
        *arguments: str | float | None,
        seconds: float | None = None,
    ) -> T:
        """Call `module:function(data, name, *arguments)` in a child; it gives a dataclass or bytes.

        `document` is the bytes or a real file, read from its beginning. Raises DocumentError for all that
        goes wrong with the document, and where the child cannot be started.
        """
        allowed = self.limits.seconds if seconds is None else seconds
        written = min(self.limits.written_bytes, RESULT_BYTES)
        request: dict[str, object] = {
            "function": function,
            "name": name[:1_000],
            "arguments": arguments,
            "limits": {"memory": self.limits.memory_bytes, "seconds": allowed, "written": written},
        }
        with _as_file(document) as file, tempfile.TemporaryFile() as answer:
            ending = self._ask(request, file, cast(BinaryIO, answer), allowed, name)
            payload = _payload(ending, cast(BinaryIO, answer), name, self.limits, allowed)
        if result is bytes:
            return cast(T, payload)
        try:
            return cast(T, adapter(cast(type, result)).validate_json(payload))
        except ValueError as error:
            said = " ".join(str(error).split())[:200]
            raise DocumentError(name, Reason.CRASHED, f"its result cannot be used: {said}") from None

    def _ask(
        self, request: dict[str, object], document: BinaryIO, answer: BinaryIO, seconds: float, name: str
    ) -> Ending:
        try:
            with self._child() as child:
                ending = child.ask(request, document, answer, seconds + GRACE)
                if ending.code is None:
                    child.kill()
                return ending
        except ChildGoneError as error:
            said = (str(error).splitlines() or [""])[-1][:300]
            raise DocumentError(name, Reason.CRASHED, f"the child process ended: {said}") from None

    @contextmanager
    def _child(self) -> Iterator[ChildProcess]:
        """A child of one's own for the time being; ended where anything goes wrong, Ctrl-C included."""
        with self._lock:
            child = self._idle.pop() if self._idle else None
        child = child or ChildProcess(self._import_from)
        try:
            yield child
        except BaseException:
            child.kill()
            raise
        with self._lock:
            keep = not self._closed and child.running
            if keep:
                self._idle.append(child)
        if not keep:
            child.kill()


@contextmanager
def _as_file(document: bytes | BinaryIO) -> Iterator[BinaryIO]:
    if not isinstance(document, bytes):
        yield document
        return
    with tempfile.TemporaryFile() as file:
        file.write(document)
        file.flush()
        yield cast(BinaryIO, file)


def _payload(ending: Ending, answer: BinaryIO, name: str, limits: Limits, seconds: float) -> bytes:
    """What the child wrote, where it ended with a result. Raises DocumentError for every other end."""
    size = os.fstat(answer.fileno()).st_size
    if ending.code in (GAVE_RESULT, GAVE_REASON) and size <= RESULT_BYTES:
        answer.seek(0)
        payload = answer.read()
        if ending.code == GAVE_RESULT:
            return payload
        raise _given_reason(payload, name, limits)
    raise DocumentError(name, *why_it_died(ending, limits, seconds))


def _given_reason(payload: bytes, name: str, limits: Limits) -> DocumentError:
    given = json.loads(payload)
    reason, detail = Reason[str(given["reason"])], str(given["detail"])[:1_000]
    if reason is Reason.TOO_MUCH_MEMORY and not detail:
        detail = _megabytes(limits.memory_bytes)
    return DocumentError(name, reason, detail)


def why_it_died(ending: Ending, limits: Limits, seconds: float) -> tuple[Reason, str]:
    """The reason and what was seen, of a process that gave neither a result nor a reason.

    A process that is refused memory dies in as many ways as there are libraries: by an exception of C++ that
    nobody catches, by a trap, or by using what it did not get. What it said and how much it held tell.
    """
    code = ending.code
    if code is None or -code in _SLOW:
        return Reason.TOO_SLOW, f"over {seconds:,.0f} seconds"
    starved = any(words in ending.said for words in _OUT_OF_MEMORY)
    near = ending.peak > MEMORY_SHARE * limits.memory_bytes
    if starved or code == -signal.SIGKILL or (code < 0 and near):
        return Reason.TOO_MUCH_MEMORY, _megabytes(limits.memory_bytes)
    if code < 0:
        return Reason.CRASHED, f"signal {-code}, {signal.strsignal(-code)}"
    last = (ending.said.decode(errors="replace").strip().splitlines() or [f"exit code {code}"])[-1]
    return Reason.CRASHED, last[:300]


def _megabytes(size: int) -> str:
    return f"over {size / 1e6:,.0f} MB"
