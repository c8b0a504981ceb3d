"""The sandbox's processes: one is kept from document to document, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError, Limits, Parsed

HERE = Path(__file__).resolve().parent


def children_of(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_child_is_kept_for_the_next_document_and_ended_on_closing() -> None:
    with Sandbox(Limits(memory_bytes=500_000_000), [HERE]) as sandbox:
        sandbox.call("scripted_parsers:echo", Parsed, b"x", "x")
        before = set(children_of(os.getpid()))
        with pytest.raises(DocumentError):
            sandbox.call("scripted_parsers:crash", Parsed, b"x", "x")
        sandbox.call("scripted_parsers:echo", Parsed, b"x", "x")
        assert set(children_of(os.getpid())) == before
        ours = [pid for pid in before if b"corpus.parsing.child" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(ours) >= 1
    assert len([pid for pid in ours if running(pid)]) == len(ours) - 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_parent_that_is_interrupted_or_killed_leaves_no_child_behind(how: signal.Signals) -> None:
    program = textwrap.dedent(
        """
        import signal, sys
        from pathlib import Path
        from corpus.parsing.sandbox import Sandbox
        from corpus.parsing.types import Limits, Parsed
        signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored where tests run
        with Sandbox(Limits(seconds=100), [Path(sys.argv[1])]) as sandbox:
            sandbox.call("scripted_parsers:echo", Parsed, b"x", "x")
            print("ready", flush=True)
            sandbox.call("scripted_parsers:sleep", Parsed, b"x", "x")
        """
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(HERE)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    (child,) = children_of(parent.pid)
    copies: list[int] = []
    while not copies:
        copies = children_of(child)
        time.sleep(0.01)
    parent.send_signal(how)
    parent.wait(10)
    waited = time.monotonic() + 10
    while any(running(pid) for pid in (child, *copies)) and time.monotonic() < waited:
        time.sleep(0.01)
    assert not running(child)
    assert not any(running(pid) for pid in copies)
