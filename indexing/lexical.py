"""Every chunk scored by the terms that it shares with a question: BM25 over English stems."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from corpus.types import PartialDate
from indexing import postings
from indexing.embedding import Vectors
from indexing.exact import Rows
from indexing.postings import SCALE, Postings
from indexing.types import Chunk, Wording
from indexing.vocabulary import STOP_WORDS, stem

LONGEST_WORD = 40
ADDED_WEIGHT = 0.5
"""Of words that the reader did not write."""
QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]{3,200})[\"“”»]")
_WORD = re.compile(r"[^\W_]+")

_Term = tuple[str, ...]
"""One stem, or those of a phrase in order."""


def build(folder: Path, chunks: Iterable[Chunk]) -> None:
    """Write a new term index of these chunks, whose rows are in their order."""
    postings.build(folder, map(indexed_text, chunks), stems)


def change(base: Path, folder: Path, kept: Rows, chunks: Iterable[tuple[int, Chunk]]) -> None:
    """Write a term index like that in `base`, of which each row moves to that in `kept`, or goes where that
    says -1, and with these chunks in further rows."""
    postings.change(base, folder, kept, ((row, indexed_text(chunk)) for row, chunk in chunks), stems)


def indexed_text(chunk: Chunk) -> str:
    """What a chunk is found by: what is embedded, so its title and heading too, and its dates."""
    return f"{chunk.embedded_text}\n{_dates(chunk)}"


def _dates(chunk: Chunk) -> str:
    """The dates its figures describe, in words, where the sentences need not name them."""
    found = []
    for as_at in dict.fromkeys(s.source.as_at for s in chunk.sentences if s.source):
        try:
            found.append(str(PartialDate.parse(as_at)))
        except ValueError:
            found.append(as_at)
    return "; ".join(found)


def stems(text: str, stop_words: bool = True) -> list[str]:
    """The stems of the words of a text, in order, with stop words or without."""
    words = (w for w in _WORD.findall(text.lower()) if len(w) <= LONGEST_WORD)
    return [stem(w) for w in words if stop_words or w not in STOP_WORDS]


def terms_of(wording: Wording) -> dict[str, float]:
    """The stems that a wording is searched by and the weight of each: 1 for the reader's own words."""
    own, added = stems(wording.text, stop_words=False), stems(wording.added, stop_words=False)
    return dict.fromkeys(added, ADDED_WEIGHT) | dict.fromkeys(own, 1.0)


def phrases_in(text: str) -> tuple[_Term, ...]:
    """What a reader set in double quotation marks, as stems in their order, stop words included; what has one
    word only is no phrase."""
    phrases = (tuple(stems(quoted)) for quoted in QUOTED.findall(text))
    return tuple(dict.fromkeys(phrase for phrase in phrases if len(phrase) > 1))


class TermIndex:
    """The terms of one generation, opened to be searched. Safe to share by threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`. Raises OSError or ValueError where files are gone or not ours."""
        self._postings = Postings(folder)

    def __len__(self) -> int:
        return len(self._postings)

    def shares(self, wordings: Sequence[Wording]) -> Vectors:
        """How much of a question's terms each chunk holds, by row; 0 where none.

        The share, in [0, 1), is BM25 divided by the most it could be for these terms, (k1 + 1) times the sum
        of their inverse document frequencies; of several wordings the weighted mean. A quoted phrase is a
        term more, as rare as its words together.
        """
        shares = np.zeros(len(self), np.float32)
        for term, weight in self._weights(wordings).items():
            rows, saturations = self._postings.of(*term) if len(term) == 1 else self._postings.of_phrase(term)
            shares[rows] += np.float32(weight / SCALE) * saturations
        return shares

    def _weights(self, wordings: Sequence[Wording]) -> dict[_Term, float]:
        """What each term, a stem or the stems of a phrase, gives to the share where it occurs without end."""
        whole = sum(w.weight for w in wordings)
        weights: dict[_Term, float] = {}
        for wording in wordings:
            own: dict[_Term, float] = {(stem,): weight for stem, weight in terms_of(wording).items()}
            own |= dict.fromkeys(phrases_in(wording.text), 1.0)
            rarities = {term: weight * sum(map(self._idf, term)) for term, weight in own.items()}
            most = sum(rarities.values())
            for term, rarity in rarities.items():
                added = wording.weight / whole * rarity / most
                weights[term] = weights.get(term, 0.0) + added
        return weights

    def _idf(self, stem: str) -> float:
        """Inverse document frequency, above 0; Robertson and Spärck Jones (1976), as Lucene has it."""
        n = self._postings.count(stem)
        return math.log(1 + (len(self) - n + 0.5) / (n + 0.5))

    def close(self) -> None:
        """Let go of the files."""
        self._postings.close()

    def stems_of(self, rows: Iterable[int]) -> list[set[str]]:
        """The stems of each of these chunks. Reads the whole index, once."""
        return self._postings.stems_of(rows)
