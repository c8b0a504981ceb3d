"""Text in the colour of what it stands on."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from corpus.parsing.html_css import Declarations

Colour = tuple[int, int, int]

_SAME = 48
"""Largest difference of the three parts of two colours together (0 to 765) that is not seen."""
_WHITE = (255, 255, 255)
_NAMED = {
    "white": _WHITE,
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245),
    "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240),
    "azure": (240, 255, 255),
    "mintcream": (245, 255, 250),
    "gainsboro": (220, 220, 220),
    "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211),
}
_FUNCTION = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+(\d*\.?\d+)(%?))?\s*\)")
_HEX = re.compile(r"#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b")
_WORDS_AROUND = 3


def colour(value: str | None) -> Colour | None:
    """Red, green and blue, 0 to 255, of the first colour in a value; None where it names none that covers."""
    if not value:
        return None
    if match := _HEX.search(value):
        digits = match[1] if len(match[1]) > 4 else "".join(c * 2 for c in match[1])
        if digits[6:] == "00":
            return None
        return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if match := _FUNCTION.search(value):
        if match[4] and float(match[4]) == 0:
            return None
        return int(match[1]), int(match[2]), int(match[3])
    return next((_NAMED[word] for word in value.split() if word in _NAMED), None)


def background(element: HtmlElement, declared: Declarations) -> Colour | str | None:
    """What an element is painted on by its own declarations: a colour, "unknown" for a picture or a name that
    is not known, None where it says nothing."""
    value = (
        declared.get("background-color") or declared.get("background") or element.get("bgcolor", "").lower()
    )
    if not value or value in ("none", "transparent", "inherit", "initial", "unset"):
        return None
    return colour(value) or "unknown"


def unseen(element: HtmlElement, declared: Declarations, ground: Colour | str | None, styled: bool) -> bool:
    """Whether an element's text has the colour of what it stands on.

    `ground` is the nearest background declared, None where there is none. Then the page is white, unless its
    look is given elsewhere (`styled`): there, text stands on white only beside text in another colour.
    """
    value = declared.get("color") or (element.get("color", "").lower() if element.tag == "font" else "")
    if not value:
        return False
    if _transparent(value):
        return "background" not in declared and "clip" not in declared
    own = colour(value)
    if own is None or ground == "unknown" or element.xpath(".//*[contains(@style, 'color')]"):
        return False
    if isinstance(ground, tuple):
        return _same(own, ground)
    return _same(own, _WHITE) and (not styled or _beside_other_text(element))


def _transparent(value: str) -> bool:
    if value == "transparent":
        return True
    match, digits = _FUNCTION.search(value), _HEX.search(value)
    if match and match[4]:
        return float(match[4]) == 0
    return bool(digits and re.fullmatch("(?:...0|......00)", digits[1]))


def _same(one: Colour, other: Colour) -> bool:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) <= _SAME


def _beside_other_text(element: HtmlElement) -> bool:
    """Whether the parent holds words beside the element that no style whitens too."""
    parent = element.getparent()
    if parent is None:
        return False
    words = len((parent.text or "").split())
    for sibling in parent:
        words += len((sibling.tail or "").split())
        if sibling is not element and not isinstance(sibling.tag, str):
            continue
        if sibling is not element and "color" not in (sibling.get("style") or ""):
            words += sum(len(piece.split()) for piece in sibling.itertext())
    return words >= _WORDS_AROUND
