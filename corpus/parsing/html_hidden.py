"""Text of a web page that its reader does not see: found by attributes and styles, and told from the
ordinary machinery of pages (menus, dialogues, texts for screen readers), which is left out without alarm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from corpus.parsing.html_colours import Colour, background, unseen
from corpus.parsing.html_css import Declarations, StyleSheets, StyleSheetsError
from corpus.parsing.html_tree import NEVER_TEXT, count_words, elements, remove_all, text_of, tokens
from corpus.parsing.types import DocumentError, Reason
from corpus.types import HiddenText

_PROSE_FROM = 4
"""Words of hidden text that are worth telling; fewer are labels."""
_HELPER_UP_TO = 25
"""Words that a text for screen readers, hidden by its class, may have before it is told."""
_EXCERPT = 200
_MOST_TOLD = 50
_BELIEVED = 0.5
"""A style that hides a larger share of a page's words, in several parts, is undone by a script."""
_HELPFUL = ("class for screen readers", "aria-hidden")
_HELPERS = frozenset(
    "visually-hidden visuallyhidden sr-only screen-reader-text screen-reader-only screenreader-only"
    " govuk-visually-hidden nhsuk-u-visually-hidden u-visually-hidden element-invisible a11y-hidden"
    " show-for-sr govuk-skip-link skip-link".split()
)
_OVERLAY = (
    "accordion carousel collapse collapsible comment comments consent cookie cookies dialog dropdown feedback"
    " flyout form gdpr lightbox menu modal nav navbar navigation newsletter notification overlay popover"
    " popup search share sidebar slider slideshow subscribe tab tabs toast toggle tooltip"
)
_MACHINERY = frozenset(
    f"{_OVERLAY} ad ads alert banner button confirmation data error hint icon label loader loading message"
    " options panel player preview response spinner status success template video widget".split()
)
_AROUND = frozenset(_OVERLAY.split())
_SPEECH = re.compile(
    r"\b(?:cookies?|JavaScript|newsletters?|sign up)\b|\bsubscrib"
    r"|\byour (?:browser|browsing|submission|account|inbox)\b",
    re.I,
)
"""What pages say to their visitors, not in their texts."""
_NAME_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_MACHINERY_ROLES = frozenset(
    "alert alertdialog dialog menu menubar navigation search status tabpanel tooltip".split()
)
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|ch|%|vw|vh|cm|mm|in)?")
_SMALL = {"px": 2.0, "pt": 1.5, "em": 0.12, "rem": 0.12, "%": 12.0, "": 2.0}
_FAR = {"px": 500.0, "pt": 400.0, "em": 50.0, "rem": 50.0, "%": 100.0, "vw": 100.0, "vh": 100.0, "": 500.0}


def take_out_hidden(root: HtmlElement, name: str) -> tuple[HiddenText, ...]:
    """Take what a reader does not see out of a tree, and report what of it is worth telling.

    What also stands where it is seen (a copy for another screen) is not told. Raises DocumentError: UNSAFE
    for style sheets too large to work through.
    """
    try:
        concealed = list(find_hidden(root))
    except StyleSheetsError as error:
        raise DocumentError(name, Reason.UNSAFE, f"its style sheets have {error}") from None
    has_main = bool(root.xpath("boolean(//main|//article)"))
    reports = (report for element, how in concealed if (report := told(element, how, has_main)))
    found = list(islice(reports, _MOST_TOLD))
    remove_all(root, [element for element, _ in concealed])
    seen = text_of(root)
    return tuple(report for report in found if report.excerpt not in seen)


