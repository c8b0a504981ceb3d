"""The nouns of evaluating: gold items and their evidence, what the assistant said, and how it scored.

Gold lines are pydantic models because they are read from files that people write; an unknown field, a wrong
type or an impossible date is refused where it is read.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class GoldLine(BaseModel):
    """What every record of a gold file has in common: it is frozen and knows all its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,63}$")]
Text = Annotated[str, Field(min_length=1, max_length=4000)]


class Answerability(StrEnum):
    """What a right answer to a question is."""

    ANSWERABLE = "answerable"
    PARTIAL = "partial"
    UNANSWERABLE = "unanswerable"
    AMBIGUOUS = "ambiguous"
    DECLINED = "declined"


class UnanswerableKind(StrEnum):
    """Why the evidence has no answer."""

    ABSENT_TOPIC = "absent_topic"
    ABSENT_FACT = "absent_fact"
    OTHER_PLACE = "other_place"
    OUTSIDE_TIME = "outside_time"
    OTHER_POPULATION = "other_population"
    FALSE_PREMISE = "false_premise"
    OUTSIDE_FIELD = "outside_field"
    MISBEHAVE = "misbehave"


class GoldNumber(GoldLine):
    """A figure an answer must (or must not) state: `value` with its scale applied, `unit` GBP, %, points,
    times, year, weeks, or the plural noun counted; `period` in words or ISO; `rel_tol` a share of `value`."""

    value: float = Field(allow_inf_nan=False)
    unit: Text
    period: str | None = None
    rel_tol: float = Field(default=0.0, ge=0.0, le=0.5)

    @model_validator(mode="after")
    def _in_the_calendar(self) -> GoldNumber:
        if self.unit == "date" and self.value >= 10_000:  # below, it is a year alone
            year, rest = divmod(int(self.value), 10_000)
            month, day = divmod(rest, 100)
            try:
                date(year, month or 1, day or 1)
            except ValueError:
                raise ValueError(f"{int(self.value)} is not a date in the calendar (YYYYMMDD)") from None
        return self


class Evidence(GoldLine):
    """Where a nugget stands: a verbatim quotation in a publication, at a page or under a section heading."""

    publication: Id
    page: int | None = Field(default=None, ge=1)
    section: Text | None = None
    quote: Text

    @model_validator(mode="after")
    def _placed(self) -> Evidence:
        if self.page is None and self.section is None:
            raise ValueError("evidence needs a page or a section")
        return self


class Nugget(GoldLine):
    """One thing an answer should say. `must` lists names, each with its aliases, that have to occur; any one
    of `evidence` proves it."""

    id: Id
    text: Text
    vital: bool = True
    numbers: tuple[GoldNumber, ...] = ()
    must: tuple[tuple[Text, ...], ...] = ()
    evidence: tuple[Evidence, ...] = Field(min_length=1)


class Forbidden(GoldLine):
    """A figure that a right answer does not give as the answer, and why."""

    number: GoldNumber
    why: Text


class Position(GoldLine):
    """One side of a conflict: who holds it, and the nuggets that state it."""

    id: Id
    holder: Text
    nuggets: tuple[Id, ...] = Field(min_length=1)


class Message(GoldLine):
    """A turn before the question."""

    role: Literal["user", "assistant"]
    text: Text


class GoldFilters(GoldLine):
    """Filters the reader set; dates as YYYY-MM-DD."""

    as_of: date | None = None
    since: date | None = None
    publishers: tuple[Text, ...] = ()
    kinds: tuple[Text, ...] = ()
    topics: tuple[Text, ...] = ()
    publications: tuple[Id, ...] = ()
    nations: tuple[Text, ...] = ()
    latest_only: bool = False


