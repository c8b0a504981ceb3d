"""Whether a sentence holds the kind of thing, the date and the place that a question asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.grounding.figures import figures_of_kind
from assistant.reading import When, dates_in, places_in, split_dates
from assistant.types import AnswerType
from corpus.types import Publication
from indexing.table_rows import TableRow
from indexing.types import Hit

_UNITS = {AnswerType.MONEY: "[£$€]", AnswerType.PERCENT: "%|(?i:per ?cent)"}


def kind_fits(kind: AnswerType, sentence: str, unit: str = "") -> bool:
    """Whether the sentence holds the kind of thing asked for; `unit` is what its figures are in, where it is
    a row of a table that says so."""
    if kind in (AnswerType.FINDING, AnswerType.YES_NO, AnswerType.WHERE):
        return True
    if kind is AnswerType.WHO:
        return bool(re.search(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]+", sentence))
    if kind is AnswerType.NUMBER:
        return any(
            figures_of_kind(sentence, k) for k in (AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MONEY)
        )
    if kind in _UNITS and unit and re.search(_UNITS[kind], unit):
        return kind_fits(AnswerType.NUMBER, sentence)
    return bool(figures_of_kind(sentence, kind))


def unit_of(row: TableRow | None) -> str:
    """What a row's figures are in, by its table or the labels of its columns."""
    return " ".join((row.caption, row.unit, *row.columns)) if row else ""


def date_fit(asked: Sequence[When], sentence: str, as_at: str, published_year: int | None) -> float:
    """1 where the sentence bears a date asked for (or none is asked), 0.9 or 0.6 where it bears no date and
    its source's do, 0 where its dates are others."""
    if not asked:
        return 1.0
    own = split_dates(sentence)[0]
    if any(_same(a, w) for a in asked for w in own):
        return 1.0
    if own and not any(a.year == w.year for a in asked for w in own):
        return 0.0
    sourced = as_at_dates(as_at)
    if any(_same(a, w) or (a.month and not w.month and a.year == w.year) for a in asked for w in sourced):
        return 0.9
    return 0.6 if not own and any(a.year == published_year and not a.month for a in asked) else 0.0


def as_at_dates(as_at: str) -> tuple[When, ...]:
    """The dates of an `as at` note, which may be ISO (`2025-01`) or words (`June 2024`)."""
    iso = re.fullmatch(r"(\d{4})-(\d\d)(?:-\d\d)?", as_at)
    return (When(int(iso[1]), int(iso[2])),) if iso else dates_in(as_at)


def _same(asked: When, found: When) -> bool:
    if asked.spans != found.spans and asked.spans:
        return False
    return asked.year == found.year and (asked.month is None or asked.month == found.month)


def place_fits(asked: frozenset[str], sentence: str, hit: Hit) -> bool:
    """False where the question names a place and neither the sentence nor its report is about it."""
    if not asked:
        return True
    publication = hit.publication
    about = " ".join((sentence, hit.chunk.prefix, publication.title, publication.nation, *publication.names,
                      *publication.topics))  # fmt: skip
    return asked <= places_in(about) | _wider(publication)


def _wider(publication: Publication) -> frozenset[str]:
    """A report on England, Britain or the United Kingdom may be asked about under either name."""
    home = {"england", "great britain", "united kingdom"}
    return frozenset({"england"}) if publication.nation.lower() in home else frozenset()
