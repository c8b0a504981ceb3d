"""A look at a file before it is parsed, in the child: its kind, its archive, its number of pages."""

from __future__ import annotations

import pypdfium2

from corpus.parsing.archives import check_archive
from corpus.parsing.sniff import Inspected, sniff
from corpus.parsing.types import DocumentError, Format, Reason

MAX_PAGES = 20_000


def inspect(data: bytes, name: str) -> Inspected:
    """What kind of file it is, and whether a Word file's archive may be opened. Raises DocumentError."""
    kind = sniff(data, name)
    if kind is Format.DOCX:
        check_archive(data, name)
    return Inspected(kind, _pages(data, name) if kind is Format.PDF else 0)


def _pages(data: bytes, name: str) -> int:
    """Pages of a PDF, 0 where PDFium does not open it: why is for the parser to say."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = len(document)
    except pypdfium2.PdfiumError:
        return 0
    if pages > MAX_PAGES:
        raise DocumentError(name, Reason.TOO_LARGE, f"{pages:,} pages; {MAX_PAGES:,} can be read")
    return pages
