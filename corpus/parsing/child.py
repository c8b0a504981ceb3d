"""The child's side of the sandbox: `python -m corpus.parsing.child`, started by `corpus.parsing.sandbox`.

It leaves the network, then waits for requests on its standard input (a socket). A request names a function
and brings two open files, the document and an empty one for the result. For each the child forks: the copy
has the parsers' modules loaded already, takes its limits, reads the document, calls the function and writes
what it gives; what one document does to the copy's memory reaches no other document. This process itself
reads no document.
"""

from __future__ import annotations

import errno
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from corpus.parsing.confinement import leave_network, limit_process, refuse_all_but_reading
from corpus.parsing.sniff import Inspected
from corpus.parsing.types import DocumentError, Parsed, Reason

REQUEST_BYTES = 60_000
RESULT_BYTES = 100_000_000
"""Largest result, encoded; about 10,000 pages of text with their places."""
MAX_BLOCKS = 250_000
GAVE_RESULT, GAVE_REASON = 0, 3
"""Exit codes of a copy; every other end is a crash."""


def main() -> None:
    """Serve requests until the other end closes the socket."""
    isolated = leave_network()
    for kind in (Parsed, Inspected):
        adapter(kind)  # made once here, not in every copy
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    control.send(json.dumps({"isolated": isolated}).encode())
    while True:
        message, files, _, _ = socket.recv_fds(control, REQUEST_BYTES, 2)
        if not message:
            return
        request = json.loads(message)
        _function(request["function"])
        gc.freeze()
        pid = os.fork()
        if pid == 0:
            control.close()
            _work(request, *files)
        for file in files:
            os.close(file)
        status, peak = _wait(pid, control)
        control.send(json.dumps({"status": status, "peak": peak}).encode())


def _wait(pid: int, control: socket.socket) -> tuple[int, int]:
    """Exit code of the copy (minus the signal it died of) and its peak of memory in bytes. Where the other
    end goes away first, the copy is killed."""
    process = os.pidfd_open(pid)
    poller = select.poll()
    poller.register(process, select.POLLIN)
    poller.register(control, select.POLLIN)
    if process not in {ready for ready, _ in poller.poll()}:
        os.kill(pid, signal.SIGKILL)
    os.close(process)
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024


def _work(request: dict[str, object], document: int, result: int) -> None:
    """In the copy: do what is asked and end the process."""
    code = 1
    try:
        payload, ending = _answer(request, document)
        rest = memoryview(payload)
        while rest:
            rest = rest[os.write(result, rest) :]
        code = ending
    except BaseException as error:  # not a line of the caller's code may run in the copy
        print(repr(error), file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def _answer(request: dict[str, object], document: int) -> tuple[bytes, int]:
    try:
        limit_process(**request["limits"])  # type: ignore[arg-type]
        function = _function(str(request["function"]))
        data = _read(document)
        sys.dont_write_bytecode = True  # of modules a parser imports late
        refuse_all_but_reading()
        return encode(function(data, request["name"], *request["arguments"])), GAVE_RESULT  # type: ignore[misc]
    except DocumentError as error:
        reason, detail = error.reason, error.detail
    except MemoryError:
        reason, detail = Reason.TOO_MUCH_MEMORY, ""
    except RecursionError:
        reason, detail = Reason.UNSAFE, "its parts are nested too deeply"
    except OSError as error:
        short = error.errno == errno.ENOMEM
        reason, detail = (Reason.TOO_MUCH_MEMORY, "") if short else (Reason.CRASHED, _said(error))
    except Exception as error:  # whatever a parser does not foresee ends as a reason with the document's name
        reason, detail = Reason.CRASHED, _said(error)
    return json.dumps({"reason": reason.name, "detail": detail}).encode(), GAVE_REASON


def encode(result: object) -> bytes:
    """What a function gave: bytes as they are, a dataclass as JSON. Raises DocumentError (TOO_LARGE)."""
    if isinstance(result, Parsed) and len(result.blocks) > MAX_BLOCKS:
        many = f"{len(result.blocks):,} paragraphs; {MAX_BLOCKS:,} can be read"
        raise DocumentError("", Reason.TOO_LARGE, many)
    payload = result if isinstance(result, bytes) else adapter(type(result)).dump_json(result)  # type: ignore[arg-type]
    if len(payload) > RESULT_BYTES:
        raise DocumentError("", Reason.TOO_LARGE, f"its text takes over {RESULT_BYTES // 1_000_000} MB")
    return payload


@cache
def adapter(kind: Any) -> TypeAdapter[object]:
    """Writes and reads a dataclass as JSON, checking every field's type."""
    return TypeAdapter(kind)


@cache
def _function(path: str) -> Callable[..., object]:
    """`package.module:name`."""
    module, _, name = path.partition(":")
    function: Callable[..., object] = getattr(importlib.import_module(module), name)
    return function


def _read(file: int) -> bytes:
    size = os.fstat(file).st_size
    parts: list[bytes] = []
    while size > 0 and (part := os.pread(file, size, sum(len(p) for p in parts))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


if __name__ == "__main__":
    main()
