"""What a PDF says of itself: proposed, to be confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from corpus.parsing.dates_in_files import printed_date, published_date
from corpus.parsing.pdf.types import Piece
from corpus.parsing.types import Proposed
from corpus.types import PartialDate

_NO_TITLE = re.compile(
    r"(?:untitled.*|microsoft (?:word|powerpoint|excel)\b.*|document\d*|slide \d+|title"
    r"|.*\.(?:docx?|pdf|pptx?|indd|qxd|rtf|xlsx?))",
    re.I,
)
_NO_AUTHOR = re.compile(r"(?:user|admin.*|author|owner|unknown|windows user|microsoft office user|\W*)", re.I)
_NOT_OF_ISSUE = re.compile(r"\b(?:end(?:ed|ing)|as (?:of|at)|period|until|from|since|by|before|due)\b", re.I)
_LONGEST = 250
_DATED_PAGES = 2
_SHORT = 2
"""Lines of a piece that may be a date by itself; the last line of a paragraph is none."""


def proposed(info: Mapping[str, str], language: str | None, pieces: Sequence[Piece]) -> Proposed:
    """Title and author from the file where they are ones, else the largest text of the first page; the date
    printed on the first two pages. The file's own time stamps are never taken for a date of publication."""
    title = _clean(info.get("Title", ""))
    if _NO_TITLE.fullmatch(title) or len(title) > _LONGEST or sum(c.isalpha() for c in title) < 4:
        title = _largest(pieces)
    author = _clean(info.get("Author", ""))
    if _NO_AUTHOR.fullmatch(author) or len(author) > _LONGEST or not any(c.isalpha() for c in author):
        author = ""
    return Proposed(
        title=title or None,
        authors=author or None,
        published=_date(piece for piece in pieces if piece.page <= _DATED_PAGES),
        language=language or None,
    )


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _largest(pieces: Sequence[Piece]) -> str:
    """The largest text of the first page that has any: pieces of that size that follow one another."""
    first = next((piece.page for piece in pieces if piece.lines and piece.table is None), None)
    sized = [
        (max(line.size for line in piece.lines), piece)
        for piece in pieces
        if piece.page == first and piece.lines and piece.table is None and not piece.lines[0].angle
        and any(c.isalpha() for line in piece.lines for c in line.text)
    ]  # fmt: skip
    if not sized:
        return ""
    most = max(size for size, _ in sized)
    words: list[str] = []
    for size, piece in sized:
        if size > 0.97 * most:
            words += [line.text.replace("\ufffe", "-") for line in piece.lines]
        elif words:
            break
    title = _clean(" ".join(words))
    return title if 4 <= len(title) <= _LONGEST else ""


def _date(pieces: Iterable[Piece]) -> PartialDate | None:
    """The date that the text says it was published, else the first that stands as a line of its own."""
    alone: list[PartialDate] = []
    for piece in pieces:
        for line in piece.lines:
            said = published_date(line.text)
            if said:
                return said
            date = printed_date(line.text)
            if date and len(piece.lines) <= _SHORT and _stands_alone(line.text):
                alone.append(date)
    return alone[0] if alone else None


def _stands_alone(line: str) -> bool:
    """Whether a dated line is a line of a cover, not of a sentence."""
    begun = line.lstrip()[:1]
    ended = line.rstrip().endswith((".", ",", ";")) and len(line.split()) > 4
    return len(line) <= 40 and not begun.islower() and not ended and not _NOT_OF_ISSUE.search(line)
