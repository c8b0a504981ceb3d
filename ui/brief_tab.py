"""The Briefing note tab: a topic in, a note with cited lines out, to read and to take away."""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWorking
from dataclasses import dataclass
from typing import Any

from assistant.briefing_lint import lint
from assistant.errors import AssistantError
from assistant.types import BriefingNote
from ui import answer_html
from ui.contracts import Brief
from ui.filters import InputError, read_question
from ui.markup import Html, join, note, text
from ui.quiet import gr

_LOG = logging.getLogger("evidence.page")
_LONGEST_TOPIC = 300
_TICK_SECONDS = 2.0
_WENT_WRONG = "Something went wrong while the note was drafted. Try again, or try a narrower topic."


@dataclass(frozen=True, slots=True)
class BriefParts:
    """Every part of the tab that an event reads or changes."""

    topic: Any
    draft: Any
    problem: Any
    status: Any
    note: Any
    take_away: Any
    markdown: Any
    docx: Any

    def everything(self) -> list[Any]:
        """All parts an event may change."""
        return [self.problem, self.status, self.note, self.take_away, self.markdown, self.docx, self.draft]


@dataclass(frozen=True, slots=True)
class BriefTab:
    """What the Draft button does."""

    brief: Brief
    parts: BriefParts

    def write(self, topic: object) -> Iterator[dict[Any, Any]]:
        """Draft a note and show it; the reader sees for how long it has been in the making."""
        parts = self.parts
        try:
            asked = read_question(topic, "topic")
        except InputError as error:
            yield {parts.problem: answer_html.problem(str(error)), parts.status: ""}
            return
        yield self._working()
        try:
            with ThreadPoolExecutor(max_workers=1) as worker:
                job, started = worker.submit(self.brief, asked), time.monotonic()
                while not job.done():
                    try:
                        job.result(timeout=_TICK_SECONDS)
                    except StillWorking:
                        seconds = int(time.monotonic() - started)
                        yield {
                            parts.note: join(f'<p class="waiting">Drafting: {seconds} seconds so far…</p>')
                        }
                yield self._finished(*job.result())
        except AssistantError as error:
            yield self._failed(str(error))
        except Exception as error:
            # The door of the page: the reader gets a sentence, the log gets no word of the topic.
            _LOG.error("drafting failed: %s", type(error).__name__)
            yield self._failed(_WENT_WRONG)

    def _working(self) -> dict[Any, Any]:
        parts = self.parts
        return {
            parts.problem: "",
            parts.status: "Drafting the note. Every line is checked, so this can take a minute.",
            parts.note: "",
            parts.take_away: gr.update(visible=False),
            parts.draft: gr.update(interactive=False),
            parts.markdown: "",
            parts.docx: "",
        }

    def _finished(self, written: BriefingNote, markdown: str, docx: bytes) -> dict[Any, Any]:
        parts, sources = self.parts, len(written.citations)
        return {
            parts.status: f"Note ready: {sources} {'source' if sources == 1 else 'sources'}.",
            parts.note: join('<article class="note">', note(markdown), "</article>", _to_mend(lint(written))),
            parts.take_away: gr.update(visible=True),
            parts.draft: gr.update(interactive=True),
            parts.markdown: markdown,
            parts.docx: base64.b64encode(docx).decode("ascii"),
        }

    def _failed(self, message: str) -> dict[Any, Any]:
        parts = self.parts
        return {
            parts.problem: answer_html.problem(message),
            parts.status: "",
            parts.note: "",
            parts.draft: gr.update(interactive=True),
        }


def _to_mend(problems: Sequence[str]) -> Html:
    """What an editor would send back, under the note and not part of what is taken away."""
    if not problems:
        return Html("")
    lines = join(*(f"<li>{text(problem)}</li>" for problem in problems))
    return join('<div class="standing"><h2>Before you share it</h2><ul>', lines, "</ul></div>")


def build(brief: Brief) -> BriefTab:
    """Lay the tab out inside the open Blocks and connect its event."""
    tab = BriefTab(brief, _lay_out())
    parts = tab.parts
    gr.on(
        [parts.draft.click, parts.topic.submit],
        tab.write,
        parts.topic,
        parts.everything(),
        show_progress="hidden",
        api_visibility="private",
    )
    return tab


def _lay_out() -> BriefParts:
    with gr.Row(elem_id="brief-row", equal_height=False):
        topic = gr.Textbox(
            label="Topic of the note",
            info="A subject, place or policy, such as: NHS waiting lists.",
            lines=1,
            max_lines=3,
            max_length=_LONGEST_TOPIC,
            scale=8,
            min_width=240,
            elem_id="topic",
        )
        draft = gr.Button("Draft", variant="primary", scale=1, min_width=96, elem_id="draft")
    problem, status, shown = (
        gr.Markdown("", elem_id=name, latex_delimiters=[])
        for name in ("brief-problem", "brief-status", "note")
    )
    with gr.Row(visible=False, elem_id="note-take-away") as take_away:
        gr.Button("Download for Word (.docx)", elem_id="note-docx-button", min_width=180)
        gr.Button("Download as text (.md)", elem_id="note-md-button", min_width=180)
    markdown = gr.Textbox(visible="hidden", elem_id="note-md-text", label="Note as Markdown")
    docx = gr.Textbox(visible="hidden", elem_id="note-docx-text", label="Note for Word, encoded")
    return BriefParts(topic, draft, problem, status, shown, take_away, markdown, docx)
