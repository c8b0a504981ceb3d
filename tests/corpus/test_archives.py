"""A Word file's archive is checked before it is opened."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import bombs
import docx
import pytest
import small_files
from small_files import BODY, PARAGRAPH

from corpus.parsing import archives
from corpus.parsing.archives import check_archive, entry_names
from corpus.parsing.types import DocumentError, Reason


def refused(data: bytes) -> tuple[Reason, str]:
    with pytest.raises(DocumentError) as caught:
        check_archive(data, "report.docx")
    return caught.value.reason, caught.value.detail


def written(parts: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()


def test_what_word_writes_passes() -> None:
    document = docx.Document()
    document.add_heading("Costs", 1)
    for number in range(300):
        document.add_paragraph(f"Paragraph {number} of the report.")
    document.add_table(30, 6)
    out = io.BytesIO()
    document.save(out)
    check_archive(out.getvalue(), "report.docx")
    assert "word/document.xml" in entry_names(out.getvalue(), "report.docx")


def test_a_large_picture_that_does_not_pack_passes() -> None:
    picture = random.Random(0).randbytes(3_000_000)  # noqa: S311 - not a secret
    check_archive(small_files.docx(BODY % PARAGRAPH, [("word/media/a.png", picture)]), "report.docx")


@pytest.mark.parametrize(
    ("bomb", "reason", "detail"),
    [
        (bombs.a_zip_bomb, Reason.UNSAFE, "'word/document.xml' unpacks to over 200 times its size"),
        (bombs.many_parts, Reason.UNSAFE, "its archive has over 2,000 parts"),
        (bombs.a_huge_part, Reason.UNSAFE, "'word/media/a.emf' unpacks to over 200 times its size"),
        (bombs.a_million_paragraphs, Reason.TOO_LARGE, "over 100,000 paragraphs"),
        (bombs.laughing_word, Reason.UNSAFE, "its XML declares a document type, where entities are defined"),
        (bombs.deep_xml, Reason.UNSAFE, "its XML is nested over 200 deep"),
        (bombs.overlapping_parts, Reason.UNSAFE, "'word/media/A.png' overlaps another part"),
    ],
)
def test_bombs_are_refused(bomb, reason: Reason, detail: str) -> None:  # type: ignore[no-untyped-def]
    assert refused(bomb()) == (reason, detail)


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("/etc/passwd", "leads outside"),
        ("../../outside.xml", "leads outside"),
        ("word\\..\\..\\outside.xml", "leads outside"),
        ("C:/outside.xml", "leads outside"),
        ("word/document.xml", "two parts are named"),
        ("Word/Document.XML", "two parts are named"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_lead_outside_or_occur_twice_are_refused(name: str, detail: str) -> None:
    reason, seen = refused(written([("word/document.xml", b"<a/>"), (name, b"<a/>")]))
    assert reason is Reason.UNSAFE
    assert detail in seen


def test_sizes_are_counted_as_parts_unpack() -> None:
    noise = random.Random(0).randbytes(30_000_000)  # noqa: S311 - not a secret
    assert refused(written([("a.bin", noise + noise)], zipfile.ZIP_STORED)) == (
        Reason.TOO_LARGE,
        "'a.bin' unpacks to over 50 MB",
    )
    parts = [(f"{n}.bin", noise) for n in range(7)]
    assert refused(written(parts, zipfile.ZIP_STORED)) == (Reason.TOO_LARGE, "it unpacks to over 200 MB")


def test_elements_and_attributes_are_counted_over_all_parts() -> None:
    many = b"<a>" + b'<b c="1" d="2"/>' * 200_000 + b"</a>"
    parts = [(f"word/{n}.xml", many) for n in range(3)]
    assert refused(written(parts, zipfile.ZIP_STORED)) == (Reason.TOO_LARGE, "over 1,500,000 XML elements")


def test_damage_is_told_from_danger() -> None:
    good = small_files.docx(BODY % PARAGRAPH)
    assert refused(good[:-30])[0] is Reason.DAMAGED
    start = good.index(b"word/document.xml") + len("word/document.xml")
    broken = good[:start] + bytes(20) + good[start + 20 :]
    assert refused(broken)[0] is Reason.DAMAGED
    moved = good[:40] + good[60:]
    assert refused(moved) == (
        Reason.DAMAGED,
        "'[Content_Types].xml' is not where the archive's directory says",
    )
    reason, detail = refused(small_files.docx(b"<w:document><unclosed"[:12] + b"</no>"))
    assert (reason, detail.startswith("word/document.xml: ")) == (Reason.DAMAGED, True)


def test_a_part_that_is_not_xml_is_left_to_the_parser_unless_it_is_the_text() -> None:
    check_archive(small_files.docx(BODY % PARAGRAPH, [("customXml/item1.xml", b"not < xml")]), "report.docx")


def test_an_encrypted_part_needs_a_password() -> None:
    data = bytearray(small_files.docx(BODY % PARAGRAPH))
    place = data.index(b"PK\x01\x02") + 8
    struct.pack_into("<H", data, place, struct.unpack_from("<H", data, place)[0] | 1)
    assert refused(bytes(data))[0] is Reason.NEEDS_PASSWORD


def test_a_way_of_packing_word_does_not_use_is_refused() -> None:
    assert refused(written([("word/document.xml", b"<a/>")], zipfile.ZIP_LZMA))[0] is Reason.UNSAFE


def test_a_directory_with_more_entries_than_it_says_is_refused() -> None:
    data = bytearray(written([(f"{n}.bin", b"") for n in range(archives.MAX_ENTRIES + 1)]))
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<2H", data, end + 8, 5, 5)
    assert refused(bytes(data)) == (Reason.UNSAFE, "its archive has over 2,000 parts")
