"""The Word file of a note opens, is accessible, and calls nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from assistant.export.docx import note_to_docx
from assistant.export.outline import STANDING_LINE
from assistant.types import BriefingNote

FORBIDDEN = {
    *("altChunk", "attachedTemplate", "oleObject", "object", "instrText", "fldSimple", "fldChar"),
    *("hyperlink", "drawing", "pict", "subDoc", "dataBinding", "mailMerge"),
}


def opened(note: BriefingNote) -> Any:
    return docx.Document(io.BytesIO(note_to_docx(note)))


def parts(note: BriefingNote) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(note_to_docx(note))) as file:
        assert file.testzip() is None
        return {n: file.read(n).decode() for n in file.namelist() if n.endswith((".xml", ".rels"))}


def texts(document: Any, style: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == style]


def every_paragraph(document: Any) -> list[Any]:
    cells = [c for t in document.tables for r in t.rows for c in r.cells]
    return [*document.paragraphs, *(p for c in cells for p in c.paragraphs)]


def test_headings_are_real_and_in_order(note: BriefingNote) -> None:
    document = opened(note)
    assert texts(document, "Title") == ["Hubs in town"]
    assert texts(document, "Heading 1") == [
        "Issue",
        "Top lines",
        "Key facts",
        "What the evidence says",
        "Gaps",
        "Sources",
    ]
    assert texts(document, "Heading 2") == ["Money in town", "Savings"]
    assert texts(document, "List Bullet")[0] == "Hubs cost £2.5 million. in town [1]"
    assert STANDING_LINE in texts(document, "Normal")


def test_title_and_language_are_set(note: BriefingNote) -> None:
    document = opened(note)
    assert document.core_properties.title == "Hubs in town"
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.author == "Policy Evidence Assistant"
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_the_table_has_a_marked_header_row_and_full_cells(note: BriefingNote) -> None:
    (table,) = opened(note).tables
    assert [c.text for c in table.rows[0].cells] == ["Figure", "What it is", "As at", "Source"]
    marked = [r._tr.trPr is not None and r._tr.trPr.find(qn("w:tblHeader")) is not None for r in table.rows]
    assert marked == [True, False, False]
    assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
    assert table._tbl.tblPr.find(qn("w:tblDescription")) is not None
    assert table.rows[1].cells[3].text == "Office of First report [1]"


def test_references_match_the_sources(note: BriefingNote) -> None:
    document = opened(note)
    sources = texts(document, "Source")
    assert [s.split()[0] for s in sources] == ["[1]", "[2]"]
    assert sources[0] == "[1] “Hubs cost £2.5 million. in town”"
    body = " ".join(p.text for p in every_paragraph(document) if not p.style.name.startswith("Source"))
    assert set(re.findall(r"\[(\d+)\]", body)) == {"1", "2"}
    assert texts(document, "Source detail")[0].endswith("Link: https://example.org/a_b")


@pytest.mark.parametrize("which", ["note", "empty_note"])
def test_no_paragraph_is_empty(which: str, request: pytest.FixtureRequest) -> None:
    paragraphs = every_paragraph(opened(request.getfixturevalue(which)))
    assert paragraphs
    assert all(p.text.strip() for p in paragraphs)


def test_hostile_words_open_and_call_nothing(hostile: str, note_with: Callable[[str], BriefingNote]) -> None:
    note = note_with(hostile)
    files = parts(note)
    assert not any("TargetMode" in text for name, text in files.items() if name.endswith(".rels"))
    used = {name for text in files.values() for name in re.findall(r"<(?:\w+:)?(\w+)", text)}
    assert len(used) > 50
    assert not used & FORBIDDEN
    targets = [
        t for n, text in files.items() if n.endswith(".rels") for t in re.findall(r'Target="([^"]*)"', text)
    ]
    assert targets
    assert not [t for t in targets if ":" in t]
    document = opened(note)
    assert len(document.paragraphs) == len(opened(note_with("plain")).paragraphs)
    assert all(p.text.strip() for p in every_paragraph(document))


def test_a_very_long_title_fits_the_document_property(note_with: Callable[[str], BriefingNote]) -> None:
    assert len(opened(note_with("x" * 5000)).core_properties.title) == 255
