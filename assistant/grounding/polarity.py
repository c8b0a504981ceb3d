"""Whether a claim says it the other way round, or more strongly, than the sentences it was matched with.

Every reason found here is a doubt, never a proof: measured on public claim sets such words mislead about as
often as they help, except for a negation and a direction that the evidence has nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.grounding.directions import Direction, DirectionWord, judgements, movements
from indexing.vocabulary import stems

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly|unable|fail(?:s|ed)?)\b|n['’]t\b",
    re.I,
)
_NEGATED = re.compile(
    r"(?:\b(?:not|no|never|neither|nor|without|cannot|unable to|fail(?:s|ed)? to)|n['’]t)"
    r"\s(?:(?:been|be|have|the|an?|any|to)\s)*([^\W\d_]+)",
    re.I,
)
_ABSOLUTE = re.compile(
    r"\b(?:all|every|always|never|none|entire(?:ly)?|completely|must|only|prove[sd]?|proven|cause[sd]?"
    r"|definitely|certainly)\b",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:(?-i:may)|might|could|possibl[ey]|perhaps|appear(?:s|ed)?|seem(?:s|ed)?|suggest(?:s|ed|ing)?|likely"
    r"|potential(?:ly)?|probabl[ey]|unclear|uncertain|planned|plans to|proposed?|expected)\b",
    re.I,
)
_ALSO_MOVES = re.compile(r"\b(?:(?:go|goes|going|gone|went) (?P<way>up|down)|los(?:t|es|ing))\b", re.I)
_OPPOSITE = {Direction.UP.value: Direction.DOWN.value, Direction.DOWN.value: Direction.UP.value}


@dataclass(frozen=True, slots=True)
class Turned:
    """Reasons in plain words: `contrary` where the claim turns the evidence round, `stronger` where it says
    more than the evidence does."""

    contrary: tuple[str, ...]
    stronger: tuple[str, ...]


def compare(claim: str, aligned: Sequence[str]) -> Turned:
    """Hold the polarity of a claim against the sentences aligned with it, best first."""
    contrary = (*_negated(claim, aligned), *_opposite_ways(claim, aligned))
    return Turned(contrary, tuple(_stronger(claim, aligned)))


def _negated(said: str, held: Sequence[str]) -> list[str]:
    """A negation of the claim that no sentence has, or one of the best sentence that the claim leaves out of
    the very words it takes over."""
    negation = _NEGATION.search(said)
    if negation and not any(_NEGATION.search(sentence) for sentence in held):
        return [f"The claim says “{negation[0]}”, and the passage it is held against does not."]
    if not negation and held:
        taken = set(stems(said))
        for match in _NEGATED.finditer(held[0]):
            if taken.intersection(stems(match[1])):
                return [f"The passage says “{match[0]}”, and the claim leaves out the negation."]
    return []


def _opposite_ways(said: str, held: Sequence[str]) -> list[str]:
    reasons = []
    for words_of in (_moves, judgements):
        ways = {word.meaning: word.word for sentence in held for word in words_of(sentence)}
        for word in words_of(said):
            opposite = _OPPOSITE.get(word.meaning)
            if opposite in ways and word.meaning not in ways:
                reasons.append(f"The claim says “{word.word}”, and the passage says “{ways[opposite]}”.")
    return reasons


def _moves(text: str) -> list[DirectionWord]:
    """The words that say which way something went, those among them that the gate does not know."""
    ways = {"up": Direction.UP.value, "down": Direction.DOWN.value, None: Direction.DOWN.value}
    return movements(text) + [
        DirectionWord(match[0], ways[match["way"]], *match.span()) for match in _ALSO_MOVES.finditer(text)
    ]


def _stronger(said: str, held: Sequence[str]) -> list[str]:
    reasons = []
    absolute = {match.lower() for sentence in held for match in _ABSOLUTE.findall(sentence)}
    for word in dict.fromkeys(_ABSOLUTE.findall(said)):
        if word.lower() not in absolute:
            reasons.append(f"The claim says “{word}”, and the passage it is held against does not.")
    hedge = _HEDGE.search(held[0]) if held else None
    if hedge and not _HEDGE.search(said):
        reasons.append(f"The passage says “{hedge[0]}”, which the claim leaves out.")
    return reasons
