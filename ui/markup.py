"""From untrusted text to HTML that is only text, however often it is parsed again."""

from __future__ import annotations

import html
import re
from typing import NewType
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt

Html = NewType("Html", str)
"""HTML that is safe to put on the page: made here, or joined from pieces made here."""

_TEXT = MarkdownIt("zero", {"html": False})
_NOTE = (
    MarkdownIt("commonmark", {"html": False, "linkify": False})
    .enable("table")
    .disable(["image", "link", "autolink", "reference", "html_inline", "html_block", "code"])
)
_NOTE_TAGS = {"h1", "h2", "h3", "h4", "h5", "p", "ul", "ol", "li", "strong", "em", "blockquote", "hr", "br"}
_TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
_TAG = re.compile(r"(<[^<>]*>)")
_SIGN = re.compile(r"[^\w\s&;.,'’‘“”\-–—%£()/?]|_|[\r\n]", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def text(raw: str) -> Html:
    """Words of a report or a reader, shown exactly; runs of white space become one blank."""
    flat = re.sub(r"\s+", " ", _CONTROL.sub("", raw))
    lead, tail = flat[: len(flat) - len(flat.lstrip())], flat[len(flat.rstrip()) :] if flat.strip() else ""
    shown = nh3.clean(_TEXT.renderInline(flat.strip()), tags=set(), attributes={})
    return Html(lead + _encode(shown) + tail)


def note(markdown: str) -> Html:
    """A note's Markdown as HTML: headings, lists, tables and emphasis, and nothing that can call out."""
    rendered = _NOTE.render(_CONTROL.sub("", markdown))
    shown = nh3.clean(rendered, tags=_NOTE_TAGS | _TABLE_TAGS, attributes={}, url_schemes=set())
    lower = re.sub(r"(</?h)([1-4])>", lambda m: f"{m[1]}{int(m[2]) + 1}>", shown)
    scoped = lower.replace("<th>", '<th scope="col">')
    return Html("".join(_piece(piece) for piece in _TAG.split(scoped)))


def link(address: str) -> Html:
    """An address of our own catalogue as a link; anything but http and https stays text."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"[\s\"'<>`\\]", address):
        return text(address)
    target = html.escape(address, quote=True)
    return Html(f'<a href="{target}" rel="noopener noreferrer" target="_blank">{text(address)}</a>')


def join(*pieces: str) -> Html:
    """Pieces that are already safe, joined without line breaks, so that Gradio reads them as one block."""
    return Html("".join(pieces).replace("\n", " "))


def _piece(piece: str) -> str:
    return piece if _TAG.fullmatch(piece) else _encode(piece) if piece.strip() else ""


def _encode(shown: str) -> str:
    """Write every sign that could start Markdown, mathematics, HTML or an address as a number."""
    return _SIGN.sub(lambda m: f"&#{ord(m[0])};", html.unescape(shown).replace("&", "&amp;"))
