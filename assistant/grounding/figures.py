"""The figures of a sentence, and whether its quotations bear every one of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.grounding import bearing
from assistant.grounding.directions import (
    Direction,
    DirectionWord,
    direction_of,
    directions,
    judgements,
    movements,
)
from assistant.grounding.figure_reading import read, read_figures
from assistant.grounding.figure_types import DATED, Figure, FigureKind
from assistant.grounding.quotations import find, normalise
from assistant.types import AnswerType

__all__ = ["Figure", "FigureKind", "cuts_figure", "directions", "figures_of_kind", "read_figures", "unborne"]

_KINDS: dict[AnswerType, tuple[frozenset[FigureKind], ...]] = {
    AnswerType.MONEY: (frozenset({FigureKind.MONEY}),),
    AnswerType.PERCENT: (frozenset({FigureKind.PERCENT, FigureKind.POINTS}),),
    AnswerType.DATE: (DATED,),
    AnswerType.NUMBER: (
        frozenset({FigureKind.COUNT, FigureKind.TIMES, FigureKind.DURATION, FigureKind.MANY}),
        frozenset({FigureKind.PERCENT, FigureKind.POINTS}),
    ),
}
_DOCUMENT = (
    r"(?:report|review|investigation|study|survey|plan|article|analysis|release|statement|notes?|account|briefing"
    r"|inquiry|paper|audit|debate|summary|publication|update|feature|letter|page|stocktake|guidelines|evaluation"
    r"|comment|coverage|view|explainer|account|figures)"
)
_PUBLISHED_AFTER = re.compile(rf"(?:'s)? (?:[\w'-]+ ){{0,4}}?{_DOCUMENT}\b", re.I)
_PUBLISHED_BEFORE = re.compile(
    rf"\b(?:said|says|report(?:ed|s)|found|published|announced|estimate[ds]|noted|wrote|argued|concluded|{_DOCUMENT})"
    r"(?: [\w']+){0,2}? (?:in|on|of|from) $",
    re.I,
)
_IN_A_PERIOD = re.compile(
    r"\b(?:between|and|to|from|since|until|by|before|after|than|end of|during) $|[-/]$", re.I
)


@dataclass(frozen=True, slots=True)
class _Held:
    """What one quotation holds, read once."""

    text: str
    figures: tuple[Figure, ...]
    moves: list[DirectionWord]

    @classmethod
    def of(cls, text: str) -> _Held:
        text = normalise(text)
        return cls(text, read(text), movements(text))

    def direction(self, figure: Figure) -> str | None:
        return direction_of(figure, self.text, self.moves)


def unborne(
    sentence: str,
    quotations: Sequence[str],
    *,
    allowed_dates: Collection[str] = (),
    allowed_names: Collection[str] = (),
) -> tuple[str, ...]:
    """Why the quotations do not bear the figures and direction words of a sentence, in plain words.

    Empty where they bear them all. `allowed_dates` are dates of the publication itself: they are accepted
    where the quotations give no date, or where the sentence dates the publication (`the 2024 report`) and
    the quotations do not. `allowed_names` are titles in which a numbered name may stand instead.
    """
    if any(_stands_in(sentence, quotation) for quotation in quotations):
        return ()
    said = _Held.of(sentence)
    held = [_Held.of(quotation) for quotation in quotations]
    dates = [figure for text in allowed_dates for figure in read(text) if figure.kind in DATED]
    names = {bearing.name_of(figure) for text in allowed_names for figure in read(text)}
    to_bear = [
        figure
        for figure in said.figures
        if not (figure.kind is FigureKind.NAME and figure.name in names)
        and not _dated_by_publication(figure, said, held, dates)
    ]
    reasons = [reason for figure in to_bear if (reason := _why_not(figure, said, held))]
    reasons += _repeats(to_bear, held) if not reasons else []
    reasons += _moves_unborne(said, held)
    return tuple(dict.fromkeys(reasons))


def figures_of_kind(sentence: str, answer_type: AnswerType) -> tuple[str, ...]:
    """The figures of a sentence that answer such a question, word for word as they stand in it."""
    figures = read_figures(sentence)
    for kinds in _KINDS.get(answer_type, ()):
        found = tuple(dict.fromkeys(figure.raw for figure in figures if figure.kind in kinds))
        if found:
            return found
    return ()


def cuts_figure(text: str, span: tuple[int, int]) -> bool:
    """Whether a span of a text takes only a part of a figure: `40 closures` out of `up to 40 closures`."""
    figures = read(text)
    wholes = [figure.whole for figure in figures]
    for first, last in pairwise(figures):
        if first.is_range and first.pair == last.pair:
            wholes.append((first.whole[0], last.whole[1]))
    return any(start < edge < end for start, end in wholes for edge in span)


def _stands_in(sentence: str, quotation: str) -> bool:
    """Whether the sentence is the quotation, or whole words of it that cut no figure."""
    span = find(sentence.rstrip().removesuffix("."), quotation)
    return span is not None and not cuts_figure(quotation, span)


def _dated_by_publication(figure: Figure, said: _Held, held: list[_Held], dates: list[Figure]) -> bool:
    if figure.kind not in DATED or not any(bearing.same_value(figure, date) for date in dates):
        return False
    if not any(other.kind in DATED for quotation in held for other in quotation.figures):
        return True
    quoted_too = any(_dates_publication(f, q.text) for q in held for f in q.figures if f.kind in DATED)
    return _dates_publication(figure, said.text) and not quoted_too


def _dates_publication(figure: Figure, text: str) -> bool:
    """Whether a date stands where a sentence says when something was published, not what it describes."""
    before = text[max(0, figure.start - 60) : figure.start]
    if before.endswith("(") and text[figure.end : figure.end + 1] == ")":
        return True
    if _IN_A_PERIOD.search(before):
        return False
    return bool(_PUBLISHED_AFTER.match(text, figure.end) or _PUBLISHED_BEFORE.search(before))


def _why_not(said: Figure, sentence: _Held, held: list[_Held]) -> str | None:
    """Why no figure of the quotations bears this one; None where one does."""
    found = [(figure, quotation) for quotation in held for figure in quotation.figures]
    equal = [(figure, quotation) for figure, quotation in found if bearing.same_value(said, figure)]
    if not equal:
        return None if _is_span_of_years(said, held) else _absent(said, [figure for figure, _ in found])
    like = [(figure, quotation) for figure, quotation in equal if bearing.same_unit(said, figure)]
    if not like:
        return f"The passage it cites says {_worded(equal[0][0])}, not {_worded(said)}."
    whole = [(figure, quotation) for figure, quotation in like if bearing.same_pair(said, figure)]
    if not whole:
        what = "range" if like[0][0].is_range or said.is_range else "change"
        return f"The {what} that {said.raw} belongs to is not as the passage it cites gives it."
    bounded = [(figure, quotation) for figure, quotation in whole if bearing.bound_agrees(said, figure)]
    if not bounded:
        return f"The passage it cites says “{whole[0][0].stated}”, not “{said.stated}”."
    return _rate_differs(said, sentence, bounded) or _direction_differs(said, sentence, bounded)


def _is_span_of_years(said: Figure, held: list[_Held]) -> bool:
    """`2015-2018` is borne by a quotation that gives both years in words: `from 2015 to 2018`."""
    if said.kind is not FigureKind.YEARS or said.unit != "years" or not said.pair:
        return False
    years = {figure.value // 10000 for q in held for figure in q.figures if figure.kind is FigureKind.DATE}
    return said.pair[0] < said.pair[1] and set(said.pair) <= years


def _absent(said: Figure, found: list[Figure]) -> str:
    what = "name" if said.kind is FigureKind.NAME else "date" if said.kind in DATED else "figure"
    if said.unit == "year" and said.kind is FigureKind.DATE:
        what = "year"
    family = DATED if said.kind in DATED else {said.kind}
    digits = re.findall(r"[0-9.,]+", said.raw)
    near = [figure for figure in found if figure.kind in family]
    alike = [figure for figure in near if re.findall(r"[0-9.,]+", figure.raw) == digits]
    listed = list(dict.fromkeys(figure.stated for figure in (alike or near)))[:3]
    says = f", which says {', '.join(listed)}" if listed else ""
    return f"The {what} {said.raw} is not in the passage it cites{says}."


def _worded(figure: Figure) -> str:
    counted = figure.kind in (FigureKind.COUNT, FigureKind.MANY) and figure.unit not in figure.raw
    if figure.kind is FigureKind.DURATION and figure.unit[:-1] not in figure.raw:
        counted = True
    return f"{figure.raw} {figure.unit}" if counted else figure.raw


def _rate_differs(said: Figure, sentence: _Held, borne: list[tuple[Figure, _Held]]) -> str | None:
    rate = bearing.rate_of(said, sentence.text)
    rates = [bearing.rate_of(figure, quotation.text) for figure, quotation in borne]
    if rate and rate not in rates and not any(bearing.rate_stated(rate, q.text) for _, q in borne):
        return f"The passage it cites does not give {said.raw} for each {rate}."
    if not rate and all(rates) and not any(bearing.rate_stated(held, sentence.text) for held in rates):
        return f"The passage it cites gives {said.raw} for each {rates[0]}, which the sentence leaves out."
    return None


def _direction_differs(said: Figure, sentence: _Held, borne: list[tuple[Figure, _Held]]) -> str | None:
    if said.kind in DATED or said.kind in (FigureKind.ORDINAL, FigureKind.NAME):
        return None
    way = sentence.direction(said)
    ways = [quotation.direction(figure) for figure, quotation in borne]
    if way is None or None in ways or way in ways:
        return None
    return f"The passage it cites says {said.raw} for “{ways[0]}”; the sentence says “{way}”."


def _repeats(figures: list[Figure], held: list[_Held]) -> list[str]:
    """A figure given more often than the passage gives it is likely to stand in the place of another."""
    reasons = []
    for figure in figures:
        said = sum(1 for other in figures if bearing.same_value(figure, other) and other.kind is figure.kind)
        given = sum(1 for q in held for other in q.figures if bearing.same_value(figure, other))
        if said > given > 0:
            reasons.append(f"The sentence gives {figure.raw} more often than the passage it cites.")
    return reasons


def _moves_unborne(said: _Held, held: list[_Held]) -> list[str]:
    """Words of direction in the sentence that no quotation bears."""
    quoted = [move for quotation in held for move in quotation.moves]
    ways = {move.meaning for move in quoted} | {
        way for quotation in held for way in _ways_of_pairs(quotation)
    }
    compared = {move.meaning for move in quoted if not move.says_change}
    judged = {word.meaning for quotation in held for word in judgements(quotation.text)}
    reasons = []
    for move in said.moves:
        against = sorted({m.word.strip() for m in quoted if m.meaning != move.meaning})
        if move.meaning not in ways if move.says_change else compared and move.meaning not in compared | ways:
            says = f", which says “{'”, “'.join(against[:2])}”" if against else ""
            reasons.append(f"The word “{move.word.strip()}” is not borne by the passage it cites{says}.")
    for word in judgements(said.text):
        if judged and word.meaning not in judged:
            reasons.append(f"The word “{word.word}” turns round what the passage it cites says.")
    return reasons


def _ways_of_pairs(quotation: _Held) -> set[str]:
    """The directions that `from A to B` gives without a word for it."""
    pairs = [figure.pair for figure in quotation.figures if figure.pair and not figure.is_range]
    return {
        (Direction.UP if last > first else Direction.DOWN).value for first, last in pairs if first != last
    }
