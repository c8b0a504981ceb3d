"""Follow-ups: a question made to stand alone from the turns before it. Pure; a first one is never altered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.reading import content_stems, content_words, dates_in, places_in, without_places
from assistant.types import Turn
from indexing.vocabulary import STOP_WORDS, words

_POINTING = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|the same"
    r"|such|(?:that|this) (?:year|one|study|report|review))\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\W*(?:and|but|or|so|also|ok(?:ay)?|what about|how about|what of)\b[\s,]*", re.IGNORECASE
)
_WHAT_ABOUT = re.compile(
    r"^\W*(?:and|but|so)?[\s,]*(?:what|how) (?:about|of)\s+(?P<new>.+?)\W*$"
    r"|^\W*and (?:for |in |on |by )?(?P<bare>.+?)\W*$",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"\b(how|what|who|when|which|why|where|did|does|do|has|have|is|are|was|were|can|will)\b", re.IGNORECASE
)
_ORDER = frozenset({"first", "second", "third", "former", "latter", "last", "next", "previous"})
"""Words that may point at one of several things that were told."""
_DATE_PHRASE = re.compile(
    r"\b(?:(?:in|by|at the end of|as of|for|during|since)\s+)?(?:\d{1,2}\s+)?"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+)?(?:19|20)\d\d(?:[-/]\d\d(?:\d\d)?)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class StandAlone:
    """A question made to stand alone. `carried` says in plain words what was taken over, None where nothing
    was; `asides` are the words taken over that count less than the question's own."""

    question: str
    carried: str | None = None
    asides: str = ""


def depends_on_history(question: str) -> bool:
    """Whether a question cannot be understood without the turns before it."""
    if _OPENING.match(question) and len(words(question)) <= 12:
        return True
    content = content_words(question)
    if not content or _POINTING.search(question):
        return True
    named = any(w[0].isupper() for w in words(question)[1:])
    return len(content) <= 2 and not named


def asking_stems(question: str) -> frozenset[str]:
    """Stems of the words that say what a follow-up asks, without those that only point back."""
    bare = _POINTING.sub(" ", _OPENING.sub("", question))
    return frozenset(content_stems(bare)) - _ORDER


def stand_alone(
    question: str, history: Sequence[Turn], names_in: Callable[[str], Sequence[str]]
) -> StandAlone:
    """Read a question in the light of the reader's earlier ones.

    `names_in` gives the publications' short names a text uses. Without history the question comes back as
    it was.
    """
    earlier = [t.content for t in history if t.role == "user" and t.content.strip()]
    if not earlier or not depends_on_history(question):
        return StandAlone(question)
    before = StandAlone(earlier[0])
    for turn in earlier[1:]:
        before = _join(turn, before, names_in) if depends_on_history(turn) else StandAlone(turn)
    return _join(question, before, names_in)


def _join(question: str, before: StandAlone, names_in: Callable[[str], Sequence[str]]) -> StandAlone:
    previous = before.question
    new = _new_thing(question)
    if new is not None:
        return _replaced(new, previous, before.asides)
    topic = _topic(f"{previous} {before.asides}", question, names_in)
    asked = _OPENING.sub("", question)
    asked = asked[:1].upper() + asked[1:]
    if not topic:
        return StandAlone(asked)
    return StandAlone(asked, f"about {topic}", topic)


def _new_thing(question: str) -> str | None:
    """What `what about X` or `and in 2022?` brings up, or None where the question asks in full."""
    match = _WHAT_ABOUT.match(question.strip())
    if match:
        new = match["new"] or match["bare"]
        if match["new"] or not _QUESTION_WORD.search(new):
            return new
        return None
    if dates_in(question) and not content_words(question):
        return question.strip(" ?.")
    return None


def _replaced(new: str, previous: str, asides: str) -> StandAlone:
    """The previous question with the thing of the same sort replaced: its date, else its place; else the
    new thing is added."""
    fresh = re.sub(r"^(?:in|by|for|on|at)\s+", "", re.sub(r"\b(?:that|the same) year\b", "", new).strip())
    dates, content = dates_in(fresh), content_words(fresh)
    if dates and not content:
        changed = _DATE_PHRASE.sub(f"in {fresh}", previous, count=1)
        question = changed if changed != previous else f"{previous.rstrip(' ?')} in {fresh}?"
        return StandAlone(question, f"the same question for {fresh}", asides)
    old_places, new_places = places_in(previous), places_in(fresh)
    if new_places and old_places:
        question = without_places(previous).rstrip(" ?")
        return StandAlone(f"{question} in {fresh}?", f"the same question for {fresh}", "")
    return StandAlone(f"{previous.rstrip(' ?')}, {fresh}?", f"the same question for {fresh}", asides)


def _topic(previous: str, question: str, names_in: Callable[[str], Sequence[str]]) -> str:
    """What the earlier question was about: publications it names, else its names, else its content words."""
    own = {w.lower() for w in words(question)}
    if names := names_in(previous):
        return ", ".join(names)
    capital = re.findall(
        r"(?<![.?!]\s)(?<!^)\b[A-Z][\w&'’-]*(?:\s+(?:of\s+|and\s+)?[A-Z][\w&'’-]*)*", previous
    )
    capital = [c for c in capital if c.lower() not in STOP_WORDS | own]
    lower = [w for w in content_words(previous) if w[0].islower() and w.lower() not in own]
    if capital and (len(capital) > 1 or " " in capital[0]):
        return " ".join(dict.fromkeys([*capital, *lower[:2]]))
    return " ".join(dict.fromkeys([*capital, *lower[:5]]))
