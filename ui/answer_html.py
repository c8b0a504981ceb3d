"""An answer, its earlier turns and a source as HTML, for the page only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.page_images import has_page_image
from assistant.provenance import place, published, who
from assistant.rendering import (
    OUTCOME_LINES,
    STANDING_LINE,
    card,
    differ_heading,
    differ_lines,
    figure_spans,
    numbered,
    withheld_line,
)
from assistant.types import Answer, CheckedSentence, Citation, Nearest, Passage, Progress
from ui.markup import Html, join, link, text
from ui.page_images import address
from ui.table_html import passage_table, quoted_rows

_CHECKS = (
    "Every sentence above rests on a quotation that was found, word for word, in the text held here. Every "
    "figure and date in it stands in that quotation. Sentences that failed a check were left out. The checks "
    "do not show that a report is right, or that nothing else has been written on the subject."
)
_SURROUNDING = 2


def draft(question: str, progress: Progress) -> Html:
    """An answer while it is being made: the question and the sentences that have passed the checks."""
    numbers = _numbers(citation for sentence in progress.sentences for citation in sentence.citations)
    waiting = f'<p class="waiting">{text(progress.stage)}…</p>'
    return join(
        f'<section class="answer"><h2>{text(question)}</h2>',
        _sentences(progress.sentences, numbers, linked=False),
        waiting,
        "</section>",
    )


def current(answer: Answer) -> Html:
    """The finished answer, with numbers that lead to its sources."""
    heading = f"<h2>{text(answer.query.asked)}</h2>"
    return join('<section class="answer">', heading, *_body(answer, linked=True), "</section>")


def earlier(answers: Sequence[Answer]) -> Html:
    """Earlier answers of the conversation, newest first, each folded under its question."""
    if not answers:
        return Html("")
    folded = [
        join(
            f"<details><summary>{text(answer.query.asked)}</summary>",
            *_body(answer, linked=False),
            _source_list(numbered(answer)),
            "</details>",
        )
        for answer in reversed(answers)
    ]
    return join('<section class="earlier"><h2>Earlier in this conversation</h2>', *folded, "</section>")


def problem(message: str) -> Html:
    """Something the reader should change, beside the question box."""
    return join(f'<p class="problem"><strong>There is a problem.</strong> {text(message)}</p>')


def source(number: int, passage: Passage, titles: Mapping[str, str]) -> Html:
    """A citation opened: the quotation marked in its surroundings, then its provenance card."""
    citation = passage.citation
    publication = citation.publication
    digest = (
        '<p class="digest">This text is our own short account of the publication, '
        "not the publication itself.</p>"
        if citation.is_digest
        else ""
    )
    return join(
        f'<section class="source"><h2 tabindex="-1">Source {number}</h2>',
        f'<p class="who"><strong>{text(publication.title)}</strong><br>{text(who(publication))}</p>',
        digest,
        f"<h3>{text(place(citation) or 'The passage')}</h3>",
        *_paragraphs(passage),
        _page_view(passage),
        "<h3>About this source</h3>",
        _card([row for row in card(citation, titles, passage.original, passage.ocr) if row[0] != "Title"]),
        f'<p><a class="back" href="#source-{number}">Back to the list of sources</a></p></section>',
    )


def source_label(number: int, citation: Citation) -> str:
    """The words on the button that opens a source."""
    return f"[{number}] {citation.publication.title}. {who(citation.publication)}"


def _body(answer: Answer, *, linked: bool) -> Iterator[str]:
    numbers = _numbers(numbered(answer))
    query = answer.query
    if query.carried:
        yield f'<p class="understood"><strong>Understood as:</strong> {text(query.standalone)} '
        yield f"<span>({text(query.carried)})</span></p>"
    if answer.filtered:
        yield f'<p class="understood"><strong>Filters used:</strong> reports {text(answer.filtered)}</p>'
    yield f'<p class="outcome {answer.outcome}">{text(OUTCOME_LINES[answer.outcome])}</p>'
    yield from (f"<p>{text(line)}</p>" for line in (answer.message, answer.lead) if line)
    yield _sentences(answer.sentences, numbers, linked=linked)
    for differ in answer.differ:
        yield f'<div class="differ"><h3>{differ_heading(differ)}</h3>'
        yield "".join(f"<p>{text(line)}</p>" for line in differ_lines(differ)) + "</div>"
    yield _listed("What we could not find", answer.missing_parts)
    yield _nearest(answer.nearest, numbers, linked=linked)
    yield _listed("Notes", answer.notes)
    yield _withheld(answer)
    if answer.sentences and linked:
        yield f"<details><summary>How this answer was checked</summary><p>{_CHECKS}</p></details>"
    if numbers and linked:
        yield f'<p class="standing">{STANDING_LINE}</p>'


def _numbers(citations: Iterable[Citation]) -> dict[Citation, int]:
    return {citation: i for i, citation in enumerate(dict.fromkeys(citations), 1)}


def _sentences(sentences: Sequence[CheckedSentence], numbers: Mapping[Citation, int], *, linked: bool) -> str:
    items = "".join(
        f"<li>{_bold(sentence)} {_marks((numbers[c] for c in sentence.citations), linked=linked)}"
        f"{quoted_rows(sentence)}</li>"
        for sentence in sentences
    )
    return f'<ol class="said">{items}</ol>' if items else ""


def _bold(sentence: CheckedSentence) -> str:
    pieces = figure_spans(sentence.text, sentence.numbers)
    return "".join(f"<strong>{text(piece)}</strong>" if bold else text(piece) for piece, bold in pieces)


def _marks(numbers: Iterable[int], *, linked: bool) -> str:
    if not linked:
        return "".join(f"<span>&#91;{n}&#93;</span>" for n in numbers)
    label = '<span class="spoken">Source </span>'
    return "".join(f'<a class="ref" href="#source-{n}">{label}&#91;{n}&#93;</a>' for n in numbers)


def _listed(title: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    return f"<h3>{title}</h3><ul>{items}</ul>" if items else ""


def _nearest(nearest: Sequence[Nearest], numbers: Mapping[Citation, int], *, linked: bool) -> str:
    items = "".join(
        f"<li>“{text(near.citation.quotation)}” {_marks([numbers[near.citation]], linked=linked)}"
        f'<br><span class="why">Why it does not answer: {text(near.why_not)}</span></li>'
        for near in nearest
    )
    return f'<h3>Nearest passages</h3><ul class="nearest">{items}</ul>' if items else ""


def _withheld(answer: Answer) -> str:
    if not answer.withheld:
        return ""
    items = "".join(f"<li>{text(h.text)}<br><em>{text(h.reason)}</em></li>" for h in answer.withheld)
    summary = withheld_line(len(answer.withheld))
    return f'<details class="withheld"><summary>{summary}</summary><ul>{items}</ul></details>'


def _source_list(citations: Sequence[Citation]) -> str:
    items = "".join(
        f"<li>{text(c.publication.title)}, {text(published(c))}: “{text(c.quotation)}”</li>"
        for c in citations
    )
    return f"<h3>Sources</h3><ol>{items}</ol>" if items else ""


def _paragraphs(passage: Passage) -> Iterator[str]:
    first = max(0, passage.index - _SURROUNDING)
    for i, paragraph in enumerate(passage.paragraphs[first : passage.index + _SURROUNDING + 1], first):
        if i != passage.index:
            yield f"<p>{text(paragraph)}</p>"
            continue
        if table := passage.tables.get(i):
            yield passage_table(passage, table)
            continue
        before, after = paragraph[: passage.start], paragraph[passage.end :]
        quoted = paragraph[passage.start : passage.end]
        yield f"<p>{text(before)}<mark>{text(quoted)}</mark>{text(after)}</p>"


def _page_view(passage: Passage) -> str:
    """The page as a picture, drawn when the reader wants it; page.js puts it in the link's place."""
    where = address(passage.citation)
    if where is None or not has_page_image(passage):
        return ""
    return (
        '<details class="page-view"><summary>Show the page</summary>'
        f'<p><a href="{where}" target="_blank" rel="noopener noreferrer">Open the page as a picture</a></p>'
        "</details>"
    )


def _card(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f"<dt>{text(label)}</dt><dd>{link(value) if label == 'Link' else text(value)}</dd>"
        for label, value in rows
    )
    return f'<dl class="card">{cells}</dl>'
