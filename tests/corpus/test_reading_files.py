"""A file on disk to blocks: what is refused before a parser sees it, and what is said of a wrong name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from bombs import a_million_pages
from small_files import BODY, docx, one_page, stream

from corpus.parsing.inspection import inspect
from corpus.parsing.reading import read_document, read_file
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.sniff import Inspected
from corpus.parsing.types import DocumentError, Format, Limits, Reason
from corpus.types import CorpusError

PAGE = b"<!doctype html><html><body><main><h1>Costs</h1><p>Costs rose by 3% in 2024.</p></main></body></html>"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(file_bytes=10_000, seconds=60)) as made:
        yield made


def reason(path: Path, sandbox: Sandbox) -> Reason:
    with pytest.raises(DocumentError) as caught:
        read_file(path, sandbox=sandbox)
    assert caught.value.name == path.name
    return caught.value.reason


def test_a_web_page_is_read(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    parsed = read_file(path, sandbox=sandbox)
    assert parsed.format is Format.HTML
    assert [b.text for b in parsed.blocks] == ["Costs", "Costs rose by 3% in 2024."]
    assert parsed.notes == ()


def test_a_web_page_named_pdf_is_read_as_what_it_is_and_that_is_said(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(PAGE)
    parsed = read_file(path, sandbox=sandbox)
    assert parsed.format is Format.HTML
    assert parsed.notes[-1] == "Its name ends in .pdf, but it is a web page, and was read as that."


def test_bytes_are_read_as_files_are(sandbox: Sandbox) -> None:
    parsed = read_document(PAGE, "page.html", len(PAGE), sandbox=sandbox)
    assert parsed.blocks[-1].text == "Costs rose by 3% in 2024."


def test_one_file_is_read_without_a_sandbox_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    assert read_file(path).blocks[0].text == "Costs"


def test_an_empty_file_a_file_too_large_and_one_of_no_kind_are_told_apart(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    contents = {"empty.pdf": b"", "large.pdf": b"x" * 10_001, "picture.pdf": b"\x89PNG\r\n\x1a\n" + bytes(99)}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    found = [reason(tmp_path / name, sandbox) for name in contents]
    assert found == [Reason.EMPTY, Reason.TOO_LARGE, Reason.UNKNOWN_TYPE]


def test_a_word_file_is_checked_before_it_is_opened(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(docx(b"<!DOCTYPE w:document []>" + BODY % b"<w:p/>"))
    assert reason(path, sandbox) is Reason.UNSAFE


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: None])
def test_what_is_no_file_is_named_and_does_not_keep_us_waiting(
    tmp_path: Path, sandbox: Sandbox, make
) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "report.pdf"
    make(path)
    with pytest.raises(CorpusError, match=r"report\.pdf: (?:is not a file|cannot be opened)"):
        read_file(path, sandbox=sandbox)


def test_pages_are_counted_for_the_time_allowed() -> None:
    assert inspect(one_page(stream(b"")), "report.pdf") == Inspected(Format.PDF, 1)
    assert inspect(b"%PDF-1.4\ndamaged", "report.pdf") == Inspected(Format.PDF, 0)
    with pytest.raises(DocumentError) as caught:
        inspect(a_million_pages(), "report.pdf")
    assert caught.value.reason is Reason.TOO_LARGE
