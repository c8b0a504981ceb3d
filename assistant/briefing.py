"""Write a briefing note on a topic, in which every line of evidence is a sentence already checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.briefing_dates import figure_date, plain_date
from assistant.briefing_metadata import issue_line, origin_of, standing_gaps
from assistant.briefing_themes import Asked, coverage, lay_out, plan_themes, same_point, stems
from assistant.errors import AssistantError
from assistant.types import (
    Answer,
    BriefingNote,
    CheckedSentence,
    KeyFact,
    Outcome,
    Theme,
)
from corpus.types import Publication
from indexing.types import Filters

if TYPE_CHECKING:
    from assistant.chain import Assistant

MAX_TOPIC = 300
MAX_TOP_LINES = 5
MIN_TOP_LINES = 3
MAX_KEY_FACTS = 10
SEARCHED = 30
LEADS = 0.4
"""What a sentence gains in the choice of top lines by leading its theme or its series."""
OVERVIEW = "Overview"
EVERYTHING = Filters()

_HAS_EVIDENCE = {Outcome.ANSWERED, Outcome.PARTLY_ANSWERED}
_CHANGE = "change"
"""The kind of a disagreement that is one figure at several times: its newest value speaks for it."""


def write_note(
    assistant: Assistant,
    topic: str,
    filters: Filters = EVERYTHING,
    today: date | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> BriefingNote:
    """Ask about the topic, then about the themes a search shows, and lay out what came back.

    A topic on which nothing was found gives a note that says so. Raises AssistantError for a topic that is
    empty or too long, and when the assistant itself could not answer.
    """
    topic = checked_topic(topic)
    report = on_progress or (lambda stage: None)
    report(f"Asking about “{topic}”")
    first = assistant.ask(topic, filters=filters)
    if first.outcome is Outcome.FAILED:
        raise AssistantError(first.message)
    asked = [Asked(OVERVIEW, first, fixed=True), *_ask_themes(assistant, topic, first, filters, report)]
    report("Putting the note together")
    return _compose(asked, topic, filters, today or date.today(), assistant)


def checked_topic(topic: str) -> str:
    """The topic on one line. Raises AssistantError where it is empty or too long."""
    visible = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in topic)
    plain = " ".join(visible.split())
    if not any(c.isalnum() for c in plain):
        raise AssistantError("The topic is empty. Say in a few words what the note should be about.")
    if len(plain) > MAX_TOPIC:
        raise AssistantError(
            f"The topic is {len(plain)} characters long; the limit is {MAX_TOPIC}. Shorten it to one subject."
        )
    return plain


def _ask_themes(
    assistant: Assistant, topic: str, first: Answer, filters: Filters, report: Callable[[str], None]
) -> list[Asked]:
    """Ask about the readings of an ambiguous topic, or the themes of one that has evidence; else nothing."""
    if chosen := first.outcome is Outcome.WHICH_ONE:
        plans = [(r.label, r.question, filters) for r in first.query.readings]
    elif first.outcome in _HAS_EVIDENCE:
        themes = plan_themes(topic, assistant.search(topic, filters, top_k=SEARCHED))
        plans = [(t.heading, t.question, replace(filters, publication_ids=t.publication_ids)) for t in themes]
    else:
        plans = []
    asked = []
    for number, (heading, question, limits) in enumerate(plans, start=1):
        report(f"Theme {number} of {len(plans)}: {heading}")
        asked.append(Asked(heading, assistant.ask(question, filters=limits), fixed=chosen))
    return asked


def _compose(
    asked: Sequence[Asked], topic: str, filters: Filters, written: date, assistant: Assistant
) -> BriefingNote:
    themes = lay_out(asked)
    library = assistant.publications
    withheld = tuple(dict.fromkeys(w for a in asked for w in a.answer.withheld))
    note = BriefingNote(
        topic=topic,
        written=plain_date(written.isoformat()),
        library_version=assistant.library_version,
        issue="",
        top_lines=top_lines(topic, themes, library),
        key_facts=key_facts(themes),
        themes=themes,
        gaps=(),
        withheld=withheld,
    )
    gaps = (*_question_gaps(asked), *standing_gaps(note.citations, library, filters, written))
    return replace(note, issue=_issue(asked[0].answer, note, library), gaps=tuple(dict.fromkeys(gaps)))


def _issue(first: Answer, note: BriefingNote, library: Sequence[Publication]) -> str:
    if first.outcome is Outcome.DECLINED:
        return first.message
    return issue_line(note.topic, note.citations, library)


def top_lines(
    topic: str, themes: Sequence[Theme], library: Sequence[Publication]
) -> tuple[CheckedSentence, ...]:
    """Three to five sentences, the most to the point first, each from another origin as far as they go.

    Where a line is one side of a disagreement, the other side follows it.
    """
    ranked = _ranked(topic, themes)
    chosen: list[CheckedSentence] = []
    origins: set[str] = set()
    for sentence in ranked:
        origin = origin_of(sentence.citations[0].publication, library)
        if origin in origins or any(same_point(sentence, c) for c in chosen):
            continue
        pair = [sentence, *_other_side(sentence, themes)]
        if len(chosen) + len(pair) > MAX_TOP_LINES:
            continue
        chosen += [s for s in pair if s not in chosen]
        origins.update(origin_of(s.citations[0].publication, library) for s in pair)
    for sentence in ranked:
        if len(chosen) < MIN_TOP_LINES and not any(same_point(sentence, c) for c in chosen):
            chosen.append(sentence)
    return tuple(chosen)


def _ranked(topic: str, themes: Sequence[Theme]) -> list[CheckedSentence]:
    """Cited sentences by how much of the topic they speak to.

    The first of a theme and the newest value of a figure that changed go before the rest; older values of
    that figure are no top lines.
    """
    wanted = stems(topic)
    scored = []
    for theme in themes:
        series = [d.sentences for d in theme.differ if d.kind == _CHANGE]
        newest, older = {s[0] for s in series if s}, {j for s in series for j in s[1:]}
        for place, sentence in enumerate(theme.sentences):
            if place in older or not sentence.citations:
                continue
            citation = sentence.citations[0]
            around = " ".join((sentence.text, citation.publication.title, *citation.heading_path))
            score = coverage(wanted, sentence.text) + 0.5 * coverage(wanted, around)
            scored.append((score + (LEADS if place == 0 or place in newest else 0.0), sentence))
    return [sentence for _, sentence in sorted(scored, key=lambda pair: -pair[0])]


def _other_side(sentence: CheckedSentence, themes: Sequence[Theme]) -> list[CheckedSentence]:
    """The newest sentence of another publication in the first disagreement this one is a side of."""
    for theme in themes:
        for differ in theme.differ:
            sides = [theme.sentences[j] for j in differ.sentences]
            if differ.kind != _CHANGE and sentence in sides:
                mine = sentence.citations[0].publication
                return [s for s in sides if s.citations and s.citations[0].publication != mine][:1]
    return []


def key_facts(themes: Sequence[Theme]) -> tuple[KeyFact, ...]:
    """The sentences that hold figures, in the note's order, with the date each describes.

    A bare year is a date, not a figure.
    """
    facts = []
    for sentence in dict.fromkeys(s for t in themes for s in t.sentences if s.citations):
        figures = [n for n in dict.fromkeys(sentence.numbers) if not re.fullmatch(r"(19|20)\d\d", n)]
        if figures:
            facts.append(KeyFact(sentence, "; ".join(figures), figure_date(sentence.citations[0])))
    return tuple(facts[:MAX_KEY_FACTS])


def _question_gaps(asked: Sequence[Asked]) -> list[str]:
    """What the plan's questions did not bring; where the topic found nothing, the nearest passages."""
    topic, *themes = asked
    gaps = [f"Nothing was found on “{part}”." for part in topic.answer.missing_parts]
    if topic.answer.outcome is Outcome.NOT_IN_EVIDENCE:
        gaps += [topic.answer.message or "The library does not answer this.", *_nearest(topic.answer)]
    for a in themes:
        if a.answer.outcome is Outcome.NOT_IN_EVIDENCE:
            gaps.append(f"No sentence was found that says more on “{a.heading}”.")
        elif a.answer.outcome is Outcome.FAILED:
            gaps.append(f"“{a.heading}” could not be asked about. {a.answer.message}")
        elif a.answer.outcome is Outcome.PARTLY_ANSWERED:
            gaps.append(f"“{a.heading}” is covered only in part.")
    return gaps


def _nearest(answer: Answer) -> list[str]:
    lines = []
    for near in answer.nearest:
        publication = near.citation.publication
        dated = f", {publication.published}" if publication.published else ""
        under = f", under “{near.citation.heading_path[-1]}”" if near.citation.heading_path else ""
        lines.append(f"Closest, but no answer: {publication.title}{dated}{under}. {near.why_not}")
    return lines
