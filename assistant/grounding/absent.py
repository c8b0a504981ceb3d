"""Figures and names of a claim that its evidence does not hold in any form: what can be told without doubt.

Laxer than the gate, which asks that unit, bound, rate and direction agree too: here a figure is absent only
where no figure of the same value, and a date only where one of its parts, stands anywhere in the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assistant.grounding.figure_types import DATED, Figure, FigureKind
from assistant.grounding.figure_words import MONTHS
from assistant.grounding.figures import read_figures
from indexing.vocabulary import STOP_WORDS, stem, words

ROUNDING = Decimal("0.05")
"""How far a figure said to be rounded (`about`, `nearly`) may lie from one in the evidence, as a share."""
MOST_READ = 20
"""Sentences that are read for their figures, those that hold the same digits first."""
_NUMBER = re.compile(r"[0-9]+")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_THOUSANDS_APART = re.compile(r"(?<=[0-9]), (?=[0-9]{3}(?![0-9]))")
_MONTH = re.compile(rf"\b(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b", re.I)
_ISO_MONTH = re.compile(r"\b[0-9]{4}-([0-9]{2})\b|\b[0-9]{1,2}/([0-9]{1,2})/[0-9]{4}\b")
_ROUNDED_UP = frozenset({"nearly", "at most", "less than", "within", "about"})
_ROUNDED_DOWN = frozenset({"more than", "at least", "over a time", "about"})
_SAME_START = 4
_LONGEST_RUN = 6
_BARE = frozenset({FigureKind.COUNT, FigureKind.ORDINAL, FigureKind.DURATION})
_QUANTITIES = frozenset(FigureKind) - DATED - {FigureKind.NAME, FigureKind.MANY}


def digits_of(text: str) -> frozenset[str]:
    """The runs of digits of a text, without leading zeros; thousands joined (`2,500` is 2500).

    Thousands written apart, as text taken from a PDF often has them (`2, 500`), count joined and apart.
    """
    joined = _THOUSANDS.sub("", text)
    runs = _NUMBER.findall(joined) + _NUMBER.findall(_THOUSANDS_APART.sub("", joined))
    return frozenset(run.lstrip("0") or "0" for run in runs)


@dataclass(frozen=True)
class Figures:
    """What sentences of evidence hold of figures; read as far as a claim makes it necessary."""

    sentences: Sequence[str]

    @cached_property
    def digits(self) -> list[frozenset[str]]:
        """The runs of digits of each sentence."""
        return [digits_of(sentence) for sentence in self.sentences]

    @cached_property
    def all_digits(self) -> frozenset[str]:
        """The runs of digits of all sentences."""
        return frozenset().union(*self.digits)

    @cached_property
    def months(self) -> frozenset[int]:
        """The months named or written in figures anywhere; `may` counts, the verb too."""
        text = "\n".join(self.sentences)
        named = {MONTHS[match.lower()] for match in _MONTH.findall(text)}
        return frozenset(named | {int(one or other) for one, other in _ISO_MONTH.findall(text)})

    def quantities(self, digits: frozenset[str]) -> Iterator[Figure]:
        """The quantities of the sentences, those that hold all these digits read first."""
        order = sorted(range(len(self.sentences)), key=lambda i: not digits <= self.digits[i])
        for i in order[:MOST_READ]:
            yield from (f for f in read_figures(self.sentences[i]) if f.kind in _QUANTITIES)


def absent_figures(claim: str, evidence: Figures) -> tuple[list[Figure], list[Figure]]:
    """The figures of a claim that stand nowhere in the evidence: those written in figures, those in words.

    In the first list an error is near certain, in the second likely: small numbers in words are often
    counted by the writer of the claim.
    """
    certain: list[Figure] = []
    likely: list[Figure] = []
    for figure in read_figures(claim):
        if figure.kind in DATED:
            if _date_absent(figure, evidence):
                certain.append(figure)
        elif figure.kind in _QUANTITIES and not _held(figure, evidence):
            (certain if _NUMBER.search(figure.raw) else likely).append(figure)
    return certain, likely


def _date_absent(figure: Figure, evidence: Figures) -> bool:
    """Whether the year, month or day of a date is nowhere in the evidence."""
    if figure.kind is not FigureKind.DATE:
        years = [str(int(year)) for year in figure.pair or (figure.value,)]
        return any(not {year, year[2:].lstrip("0")} & evidence.all_digits for year in years)
    year, rest = divmod(int(figure.value), 10000)
    month, day = divmod(rest, 100)
    return bool(
        (year and str(year) not in evidence.all_digits)
        or (month and month not in evidence.months)
        or (day and str(day) not in evidence.all_digits)
    )


def _held(figure: Figure, evidence: Figures) -> bool:
    """Whether any figure of the evidence has the value, or one that the claim's own rounding allows."""
    digits = digits_of(figure.raw)
    if figure.kind in _BARE and digits == {str(figure.value)} and digits <= evidence.all_digits:
        return True  # as part of a date, a score or a name too
    return any(_same_or_rounded(figure, other) for other in evidence.quantities(digits))


