"""What is compared in the parsing benchmark: the product's parser and plain text of two libraries.

Each file is read in a process of its own with limits on memory and time; gold is made in another.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

import pypdfium2 as pdfium

from corpus.parsing.pdf import reading
from corpus.types import Block, BlockKind
from evals.benchmarks.measuring import in_own_process
from evals.benchmarks.parsing_scores import PageText, TextPiece
from evals.provenance import peak_memory_bytes

MEMORY_BYTES, SECONDS = 4_000_000_000, 600
Given = ParamSpec("Given")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a system made of one file, in seconds of wall time and bytes of peak memory (None: not told)."""

    pages: tuple[PageText, ...]
    seconds: float
    peak_bytes: int | None


class FileFailedError(Exception):
    """A file could not be read in the child; the message says why."""


def systems() -> dict[str, Callable[[bytes, str], list[PageText]]]:
    """The readers by the name they have in the table; pypdf only where it is installed."""
    found: dict[str, Callable[[bytes, str], list[PageText]]] = {
        "tags hidden": _by_geometry,
        "tags used": _by_tags,
        "pypdfium2 text": _pypdfium2,
    }
    if importlib.util.find_spec("pypdf"):
        found["pypdf text"] = _pypdf
    return found


def read_apart(system: str, path: Path) -> ReadFile:
    """Read a file in a process of its own. Raises FileFailedError."""
    return limited(_read, system, path)


def limited(function: Callable[Given, T], *args: Given.args, **kwargs: Given.kwargs) -> T:
    """Call a function in a process of its own with limits. Raises FileFailedError where it raises or dies."""
    try:
        return in_own_process(_within_limits, function, *args, **kwargs)  # type: ignore[arg-type]
    except BrokenProcessPool as error:
        raise FileFailedError("the process died") from error
    except Exception as error:
        raise FileFailedError(f"{type(error).__name__}: {error}") from error


def _within_limits(function: Callable[Given, T], *args: Given.args, **kwargs: Given.kwargs) -> T:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    return function(*args, **kwargs)


def _read(system: str, path: Path) -> ReadFile:
    data = path.read_bytes()
    reader = systems()[system]
    start = time.perf_counter()
    pages = reader(data, path.name)
    seconds = time.perf_counter() - start
    return ReadFile(tuple(pages), seconds, peak_memory_bytes())


def _by_geometry(data: bytes, name: str) -> list[PageText]:
    return page_texts(reading.parse(data, name, use_tags=False).blocks)


def _by_tags(data: bytes, name: str) -> list[PageText]:
    return page_texts(reading.parse(data, name).blocks)


def page_texts(blocks: tuple[Block, ...]) -> list[PageText]:
    """Blocks page by page, cut where they turn to another; a paragraph's number stands before its text."""
    pages: dict[int, list[TextPiece]] = {}
    for block in blocks:
        for page, text in _by_page(block):
            pages.setdefault(page, []).append(TextPiece(text, block.kind is BlockKind.HEADING))
    return [PageText(number, tuple(pieces)) for number, pieces in sorted(pages.items())]


def _by_page(block: Block) -> Iterator[tuple[int, str]]:
    if block.page is None:
        return
    starts = [(0, block.page.physical), *((turn.offset, turn.page.physical) for turn in block.turns)]
    ends = [*(offset for offset, _ in starts[1:]), len(block.text)]
    number = f"{block.number} " if block.number else ""
    for (start, page), end in zip(starts, ends, strict=True):
        yield page, number + block.text[start:end]
        number = ""


def _pypdfium2(data: bytes, name: str) -> list[PageText]:
    document = pdfium.PdfDocument(data)
    found = []
    for index in range(len(document)):
        page = document[index]
        textpage = page.get_textpage()
        found.append(PageText(index + 1, (TextPiece(textpage.get_text_range()),)))
        textpage.close()
        page.close()
    return found


def _pypdf(data: bytes, name: str) -> list[PageText]:
    reader = importlib.import_module("pypdf").PdfReader(io.BytesIO(data))
    return [
        PageText(number, (TextPiece(page.extract_text()),)) for number, page in enumerate(reader.pages, 1)
    ]
