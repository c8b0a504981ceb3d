"""Which figures of an answer stand where the right one should: forbidden ones and rivals. Pure.

methods.md 1.3 B calls a case wrong whose answer states a forbidden number, or one of the right unit and
period that differs. Answers of several sentences rightly give other figures beside the one asked for, so here
a figure is wrong only where it is told instead of the right one, or before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.scoring.numbers import figures as figures_of
from evals.scoring.numbers import is_number, rivals, states, unit_of
from evals.types import Forbidden, GoldNumber, Nugget


@dataclass(frozen=True, slots=True)
class OtherFigures:
    """Figures of an answer that are not the right ones, as they stand in it.

    `wrong` are told instead of the right one or before it; `beside` are forbidden ones told with the right
    one or after it: context, which is noted and not counted.
    """

    wrong: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def other_figures(
    nuggets: Sequence[Nugget], forbidden: Sequence[Forbidden], sentences: Sequence[str]
) -> OtherFigures:
    """The figures of an answer's sentences, in order, that a reader might take for the gold figures.

    A forbidden figure is held against the vital gold figures of its unit (all vital ones where there is none
    of its unit). It is context where the answer states every one of them, the first no later than it; `52%`
    in `59%, up from 52%` is. A rival is another value in the unit and period of a vital gold figure where no
    gold figure of that unit is stated.
    """
    vital = [number for n in nuggets if n.vital for number in n.numbers]
    wrong: list[str] = []
    beside: list[str] = []
    for item in forbidden:
        place = _first(sentences, item.number)
        if place is not None:
            kin = [g for g in vital if unit_of(g) == unit_of(item.number)] or vital
            told = [_first(sentences, g) for g in kin]
            context = bool(told) and None not in told and min(t for t in told if t is not None) <= place
            (beside if context else wrong).append(_raw(sentences[place], item.number))
    known = [number for n in nuggets for number in n.numbers]
    for unit in dict.fromkeys(map(unit_of, vital)):
        if not any(unit_of(g) == unit and _first(sentences, g) is not None for g in known):
            wrong += _rivals(sentences, [g for g in vital if unit_of(g) == unit], known)
    return OtherFigures(tuple(dict.fromkeys(wrong)), tuple(dict.fromkeys(beside)))


def _first(sentences: Sequence[str], number: GoldNumber) -> int | None:
    """The place of the first sentence that states a number."""
    return next((i for i, sentence in enumerate(sentences) if states(sentence, number)), None)


def _raw(sentence: str, number: GoldNumber) -> str:
    return next(figure.raw for figure in figures_of(sentence) if is_number(figure, number))


def _rivals(sentences: Sequence[str], asked: Sequence[GoldNumber], known: Sequence[GoldNumber]) -> list[str]:
    return [
        figure.raw
        for sentence in sentences
        for number in asked
        for figure in rivals(sentence, number)
        if not any(is_number(figure, other) for other in known)
    ]
