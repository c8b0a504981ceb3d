"""Words of a page with their boxes, and the lines and phrases they make within a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.parsing.pdf import lettering
from corpus.parsing.pdf.types import PageChars
from corpus.parsing.text_hygiene import tidy

PHRASE_GAP = 0.6
"""Wider white space than this, in font sizes, parts two phrases of a line; a space is about 0.3."""
_WORD_GAP = 0.25
# Glyphs without a letter, a minus often: to be seen in the text, not left out of a figure.
_NAMELESS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_OF_LENGTH = re.compile(r"(?:^|\W)(?:[ckm]?m|ft|s)$")
_CURRENCY = re.compile(r"[$£€¥]|(US|A|C|NZ)\$")
_NUMBER = re.compile(
    r"[(\[<>≤≥~±+\u2212\u2013-]*\s*(?:[$£€¥]\s*)?[(\u2212-]?\d[\d,. ]*\d?"
    r"\s*(?:%|pp|bn|[bmkx])?\)?(?:%|bn|[bmk])?[*†‡§]*"
    r"|[-\u2010-\u2015\u2212]+|n/?a|\.\.|:|[$£€¥]\s*[-\u2010-\u2015\u2212]+|%|\)|\(|[$£€¥]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """Characters that stand together: `chars` are their indices in the page, `text` them as printed, `mark`
    whether it is a raised mark of a footnote. Places are in points from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    text: str
    chars: tuple[int, ...]
    mark: bool = False

    @property
    def middle(self) -> float:
        """Half way from left to right."""
        return (self.left + self.right) / 2

    @property
    def centre(self) -> float:
        """Half way down its letters, of which the box is taller."""
        return self.baseline - 0.3 * self.size


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of one line without a wide gap between them, where it begins and ends, and half way between."""

    words: tuple[Word, ...]
    left: float
    right: float

    @classmethod
    def of(cls, words: Sequence[Word]) -> Phrase:
        """From words in order from left to right, at least one."""
        return cls(tuple(words), words[0].left, max(word.right for word in words))

    @property
    def middle(self) -> float:
        """Half way from left to right."""
        return (self.left + self.right) / 2


def words_of(chars: PageChars) -> list[Word]:
    """The words of a page that run from left to right, in PDFium's order, hidden text and furniture out."""
    text = chars.text
    kinds, of = np.unique(lettering.codes(text), return_inverse=True)
    index = np.flatnonzero(np.array([_prints(chr(code)) for code in kinds.tolist()], bool)[of])
    if len(index):
        bare = ~(chars.hidden[index] | chars.artifact[index]) & (chars.angles[index] == 0)
        index = index[bare & (~chars.generated[index] | (chars.boxes[index, 2] > chars.boxes[index, 0]))]
    if not len(index):
        return []
    sizes, base = chars.sizes[index], chars.baselines[index]
    lefts, rights = chars.boxes[index, 0], chars.boxes[index, 2]
    size = np.maximum(np.minimum(sizes[1:], sizes[:-1]), 1)
    gap = lefts[1:] - rights[:-1]
    ligature = (lefts[1:] == lefts[:-1]) & (rights[1:] == rights[:-1])
    parted = (np.diff(index) > 1) | (np.abs(np.diff(base)) > 0.15 * size)
    back = (gap < -0.6 * size) & ~ligature
    parted |= (gap > _WORD_GAP * size) | back | (np.abs(np.diff(sizes)) > 0.15 * size)
    starts = np.r_[0, np.flatnonzero(parted) + 1]
    boxes = chars.boxes[index]
    lows = np.minimum.reduceat(boxes[:, :2], starts).tolist()
    highs = np.maximum.reduceat(boxes[:, 2:], starts).tolist()
    counts = np.diff(np.r_[starts, len(index)])
    bold = (2 * np.add.reduceat((chars.weights[index] >= 600).astype(np.int32), starts) > counts).tolist()
    firsts = starts.tolist()
    base_at, size_at = base[starts].tolist(), sizes[starts].tolist()
    all_chars = index.tolist()
    words = []
    for k, (start, count) in enumerate(zip(firsts, counts.tolist(), strict=True)):
        mine = all_chars[start : start + count]
        said = _NAMELESS.sub("\ufffd", text[mine[0] : mine[-1] + 1])
        (left, top), (right, bottom) = lows[k], highs[k]
        words.append(
            Word(left, top, right, bottom, base_at[k], size_at[k], bold[k], said, tuple(mine)),
        )
    return words


