"""What a file is, told by its content; what cannot be read is named with the way out."""

from __future__ import annotations

import io
import zipfile

import pytest
from small_files import docx, one_page, stream

from corpus.parsing.sniff import sniff
from corpus.parsing.types import DocumentError, Format, Reason

PDF = one_page(stream(b""))
WORD = docx(b"<w:document/>")
UNKNOWN, PASSWORD = Reason.UNKNOWN_TYPE, Reason.NEEDS_PASSWORD
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (PDF, "report.pdf", Format.PDF),
        (PDF, "report.txt", Format.PDF),
        (PDF, "report", Format.PDF),
        (b"\xef\xbb\xbf\n" + PDF, "report.pdf", Format.PDF),
        (b"HTTP/1.1 200 OK\r\n\r\n" + PDF, "report.pdf", Format.PDF),
        (PDF.removeprefix(b"%PDF-1.7\n"), "report.pdf", Format.PDF),
        (WORD, "report.docx", Format.DOCX),
        (WORD, "report.pdf", Format.DOCX),
        (b"<!DOCTYPE html><html><body><p>Text", "page.html", Format.HTML),
        (b"<!DOCTYPE html><html><body><p>Text", "report.pdf", Format.HTML),
        (b"\xef\xbb\xbf  <!-- note --><?xml version='1.0'?><HTML><body>", "page", Format.HTML),
        ("<html><body>Größe".encode("utf-16"), "page.htm", Format.HTML),
        (b"<p>A fragment of a page", "page.html", Format.HTML),
        (b"<div>A fragment of a page</div>", "answer", Format.HTML),
        (b"Plain words saved under this name", "page.html", Format.TEXT),
        (b"<p align='center'>A logo</p>\n\n# A title", "README.md", Format.MARKDOWN),
        (b"# A title\n\nText", "report.markdown", Format.MARKDOWN),
        (b"# A title\n\nText", "report.txt", Format.TEXT),
        (b"A PDF begins with %PDF-1.4 and ends with %%EOF", "about.txt", Format.TEXT),
        (b"<p> is the tag of a paragraph", "about.txt", Format.TEXT),
        ("Straße und Größe".encode("cp1252"), "bericht.txt", Format.TEXT),
        ("Two bytes a letter".encode("utf-16-le"), "notes.txt", Format.TEXT),
        ("é".encode() * 3_000, "notes.txt", Format.TEXT),
        (b"x" + "é".encode() * 3_000, "notes.txt", Format.TEXT),
    ],
)
def test_the_kind_of_a_file(data: bytes, name: str, expected: Format) -> None:
    assert sniff(data, name) is expected


@pytest.mark.parametrize(
    ("data", "name", "reason", "detail"),
    [
        (b"", "report.pdf", Reason.EMPTY, ""),
        (bytes(5_000), "report.pdf", Reason.EMPTY, ""),
        (b" \r\n\t\n", "report.txt", Reason.NO_TEXT, ""),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "report.docx", PASSWORD, "without the password"),
        (OLE + "WordDocument".encode("utf-16-le"), "report.doc", UNKNOWN, "an old Word file (.doc); save"),
        (OLE + "Workbook".encode("utf-16-le"), "figures.xls", UNKNOWN, "an old Excel file"),
        (OLE, "slides.ppt", UNKNOWN, "an old Office file"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", UNKNOWN, "an Excel file (.xlsx)"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "a.docx", UNKNOWN, "a PowerPoint file"),
        (zipped("mimetype", "META-INF/manifest.xml"), "a.odt", UNKNOWN, "an OpenDocument file"),
        (zipped("mimetype", "META-INF/container.xml"), "a.epub", UNKNOWN, "an e-book (EPUB)"),
        (zipped("one.pdf", "two.pdf"), "a.zip", UNKNOWN, "a ZIP archive; unpack it"),
        (WORD[: len(WORD) // 2], "report.docx", Reason.DAMAGED, "the end of the archive is missing"),
        (b"{\\rtf1\\ansi Text}", "report.rtf", UNKNOWN, "(RTF); save it as PDF or Word"),
        (b"\x1f\x8b\x08" + bytes(9), "report.pdf.gz", UNKNOWN, "a gzip archive; unpack it"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "page.png", UNKNOWN, "an image; put it in a PDF"),
        (b"\x89PNGstub", "page.png", UNKNOWN, "an image; put it in a PDF"),
        (b"\xff\xd8\xff\xe0" + bytes(9), "report.pdf", UNKNOWN, "an image"),
        (b"%!PS-Adobe-3.0\n", "report.ps", UNKNOWN, "a PostScript file"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;\n", "page.mht", UNKNOWN, "a web archive"),
        (b"<?xml version='1.0'?><data/>", "data.xml", UNKNOWN, "an XML file"),
        (b'{"a": 1}', "data.json", UNKNOWN, "a .json file, not a document"),
        (b"\x01\x02\x03 bad" * 99, "report.pdf", Reason.DAMAGED, "its beginning is not that of a .pdf"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(32)) * 9, "report", UNKNOWN, "save it as PDF or Word"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(data: bytes, name: str, reason: Reason, detail: str) -> None:
    with pytest.raises(DocumentError) as caught:
        sniff(data, name)
    assert caught.value.reason is reason
    assert detail in caught.value.detail
    assert caught.value.name == name
