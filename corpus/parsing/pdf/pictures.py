"""The nouns of showing a quotation on its page, without what draws it: for the process that asks."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.types import PageRef

DRAW = "corpus.parsing.pdf.quoted_pages:quoted_pages_in"
"""What the child process is asked for; see there for its arguments."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page from 1 as a picture: a PNG as base64 text, and what it shows for those who do not see it."""

    number: int
    png: str
    description: str


@dataclass(frozen=True, slots=True)
class QuotedPages:
    """The page a quotation begins on and, where it goes on there, the next. `marked` says whether the
    quotation was found on them; where it was not, nothing is marked on the one page."""

    marked: bool
    pages: tuple[PagePicture, ...]


def page_words(page: PageRef) -> str:
    """A page as readers are told of it: `page 12 (printed as 10)`."""
    printed = f" (printed as {page.label})" if page.label and page.label != str(page.physical) else ""
    return f"page {page.physical}{printed}"


def description(title: str, page: PageRef, marked: bool) -> str:
    """What a picture of a page shows."""
    words = page_words(page)
    end = "; the quotation is marked" if marked else "; nothing is marked"
    return f"{words[0].upper()}{words[1:]} of {title}{end}"
