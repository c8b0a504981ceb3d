"""Two tiny reports, gold items over them and responses to those, for tests of scoring and of the gold reader.

Every stem weighs 1, so that shares of words can be counted by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.types import Block, BlockKind, Kind, PageRef, PartialDate, Publication, Report, Role
from evals.gold import Matcher
from evals.responses import ERROR, Place, Response, Said
from evals.scoring.corpus_view import CorpusView
from evals.scoring.items import Yardstick
from evals.types import (
    Claim,
    Commission,
    Evidence,
    Forbidden,
    GoldNumber,
    Nugget,
    Position,
    Question,
)
from indexing.types import Chunk, Sentence


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of a report and where it stands."""

    publication: str
    section: str
    page: int | None
    text: str


GROWTH = Fact("waits-2024", "Size", None, "The waiting list grew to 7.6 million cases in June 2024.")
BEFORE = Fact("waits-2024", "Size", None, "In June 2023 the waiting list stood at 7.4 million cases.")
TRUST = Fact(
    "waits-2024",
    "Trust",
    None,
    "In 2024 59% of adults were dissatisfied with hospitals, up from 52% in 2023.",
)
HUBS = Fact("waits-2024", "Hubs", None, "Five surgical hubs opened in Hull on 3 June 2018.")
CHAIRS = Fact("waits-2024", "Rooms", None, "Waiting rooms of outpatient clinics hold 40 chairs each.")
POSTS = Fact("nurses-2023", "Numbers", 3, "Community nursing posts fell by 20% between 2009 and 2023.")
VACANT = Fact("nurses-2023", "Numbers", 4, "Vacancies for district nurses reached 12% in March 2022.")
POLL = Fact("nurses-2023", "Survey", 5, "Only 48% of adults were dissatisfied with hospitals in 2024.")

NOT_INDEXED = CHAIRS
"""A fact of a report that is in no passage of the index."""
PASSAGES = ((GROWTH, BEFORE), (TRUST,), (HUBS,), (POSTS,), (VACANT,), (POLL,))
"""The facts of each passage of the index: the first holds two."""

_TITLES = {
    "waits-2024": ("Waiting for hospital care", "Audit Office", "2024-09-12"),
    "nurses-2023": ("Counting community nurses", "Nursing Institute", "2023-02-01"),
}


def _publication(name: str) -> Publication:
    title, publisher, published = _TITLES[name]
    return Publication(
        name, title, Kind.PUBLIC_AUDIT, "England", Role.PUBLICATION, ("waiting",), "report",
        publisher=publisher, published=PartialDate.parse(published),
    )  # fmt: skip


def block(fact: Fact) -> Block:
    """The paragraph of a fact."""
    page = PageRef(fact.page) if fact.page is not None else None
    return Block(BlockKind.PARAGRAPH, fact.text, (fact.section,), page)


def report(name: str) -> Report:
    """One of the two reports."""
    facts = (GROWTH, BEFORE, TRUST, HUBS, CHAIRS, POSTS, VACANT, POLL)
    return Report(
        _publication(name), tuple(block(f) for f in facts if f.publication == name), is_digest=False
    )


REPORTS = (report("waits-2024"), report("nurses-2023"))


def chunk(facts: Sequence[Fact]) -> Chunk:
    """A passage of the index with these facts, each a paragraph."""
    first = facts[0]
    return Chunk(
        first.text, first.publication, 0, first.section, (first.section,),
        PageRef(first.page) if first.page is not None else None,
        tuple(Sentence(fact.text, place) for place, fact in enumerate(facts)),
    )  # fmt: skip


VIEW = CorpusView(REPORTS, [chunk(facts) for facts in PASSAGES], lambda stem: 1.0)


def supports(sentence: str, quotations: Sequence[str]) -> bool:
    """A verifier: every word of the sentence stands in one of the quotations."""
    held = {word for quotation in quotations for word in re.findall(r"\w+", quotation.lower())}
    return set(re.findall(r"\w+", sentence.lower())) <= held


BY = Yardstick(Matcher(), VIEW, supports)


def found(*facts: Fact) -> Place:
    """The retrieved passage that holds these facts, whole as it is in the index."""
    whole = next((p for p in PASSAGES if facts[0] in p), facts)
    return Place(facts[0].publication, facts[0].section, facts[0].page, chunk(whole).text)


