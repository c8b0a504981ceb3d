"""Figures and names of a claim that its evidence does not hold in any form: what can be told without doubt.

Laxer than the gate, which asks that unit, bound, rate and direction agree too: here a figure is absent only
where no figure of the same value stands anywhere in the evidence, and a date only where a part of it stands
nowhere or its month stands with other years alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from assistant.grounding.figure_types import DATED, Figure, FigureKind
from assistant.grounding.figure_words import MONTHS, SPELT
from assistant.grounding.figures import read_figures
from indexing.vocabulary import STOP_WORDS, stem

ROUNDING = Decimal("0.05")
"""How far a figure said to be rounded (`about`, `nearly`) may lie from one in the evidence, as a share."""
MOST_READ = 20
"""Sentences that are read for their figures, those that hold the same digits first."""
_NUMBER = re.compile(r"[0-9]+")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_IN_WORDS = re.compile(
    rf"\b(?:{SPELT}|(?:half|third|quarter|fourth|fifth|tenth|hundred|thousand|million|billion|dozen)s?|twice"
    r"|double[sd]?|halved|treble[sd]|triple[sd]|[a-z]+fold)\b",
    re.I,
)
_BROKEN = re.compile(r"(?<=[0-9])([.,]) (?=[0-9])")
_MONTH = re.compile(rf"\b(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b", re.I)
_ISO_MONTH = re.compile(r"\b[0-9]{4}-([0-9]{2})\b|\b[0-9]{1,2}/([0-9]{1,2})/[0-9]{4}\b")
_ROUNDED_UP = frozenset({"nearly", "at most", "less than", "within", "about"})
_ROUNDED_DOWN = frozenset({"more than", "at least", "over a time", "about"})
_SAME_START = 4
_LONGEST_RUN = 6
_BARE = frozenset({FigureKind.COUNT, FigureKind.ORDINAL, FigureKind.DURATION})
_QUANTITIES = frozenset(FigureKind) - DATED - {FigureKind.NAME, FigureKind.MANY}


def digits_of(text: str) -> frozenset[str]:
    """The runs of digits of a text, without leading zeros; thousands joined (`2,500` is 2500)."""
    return frozenset(run.lstrip("0") or "0" for run in _NUMBER.findall(_THOUSANDS.sub("", text)))


def _months(text: str) -> Iterator[int]:
    """The months named in a text or written in figures."""
    yield from (MONTHS[match.lower()] for match in _MONTH.findall(text))
    yield from (int(one or other) for one, other in _ISO_MONTH.findall(text))


def _mended(passage: str) -> Iterator[str]:
    """The surroundings of numbers that may be broken (`2, 500`, `98. 7`, as in text taken from a PDF), whole
    again. Where they were two numbers, a claim is only judged more kindly."""
    for match in _BROKEN.finditer(passage):
        around = passage[max(0, match.start() - 20) : match.end() + 40]
        yield _BROKEN.sub(r"\1", around)


class Evidence:
    """Passages and their sentences, read for figures as far as a claim makes it necessary."""

    def __init__(self, sentences: Sequence[str], passages: Sequence[str] = ()) -> None:
        self._texts = [*sentences, *(text for passage in passages for text in _mended(passage))]
        self._digits = [digits_of(text) for text in self._texts]
        self.digits = frozenset[str]().union(*self._digits)

    def years_of(self, month: int) -> frozenset[int]:
        """The years that dates of this month have, 0 for a date without; `may` is a month, the verb too."""
        texts = [text for text in self._texts if any(m == month for m in _months(text))]
        dates = [f for text in texts for f in read_figures(text) if f.kind is FigureKind.DATE]
        years = {divmod(int(date.value), 10000) for date in dates}
        known = frozenset(year for year, rest in years if rest // 100 == month)
        return known or frozenset({0} if texts else ())

    def quantities(self, digits: frozenset[str]) -> Iterator[Figure]:
        """The quantities of at most `MOST_READ` texts, those that hold all these digits first."""
        order = sorted(self._numbered, key=lambda i: not digits <= self._digits[i])
        for i in order[:MOST_READ]:
            yield from (f for f in read_figures(self._texts[i]) if f.kind in _QUANTITIES)

    @cached_property
    def _numbered(self) -> list[int]:
        """The places of the texts that can hold a quantity."""
        return [i for i, text in enumerate(self._texts) if self._digits[i] or _IN_WORDS.search(text)]


def absent_figures(figures: Sequence[Figure], evidence: Evidence) -> list[Figure]:
    """The figures and dates of a claim, written in figures, that stand nowhere in its evidence.

    Numbers in words are left to the gate's reasons: the writer of a claim often counted them.
    """
    return [
        figure
        for figure in figures
        if (figure.kind in DATED and _date_absent(figure, evidence))
        or (figure.kind in _QUANTITIES and _NUMBER.search(figure.raw) and not _held(figure, evidence))
    ]


def put_in_place(figures: Sequence[Figure], evidence: Evidence) -> list[Figure]:
    """The quantities of a claim that the evidence lacks while it states others of their kind that the claim
    lacks in turn: what a figure changed in a copied sentence looks like."""
    absent = [figure for figure in absent_figures(figures, evidence) if figure.kind in _QUANTITIES]
    if not absent:
        return []
    said = {figure.value for figure in figures}
    kinds = {other.kind for other in evidence.quantities(frozenset()) if other.value not in said}
    return [figure for figure in absent if figure.kind in kinds]


def _date_absent(figure: Figure, evidence: Evidence) -> bool:
    """Whether a part of a date is nowhere in the evidence, or its month is there with other years only."""
    if figure.kind is not FigureKind.DATE:
        ends = [str(int(year)) for year in figure.pair or (figure.value,)]
        return any(not {end, end[2:].lstrip("0")} & evidence.digits for end in ends)
    year, rest = divmod(int(figure.value), 10000)
    month, day = divmod(rest, 100)
    if (year and str(year) not in evidence.digits) or (day and str(day) not in evidence.digits):
        return True
    years = evidence.years_of(month) if month else frozenset({0})
    return not years or bool(year and not years & {0, year})


def _held(figure: Figure, evidence: Evidence) -> bool:
    """Whether any figure of the evidence has the value, or one that the claim's own rounding allows."""
    digits = digits_of(figure.raw)
    if figure.kind in _BARE and digits == {str(figure.value)} and digits <= evidence.digits:
        return True  # as part of a date, a score or a name too
    return any(_same_or_rounded(figure, other) for other in evidence.quantities(digits))


def _same_or_rounded(said: Figure, held: Figure) -> bool:
    if said.value == held.value or (held.pair and said.value in held.pair):
        return True
    far = abs(said.value - held.value) > ROUNDING * abs(held.value)
    if not said.bound or said.kind is not held.kind or far:
        return False
    return said.bound in (_ROUNDED_DOWN if held.value > said.value else _ROUNDED_UP)


def absent_names(said: Sequence[str], held: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The capitalised words of a claim that the evidence has in no form: not as written, not with another
    ending (Jordan, Jordanian), not as initials of words that follow each other, or the reverse.

    `said` and `held` are words as written, of the claim and of each sentence. The first word of a claim
    counts only where it begins a name of several words, or is all capitals.
    """
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
