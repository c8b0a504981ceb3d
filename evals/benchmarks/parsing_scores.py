"""Scores of parsed text against the silver gold of tagged PDFs. Pure.

Every score is made of counts that can be added over pages and files.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.benchmarks.parsing_characters import HYPHEN
from evals.benchmarks.parsing_gold import RAISED, GoldFile, GoldPage, Run

_WORD = re.compile(r"[^\W_]+")
_BROKEN = re.compile(rf"([^\W_]+){HYPHEN}\s*([^\W_]+)")
_BROKEN_WORD = re.compile(rf"([^\W\d_]+){HYPHEN}\s*([^\W\d_]+)")
_CAPTION = re.compile(r"\W*(fig(ure)?|table|box|chart|graph|map)\.?\s*\d", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"^[\d.()\s]+")
_LONGEST_HEADING = 30
_QUOTED = re.compile(r"\s*[\"“”‘’']")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of what a parser made of one page."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """What a parser made of one page, in its order; numbers from 1."""

    number: int
    pieces: tuple[TextPiece, ...]

    @property
    def text(self) -> str:
        """All pieces, a line each."""
        return "\n".join(piece.text for piece in self.pieces)


def words(text: str) -> list[str]:
    """Runs of letters and figures, NFKC, without case and without soft hyphens."""
    return _WORD.findall(unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold())


def without_marks(text: str) -> str:
    """Text without its raised figures."""
    return re.sub(f"{RAISED}.", "", text)


@dataclass(frozen=True, slots=True)
class WordScores:
    """Words of one page: kept of those expected, foreign of those found, and which; whether an artifact of
    the page is in the text, None where it has none."""

    kept: int
    expected: int
    foreign: int
    found: int
    lost_words: tuple[str, ...]
    foreign_words: tuple[str, ...]
    leaked: bool | None


def word_scores(gold: GoldPage, page: PageText) -> WordScores:
    """Visible words that are no artifacts against the words found. Words broken at a line's end are scored
    apart: neither form is expected, all are allowed; so are raised figures."""
    texts = [*(without_marks(run.text) for run in gold.runs), *gold.loose]
    expected, allowed = Counter[str](), Counter[str]()
    for text in texts:
        for first, second in _BROKEN.findall(text):
            allowed.update(words(f"{first} {second} {first}{second}"))
        expected.update(words(_BROKEN.sub(" ", text)))
    allowed.update(expected)
    allowed.update(words(" ".join(gold.raised)))
    found = Counter(words(page.text))
    lost, foreign = expected - found, found - allowed
    artifacts = [Counter(words(line)) for line in gold.artifacts if words(line)]
    leaked = any(not line - foreign for line in artifacts) if artifacts else None
    return WordScores(
        (expected & found).total(), expected.total(), foreign.total(), found.total(),
        tuple(lost.elements()), tuple(foreign.elements()), leaked,
    )  # fmt: skip


def order_score(gold: GoldPage, page: PageText) -> tuple[int, int]:
    """The longest increasing run of places of the trigrams that both have exactly once, and their number."""
    of_gold = _unique_trigrams(words(" ".join(without_marks(run.text) for run in gold.runs)))
    of_page = _unique_trigrams(words(page.text))
    places = [of_page[trigram] for trigram in of_gold if trigram in of_page]
    return longest_increasing(places), len(places)


def longest_increasing(values: Iterable[int]) -> int:
    """The length of the longest strictly increasing subsequence."""
    ends: list[int] = []
    for value in values:
        place = bisect_left(ends, value)
        ends[place : place + 1] = [value]
    return len(ends)


def _unique_trigrams(sequence: Sequence[str]) -> dict[tuple[str, ...], int]:
    trigrams = list(zip(sequence, sequence[1:], sequence[2:], strict=False))
    counts = Counter(trigrams)
    return {trigram: place for place, trigram in enumerate(trigrams) if counts[trigram] == 1}


@dataclass(frozen=True, slots=True)
class HeadingScores:
    """Headings of one page: how many of those found are right, how many expected were found, and others."""

    right: int
    found: int
    recalled: int
    expected: int
    false: tuple[str, ...]
    missed: tuple[str, ...]


def heading_scores(gold: Sequence[Run], page: PageText) -> HeadingScores:
    """A heading is right where its letters are those of a tagged one, or of several on end; numbers before it
    aside. What tags call a heading and is none (`is_doubtful`) counts neither way."""
    tagged = [without_marks(run.text) for run in gold if run.is_heading]
    doubtful = {_letters(text) for text in tagged if is_doubtful(text)}
    expected = [text for text in tagged if not is_doubtful(text)]
    found = [piece.text for piece in page.pieces if piece.is_heading and _letters(piece.text)]
    found = [text for text in found if _letters(text) not in doubtful and not is_doubtful(text)]
    right = _matched([_letters(t) for t in found], [_letters(t) for t in expected])
    recalled = _matched([_letters(t) for t in expected], [_letters(t) for t in found])
    return HeadingScores(
        sum(right), len(found), sum(recalled), len(expected),
        tuple(text for text, hit in zip(found, right, strict=True) if not hit),
        tuple(text for text, hit in zip(expected, recalled, strict=True) if not hit),
    )  # fmt: skip


def is_doubtful(text: str) -> bool:
    """Tagged as a heading and none: a number or a date, a caption, a quotation, a paragraph; and the word
    Contents, which some files tag so and others do not."""
    length = len(text.split())
    quoted = bool(_QUOTED.match(text)) and (length >= 8 or bool(_QUOTED.match(text.rstrip(" .")[-1:])))
    bare = not any(character.isalpha() for character in text) or _letters(text) == "contents"
    return bare or bool(_CAPTION.match(text)) or length > _LONGEST_HEADING or quoted


def _letters(text: str) -> str:
    return "".join(words(_LEADING_NUMBER.sub("", text)))


def _matched(keys: Sequence[str], others: Sequence[str]) -> list[bool]:
    """Which keys, alone or joined with neighbours, equal another or several on end."""
    ends = range(1, 5)
    targets = {"".join(others[i : i + n]) for i in range(len(others)) for n in ends}
    hits = [False] * len(keys)
    for start in range(len(keys)):
        for n in ends:
            if "".join(keys[start : start + n]) in targets:
                hits[start : start + n] = [True] * len(keys[start : start + n])
    return hits


@dataclass(frozen=True, slots=True)
class HyphenScores:
    """Words broken at a line's end: genuine hyphens kept, of all genuine; joins made, of all due."""

    kept: int
    genuine: int
    joined: int
    due: int


def hyphen_scores(file: GoldFile, pages: dict[int, PageText]) -> HyphenScores:
    """A hyphen is genuine unless the file has the word joined, and not hyphenated, inside a line. It is kept
    where the page has the word with it, a join made where the page has the word without."""
    inside = " ".join(_BROKEN.sub(" ", run.text) for page in file.gold for run in page.runs).casefold()
    joined_words, hyphenated = set(_WORD.findall(inside)), set(re.findall(r"[^\W_]+[-‐‑][^\W_]+", inside))
    kept = genuine = joined = due = 0
    for page in file.gold:
        read = pages.get(page.number, PageText(page.number, ()))
        text = re.sub(r"(?<=[-‐‑])\s+", "", read.text.casefold())
        found = set(_WORD.findall(text))
        broken = [match for run in page.runs for match in _BROKEN_WORD.findall(run.text.casefold())]
        for first, second in broken:
            if first + second in joined_words and f"{first}-{second}" not in hyphenated:
                due += 1
                joined += first + second in found
            else:
                genuine += 1
                kept += bool(re.search(rf"{first}[-‐‑]{second}", text))
    return HyphenScores(kept, genuine, joined, due)
