"""What a web page says of itself: title, publisher, date of publication, authors, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from corpus.parsing.dates_in_files import printed_date, published_date, stated_date
from corpus.parsing.html_tree import text_of
from corpus.parsing.text_hygiene import tidy, visible
from corpus.parsing.types import Proposed
from corpus.types import PartialDate

_LONGEST = 300
_PUBLISHED = (
    "govuk:first-published-at",
    "article:published_time",
    "og:article:published_time",
    "citation_publication_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "datepublished",
    "date",
    "pubdate",
    "govuk:public-updated-at",
)
_PUBLISHERS = ("og:site_name", "dcterms.publisher", "dc.publisher", "citation_publisher", "publisher")
_SITE_PARTS = re.compile(r"(\s+[|·»–—-]\s+)")


def read_metadata(root: HtmlElement) -> Proposed:
    """What the page's head and its lines of particulars state; a field not stated is None."""
    meta = _meta(root)
    stated = list(_linked_data(root))
    return Proposed(
        title=_title(root, meta),
        publisher=_publisher(root, meta, stated),
        published=_published(root, meta, stated),
        authors=_clean(meta.get("author") or meta.get("citation_author") or meta.get("dc.creator")),
        language=_clean(root.get("lang") or root.get("xml:lang") or meta.get("content-language")),
    )


def _meta(root: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("http-equiv") or ""
        value = (element.get("content") or "").strip()
        if key and value:
            found.setdefault(key.lower(), value)
    return found


def _clean(text: str | None) -> str | None:
    tidied = tidy(visible(text)[0]) if text else ""
    if not tidied or tidied.lower().startswith(("http://", "https://")):
        return None
    return tidied[:_LONGEST]


def _title(root: HtmlElement, meta: dict[str, str]) -> str | None:
    """The `h1` where there is one, else the title stated, without the name of the site."""
    headings = [text for h in root.iter("h1") if (text := _clean(text_of(h)))]
    element = next(root.iter("title"), None)
    stated = _clean(meta.get("og:title") or meta.get("citation_title") or meta.get("dcterms.title"))
    page = _clean(text_of(element)) if element is not None else None
    whole = " ".join(text for text in (stated, page) if text)
    for heading in headings:
        if heading in whole or (len(headings) == 1 and not whole):
            return heading
    title = stated or page
    if title is None:
        return headings[0] if headings else None
    return _without_site(title, (meta.get("og:site_name") or "").lower())


def _without_site(title: str, site: str) -> str:
    """A title up to the last bar, or up to a dash before the site's name or something as short."""
    parts = _SITE_PARTS.split(title)
    while len(parts) > 2:
        mark, last = parts[-2].strip(), parts[-1]
        if mark in "-–—" and last.lower() not in (site, "gov.uk") and len(last) * 2 >= len(parts[0]):
            break
        parts = parts[:-2]
    return "".join(parts)


def _publisher(root: HtmlElement, meta: dict[str, str], stated: list[dict[str, Any]]) -> str | None:
    """The organisation a GOV.UK page is from, else the publisher stated, else the name of the site."""
    for term in root.iter("dt"):
        value = term.getnext()
        if text_of(term).rstrip(":").lower() in ("from", "published by", "publisher") and value is not None:
            links = [text_of(link) for link in value.iter("a")]
            return _clean(", ".join(links[:3]) or text_of(value))
    for element in root.xpath("//*[contains(@class, 'gem-c-organisation-logo')]"):
        if text := _clean(text_of(element)):
            return text
    for data in stated:
        publisher = data.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            return _clean(publisher["name"])
    return next((text for key in reversed(_PUBLISHERS) if (text := _clean(meta.get(key)))), None)


def _published(root: HtmlElement, meta: dict[str, str], stated: list[dict[str, Any]]) -> PartialDate | None:
    for key in _PUBLISHED:
        if (value := meta.get(key)) and (date := stated_date(value)):
            return date
    for data in stated:
        if isinstance(value := data.get("datePublished"), str) and (date := stated_date(value)):
            return date
    for element in root.iter("time"):
        named = " ".join(filter(None, (element.get("itemprop"), element.get("class"))))
        if "pubdate" in element.attrib or re.search("publish|pubdate", named, re.I):
            return stated_date(element.get("datetime") or text_of(element))
    return _printed(root)


def _printed(root: HtmlElement) -> PartialDate | None:
    """A date after “Published” in a short line, or in a list of particulars."""
    for term in root.iter("dt"):
        value = term.getnext()
        if text_of(term).rstrip(":").lower() in ("published", "date published", "publication date"):
            return printed_date(text_of(value)) if value is not None else None
    for element in root.iter("p", "div", "span", "li", "dd", "time"):
        if len(element) > 4 or sum(len(piece) for piece in element.itertext()) > _LONGEST:
            continue
        text = text_of(element)
        if len(text) <= 120 and text[:1].isupper() and (date := published_date(text)):
            return date
    return None


def _linked_data(root: HtmlElement) -> Iterator[dict[str, Any]]:
    """The articles and reports among a page's JSON-LD."""
    for script in root.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            data: Any = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        entries = data if isinstance(data, list) else [data]
        for entry in entries:
            graph = entry.get("@graph") if isinstance(entry, dict) else None
            for one in graph if isinstance(graph, list) else [entry]:
                if isinstance(one, dict) and "publish" in " ".join(one).lower():
                    yield one
