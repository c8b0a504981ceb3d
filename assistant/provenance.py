"""What a reader should know about a citation: the provenance card, its words, and its JSON record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assistant.types import CheckedSentence, Citation
from corpus.originals import NOT_GIVEN
from corpus.parsing.pdf.pictures import page_words
from corpus.types import FactSource, Kind, Original, PartialDate, Publication, Trust
from indexing.table_rows import TableRow

DATE_NOT_SEEN = "date not seen"


def published(citation: Citation) -> str:
    """The date of publication as far as it was seen or given."""
    return str(citation.publication.published or f"date {unknown(citation.publication)}")


def unknown(publication: Publication) -> str:
    """How to say that something is not known: of the catalogue's publications we say what we have not seen,
    of a reader's own document what was not given."""
    return NOT_GIVEN if publication.document_type == NOT_GIVEN else "not seen"


def who(publication: Publication, with_kind: bool = False) -> str:
    """Publisher and date, with the kind of source if wanted, as a sentence begins: what is known first, then
    what is not."""
    said = _who(publication, with_kind)
    return said[0].upper() + said[1:]


def _who(publication: Publication, with_kind: bool) -> str:
    if publication.document_type != NOT_GIVEN:
        named = publication.publisher or "publisher not seen"
        kind = (str(publication.kind),) if with_kind else ()
        return ", ".join((named, str(publication.published or DATE_NOT_SEEN), *kind))
    fields = {"publisher": publication.publisher, "date": publication.published}
    if with_kind:
        fields["kind"] = publication.kind if publication.kind is not Kind.NOT_GIVEN else None
    known = ", ".join(str(value) for value in fields.values() if value)
    missing = [name for name, value in fields.items() if not value]
    listed = " and ".join(filter(None, (", ".join(missing[:-1]), *missing[-1:])))
    return "; ".join(filter(None, (known, f"{listed} {NOT_GIVEN}" if missing else "")))


def place(citation: Citation) -> str:
    """Section and page of a quotation, in words; empty where neither is known."""
    section = " › ".join(citation.heading_path)
    return "; ".join(part for part in (section, _page(citation)) if part)


def table_rows(citation: Citation) -> tuple[tuple[str, str], ...]:
    """Of a quotation that is a row of a table: caption and unit, and the row with the label of each cell."""
    if citation.row is None:
        return ()
    return (("Table", table_name(citation.row)), ("Row of the table", citation.row.in_words))


def table_name(row: TableRow) -> str:
    """Caption and unit of a row's table; empty where it has neither."""
    unit = "" if row.unit in row.caption else f"figures in: {row.unit}"
    return "; ".join(filter(None, (row.caption, unit)))


def rows_in_words(sentence: CheckedSentence) -> tuple[str, ...]:
    """What tables say of the rows a sentence quotes: each with the label of every cell, caption and unit."""
    rows = [c.row for c in sentence.citations if c.row]
    named = [f"{row.in_words} ({name})" if (name := table_name(row)) else row.in_words for row in rows]
    return tuple(f"In its table: {told}" for told in named)


def as_at(source: FactSource | None) -> str | None:
    """The date a figure describes, in words; None where there is no source line."""
    if source is None:
        return None
    try:
        return str(PartialDate.parse(source.as_at))
    except ValueError:
        return DATE_NOT_SEEN if source.as_at.strip().lower() == "undated" else source.as_at


def card(
    citation: Citation,
    titles: Mapping[str, str] | None = None,
    original: Original | None = None,
    ocr: bool = False,
) -> tuple[tuple[str, str], ...]:
    """The provenance card: label and value, in the order to be shown. `titles` names newer editions by id;
    `original` is the file of a document that was added, `ocr` says that it was read from images."""
    publication, names = citation.publication, titles or {}
    newer = "; ".join(names.get(key, key) for key in publication.superseded_by)
    rows = (
        ("Title", publication.title),
        ("Publisher", publication.publisher or unknown(publication)),
        ("Commissioned by", publication.commissioner),
        ("Authors", publication.authors),
        ("Kind of source", str(publication.kind)),
        ("Nation", publication.nation),
        ("Published", _with_note(published(citation), publication.published_note)),
        ("Evidence period", _period(citation)),
        ("Figure as at", as_at(citation.source)),
        ("Section", place(citation)),
        *table_rows(citation),
        ("Digest or original", held_as(citation)),
        ("File", original.file_name if original else None),
        ("Fetched from", fetched(original)),
        ("Text", "read by OCR from pictures of the pages; check figures on the page" if ocr else None),
        ("Where we read it", read_in(citation.source)),
        ("Reliability of that page", reliability(citation.source)),
        ("Licence", _with_note(publication.licence or unknown(publication), publication.licence_basis)),
        ("Newer edition", newer),
        link_row(publication),
        ("Reference", citation.id),
    )
    return tuple((label, value) for label, value in rows if value)


def link_row(publication: Publication) -> tuple[str, str]:
    """The best address seen, labelled for what it is: the publisher's own, or merely the nearest seen."""
    if publication.link is None:
        return "Link", unknown(publication)
    return "Link" if publication.landing_is_publisher else "Nearest address seen", publication.link


def fetched(original: Original | None) -> str | None:
    """Where a file was fetched from and on what day; None where it came from the reader's own disk."""
    if original is None or not original.url:
        return None
    try:
        return f"{original.url}, {PartialDate.parse((original.retrieved or '')[:10])}"
    except ValueError:
        return original.url


def held_as(citation: Citation) -> str:
    """Whether the quotation stands in our digest or in the publication."""
    return (
        "our own short account, not the publication itself"
        if citation.is_digest
        else "the publication itself"
    )


def read_in(source: FactSource | None) -> str | None:
    """Where a fact of a digest was read, and whether that was the publication or a report of it."""
    if source is None:
        return None
    how = "the publication itself" if source.in_publication else "a report of the publication"
    return ", ".join(part for part in (how, source.where, source.url or source.seen_in) if part)


def reliability(source: FactSource | None) -> str | None:
    """A warning where the page a fact was read on is not to be relied on alone; else None."""
    return "low: confirm it elsewhere before you use it" if source and source.trust is Trust.LOW else None


def _page(citation: Citation) -> str:
    return page_words(citation.page) if citation.page else ""


def _period(citation: Citation) -> str | None:
    start, end = citation.publication.evidence_from, citation.publication.evidence_to
    if start and end and start != end:
        return f"{start} to {end}"
    return str(start or end) if start or end else None


def _with_note(value: str, note: str | None) -> str:
    return f"{value} ({note})" if note and note != value else value


def _iso(when: PartialDate | None) -> str | None:
    if when is None:
        return None
    first, last = when.earliest, when.latest
    if first == last:
        return first.isoformat()
    return f"{first:%Y-%m}" if last - first < timedelta(days=31) else f"{first:%Y}"


def citation_record(citation: Citation) -> dict[str, Any]:
    """One citation as plain data, for the JSON record of an answer."""
    publication, source = citation.publication, citation.source
    return {
        "id": citation.id,
        "publication_id": publication.id,
        "title": publication.title,
        "page": citation.page.physical if citation.page else None,
        "section": " › ".join(citation.heading_path) or None,
        "quotation": citation.quotation,
        "table": _table_record(citation.row),
        "published": _iso(publication.published),
        "as_at": source.as_at if source else None,
        "trust": str(source.trust) if source else None,
        "is_digest": citation.is_digest,
        "link": publication.link,
    }


def _table_record(row: TableRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "caption": row.caption or None,
        "unit": row.unit or None,
        "under": list(row.under),
        "columns": list(row.columns),
        "cells": list(row.cells),
    }