def find_hidden(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Each outermost element that a reader does not see, and how it is hidden, in document order. Raises
    StyleSheetsError."""
    sheets = StyleSheets([style.text or "" for style in root.iter("style")])
    styled = bool(root.xpath("boolean(//link[contains(@rel, 'stylesheet')])"))
    most = _BELIEVED * max(1, count_words(root))
    grounds: dict[HtmlElement, Colour | str | None] = {}
    inside: HtmlElement | None = None
    for element in elements(root):
        if inside is not None:
            if _is_below(element, inside):
                continue
            inside = None
        if element.tag in NEVER_TEXT:
            continue
        declared = sheets.declared(element)
        parent = element.getparent()
        grounds[element] = ground = background(element, declared) or grounds.get(parent)
        how = _how_hidden(element, declared)
        if not how and unseen(element, declared, ground, styled):
            how = "in the colour of its background"
        if how and not (count_words(element) > most and _has_parts(element)):
            inside = element
            yield element, how


def _has_parts(element: HtmlElement) -> bool:
    parts = (part for part in element.iter("p", "li", "h1", "h2", "h3", "table") if part is not element)
    return len(list(islice(parts, 2))) == 2


def told(element: HtmlElement, how: str, has_main: bool) -> HiddenText | None:
    """What is reported of a hidden element; None for the ordinary machinery of a page, which also stands
    outside its `main` or `article`."""
    text, words = text_of(element), count_words(element)
    if words < (_HELPER_UP_TO if how in _HELPFUL else _PROSE_FROM) or not _is_prose(text):
        return None
    apart = has_main and not element.xpath("ancestor::main|ancestor::article")
    if (apart and (element.get("class") or element.get("id"))) or _SPEECH.search(text):
        return None
    if element.xpath(".//form|.//button|.//input|.//select|.//iframe|.//nav|.//img"):
        return None
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    around = any(_is_machinery(ancestor, _AROUND) for ancestor in element.iterancestors())
    if linked * 2 > len(text) or around or _is_machinery(element, _MACHINERY):
        return None
    return HiddenText(how, text[:_EXCERPT])


def _is_prose(text: str) -> bool:
    """Words for people, not the data of a script."""
    letters = sum(char.isalpha() or char in " .,;'’“”-" for char in text)
    return letters >= 0.85 * len(text) and not re.search(r"[{}|]|//", text)


def _is_machinery(element: HtmlElement, names: frozenset[str]) -> bool:
    if element.tag in ("body", "html", "main", "article"):
        return False
    if element.tag in ("nav", "footer", "dialog", "form", "button", "template", "label", "option"):
        return True
    if element.get("role") in _MACHINERY_ROLES or element.get("aria-live") or element.get("aria-labelledby"):
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return not names.isdisjoint(word.lower() for word in _NAME_WORD.findall(named))


def _is_below(element: HtmlElement, top: HtmlElement) -> bool:
    return element is top or any(ancestor is top for ancestor in element.iterancestors())


def _how_hidden(element: HtmlElement, declared: Declarations) -> str | None:
    if "hidden" in element.attrib and element.get("hidden", "").lower() != "until-found":
        return "hidden attribute"
    if declared and (how := _how_styled(declared)):
        return how
    if not _HELPERS.isdisjoint(tokens(element)):
        return "class for screen readers"
    if element.get("aria-hidden") == "true":
        return "aria-hidden"
    return None


def _how_styled(declared: Declarations) -> str | None:
    if declared.get("display") == "none":
        return "display:none"
    if declared.get("visibility") in ("hidden", "collapse"):
        return "visibility:hidden"
    if _number(declared.get("opacity")) == 0:
        return "opacity 0"
    if _below(declared.get("font-size"), _SMALL):
        return "font size under 2 px"
    if _off_page(declared):
        return "off the page"
    return "clipped away" if _clipped(declared) else None


def _number(value: str | None) -> float | None:
    match = re.fullmatch(r"(\d*\.?\d+)%?", value or "")
    return float(match[1]) if match else None


def _below(value: str | None, limits: dict[str, float]) -> bool:
    match = _LENGTH.fullmatch(value or "")
    return match is not None and float(match[1]) < limits.get(match[2] or "", 0.0)


def _beyond(value: str | None) -> bool:
    match = _LENGTH.match(value or "")
    return match is not None and float(match[1]) <= -_FAR.get(match[2] or "", 500.0)


def _off_page(declared: Declarations) -> bool:
    if _beyond(declared.get("text-indent")) or _beyond(declared.get("margin-left")):
        return True
    if declared.get("position") not in ("absolute", "fixed", "relative"):
        return False
    if any(_beyond(declared.get(side)) for side in ("left", "top", "right", "bottom")):
        return True
    return any(_beyond("-" + declared.get(side, "")) for side in ("left", "right"))


def _clipped(declared: Declarations) -> bool:
    clip = re.sub(r"\s", "", declared.get("clip", ""))
    if re.match(r"rect\((?:0|1px|0px)[,)]?(?:0|1px|0px)?,?(?:0|1px|0px)", clip):
        return True
    if re.search(r"inset\((?:50|100)%|circle\(0", declared.get("clip-path", "")):
        return True
    if "scale(0)" in declared.get("transform", ""):
        return True
    if declared.get("overflow") != "hidden":
        return False
    nothing = {"px": 1.01, "em": 0.1, "": 1.01, "rem": 0.1, "%": 0.1}
    return any(_below(declared.get(side), nothing) for side in ("height", "max-height", "width"))
