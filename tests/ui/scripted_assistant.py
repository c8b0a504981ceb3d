"""An assistant that answers from a script: a real object with the methods the page uses, and no index."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.errors import CitationNotFoundError
from assistant.filter_words import describe
from assistant.page_images import PageImage
from assistant.types import (
    Answer,
    AnswerType,
    BriefingNote,
    CheckedSentence,
    Citation,
    KeyFact,
    Nearest,
    Outcome,
    Passage,
    Progress,
    Query,
    Reading,
    SourcesDiffer,
    Theme,
    Turn,
    Withheld,
)
from corpus.catalogue import load_catalogue
from corpus.types import FactSource, Publication, Trust
from indexing.types import Filters

CATALOGUE = load_catalogue()
DARZI = CATALOGUE["darzi-iinhs-2024"]
LONDON = CATALOGUE["darzi-hcfl-2007"]
LETTER = CATALOGUE["darzi-letter-2024"]
SATISFACTION = CATALOGUE["kf-bsa-2023"]


def fact(number: str, as_at: str, trust: Trust = Trust.MEDIUM, *, primary: bool = False) -> FactSource:
    """Where a scripted fact was read."""
    url = "https://healthcare-management.uk/darzi-investigation-nhs-critical-condition"
    return FactSource(number, primary, "waiting lists", url, None, as_at, trust)


def cite(publication: Publication, quotation: str, heading: str, source: FactSource | None) -> Citation:
    """A citation of our digest of a publication."""
    name = f"{publication.id}-{abs(hash(quotation)) % 10**6:06d}"
    return Citation(name, publication, quotation, (heading,), None, True, source)


def line(text: str, publication: Publication, heading: str, as_at: str, *numbers: str) -> CheckedSentence:
    """A sentence that is its own quotation."""
    return CheckedSentence(text, (cite(publication, text, heading, fact(publication.id, as_at)),), 0, numbers)


WAITING = (
    line(
        "By June 2024 more than 300,000 people had waited over a year for elective treatment, fifteen times "
        "the number in March 2010, according to Lord Darzi's investigation of the NHS in England.",
        DARZI,
        "Elective waiting list and waiting times",
        "June 2024",
        "300,000",
    ),
    line(
        "In March 2010 the NHS elective waiting list stood at just over 2.4 million, Lord Darzi's 2024 "
        "investigation of the NHS in England is reported to say.",
        DARZI,
        "Elective waiting list and waiting times",
        "March 2010",
        "2.4 million",
    ),
    line(
        "Lord Darzi's letter to the Health Secretary says the NHS is in critical condition, but its vital "
        "signs are strong.",
        LETTER,
        "The letter's verdict",
        "2024-09-12",
    ),
)
LONDON_LINE = line(
    "Healthcare for London, published in July 2007, covered London only and proposed polyclinics.",
    LONDON,
    "What the review proposed",
    "2007-07-11",
)
DIFFER = SourcesDiffer(
    "People waiting over a year",
    "a series over time",
    (0, 1),
    "The first figure describes June 2024 and the second March 2010.",
    "Give each figure with its own date; they do not contradict each other.",
)
READINGS = (
    Reading("Healthcare for London (2007), London only", "What did the 2007 Darzi review find?", LONDON.id),
    Reading("High Quality Care for All (2008), England", "What did the 2008 Darzi review find?", "d-2008"),
    Reading("Independent Investigation of the NHS (2024)", "What did the 2024 Darzi review find?", DARZI.id),
)


@dataclass
class ScriptedAssistant:
    """Answers by a word in the question; keeps what it was asked, so that a test can look."""

    pause_seconds: float = 0.0
    extra: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, tuple[Turn, ...], Filters]] = field(default_factory=list)
    publications: tuple[Publication, ...] = tuple(CATALOGUE.values())
    library_version: str = "test0001"
    images: dict[str, PageImage | None] = field(default_factory=dict)

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """The last thing that `stream` says."""
        *_, last = self.stream(question, history, filters or Filters())
        assert last.answer is not None
        return last.answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[Progress]:
        """Two stages, the sentences one by one, then the answer."""
        used = filters or Filters()
        self.asked.append((question, tuple(history), used))
        answer = replace(
            self._answer(question, tuple(history), used), filtered=describe(used, self.publications)
        )
        yield Progress(f"Searching {len(self.publications)} reports")
        for count in range(1, len(answer.sentences) + 1):
            time.sleep(self.pause_seconds)
            yield Progress("Checking sentences", answer.sentences[:count])
        time.sleep(self.pause_seconds)
        yield Progress("Done", answer.sentences, answer)

    def show(self, citation_id: str) -> Passage:
        """The quotation of a scripted answer between two other paragraphs."""
        for citation in self._citations():
            if citation.id == citation_id:
                before, after = "It is said in the same section: ", " That is all it says."
                paragraph = f"{before}{citation.quotation}{after}"
                end = len(before) + len(citation.quotation)
                others = ("A paragraph before it.", paragraph, "A paragraph after it.")
                return Passage(citation, others, 1, len(before), end)
        raise CitationNotFoundError(f"No passage of this library has the reference '{citation_id}'.")

    def page_image(self, citation_id: str) -> PageImage | None:
        """The picture scripted for a citation."""
        if citation_id not in self.images:
            raise CitationNotFoundError(f"No passage of this library has the reference '{citation_id}'.")
        return self.images[citation_id]

    def _citations(self) -> Iterator[Citation]:
        known = [
            *self.extra.values(),
            *(self._answer(q, (), Filters()) for q in ("waiting", "london", "moon")),
        ]
        for answer in known:
            yield from answer.citations
            yield from (near.citation for near in answer.nearest)

    def _answer(self, question: str, history: tuple[Turn, ...], filters: Filters) -> Answer:
        query = Query(question, question, AnswerType.FINDING, (question,), filters)
        lowered = question.lower()
        if question in self.extra:
            return self.extra[question]
        if lowered.startswith("broken"):
            raise RuntimeError(f"secret words of the reader: {question}")
        if "moon" in lowered:
            near = Nearest(WAITING[0].citations[0], "It is about waiting lists, not about the moon.")
            return Answer(query, Outcome.NOT_IN_EVIDENCE, "No passage here is about that.", nearest=(near,))
        if "the darzi review" in lowered:
            asked = replace(query, readings=READINGS)
            return Answer(asked, Outcome.WHICH_ONE, "Lord Darzi led several reviews.")
        if "london" in lowered or "2007" in lowered:
            carried = "the Darzi reviews, from your last question" if history else None
            asked = replace(query, standalone=f"{question} (Darzi reviews)", carried=carried)
            return Answer(asked, Outcome.ANSWERED, "", "", (LONDON_LINE,))
        return _waiting(query)


def _waiting(query: Query) -> Answer:
    return Answer(
        query,
        Outcome.PARTLY_ANSWERED,
        "",
        "Independent Investigation of the National Health Service in England, published 12 September 2024:",
        WAITING,
        (Withheld("The list was the longest ever.", "No quotation bears out 'longest ever'.", 5),),
        (),
        (DIFFER,),
        ("waiting lists in Wales",),
        ("3 passages from 2 publications, 1 independent origin.",),
        {"search": 12.0},
    )


def scripted_brief(topic: str) -> tuple[BriefingNote, str, bytes]:
    """A short note whose Markdown holds every kind of block the page has to show."""
    note = BriefingNote(
        topic,
        "2026-11-22",
        "test0001",
        f"Two publications speak about {topic}.",
        WAITING[:2],
        (KeyFact(WAITING[0], "300,000", "June 2024"),),
        (Theme("Waiting lists", WAITING),),
        ("Nothing about Wales.",),
    )
    lines = [
        f"# {topic}",
        "## Top lines",
        *(f"- {sentence.text} \\[{i}\\]" for i, sentence in enumerate(WAITING, 1)),
        "## Key facts",
        "| Figure | What it is | As at | Source |\n|---|---|---|---|\n"
        "| 300,000 | People waiting over a year | June 2024 | \\[1\\] |",
        "## What the evidence says",
        "### Waiting lists",
        WAITING[2].text,
    ]
    return note, "\n\n".join(lines), b"PK\x03\x04 scripted"
