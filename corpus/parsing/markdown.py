"""From Markdown to blocks: rendered as the page it stands for, and read by the rules for pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import yaml
from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from corpus.parsing.dates_in_files import published_date, stated_date
from corpus.parsing.decoding import decode
from corpus.parsing.html import blocks_of
from corpus.parsing.html_blocks import drafts_of
from corpus.parsing.html_hidden import take_out_hidden
from corpus.parsing.html_safety import checked
from corpus.parsing.html_tree import parse_tree, text_of
from corpus.parsing.text_hygiene import tidy, visible
from corpus.parsing.types import DocumentError, Format, Parsed, Proposed, Reason

_MOST_BYTES = 20_000_000
_MOST_FRONT_MATTER = 20_000
_LONGEST_HEADING = 90
_LONGEST_FIELD = 300
_TITLE_WITHIN = 8
_DEEPEST = 100
"""Levels of nesting, two for each list, beyond which the reader drops text."""


def parse(data: bytes, name: str) -> Parsed:
    """Read a Markdown file (CommonMark with tables, footnotes and front matter).

    HTML in it is read as text by the rules for web pages, hidden text left out and reported. A short
    paragraph all in bold is a heading. There are no pages and no anchors. Raises DocumentError: EMPTY,
    TOO_LARGE, UNKNOWN_TYPE, UNSAFE, DAMAGED or NO_TEXT.
    """
    if not data.strip():
        raise DocumentError(name, Reason.EMPTY)
    if len(data) > _MOST_BYTES:
        raise DocumentError(name, Reason.TOO_LARGE, f"{len(data):,} bytes")
    decoded = decode(data, name)
    reader = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    reader.use(front_matter_plugin).use(footnote_plugin)
    tokens = reader.parse(_mended(decoded.text.replace("\r\n", "\n").replace("\x00", "")))
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        raise DocumentError(name, Reason.UNSAFE, f"lists or quotations over {_DEEPEST} deep")
    rendered = reader.renderer.render(tokens, reader.options, {})
    rendered = checked(rendered, name)
    if not rendered.strip():
        raise DocumentError(name, Reason.NO_TEXT)
    root = parse_tree(f"<body>{rendered}</body>", name)
    hidden = take_out_hidden(root, name)
    _mark_bold_headings(root)
    drafts, in_characters = drafts_of(root)
    if not drafts:
        raise DocumentError(name, Reason.NO_TEXT)
    front = tokens[0].content if tokens and tokens[0].type == "front_matter" else ""
    top = [draft for draft in drafts[:_TITLE_WITHIN] if draft.level]
    first = next((draft.text for draft in top if draft.level == 1 or draft.text.count(" ") > 1), None)
    printed = published_date("\n".join(draft.text for draft in drafts[:12]))
    return Parsed(
        Format.MARKDOWN,
        tuple(replace(block, anchor=None) for block in blocks_of(drafts)),
        _proposed(_fields(front), Proposed(title=first, published=printed)),
        hidden=hidden + in_characters,
        notes=(decoded.note,) if decoded.note else (),
    )


def _mended(text: str) -> str:
    """Bold as converters write it (`**Heading **`, `****`), which CommonMark would print with asterisks."""
    lines = text.split("\n")
    fenced = False
    for i, line in enumerate(lines):
        if re.match(r"\s*(?:```|~~~)", line):
            fenced = not fenced
        elif not fenced and "**" in line and not line.startswith("    "):
            lines[i] = _with_tight_bold(line)
    return "\n".join(lines)


def _with_tight_bold(line: str) -> str:
    """The line with white space at the edges of its runs of bold put outside them."""
    parts = line.split("**")
    if len(parts) % 2 == 0 or "`" in line:
        return line
    for i, inner in enumerate(parts):
        if i % 2:
            core = inner.strip()
            before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
            parts[i] = f"{before}**{core}**{after}" if core else inner
    return "".join(parts)


def _mark_bold_headings(root: HtmlElement) -> None:
    """Where a paragraph is one run of bold, it stands for a heading one level below the one above it."""
    level = 1
    for element in list(root.iter("h1", "h2", "h3", "h4", "h5", "h6", "p")):
        if element.tag != "p":
            level = int(element.tag[1])
            continue
        text = text_of(element)
        alone = len(element) == 1 and element[0].tag == "strong" and text == text_of(element[0])
        if alone and len(text) <= _LONGEST_HEADING and re.search(r"^[^a-z].*[^.:;,]$", text):
            inside = any(above.tag in ("li", "td", "th", "blockquote") for above in element.iterancestors())
            element.tag = element.tag if inside else f"h{min(6, level + 1)}"


def _fields(front: str) -> dict[str, Any]:
    if not front or len(front) > _MOST_FRONT_MATTER:
        return {}
    try:
        data: Any = yaml.safe_load(front)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return {str(key).lower(): value for key, value in data.items()} if isinstance(data, dict) else {}


def _proposed(fields: dict[str, Any], otherwise: Proposed) -> Proposed:
    """What the front matter states, else what was read in the text."""
    stated = next((fields[key] for key in ("published", "date", "publication_date") if fields.get(key)), None)
    day = stated.isoformat() if isinstance(stated, date) else str(stated) if stated else ""
    authors = fields.get("authors") or fields.get("author")
    if isinstance(authors, list):
        authors = ", ".join(part for part in authors if isinstance(part, str))
    return Proposed(
        title=_text(fields.get("title")) or otherwise.title,
        publisher=_text(fields.get("publisher") or fields.get("organisation")),
        published=stated_date(day) or otherwise.published,
        authors=_text(authors),
        language=_text(fields.get("lang") or fields.get("language")),
    )


def _text(value: object) -> str | None:
    return (tidy(visible(value)[0])[:_LONGEST_FIELD] or None) if isinstance(value, str) else None
