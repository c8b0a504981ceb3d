"""A note as a list of plain lines and one table: what every export holds, in the order it holds it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from assistant.briefing_dates import figure_date
from assistant.provenance import held_as, place, read_in, reliability, table_rows, who
from assistant.rendering import differ_heading, withheld_line
from assistant.types import BriefingNote, CheckedSentence, Citation, SourcesDiffer, Theme
from corpus.types import Kind

STANDING_LINE = (
    "This note was put together by software from the sources listed at its end. Check them before you use "
    "it. Nothing here is a recommendation."
)
KEY_FACTS_HEADER = ("Figure", "What it is", "As at", "Source")


class Style(Enum):
    """What a line is in the note."""

    TITLE = auto()
    HEADING = auto()
    SUBHEADING = auto()
    PARAGRAPH = auto()
    BULLET = auto()
    SOURCE = auto()
    SOURCE_DETAIL = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a note: strong opening words, text, the numbers of its sources, an address.

    `opens` is true for a paragraph that must stay on one page with the next.
    """

    style: Style
    text: str
    lead: str = ""
    references: tuple[int, ...] = ()
    link: str = ""
    opens: bool = False

    @property
    def marks(self) -> str:
        """The numbers as they stand in the text: `[1][3]`."""
        return "".join(f"[{n}]" for n in self.references)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row; every cell holds text."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def clean(text: str) -> str:
    """The text on one line in composed Unicode, without characters that are invisible or not allowed in XML.

    Control characters, lone surrogates, non-characters, marks that turn the direction of text and tag
    characters go; joiners, which some scripts need, stay.
    """
    kept = []
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if category == "Cc" or category in {"Zl", "Zp"}:
            kept.append(" ")
        elif category in {"Cf", "Cs", "Cn", "Co"} and char not in "\u200c\u200d":
            continue
        else:
            kept.append(char)
    return " ".join("".join(kept).split())


def outline(note: BriefingNote) -> Iterator[Line | Table]:
    """Every line and the table of a note, cleaned, in order."""
    numbers = {citation: n for n, citation in enumerate(note.citations, start=1)}
    yield Line(Style.TITLE, title(note))
    yield Line(Style.PARAGRAPH, f"{clean(note.written)}. Library version {clean(note.library_version)}.")
    yield Line(Style.PARAGRAPH, STANDING_LINE)
    yield Line(Style.HEADING, "Issue")
    yield Line(Style.PARAGRAPH, clean(note.issue) or "No issue was stated.")
    yield Line(Style.HEADING, "Top lines")
    yield from _sentences(note.top_lines, numbers, "No line of evidence was found.")
    yield Line(Style.HEADING, "Key facts")
    yield _key_facts(note, numbers)
    yield Line(Style.HEADING, "What the evidence says")
    for theme in note.themes:
        yield from _theme(theme, numbers)
    if not note.themes:
        yield Line(Style.PARAGRAPH, "Nothing was found.")
    yield Line(Style.HEADING, "Gaps")
    gaps = [*note.gaps, withheld_line(len(note.withheld))]
    yield from _bullets([clean(g) for g in gaps], "No gaps were recorded.")
    yield Line(Style.HEADING, "Sources")
    for citation, number in numbers.items():
        yield from _source(citation, number)
    if not numbers:
        yield Line(Style.PARAGRAPH, "No source is cited.")


def title(note: BriefingNote) -> str:
    """The note's topic with a capital, as its title."""
    topic = clean(note.topic)
    return topic[:1].upper() + topic[1:] or "Briefing note"


def _key_facts(note: BriefingNote, numbers: Mapping[Citation, int]) -> Line | Table:
    rows = []
    for fact in note.key_facts:
        first = fact.sentence.citations[0].publication if fact.sentence.citations else None
        marks = _line(fact.sentence, numbers).marks
        publisher = clean(first.publisher or first.title) if first else "source not given"
        cells = (
            clean(fact.figure),
            clean(fact.sentence.text),
            clean(fact.as_at),
            f"{publisher} {marks}".strip(),
        )
        rows.append(tuple(cell or "not given" for cell in cells))
    if not rows:
        return Line(Style.PARAGRAPH, "No figures were found.")
    return Table("Key facts", KEY_FACTS_HEADER, tuple(rows))


def _theme(theme: Theme, numbers: Mapping[Citation, int]) -> Iterator[Line]:
    yield Line(Style.SUBHEADING, clean(theme.heading) or "Without a heading")
    differing = {j for d in theme.differ for j in d.sentences}
    for j, sentence in enumerate(theme.sentences):
        if j not in differing and clean(sentence.text):
            yield _line(sentence, numbers)
    for differ in theme.differ:
        yield from _differ(differ, theme, numbers)


def _differ(differ: SourcesDiffer, theme: Theme, numbers: Mapping[Citation, int]) -> Iterator[Line]:
    lead = differ_heading(differ)
    yield Line(Style.PARAGRAPH, _stopped(clean(differ.topic)), lead=f"{lead}:", opens=True)
    for j in differ.sentences:
        sentence = theme.sentences[j]
        dated = clean(figure_date(sentence.citations[0])) if sentence.citations else ""
        yield _line(sentence, numbers, lead=f"{dated}:" if dated else "")
    if why := clean(differ.why):
        yield Line(Style.PARAGRAPH, " ".join(filter(None, (why, clean(differ.how)))), lead="Likely reason:")


def _line(sentence: CheckedSentence, numbers: Mapping[Citation, int], lead: str = "") -> Line:
    references = tuple(dict.fromkeys(numbers[c] for c in sentence.citations))
    return Line(Style.BULLET, clean(sentence.text) or "…", lead, references)


def _sentences(
    sentences: tuple[CheckedSentence, ...], numbers: Mapping[Citation, int], none: str
) -> Iterator[Line]:
    for sentence in sentences:
        yield _line(sentence, numbers)
    if not sentences:
        yield Line(Style.PARAGRAPH, none)


def _bullets(texts: list[str], none: str) -> Iterator[Line]:
    filled = [text for text in texts if text]
    for text in filled:
        yield Line(Style.BULLET, text)
    if not filled:
        yield Line(Style.PARAGRAPH, none)


def _source(citation: Citation, number: int) -> Iterator[Line]:
    """The quotation under its number, then what it is taken from, how it is held and where it was read."""
    publication = citation.publication
    yield Line(Style.SOURCE, f"“{clean(citation.quotation)}”", lead=f"[{number}]")
    warning = reliability(citation.source)
    facts = [
        publication.title,
        who(publication),
        place(citation),
        *(f"{label}: {told}" for label, told in table_rows(citation) if told),
        "kind not given" if publication.kind is Kind.NOT_GIVEN else str(publication.kind),
        f"held as {held_as(citation)}",
        f"figure as at: {figure_date(citation)}",
        f"read in {where}" if (where := read_in(citation.source)) else "",
        f"reliability of that page {warning}" if warning else "",
    ]
    text = " ".join(_stopped(_capital(clean(fact))) for fact in facts if clean(fact))
    yield Line(Style.SOURCE_DETAIL, text, link=address(publication.link))


def address(link: str | None) -> str:
    """A web address that may be written out: http or https, without blanks or signs that could break out."""
    return link if link and re.fullmatch(r"https?://[^\s<>\"`\\|\x00-\x1f]+", link) else ""


def _stopped(text: str) -> str:
    return text if not text or text[-1] in ".?!…" else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
