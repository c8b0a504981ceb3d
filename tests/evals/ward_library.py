"""Many wards, one fact each, and a product that answers every question about them from a script.

Made for comparisons that need more questions than a hand-made library has: 48 wards with their beds, 24
questions on wards that do not exist, 12 follow-ups that only their history makes clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sample_items import supports
from sample_runs import sample_config

from corpus.types import Block, BlockKind, Kind, Publication, Report, Role
from evals.gold import GoldItem, Line, Matcher
from evals.responses import Ask, Place, Response, Said
from evals.run import row_of
from evals.run_folder import Run
from evals.scoring.corpus_view import CorpusView
from evals.scoring.items import Yardstick
from evals.subjects import Subject, score_item
from evals.types import Evidence, GoldNumber, Message, Nugget, Question
from indexing.types import Chunk, Sentence

WARDS, UNKNOWN, FOLLOW_UPS = 48, 24, 12


def beds(ward: int) -> int:
    """A number of beds that no other ward has."""
    return 1_000 + 17 * ward


def fact(ward: int) -> str:
    """The one sentence about a ward."""
    return f"In March 2021 the hospital trust of ward {ward} counted {beds(ward):,} beds."


def place(ward: int) -> Place:
    """Where the fact stands."""
    return Place("wards-2021", f"Ward {ward}", None, fact(ward))


def _view() -> CorpusView:
    publication = Publication(
        "wards-2021", "Beds by ward", Kind.PUBLIC_AUDIT, "England", Role.PUBLICATION, ("beds",), "report"
    )
    wards = range(1, WARDS + 1)
    blocks = tuple(Block(BlockKind.PARAGRAPH, fact(w), (f"Ward {w}",)) for w in wards)
    chunks = [
        Chunk(fact(w), "wards-2021", w, f"Ward {w}", (f"Ward {w}",), None, (Sentence(fact(w), 0),))
        for w in wards
    ]
    return CorpusView((Report(publication, blocks, is_digest=False),), chunks, lambda stem: 1.0)


BY = Yardstick(Matcher(), _view(), supports)


def question(ward: int) -> Question:
    """How many beds a ward has; a ward that is not there has none to tell of."""
    known = ward <= WARDS
    span = Evidence(publication="wards-2021", section=f"Ward {ward}", quote=fact(ward))
    point = Nugget(
        id="n1", text=fact(ward), evidence=(span,),
        numbers=(GoldNumber(value=beds(ward), unit="beds", period="March 2021"),),
    )  # fmt: skip
    follow_up = ward <= FOLLOW_UPS
    return Question(
        id=f"w-{ward:03}", group=f"w-{ward:03}", tags=("figure" if known else "unanswerable",),
        question="And how many beds has it?" if follow_up else f"How many beds has ward {ward}?",
        history=(Message(role="user", text=f"Tell me about ward {ward}."),) if follow_up else (),
        answerability="answerable" if known else "unanswerable",
        unanswerable_kind=None if known else "absent_fact", nuggets=(point,) if known else (),
    )  # fmt: skip


QUESTIONS = tuple(question(w) for w in range(1, WARDS + UNKNOWN + 1))
LINES = tuple(Line(q, "all", "wards.jsonl", n) for n, q in enumerate(QUESTIONS, 1))
CONFIG = sample_config(items=tuple(q.id for q in QUESTIONS))


def answer(asked: Question) -> Response:
    """What the product says: the fact, or the nearest ward where there is no such ward."""
    text = " ".join([*(m.text for m in asked.history), asked.question])
    named = [int(word) for word in text.replace("?", " ").replace(".", " ").split() if word.isdigit()]
    near = tuple(place(1 + (sum(named) + 24 + step) % WARDS) for step in range(9))
    if not named or named[0] > WARDS:
        return Response("not_in_evidence", passages=near, confidence=0.1)
    own = place(named[0])
    others = tuple(p for p in near if p != own)
    return Response("answered", "", (Said(own.text, (own,)),), (own, *others), confidence=0.9)


def run_of(ask: Ask, name: str = "run", lines: Sequence[Line] = LINES) -> Run:
    """Every question asked of a system and scored, in memory."""

    def asked(item: GoldItem) -> Response:
        assert isinstance(item, Question)
        return ask(item)

    subject = Subject(asked, lambda item, response: score_item(item, response, BY))
    return Run(Path(name), CONFIG, tuple(row_of(line, subject) for line in lines))
