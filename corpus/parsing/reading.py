"""A file on disk, of whatever kind, to blocks: the way in for untrusted documents."""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path, PurePath
from typing import BinaryIO

from corpus.parsing.ocr import UNTOLD, PagesTold, Tesseract, read_scan
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.sniff import Inspected
from corpus.parsing.types import DocumentError, Format, Limits, Parsed, Reason
from corpus.types import CorpusError

_SUFFIXES = {
    Format.PDF: {".pdf"},
    Format.HTML: {".html", ".htm", ".xhtml", ".shtml"},
    Format.DOCX: {".docx", ".docm", ".dotx", ".dotm"},
}
_SHORT = {
    Format.PDF: "a PDF",
    Format.HTML: "a web page",
    Format.DOCX: "a Word file",
    Format.MARKDOWN: "Markdown",
    Format.TEXT: "plain text",
}


def read_file(
    path: Path, limits: Limits | None = None, ocr: Tesseract | None = None, sandbox: Sandbox | None = None
) -> Parsed:
    """The blocks of a file. Its kind is told by its content; it is opened in a child process only.

    `ocr` says how to read scans (None: they are refused as such). A `sandbox`, whose limits then hold, saves
    the start of a process where many files are read, also by several threads at once.
    Raises DocumentError, or CorpusError where there is no file that can be opened.
    """
    try:
        file = open(path, "rb", opener=_not_waiting)  # noqa: SIM115 - closed by the `with` below
    except OSError as error:
        raise CorpusError(f"{path}: cannot be opened ({error.strerror}).") from None
    with file:
        return read_document(file, path.name, _size(file, path), limits, ocr, sandbox)


def read_document(
    document: bytes | BinaryIO,
    name: str,
    size: int,
    limits: Limits | None = None,
    ocr: Tesseract | None = None,
    sandbox: Sandbox | None = None,
    pages_told: PagesTold = UNTOLD,
) -> Parsed:
    """As `read_file`, of bytes or an open file of `size` bytes; `pages_told` hears how far OCR is. Raises
    DocumentError."""
    with ExitStack() as stack:
        used = sandbox or stack.enter_context(Sandbox(limits))
        if size == 0:
            raise DocumentError(name, Reason.EMPTY)
        if size > used.limits.file_bytes:
            allowed = f"{size / 1e6:,.0f} MB; {used.limits.file_bytes / 1e6:,.0f} MB can be read"
            raise DocumentError(name, Reason.TOO_LARGE, allowed)
        seen = used.call("corpus.parsing.inspection:inspect", Inspected, document, name)
        try:
            parsed = used.parse(document, name, seen.format, seen.pages)
        except DocumentError as error:
            if error.reason is not Reason.NEEDS_OCR or ocr is None:
                raise
            parsed = read_scan(document, name, seen.pages, used, ocr, pages_told)
    return _checked(parsed, name)


def _checked(parsed: Parsed, name: str) -> Parsed:
    """No empty success; a name that says another kind than the content is noted."""
    if not any(block.text.strip() for block in parsed.blocks):
        raise DocumentError(name, Reason.NO_TEXT)
    suffix = PurePath(name).suffix.lower()
    named = next((kind for kind, suffixes in _SUFFIXES.items() if suffix in suffixes), None)
    if named is None or named is parsed.format:
        return parsed
    note = f"Its name ends in {suffix}, but it is {_SHORT[parsed.format]}, and was read as that."
    return replace(parsed, notes=(*parsed.notes, note))


def _not_waiting(path: str, flags: int) -> int:
    """A named pipe would keep an ordinary `open` waiting for its other end."""
    return os.open(path, flags | os.O_NONBLOCK)


def _size(file: BinaryIO, path: Path) -> int:
    seen = os.fstat(file.fileno())
    if not stat.S_ISREG(seen.st_mode):
        raise CorpusError(f"{path}: is not a file. Add a file, or a folder of files.")
    return seen.st_size
