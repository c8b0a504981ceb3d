"""Pictures of the pages of added PDFs with a quotation marked, drawn in a child process and kept a while."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.types import Passage
from corpus.parsing.pdf.pictures import DRAW, QuotedPages, page_words
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError, Format
from corpus.types import Original, PageRef
from indexing import files

SCALE = 2.0
"""Pixels a point: sharp on a fine screen, readable when enlarged."""
SECONDS = 30.0
KEPT = 32
KEPT_BYTES = 64_000_000

NOT_FOUND = (
    "The quotation could not be found on the picture of this page, so nothing is marked. "
    "It was read from this page: compare the words yourself."
)
READ_BY_OCR = (
    "The words of this document were read from pictures of its pages (OCR), so the quotation cannot be "
    "marked. It was read from this page: compare the words yourself."
)


class PageImageError(AssistantError):
    """The page of a quotation cannot be drawn; the message says why."""


@dataclass(frozen=True, slots=True)
class PicturedPage:
    """A page as a PNG; `description` says what it shows to those who do not see it."""

    png: bytes
    page: PageRef
    description: str


@dataclass(frozen=True, slots=True)
class PageImage:
    """The page a quotation begins on and, where it goes on there, the next one.

    `marked` says whether the quotation was found and marked; where it was not, `message` says so to the
    reader.
    """

    pages: tuple[PicturedPage, ...]
    marked: bool
    message: str = ""


def has_page_image(passage: Passage) -> bool:
    """Whether the passage stands on a page that can be drawn."""
    original = passage.original
    return bool(original and passage.citation.page and original.media_type == Format.PDF.value)


class PageImages:
    """Draws pages of the library's kept files; remembers the last few. Safe to share by threads."""

    def __init__(self, home: Path, kept: int = KEPT) -> None:
        """`home` is the library's folder; at most `kept` pictures are remembered. No process is started
        before one is needed."""
        self._home = home
        self._sandbox = Sandbox()
        self._most = kept
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, PageRef, str], PageImage] = OrderedDict()

    def close(self) -> None:
        """End the child processes that wait for work."""
        self._sandbox.close()

    def of(self, passage: Passage) -> PageImage | None:
        """The pages of a passage's quotation, None where the document is no PDF of which the page is known.

        Raises PageImageError where the kept file is not as it was, or cannot be drawn.
        """
        original, page = passage.original, passage.citation.page
        if not has_page_image(passage) or original is None or page is None:
            return None
        key = (original.sha256, page, passage.citation.quotation)
        with self._lock:
            if known := self._kept.get(key):
                self._kept.move_to_end(key)
                return known
        made = self._drawn(passage, original, page)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > 1 and (len(self._kept) > self._most or self._bytes() > KEPT_BYTES):
                self._kept.popitem(last=False)
        return made

    def _bytes(self) -> int:
        return sum(len(page.png) for image in self._kept.values() for page in image.pages)

    def _drawn(self, passage: Passage, original: Original, page: PageRef) -> PageImage:
        citation, following = passage.citation, passage.next_page
        try:
            with files.opened(files.kept_path(self._home, original.sha256)) as file:
                if files.hash_file(file) != original.sha256:
                    raise OSError("it is damaged")
                file.seek(0)
                drawn = self._sandbox.call(
                    DRAW, QuotedPages, file, original.file_name, page.physical, citation.quotation, SCALE,
                    citation.publication.title, page.label, following.label if following else None,
                    seconds=SECONDS,
                )  # fmt: skip
        except OSError as error:
            raise PageImageError(
                f"The kept file of this document cannot be used ({error.strerror or error}), so its page "
                "cannot be shown. See what is wrong with: evidence verify"
            ) from None
        except DocumentError as error:
            words = page_words(page)
            raise PageImageError(
                f"{words[0].upper()}{words[1:]} cannot be drawn. {error} Its text is as it was read."
            ) from None
        return PageImage(
            tuple(
                PicturedPage(b64decode(p.png), _ref(p.number, page, following), p.description)
                for p in drawn.pages
            ),
            drawn.marked,
            "" if drawn.marked else READ_BY_OCR if passage.ocr else NOT_FOUND,
        )


def _ref(number: int, page: PageRef, following: PageRef | None) -> PageRef:
    return page if number == page.physical else following or PageRef(number)
