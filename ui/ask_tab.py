"""The Ask tab: question, filters, the answer as it is made, its sources, and the opened source."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from assistant.errors import AssistantError
from assistant.filter_words import describe, none_left
from assistant.rendering import numbered, said, to_markdown, to_text
from assistant.types import Answer, Citation, Outcome, Progress, Turn
from ui import answer_html
from ui.ask_layout import AskParts, lay_out
from ui.contracts import Answering
from ui.filters import Choices, InputError, choices, read_filters, read_question
from ui.markup import join, text
from ui.quiet import gr

Conversation = tuple[Answer, ...]
Update = dict[Any, Any]

_LOG = logging.getLogger("evidence.page")
_TURNS_KEPT = 20
_WENT_WRONG = (
    "Something went wrong while answering. Try again; if it happens again, stop and restart the page."
)


@dataclass
class AskTab:
    """The tab's parts and what each of its events does. All conversation state is the session's own."""

    assistant: Answering
    parts: AskParts

    def choices_now(self) -> Update:
        """The filters of the library as it is when the page is loaded."""
        offered = choices(self.assistant.publications)
        return {
            getattr(self.parts, f.name): gr.update(choices=list(getattr(offered, f.name)))
            for f in fields(offered)
        }

    def respond(self, question: object, past: object, *controls: object) -> Iterator[Update]:
        """Answer a question: first what is being done, then sentences, then the checked answer."""
        parts, conversation = self.parts, _conversation(past)
        try:
            asked = read_question(question)
            filters = read_filters(controls, choices(self.assistant.publications))
        except InputError as error:
            yield {parts.status: "", parts.problem: answer_html.problem(str(error))}
            return
        yield {**self._cleared(conversation), **self._progress(asked, self._first_stage(), conversation)}
        try:
            for progress in self.assistant.stream(asked, _history(conversation), filters):
                yield self._progress(asked, progress, conversation)
        except AssistantError as error:
            yield {parts.status: "", parts.answer: "", parts.problem: answer_html.problem(str(error))}
        except Exception as error:
            # The door of the page: the reader gets a sentence, the log gets no word of the question.
            _LOG.error("answering failed: %s", type(error).__name__)
            yield {parts.status: "", parts.answer: "", parts.problem: answer_html.problem(_WENT_WRONG)}

    def respond_to_reading(self, number: int, past: object, *controls: object) -> Iterator[Update]:
        """Ask the question behind one of the readings offered by the last answer."""
        conversation = _conversation(past)
        readings = conversation[-1].query.readings if conversation else ()
        if number < len(readings):
            yield {self.parts.question: readings[number].question}
            yield from self.respond(readings[number].question, past, *controls)

    def respond_to_example(self, example: str, past: object, *controls: object) -> Iterator[Update]:
        """Ask one of the examples."""
        yield {self.parts.question: example}
        yield from self.respond(example, past, *controls)

    def open_source(self, number: int, past: object) -> Update:
        """Show the passage behind a number of the last answer."""
        conversation = _conversation(past)
        citations = numbered(conversation[-1]) if conversation else ()
        if number >= len(citations):
            return {self.parts.problem: answer_html.problem("That source is not part of the answer shown.")}
        return self._opened(number, citations)

    def start_again(self) -> Update:
        """Forget the conversation; filters stay as they are."""
        parts = self.parts
        return {
            **self._cleared(()),
            parts.question: "",
            parts.past: (),
            parts.examples: gr.update(visible=True),
            parts.status: "New conversation.",
            parts.again: gr.update(visible=False),
        }

    def show_filters(self, *controls: object) -> Update:
        """Put the filters in force into words under the controls, and say where they leave no report."""
        library = self.assistant.publications
        try:
            filters = read_filters(controls, choices(library))
        except InputError as error:
            return {self.parts.filter_line: answer_html.problem(str(error))}
        if nothing := none_left(library, filters):
            return {self.parts.filter_line: answer_html.problem(nothing)}
        words = describe(filters, library)
        line = f"Only reports {words}. These filters stay until you change them." if words else ""
        return {self.parts.filter_line: join(f"<p>{text(line)}</p>") if line else ""}

    def _cleared(self, conversation: Conversation) -> Update:
        parts = self.parts
        hidden = gr.update(visible=False)
        return {
            parts.status: "",
            parts.problem: "",
            parts.answer: "",
            parts.earlier: answer_html.earlier(conversation),
            parts.panel: "",
            parts.panel_column: hidden,
            parts.source_group: hidden,
            parts.reading_group: hidden,
            parts.examples: hidden,
            parts.download: "",
            parts.copy: "",
        }

    def _first_stage(self) -> Progress:
        return Progress(f"Searching {len(self.assistant.publications)} reports")

    def _progress(self, asked: str, progress: Progress, conversation: Conversation) -> Update:
        if progress.answer is None:
            return {
                self.parts.status: f"{progress.stage}…",
                self.parts.answer: answer_html.draft(asked, progress),
            }
        return self._finished(progress.answer, conversation)

    def _finished(self, answer: Answer, conversation: Conversation) -> Update:
        parts, citations = self.parts, numbered(answer)
        first = self._opened(0, citations) if citations else {}
        return {
            **self._sources(citations, 0),
            **self._readings(answer),
            parts.source_group: gr.update(visible=bool(citations)),
            parts.answer: answer_html.current(answer),
            **first,
            parts.status: status_line(answer),
            parts.past: (*conversation, answer)[-_TURNS_KEPT:],
            parts.question: "",
            parts.again: gr.update(visible=True),
            parts.copy: to_text(answer),
            parts.download: to_markdown(answer),
        }

    def _opened(self, number: int, citations: tuple[Citation, ...]) -> Update:
        parts = self.parts
        try:
            titles = {p.id: p.title for p in self.assistant.publications}
            panel = answer_html.source(number + 1, self.assistant.show(citations[number].id), titles)
        except AssistantError as error:
            panel = answer_html.problem(str(error))
        return {
            **self._sources(citations, number),
            parts.panel: panel,
            parts.panel_column: gr.update(visible=True),
        }

    def _sources(self, citations: tuple[Citation, ...], opened: int) -> Update:
        update: Update = {}
        for i, button in enumerate(self.parts.sources):
            if i < len(citations):
                label = answer_html.source_label(i + 1, citations[i])
                chosen = "primary" if i == opened else "secondary"
                update[button] = gr.update(value=label, visible=True, variant=chosen)
            else:
                update[button] = gr.update(visible=False)
        return update

    def _readings(self, answer: Answer) -> Update:
        readings = answer.query.readings
        update: Update = {self.parts.reading_group: gr.update(visible=bool(readings))}
        for i, button in enumerate(self.parts.readings):
            label = readings[i].label if i < len(readings) else ""
            update[button] = gr.update(value=label, visible=i < len(readings))
        return update


def status_line(answer: Answer) -> str:
    """What the status region says once when an answer is ready."""
    if answer.sentences:
        citations = answer.citations
        publications = len({citation.publication.id for citation in citations})
        counted = [_count(len(answer.sentences), "sentence"), _count(len(citations), "source")]
        origin = f" from {_count(publications, 'publication')}" if publications != len(citations) else ""
        return f"Answer ready: {', '.join(counted)}{origin}."
    if answer.outcome is Outcome.WHICH_ONE:
        return f"Which one do you mean? {_count(len(answer.query.readings), 'choice')} below."
    if answer.nearest:
        return f"No answer found in the evidence. {_count(len(answer.nearest), 'nearest passage')} below."
    return "Finished: no answer could be given."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _conversation(raw: object) -> Conversation:
    """The session's earlier answers; anything else that was sent counts as none."""
    items = raw if isinstance(raw, tuple | list) else ()
    return tuple(item for item in items if isinstance(item, Answer))


