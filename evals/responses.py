"""What a system said to one gold item, as it is stored in a run folder, and how the product is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.types import Answer, Citation, Outcome, Turn
from corpus.types import PageRef
from evals.types import GoldFilters, Question
from indexing.types import Filters, Hit

if TYPE_CHECKING:
    from assistant.chain import Assistant

ABSTAINED = frozenset({Outcome.NOT_IN_EVIDENCE.value, Outcome.DECLINED.value, Outcome.WHICH_ONE.value})
"""Outcomes in which no answer was given."""
ANSWERS = frozenset({Outcome.ANSWERED.value, Outcome.PARTLY_ANSWERED.value})
ERROR = "error"
"""The outcome of a question that crashed the system: counted everywhere, never dropped."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage or a citation: the publication, where in it, and its exact words.

    The words of passages are not stored in a run folder: they are the library's.
    """

    publication: str
    section: str
    page: int | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer and the quotations it rests on."""

    text: str
    citations: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """Everything a system did with one gold item.

    `passages` are what it retrieved, best first; `confidence` in [0, 1] says how likely it took its best
    sentence to answer; `differ` are indices of sentences it showed as disagreeing; `error` is set where it
    crashed. `readings` are publications it asked back about.
    """

    outcome: str
    message: str = ""
    sentences: tuple[Said, ...] = ()
    passages: tuple[Place, ...] = ()
    withheld: tuple[Said, ...] = ()
    differ: tuple[tuple[int, ...], ...] = ()
    readings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: float = 0.0
    timings_ms: dict[str, float] = field(default_factory=dict)
    error: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a confidence that is none: nan would spoil every figure made of it."""
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence is {self.confidence}; it lies between 0 and 1")

    @property
    def answered(self) -> bool:
        """Whether an answer, or a part of one, was given."""
        return self.outcome in ANSWERS

    def stored(self) -> dict[str, Any]:
        """As written to a run folder: without the text of the passages, which the library holds."""
        content = asdict(self)
        for passage in content["passages"]:
            del passage["text"]
        return content


Ask = Callable[[Question], Response]
"""Any system under evaluation: takes a gold question, gives a response, may raise."""


def place_of(citation: Citation) -> Place:
    """A checked citation as evaluation sees it."""
    section = citation.heading_path[-1] if citation.heading_path else ""
    return Place(citation.publication.id, section, _physical(citation.page), citation.quotation)


def response_of(answer: Answer, hits: Sequence[Hit]) -> Response:
    """The product's answer to a question, and the passages found for it."""
    return Response(
        outcome=answer.outcome.value,
        message=answer.message,
        sentences=tuple(Said(s.text, tuple(map(place_of, s.citations))) for s in answer.sentences),
        passages=tuple(map(passage_of, hits)),
        withheld=tuple(Said(f"{w.text} [{w.reason}]", ()) for w in answer.withheld),
        differ=tuple(d.sentences for d in answer.differ),
        readings=tuple(r.publication_id for r in answer.query.readings),
        notes=answer.notes,
        confidence=round(answer.confidence, 6),
        timings_ms=answer.timings_ms,
        error=answer.message if answer.outcome is Outcome.FAILED else None,
    )


def filters_of(gold: GoldFilters) -> Filters:
    """The filters of a gold item, as the product takes them."""
    return Filters(
        gold.as_of,
        gold.since,
        gold.publishers,
        gold.kinds,
        gold.topics,
        gold.publications,
        gold.nations,
        gold.latest_only,
    )


def history_of(question: Question) -> tuple[Turn, ...]:
    """The turns before a question, as the product takes them."""
    return tuple(Turn(m.role, m.text) for m in question.history)


def product(assistant: Assistant) -> Ask:
    """The product as a system under evaluation."""

    def ask(question: Question) -> Response:
        answer, hits = assistant.trace(question.question, history_of(question), filters_of(question.filters))
        return response_of(answer, hits)

    return ask


def passage_of(hit: Hit) -> Place:
    """A retrieved passage as evaluation sees it."""
    section = hit.chunk.heading_path[-1] if hit.chunk.heading_path else ""
    return Place(hit.publication.id, section, _physical(hit.chunk.page), hit.chunk.text)


def _physical(page: PageRef | None) -> int | None:
    return page.physical if page else None
