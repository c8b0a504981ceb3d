"""What one text states: its figures, and what it says of each of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass

from assistant.grounding.bearing import rate_of, same_value, value_key
from assistant.grounding.directions import Direction, Movements, judgements
from assistant.grounding.figure_reading import read
from assistant.grounding.figure_types import DATED, Figure, FigureKind
from assistant.grounding.quotations import normalise

_DOCUMENT = (
    r"(?:report|review|investigation|study|survey|plan|article|analysis|release|statement|notes?|account|briefing"
    r"|inquiry|paper|audit|debate|summary|publication|update|feature|letter|page|stocktake|guidelines"
    r"|evaluation|comment|coverage|view|explainer|figures)"
)
_PUBLISHED_AFTER = re.compile(rf"(?:'s)? (?:[\w'-]+ ){{0,4}}?{_DOCUMENT}\b", re.I)
_PUBLISHED_BEFORE = re.compile(
    rf"\b(?:said|says|report(?:ed|s)|found|published|announced|estimate[ds]|noted|wrote|argued|concluded"
    rf"|{_DOCUMENT})(?: [\w']+){{0,2}}? (?:in|on|of|from) $",
    re.I,
)
_IN_A_PERIOD = re.compile(
    r"\b(?:between|and|to|from|since|until|by|before|after|than|end of|during) $|[-/]$", re.I
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with what its text says of it: what it is for each of, and which way it went."""

    figure: Figure
    rate: str
    way: str | None


class Statement:
    """A sentence or a quotation, read once. Spans of its figures are of the normalised `text`."""

    def __init__(self, text: str) -> None:
        self.text = normalise(text)
        self.movements = Movements(self.text)
        self.judged = judgements(self.text)
        self.figures = read(self.text)
        self.dates = [figure for figure in self.figures if figure.kind in DATED]
        self._counts: Counter[Hashable] = Counter(map(value_key, self.figures))
        self._by_value: dict[Hashable, dict[Hashable, Stated]] = {}
        for figure in self.figures:
            stated = Stated(figure, rate_of(figure, self.text), self.movements.way_of(figure))
            alike = (
                figure.kind,
                figure.unit,
                figure.bound,
                figure.pair,
                figure.is_range,
                stated.rate,
                stated.way,
            )
            self._by_value.setdefault(value_key(figure), {}).setdefault(alike, stated)

    @property
    def stated(self) -> list[Stated]:
        """Every figure, once where it is stated twice alike."""
        return [stated for alike in self._by_value.values() for stated in alike.values()]

    def equal_to(self, figure: Figure) -> list[Stated]:
        """What is stated here with the value of a figure of another text, whatever it counts."""
        if figure.kind not in DATED:
            return list(self._by_value.get(value_key(figure), {}).values())
        return [stated for date in self._dates_bearing(figure) for stated in self._by_value[date].values()]

    def times_given(self, figure: Figure) -> int:
        """How often a figure of this value stands here."""
        if figure.kind not in DATED:
            return self._counts[value_key(figure)]
        return sum(self._counts[date] for date in self._dates_bearing(figure))

    def _dates_bearing(self, figure: Figure) -> dict[Hashable, None]:
        return {value_key(date): None for date in self.dates if same_value(figure, date)}

    def gives_years(self, figure: Figure) -> bool:
        """Whether both years of a span such as `2015-2018` are given here, as in `from 2015 to 2018`."""
        if figure.kind is not FigureKind.YEARS or figure.unit != "years" or not figure.pair:
            return False
        years = {date.value // 10000 for date in self.dates if date.kind is FigureKind.DATE}
        return figure.pair[0] < figure.pair[1] and set(figure.pair) <= years

    def dates_publication(self, figure: Figure) -> bool:
        """Whether a date stands where a text says when something was published, not what it describes."""
        before = self.text[max(0, figure.start - 60) : figure.start]
        if before.endswith("(") and self.text[figure.end : figure.end + 1] == ")":
            return True
        if _IN_A_PERIOD.search(before):
            return False
        return bool(_PUBLISHED_AFTER.match(self.text, figure.end) or _PUBLISHED_BEFORE.search(before))

    def ways(self) -> set[str]:
        """The directions it states, in a word or by `from A to B`."""
        pairs = [figure.pair for figure in self.figures if figure.pair and not figure.is_range]
        by_pairs = {
            Direction.UP if last > first else Direction.DOWN for first, last in pairs if first != last
        }
        return {word.meaning for word in self.movements.words} | {way.value for way in by_pairs}
