"""A briefing note as a Word file: real headings and lists, a marked table header, nothing that calls out.

Written with text runs only: no fields, no links, no pictures, no embedded objects.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from assistant.export.outline import STANDING_LINE, Line, Style, Table, outline, title
from assistant.types import BriefingNote

LANGUAGE = "en-GB"
FONT = "Arial"
MAX_TITLE = 255
"""Word refuses a longer document property."""

_STYLES = {
    Style.TITLE: "Title",
    Style.HEADING: "Heading 1",
    Style.SUBHEADING: "Heading 2",
    Style.PARAGRAPH: "Normal",
    Style.BULLET: "List Bullet",
    Style.SOURCE: "Source",
    Style.SOURCE_DETAIL: "Source detail",
}
_COLUMNS = (Cm(3.2), Cm(7.6), Cm(2.8), Cm(3.4))
_INK = RGBColor(0x1A, 0x1A, 0x1A)
_SIZES = {"Title": 22, "Heading 1": 15, "Heading 2": 12.5, "Normal": 11, "List Bullet": 11}


def note_to_docx(note: BriefingNote) -> bytes:
    """The whole note as the bytes of a .docx file."""
    document = docx.Document()
    _set_up(document, note)
    for part in outline(note):
        if isinstance(part, Table):
            _add_table(document, part)
        else:
            _add_line(document, part)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_up(document: Any, note: BriefingNote) -> None:
    """Page, language, styles and document properties; the template's picture of itself is dropped."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    _set_language(document)
    _set_styles(document)
    properties = document.core_properties
    properties.title = title(note)[:MAX_TITLE]
    properties.subject = "Briefing note"
    properties.author = "Policy Evidence Assistant"
    properties.comments = STANDING_LINE
    properties.language = LANGUAGE
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    for key, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            document.part.package.rels.pop(key)


def _set_language(document: Any) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)


def _set_styles(document: Any) -> None:
    styles = document.styles
    for name, indent in (("Source", Cm(0)), ("Source detail", Cm(0.8))):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size = Pt(10)
        style.paragraph_format.left_indent = indent
        style.paragraph_format.keep_with_next = name == "Source"
        style.paragraph_format.space_after = Pt(2 if name == "Source" else 8)
    for name, size in _SIZES.items():
        style = styles[name]
        style.font.size = Pt(size)
        style.font.color.rgb = _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{kind}"), FONT)
    for tight in styles["List Bullet"].element.findall(f"{qn('w:pPr')}/{qn('w:contextualSpacing')}"):
        tight.getparent().remove(tight)
    for name, after in (("Normal", 8), ("List Bullet", 4), ("Heading 1", 4), ("Heading 2", 4)):
        styles[name].paragraph_format.space_after = Pt(after)
        styles[name].paragraph_format.line_spacing = 1.15


def _add_line(document: Any, line: Line) -> None:
    paragraph = document.add_paragraph(style=_STYLES[line.style])
    if line.opens:
        paragraph.paragraph_format.keep_with_next = True
    if line.lead:
        paragraph.add_run(f"{line.lead} ").bold = True
    link = f"Link: {line.link}" if line.link else ""
    paragraph.add_run(" ".join(filter(None, (line.text, line.marks, link))))


def _add_table(document: Any, content: Table) -> None:
    """The table with its header row marked to be repeated, rows that do not split, and a caption."""
    table = document.add_table(rows=0, cols=len(content.header), style="Table Grid")
    table.autofit = False
    for number, cells in enumerate((content.header, *content.rows)):
        row = table.add_row()
        _mark_row(row, header=number == 0)
        for cell, text, width in zip(row.cells, cells, _COLUMNS, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(text)
            run.bold = number == 0
            run.font.size = Pt(10)
            cell.paragraphs[0].paragraph_format.space_before = Pt(2)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    for column, width in zip(table.columns, _COLUMNS, strict=True):
        column.width = width
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    for flag, value in (("firstRow", "1"), ("firstColumn", "0"), ("noVBand", "1"), ("noHBand", "1")):
        look.set(qn(f"w:{flag}"), value)
    look.set(qn("w:val"), "0620")
    for tag in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(tag)
        element.set(qn("w:val"), f"{content.title}: {', '.join(content.header).lower()}")
        properties.append(element)


def _mark_row(row: Any, header: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    for tag in ("w:cantSplit", "w:tblHeader") if header else ("w:cantSplit",):
        properties.append(OxmlElement(tag))
