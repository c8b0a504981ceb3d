"""From matplotlib's SVG to one that can stand in an HTML page: named, with ids and colours of that page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

INK, QUIET, LINE, ACCENT = "#010101", "#020202", "#030303", "#040404"
"""What a chart is drawn in; each stands for a colour of the page, which differs in light and in dark."""
_COLOURS: Mapping[str, str] = {
    INK: "var(--ink)",
    QUIET: "var(--quiet)",
    LINE: "var(--line)",
    ACCENT: "var(--accent)",
}
_LINK = "{http://www.w3.org/1999/xlink}href"
_FONT = re.compile(r"\s*font-family:[^;]*;?")


def inline_svg(drawn: str, name: str, title: str, description: str) -> str:
    """A drawing as an `<svg>` element with role img, its title and its description.

    Every id begins with `name`, so that several drawings can stand in one page. Style sheets, metadata, fonts
    and namespaces are taken out; nothing in the result names another document.
    """
    root = ElementTree.fromstring(drawn)  # noqa: S314 - what matplotlib drew a moment ago
    for element in root.iter():
        _rename(element, name)
    _strip(root)
    view = root.get("viewBox", "")
    width = float(view.split()[2]) * 4 / 3 / 16
    root.attrib = {
        "class": "chart",
        "viewBox": view,
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-description",
        "style": f"max-width: {width * 1.15:.1f}rem",
    }
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        told = ElementTree.Element(tag, {"id": f"{name}-{'title' if tag == 'title' else 'description'}"})
        told.text = text
        root.insert(place, told)
    return ElementTree.tostring(root, encoding="unicode")


def _rename(element: ElementTree.Element, name: str) -> None:
    """Plain tags, ids of this drawing only, the page's colours."""
    element.tag = element.tag.rpartition("}")[2]
    if link := element.attrib.pop(_LINK, None):
        element.set("href", link)
    for key, value in element.attrib.items():
        if key == "id":
            element.set(key, f"{name}-{value}")
        elif key == "href":
            element.set(key, value.replace("#", f"#{name}-", 1))
        else:
            element.set(key, _restyled(value.replace("url(#", f"url(#{name}-")))


def _restyled(value: str) -> str:
    for drawn, colour in _COLOURS.items():
        value = value.replace(drawn, colour)
    return _FONT.sub("", value)


def _strip(root: ElementTree.Element) -> None:
    """Take out metadata, and style sheets, whose rules would hold for the whole page."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in ("metadata", "style"):
                parent.remove(child)
