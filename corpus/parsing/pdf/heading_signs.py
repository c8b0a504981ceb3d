"""Signs that a piece of a page is a heading, and signs that it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.parsing.pdf import outline
from corpus.parsing.pdf.heading_styles import LARGER, SHORT, Body, Style, stands_out, style_of, text_of
from corpus.parsing.pdf.types import Piece

LONGEST = 30
MOST_LINES = 4
_GAP = 0.25
_CLOSE = 0.8
_APART = 0.5
# Of the title's size: what is as large as this above it stands beside it in rank.
_NEARLY_TITLE = 0.8
# Words of what a person is, under the name.
_OFFICE = 8
_INSET = 0.25
_CAPTION = re.compile(r"(Fig(ure)?|Table|Box|Chart|Graph|Map)\.?\s*\d|(Sources?|Notes?)\s*:", re.IGNORECASE)
NUMBERED = re.compile(
    r"(\d{1,2}(\.\d{1,2}){0,4}\.?|(Chapter|Annex|Appendix|Part|Section)\s+\w{1,4}\b)[:.]?\s", re.I
)
_DATE = re.compile(
    r"(\d{1,2}(st|nd|rd|th)?\s+)?(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{4}"
    r"|[a-z]{3,9}\.?\s+\d{1,2},\s+\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b.*|[\d/.\s-]+",
    re.IGNORECASE,
)
_PAGE_AT_END = re.compile(r"(\.{3,}|…|\s)\s*(\d{1,3}|[ivx]{1,5})$")
_QUOTED = re.compile(r"[\"“”‘’']")
_SENTENCES = re.compile(r"[a-z]{3}[.?!]\s+[A-Z]")
_ASIDE = re.compile(r"\(.*\)")
_NO_WORDS = re.compile(r"^(https?://|www\.)|\S@\S+\.\w|=|\.{4}")
_ENTRIES_OF_CONTENTS = 4


@dataclass(frozen=True, slots=True)
class PageManner:
    """What has to be known of a page to judge a line in it: where the lines of each column begin and end,
    whether it is one of contents, and size and height of the title where it is the first."""

    sides: dict[int, tuple[float, float]]
    contents: bool
    title: tuple[float, float] | None = None

    def largest_below(self, piece: Piece) -> float:
        """On the first page, the size of the title where it stands below this piece, else 0: what stands
        above a title names an institution or a series."""
        return self.title[0] if self.title and self.title[1] > piece.lines[0].bottom else 0.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How a document is set: its running text, styles of text that runs on, its pages by number, and the
    levels its outline gives to titles on pages."""

    body: Body
    running: frozenset[Style]
    pages: Mapping[int, PageManner]
    named: Mapping[tuple[str, int | None], int]


def page_manner(pieces: Sequence[Piece]) -> PageManner:
    """What a page's pieces tell of it."""
    sides: dict[int, tuple[float, float]] = {}
    entries = 0
    for piece in pieces:
        for line in piece.lines:
            left, right = sides.get(piece.column, (line.left, line.right))
            sides[piece.column] = (min(left, line.left), max(right, line.right))
            entries += bool(_PAGE_AT_END.search(line.text))
    lines = [line for piece in pieces for line in piece.lines if line.page == 1]
    largest = max(lines, key=lambda line: line.size, default=None)
    title = (largest.size, largest.top) if largest else None
    return PageManner(sides, entries >= _ENTRIES_OF_CONTENTS, title)


def levels_by_title(entries: Sequence[outline.Entry]) -> dict[tuple[str, int | None], int]:
    """Levels by title and page; a title may be set on the page before or after the one it leads to."""
    found: dict[tuple[str, int | None], int] = {}
    for entry in entries:
        for page in (entry.page, *((entry.page + 1, entry.page - 1) if entry.page else ())):
            found.setdefault((outline.key(entry.title), page), entry.level)
    return found


def is_heading(parts: Sequence[Piece], i: int, manner: Manner) -> bool:
    """Whether the piece at `i` of a document's pieces in order is a heading."""
    piece, body, page = parts[i], manner.body, manner.pages[parts[i].page]
    if not piece.alone or len(piece.lines) > MOST_LINES:
        return False
    text = text_of(piece.lines).strip()
    if not _may_be(piece, text, page) or not _followed(parts, i):
        return False
    if (outline.key(text), piece.page) in manner.named:
        return True
    style = style_of(piece.lines, body)
    if not stands_out(style, body) or _listed(parts, i, style, body):
        return False
    if style in manner.running and not _heads_text(parts, i, style, body):
        return False
    if style.size > LARGER * body.size:
        shown = piece.lines[0].size >= _NEARLY_TITLE * page.largest_below(piece)
        return shown and (style.bold or len(text.split()) <= SHORT) and not text.endswith((";", ","))
    if _runs_on(parts, i) or _heads_cells(parts, i, page) or _signs(parts, i):
        return False
    return _set_apart(piece, text, style)


