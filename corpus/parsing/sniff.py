"""What a file is, told by its content: a name decides only between plain text and Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

import puremagic

from corpus.parsing.archives import entry_names
from corpus.parsing.types import DocumentError, Format, Reason

HEAD = 4_096
"""Bytes looked at where the beginning decides."""
PDF_HEAD = 1_024
"""Bytes within which a PDF's header must begin, as its readers have it."""

SURE = 0.5
"""puremagic's confidence (0 to 1) from which its guess is told."""

_SAVE_AS = "save it as PDF or Word (.docx)"
_UNPACK = "unpack it and add what is in it"
_IMAGE = f"an image; put it in a PDF, or {_SAVE_AS}"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (rb"\s*\{\\rtf", f"a rich text file (RTF); {_SAVE_AS}"),
    (rb"\x1f\x8b", f"a gzip archive; {_UNPACK}"),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|BZh[1-9]|\xfd7zXZ\x00|.{257}ustar", f"an archive; {_UNPACK}"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*|BM.{4}\x00{4}", _IMAGE),
    (rb"RIFF.{4}WEBP|.{4}ftyp(?:heic|heix|mif1|avif)", _IMAGE),
    (rb"%!PS", f"a PostScript file; {_SAVE_AS}"),
    (rb"(?i)mime-version:.*multipart/related|from:.*content-location:", f"a web archive (MHTML); {_SAVE_AS}"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_OFFICE = (
    ("WordDocument", "an old Word file (.doc)"),
    ("Workbook", "an old Excel file (.xls)"),
    ("Book", "an old Excel file (.xls)"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt)"),
    ("__substg1.0_", "an Outlook message (.msg)"),
)
_ZIPPED = (
    ("xl/", "an Excel file (.xlsx)"),
    ("ppt/", "a PowerPoint file (.pptx)"),
    ("META-INF/container.xml", "an e-book (EPUB)"),
    ("META-INF/manifest.xml", "an OpenDocument file (.odt, .ods or .odp)"),
    ("Index/", "an Apple Pages, Numbers or Keynote file"),
)
_DATA_SUFFIXES = frozenset(
    ".csv .tsv .json .jsonl .ndjson .xml .yaml .yml .toml .ini .sql .log .css .js .ts .py .r .sh .c .h .java"
    " .eml .ics .vcf .bib .tex .svg .rst .ipynb".split()
)
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_READABLE_SUFFIXES = _MARKDOWN_SUFFIXES | _HTML_SUFFIXES | {".pdf", ".docx", ".txt", ".text"}

_BEFORE_TAG = r"(?:\s|<!--.*?-->|<\?.*?\?>)*"
_HTML = re.compile(_BEFORE_TAG + r"<(?:!doctype\s+html|html|head|body|title|meta)\b", re.S | re.I)
_FRAGMENT = re.compile(
    r"<(?:p|div|h[1-6]|table|ul|ol|span|article|main|section|header|title|body|html)\b[^<]*>", re.I
)
_XML = re.compile(r"\s*<\?xml\b")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a look at a file gave: its kind, and the pages of a PDF that opens (else 0)."""

    format: Format
    pages: int = 0


def sniff(data: bytes, name: str) -> Format:
    """The kind of a file from all its bytes and its name.

    Raises DocumentError: EMPTY, NO_TEXT (blanks), NEEDS_PASSWORD, DAMAGED (a ZIP archive without its
    directory) or UNKNOWN_TYPE, which says what the file seems to be and what to do.
    """
    if not data.strip(b"\0 \t\r\n\x0c\xef\xbb\xbf"):
        raise DocumentError(name, Reason.EMPTY if not data.strip(b"\0") else Reason.NO_TEXT)
    if data.startswith(_OLE):
        raise _ole_error(data, name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data, name)
    text = _text(data[:HEAD])
    if _is_pdf(data, name, text):
        return Format.PDF
    if not (text and _HTML.match(text)):
        for signature, seen in _SIGNATURES:
            if re.match(signature, data[:HEAD], re.S):
                raise _unreadable(name, seen)
    if text is None:
        raise _binary_error(data[:HEAD], name)
    return _text_kind(text, name)


def _is_pdf(data: bytes, name: str, text: str | None) -> bool:
    head = data[:PDF_HEAD]
    if head.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"%PDF-"):
        return True
    if text is not None and _HTML.match(text):
        return False
    objects = re.search(rb"\d\s+obj\b", data) is not None
    trailer = b"startxref" in data or b"%%EOF" in data
    named = PurePath(name).suffix.lower() == ".pdf"
    return objects and (b"%PDF-" in head or (named and trailer))


def _ole_error(data: bytes, name: str) -> DocumentError:
    """Names of the streams of a compound file stand in its directory as UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return DocumentError(name, Reason.NEEDS_PASSWORD, "save it without the password and add it again")
    for stream, seen in _OLD_OFFICE:
        if stream.encode("utf-16-le") in data:
            return _unreadable(name, f"{seen}; {_SAVE_AS}")
    return _unreadable(name, f"an old Office file; {_SAVE_AS}")


def _zip_kind(data: bytes, name: str) -> Format:
    names = entry_names(data, name)
    if "[Content_Types].xml" in names and any(re.fullmatch(r"word/document\d*\.xml", n) for n in names):
        return Format.DOCX
    for start, seen in _ZIPPED:
        if any(n.startswith(start) for n in names):
            raise _unreadable(name, f"{seen}; {_SAVE_AS}")
    raise _unreadable(name, f"a ZIP archive; {_UNPACK}")


def _text(head: bytes) -> str | None:
    """The beginning as text where it is text, else None: no more than one control character in 100."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", errors="replace")
    else:
        text = _decoded(head)
    return text if len(_CONTROLS.findall(text)) <= len(text) // 100 else None


def _decoded(head: bytes) -> str:
    """UTF-16 without its mark shows by NULs at every other byte; else UTF-8, else a byte a character."""
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if head[first::2].count(0) > len(head) * 0.35 and head[1 - first :: 2].count(0) == 0:
            return head.decode(encoding, errors="replace")
    try:
        return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4:  # a character cut in two by the end of the head
            return head[: error.start].decode("utf-8-sig")
        return head.decode("latin-1")


def _text_kind(text: str, name: str) -> Format:
    suffix = PurePath(name).suffix.lower()
    if _HTML.match(text) or (suffix in _HTML_SUFFIXES and _FRAGMENT.search(text)):
        return Format.HTML
    if suffix in _MARKDOWN_SUFFIXES:
        return Format.MARKDOWN
    if _XML.match(text):
        raise _unreadable(name, f"an XML file; {_SAVE_AS}")
    if suffix in _DATA_SUFFIXES:
        raise _unreadable(name, f"a {suffix} file, not a document; {_SAVE_AS}")
    if suffix not in {".txt", ".text"} and _FRAGMENT.match(text.lstrip()):
        return Format.HTML
    return Format.TEXT


def _binary_error(head: bytes, name: str) -> DocumentError:
    """What puremagic's table of signatures takes it for is only ever a hint in a message."""
    try:
        found = [
            match.name for match in puremagic.magic_string(head) if match.confidence >= SURE and match.name
        ]
    except (puremagic.PureError, ValueError):
        found = []
    suffix = PurePath(name).suffix.lower()
    if not found and suffix in _READABLE_SUFFIXES:
        return DocumentError(name, Reason.DAMAGED, f"its beginning is not that of a {suffix} file")
    return _unreadable(
        name, f"it looks like {found[0]}; {_SAVE_AS}" if found else f"it is not text; {_SAVE_AS}"
    )


def _unreadable(name: str, seen: str) -> DocumentError:
    return DocumentError(name, Reason.UNKNOWN_TYPE, seen)
