"""Plan a note's themes from what a search shows, and lay the checked sentences out under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.briefing_dates import latest_day
from assistant.reading import content_stems
from assistant.types import Answer, CheckedSentence, SourcesDiffer, Theme
from indexing.types import Hit

MAX_THEMES = 6
"""The overview is one of them."""
MIN_COVERAGE = 0.5
"""A hit counts as on the topic when this share of the topic's words stands in its title, heading or text."""
SAME_HEADING = 0.3
SAME_SENTENCE = 0.85


@dataclass(frozen=True, slots=True)
class ThemePlan:
    """A theme to ask about: its heading, the question, and the publications that speak to it."""

    heading: str
    question: str
    publication_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the note's plan and how it came back. A `fixed` heading is shown whatever comes back."""

    heading: str
    answer: Answer
    fixed: bool = False


def stems(text: str) -> frozenset[str]:
    """The words that say what a text is about, reduced to their stems."""
    return frozenset(content_stems(text))


def coverage(wanted: frozenset[str], text: str) -> float:
    """The share of the wanted stems that occur in a text, in [0, 1]; 0 when none is wanted."""
    return len(wanted & stems(text)) / len(wanted) if wanted else 0.0


def plan_themes(topic: str, hits: Sequence[Hit]) -> tuple[ThemePlan, ...]:
    """Group the hits that are on the topic by the words of their headings; the largest groups become themes.

    A group is ranked by how many publications are in it, then by its best hit.
    """
    wanted = stems(topic)
    on_topic = [h for h in hits if coverage(wanted, h.chunk.embedded_text) >= MIN_COVERAGE]
    publication_ids = tuple(dict.fromkeys(h.publication.id for h in on_topic))
    groups: list[tuple[frozenset[str], list[Hit]]] = []
    for hit in on_topic:
        words = stems(heading_of(hit)) - wanted
        if not words:
            continue
        for i, (known, members) in enumerate(groups):
            if len(words & known) / min(len(words), len(known)) > SAME_HEADING:
                members.append(hit)
                groups[i] = (known, members)
                break
        else:
            groups.append((words, [hit]))
    ranked = sorted(groups, key=lambda g: -len({h.publication.id for h in g[1]}))
    headings = [_label(members) for _, members in ranked[: MAX_THEMES - 1]]
    return tuple(ThemePlan(h, theme_question(topic, h), publication_ids) for h in headings)


def heading_of(hit: Hit) -> str:
    """The nearest heading over a hit, else its publication's title."""
    return hit.chunk.heading_path[-1] if hit.chunk.heading_path else hit.publication.title


def theme_question(topic: str, heading: str) -> str:
    """The topic and the heading as one question; the heading alone where it names the topic in full."""
    return heading if stems(topic) <= stems(heading) else f"{topic}: {heading}"


def _label(members: Sequence[Hit]) -> str:
    """The shortest heading of a group that holds no figure, for a heading must not state evidence."""
    headings = [heading_of(h) for h in members]
    return min((h for h in headings if not re.search(r"\d", h)), key=len, default=headings[0])


@dataclass(slots=True)
class _Dispute:
    """A disagreement gathered from every answer that shows it, and the question that showed it first."""

    differ: SourcesDiffer
    place: int
    sides: list[CheckedSentence]


def lay_out(asked: Sequence[Asked]) -> tuple[Theme, ...]:
    """Themes in the order asked: each sentence under one, each disagreement whole under one.

    A theme whose sentences all stand elsewhere than under its planned heading takes theirs, unless fixed.
    """
    disputes = _gather_disputes(asked)
    disputed = {sentence_key(s) for d in disputes for s in d.sides}
    shown: list[CheckedSentence] = []
    themes: dict[str, tuple[list[CheckedSentence], list[_Dispute]]] = {}
    for place, a in enumerate(asked):
        fresh = []
        for sentence in a.answer.sentences:
            if sentence_key(sentence) not in disputed and not any(same_point(sentence, s) for s in shown):
                shown.append(sentence)
                fresh.append(sentence)
        mine = [d for d in disputes if d.place == place]
        if fresh or mine:
            heading = a.heading if a.fixed else _fitting(a.heading, fresh or mine[0].sides)
            sentences, owned = themes.setdefault(heading, ([], []))
            sentences += fresh
            owned += mine
    return tuple(_theme(heading, *parts) for heading, parts in themes.items())


def _gather_disputes(asked: Sequence[Asked]) -> list[_Dispute]:
    """Each disagreement once, with the sentences all answers bring to it, the newest evidence first."""
    found: dict[tuple[str, str], _Dispute] = {}
    for place, a in enumerate(asked):
        for differ in a.answer.differ:
            dispute = found.setdefault((differ.topic, differ.kind), _Dispute(differ, place, []))
            known = {sentence_key(s) for s in dispute.sides}
            for sentence in (a.answer.sentences[j] for j in differ.sentences):
                if sentence_key(sentence) not in known:
                    known.add(sentence_key(sentence))
                    dispute.sides.append(sentence)
    for dispute in found.values():
        dispute.sides.sort(key=evidence_order, reverse=True)
    return list(found.values())


def _fitting(heading: str, sentences: Sequence[CheckedSentence]) -> str:
    """The planned heading where any sentence stands under it, else the one that most of them stand under."""
    over = [s.citations[0].heading_path[-1] for s in sentences if s.citations and s.citations[0].heading_path]
    if not over or any(stems(heading) & stems(h) for h in over):
        return heading
    return max(over, key=over.count)


def _theme(heading: str, plain: list[CheckedSentence], disputes: list[_Dispute]) -> Theme:
    sentences = tuple(dict.fromkeys((*plain, *(s for d in disputes for s in d.sides))))
    places = {s: i for i, s in enumerate(sentences)}
    differ = (replace(d.differ, sentences=tuple(places[s] for s in d.sides)) for d in disputes)
    return Theme(heading, sentences, tuple(differ))


def sentence_key(sentence: CheckedSentence) -> str:
    """What makes two sentences the same sentence: their words, whatever the spacing and case."""
    return " ".join(re.findall(r"\w+", sentence.text.casefold()))


def same_point(one: CheckedSentence, other: CheckedSentence) -> bool:
    """Two sentences that say the same in nearly the same words, with the same figures."""
    if sentence_key(one) == sentence_key(other):
        return True
    if re.findall(r"\d[\d.,]*", one.text) != re.findall(r"\d[\d.,]*", other.text):
        return False
    a, b = stems(one.text), stems(other.text)
    return bool(a | b) and len(a & b) / len(a | b) >= SAME_SENTENCE


def evidence_order(sentence: CheckedSentence) -> date:
    """The last day a sentence's evidence may describe, for putting sentences in order of time."""
    return max((latest_day(c) for c in sentence.citations), default=date.min)
