"""A Word file as a package: its parts, found by their relationships and read as plain XML."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from corpus.parsing.types import DocumentError, Reason

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of WordprocessingML, as lxml writes it before a tag."""

MAX_PART = 50_000_000

_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    f"{_STRICT}wordprocessingml/main": W[1:-1],
    f"{_STRICT}officeDocument/math": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    f"{_STRICT}officeDocument/relationships": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    f"{_STRICT}drawingml/main": "http://schemas.openxmlformats.org/drawingml/2006/main",
    f"{_STRICT}drawingml/wordprocessingDrawing": (
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    ),
    f"{_STRICT}drawingml/picture": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    f"{_STRICT}drawingml/chart": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    f"{_STRICT}drawingml/diagram": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
}
"""A file saved as "Strict Open XML" differs in its namespaces (ISO/IEC 29500-1, not -4) and little else."""


class Package:
    """The parts of one Word file.

    Parts are looked up by what the main document says they are, not by name; a part that is missing is None.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """Raises DocumentError where the file is no package or holds no document."""
        self.name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise DocumentError(name, Reason.DAMAGED, str(error)) from None
        self._entries = {entry.filename.lower(): entry for entry in self._archive.infolist()}
        self._top = self._relations("")
        self._main = next(self._targets(self._top, "officeDocument"), "word/document.xml")
        self._of_main = self._relations(self._main)
        document = self._read(self._main)
        if document is None or document.tag != f"{W}document":
            raise DocumentError(name, Reason.DAMAGED, "no Word document is in it")
        self.document = document

    def part(self, kind: str) -> etree._Element | None:
        """The root of a part of the main document by the last word of its relationship: `styles`,
        `numbering`, `footnotes`, `settings`…"""
        return next((self._read(path) for path in self._targets(self._of_main, kind)), None)

    def parts(self, kind: str) -> Iterator[etree._Element]:
        """All parts of a kind that can be read: `header`."""
        for path in self._targets(self._of_main, kind):
            if (root := self._read(path)) is not None:
                yield root

    def properties(self, kind: str) -> dict[str, str]:
        """What a file says of itself, by the local names of the elements: `core-properties` or
        `extended-properties`. Empty where it says nothing or cannot be read."""
        try:
            root = next((self._read(path) for path in self._targets(self._top, kind)), None)
        except DocumentError:
            return {}
        if root is None:
            return {}
        return {
            etree.QName(e).localname: (e.text or "").strip() for e in root.iter() if (e.text or "").strip()
        }

    def _relations(self, part: str) -> list[tuple[str, str]]:
        """(type, path) of what a part refers to inside the package."""
        folder, file = posixpath.split(part)
        root = self._read(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return []
        return [
            (
                e.get("Type", ""),
                _absolute(folder, e.get("Target", "")),
            )
            for e in root
            if e.get("TargetMode") != "External"
        ]

    @staticmethod
    def _targets(relations: list[tuple[str, str]], kind: str) -> Iterator[str]:
        return (path for type_, path in relations if type_.endswith(f"/{kind}"))

    def _read(self, path: str) -> etree._Element | None:
        """The root element of a part, None where there is no such part. Raises DocumentError."""
        entry = self._entries.get(path.lower())
        if entry is None:
            return None
        try:
            with self._archive.open(entry) as part:
                data = part.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise DocumentError(self.name, Reason.DAMAGED, f"{path}: {error}") from None
        except RuntimeError:  # what zipfile raises for want of a password
            raise DocumentError(self.name, Reason.NEEDS_PASSWORD, f"{path} is encrypted") from None
        if len(data) > MAX_PART:
            raise DocumentError(self.name, Reason.TOO_LARGE, f"{path} takes over {MAX_PART // 1_000_000} MB")
        return self._parsed(data, path)

    def _parsed(self, data: bytes, path: str) -> etree._Element:
        if _STRICT.encode() in data:
            for strict, transitional in _TRANSITIONAL.items():
                data = data.replace(strict.encode(), transitional.encode())
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise DocumentError(self.name, Reason.DAMAGED, f"{path}: {error.msg}") from None
        if root.getroottree().docinfo.doctype:
            raise DocumentError(self.name, Reason.UNSAFE, f"{path} declares a document type")
        return root


def _absolute(folder: str, target: str) -> str:
    """A target as a path inside the package, without a slash before it."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
