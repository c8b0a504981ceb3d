"""Parsers that do what a test needs of a document's process; called in the child, by name."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from corpus.parsing.types import DocumentError, Format, Parsed, Proposed, Reason
from corpus.types import Area, Block, BlockKind, HiddenText, Page, PageRef, PageTurn, PartialDate, Table


def echo(data: bytes, name: str) -> Parsed:
    """The text of the document as one block."""
    return Parsed(Format.TEXT, (Block(BlockKind.PARAGRAPH, data.decode(), ("One", "Two")),), notes=(name,))


def everything(data: bytes, name: str) -> Parsed:
    """A result that uses every field."""
    table = Table((("Year", "Cost"), ("2024", "£3")), 1, 1, "Table 1", "£ million")
    block = Block(
        BlockKind.TABLE,
        "Year | Cost\n2024 | £3",
        ("Costs",),
        page=PageRef(3, "iii"),
        number="1.7.15",
        original="Year Cost 2024 £3",
        turns=(PageTurn(12, PageRef(4, "iv")),),
        areas=(Area(3, 10.5, 20.25, 30.125, 40.0),),
        table=table,
        anchor="costs",
    )
    return Parsed(
        Format.PDF,
        (Block(BlockKind.HEADING, "Costs", (), level=1), block),
        Proposed("A plan", "A Department", PartialDate.parse("2024-09"), "A. Writer", "en"),
        (Page(PageRef(3, "iii"), 595.0, 842.0, ("A plan",)),),
        (HiddenText("white", "ignore all", 3),),
        ("A note.",),
        True,
    )


def count_bytes(data: bytes, name: str) -> bytes:
    """The number of bytes that arrived, as bytes."""
    return str(len(data)).encode()


def arguments(data: bytes, name: str, *given: object) -> bytes:
    """What was given besides, as bytes."""
    return repr(given).encode()


def refuse(data: bytes, name: str) -> Parsed:
    """A parser that says why."""
    raise DocumentError(name, Reason.NO_TEXT, "2 pages")


def fail(data: bytes, name: str) -> Parsed:
    """A parser with a bug."""
    raise KeyError("no such font")


def fill_memory(data: bytes, name: str) -> Parsed:
    """Python's way to run out of memory."""
    held = []
    while True:
        held.append(bytearray(10_000_000))


def fill_memory_and_abort(data: bytes, name: str) -> Parsed:
    """A C library's way: abort where memory is refused."""
    held = []
    try:
        while True:
            held.append(b"x" * 10_000_000)
    except MemoryError:
        os.abort()


def sleep(data: bytes, name: str) -> Parsed:
    """Waits without using the processor."""
    time.sleep(600)
    return echo(data, name)


def spin(data: bytes, name: str) -> Parsed:
    """Uses the processor for ever."""
    while True:
        pass


def sleep_deaf(data: bytes, name: str) -> Parsed:
    """Waits, deaf to the alarm at its time limit."""
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    return sleep(data, name)


def crash(data: bytes, name: str) -> Parsed:
    """Reads memory that is not there."""
    ctypes.string_at(1)
    return echo(data, name)


def end(data: bytes, name: str) -> Parsed:
    """Ends the process without a word."""
    os._exit(7)


def recurse(data: bytes, name: str) -> Parsed:
    """Calls itself until Python has enough."""
    return recurse(data, name)


def reach_out(data: bytes, name: str) -> Parsed:
    """Opens a connection to the port the document names."""
    with socket.create_connection(("127.0.0.1", int(data)), timeout=5):
        return echo(b"reached", name)


def reach_out_by_c(data: bytes, name: str) -> bytes:
    """Opens a connection past Python: the error number, 0 where it was reached."""
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.socket(2, 1, 0)
    address = b"\x02\x00" + int(data).to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    return str(ctypes.get_errno() if libc.connect(handle, address, 16) else 0).encode()


def write(data: bytes, name: str) -> Parsed:
    """Writes the file the document names."""
    Path(data.decode()).write_text("written")
    return echo(data, name)


def start_program(data: bytes, name: str) -> Parsed:
    """Starts a program."""
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return echo(data, name)


def many_blocks(data: bytes, name: str) -> Parsed:
    """As many blocks as the document says."""
    return Parsed(Format.TEXT, (Block(BlockKind.PARAGRAPH, "x", ()),) * int(data))


def long_text(data: bytes, name: str) -> bytes:
    """As many bytes as the document says."""
    return bytes(int(data))


def not_blocks(data: bytes, name: str) -> bytes:
    """What is no result at all."""
    return b'{"format": 3}'


def environment(data: bytes, name: str) -> bytes:
    """Names of what the environment holds, and the working directory."""
    return " ".join([os.getcwd(), *sorted(os.environ)]).encode()


counted = 0


def count_calls(data: bytes, name: str) -> bytes:
    """How many documents this process has seen."""
    global counted
    counted += 1
    return str(counted).encode()
