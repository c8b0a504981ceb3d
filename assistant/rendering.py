"""From an answer to Markdown, plain text and a provenance card. Knows nothing of screens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assistant.provenance import (
    as_at,
    card,
    held_as,
    link_row,
    place,
    read_in,
    reliability,
    rows_in_words,
    table_rows,
    who,
)
from assistant.types import Answer, CheckedSentence, Citation, Outcome, SourcesDiffer

__all__ = [
    "OUTCOME_LINES",
    "STANDING_LINE",
    "card",
    "differ_lines",
    "figure_spans",
    "numbered",
    "said",
    "to_markdown",
    "to_text",
    "withheld_line",
]

STANDING_LINE = (
    "This answer was put together by software from the reports below. Check the sources before you use it."
)
OUTCOME_LINES: Mapping[Outcome, str] = {
    Outcome.ANSWERED: "Answered from the evidence.",
    Outcome.PARTLY_ANSWERED: "Partly answered: the evidence does not cover everything you asked.",
    Outcome.NOT_IN_EVIDENCE: "The evidence held here does not answer this.",
    Outcome.WHICH_ONE: "More than one publication fits this question.",
    Outcome.DECLINED: "Not answered.",
    Outcome.FAILED: "The answer could not be made.",
}


@dataclass(frozen=True, slots=True)
class _Form:
    """How one output format writes a heading, strong text and text that must stay as it is."""

    heading: Callable[[str], str]
    strong: Callable[[str], str]
    verbatim: Callable[[str], str]


def _escape_markdown(text: str) -> str:
    """The same words with every sign that Markdown would read as layout made plain; one line."""
    flat = " ".join(text.split())
    flat = re.sub(r"([\\`*\[\]<>~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;))", r"\\\1", flat)
    return re.sub(r"^(\d*)([#+.)-])(?=[#\s])", r"\1\\\2", flat)


_MARKDOWN = _Form(lambda text: f"## {text}", lambda text: f"**{text}**", _escape_markdown)
_PLAIN = _Form(lambda text: text.upper(), lambda text: text, lambda text: " ".join(text.split()))


def to_markdown(answer: Answer) -> str:
    """The whole answer with its sources as Markdown, for copying and downloading."""
    return _document(answer, _MARKDOWN)


def to_text(answer: Answer) -> str:
    """The whole answer with its sources as plain text, for the command line."""
    return _document(answer, _PLAIN)


def said(answer: Answer) -> str:
    """What was answered and nothing else: the lead and the sentences, or the message where there are none."""
    lines = [answer.lead, *(sentence.text for sentence in answer.sentences)]
    return " ".join(line for line in lines if line) or answer.message


def numbered(answer: Answer) -> tuple[Citation, ...]:
    """Every citation a reader sees, in the order of its number from 1; nearest passages come last."""
    return tuple(dict.fromkeys((*answer.citations, *(near.citation for near in answer.nearest))))


def figure_spans(text: str, numbers: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Cut a sentence into pieces; True marks a figure that was asked for. The pieces join to the text."""
    wanted = sorted({number for number in numbers if number}, key=len, reverse=True)
    if not wanted:
        return [(text, False)]
    pattern = "|".join(rf"(?<![\w.,]){re.escape(number)}(?!\w)" for number in wanted)
    pieces = re.split(f"({pattern})", text)
    return [(piece, bool(i % 2)) for i, piece in enumerate(pieces) if piece]


def withheld_line(count: int) -> str:
    """How many sentences the checks stopped, in words; empty for none."""
    if not count:
        return ""
    return (
        f"{count} {'sentence was' if count == 1 else 'sentences were'} withheld because a check did not pass."
    )


DIFFER_HEADINGS: Mapping[str, str] = {
    "conflict": "Sources differ",
    "change": "The figure over time",
    "definition": "Definitions differ",
    "confusable": "Names easily confused",
}


def differ_heading(differ: SourcesDiffer) -> str:
    """What kind of difference it is, as a heading."""
    return DIFFER_HEADINGS.get(differ.kind, "Sources differ")


def differ_lines(differ: SourcesDiffer) -> tuple[str, ...]:
    """One disagreement in plain lines: what about, which sentences, and the likely reason."""
    which = [str(index + 1) for index in differ.sentences]
    listed = f"{', '.join(which[:-1])} and {which[-1]}" if len(which) > 1 else "".join(which)
    compare = f"Compare {'sentences' if len(which) > 1 else 'sentence'} {listed}." if which else ""
    return tuple(
        line
        for line in (f"{differ.topic[:1].upper()}{differ.topic[1:]}.", compare, differ.why, differ.how)
        if line
    )


