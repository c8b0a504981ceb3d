"""Hand-made publications, sentences and answers, and an assistant that gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.briefing import write_note
from assistant.types import (
    Answer,
    AnswerType,
    BriefingNote,
    CheckedSentence,
    Citation,
    Outcome,
    Query,
    Turn,
    Withheld,
)
from corpus.types import FactSource, Kind, PartialDate, Publication, Role, Trust
from indexing.types import Chunk, Filters, Hit, Sentence

TODAY = date(2026, 3, 29)


def publication(key: str, published: str | None = "2024", **changes: object) -> Publication:
    made = Publication(
        id=key,
        title=f"Report on {key}",
        kind=Kind.INDEPENDENT_REVIEW,
        nation="England",
        role=Role.PUBLICATION,
        topics=("hubs",),
        document_type="report",
        publisher=f"Institute {key}",
        published=PartialDate.parse(published) if published else None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def cited(
    of: Publication, text: str, as_at: str = "2024", heading: str = "Hubs", **changes: object
) -> Citation:
    source = FactSource(f"{of.id}-01", True, "summary", "https://example.org/a", None, as_at, Trust.HIGH)
    made = Citation(f"{of.id}:{text[:9]}", of, text, (heading,), None, True, source)
    return replace(made, **changes)  # type: ignore[arg-type]


def sentence(
    of: Publication, text: str, *numbers: str, as_at: str = "2024", heading: str = "Hubs"
) -> CheckedSentence:
    return CheckedSentence(text, (cited(of, text, as_at, heading),), numbers=numbers)


def answer(*sentences: CheckedSentence, outcome: Outcome = Outcome.ANSWERED, **changes: object) -> Answer:
    query = Query("q", "q", AnswerType.FINDING, ("q",))
    return replace(Answer(query, outcome, "", sentences=sentences), **changes)  # type: ignore[arg-type]


def hit(of: Publication, heading: str, text: str, score: float = 0.9) -> Hit:
    chunk = Chunk(
        id=f"{of.id}-{heading}",
        publication_id=of.id,
        ordinal=0,
        prefix=f"{of.title} › {heading}",
        heading_path=(heading,),
        page=None,
        sentences=(Sentence(text, 0),),
    )
    return Hit(chunk, of, True, score, score, score)


@dataclass
class ScriptedAssistant:
    """Answers what its script says: by the whole question, else by the part after the topic."""

    script: Mapping[str, Answer]
    hits: tuple[Hit, ...] = ()
    publications: tuple[Publication, ...] = ()
    library_version: str = "a1b2c3"
    asked: list[tuple[str, Filters]] = field(default_factory=list)

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Answer:  # noqa: B008
        self.asked.append((question, filters))
        nothing = answer(outcome=Outcome.NOT_IN_EVIDENCE, message="Nothing on that.")
        return self.script.get(question, self.script.get(question.partition(": ")[2], nothing))

    def search(self, question: str, filters: Filters = Filters(), top_k: int = 10) -> tuple[Hit, ...]:  # noqa: B008
        return self.hits[:top_k]


A, B, C = publication("alpha"), publication("beta", "2025-07-03"), publication("gamma", "2026-01")
TOPIC = "community hubs"
COST = sentence(A, "Community hubs cost £2.5 million in 2024.", "£2.5 million", heading="Cost of hubs")
SAVING = sentence(B, "Community hubs saved £4 million in 2025.", "£4 million", as_at="2025-07-03")
STAFF = sentence(C, "Nurses lead the hubs.", heading="Staff")
VISITS = sentence(C, "Visits to community hubs rose by 9% in 2025.", "9%", as_at="2025")


def hub_assistant(**changes: object) -> ScriptedAssistant:
    script = {
        TOPIC: answer(COST, SAVING),
        "Staff and training": answer(STAFF, COST),
        "Visits by residents": answer(
            VISITS, withheld=(Withheld("Visits rose by 10%.", "10% is not there", 3),)
        ),
    }
    hits = (
        hit(C, "Staff and training", "Community hubs have staff."),
        hit(A, "Visits by residents", "Community hubs have visitors."),
    )
    made = ScriptedAssistant(script, hits, (A, B, C))
    return replace(made, **changes)


def note_on(topic: str, assistant: ScriptedAssistant, **options: object) -> BriefingNote:
    return write_note(assistant, topic, today=TODAY, **options)  # type: ignore[arg-type]
