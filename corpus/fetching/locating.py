"""From an offer to the one address to fetch: GOV.UK's content addresses, and files on publishers' pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from pydantic import BaseModel, Field, ValidationError

from corpus.fetching.choosing import Candidate, choose, file_title
from corpus.fetching.judge import HEAD, refuse_page
from corpus.fetching.offers import GOVUK, Offer, Way, archived
from corpus.fetching.pages import view
from corpus.fetching.types import FetchError, FetchReason
from corpus.parsing.types import Format

CONTENT = f"https://{GOVUK}/api/content"
Read = Callable[[str], tuple[bytes, str]]
"""A small document whole, and its final address."""

_REPORT_PAGE = re.compile(r"^/reports?/[^/]+/?$")
"""The page about a report, to which a press release leads."""

_FALL_BACK = frozenset(
    {
        FetchReason.NOT_FOUND, FetchReason.SERVER_ERROR, FetchReason.UNCLEAR, FetchReason.CHALLENGE,
        FetchReason.WRONG_TYPE, FetchReason.FORBIDDEN, FetchReason.ROBOTS,
    }
)  # fmt: skip
"""What may go wrong with GOV.UK's list so that the file seen when the catalogue was made is asked instead."""


@dataclass(frozen=True, slots=True)
class Target:
    """The address of a publication's file, what it should be (None: a page or a file), the publisher's date
    of it, and notes for the reader. `content_of` is the page whose text it gives as an answer to programs."""

    url: str
    expects: Format | None
    updated: str | None = None
    notes: tuple[str, ...] = ()
    content_of: str | None = None


class _Attachment(BaseModel):
    attachment_type: str = ""
    content_type: str | None = None
    title: str = ""
    url: str = ""


class _Details(BaseModel):
    attachments: list[_Attachment] = Field(default_factory=list)
    documents: list[Any] = Field(default_factory=list)


class _Content(BaseModel):
    document_type: str = ""
    public_updated_at: str | None = None
    updated_at: str | None = None
    withdrawn_notice: dict[str, Any] | None = None
    details: _Details = Field(default_factory=_Details)
    redirects: list[dict[str, Any]] = Field(default_factory=list)


def locate(offer: Offer, read: Read, allowed: Callable[[str], bool]) -> Target:
    """Where the publication's file is. `allowed` says of an address whether it may be asked.

    Raises FetchError, among them UNCLEAR where no file on the page can be told to be the publication.
    """
    if offer.way is Way.GOVUK:
        try:
            return _on_govuk(offer, read, allowed)
        except FetchError as error:
            if error.reason not in _FALL_BACK or (offer.must_have_file and not offer.file_url):
                raise
            if not offer.file_url:
                return Target(offer.url, Format.HTML)
            why = f"{error.reason.value[0].lower()}{error.reason.value[1:]}"
            note = f"GOV.UK's list of its documents did not help ({why}); it may not be the latest version."
            return Target(offer.file_url, _by_name(offer.file_url), notes=(note,))
    if offer.way is Way.FILE_ON_PAGE:
        return _on_page(offer, read, allowed)
    return Target(offer.url, _by_name(offer.url))


def _on_govuk(offer: Offer, read: Read, allowed: Callable[[str], bool]) -> Target:
    page, content = offer.url, _content(offer.url, read)
    if content.document_type == "redirect" and content.redirects:
        page = _joined(page, str(content.redirects[0].get("destination", ""))) or page
        content = _content(page, read)
    if content.document_type in ("gone", "redirect"):
        raise FetchError(FetchReason.NOT_FOUND, "GOV.UK says that it has been taken down")
    updated = content.public_updated_at or content.updated_at
    notes = ("GOV.UK marks it as withdrawn.",) if content.withdrawn_notice else ()
    if not offer.must_have_file:
        return Target(page, Format.HTML, updated, notes)
    candidates = [c for c in _attached(page, content) if allowed(c.url)]
    chosen = choose(offer.publication, candidates)
    if chosen is None:
        raise FetchError(FetchReason.UNCLEAR, f"{page} lists {len(candidates)}")
    return Target(chosen.url, chosen.format, updated, notes)


def _content(page: str, read: Read) -> _Content:
    data, _ = read(CONTENT + urlsplit(page).path.rstrip("/"))
    try:
        return _Content.model_validate_json(data)
    except ValidationError:
        raise FetchError(FetchReason.WRONG_TYPE, "GOV.UK's content address gave no content") from None


def _attached(page: str, content: _Content) -> Iterable[Candidate]:
    """HTML pages and PDFs of a GOV.UK publication, as its list gives them (older pages: as HTML)."""
    for item in content.details.attachments:
        url = _joined(page, item.url)
        if not url:
            continue
        if item.attachment_type == "html":
            yield Candidate(url, item.title, Format.HTML)
        elif item.content_type == Format.PDF.value or _by_name(url) is Format.PDF:
            yield Candidate(url, item.title or file_title(url), Format.PDF)
    if not content.details.attachments:
        for href, text in view("".join(str(d) for d in content.details.documents)).links:
            url = _joined(page, href)
            if url and _by_name(url) is Format.PDF:
                yield Candidate(url, text or file_title(url), Format.PDF)
            elif url and urlsplit(url).path.startswith(f"{urlsplit(page).path}/"):
                yield Candidate(url, text, Format.HTML)


def _on_page(offer: Offer, read: Read, allowed: Callable[[str], bool], onward: bool = True) -> Target:
    data, page = read(offer.url)
    if data.startswith(b"%PDF-"):
        return Target(offer.url, Format.PDF)
    found: dict[str, Candidate] = {}
    reports: dict[str, Candidate] = {}
    text = data[:HEAD].decode("utf-8", "replace")
    seen = view(text)
    refuse_page(seen, text, page)
    for href, words in seen.links:
        url = _joined(page, href)
        if url and _by_name(url) is Format.PDF and allowed(url):
            found.setdefault(url, Candidate(url, words, Format.PDF, file_title(url)))
        elif url and _REPORT_PAGE.search(urlsplit(url).path) and allowed(url):
            reports.setdefault(url, Candidate(url, words, Format.HTML, file_title(url.rstrip("/"))))
    if chosen := choose(offer.publication, list(found.values())):
        return Target(chosen.url, Format.PDF)
    if onward and offer.must_have_file and (chosen := choose(offer.publication, list(reports.values()))):
        return _on_page(replace(offer, url=chosen.url), read, allowed, onward=False)
    if offer.must_have_file:
        raise FetchError(FetchReason.UNCLEAR, f"{page} is a summary; files on it: {len(found)}")
    note = "It is the publisher's page, on which no file of the report was found; it may be a summary."
    return Target(offer.url, Format.HTML, notes=(note,))


def _joined(page: str, href: str) -> str | None:
    """The whole address of a link, None where that is none."""
    try:
        return archived(str(httpx.URL(urljoin(page, href.strip()))))
    except (ValueError, httpx.InvalidURL):
        return None


def _by_name(url: str) -> Format | None:
    return Format.PDF if urlsplit(url).path.lower().endswith(".pdf") else None
