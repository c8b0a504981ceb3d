"""The figures of a sentence, and whether its quotations bear every one of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from assistant.grounding import bearing
from assistant.grounding.directions import directions
from assistant.grounding.figure_reading import read, read_figures
from assistant.grounding.figure_types import DATED, Figure, FigureKind
from assistant.grounding.quotations import find
from assistant.grounding.statements import Stated, Statement
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
MAX_SENTENCE_LENGTH = 2000
"""A longer sentence is not checked, and so never borne, unless it is quoted word for word."""


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
    if len(sentence) > MAX_SENTENCE_LENGTH:
        return ("The sentence is too long to be checked.",)
    said, held = Statement(sentence), [Statement(quotation) for quotation in quotations]
    dates = [figure for text in allowed_dates for figure in read(text) if figure.kind in DATED]
    names = {figure.name for text in allowed_names for figure in read(text) if figure.name}
    to_bear = [
        stated
        for stated in said.stated
        if stated.figure.name not in names and not _dated_by_publication(stated.figure, said, held, dates)
    ]
    reasons = [reason for stated in to_bear if (reason := _why_not(stated, said, held))]
    if not reasons:
        reasons = [reason for stated in to_bear if (reason := _repeated(stated.figure, said, held))]
    return tuple(dict.fromkeys((*reasons, *_moves_unborne(said, held))))


def figures_of_kind(sentence: str, answer_type: AnswerType) -> tuple[str, ...]:
    """The figures of a sentence that answer such a question, word for word as they stand in it."""
    figures = read_figures(sentence)
    for kinds in _KINDS.get(answer_type, ()):
        found = tuple(dict.fromkeys(figure.raw for figure in figures if figure.kind in kinds))
        if found:
            return found
    return ()


def cuts_figure(text: str, span: tuple[int, int]) -> bool:
    """Whether a span of a text takes only a part of a figure: `40 beds` of `up to 40 beds a year`."""
    figures = read(text)
    wholes = [(figure.whole[0], bearing.rate_end(figure, text)) for figure in figures]
    for first, last in pairwise(figures):
        if first.is_range and first.pair == last.pair:
            wholes.append((first.whole[0], last.whole[1]))
    return any(start < edge < end for start, end in wholes for edge in span)


def _stands_in(sentence: str, quotation: str) -> bool:
    """Whether the sentence is the quotation, or whole words of it that cut no figure."""
    span = find(sentence.rstrip().removesuffix("."), quotation)
    return span is not None and not cuts_figure(quotation, span)


def _dated_by_publication(
    figure: Figure, said: Statement, held: list[Statement], dates: list[Figure]
) -> bool:
    """Whether a date is the publication's own and stands where that may be said."""
    if figure.kind not in DATED or not any(bearing.same_value(figure, date) for date in dates):
        return False
    if not any(quotation.dates for quotation in held):
        return True
    quoted_too = any(q.dates_publication(date) for q in held for date in q.dates)
    return said.dates_publication(figure) and not quoted_too


def _why_not(stated: Stated, said: Statement, held: list[Statement]) -> str | None:
    """Why no figure of the quotations bears this one; None where one does."""
    figure = stated.figure
    equal = [(other, quotation) for quotation in held for other in quotation.equal_to(figure)]
    if not equal:
        return None if _borne_otherwise(figure, held) else _absent(figure, held)
    like = [pair for pair in equal if bearing.same_unit(figure, pair[0].figure)]
    if not like:
        return f"The passage it cites says {_worded(equal[0][0].figure)}, not {_worded(figure)}."
    whole = [pair for pair in like if bearing.same_pair(figure, pair[0].figure)]
    if not whole:
        what = "range" if like[0][0].figure.is_range or figure.is_range else "change"
        return f"The {what} that {figure.raw} belongs to is not as the passage it cites gives it."
    bounded = [pair for pair in whole if bearing.bound_agrees(figure, pair[0].figure)]
    if not bounded:
        return f"The passage it cites says “{whole[0][0].figure.stated}”, not “{figure.stated}”."
    return _rate_differs(stated, said, bounded) or _way_differs(stated, [other for other, _ in bounded])


