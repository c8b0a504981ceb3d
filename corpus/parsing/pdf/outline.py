"""The outline (bookmarks) a PDF brings along: where it has one, a second opinion on what is a heading."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pypdfium2 as pdfium

MOST_ENTRIES = 5_000
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its title as the file has it, its level from 1 (outermost), and the page it leads to, from 1;
    None where that is not told."""

    title: str
    level: int
    page: int | None


def read(document: pdfium.PdfDocument) -> tuple[Entry, ...]:
    """The entries of an open document in order, `MOST_ENTRIES` at most; none where it has no outline."""
    return tuple(islice(_entries(document), MOST_ENTRIES))


def _entries(document: pdfium.PdfDocument) -> Iterator[Entry]:
    for bookmark in islice(document.get_toc(max_depth=_DEEPEST), MOST_ENTRIES):
        title = " ".join(bookmark.get_title().replace("\0", " ").split())
        goal = bookmark.get_dest()
        index = goal.get_index() if goal else None
        if title:
            yield Entry(title, bookmark.level + 1, None if index is None or index < 0 else index + 1)


def key(text: str) -> str:
    """Letters and figures only, NFKC, without case: for comparing a title with a line of a page."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