def _document(answer: Answer, form: _Form) -> str:
    blocks = [
        *_opening(answer, form),
        *_sentences(answer, form),
        *_around(answer, form),
        *_sources(answer, form),
    ]
    if answer.sentences or answer.nearest:
        blocks.append(STANDING_LINE)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _opening(answer: Answer, form: _Form) -> Iterator[str]:
    query = answer.query
    yield f"{form.strong('Question:')} {form.verbatim(query.asked)}"
    if query.carried:
        understood = f"{query.standalone} ({query.carried})"
        yield f"{form.strong('Understood as:')} {form.verbatim(understood)}"
    if answer.filtered:
        yield f"{form.strong('Filters used:')} reports {form.verbatim(answer.filtered)}"
    yield form.strong(OUTCOME_LINES[answer.outcome])
    yield form.verbatim(answer.message)
    yield form.verbatim(answer.lead)
    yield "\n".join(f"- {form.verbatim(r.label)}: {form.verbatim(r.question)}" for r in query.readings)


def _sentences(answer: Answer, form: _Form) -> Iterator[str]:
    numbers = {citation: i for i, citation in enumerate(numbered(answer), 1)}
    lines = []
    for i, sentence in enumerate(answer.sentences, 1):
        marks = "".join(f"[{numbers[citation]}]" for citation in sentence.citations)
        rows = rows_in_words(sentence)
        end = "  " if rows and form is _MARKDOWN else ""
        lines.append(f"{i}. {_with_figures(sentence, form)} {marks}".rstrip() + end)
        lines += [f"   {form.verbatim(told)}" for told in rows]
    yield "\n".join(lines)


def _with_figures(sentence: CheckedSentence, form: _Form) -> str:
    if form is _PLAIN:
        return form.verbatim(sentence.text)
    flat = " ".join(sentence.text.split())
    return "".join(
        form.strong(form.verbatim(piece)) if bold else _keep_edges(piece, form)
        for piece, bold in figure_spans(flat, sentence.numbers)
    )


def _keep_edges(piece: str, form: _Form) -> str:
    """Verbatim text with the blanks at its ends kept, so that pieces can be joined."""
    bare = piece.strip()
    start = piece.index(bare) if bare else 0
    return f"{piece[:start]}{form.verbatim(bare)}{piece[start + len(bare) :]}" if bare else piece


def _around(answer: Answer, form: _Form) -> Iterator[str]:
    for differ in answer.differ:
        yield form.heading(differ_heading(differ))
        yield "\n".join(f"- {form.verbatim(line)}" for line in differ_lines(differ))
    for title, lines in (("What we could not find", answer.missing_parts), ("Notes", answer.notes)):
        if lines:
            yield form.heading(title)
            yield "\n".join(f"- {form.verbatim(line)}" for line in lines)
    yield withheld_line(len(answer.withheld))
    if answer.nearest:
        numbers = {citation: i for i, citation in enumerate(numbered(answer), 1)}
        yield form.heading("Nearest passages, and why they do not answer")
        yield "\n".join(f"- [{numbers[n.citation]}] {form.verbatim(n.why_not)}" for n in answer.nearest)


def _sources(answer: Answer, form: _Form) -> Iterator[str]:
    citations = numbered(answer)
    if citations:
        yield form.heading("Sources")
    for i, citation in enumerate(citations, 1):
        yield "\n".join(f"{line}  " if form is _MARKDOWN else line for line in _source(i, citation, form))


def _source(number: int, citation: Citation, form: _Form) -> Iterator[str]:
    publication, source = citation.publication, citation.source
    origin = who(publication, with_kind=True)
    yield f"[{number}] {form.strong(form.verbatim(publication.title))}. {form.verbatim(origin)}."
    yield f"“{form.verbatim(citation.quotation)}”"
    rows = (
        ("Section", place(citation)),
        *table_rows(citation),
        ("Held as", held_as(citation)),
        ("Figure as at", as_at(source)),
        ("Read in", read_in(source)),
        ("Reliability of that page", reliability(source)),
        ("Reference", citation.id),
    )
    for label, value in rows:
        if value:
            yield f"{label}: {form.verbatim(value)}"
    yield ": ".join(link_row(publication))
