"""The gate: a drafted sentence goes through it checked and cited, or is withheld with the reason."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.grounding.figures import cuts_figure, figures_of_kind, unborne
from assistant.grounding.quotations import MIN_QUOTATION_WORDS, count_words, find, normalise
from assistant.types import AnswerType, CheckedSentence, Citation, DraftSentence, Quotation, Withheld
from corpus.types import FactSource, PageRef, PartialDate
from indexing.table_rows import TableRow
from indexing.types import Hit, Sentence

CITATION_INTEGRITY, EXACT_QUOTATION, FIGURES = 1, 2, 3
"""The levels of the gate, as `Withheld.level` records them."""

_ENDINGS = (
    "com|org|net|uk|gov|nhs|io|eu|info|co|ai|app|dev|xyz|biz|me|ly|link|site|online|click|top|ru|cn|de|fr"
)
_LINKS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:)?//[^\s)>\]]+|\b(?:mailto|javascript|data|vbscript|tel):[^\s)>\]]+"
    rf"|\bwww\.[^\s)>\]]+|(?<![\w.-])(?:[a-z0-9-]{{1,63}}\.){{1,6}}(?:{_ENDINGS})\b(?:/[^\s)>\]]*)?"
    r"|!?\[[^\[\]]{0,500}\](?:\([^()]{0,500}\)?|\[[^\[\]]{0,500}\]|:)|\]\(|!\[|</?[a-z!?][^<>]{0,500}>?|&#?\w{1,31};"
    r"|[\w.+-]{1,64}@[\w-]{1,63}\.\w+",
    re.I,
)
_DATE_AS_AT = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class _Found:
    """A quotation, the hit it was found in, and its span there."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.hit.chunk.text[self.start : self.end]

    @property
    def sentence(self) -> Sentence | None:
        return self.hit.chunk.sentence_at(self.start)

    @property
    def source(self) -> FactSource | None:
        return self.sentence.source if self.sentence else None

    @property
    def page(self) -> PageRef | None:
        chunk = self.hit.chunk
        return chunk.page_of(self.sentence) if self.sentence else chunk.page

    @property
    def row(self) -> TableRow | None:
        """The row of a table it is or stands in."""
        sentence = self.sentence
        return self.hit.chunk.row_of(sentence) if sentence and self.text in sentence.text else None

    @property
    def is_enough(self) -> bool:
        """Whether it has words enough to be evidence: a few are in almost any text, but a row of a table may
        be a label and its figure."""
        whole = self.row and self.sentence and self.text == self.sentence.text
        return count_words(self.text) >= (2 if whole else MIN_QUOTATION_WORDS)


def check(
    draft: DraftSentence, hits: Sequence[Hit], *, answer_type: AnswerType | None = None
) -> CheckedSentence | Withheld:
    """Let a sentence through with its citations, or withhold it with the reason and the level.

    Level 1: it cites a passage that was found, and brings no link or markup of its own. Level 2: its
    quotations stand there word for word. Level 3: they bear its figures. With an `answer_type` the figures
    that answer such a question are given too.
    """

    def withheld(reason: str, level: int) -> Withheld:
        return Withheld(draft.text, reason, level)

    if not draft.text.strip():
        return withheld("The sentence is empty.", CITATION_INTEGRITY)
    by_id = {hit.chunk.id: hit for hit in hits}
    cited = [(by_id[q.chunk_id], q) for q in draft.quotations if q.chunk_id in by_id]
    if not cited:
        return withheld("The sentence cites no passage that was found for the question.", CITATION_INTEGRITY)
    if reason := _brings_markup(draft.text, [quotation for _, quotation in cited]):
        return withheld(reason, CITATION_INTEGRITY)
    found: list[_Found] = []
    for hit, quotation in cited:
        span = find(quotation.text, hit.chunk.text)
        if span is None:
            return withheld(_not_found(quotation, hit), EXACT_QUOTATION)
        if cuts_figure(hit.chunk.text, span):
            return withheld(
                f"The quotation “{_short(quotation.text)}” breaks off inside a figure of the passage.",
                EXACT_QUOTATION,
            )
        if (one := _Found(hit, *span)).is_enough:
            found.append(one)
    if not found:
        return withheld("The words quoted are too few to be evidence for the sentence.", EXACT_QUOTATION)
    if reasons := _unborne(draft.text, found):
        return withheld(" ".join(reasons), FIGURES)
    citations = {citation.id: citation for citation in map(_citation, found)}
    numbers = figures_of_kind(draft.text, answer_type) if answer_type else ()
    return CheckedSentence(draft.text, tuple(citations.values()), draft.part, numbers)


def citation_id(publication_id: str, quotation: str, row: TableRow | None = None) -> str:
    """The short name of a citation: the same words of the same publication always have the same one. Rows of
    tables are told apart by what names them too."""
    named = (row.caption, row.unit, *row.under, *row.columns) if row else ()
    digest = hashlib.sha256(normalise("\x1f".join((quotation, *named))).encode()).hexdigest()
    return f"{publication_id}#{digest[:8]}"


def _brings_markup(text: str, quotations: list[Quotation]) -> str | None:
    """Why the sentence may not be shown as it stands: a link, a tag or hidden characters of its own."""
    quoted = " ".join(normalise(quotation.text) for quotation in quotations)
    for match in _LINKS.finditer(normalise(text)):
        if match[0].rstrip(".,;:") not in quoted:
            return (
                f"The sentence holds a link or markup that is not in the passage it cites: {_short(match[0])}"
            )
    hidden = {char for char in text if unicodedata.category(char) in ("Cf", "Cc", "Co", "Cn", "Cs")}
    if hidden - set("\u00ad\n\r\t\v\f\x85") - set(quoted):
        return "The sentence holds hidden characters that are not in the passage it cites."
    return None


def _not_found(quotation: Quotation, hit: Hit) -> str:
    if not normalise(quotation.text):
        return "The quotation is empty."
    return (
        f"The words quoted, “{_short(quotation.text)}”, do not stand in the passage cited from "
        f"{hit.publication.title}."
    )


def _short(text: str) -> str:
    text = normalise(text)
    return text if len(text) <= 120 else text[:119].rstrip() + "…"


def _unborne(sentence: str, found: list[_Found]) -> tuple[str, ...]:
    dates: list[str] = []
    names: list[str] = []
    for one in found:
        publication, source = one.hit.publication, one.source
        known = (publication.published, publication.evidence_from, publication.evidence_to)
        dates += [str(date) for date in known if date]
        dates += [_as_at(source.as_at)] if source else []
        names += [publication.title, *publication.names, *one.hit.chunk.heading_path]
    return unborne(sentence, [one.text for one in found], allowed_dates=dates, allowed_names=names)


def _as_at(text: str) -> str:
    """The date a figure describes, in words: `2025-11` is a month here and not a span of years."""
    if not _DATE_AS_AT.fullmatch(text):
        return text
    try:
        return str(PartialDate.parse(text))
    except ValueError:
        return text


def _citation(found: _Found) -> Citation:
    hit, chunk = found.hit, found.hit.chunk
    return Citation(
        id=citation_id(hit.publication.id, found.text, found.row),
        publication=hit.publication,
        quotation=found.text,
        heading_path=chunk.heading_path,
        page=found.page,
        is_digest=hit.is_digest,
        source=found.source,
        row=found.row,
    )
