"""`evidence show ID`: what the library knows of a document."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ui.cli_output import UserError, say

if TYPE_CHECKING:
    from indexing.reporting import Described

SHOWN = 10
"""At most so many pieces of hidden text are shown."""


def show_document(publication_id: str) -> None:
    """Print a document's metadata, file, warnings and size. Raises UserError where there is none."""
    from assistant.settings import load_settings
    from indexing.reporting import described, listed

    home = load_settings().home
    found = described(home, publication_id)
    if found is None:
        near = difflib.get_close_matches(publication_id, [d.publication.id for d in listed(home)], 3)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise UserError(
            f"The library holds no document '{publication_id}'.{hint} List them with: evidence list --all"
        )
    say("\n".join(_lines(found)))


def _lines(found: Described) -> Iterator[str]:
    report, publication = found.report, found.report.publication
    yield publication.title
    rows = (
        ("Id", publication.id),
        ("Publisher", publication.publisher or "not given"),
        ("Authors", publication.authors),
        ("Kind of source", str(publication.kind)),
        ("Nation", publication.nation),
        ("Published", str(publication.published or "not given")),
        ("Licence", publication.licence or "not given"),
        ("Link", publication.link or "not given"),
        ("Held as", "our own digest" if report.is_digest else "the publication itself"),
        ("Text", "recognised from images of its pages (OCR)" if report.ocr else None),
        ("Pages", f"{len(report.pages):,}" if report.pages else "it has none"),
        ("Passages", f"{found.passages:,}" if found.passages else "not indexed yet: evidence index"),
    )
    yield from (f"{label}: {value}" for label, value in rows if value)
    yield from _file_lines(found)
    yield from (f"Note: {remark}" for remark in report.notes)
    if report.hidden:
        yield f"Left out, because no reader of the page sees it ({len(report.hidden):,}):"
    for hidden in report.hidden[:SHOWN]:
        page = f", page {hidden.page}" if hidden.page else ""
        yield f"  {hidden.how}{page}: {' '.join(hidden.excerpt.split())[:100]}"


def _file_lines(found: Described) -> Iterator[str]:
    if found.added is None:
        return
    original = found.added.original
    yield f"File: {original.file_name} ({original.media_type}, {original.size / 1e6:,.2f} MB)"
    yield f"SHA-256: {original.sha256}"
    yield f"Added: {found.added.added}" + (f" from {found.added.source}" if found.added.source else "")
    if original.url:
        yield f"Fetched from: {original.url}" + (f" ({original.retrieved})" if original.retrieved else "")
