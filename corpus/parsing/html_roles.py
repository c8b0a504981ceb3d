"""What an element of a page stands for beside its tag: a heading, a box, a list of notes."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from corpus.parsing.html_inline import leads_back
from corpus.parsing.html_tree import tokens

_BOXES = frozenset(
    "govuk-inset-text govuk-warning-text govuk-panel govuk-notification-banner nhsuk-inset-text nhsuk-callout"
    " nhsuk-warning-callout nhsuk-care-card nhsuk-do-dont-list call-to-action information-block info-notice"
    " help-notice application-notice advisory gem-c-inset-text gem-c-warning-text gem-c-notice callout"
    " call-out inset inset-text pullout pull-out info-box infobox-text highlight-box text-box textbox boxout"
    " box-out case-study key-points summary-box example".split()
)
_NOTES = frozenset("footnotes endnotes footnote-list footnotes-list references".split())
_CAPTION = re.compile(r"(?:table|figure|fig\.|chart|box|map|graph|exhibit)\s+[A-Z]?\d[\d.]*\b", re.I)
_LONGEST_CAPTION = 300


def aria_level(element: HtmlElement) -> int | None:
    """The level, 1 to 6, of an element that a page makes a heading by its role; None where it is none."""
    if element.get("role") != "heading":
        return None
    level = element.get("aria-level") or "2"
    return min(6, max(1, int(level))) if level.isdecimal() else 2


def is_box(element: HtmlElement) -> bool:
    """Whether an element is set apart from the text around it."""
    if element.tag in ("body", "main", "article"):
        return False
    if element.tag == "aside" or element.get("role") in ("note", "doc-tip", "doc-notice"):
        return True
    return not _BOXES.isdisjoint(tokens(element))


def holds_notes(element: HtmlElement) -> bool:
    """Whether an element is a list of footnotes."""
    return not _NOTES.isdisjoint(tokens(element)) or element.get("role") in ("doc-endnotes", "doc-footnote")


def is_note(item: HtmlElement) -> bool:
    """Whether an item of a list leads back to the text, as footnotes do."""
    return any(leads_back(link) for link in item.iter("a"))


def names_figure(text: str) -> bool:
    """Whether a text is the caption of a numbered table, figure or box (`Table 2: …`)."""
    return len(text) <= _LONGEST_CAPTION and _CAPTION.match(text) is not None