NOISE = Place("waits-2024", "Foreword", None, "The foreword thanks everyone who took part.")
"""A retrieved passage that proves nothing."""


def cited(fact: Fact, words: str | None = None) -> Place:
    """A citation of a fact."""
    return Place(fact.publication, fact.section, fact.page, fact.text if words is None else words)


def said(fact: Fact, text: str | None = None) -> Said:
    """A sentence of an answer, the fact's own words by default, resting on the fact."""
    return Said(fact.text if text is None else text, (cited(fact),))


def evidence(fact: Fact, quote: str | None = None) -> Evidence:
    """Gold evidence at the place of a fact."""
    section = fact.section if fact.page is None else None
    return Evidence(
        publication=fact.publication,
        page=fact.page,
        section=section,
        quote=fact.text if quote is None else quote,
    )


def number(value: float, unit: str, period: str | None = None, rel_tol: float = 0.0) -> GoldNumber:
    """A gold number."""
    return GoldNumber(value=value, unit=unit, period=period, rel_tol=rel_tol)


def nugget(*facts: Fact, id: str = "n1", text: str | None = None, **fields: Any) -> Nugget:
    """A nugget that any of the facts proves, in the words of the first by default."""
    return Nugget(id=id, text=text or facts[0].text, evidence=tuple(evidence(f) for f in facts), **fields)


def forbidden(value: float, unit: str) -> Forbidden:
    """A figure that is not the answer."""
    return Forbidden(number=number(value, unit), why="another figure")


def question(*nuggets: Nugget, **fields: Any) -> Question:
    """A gold question; answerable where nothing else is said."""
    given: dict[str, Any] = {
        "id": "q-1", "group": "q-1", "tags": ("figure",), "question": "How long is the list?",
        "answerability": "answerable", "nuggets": nuggets,
    }  # fmt: skip
    return Question.model_validate(given | fields)


def unanswerable(*nuggets: Nugget, **fields: Any) -> Question:
    """A question of which the evidence knows nothing; its nuggets correct a false premise."""
    kind = {"answerability": "unanswerable", "unanswerable_kind": "absent_fact"}
    return question(*nuggets, **(kind | fields))


def ambiguous(**fields: Any) -> Question:
    """A question that may mean either report."""
    return question(answerability="ambiguous", readings=("waits-2024", "nurses-2023"), **fields)


GROWTH_NUGGET = nugget(GROWTH, numbers=(number(7.6e6, "cases", "June 2024"),))
GROWTH_QUESTION = question(GROWTH_NUGGET, forbidden=(forbidden(7.4e6, "cases"),))
"""A question for one figure, with the year before's figure forbidden."""

CONFLICT = question(
    nugget(TRUST, numbers=(number(59, "%", "2024"),)),
    nugget(POLL, id="n2", numbers=(number(48, "%", "2024"),)),
    positions=(
        Position(id="A", holder="Audit Office, 2024", nuggets=("n1",)),
        Position(id="B", holder="Nursing Institute, 2023", nuggets=("n2",)),
    ),
    tags=("conflict",),
)
"""A question on which the two reports disagree."""


def answer(
    *sentences: Said, passages: Sequence[Place] = (), outcome: str = "answered", **fields: Any
) -> Response:
    """A response that answers with these sentences, having found these passages."""
    return Response(outcome, sentences=sentences, passages=tuple(passages), **fields)


def refusal(*passages: Place, outcome: str = "not_in_evidence", **fields: Any) -> Response:
    """A response that gives no answer."""
    return Response(outcome, passages=passages, **fields)


CRASH = Response(ERROR, error="ValueError: the model is gone")


def claim(verdict: str, *facts: Fact, **fields: Any) -> Claim:
    """A sentence of a draft held against facts."""
    faulty = verdict not in ("supported", "not_in_evidence", "opinion")
    given: dict[str, Any] = {
        "id": "c-1", "group": "c-1", "claim": "The list grew.", "verdict": verdict,
        "evidence": tuple(map(evidence, facts)), "correct": "7.6 million" if faulty else None,
    }  # fmt: skip
    return Claim.model_validate(given | fields)


def commission(*nuggets: Nugget) -> Commission:
    """A briefing note on waiting."""
    return Commission(id="b-1", group="b-1", topic="Waiting for hospital care", nuggets=nuggets)
