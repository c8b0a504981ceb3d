"""Footnotes and endnotes of a Word file: which are referred to, and by which mark as printed."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from corpus.parsing.docx_looks import number_value, value
from corpus.parsing.docx_numerals import numeral
from corpus.parsing.docx_package import W

_KINDS = {"footnote": "decimal", "endnote": "lowerRoman"}
"""The kinds of notes and how Word numbers them where nothing is said."""


@dataclass(frozen=True, slots=True)
class Note:
    """A reference to a note: `footnote` or `endnote`, its id in the file, and its mark as printed, None where
    that depends on pages."""

    kind: str
    id: str
    number: str | None


class NoteMarks:
    """Numbers references in the order of the document; to be asked about each once."""

    def __init__(self, document: etree._Element, settings: etree._Element | None) -> None:
        self._forms = dict(_KINDS)
        self._restarts = dict.fromkeys(_KINDS, "continuous")
        self._counts = dict.fromkeys(_KINDS, 0)
        self._first = dict.fromkeys(_KINDS, 0)
        sources = [settings, document.find(f".//{W}sectPr")]
        for kind in _KINDS:
            for source in sources:
                self._set(kind, source.find(f"{W}{kind}Pr") if source is not None else None)

    def _set(self, kind: str, properties: etree._Element | None) -> None:
        if properties is None:
            return
        self._forms[kind] = value(properties.find(f"{W}numFmt")) or self._forms[kind]
        self._restarts[kind] = value(properties.find(f"{W}numRestart")) or self._restarts[kind]
        start = number_value(properties.find(f"{W}numStart"))
        if start is not None:
            self._counts[kind] = self._first[kind] = start - 1

    def refer(self, reference: etree._Element, own_mark: str | None) -> Note:
        """The note a reference means; `own_mark` is the author's mark, which does not count."""
        kind = "footnote" if reference.tag == f"{W}footnoteReference" else "endnote"
        note_id = reference.get(f"{W}id") or ""
        if own_mark is not None:
            return Note(kind, note_id, own_mark or None)
        self._counts[kind] += 1
        if self._restarts[kind] == "eachPage":
            return Note(kind, note_id, None)
        return Note(kind, note_id, numeral(self._counts[kind], self._forms[kind]))

    def end_section(self) -> None:
        """Start anew where notes are numbered by section."""
        for kind in _KINDS:
            if self._restarts[kind] == "eachSect":
                self._counts[kind] = self._first[kind]
