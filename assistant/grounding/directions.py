"""Words that say which way something went, and which of them a figure goes with."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

from assistant.grounding.figure_bounds import BOUND_PATTERN
from assistant.grounding.figure_types import Figure
from assistant.grounding.figure_words import BOUND_OF, SPELT
from assistant.grounding.quotations import fold


class Direction(StrEnum):
    """Which way something went."""

    UP = "up"
    DOWN = "down"
    NO_CHANGE = "no change"


@dataclass(frozen=True, slots=True)
class DirectionWord:
    """A word that says which way, or bounds a figure.

    `meaning` is a `Direction`, or a class of bound such as `at least`. `says_change` is set where the word
    itself claims that something changed (rose, cut), rather than compares or judges (more, improved).
    """

    word: str
    meaning: str
    start: int
    end: int
    says_change: bool = False


_CHANGE = {
    Direction.UP: (
        "rise rises rising rose risen increase increases increased increasing grow grows growing grown "
        "grew growth climb climbs climbed climbing soar soars soared soaring surge surges surged "
        "surging jump jumps jumped jumping expand expands expanded expanding expansion doubled doubles "
        "doubling trebled trebling tripled tripling"
    ),
    Direction.DOWN: (
        "fall falls falling fell fallen drop drops dropped dropping decline declines declined declining "
        "decrease decreases decreased decreasing reduce reduces reduced reducing reduction reductions "
        "cut cuts cutting shrink shrinks shrinking shrank shrunk dip dips dipped slump slumps slumped "
        "plunge plunges plunged plummet plummets plummeted halve halves halved halving lowered lowering"
    ),
    Direction.NO_CHANGE: ("unchanged flat static stagnate stagnates stagnated stagnating"),
}
_STEADY = (
    r"(?:barely|hardly|little|scarcely) changed|(?:no|little) change"
    r"|(?:stayed|remained|kept) (?:stable|steady|the same|level)"
)
# `more than 300` bounds the figure; `16% more than before` compares.
_NO_BOUND = rf"(?! than (?:[£$€0-9]|an?\b|half\b|(?:{SPELT})))"
_COMPARISON = {
    Direction.UP: rf"(?:more{_NO_BOUND}|(?:higher|greater|larger)(?! than [£$€0-9])"
    r"|(?:(?<=was )|(?<=were )|(?<=is )|(?<=, ))up(?! to\b)|up(?= from| by))",
    Direction.DOWN: rf"(?:(?:fewer|less){_NO_BOUND}|(?:lower|smaller)(?! than [£$€0-9])"
    r"|(?:(?<=was )|(?<=were )|(?<=is )|(?<=, ))down|down(?= from| by))",
}
_JUDGEMENT = {
    Direction.UP: r"improv(?:e|es|ed|ing|ement|ements)|better",
    Direction.DOWN: r"worsen(?:s|ed|ing)?|worse",
}


def _pattern(words: dict[Direction, str]) -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"(?P<{meaning.name}>\b(?:{listed})\b)" for meaning, listed in words.items()), re.I
    )


_changes = {meaning: "|".join(words.split()) for meaning, words in _CHANGE.items()}
_changes[Direction.NO_CHANGE] += f"|{_STEADY}"
_CHANGES, _COMPARISONS, _JUDGEMENTS = _pattern(_changes), _pattern(_COMPARISON), _pattern(_JUDGEMENT)
_CLAUSE_ENDS = re.compile(r"[;:()]|, |\b(?:while|but|whereas|although|though|against|and)\b", re.I)
_JUST_AFTER = re.compile(r"(?: [\w-]+){0,2}? $")


def directions(sentence: str) -> tuple[DirectionWord, ...]:
    """Every word of a sentence that says up, down or no change, or bounds a figure, in order.

    Spans are of the normalised sentence.
    """
    text = fold(sentence).text
    found = [*movements(text), *judgements(text)]
    for match in BOUND_PATTERN.finditer(text):
        found.append(DirectionWord(match[0], BOUND_OF[match[0].lower()], *match.span()))
    return tuple(sorted(found, key=lambda word: (word.start, word.end)))


def movements(text: str) -> list[DirectionWord]:
    """The words of a normalised text that claim a change or compare two sizes, in order."""
    found = [
        DirectionWord(
            match[0], Direction[str(match.lastgroup)].value, *match.span(), says_change=pattern is _CHANGES
        )
        for pattern in (_CHANGES, _COMPARISONS)
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda word: word.start)


def judgements(text: str) -> list[DirectionWord]:
    """The words of a normalised text that judge a change: improved may be a rise or a fall."""
    return [
        DirectionWord(match[0], Direction[str(match.lastgroup)].value, *match.span())
        for match in _JUDGEMENTS.finditer(text)
    ]


class Movements:
    """The movement words of one normalised text, and which of them each figure goes with."""

    def __init__(self, text: str) -> None:
        self.words = movements(text)
        self._text = text
        self._starts = [word.start for word in self.words]
        self._carried = [w for w in self.words if w.says_change or w.word.lower() in ("up", "down")]
        self._carried_starts = [word.start for word in self._carried]
        clause_ends = [match.span() for match in _CLAUSE_ENDS.finditer(text)]
        self._clause_starts = [0, *(end for _, end in clause_ends)]
        self._clause_ends = [*(start for start, _ in clause_ends), len(text)]

    def way_of(self, figure: Figure) -> str | None:
        """Which way the text says this figure went; None where it does not say.

        The word just after the figure decides (`a 5% fall`), else the nearest before it in its clause, else
        the nearest after it there, else the last one before the clause (`fell 7%, health visitors 29%`).
        """
        start, end = figure.whole
        for word in self.words[bisect_left(self._starts, end) :][:2]:
            if word.start <= end + 24 and _JUST_AFTER.fullmatch(self._text[end : word.start]):
                return word.meaning
        clause_start = self._clause_starts[bisect_right(self._clause_starts, start) - 1]
        clause_end = self._clause_ends[min(bisect_left(self._clause_ends, end), len(self._clause_ends) - 1)]
        at = bisect_left(self._carried_starts, start)
        before = self._carried[at - 1] if at else None
        after = self._carried[at] if at < len(self._carried) else None
        if before and before.start >= clause_start:
            return before.meaning
        if after and after.start < clause_end:
            return after.meaning
        return before.meaning if before else None
