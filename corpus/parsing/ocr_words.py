"""From the words tesseract recognised on pages to blocks: pure functions of its TSV."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.types import Area, Block, BlockKind, Page, PageRef

UNSURE = 60.0
"""Confidence (0 to 100, higher is better) below which a word is counted as read with little certainty."""
NOISE = 40.0
"""Confidence below which a mark without letter or digit is taken for a speck."""
MARGIN = 0.08
"""Share of a page's height, at top and bottom, in which running heads and page numbers stand."""
RUNNING_PAGES = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word: its paragraph and line in tesseract's layout, where it stands in pixels from the top
    left corner, and tesseract's confidence (0 to 100, higher is better)."""

    paragraph: tuple[int, int]
    line: int
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    text: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read on a page; `width` and `height` are in points, `scale` is points a pixel."""

    number: int
    width: float
    height: float
    scale: float
    words: tuple[Word, ...]

    @property
    def unsure(self) -> int:
        """Words read with little certainty."""
        return sum(word.confidence < UNSURE for word in self.words)

    @property
    def unsure_share(self) -> float:
        """Their share, 0 to 1; lower is better."""
        return self.unsure / max(1, len(self.words))


def words_of(tsv: str) -> tuple[Word, ...]:
    """Words of tesseract's TSV (levels below the word's are its layout), without blanks and specks."""
    words = []
    for row in tsv.splitlines():
        cells = row.split("\t", 11)
        if len(cells) < 12 or cells[0] != "5":
            continue
        block, paragraph, line, _, left, top, width, height = (int(cell) for cell in cells[2:10])
        confidence, text = float(cells[10]), cells[11].strip()
        if not text or (confidence < NOISE and not any(letter.isalnum() for letter in text)):
            continue
        box = (left, top, left + width, top + height)
        words.append(Word((block, paragraph), line, *box, confidence, text))
    return tuple(words)


def upright(words: Sequence[Word], turned: int, width: int, height: int) -> tuple[Word, ...]:
    """Words of an image turned clockwise by `turned` degrees, `width` by `height` pixels, with their places
    on the page as it was before."""
    placed = []
    for word in words:
        left, top, right, bottom = word.left, word.top, word.right, word.bottom
        if turned == 90:
            left, top, right, bottom = top, width - right, bottom, width - left
        elif turned == 180:
            left, top, right, bottom = width - right, height - bottom, width - left, height - top
        elif turned == 270:
            left, top, right, bottom = height - bottom, left, height - top, right
        placed.append(replace(word, left=left, top=top, right=right, bottom=bottom))
    return tuple(placed)


def blocks_of(pages: Sequence[ReadPage]) -> tuple[tuple[Block, ...], tuple[Page, ...]]:
    """Paragraphs in tesseract's order, and the pages with what is furniture on them: page numbers in the
    margin, and what stands there on at least three pages but for its digits. Every block is a paragraph: what
    is a heading, a scan does not say."""
    found = [(page, [_paragraph(page, list(words)) for _, words in _paragraphs(page)]) for page in pages]
    repeated = Counter(
        mask for page, blocks in found for mask in {_masked(b) for b in blocks if _in_margin(b, page)}
    )
    kept: list[Block] = []
    made: list[Page] = []
    for page, blocks in found:
        furniture = [
            b
            for b in blocks
            if _in_margin(b, page) and (_masked(b) in {"", "0"} or repeated[_masked(b)] >= RUNNING_PAGES)
        ]
        kept += [b for b in blocks if b not in furniture]
        texts = tuple(b.text for b in furniture)
        made.append(Page(PageRef(page.number), page.width, page.height, texts))
    return tuple(kept), tuple(made)


def _paragraphs(page: ReadPage) -> list[tuple[tuple[int, int], list[Word]]]:
    return [(key, list(words)) for key, words in groupby(page.words, key=lambda w: w.paragraph)]


def _paragraph(page: ReadPage, words: list[Word]) -> Block:
    lines = [" ".join(w.text for w in line) for _, line in groupby(words, key=lambda w: w.line)]
    text = re.sub(r"(?<=\w-)\n(?=\w)", "", "\n".join(lines)).replace("\n", " ")
    area = Area(
        page.number,
        min(w.left for w in words) * page.scale,
        min(w.top for w in words) * page.scale,
        max(w.right for w in words) * page.scale,
        max(w.bottom for w in words) * page.scale,
    )
    exact = "\n".join(lines)
    original = exact if text != exact.replace("\n", " ") else None
    return Block(BlockKind.PARAGRAPH, text, (), PageRef(page.number), original=original, areas=(area,))


def _masked(block: Block) -> str:
    """The text without digits, letters in lower case; '0' stands for a number alone."""
    text = re.sub(r"\W+", " ", block.text.lower()).strip()
    return "0" if re.fullmatch(r"(?:page )?\d+(?: of \d+)?", text) else re.sub(r"\d+", "", text).strip()


def _in_margin(block: Block, page: ReadPage) -> bool:
    area = block.areas[0]
    return area.bottom <= page.height * MARGIN or area.top >= page.height * (1 - MARGIN)