def _history(conversation: Conversation) -> list[Turn]:
    pairs = ((Turn("user", a.query.asked), Turn("assistant", said(a))) for a in conversation)
    return [turn for pair in pairs for turn in pair]


def build(assistant: Answering, blocks: Any) -> AskTab:
    """Lay the tab out inside the open Blocks and connect its events."""
    tab = AskTab(assistant, lay_out(assistant.publications))
    parts = tab.parts
    controls = parts.controls
    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    everything = parts.everything()
    asking = {"inputs": [parts.question, parts.past, *controls], "outputs": everything, **quiet}
    gr.on([parts.ask.click, parts.question.submit], tab.respond, **asking)
    for i, button in enumerate(parts.sources):
        button.click(partial(tab.open_source, i), parts.past, everything, **quiet)
    for i, button in enumerate(parts.readings):
        button.click(partial(tab.respond_to_reading, i), [parts.past, *controls], everything, **quiet)
    for button, question in parts.example_buttons:
        button.click(partial(tab.respond_to_example, question), [parts.past, *controls], everything, **quiet)
    parts.again.click(tab.start_again, None, everything, **quiet)
    blocks.load(tab.choices_now, None, [getattr(parts, f.name) for f in fields(Choices)], **quiet)
    # One event for all: of two changes in a row the line must say the later, whichever is worked out first.
    changed = [control.change for control in controls]
    gr.on(changed, tab.show_filters, controls, parts.filter_line, trigger_mode="always_last", **quiet)
    return tab
