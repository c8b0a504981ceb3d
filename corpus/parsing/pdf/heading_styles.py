"""How a document sets its text: what its running text looks like, and which looks are those of headings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.parsing.pdf.types import Line, Piece

LARGER = 1.12
"""A heading's size against that of the running text, where it is larger at all."""
SHORT = 20
"""Words of a line that may be a heading for its weight alone."""
LONG = 30
_SMALLER = 0.9
_RUNNING = ("P", "LI", "Box")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, order=True)
class Style:
    """How a piece is set: size in points to the nearest half, bold or not, all capitals or not, and its font
    where that is not the font of the running text (empty where it is)."""

    size: float
    bold: bool
    capitals: bool
    font: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """How the running text of a document is set."""

    size: float
    bold: bool
    font: str


def body_of(pieces: Iterable[Piece]) -> Body:
    """The commonest size, weight and font of the letters in paragraphs and list items."""
    sizes, weights, fonts = Counter[float](), Counter[bool](), Counter[str]()
    for piece in pieces:
        if piece.role not in _RUNNING:
            continue
        for line in piece.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
            weights[line.bold] += len(line.text)
            fonts[_family(line.font)] += len(line.text)
    if not sizes:
        return Body(0.0, False, "")
    return Body(sizes.most_common(1)[0][0], weights.most_common(1)[0][0], fonts.most_common(1)[0][0])


def _family(font: str) -> str:
    """A font's name without the prefix of a subset and without its weight."""
    return re.sub(r"^[A-Z]{6}\+", "", font)


def style_of(lines: Sequence[Line], body: Body) -> Style:
    """The style of lines on end: that of most of their letters."""
    letters = Counter[tuple[float, str, bool]]()
    for line in lines:
        letters[line.size, line.font, line.bold] += len(line.text)
    sizes, fonts = Counter[float](), Counter[str]()
    bold = 0
    for (size, name, heavy), count in letters.items():
        sizes[round(size * 2) / 2] += count
        fonts[_family(name)] += count
        bold += count if heavy else -count
    font = fonts.most_common(1)[0][0]
    return Style(
        sizes.most_common(1)[0][0], bold > 0, is_capitals(text_of(lines)), "" if font == body.font else font
    )


def text_of(lines: Iterable[Line]) -> str:
    """Lines as one text, one space between."""
    return " ".join(line.text for line in lines)


def is_capitals(text: str) -> bool:
    """Whether a text of words is set in capitals."""
    return text == text.upper() and len("".join(_WORD.findall(text))) >= 4


def stands_out(style: Style, body: Body) -> bool:
    """Whether text in this style differs from the running text as headings do."""
    if style.size > LARGER * body.size:
        return True
    heavier = style.bold and not body.bold
    return style.size >= _SMALLER * body.size and (heavier or style.capitals or bool(style.font))


def running_styles(pieces: Sequence[tuple[Style, str]]) -> set[Style]:
    """Styles in which the document sets text that runs on: most of the words so set are in long pieces."""
    long: dict[Style, int] = defaultdict(int)
    total: dict[Style, int] = defaultdict(int)
    for style, text in pieces:
        words = len(text.split())
        total[style] += words
        long[style] += words if words > LONG else 0
    return {style for style, words in total.items() if 3 * long[style] > 2 * words}


@dataclass(frozen=True, slots=True)
class Rank:
    """How far out a heading stands: by its style, by how many numbers it begins with (0: none), and by the
    level that the outline or the tags give it or headings of its style (None: none). `fixed` says that the
    level is to stay: it is that of tags."""

    style: Style
    depth: int
    known: int | None
    fixed: bool = False

    def within(self, other: Rank) -> bool:
        """Whether it stands below another that comes before it, as far as both show."""
        if self.known is not None and other.known is not None:
            return self.known > other.known
        if self.depth and other.depth:
            return self.depth > other.depth
        return self._weight() < other._weight()

    def _weight(self) -> tuple[float, bool, bool, bool]:
        return self.style.size, self.style.bold, self.style.capitals, not self.style.font


def levels(ranks: Sequence[Rank]) -> list[int]:
    """Levels 1 to 6 of headings in order: each one below the nearest before it that it stands within."""
    above: list[tuple[Rank, int]] = []
    found = []
    for rank in ranks:
        while above and not rank.within(above[-1][0]):
            above.pop()
        level = min(above[-1][1] + 1 if above else 1, 6)
        if rank.fixed and rank.known is not None:
            level = rank.known
        above.append((rank, level))
        found.append(level)
    return found
