"""Text of a Word file that a reader of the page does not see, told by its properties. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from corpus.parsing.docx_looks import Look, whole
from corpus.parsing.docx_package import W

SMALLEST = 2.0
"""Points of font size and of line height below which nobody reads."""
_NARROWEST = 10.0
"""Per cent of their width to which letters may be squeezed."""
_SAME_COLOUR = 16
"""Difference of every channel, of 255, up to which two colours are taken for one."""
_EMU = 12_700
_TWIPS = 20

UNKNOWN_FILL = "?"
PAPER = "FFFFFF"

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_VML = "{urn:schemas-microsoft-com:vml}"
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(pt|in|cm|mm|px)?")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, None: 0.75}
_THEME_WHITE = ("bg1", "lt1")


def how_hidden(look: Look, fill: str) -> str | None:
    """How a run is hidden on a background of six hexadecimal digits (`?`: unknown); None where it is seen."""
    if look.vanish:
        return "hidden text"
    if look.clear:
        return "letters without colour"
    if look.size is not None and look.size < SMALLEST:
        return "font size under 2 pt"
    if look.scale is not None and 0 <= look.scale < _NARROWEST:
        return "letters squeezed together"
    if look.raised is not None and abs(look.raised) > 500:
        return "off the page"
    if _is_same(look.colour, look.fill or fill):
        return "in the colour of its background"
    return None


def _is_same(colour: str | None, fill: str) -> bool:
    pattern = re.compile("[0-9A-Fa-f]{6}")
    if colour is None or not pattern.fullmatch(colour) or not pattern.fullmatch(fill):
        return False
    pairs = ((int(colour[i : i + 2], 16), int(fill[i : i + 2], 16)) for i in (0, 2, 4))
    return all(abs(one - other) <= _SAME_COLOUR for one, other in pairs)


def paragraph_hidden(properties: etree._Element | None, page: tuple[float, float]) -> str | None:
    """How a whole paragraph is kept from the page of this width and height in points; None: it is not."""
    if properties is None:
        return None
    spacing, indent, frame = (properties.find(f"{W}{tag}") for tag in ("spacing", "ind", "framePr"))
    if spacing is not None and spacing.get(f"{W}lineRule") == "exact":
        height = _twips(spacing.get(f"{W}line"))
        if height is not None and 0 < height < SMALLEST:
            return "line height under 2 pt"
    for side in ("left", "start", "right", "end") if indent is not None else ():
        far = _twips(indent.get(f"{W}{side}"))
        if far is not None and abs(far) > page[0]:
            return "off the page"
    for axis, size in (("x", page[0]), ("y", page[1])) if frame is not None else ():
        far = _twips(frame.get(f"{W}{axis}"))
        if far is not None and abs(far) > size:
            return "off the page"
    return None


def table_hidden(properties: etree._Element | None, page: tuple[float, float]) -> str | None:
    """How a table is kept from the page of this width and height in points; None where it is shown."""
    floating, indent = (
        properties.find(f"{W}{tag}") if properties is not None else None for tag in ("tblpPr", "tblInd")
    )
    for element, name, size in ((floating, "tblpX", 0), (floating, "tblpY", 1), (indent, "w", 0)):
        far = _twips(element.get(f"{W}{name}")) if element is not None else None
        if far is not None and abs(far) > page[size]:
            return "off the page"
    return None


def row_hidden(row: etree._Element) -> str | None:
    """How a row of a table hides what is in it; None where it shows it."""
    height = row.find(f"{W}trPr/{W}trHeight")
    if height is None or height.get(f"{W}hRule") != "exact":
        return None
    points = _twips(height.get(f"{W}val"))
    return "row height under 2 pt" if points is not None and points < SMALLEST else None


def _twips(said: str | None) -> float | None:
    number = whole(said)
    return None if number is None else number / _TWIPS


def box_hidden(box: etree._Element, page: tuple[float, float]) -> str | None:
    """How the shape around a text box's content is kept from the page; None where it is shown."""
    for shape in box.iterancestors(f"{WP}anchor", f"{WP}inline", f"{_VML}shape", f"{_VML}rect", f"{W}p"):
        if shape.tag == f"{W}p":
            return None
        if shape.tag.startswith(WP):
            properties = shape.find(f"{WP}docPr")
            if properties is not None and properties.get("hidden") in ("1", "true"):
                return "hidden shape"
            if shape.tag == f"{WP}anchor" and _anchored_outside(shape, page):
                return "off the page"
        elif (how := _vml_hidden(shape.get("style") or "", page)) is not None:
            return how
    return None


