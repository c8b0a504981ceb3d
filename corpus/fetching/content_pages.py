"""A page's text from the content address of its site (WordPress), where the page itself answers with a check.

NHS England's pages answer programs with a firewall's check; its content address is reported to give the text.
Whether that may be asked is for its robots.txt to say, as everywhere.
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from corpus.fetching.judge import FEW, Came
from corpus.fetching.locating import Read, Target
from corpus.fetching.pages import view
from corpus.fetching.types import FetchError, FetchReason
from corpus.parsing.types import Format

HOSTS = frozenset({"england.nhs.uk", "www.england.nhs.uk"})
OF_THE_WHOLE_SITE = frozenset({"long-read", "publication", "news"})
"""First parts of paths on these hosts; others are sites of their own, with content addresses of their own."""

NOTE = "It is the text that the site gives to programs; what the page adds to it is not there."


class _Link(BaseModel):
    href: str


class _Links(BaseModel):
    own: list[_Link] = Field(alias="self", min_length=1)


class _Found(BaseModel):
    url: str
    links: _Links = Field(alias="_links")


class _Rendered(BaseModel):
    rendered: str


class _Content(BaseModel):
    link: str
    title: _Rendered
    content: _Rendered


_LISTED = TypeAdapter(list[_Found])


def content_target(page: str, read: Read) -> Target:
    """Where the text of a page is to be had. Raises FetchError, NOT_FOUND where its site names none."""
    parts = urlsplit(page)
    names = [name for name in parts.path.split("/") if name]
    if parts.hostname not in HOSTS or not names:
        raise FetchError(FetchReason.NOT_FOUND, "its site has no content address that is known")
    site = "" if names[0] in OF_THE_WHOLE_SITE else f"/{names[0]}"
    query = urlencode({"search": names[-1].replace("-", " "), "per_page": "20"})
    data, _ = read(f"https://{parts.hostname}{site}/wp-json/wp/v2/search?{query}")
    try:
        listed = _LISTED.validate_json(data)
    except ValidationError:
        raise FetchError(FetchReason.WRONG_TYPE, "the content address gave no list") from None
    for found in listed:
        if _same(found.url, page):
            return Target(found.links.own[0].href, Format.HTML, notes=(NOTE,), content_of=page)
    raise FetchError(FetchReason.NOT_FOUND, "the content address does not list it")


def page_of(came: Came, page: str) -> Came:
    """The page whose text came from a content address. Raises FetchError for another's, or hardly any."""
    try:
        content = _Content.model_validate_json(came.data)
    except ValidationError:
        raise FetchError(FetchReason.WRONG_TYPE, "the content address gave no text") from None
    if not _same(content.link, page):
        raise FetchError(FetchReason.UNCLEAR, f"the content address gave {content.link[:80]}")
    title, text = content.title.rendered, content.content.rendered
    if len(view(text).text) <= FEW:
        raise FetchError(FetchReason.INCOMPLETE, "the content address gave hardly any of its text")
    made = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1>\n{text}\n</main></body></html>\n"
    )
    return Came(made.encode("utf-8", "replace"), came.url)


def _same(one: str, other: str) -> bool:
    """Whether two addresses lead to one page, with or without `www.` and the last stroke."""
    left, right = (
        (parts.netloc.removeprefix("www."), parts.path.rstrip("/"))
        for parts in (urlsplit(one), urlsplit(other))
    )
    return left == right
