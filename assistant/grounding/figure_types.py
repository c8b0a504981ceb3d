"""The noun of reading figures: one quantity, date or numbered name as a sentence states it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class FigureKind(StrEnum):
    """What sort of thing a figure is; figures of different kinds are never equal."""

    COUNT = "count"
    MONEY = "amount of money"
    PERCENT = "percentage"
    POINTS = "percentage points"
    TIMES = "multiple"
    ORDINAL = "place in an order"
    DURATION = "length of time"
    MANY = "vague number"
    DATE = "date"
    YEARS = "span of years"
    DECADE = "decade"
    NAME = "numbered name"


DATED = frozenset({FigureKind.DATE, FigureKind.YEARS, FigureKind.DECADE})


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a sentence, scale already applied, and how it was stated.

    `unit` is `GBP`, `%`, `weeks`, a counted noun in the plural such as `people`, or empty. `bound` is the
    class of the word in `qualifier`, such as `at least`. `pair` is both ends of `from A to B` (a change) or
    of `A to B` (a range, where `is_range` is set). A date has the value YYYYMMDD, zeros for what it leaves
    open. `name` is set for numbered names only. `start` and `end` are the span of `raw`; `whole` is the
    span with the qualifier.
    """

    kind: FigureKind
    value: Decimal
    unit: str
    raw: str
    start: int
    end: int
    whole: tuple[int, int]
    stated: str
    qualifier: str = ""
    bound: str = ""
    pair: tuple[Decimal, Decimal] | None = None
    is_range: bool = False
    name: str = ""
