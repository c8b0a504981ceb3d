"""Read a note as a strict editor would: figures cited and dated, plain words, sentences that end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.briefing_dates import NO_DATE, figure_date
from assistant.briefing_metadata import counted
from assistant.types import BriefingNote, CheckedSentence

MAX_WORDS = 30

_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_VAGUE = re.compile(
    r"\b(recent|recently|currently|nowadays|lately|latest|(?:this|last|next) (?:year|month|winter|summer))\b",
    re.IGNORECASE,
)
_INITIALISM = re.compile(r"\b[A-Z](?:[A-Z]|&(?=[A-Z])){1,5}\b")
_EXPANDED = re.compile(r"\(([A-Z](?:[A-Z]|&(?=[A-Z])){1,5})s?\)")
_EVERYONE_KNOWS = {"NHS", "GP", "UK", "BBC", "GBP", "US"}


def lint(note: BriefingNote) -> tuple[str, ...]:
    """What an editor would send back, in plain sentences; empty when there is nothing."""
    lines = evidence_lines(note)
    return (
        *(problem for line in lines for problem in _line_problems(line)),
        *_long_sentences(lines),
        *_initialisms(lines),
    )


def evidence_lines(note: BriefingNote) -> tuple[CheckedSentence, ...]:
    """Every line of evidence once, in the order of the note."""
    lines = [
        *note.top_lines,
        *(k.sentence for k in note.key_facts),
        *(s for t in note.themes for s in t.sentences),
    ]
    return tuple(dict.fromkeys(lines))


def _line_problems(line: CheckedSentence) -> Iterator[str]:
    has_figure = bool(_FIGURE.search(line.text))
    if not line.citations:
        yield f"{'A figure' if has_figure else 'A line'} without a source: {_short(line)}"
    elif has_figure and not _YEAR.search(line.text) and all(_undated(figure_date(c)) for c in line.citations):
        yield f"A figure without a date: {_short(line)}"
    if (vague := _VAGUE.search(line.text)) and not _YEAR.search(line.text):
        yield f"“{vague[0]}” without a date: {_short(line)}"


def _undated(dated: str) -> bool:
    return dated == NO_DATE or not _YEAR.search(dated)


def _long_sentences(lines: tuple[CheckedSentence, ...]) -> Iterator[str]:
    lengths = [len(line.text.split()) for line in lines]
    if number := sum(length > MAX_WORDS for length in lengths):
        verb = "is" if number == 1 else "are"
        yield f"{counted(number, 'sentence')} {verb} over {MAX_WORDS} words; the longest has {max(lengths)}."


def _initialisms(lines: tuple[CheckedSentence, ...]) -> Iterator[str]:
    text = " ".join(line.text for line in lines)
    used = dict.fromkeys(_INITIALISM.findall(text))
    unexpanded = [i for i in used if i not in _EVERYONE_KNOWS and i not in _EXPANDED.findall(text)]
    if unexpanded:
        yield f"Not spelt out anywhere: {', '.join(unexpanded)}."


def _short(line: CheckedSentence) -> str:
    words = line.text.split()
    return f"“{' '.join(words[:12])}{' …' if len(words) > 12 else ''}”"
