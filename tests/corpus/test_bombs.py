"""Bombs end in text or a named reason, this process's memory stays flat, and the next document is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bombs import BOMBS

from corpus.parsing.reading import read_document
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError, Limits, Reason

ALLOWED_GROWTH = 100_000_000


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=60)) as made:
        yield made


def resident() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("the kernel does not say")


def read(sandbox: Sandbox, name: str, data: bytes) -> str:
    """The text, or the reason there is none."""
    try:
        parsed = read_document(data, name, len(data), sandbox=sandbox)
    except DocumentError as error:
        return error.reason
    return " ".join(block.text for block in parsed.blocks).strip()


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_text_or_a_reason(sandbox: Sandbox, name: str) -> None:
    bomb = BOMBS[name]()
    before = resident()
    outcome = read(sandbox, name, bomb)
    assert outcome not in {Reason.TOO_SLOW, Reason.CRASHED, Reason.UNKNOWN_TYPE, ""}
    assert resident() - before < ALLOWED_GROWTH
    assert read(sandbox, "next.txt", b"The next document.") == "The next document."