def _may_be(piece: Piece, text: str, page: PageManner) -> bool:
    """Whether a piece could be a heading whatever it looks like."""
    words = text.split()
    bare = re.sub(r"^[\d.\s]+", "", text).replace(" ", "")
    letters = sum(c.isalpha() for c in bare)
    if letters < 3 or 2 * letters < len(bare):
        return False
    if reads_as_text(text) or (piece.role == "LI" and not NUMBERED.match(text)):
        return False
    names = text.count(",") >= 3 and not any(word.islower() for word in words)
    if names or (page.contents and _PAGE_AT_END.search(text)):
        return False
    return not (_CAPTION.match(text) or _NO_WORDS.search(text) or _ASIDE.fullmatch(text))


def reads_as_text(text: str) -> bool:
    """Whether words are no heading by what they say, even if tagged as one: a quotation, a date, several
    sentences, or more than 30 words. One sentence may be a heading, full stop and all."""
    words = len(text.split())
    if words > LONGEST or _SENTENCES.search(text) or _DATE.fullmatch(text):
        return True
    return bool(_QUOTED.match(text) and (words >= 8 or _QUOTED.match(text.rstrip(" .")[-1:])))


def _set_apart(piece: Piece, text: str, style: Style) -> bool:
    """For text of the running size: short, with white space above; a sentence only in bold, and in another
    font only a few words."""
    words = len(text.split())
    if (
        begins_lower(re.sub(r"^[\W\d]+", "", text))
        or text.endswith((";", ",", ":", "-", "–", "&"))
        or piece.gap < _GAP * style.size
    ):
        return False
    if any(line.bold != piece.lines[0].bold for line in piece.lines):
        return False
    if style.bold:
        return words <= SHORT or (words <= LONGEST and len(piece.lines) > 1)
    return words <= SHORT / 2 and not text.endswith((".", "?"))


def _heads_text(parts: Sequence[Piece], i: int, style: Style, body: Body) -> bool:
    """For a style in which text runs on too: one line by itself above a paragraph that is set otherwise."""
    piece = parts[i]
    if style.size > LARGER * body.size or len(piece.lines) > 1 or piece.gap < _APART * style.size:
        return False
    below = parts[i + 1] if i + 1 < len(parts) else piece
    place = (below.page, below.column) == (piece.page, piece.column) and below.role in ("P", "Box")
    return place and len(below.lines) > 1 and style_of(below.lines[:1], body) != style


def _signs(parts: Sequence[Piece], i: int) -> bool:
    """Whether it is a name under a text: one more line close below it, an office, and then nothing near."""
    piece, below = parts[i], parts[i + 1]
    if (below.page, below.column) != (piece.page, piece.column) or not i or len(below.lines) != 1:
        return False
    office = below.lines[0].text
    close = below.gap < _GAP * piece.lines[-1].size and below.lines[0].size <= piece.lines[-1].size
    if not close or len(office.split()) > _OFFICE or office.endswith((".", ":", "?", ",", ";")):
        return False
    over = parts[i - 1]
    after = parts[i + 2] if i + 2 < len(parts) else None
    alone = (
        after is None
        or (after.page, after.column) != (piece.page, piece.column)
        or after.gap > piece.lines[0].size
    )
    return alone and (over.page, over.column) == (piece.page, piece.column) and len(over.lines) > 1


def _listed(parts: Sequence[Piece], i: int, style: Style, body: Body) -> bool:
    """Whether it is an item of a list: numbered, and led up to by a colon, or beside another of its depth."""
    own = number_depth(parts[i])
    near = [parts[j] for j in (i - 1, i + 1) if 0 <= j < len(parts) and parts[j].lines]
    if own and i and parts[i - 1].lines and parts[i - 1].lines[-1].text.endswith(":"):
        return True
    return own > 0 and any(number_depth(p) == own and style_of(p.lines, body) == style for p in near)


def number_depth(piece: Piece) -> int:
    """How many numbers its leading number has (2 for `1.3`); 0 without one."""
    found = (
        re.match(r"(\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})+)[.)]?\s", piece.lines[0].text)
        if piece.lines
        else None
    )
    return found[1].count(".") + 1 if found else 0


def begins_lower(text: str) -> bool:
    """Whether a text begins with a word in small letters: not with a name like `iPhone`."""
    first = re.match(r"[^\W\d_]+", text)
    return first is not None and first[0][0].islower() and not any(char.isupper() for char in first[0])


def _runs_on(parts: Sequence[Piece], i: int) -> bool:
    """Whether what comes close below it goes on with the sentence."""
    piece = parts[i]
    if piece.lines[-1].text.endswith((".", "?", "!")):
        return False
    return any(
        p.page == piece.page and p.column == piece.column
        and p.gap < _CLOSE * piece.lines[-1].size and begins_lower(text_of(p.lines))
        for p in parts[i + 1 : i + 2]
    )  # fmt: skip


def _heads_cells(parts: Sequence[Piece], i: int, page: PageManner) -> bool:
    """Whether it stands over the cells of a table, away from the edge where text begins."""
    piece = parts[i]
    left, right = page.sides[piece.column]
    inset = piece.lines[0].left - left > _INSET * (right - left)
    return inset and any(p.page == piece.page and not (p.alone and p.lines) for p in parts[i + 1 : i + 2])


def _followed(parts: Sequence[Piece], i: int) -> bool:
    """Whether something to be headed comes after it."""
    return any(part.role != "Note" for part in parts[i + 1 : i + 4])
