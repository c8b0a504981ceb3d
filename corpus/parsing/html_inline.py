"""The text inside one block of a web page: what is read, and what of it marks a footnote."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from corpus.parsing.html_tree import text_of, tokens
from corpus.parsing.raised import read_raised
from corpus.parsing.text_hygiene import original_of, tidy, visible
from corpus.types import HiddenText

_MARK = re.compile(
    r"[\[(]?\s*(?:footnote|note|fn)?\s*([0-9]{1,4}|[a-z]{1,2}|[ivx]{1,5}|[*†‡§¶#]{1,3})\s*[\])]?", re.I
)
_NOTE_TARGET = re.compile(r"#_?(?:_?ftn|_?edn|fn|footnote|endnote|note|cite[_-]?note|ref)[\w:.-]*", re.I)
_BACK_TARGET = re.compile(r"#_?(?:ftnref|ednref|fnref|footnote-?ref|cite_?ref|noteref|ref)[\w:.-]*", re.I)
_BACK_TEXT = re.compile(r"[↩↑^⤴\ufe0e\s]*(?:(?:back|return)(?: to (?:text|content))?)?[↩↑^⤴\ufe0e\s]*", re.I)
_MARK_NAMES = frozenset("footnote footnote-ref footnoteref noteref reference fn-ref".split())
_BACK_NAMES = frozenset("reversefootnote footnote-backref footnote-back backlink mw-cite-backlink".split())


def note_mark(element: HtmlElement) -> str | None:
    """What marks a footnote here (`1`, `*`), None where the element is no mark of one."""
    if element.tag not in ("a", "sup", "span"):
        return None
    link = element if element.tag == "a" else element.find(".//a")
    href = (link.get("href") or "") if link is not None else ""
    if element.tag == "span" and not (href and "ref" in " ".join(tokens(element))):
        return None
    match = _MARK.fullmatch(text_of(element))
    if not match:
        return None
    named = element.get("role") == "doc-noteref" or not _MARK_NAMES.isdisjoint(tokens(element))
    if not href.startswith("#"):
        return match[1] if named and element.tag == "sup" else None
    raised = element.tag == "sup" or any(a.tag == "sup" for a in element.iterancestors("sup"))
    if named or raised or (link is not None and link.get("role") == "doc-noteref"):
        return match[1]
    return match[1] if _NOTE_TARGET.fullmatch(href) and not _BACK_TARGET.fullmatch(href) else None


def marks_notes(element: HtmlElement) -> bool:
    """Whether a raised element holds the marks of several footnotes and nothing else (`1, 2`)."""
    links = list(element.iter("a")) if element.tag == "sup" else []
    return any(map(note_mark, links)) and read_raised(text_of(element), ".")[1]


def leads_back(element: HtmlElement) -> bool:
    """Whether an element is the arrow from a footnote back to the text."""
    if element.get("role") == "doc-backlink" or not _BACK_NAMES.isdisjoint(tokens(element)):
        return True
    href = element.get("href") or ""
    return element.tag == "a" and href.startswith("#") and bool(_BACK_TEXT.fullmatch(text_of(element)))


def opening_mark(element: HtmlElement) -> str | None:
    """The number of a footnote that begins with a link back to its mark (`[1]` linking to `#_ftnref1`)."""
    if element.tag != "a" or not _BACK_TARGET.fullmatch(element.get("href") or ""):
        return None
    match = _MARK.fullmatch(text_of(element))
    return match[1] if match else None


def is_raised(element: HtmlElement) -> bool:
    """Whether an element without a link stands above its line."""
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    return (element.tag == "sup" or "vertical-align:super" in style) and element.find(".//a") is None


@dataclass(slots=True)
class Line:
    """The text of a block as it is gathered: with the marks of footnotes (`full`) and without (`plain`)."""

    plain: list[str] = field(default_factory=list)
    full: list[str] = field(default_factory=list)
    parted: bool = False

    def add(self, text: str | None) -> None:
        """Text that is read."""
        if text:
            self.plain.append(f" {text}" if self.parted and text[0].isalnum() else text)
            self.full.append(text)
            self.parted = False

    def mark(self, text: str) -> None:
        """A footnote's mark: printed, not read; a space before it is kept only between words."""
        self.full.append(text)
        if self.plain and self.plain[-1] != (bare := self.plain[-1].rstrip()):
            self.plain[-1], self.parted = bare, True

    @property
    def empty(self) -> bool:
        """Whether nothing is printed yet."""
        return not any(piece.strip() for piece in self.full)

    def before(self) -> str:
        """The last of the text so far."""
        return "".join(self.plain[-3:])[-12:]

    def read(self, lines_kept: bool = False) -> tuple[str, str | None, tuple[HiddenText, ...]]:
        """Text for reading, the original where it differs, and messages hidden in its characters."""
        plain, found = visible("".join(self.plain))
        full, _ = visible("".join(self.full))
        if lines_kept:
            text = "\n".join(line for row in plain.splitlines() if (line := tidy(row)))
        else:
            text = tidy(plain)
        return text, original_of(" ".join(full.split()), text), found
