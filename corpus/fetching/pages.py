"""What a web page says of itself, read without building it: title, heading, links, how much text."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser

LONGEST = 400_000
"""Characters of a page that are looked at."""

_SILENT = frozenset({"script", "style", "noscript", "template", "svg"})
_SPACED = frozenset({"p", "div", "br", "li", "h1", "h2", "h3", "td", "tr", "title", "section"})


@dataclass(frozen=True, slots=True)
class PageView:
    """`title` and `heading` (its first h1); `text` a reader sees; `links` as (address as written, text)."""

    title: str
    heading: str
    text: str
    links: tuple[tuple[str, str], ...]


def view(page: str) -> PageView:
    """The view of a page's first part. Never raises: what is no page gives an empty view."""
    reader = _Reader()
    # The library asserts on declarations that no page has; what was read before them still counts.
    with suppress(AssertionError):
        reader.feed(page[:LONGEST])
    return PageView(
        title=_joined(reader.title),
        heading=_joined(reader.heading),
        text=_joined(reader.text),
        links=tuple((href, _joined(words)) for href, words in reader.links),
    )


def _joined(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.heading: list[str] = []
        self.text: list[str] = []
        self.links: list[tuple[str, list[str]]] = []
        self._silent = self._in_title = self._in_heading = self._in_link = False
        self._headed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent = True
        elif tag == "title":
            self._in_title = not self.title
        elif tag == "h1":
            self._in_heading = not self._headed
        elif tag == "a":
            href = dict(attrs).get("href")
            self._in_link = href is not None
            if href is not None:
                self.links.append((href, []))
        if tag in _SPACED:
            self._say(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = False
        elif tag == "title":
            self._in_title = False
        elif tag == "h1":
            self._headed, self._in_heading = self._headed or self._in_heading, False
        elif tag == "a":
            self._in_link = False
        if tag in _SPACED:
            self._say(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._say(data)

    def _say(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
            return
        self.text.append(data)
        if self._in_heading:
            self.heading.append(data)
        if self._in_link:
            self.links[-1][1].append(data)
