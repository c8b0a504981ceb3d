"""The numbers that a browser prints before the items of ordered lists."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from corpus.parsing.html_tree import tokens

_UNNUMBERED = frozenset(
    "govuk-list--bullet legislative-list list-unstyled unstyled no-bullet nobullet list-none".split()
)
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST_ROMAN = 39


def item_numbers(element: HtmlElement, notes: bool = False) -> dict[HtmlElement, str]:
    """The number of each item of an ordered list as it is printed, without full stop or bracket (`3`, `b`).

    Empty where the page itself tells that none are printed; `notes` are numbered all the same.
    """
    if element.tag != "ol" or not (notes or _is_numbered(element)):
        return {}
    down = "reversed" in element.attrib
    items = [item for item in element if item.tag == "li"]
    value = _integer(element.get("start")) or (len(items) if down else 1)
    found: dict[HtmlElement, str] = {}
    for item in items:
        value = _integer(item.get("value")) or value
        found[item] = _written(value, element.get("type") or "1")
        value += -1 if down else 1
    return found


def _is_numbered(element: HtmlElement) -> bool:
    names = tokens(element)
    if any("legislative-list" in tokens(outer) for outer in element.iterancestors("ol")):
        return False
    style = re.sub(r"\s", "", element.get("style") or "")
    if "list-style:none" in style or "list-style-type:none" in style or not _UNNUMBERED.isdisjoint(names):
        return False
    return "govuk-list" not in names or "govuk-list--number" in names


def _integer(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\s*\d{1,6}\s*", text) else None


def _written(value: int, style: str) -> str:
    if style in ("a", "A") and 1 <= value <= 26:
        return chr(ord(style) + value - 1)
    if style in ("i", "I") and 1 <= value <= _MOST_ROMAN:
        roman = ""
        for size, letters in _ROMAN:
            while value >= size:
                roman, value = roman + letters, value - size
        return roman.upper() if style == "I" else roman
    return str(value)
