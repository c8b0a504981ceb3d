"""Scans read by OCR with tesseract, a program of its own: pages are drawn in the child, then recognised one
by one under limits. Optional: used where a setting asks for it and Debian's `tesseract-ocr` is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import corpus
from corpus.parsing.ocr_words import ReadPage, blocks_of, upright, words_of
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError, Format, Parsed, Reason

UNSURE_SHARE = 0.2
"""A page with this share of its words read with little certainty is named in a note."""
TSV_BYTES = 20_000_000

GARBLED_SHARE = 0.5
"""A page with more than this share read so is tried turned, and left out where that does not help."""

PagesTold = Callable[[int, int], None]
"""Called with the pages of a scan that are done and with how many it has."""
UNTOLD: PagesTold = lambda done, pages: None  # noqa: E731

_IMAGE = re.compile(rb"P5\n# ([0-9.]+) ([0-9.]+)\n([0-9]+) ([0-9]+)\n")


@dataclass(frozen=True, slots=True)
class Tesseract:
    """How to read scans: a program that speaks tesseract's command line, languages as its `-l` takes them
    (`eng+cym`), dots an inch to draw pages with, and seconds and bytes of memory a page may cost."""

    program: str = "tesseract"
    languages: str = "eng"
    dots_per_inch: float = 300.0
    seconds_a_page: float = 60.0
    memory_bytes: int = 1_500_000_000


def read_scan(
    document: bytes | BinaryIO,
    name: str,
    pages: int,
    sandbox: Sandbox,
    tesseract: Tesseract,
    told: PagesTold = UNTOLD,
) -> Parsed:
    """A scanned PDF's text with the place of every paragraph, marked as OCR, with notes on how sure it is.

    Pages that take too long or give mostly guesses are left out and named in a note. `told` hears of every
    page that is done, and at once that none is. Raises DocumentError:
    NEEDS_OCR where tesseract or a language is not installed, TOO_SLOW where no page was read in time, NO_TEXT
    where nothing was recognised.
    """
    program = shutil.which(tesseract.program)
    if program is None:
        raise DocumentError(
            name, Reason.NEEDS_OCR, f"{tesseract.program} is not installed: apt-get install tesseract-ocr"
        )
    read: list[ReadPage] = []
    slow: list[int] = []
    garbled: list[int] = []
    for number in range(1, pages + 1):
        told(number - 1, pages)
        page = _read_page(document, name, number, sandbox, tesseract, program)
        if page is None:
            slow.append(number)
        elif page.unsure_share > GARBLED_SHARE:
            garbled.append(number)
        else:
            read.append(page)
    told(pages, pages)
    if not read and not garbled:
        raise DocumentError(
            name, Reason.TOO_SLOW, f"over {tesseract.seconds_a_page:,.0f} seconds on each page"
        )
    if not any(page.words for page in read):
        raise DocumentError(name, Reason.NO_TEXT, "nothing was recognised on its pages with certainty")
    blocks, made = blocks_of(read)
    notes = _notes(read, slow, garbled, tesseract.seconds_a_page)
    return Parsed(Format.PDF, blocks, pages=made, notes=notes, ocr=True)


def _read_page(
    document: bytes | BinaryIO, name: str, number: int, sandbox: Sandbox, tesseract: Tesseract, program: str
) -> ReadPage | None:
    """A page as it stands or, where that gives mostly guesses, turned as it is read best; None where it took
    too long."""
    best: ReadPage | None = None
    for turned in (0, 180, 90, 270):
        image = sandbox.call(
            "corpus.parsing.ocr_pages:render", bytes, document, name, number, tesseract.dots_per_inch, turned
        )
        tsv = _recognise(image, name, program, tesseract)
        if tsv is None:
            break
        page = _page(image, number, tsv, turned)
        if best is None or (page.words and page.unsure_share < best.unsure_share):
            best = page
        if best.unsure_share <= GARBLED_SHARE:
            break
    return best


def _recognise(image: bytes, name: str, program: str, tesseract: Tesseract) -> str | None:
    """The TSV of a page, None where it took too long. Raises DocumentError."""
    limits = [str(tesseract.memory_bytes), str(tesseract.seconds_a_page), str(TSV_BYTES)]
    command = [program, "stdin", "stdout", "-l", tesseract.languages]
    command += ["--dpi", f"{tesseract.dots_per_inch:.0f}", "tsv"]
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(  # noqa: S603 - the program of the settings, under limits
                [sys.executable, "-P", "-s", "-m", "corpus.parsing.confinement", *limits, *command],
                input=image,
                stdout=output,
                stderr=subprocess.PIPE,
                timeout=tesseract.seconds_a_page + 5,
                check=False,
                env={
                    "LANG": "C.UTF-8",
                    "OMP_THREAD_LIMIT": "1",
                    "PATH": os.environ.get("PATH", os.defpath),
                    "PYTHONPATH": str(Path(corpus.__file__).resolve().parent.parent),
                },
            )
        except subprocess.TimeoutExpired:
            return None
        output.seek(0)
        tsv = output.read().decode("utf-8", errors="replace")
    if done.returncode < 0:
        return None
    if done.returncode:
        raise _failed(done.stderr.decode("utf-8", errors="replace"), name, tesseract)
    return tsv


def _failed(said: str, name: str, tesseract: Tesseract) -> DocumentError:
    missing = re.search(r"Failed loading language '?([\w/]+)", said)
    if missing:
        package = f"tesseract-ocr-{missing[1].replace('_', '-')}"
        return DocumentError(name, Reason.NEEDS_OCR, f"tesseract lacks a language: apt-get install {package}")
    last = (said.strip().splitlines() or ["it said nothing"])[-1][:200]
    return DocumentError(name, Reason.CRASHED, f"{tesseract.program}: {last}")


def _page(image: bytes, number: int, tsv: str, turned: int) -> ReadPage:
    header = _IMAGE.match(image)
    if header is None:  # pragma: no cover - `ocr_pages.render` writes it
        raise ValueError("the page's image has no header")
    width, height = float(header[1]), float(header[2])
    columns, rows = int(header[3]), int(header[4])
    scale = width / (rows if turned in (90, 270) else columns)
    return ReadPage(number, width, height, scale, upright(words_of(tsv), turned, columns, rows))


def _notes(read: list[ReadPage], slow: list[int], garbled: list[int], seconds: float) -> tuple[str, ...]:
    notes = ["This document is a scan: its text was recognised from images of its pages and may hold errors."]
    unsure = [page for page in read if page.words and page.unsure_share >= UNSURE_SHARE]
    if unsure:
        words = f"{sum(p.unsure for p in unsure):,} of {sum(len(p.words) for p in unsure):,} words"
        pages = _pages([p.number for p in unsure])
        notes.append(f"Read with little certainty: {words} on {pages}. Compare with the page's image.")
    if garbled:
        notes.append(f"Left out, for most words were guesses: {_pages(garbled)}.")
    if slow:
        notes.append(f"Left out, for reading took over {seconds:,.0f} seconds: {_pages(slow)}.")
    return tuple(notes)


def _pages(numbers: list[int]) -> str:
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
