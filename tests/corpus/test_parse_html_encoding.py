from __future__ import annotations

import pytest

from corpus.parsing import html
from corpus.parsing.decoding import declared_encoding, decode
from corpus.parsing.types import DocumentError, Reason

WORDS = "Cost: £4.5m – “two thirds” of Brontë’s café"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_text_is_read_in_whatever_encoding_it_is(encoding: str) -> None:
    parsed = html.parse(f"<html><body><p>{WORDS}</p></body></html>".encode(encoding), "page.html")
    assert parsed.blocks[0].text == WORDS


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("iso-8859-1", "cp1252"),  # what browsers read under this name
        ("iso-8859-1", "utf-8"),
        ("utf-8", "cp1252"),
        ("windows-1252", "cp1252"),
        ("no-such-encoding", "utf-8"),
        ("utf-16", "utf-8"),
    ],
)
def test_a_wrong_declaration_does_not_spoil_the_text(declared: str, actual: str) -> None:
    data = f"<meta http-equiv='Content-Type' content='text/html; charset={declared}'><p>{WORDS}</p>".encode(
        actual
    )
    assert html.parse(data, "page.html").blocks[0].text == WORDS


def test_other_scripts_are_read_as_declared() -> None:
    data = "<meta charset=Shift_JIS><p>日本語の文書です。</p>".encode("cp932")
    assert html.parse(data, "page.html").blocks[0].text == "日本語の文書です。"


def test_single_bytes_of_another_encoding_are_read_and_told() -> None:
    parsed = html.parse("<p>Café – naïve".encode() + b" \x93quoted\x94</p>", "page.html")
    assert parsed.blocks[0].text == "Café – naïve “quoted”"
    assert parsed.notes == ("Some characters are not UTF-8 and were read as Windows-1252.",)


def test_text_encoded_twice_is_put_right_and_told() -> None:
    decoded = decode("1986–1990".encode().decode("latin-1").encode(), "years.txt")
    assert decoded.text == "1986–1990"
    assert decoded.note


def test_an_encoding_that_is_not_stated_is_not_guessed() -> None:
    with pytest.raises(DocumentError) as raised:
        decode("Отчёт о здравоохранении и очередях".encode("cp1251"), "report.txt")
    assert raised.value.reason is Reason.DAMAGED
    assert "UTF-8" in str(raised.value)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(DocumentError) as raised:
        decode(bytes(range(256)) * 40, "image.html")
    assert raised.value.reason is Reason.UNKNOWN_TYPE


def test_a_character_cut_at_the_end_is_dropped() -> None:
    assert decode("Café – £".encode()[:-1], "cut.txt").text == "Café – "


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b'<meta charset="UTF-8">', "utf-8"),
        (b"<meta http-equiv=content-type content='text/html; charset=gb2312'>", "gb18030"),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?>", "cp1252"),
        (b"<meta charset=base64>", None),
        (b"<title>charset=utf-8</title>", None),
    ],
)
def test_what_a_page_declares(head: bytes, encoding: str | None) -> None:
    assert declared_encoding(head) == encoding


def test_references_and_unusual_spaces_are_characters() -> None:
    parsed = html.parse(b"<p>A&nbsp;&amp;&#8239;B&mdash;&pound;3&#x2009;m &#128;5 &hellip;</p>", "page.html")
    assert parsed.blocks[0].text == "A & B—£3 m €5 …"
    assert parsed.blocks[0].original is None
