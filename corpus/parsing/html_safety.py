"""What is checked of a web page before a parser sees it: size, attributes, nesting, entities. Terms and their
definitions get the ends that the file leaves out: libxml2 would nest each in the one before."""

from __future__ import annotations

import re
from collections import Counter

from corpus.parsing.types import DocumentError, Reason

MOST_CHARACTERS = 5_000_000
MOST_ATTRIBUTES = 2_000
"""On one tag."""
MOST_TAGS = 500_000
DEEPEST = 240
"""Elements inside one another; libxml2 stops reading at 256 and drops the rest."""

_DOCTYPE = re.compile(r"<!doctype\b([^>\[]*)(\[)?", re.I)
_DECLARATION = re.compile(r"<!(?:entity|element|attlist|notation)\b", re.I)
_NAME = re.compile(r"[a-z][^\s/>]*", re.I)
# Either what is left of a tag up to its end, or one attribute; a quotation mark not closed runs to the end.
_ATTRIBUTE = re.compile(
    r"""[\s/]*(?:(?P<end>>|\Z)|(?P<key>[^\s/>=]+|=)(?:\s*=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s>"'][^\s>]*)?)?)"""
)
_RAW = frozenset("script style textarea title xmp iframe noembed noframes".split())
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.I) for name in _RAW}
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track"
    " wbr".split()
)
_TERMS = frozenset(("dt", "dd"))
_END_IMPLIED = frozenset("p li tr td th thead tbody tfoot option optgroup colgroup rt rp".split())


def checked(text: str, name: str) -> str:
    """The text, with `</dt>` or `</dd>` written where the next begins and the file leaves it out.

    Raises DocumentError: TOO_LARGE for too many characters, UNSAFE for a tag with too many attributes, too
    many tags, elements nested too deep, or a document type of the file's own making."""
    if len(text) > MOST_CHARACTERS:
        raise DocumentError(
            name, Reason.TOO_LARGE, f"{len(text):,} characters; at most {MOST_CHARACTERS:,} are read"
        )
    nesting = _Nesting()
    parts: list[str] = []
    tags = at = copied = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!", at):
            at = _declaration_end(text, at, name)
            continue
        closing = text.startswith("</", at)
        match = _NAME.match(text, at + 1 + closing)
        if not match:
            at += 1
            continue
        tag = match[0].lower()
        tags += 1
        if tags > MOST_TAGS:
            raise DocumentError(name, Reason.UNSAFE, f"over {MOST_TAGS:,} tags")
        if not closing and tag in _TERMS and (term := nesting.innermost) in _TERMS:
            parts += (text[copied:at], f"</{term}>")
            nesting.close(term)
            copied = at
        at = _tag_end(text, match.end(), name)
        if closing:
            nesting.close(tag)
        elif tag in _RAW:
            found = _RAW_END[tag].search(text, at)
            at = found.start() if found else len(text)
        elif not text.startswith("/>", at - 2) and nesting.open(tag) > DEEPEST:
            raise DocumentError(name, Reason.UNSAFE, f"over {DEEPEST} elements inside one another")
    return "".join((*parts, text[copied:]))


class _Nesting:
    """The elements that are open; an end tag closes what is left open inside its element."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._count: Counter[str] = Counter()

    @property
    def innermost(self) -> str:
        """The element opened last and not closed; empty where there is none."""
        return self._open[-1] if self._open else ""

    def open(self, tag: str) -> int:
        """How many elements are open with this one."""
        if tag not in _VOID and tag not in _END_IMPLIED:
            self._open.append(tag)
            self._count[tag] += 1
        return len(self._open)

    def close(self, tag: str) -> None:
        while self._count[tag]:
            last = self._open.pop()
            self._count[last] -= 1
            if last == tag:
                break


def _declaration_end(text: str, at: int, name: str) -> int:
    if text.startswith("<!--", at):
        end = text.find("-->", at + 4)
        return len(text) if end < 0 else end + 3
    doctype = _DOCTYPE.match(text, at)
    if (doctype and doctype[2]) or _DECLARATION.match(text, at):
        raise DocumentError(name, Reason.UNSAFE, "it declares entities of its own")
    end = text.find(">", at)
    return len(text) if end < 0 else end + 1


def _tag_end(text: str, at: int, name: str) -> int:
    attributes = 0
    while match := _ATTRIBUTE.match(text, at):
        at = match.end()
        if match["end"] is not None or not match[0]:
            break
        attributes += 1
        if attributes > MOST_ATTRIBUTES:
            raise DocumentError(name, Reason.UNSAFE, f"a tag with over {MOST_ATTRIBUTES:,} attributes")
    return at