def _borne_otherwise(figure: Figure, held: list[Statement]) -> bool:
    """Whether it is a span whose years are given apart, or a time that is part of a name or the reverse."""
    key = bearing.name_key(figure)
    named = key is not None and any(bearing.value_key(other) == key for q in held for other in q.figures)
    return named or any(quotation.gives_years(figure) for quotation in held)


def _absent(figure: Figure, held: list[Statement]) -> str:
    what = "name" if figure.name else "date" if figure.kind in DATED else "figure"
    if figure.kind is FigureKind.DATE and figure.unit == "year":
        what = "year"
    family = DATED if figure.kind in DATED else {figure.kind}
    near = [other for quotation in held for other in quotation.figures if other.kind in family]
    alike = [other for other in near if _digits(other) == _digits(figure)]
    listed = list(dict.fromkeys(other.stated for other in alike or near))[:3]
    says = f", which says {', '.join(listed)}" if listed else ""
    return f"The {what} {figure.raw} is not in the passage it cites{says}."


def _digits(figure: Figure) -> list[str]:
    return re.findall(r"[0-9.,]+", figure.raw)


def _worded(figure: Figure) -> str:
    """The figure with the noun or unit it was read with, where that does not stand in it."""
    counts = figure.kind in (FigureKind.COUNT, FigureKind.MANY, FigureKind.DURATION)
    return (
        f"{figure.raw} {figure.unit}".rstrip()
        if counts and figure.unit[:-1] not in figure.raw
        else figure.raw
    )


def _rate_differs(stated: Stated, said: Statement, borne: list[tuple[Stated, Statement]]) -> str | None:
    raw, rate = stated.figure.raw, stated.rate
    rates = [other.rate for other, _ in borne]
    if rate and rate not in rates and not any(bearing.rate_stated(rate, q.text) for _, q in borne):
        return f"The passage it cites does not give {raw} for each {rate}."
    if not rate and all(rates) and not any(bearing.rate_stated(held, said.text) for held in rates):
        return f"The passage it cites gives {raw} for each {rates[0]}, which the sentence leaves out."
    return None


def _way_differs(stated: Stated, borne: list[Stated]) -> str | None:
    figure, ways = stated.figure, [other.way for other in borne]
    if figure.kind in DATED or figure.kind in (FigureKind.ORDINAL, FigureKind.NAME):
        return None
    if stated.way is None or None in ways or stated.way in ways:
        return None
    return f"The passage it cites says “{ways[0]}” of {figure.raw}; the sentence says “{stated.way}”."


def _repeated(figure: Figure, said: Statement, held: list[Statement]) -> str | None:
    """A figure given more often than the passage gives it is likely to stand in the place of another."""
    given = sum(quotation.times_given(figure) for quotation in held)
    if said.times_given(figure) > given > 0:
        return f"The sentence gives {figure.raw} more often than the passage it cites."
    return None


def _moves_unborne(said: Statement, held: list[Statement]) -> list[str]:
    """Why words of direction in the sentence are not borne by any quotation."""
    quoted = [word for quotation in held for word in quotation.movements.words]
    ways = {way for quotation in held for way in quotation.ways()}
    compares = any(not word.says_change for word in quoted)
    judged = {word.meaning for quotation in held for word in quotation.judged}
    reasons = []
    for word in said.movements.words:
        if word.meaning not in ways and (word.says_change or compares):
            against = dict.fromkeys(other.word for other in quoted)
            says = f", which says “{'”, “'.join(list(against)[:2])}”" if against else ""
            reasons.append(f"The word “{word.word}” is not borne by the passage it cites{says}.")
    for word in said.judged:
        if judged and word.meaning not in judged:
            reasons.append(f"The word “{word.word}” turns round what the passage it cites says.")
    return reasons