def _anchored_outside(anchor: etree._Element, page: tuple[float, float]) -> bool:
    extent = anchor.find(f"{WP}extent")
    for tag, side, name in (("positionH", page[0], "cx"), ("positionV", page[1], "cy")):
        offset = anchor.find(f"{WP}{tag}/{WP}posOffset")
        place = whole(offset.text) if offset is not None else None
        if place is None:
            continue
        start = place / _EMU
        length = (whole(extent.get(name)) or 0) / _EMU if extent is not None else 0.0
        from_page = anchor.find(f"{WP}{tag}").get("relativeFrom") == "page"
        # Other places to start from lie somewhere on the page: only a whole page's distance is outside.
        if start >= side or start + length <= (0 if from_page else -side):
            return True
    return False


def _vml_hidden(style: str, page: tuple[float, float]) -> str | None:
    said = dict(part.split(":", 1) for part in style.lower().replace(" ", "").split(";") if ":" in part)
    if said.get("visibility") == "hidden" or said.get("display") == "none":
        return "hidden shape"
    for start, length, side in (("margin-left", "width", page[0]), ("margin-top", "height", page[1])):
        place, size = _points(said.get(start)), _points(said.get(length)) or 0.0
        if place is not None and (place >= side or place + size <= -side):
            return "off the page"
    return None


def _points(said: str | None) -> float | None:
    match = _LENGTH.fullmatch(said or "")
    return float(match[1]) * _POINTS[match[2]] if match else None


def box_fill(box: etree._Element, behind: str) -> str:
    """The colour behind the text of a box; `behind` where the box itself is clear."""
    for shape in box.iterancestors():
        if shape.tag == f"{W}p":
            break
        if (properties := shape.find("{*}spPr")) is not None:
            return _shape_fill(shape, properties, behind)
        if shape.tag.startswith(_VML):
            if (shape.get("filled") or "t").lower() in ("f", "false", "0"):
                return behind
            colour = (shape.get("fillcolor") or PAPER).lstrip("#").split(" ")[0]
            plain = re.fullmatch("[0-9A-Fa-f]{6}", colour) and shape.find(f"{_VML}fill") is None
            return colour if plain else PAPER if colour == "white" else UNKNOWN_FILL
    return behind


def _shape_fill(shape: etree._Element, properties: etree._Element, behind: str) -> str:
    if properties.find(f"{_A}noFill") is not None:
        return behind
    solid = properties.find(f"{_A}solidFill")
    if solid is not None:
        colour = solid.find(f"{_A}srgbClr")
        if colour is not None and len(colour) == 0:
            return str(colour.get("val") or UNKNOWN_FILL)
        theme = solid.find(f"{_A}schemeClr")
        return (
            PAPER
            if theme is not None and theme.get("val") in _THEME_WHITE and not len(theme)
            else UNKNOWN_FILL
        )
    if properties.find(f"{_A}gradFill") is not None or properties.find(f"{_A}blipFill") is not None:
        return UNKNOWN_FILL
    styled = shape.find("{*}style/" + f"{_A}fillRef")
    return UNKNOWN_FILL if styled is not None and styled.get("idx") not in (None, "0") else behind


def stands_behind(paragraph: etree._Element) -> bool:
    """Whether a picture or a filled shape hangs on the paragraph, on which white text may stand."""
    return any(_is_backing(drawing) for drawing in _floating(paragraph))


def _floating(paragraph: etree._Element) -> Iterator[etree._Element]:
    yield from paragraph.iter(f"{WP}anchor")
    for shape in paragraph.iter(f"{_VML}shape", f"{_VML}rect", f"{_VML}group"):
        if "position:absolute" in (shape.get("style") or "").replace(" ", ""):
            yield shape


def _is_backing(drawing: etree._Element) -> bool:
    if drawing.tag.startswith(_VML):
        return next(drawing.iter(f"{_VML}imagedata", f"{_VML}fill"), None) is not None or bool(
            drawing.get("fillcolor")
        )
    if next(drawing.iter(_PIC, f"{_A}gradFill", f"{_A}blipFill", "{*}chart"), None) is not None:
        return True
    solid = (fill for spread in drawing.iter("{*}spPr") for fill in spread.iterfind(f"{_A}solidFill"))
    referred = (ref for ref in drawing.iter(f"{_A}fillRef") if ref.get("idx") not in (None, "0"))
    return next(solid, None) is not None or next(referred, None) is not None
