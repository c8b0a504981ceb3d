"""How text of a Word file looks: what its properties and styles say of size, colours and hiding. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from corpus.parsing.docx_package import W

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TRANSPARENT = 95_000
"""Thousandths of a per cent."""
_LOOKS = 4_096
"""A report has a few dozen looks, met some ten thousand times."""
_WHOLE = re.compile(r"\s*([+-]?[0-9]{1,12})(?:\.[0-9]*)?(?:pt)?\s*")


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks, as far as it is said; None where it is not.

    `clear` says that letters have neither fill nor outline. `size` is in points, `colour` and `fill` (of the
    run's own background) six hexadecimal digits or `auto`; a fill that cannot be told is `?`. `scale` is the
    width of letters in per cent, `raised` how far text stands above its line in points,
    `superscript` that it is also printed smaller.
    """

    vanish: bool | None = None
    clear: bool | None = None
    bold: bool | None = None
    size: float | None = None
    colour: str | None = None
    fill: str | None = None
    scale: float | None = None
    raised: float | None = None
    superscript: bool | None = None
    language: str | None = None


@lru_cache(_LOOKS)
def over(base: Look, own: Look) -> Look:
    """A look with all that another says put over it."""
    said = {name: told for name in Look.__slots__ if (told := getattr(own, name)) is not None}
    return replace(base, **said) if said else base


@lru_cache(_LOOKS)
def effective(paragraph: Look, character: Look, own: Look) -> Look:
    """The look of a run from its paragraph's style, its character style and its own properties. Switches of
    the two styles cancel each other (ISO/IEC 29500-1, 17.7.3); the run's own decide."""
    look = over(paragraph, character)
    if paragraph.vanish and character.vanish:
        look = replace(look, vanish=False)
    if paragraph.bold and character.bold:
        look = replace(look, bold=False)
    return over(look, own)


def look_of(properties: etree._Element | None) -> Look:
    """What run properties say."""
    if properties is None:
        return Look()
    found: Mapping[str, etree._Element] = {e.tag[len(W) :]: e for e in properties if e.tag.startswith(W)}
    size, scale, raised = (number_value(found.get(tag)) for tag in ("sz", "w", "position"))
    return Look(
        vanish=switch(found.get("vanish")),
        clear=_is_clear(properties),
        bold=switch(found.get("b")),
        size=size / 2 if size is not None else None,
        colour=_colour(found.get("color")),
        fill=_highlight(found.get("highlight")) or fill_of(properties),
        scale=scale,
        raised=raised / 2 if raised is not None else None,
        superscript=_is_superscript(found.get("vertAlign")),
        language=value(found.get("lang")),
    )


def _is_superscript(element: etree._Element | None) -> bool | None:
    return None if element is None else value(element) == "superscript"


def _colour(element: etree._Element | None) -> str | None:
    """The colour of letters; Word writes the theme's colours out beside their names, others may not."""
    said = value(element)
    if element is None:
        return said
    plain = not (element.get(f"{W}themeTint") or element.get(f"{W}themeShade"))
    if plain and said in (None, "auto") and element.get(f"{W}themeColor") in ("background1", "light1"):
        return "FFFFFF"
    return said


def _is_clear(properties: etree._Element) -> bool | None:
    """Whether the effects of Word 2010 make letters invisible; None where they do not say."""
    fill = properties.find(f"{_W14}textFill")
    if fill is None:
        return None
    alpha = fill.find(f".//{_W14}alpha")
    seen_through = alpha is not None and (whole(alpha.get(f"{_W14}val")) or 0) >= _TRANSPARENT
    outline = properties.find(f"{_W14}textOutline/{_W14}solidFill")
    return (seen_through or fill.find(f"{_W14}noFill") is not None) and outline is None


_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF",
    "red": "FF0000", "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080",
    "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000",
    "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip


def _highlight(element: etree._Element | None) -> str | None:
    return _HIGHLIGHTS.get(value(element) or "")


def fill_of(properties: etree._Element | None) -> str | None:
    """The colour properties shade with: six hexadecimal digits, `?` where it cannot be told, None: none."""
    shading = properties.find(f"{W}shd") if properties is not None else None
    if shading is None:
        return None
    pattern, fill = shading.get(f"{W}val"), shading.get(f"{W}fill")
    if pattern == "solid":
        fill = shading.get(f"{W}color")
    elif pattern not in (None, "clear", "nil"):
        return "?"
    if fill in (None, "auto"):
        return "?" if shading.get(f"{W}themeFill") else None
    return str(fill)


def value(element: etree._Element | None) -> str | None:
    """The `w:val` of an element, None where there is neither."""
    said = element.get(f"{W}val") if element is not None else None
    return None if said is None else str(said)


def number_value(element: etree._Element | None) -> int | None:
    """The whole number an element states, None where it states none."""
    return whole((value(element) or "").rstrip("%"))


def whole(said: str | None) -> int | None:
    """A whole number as attributes have it, what follows a decimal point left out; None where it is none."""
    match = _WHOLE.fullmatch(said or "")
    return int(match[1]) if match else None


def switch(element: etree._Element | None) -> bool | None:
    """Whether a switch is on; None where it is not mentioned."""
    return None if element is None else is_on(value(element), absent=True)


def is_on(said: str | None, *, absent: bool) -> bool:
    """The meaning of a switch's value; `absent` where it has none."""
    return absent if said is None else said.lower() not in ("0", "false", "off", "none")
