"""Which sentences of the evidence a claim goes with, and how much of its wording they hold. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from indexing.chunking import split_sentences
from indexing.vocabulary import STOP_WORDS, stem, words

BEST, THREE, TRIGRAMS = 0.38, 0.24, 0.38
"""What the best sentence, the best three together and word order count for in the wording. They sum to 1.
Rounded from a logistic regression whose weights may not be negative; where from: `support.SUPPORTED_FROM`."""
_MOST_ALIGNED = 3
_LONGEST = 1000

Weight = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence read once: its words as written, their stems in order, and the stems of its content words
    (of all its words where it has no others)."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    content: frozenset[str]


@dataclass(frozen=True, slots=True)
class Alignment:
    """How much of a claim's wording its evidence holds; every share is in [0, 1], higher is more.

    `best` and `three` are the weighted shares of the claim's content words that the best sentence and the
    best three hold (as many times over as the claim has sentences); `trigrams` is the share of its runs of
    three words that stand in one sentence. `novel` are the content words that no sentence has, as written;
    `sentences` the sentences aligned, the best first, `nearest` those of them that `best` is of.
    """

    best: float
    three: float
    trigrams: float
    novel: tuple[str, ...]
    sentences: tuple[str, ...]
    nearest: tuple[str, ...]

    @property
    def wording(self) -> float:
        """The three shares as one, in [0, 1]."""
        return BEST * self.best + THREE * self.three + TRIGRAMS * self.trigrams


def read_sentence(text: str) -> Sentence:
    """Read a sentence, or a claim of several."""
    written = tuple(words(text))
    stems = tuple(stem(word) for word in written)
    content = (s for s, word in zip(stems, written, strict=True) if word.lower() not in STOP_WORDS)
    return Sentence(text, written, stems, frozenset(content) or frozenset(stems))


def read_passage(passage: str) -> Iterator[Sentence]:
    """The sentences of a passage; one too long to be a sentence (a table run together) in parts."""
    for text in split_sentences(passage):
        while len(text) > _LONGEST:
            cut = text.rfind(" ", 1, _LONGEST)
            cut = cut if cut > 0 else _LONGEST
            yield read_sentence(text[:cut])
            text = text[cut:]
        yield read_sentence(text)


def align(claim: Sentence, held: Sequence[Sentence], weight: Weight | None = None) -> Alignment:
    """Hold a claim that has words against sentences of evidence.

    Sentences are chosen one after another, each for the weight of the claim's words it adds (the first given
    wins a tie). Without `weight`, or where all the claim's stems weigh nothing, every stem weighs the same.
    """
    weights = {s: weight(s) for s in claim.content} if weight else {}
    total = math.fsum(weights.values())  # rounds once: no figure hangs on the order of a set
    if total <= 0:
        weights, total = dict.fromkeys(claim.content, 1.0), float(len(claim.content))
    own = list(read_passage(claim.text))
    chosen: list[Sentence] = []
    coverage = [0.0]
    left, rest = set(claim.content), list(held)
    while left and len(chosen) < _MOST_ALIGNED * len(own):
        rest = [sentence for sentence in rest if not left.isdisjoint(sentence.content)]
        if not rest:
            break
        nearest = max(rest, key=lambda sentence: math.fsum(weights[s] for s in left & sentence.content))
        chosen.append(nearest)
        left -= nearest.content
        coverage.append(1 - math.fsum(weights[s] for s in left) / total)
    every = frozenset[str]().union(*(sentence.content for sentence in held))
    novel = [word for word, s in zip(claim.words, claim.stems, strict=True) if s in claim.content - every]
    return Alignment(
        best=coverage[min(len(own), len(chosen))],
        three=coverage[-1],
        trigrams=_shared_trigrams(own, held, coverage[-1]),
        novel=tuple(dict.fromkeys(novel)),
        sentences=tuple(sentence.text for sentence in chosen),
        nearest=tuple(sentence.text for sentence in chosen[: len(own)]),
    )


def _shared_trigrams(claim: Sequence[Sentence], held: Sequence[Sentence], otherwise: float) -> float:
    """The share of the trigrams of the claim's sentences that stand in a sentence; `otherwise` where none of
    them has three words."""
    wanted = set().union(*map(_trigrams, claim))
    if not wanted:
        return otherwise
    found = set().union(*(wanted & _trigrams(sentence) for sentence in held))
    return len(found) / len(wanted)


def _trigrams(sentence: Sentence) -> set[tuple[str, str, str]]:
    return set(zip(sentence.stems, sentence.stems[1:], sentence.stems[2:], strict=False))
