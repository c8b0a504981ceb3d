"""The nouns of answering: turns, queries, quotations, citations, sentences, outcomes, answers, notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.types import Disagreement, FactSource, Original, PageRef, Publication, Table
from indexing.table_rows import TableRow
from indexing.types import Filters, Hit


class Outcome(StrEnum):
    """How a question ended. Refusing is a result, not an error."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    NOT_IN_EVIDENCE = "not_in_evidence"
    WHICH_ONE = "which_one"
    DECLINED = "declined"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation. `role` is `user` or `assistant`."""

    role: str
    content: str


class AnswerType(StrEnum):
    """What kind of thing a question asks for; decides what a sentence must hold to answer it."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    WHO = "who"
    WHERE = "where"
    YES_NO = "yes or no"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A verbatim span of a report: the chunk it was taken from and the exact words."""

    chunk_id: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence a writer proposes, with the quotations it is meant to rest on. Nothing is checked yet."""

    text: str
    quotations: tuple[Quotation, ...]
    part: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """A checked quotation and where it stands. `id` opens it with `evidence show`; `row` is what its table
    says of it, where it is a row of one."""

    id: str
    publication: Publication
    quotation: str
    heading_path: tuple[str, ...]
    page: PageRef | None
    is_digest: bool
    source: FactSource | None
    row: TableRow | None = None


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence that passed the gate. `numbers` are the figures asked for, as they stand in the text."""

    text: str
    citations: tuple[Citation, ...]
    part: int = 0
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence the gate stopped, and why, in plain words."""

    text: str
    reason: str
    level: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """A passage that came close and why it does not answer."""

    citation: Citation
    why_not: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing an ambiguous question may mean; `question` is what a click on it asks."""

    label: str
    question: str
    publication_id: str


@dataclass(frozen=True, slots=True)
class SourcesDiffer:
    """Sentences of an answer that disagree or belong to a series, and the likely reason.

    `sentences` are indices into the answer's sentences, newest evidence first.
    """

    topic: str
    kind: str
    sentences: tuple[int, ...]
    why: str
    how: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question made to stand alone, and what was understood of it.

    `asked` is the reader's own words; `standalone` is what is searched; `carried` says in plain words what
    was taken over from earlier turns and `asides` are its words; `first` is the question the conversation
    began with, where this one leans on it; `rewritten` is the question as a chat model made it stand alone,
    where one did, `rewritten_by` names the model, and `by_rules` is what the rules made of it where the
    model's wording is what is answered; `notes` tell the reader how it was read; `repairs` are its misspelt
    words, each with what it is read as. `named` are ids of the publications the question names and `names`
    the words it names them by; `sides` are the publications on each side of what it compares. `refusal` is
    set when the question is not one to search for.
    """

    asked: str
    standalone: str
    answer_type: AnswerType
    parts: tuple[str, ...]
    filters: Filters = field(default_factory=Filters)
    carried: str | None = None
    asides: str = ""
    first: str = ""
    rewritten: str = ""
    rewritten_by: str = ""
    by_rules: str = ""
    notes: tuple[str, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()
    named: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    sides: tuple[frozenset[str], ...] = ()
    readings: tuple[Reading, ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets. Every sentence is checked; `lead` is made of metadata only.

    `confidence`, in [0, 1], is how likely the best sentence answers (`sufficiency.likelihood`), also where it
    was too low to answer; 0 where a rule refused. It is measured, not shown. `filtered` are the reader's
    filters in words, empty where none is set.
    """

    query: Query
    outcome: Outcome
    message: str
    lead: str = ""
    sentences: tuple[CheckedSentence, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    differ: tuple[SourcesDiffer, ...] = ()
    missing_parts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    confidence: float = 0.0
    filtered: str = ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, in the order of the numbers shown to the reader."""
        return tuple(dict.fromkeys(c for s in self.sentences for c in s.citations))


@dataclass(frozen=True, slots=True)
class Progress:
    """What a reader sees while an answer is made: a stage, then sentences as they pass, then the answer.

    With the answer come the `hits` it was made from, best first, for whoever measures the search.
    """

    stage: str
    sentences: tuple[CheckedSentence, ...] = ()
    answer: Answer | None = None
    hits: tuple[Hit, ...] = ()

    def __add__(self, later: Progress) -> Progress:
        """LangChain folds a stream with `+`: what comes later holds all that came before it."""
        return later


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the question that no sentence answers: why, and the quotations that came nearest."""

    part: str
    reason: str
    nearest: tuple[Quotation, ...] = ()
    why_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftDiffer:
    """A known disagreement that a draft's sentences touch; `sentences` are indices into the draft."""

    topic: Disagreement
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer hands to the gate, with the hits it may cite and the parts it could not answer.

    `confidence` in [0, 1] is how likely its best sentence answers, 0 where a rule refused.
    """

    query: Query
    hits: tuple[Hit, ...]
    sentences: tuple[DraftSentence, ...] = ()
    gaps: tuple[Gap, ...] = ()
    differ: tuple[DraftDiffer, ...] = ()
    premise: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A cited quotation in its surroundings, for the source panel and `evidence show`.

    `paragraphs` are the whole section it stands in; the quotation is `paragraphs[index][start:end]`.
    `original` is the file of a document that was added, `ocr` says that its text was recognised from images,
    and `next_page` follows the page on which the quotation begins, None where that is the last. `tables` are
    the paragraphs, by index, that are the lines of a table.
    """

    citation: Citation
    paragraphs: tuple[str, ...]
    index: int
    start: int
    end: int
    original: Original | None = None
    ocr: bool = False
    next_page: PageRef | None = None
    tables: Mapping[int, Table] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeyFact:
    """A row of a note's table of figures; `as_at` is the date the figure describes, by its source."""

    sentence: CheckedSentence
    figure: str
    as_at: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A themed section of a note: its heading, checked sentences, and where its sources differ."""

    heading: str
    sentences: tuple[CheckedSentence, ...]
    differ: tuple[SourcesDiffer, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefingNote:
    """A briefing note in which every line of evidence is a checked sentence.

    `issue` and `gaps` are built from metadata and outcomes only, never from the evidence's figures.
    """

    topic: str
    written: str
    library_version: str
    issue: str
    top_lines: tuple[CheckedSentence, ...]
    key_facts: tuple[KeyFact, ...]
    themes: tuple[Theme, ...]
    gaps: tuple[str, ...]
    withheld: tuple[Withheld, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, in the order of the note's numbers."""
        lines = [*self.top_lines, *(fact.sentence for fact in self.key_facts)]
        lines += [sentence for theme in self.themes for sentence in theme.sentences]
        return tuple(dict.fromkeys(c for line in lines for c in line.citations))