def _same_or_rounded(said: Figure, held: Figure) -> bool:
    if said.value == held.value or (held.pair and said.value in held.pair):
        return True
    far = abs(said.value - held.value) > ROUNDING * abs(held.value)
    if not said.bound or said.kind is not held.kind or far:
        return False
    return said.bound in (_ROUNDED_DOWN if held.value > said.value else _ROUNDED_UP)


def absent_names(claim: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """The capitalised words of a claim that the evidence has in no form: not as written, not with another
    ending (Jordan, Jordanian), not as initials of words that follow each other, or the reverse.

    The first word of a claim counts only where it begins a name of several words, or is all capitals.
    """
    said = words(claim)
    held = [words(sentence) for sentence in sentences]
    lower = {_plain(word) for sentence in held for word in sentence}
    stems, starts = {stem(word) for word in lower}, {word[:_SAME_START] for word in lower}
    missing = []
    for i, word in enumerate(said):
        plain = _plain(word)
        if not _is_name(said, i) or plain in lower or stem(word) in stems:
            continue
        if len(plain) >= _SAME_START and plain[:_SAME_START] in starts:
            continue
        if plain.replace(".", "") in lower or _initials_held(word, held) or _spelt_out(said, i, lower):
            continue
        missing.append(word)
    return tuple(dict.fromkeys(missing))


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s")


def _is_name(said: Sequence[str], i: int) -> bool:
    word = said[i]
    if not word[0].isupper() or word.lower() in STOP_WORDS or word.lower() in MONTHS:
        return False
    if i or (word.isupper() and len(word) > 1):
        return True
    return len(said) > 1 and said[1][0].isupper()


def _initials_held(word: str, held: Sequence[Sequence[str]]) -> bool:
    """Whether the letters of an initialism begin words that follow each other in a sentence."""
    letters = [char.lower() for char in word if char.isalpha()]
    if not word.isupper() or len(letters) < 2:
        return False
    wanted = "".join(letters)
    for sentence in held:
        capitals = "".join(w[0].lower() for w in sentence if w[0].isupper())
        every = "".join(w[0].lower() for w in sentence if w.lower() not in STOP_WORDS)
        if wanted in capitals or (len(wanted) > 2 and wanted in every):
            return True
    return False


def _spelt_out(said: Sequence[str], i: int, lower: set[str]) -> bool:
    """Whether this word belongs to a run of capitalised words whose initials stand in the evidence."""
    first, last = i, i
    while i - first < _LONGEST_RUN and first > 0 and said[first - 1][0].isupper():
        first -= 1
    while last - i < _LONGEST_RUN and last + 1 < len(said) and said[last + 1][0].isupper():
        last += 1
    initials = "".join(w[0].lower() for w in said[first : last + 1])
    return any(
        initials[start:end] in lower
        for start in range(i - first + 1)
        for end in range(i - first + 1, len(initials) + 1)
        if end - start >= 2 and initials[start:end] not in STOP_WORDS
    )
