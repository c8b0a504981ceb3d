"""THE MAIN FLOW: interpret → condense → search → write → gate → assemble, composed of LangChain runnables."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from assistant.assembling import assemble, numbered_for
from assistant.citing import Passages
from assistant.condensing import Condenser, leans
from assistant.grounding.gate import check
from assistant.interpreting import Interpreter
from assistant.matching import Candidate
from assistant.page_images import PageImage, PageImages
from assistant.retrieval import Retrieval
from assistant.spelling import Repaired
from assistant.types import (
    Answer,
    CheckedSentence,
    Draft,
    Passage,
    Progress,
    Query,
    Turn,
    Withheld,
)
from assistant.writers.quoting import QuotingWriter
from corpus.types import Publication
from indexing.search import Library
from indexing.types import Filters, Hit


@dataclass(frozen=True, slots=True)
class Asked:
    """What comes in at the door: a question, the turns before it, and what the reader filtered."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)


@dataclass(slots=True)
class Run:
    """One question on its way through the chain; each stage fills in its own part and its own time."""

    asked: Asked
    query: Query | None = None
    hits: tuple[Hit, ...] = ()
    draft: Draft | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)


class Assistant:
    """Answers questions from one opened library."""

    def __init__(
        self,
        interpreter: Interpreter,
        retrieval: Retrieval,
        writer: QuotingWriter,
        passages: Passages,
        page_images: PageImages,
        condenser: Condenser | None = None,
    ) -> None:
        """Built by `compose.open_assistant`. Without a `condenser` follow-ups are read by rule alone."""
        self._interpreter = interpreter
        self._retrieval = retrieval
        self._writer = writer
        self._passages = passages
        self._page_images = page_images
        self._condenser = condenser
        self.publications: tuple[Publication, ...] = retrieval.library.publications
        self.library_version: str = retrieval.library.version
        self.chain: Runnable[Asked, Progress] = (
            RunnableLambda(self._interpret)
            | RunnableGenerator(self._condense)
            | _stage(self._search)
            | _stage(self._write)
            | RunnableGenerator(self._gate_and_assemble)
        )

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[Progress]:
        """The stages as they come; the last holds the answer. Never raises for what a reader typed."""
        yield self._searching
        yield from self.chain.stream(Asked(question, tuple(history), filters or Filters()))

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """The finished answer to one question."""
        return self.trace(question, history, filters)[0]

    def trace(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> tuple[Answer, tuple[Hit, ...]]:
        """The finished answer and the passages that were found for it, best first."""
        last = self.chain.invoke(Asked(question, tuple(history), filters or Filters()))
        if last.answer is None:
            raise RuntimeError("the chain ended without an answer")
        return last.answer, last.hits

    def best_candidate(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Candidate | None:
        """The sentence that would answer the question's first part, however unsurely; None where a rule
        refuses. For fitting the threshold, not for readers."""
        query = self._interpreter.interpret(question, tuple(history), filters or Filters())
        if query.refusal or query.readings:
            return None
        return self._writer.fitting(query, query.parts[0], self._retrieval.hits_for(query)).best

    @property
    def library(self) -> Library:
        """The opened library it answers from."""
        return self._retrieval.library

    @property
    def chat_model(self) -> str:
        """The chat model that rewords follow-ups, empty where there is none."""
        return self._condenser.model if self._condenser else ""

    def warm_up(self) -> None:
        """Load the models now, which takes seconds, rather than at the first question."""
        self._retrieval.library.warm_up()

    def read(self, question: str) -> Repaired:
        """A question as `ask` reads one without a conversation, with each misspelt word that was mended."""
        return self._interpreter.read(question)

    def search(self, question: str, filters: Filters | None = None, top_k: int = 10) -> tuple[Hit, ...]:
        """The best passages for a question, best first."""
        return self._retrieval.search(question, filters or Filters(), top_k)

    def show(self, citation_id: str) -> Passage:
        """A citation in its surroundings. Raises CitationNotFoundError."""
        return self._passages.show(citation_id)

    def page_image(self, citation_id: str) -> PageImage | None:
        """The page of an added PDF with a citation's quotation marked, None where it stands in no PDF.

        Raises CitationNotFoundError, or PageImageError where the page cannot be drawn.
        """
        return self._page_images.of(self._passages.show(citation_id))

    def _interpret(self, asked: Asked) -> Run:
        run = Run(asked)
        with timed(run, "interpret"):
            run.query = self._interpreter.interpret(asked.question, asked.history, asked.filters)
        return run

    @property
    def _searching(self) -> Progress:
        return Progress(f"Searching {len(self.publications)} reports")

    def _condense(self, runs: Iterator[Run]) -> Iterator[Run | Progress]:
        """A follow-up is put to the chat model, where there is one. Nothing else ever is."""
        for run in runs:
            query, condenser = run.query, self._condenser
            if condenser and query and leans(query, run.asked.history):
                yield Progress(f"Reading the question with {condenser.model}")
                with timed(run, "condense"):
                    condensed = condenser.condensed(query, run.asked.history)
                if condensed.question:
                    run.query = self._interpreter.reworded(query, condensed.question, condenser.model)
                elif condensed.note:
                    run.query = replace(query, notes=(condensed.note,))
                yield self._searching
            yield run

    def _search(self, run: Run) -> Run:
        query = run.query
        if query and not query.refusal and not query.readings:
            with timed(run, "load"):
                self.warm_up()
            with timed(run, "search"):
                run.hits = self._retrieval.hits_for(query)
        return run

    def _write(self, run: Run) -> Run:
        query = run.query
        if query and not query.refusal and not query.readings:
            with timed(run, "write"):
                run.draft = self._writer.write(query, run.hits, self._retrieval.allowed(query.filters))
        return run

    def _gate_and_assemble(self, runs: Iterator[Run | Progress]) -> Iterator[Progress]:
        """Each sentence is shown as it passes; the assembled answer then takes their place."""
        for run in runs:
            if isinstance(run, Progress):
                yield run
                continue
            query, draft = run.query, run.draft
            if query is None:
                raise RuntimeError("a question reached the gate without being read")
            if draft is None:
                yield Progress("Done", answer=assemble(query, None, (), self._retrieval, run.timings_ms))
                continue
            checked: list[CheckedSentence | Withheld] = []
            for sentence in draft.sentences:
                with timed(run, "gate"):
                    result = check(sentence, draft.hits)
                    checked.append(numbered_for(result, query.answer_type, query.standalone))
                passed = tuple(c for c in checked if isinstance(c, CheckedSentence))
                yield Progress("Checking each sentence against its page", passed)
            with timed(run, "assemble"):
                answer = assemble(query, draft, tuple(checked), self._retrieval, run.timings_ms)
                if note := self._interpreter.taken(query, [c.publication.id for c in answer.citations]):
                    answer = replace(answer, notes=(*answer.notes, note))
            answer = replace(answer, timings_ms=dict(run.timings_ms), confidence=draft.confidence)
            yield Progress("Done", answer.sentences, answer, run.hits)


def _stage(work: Callable[[Run], Run]) -> Runnable[Run | Progress, Run | Progress]:
    """A stage of the chain that lets through at once what the stages before it have to tell."""

    def each(items: Iterator[Run | Progress]) -> Iterator[Run | Progress]:
        for item in items:
            yield item if isinstance(item, Progress) else work(item)

    return RunnableGenerator(each, name=work.__name__)


@contextmanager
def timed(run: Run, stage: str) -> Iterator[None]:
    """Add the milliseconds spent inside to one stage of a run."""
    started = time.perf_counter()
    try:
        yield
    finally:
        spent = (time.perf_counter() - started) * 1000
        run.timings_ms[stage] = round(run.timings_ms.get(stage, 0.0) + spent, 1)
