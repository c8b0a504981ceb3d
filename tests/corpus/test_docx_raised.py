"""Raised text in Word files: marks of notes that are no words, powers, and notes typed by hand."""

from __future__ import annotations

import pytest
from word_package import p, r, word_file

from corpus.parsing.docx import parse

UP = '<w:vertAlign w:val="superscript"/>'
NOTES = {"footnotes": "".join(f'<w:footnote w:id="{i}">{p(f"Note {i}.")}</w:footnote>' for i in (1, 2))}


def up(text: str) -> str:
    return r(text, UP)


def note(number: int) -> str:
    return f'<w:r><w:rPr>{UP}</w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


@pytest.mark.parametrize(
    ("runs", "text", "original"),
    [
        (r("In 2023") + up("4") + r(" waits fell."), "In 2023 waits fell.", "In 20234 waits fell."),
        (r("by 10") + up("6") + r(" a km") + up("2"), "by 10⁶ a km²", None),
        (r("the 1") + up("st") + r(" of May"), "the 1st of May", None),
        (r("Waits") + up("1") + up(",") + up("2") + r(" fell"), "Waits fell", "Waits1,2 fell"),
        (r("Waits fell") + note(1) + up(",") + note(2), "Waits fell", "Waits fell1,2"),
        (up("1") + r("Survey of staff"), "1 Survey of staff", None),
        (up("All of it is raised."), "All of it is raised.", None),
    ],
)
def test_what_stands_raised_in_a_paragraph(runs: str, text: str, original: str | None) -> None:
    block = parse(word_file(f"<w:p>{runs}</w:p>", parts=NOTES), "report.docx").blocks[0]
    assert (block.text, block.original) == (text, original)
