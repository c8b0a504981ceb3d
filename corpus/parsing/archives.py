"""A Word file's ZIP archive, checked before its parts are opened: how much there is, what its XML holds."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import NoReturn
from xml.parsers import expat

from corpus.parsing.types import DocumentError, Reason

MAX_ENTRIES = 2_000
MAX_UNPACKED = 200_000_000
"""Bytes of all parts together, counted as they unpack, whatever the directory says."""
MAX_PART = 50_000_000
MAX_RATIO = 200
"""How many times its packed size a part may unpack to, beyond its first `FREE` bytes."""
FREE = 1_000_000
MAX_DEPTH = 200
MAX_ELEMENTS = 1_500_000
"""Elements and attributes of all XML parts together: at some 300 bytes each in lxml they fit in the memory
allowed; a report of 1,000 pages has about half a million."""
MAX_PARAGRAPHS = 100_000
"""A report of 1,000 pages has about 20,000."""

_DIRECTORY_END = struct.Struct("<4s4H2LH")
_DIRECTORY_BYTES = 4_000_000
_CHUNK = 1 << 20  # large, for expat 2.5 reads a token anew with each chunk until it is whole
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def entry_names(data: bytes, name: str) -> tuple[str, ...]:
    """Names of what is in a ZIP archive, the size of its directory checked first. Raises DocumentError."""
    with _opened(data, name) as archive:
        return tuple(entry.filename for entry in archive.infolist())


def check_archive(data: bytes, name: str) -> None:
    """Let a Word file pass whose parts unpack within bounds and whose XML is plain.

    Raises DocumentError: UNSAFE (a bomb, names that lead outside or occur twice, parts that overlap, a
    document type or entities), TOO_LARGE, NEEDS_PASSWORD or DAMAGED.
    """
    with _opened(data, name) as archive:
        entries = archive.infolist()
        _check_names(entries, name)
        _check_places(data, entries, name)
        count = _XmlCount(name)
        total = 0
        for entry in entries:
            try:
                total += _check_part(archive, entry, count, MAX_UNPACKED - total)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
                raise DocumentError(name, Reason.DAMAGED, f"{entry.filename}: {error}") from None


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or end + _DIRECTORY_END.size > len(data):
        raise DocumentError(name, Reason.DAMAGED, "the end of the archive is missing")
    _, _, _, _, entries, directory, _, _ = _DIRECTORY_END.unpack_from(data, end)
    if entries > MAX_ENTRIES or directory > _DIRECTORY_BYTES:
        raise DocumentError(name, Reason.UNSAFE, f"its archive has over {MAX_ENTRIES:,} parts")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise DocumentError(name, Reason.DAMAGED, str(error)) from None
    if len(archive.infolist()) > MAX_ENTRIES:
        raise DocumentError(name, Reason.UNSAFE, f"its archive has over {MAX_ENTRIES:,} parts")
    return archive


def _check_names(entries: list[zipfile.ZipInfo], name: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        part = entry.orig_filename.replace("\\", "/")
        if part.startswith("/") or re.match(r"[a-z]:", part, re.I) or ".." in part.split("/") or "\0" in part:
            _unsafe(name, f"a part's name leads outside the file: {entry.orig_filename[:80]!r}")
        if part.lower() in seen:
            _unsafe(name, f"two parts are named {part[:80]!r}")
        seen.add(part.lower())
        if entry.flag_bits & _ENCRYPTED:
            raise DocumentError(name, Reason.NEEDS_PASSWORD, "its parts are encrypted")
        if entry.compress_type not in _METHODS:
            _unsafe(name, f"{part[:80]!r} is packed in a way Word files are not")


def _check_places(data: bytes, entries: list[zipfile.ZipInfo], name: str) -> None:
    for entry in entries:
        if entry.header_offset < 0 or not data.startswith(b"PK\x03\x04", entry.header_offset):
            where = f"{entry.filename[:80]!r} is not where the archive's directory says"
            raise DocumentError(name, Reason.DAMAGED, where)
    reached = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < reached:
            _unsafe(name, f"{entry.filename[:80]!r} overlaps another part")
        reached = entry.header_offset + 30 + entry.compress_size


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, count: _XmlCount, left: int) -> int:
    """Bytes the part unpacks to."""
    unpacked = 0
    reader = count.reader() if entry.filename.lower().endswith((".xml", ".rels")) else None
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > FREE + MAX_RATIO * entry.compress_size:
                _unsafe(count.name, f"{entry.filename[:80]!r} unpacks to over {MAX_RATIO} times its size")
            if unpacked > MAX_PART:
                _too_large(count.name, f"{entry.filename[:80]!r} unpacks to over {MAX_PART // 1_000_000} MB")
            if unpacked > left:
                _too_large(count.name, f"it unpacks to over {MAX_UNPACKED // 1_000_000} MB")
            if reader is not None:
                reader = count.feed(reader, chunk, entry.filename)
    return unpacked


class _XmlCount:
    """Counts what the XML parts of one file hold, and stops at what no Word file needs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._depth = self._elements = self._paragraphs = 0

    def reader(self) -> expat.XMLParserType:
        """A reader for one part."""
        self._depth = 0
        reader = expat.ParserCreate()
        reader.ordered_attributes = True
        reader.StartElementHandler = self._start
        reader.EndElementHandler = self._end
        reader.StartDoctypeDeclHandler = self._doctype
        return reader

    def feed(self, reader: expat.XMLParserType, chunk: bytes, part: str) -> expat.XMLParserType | None:
        """The reader, or None where a part other than the text is no XML: that is for its parser to say."""
        try:
            reader.Parse(chunk, False)
        except expat.ExpatError as error:
            if part.lower().startswith("word/document"):
                raise DocumentError(self.name, Reason.DAMAGED, f"{part}: {error}") from None
            return None
        return reader

    def _start(self, tag: str, attributes: list[str]) -> None:
        self._depth += 1
        self._elements += 1 + len(attributes) // 2
        self._paragraphs += tag == "w:p" or tag.endswith(":p")
        if self._depth > MAX_DEPTH:
            _unsafe(self.name, f"its XML is nested over {MAX_DEPTH} deep")
        if self._elements > MAX_ELEMENTS:
            _too_large(self.name, f"over {MAX_ELEMENTS:,} XML elements")
        if self._paragraphs > MAX_PARAGRAPHS:
            _too_large(self.name, f"over {MAX_PARAGRAPHS:,} paragraphs")

    def _end(self, tag: str) -> None:
        self._depth -= 1

    def _doctype(self, tag: str, system: str | None, public: str | None, internal: bool) -> None:
        _unsafe(self.name, "its XML declares a document type, where entities are defined")


def _unsafe(name: str, seen: str) -> NoReturn:
    raise DocumentError(name, Reason.UNSAFE, seen)


def _too_large(name: str, seen: str) -> NoReturn:
    raise DocumentError(name, Reason.TOO_LARGE, seen)
