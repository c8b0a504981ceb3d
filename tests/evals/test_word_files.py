from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from evals.benchmarks.word_files import WordsOfFile, gold_words, main, report


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("Pay rose by 3.")
    document.add_table(1, 1).cell(0, 0).text = "Pay"
    paragraph = document.add_paragraph("It ")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>never</w:delText></w:r></w:del>"))
    paragraph.add_run("secret").font.hidden = True
    paragraph.add_run("fell")
    memory = io.BytesIO()
    document.save(memory)
    return memory.getvalue()


def test_gold_is_what_is_visible_in_the_body() -> None:
    assert gold_words(word_file()) == Counter({"Pay": 2, "rose": 1, "by": 1, "3": 1, "It": 1, "fell": 1})


def test_a_folder_is_scored_and_damaged_files_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "whole.docx").write_bytes(word_file())
    (tmp_path / "broken.docx").write_bytes(b"PK")
    assert main([str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "broken.docx: " in said
    assert "1 of 2 files read; words kept 7 of 7 (1.00000)" in said
    assert "foreign words 0 of 7 (0.00000)" in said


def test_an_empty_folder_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert "No .docx file" in capsys.readouterr().err


def test_only_files_that_are_not_whole_are_listed() -> None:
    files = [WordsOfFile("a.docx", 9, 9, 9, 0, 0.1), WordsOfFile("b.docx", 10, 9, 10, 1, 0.2)]
    lines = list(report(files))
    assert lines[0] == "b.docx: kept 9 of 10, 1 foreign"
    assert lines[1] == "2 of 2 files read; words kept 18 of 19 (0.94737)"
