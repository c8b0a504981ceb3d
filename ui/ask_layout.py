"""Where the parts of the Ask tab stand. No behaviour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from corpus.types import Publication
from ui.filters import CONTROLS, LONGEST_QUESTION, choices
from ui.quiet import gr

MOST_SOURCES = 24
MOST_READINGS = 8
EXAMPLES = (
    "What did Lord Darzi find about waiting lists?",
    "What is neighbourhood health?",
    "Which Darzi review covered London only?",
    "How satisfied are people with the NHS?",
    "What happened to the vanguard sites' emergency admissions?",
    "What does the 10 Year Health Plan say about moving care into the community?",
)

Part = Any
"""A Gradio component; Gradio ships no types that mypy can use here."""


@dataclass(frozen=True, slots=True)
class AskParts:
    """Every part of the tab that an event reads or changes."""

    question: Part
    ask: Part
    again: Part
    publications: Part
    publishers: Part
    kinds: Part
    nations: Part
    since: Part
    as_of: Part
    latest_only: Part
    filter_line: Part
    problem: Part
    status: Part
    examples: Part
    example_buttons: tuple[tuple[Part, str], ...]
    answer: Part
    reading_group: Part
    readings: tuple[Part, ...]
    source_group: Part
    sources: tuple[Part, ...]
    panel_column: Part
    panel: Part
    copy: Part
    download: Part
    earlier: Part
    past: Part

    @property
    def controls(self) -> list[Part]:
        """The filter controls, in the order of `filters.CONTROLS`."""
        return [getattr(self, name) for name in CONTROLS]

    def everything(self) -> list[Part]:
        """All parts an event may change, in one flat list."""
        plain = [getattr(self, f.name) for f in fields(self) if f.name != "example_buttons"]
        return [part for value in plain for part in (value if isinstance(value, tuple) else (value,))]


def lay_out(publications: Iterable[Publication]) -> AskParts:
    """Lay the tab out inside the open Blocks."""
    found: dict[str, Part] = {"past": gr.State(())}
    found |= dict(_question_box())
    found |= dict(_filters(tuple(publications)))
    with gr.Column(elem_id="messages"):
        found |= {name.replace("-", "_"): _html(name) for name in ("filter-line", "problem", "status")}
    found |= dict(_examples())
    with gr.Row(elem_id="results", equal_height=False):
        with gr.Column(scale=6, min_width=300, elem_id="answer-column"):
            found |= dict(_results())
        with gr.Column(scale=5, min_width=300, visible=False, elem_id="panel-column") as panel_column:
            found |= {"panel_column": panel_column, "panel": _html("panel")}
    found["earlier"] = _html("earlier")
    return AskParts(**found)


def _question_box() -> Iterator[tuple[str, Part]]:
    with gr.Row(elem_id="ask-row", equal_height=False):
        question = gr.Textbox(
            label="Your question",
            info="Press Enter to ask. A follow-up is read together with what you asked before.",
            lines=1,
            max_lines=6,
            max_length=LONGEST_QUESTION,
            autofocus=False,
            scale=8,
            min_width=240,
            elem_id="question",
        )
        ask = gr.Button("Ask", variant="primary", scale=1, min_width=96, elem_id="ask")
        again = gr.Button(
            "New conversation", variant="secondary", scale=1, min_width=190, visible=False, elem_id="again"
        )
    yield from (("question", question), ("ask", ask), ("again", again))


def _filters(publications: tuple[Publication, ...]) -> Iterator[tuple[str, Part]]:
    offered = choices(publications)
    with gr.Row(elem_id="filters"):
        yield "publishers", _list("Publisher", offered.publishers)
        yield "kinds", _list("Kind of source", offered.kinds)
        yield "nations", _list("Nation", offered.nations)
        yield "since", _date_box("Published since", "2020")
        yield "as_of", _date_box("As of", "2024-09-12")
    with gr.Row(elem_id="more-filters"):
        yield "publications", _list("Report (type a part of its title)", offered.publications)
        yield "latest_only", gr.Checkbox(label="Latest editions only", min_width=220, scale=1)


def _list(label: str, offered: Sequence[str | tuple[str, str]]) -> Part:
    """A list to choose several of, which typing narrows."""
    return gr.Dropdown(list(offered), label=label, multiselect=True, min_width=150, scale=3)


def _date_box(label: str, example: str) -> Part:
    return gr.Textbox(label=label, placeholder=f"e.g. {example}", max_length=20, min_width=130, scale=2)


def _examples() -> Iterator[tuple[str, Part]]:
    with gr.Column(elem_id="examples") as examples:
        gr.Markdown("<h2>Questions to start with</h2>", latex_delimiters=[])
        with gr.Row(elem_id="example-row"):
            buttons = [gr.Button(text, min_width=280, elem_classes="choice") for text in EXAMPLES]
    yield "examples", examples
    yield "example_buttons", tuple(zip(buttons, EXAMPLES, strict=True))


def _results() -> Iterator[tuple[str, Part]]:
    yield "answer", _html("answer")
    with gr.Column(visible=False, elem_id="readings") as reading_group:
        gr.Markdown("<h3>Which one do you mean?</h3>", latex_delimiters=[])
        readings = tuple(gr.Button("", elem_classes="choice") for _ in range(MOST_READINGS))
    with gr.Column(visible=False, elem_id="sources") as source_group:
        gr.Markdown("<h3>Sources</h3>", latex_delimiters=[])
        sources = tuple(
            gr.Button("", elem_id=f"source-{i}", elem_classes="choice source", visible=False)
            for i in range(1, MOST_SOURCES + 1)
        )
        with gr.Row(elem_id="take-away"):
            gr.Button("Copy answer with sources", elem_id="copy-button", min_width=180)
            gr.Button("Download answer (.md)", elem_id="download-button", min_width=180)
    yield from (("reading_group", reading_group), ("readings", readings))
    yield from (("source_group", source_group), ("sources", sources))
    yield "copy", gr.Textbox(visible="hidden", elem_id="copy-text", label="Answer as text")
    yield "download", gr.Textbox(visible="hidden", elem_id="download-text", label="Answer as Markdown")


def _html(name: str) -> Part:
    """A place for HTML made by `ui.markup`; Gradio's own sanitiser stays on as a second lock."""
    return gr.Markdown("", elem_id=name, latex_delimiters=[], sanitize_html=True, header_links=False)