class Question(GoldLine):
    """A gold question. `group` is what is resampled together (its conversation or source); `readings` are the
    publications an ambiguous question may mean; `not_publications` must not be cited (superseded, later)."""

    id: Id
    group: Text
    tags: tuple[Id, ...] = Field(min_length=1)
    question: Annotated[str, Field(min_length=1, max_length=4000)]
    history: tuple[Message, ...] = ()
    standalone: Text | None = None
    answerability: Answerability
    unanswerable_kind: UnanswerableKind | None = None
    nuggets: tuple[Nugget, ...] = ()
    near_miss: tuple[Evidence, ...] = ()
    positions: tuple[Position, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    filters: GoldFilters = GoldFilters()
    readings: tuple[Id, ...] = ()
    not_publications: tuple[Id, ...] = ()
    reference_answer: Text | None = None
    note: str | None = None

    @property
    def turn(self) -> int:
        """Which question of its conversation it is, from 1."""
        return 1 + sum(message.role == "user" for message in self.history)

    @property
    def wants_answer(self) -> bool:
        """Whether the evidence holds an answer, or a part of one."""
        return self.answerability in (Answerability.ANSWERABLE, Answerability.PARTIAL)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every gold span, of nuggets and near misses."""
        return (*(e for n in self.nuggets for e in n.evidence), *self.near_miss)

    @model_validator(mode="after")
    def _whole(self) -> Question:
        if self.wants_answer and not any(n.vital for n in self.nuggets):
            raise ValueError("an answerable question needs at least one vital nugget")
        if (self.answerability is Answerability.UNANSWERABLE) != (self.unanswerable_kind is not None):
            raise ValueError("unanswerable_kind goes with answerability 'unanswerable', and only with it")
        if self.answerability is Answerability.AMBIGUOUS and len(self.readings) < 2:
            raise ValueError("an ambiguous question needs at least two readings")
        ids = [n.id for n in self.nuggets]
        if len(set(ids)) < len(ids):
            raise ValueError("two nuggets have the same id")
        if unknown := sorted({i for p in self.positions for i in p.nuggets} - set(ids)):
            raise ValueError(f"positions name nuggets that are not there: {', '.join(unknown)}")
        if len({p.id for p in self.positions}) < len(self.positions):
            raise ValueError("two positions have the same id")
        if self.positions and len(self.positions) < 2:
            raise ValueError("a conflict needs two positions")
        if self.history and self.history[0].role != "user":
            raise ValueError("a history begins with the user")
        return self


class ClaimVerdict(StrEnum):
    """What is true of a sentence of somebody's draft, held against the evidence."""

    SUPPORTED = "supported"
    FIGURE_DIFFERS = "figure_differs"
    DATE_DIFFERS = "date_differs"
    DIRECTION_DIFFERS = "direction_differs"
    ENTITY_DIFFERS = "entity_differs"
    OVERSTATED = "overstated"
    NOT_IN_EVIDENCE = "not_in_evidence"
    OPINION = "opinion"


class Claim(GoldLine):
    """A sentence to be checked. `correct` is the value or wording the evidence has instead."""

    id: Id
    group: Text
    tags: tuple[Id, ...] = ()
    claim: Text
    verdict: ClaimVerdict
    evidence: tuple[Evidence, ...] = ()
    correct: Text | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _proved(self) -> Claim:
        without = (ClaimVerdict.NOT_IN_EVIDENCE, ClaimVerdict.OPINION)
        if self.verdict not in without and not self.evidence:
            raise ValueError(f"a claim that is '{self.verdict}' needs its evidence")
        if self.verdict not in (*without, ClaimVerdict.SUPPORTED) and not self.correct:
            raise ValueError(f"a claim that is '{self.verdict}' needs what is correct")
        return self


class Commission(GoldLine):
    """A briefing note somebody asks for, and the nuggets it must hold."""

    id: Id
    group: Text
    tags: tuple[Id, ...] = ()
    topic: Annotated[str, Field(min_length=1, max_length=300)]
    nuggets: tuple[Nugget, ...] = Field(min_length=3)
    forbidden: tuple[Forbidden, ...] = ()
    filters: GoldFilters = GoldFilters()
    note: str | None = None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every gold span."""
        return tuple(e for n in self.nuggets for e in n.evidence)