def _prints(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) != "Cf"


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words as lines from top to bottom, each from left to right; raised words stand with their line."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.baseline):
        for line in reversed(lines[-3:]):
            first = line[0]
            if word.baseline == first.baseline:
                line.append(word)
                break
            larger, smaller = max(word.size, first.size), min(word.size, first.size)
            reach = (0.42 if smaller > 0.8 * larger else 0.55) * larger
            if abs(word.baseline - first.baseline) <= reach:
                line.append(word)
                break
        else:
            lines.append([word])
    return [_marked(sorted(line, key=lambda w: w.left)) for line in lines]


def _marked(line: list[Word]) -> list[Word]:
    """The line with small raised figures that touch what stands before them told as marks of footnotes."""
    done: list[Word] = []
    for word in line:
        before = done[-1] if done else None
        raised = (
            before is not None
            and word.size <= 0.8 * before.size
            and word.baseline < before.baseline - 0.1 * before.size
            and word.left - before.right < 0.5 * before.size
            and re.fullmatch(r"[(\[]?[\da-z,*†‡]{1,5}[)\]]?", word.text) is not None
            and not (word.text in ("2", "3") and _OF_LENGTH.search(before.text))
        )
        done.append(_as_mark(word) if raised else word)
    return done


def _as_mark(word: Word) -> Word:
    return Word(
        word.left, word.top, word.right, word.bottom, word.baseline, word.size, word.bold, word.text,
        word.chars, True,
    )  # fmt: skip


def phrases_of(line: Sequence[Word], gap: float = PHRASE_GAP) -> list[Phrase]:
    """A line as phrases; a sign of currency begins a new one where any space is before it."""
    parts: list[list[Word]] = []
    end = 0.0
    for word in line:
        before = parts[-1][-1] if parts else None
        if before is None:
            new = True
        else:
            size = max(word.size, before.size)
            new = word.left - end > gap * size
            if not new and _CURRENCY.match(word.text):
                new = word.left - end > (0.15 if _NUMBER.fullmatch(before.text) else 0.32) * size
        if new:
            parts.append([])
            end = word.right
        parts[-1].append(word)
        end = max(end, word.right)
    return [Phrase.of(part) for part in parts]


def text_of(words: Iterable[Word], after: str = " ") -> str:
    """Words of a cell as text: line by line, marks of footnotes out, a figure's sign joined to it."""
    pieces: list[str] = []
    for line in lines_of(words):
        last: Word | None = None
        marked = any(word.mark for word in line)
        for word in (w for w in line if not w.mark):
            close = last is not None and word.left - last.right < 0.12 * max(word.size, last.size)
            if pieces and not close and not (marked and word.text[0] in ".,;:"):
                pieces.append(" ")
            pieces.append(word.text)
            last = word
    text = "".join(pieces).replace("\ufffe ", "-").replace("\ufffe", "-")
    return _joined_figures(tidy(text))


def _joined_figures(text: str) -> str:
    """A bracket or a sign of per cent that stands apart from its figure joined to it."""
    return re.sub(r"(?<=\d) (?=[)%](?:\s|$))", "", re.sub(r"(?<=\() (?=[\d$£€])", "", text))


def is_number(text: str) -> bool:
    """Whether a cell holds a figure, a part of one, or a sign that there is none."""
    return bool(text) and _NUMBER.fullmatch(text.strip()) is not None
