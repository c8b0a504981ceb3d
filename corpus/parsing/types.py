"""The nouns of parsing: kinds of file, what a parser gives, and why a file cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.types import Block, CorpusError, HiddenText, Page, PartialDate


class Format(StrEnum):
    """Kinds of file that can be read; the value is the media type."""

    PDF = "application/pdf"
    HTML = "text/html"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"


class Reason(StrEnum):
    """Why a file gave no text; the value is said to the reader."""

    EMPTY = "The file is empty"
    UNKNOWN_TYPE = "This kind of file cannot be read"
    NEEDS_PASSWORD = "This file needs a password"  # noqa: S105 - not one
    NEEDS_OCR = "This is a scan. It needs OCR before it can be searched"
    NO_TEXT = "The file holds no text"
    DAMAGED = "The file is damaged"
    TOO_LARGE = "The file is too large"
    TOO_SLOW = "Reading the file took too long"
    TOO_MUCH_MEMORY = "Reading the file took too much memory"
    UNSAFE = "The file is built in a way that is not safe to open"
    CRASHED = "The reader of this kind of file failed on it"


class DocumentError(CorpusError):
    """A file gave no text. `reason` says why in kind, `detail` what was seen; the message is both."""

    def __init__(self, name: str, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{name}: {reason.value}{f' ({detail})' if detail else ''}.")
        self.name, self.reason, self.detail = name, reason, detail


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a file says of itself, to be confirmed by the catalogue, a sidecar or a reader; None where unseen.

    `published` is a date printed or stated as that of publication, never the file's own time stamp alone.
    """

    title: str | None = None
    publisher: str | None = None
    published: PartialDate | None = None
    authors: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser makes of one file. Fields as in `corpus.types.Report`."""

    format: Format
    blocks: tuple[Block, ...]
    proposed: Proposed = Proposed()
    pages: tuple[Page, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    notes: tuple[str, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: bytes of the file, of memory and of any file written, and seconds of
    processor and wall time; `seconds_a_page` is added for each page of a PDF."""

    file_bytes: int = 200_000_000
    memory_bytes: int = 1_500_000_000
    written_bytes: int = 200_000_000
    seconds: float = 120.0
    seconds_a_page: float = 0.1
