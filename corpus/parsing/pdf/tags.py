"""What the tags of a PDF say of a page, where they can be trusted.

A page's tags are trusted if they hold nearly all visible characters, tell headings somewhere in the document,
and go down the page as its lines do. Else the caller works from geometry alone.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.parsing.pdf import tag_tree
from corpus.parsing.pdf.heading_signs import reads_as_text
from corpus.parsing.pdf.tag_roles import HEADING, Draft, Grid, pieces
from corpus.parsing.pdf.types import Cells, Element, Flags, Floats, Ints, PageChars
from corpus.parsing.pdf.untagged import with_untagged

IN_ORDER = 0.9
_SAMPLED_PAGES = 30
_PAGES_A_HEADING = 10
_MOST_CHILDREN = 20_000_000
_BODY = (0.15, 0.85)
_MOST_ARTIFACT = 200
_NUMBER = re.compile(r"\(?\d{1,3}(\.\d{1,3}){0,4}[.)]?")
_CAPTION = re.compile(r"(Fig(ure)?|Table|Box|Chart|Graph|Map)\.?\s*\d", re.IGNORECASE)
_MOST_LINES = 600


def usable(document: pdfium.PdfDocument) -> bool:
    """Whether the document is tagged and its first pages have headings: one for every ten at least."""
    if not raw.FPDFCatalog_IsTagged(document):
        return False
    sample = min(len(document), _SAMPLED_PAGES)
    headings = 0
    for index in range(sample):
        page = document[index]
        try:
            if not index and tag_tree.count_top(page) * len(document) > _MOST_CHILDREN:
                return False
            headings += sum(_headings(top) for top in tag_tree.read(page))
        finally:
            page.close()
        if headings * _PAGES_A_HEADING >= sample:
            return True
    return False


def _headings(node: tag_tree.Node) -> int:
    below = sum(_headings(child) for child in node.children if isinstance(child, tag_tree.Node))
    return below + bool(HEADING.fullmatch(node.kind) and node.children)


def artifacts(chars: PageChars) -> Flags:
    """Which characters the file marks as furniture; the page they were read from must still be open.

    Long text in the body of the page is none, whatever its mark: files hide real text that way.
    """
    handles = np.unique(chars.objects[(chars.mcids < 0) & (chars.objects > 0)])
    marked = [handle for handle in handles.tolist() if _is_artifact(handle)]
    flags: Flags = np.isin(chars.objects, np.array(marked, dtype=chars.objects.dtype))
    top, bottom = (share * chars.height for share in _BODY)
    inside = flags & (chars.boxes[:, 1] > top) & (chars.boxes[:, 3] < bottom) & (chars.angles == 0)
    return flags & ~inside if inside.sum() > _MOST_ARTIFACT else flags


def _is_artifact(handle: int) -> bool:
    made = ctypes.cast(handle, raw.FPDF_PAGEOBJECT)
    marks = (raw.FPDFPageObj_GetMark(made, index) for index in range(raw.FPDFPageObj_CountMarks(made)))
    return any(_mark_name(mark) == "Artifact" for mark in marks)


def _mark_name(mark: Any) -> str:
    def fetch(buffer: Any, size: int) -> int:
        length = ctypes.c_ulong()
        shorts = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)) if buffer is not None else None
        raw.FPDFPageObjMark_GetName(mark, shorts, size, ctypes.byref(length))
        return int(length.value)

    return tag_tree.read_string(fetch)


def elements(page: pdfium.PdfPage, chars: PageChars) -> tuple[Element, ...] | None:
    """The tagged pieces of an open page in their order; None where its tags are not to be trusted.

    `chars.hidden` and `chars.artifact` are left out. What few visible characters nobody tagged come as
    paragraphs, or notes below all else, at their place on the page: nothing visible is lost.
    """
    tops = tag_tree.read(page)
    if not tops:
        return None
    owned = _with_spaces(chars)
    by_mcid = _by_mcid(chars, owned)
    lengths = {mcid: len(index) for mcid, index in by_mcid.items()}
    found = [_element(chars.number, draft, by_mcid) for draft in pieces(tops, lengths)]
    return arranged(chars, [element for element in found if len(element.chars)])


def arranged(chars: PageChars, tagged: Sequence[Element]) -> tuple[Element, ...] | None:
    """Tagged pieces with what they leave out, roles that cannot be right put right; None if not trusted."""
    printed = _printed(chars)
    if not _goes_down(chars, tagged, printed):
        return None
    whole = with_untagged(chars, tagged, printed)
    if whole is None:
        return None
    return tuple(_numbered(chars, [_corrected(chars, element) for element in whole]))


def _with_spaces(chars: PageChars) -> Ints:
    """Marked-content ids; spaces and line ends PDFium adds have that of what stands before them."""
    real = np.where(chars.generated, 0, np.arange(len(chars.mcids)))
    before = np.maximum.accumulate(real) if len(real) else real
    return chars.mcids[before]


def _printed(chars: PageChars) -> Flags:
    spaces = np.array([character.isspace() for character in chars.text], dtype=bool)
    flags: Flags = ~spaces & ~chars.generated & ~chars.hidden & ~chars.artifact
    return flags


def _by_mcid(chars: PageChars, owned: Ints) -> dict[int, Ints]:
    kept = np.flatnonzero((owned >= 0) & ~chars.hidden & ~chars.artifact).astype(np.int32)
    order = kept[np.argsort(owned[kept], kind="stable")]
    ids, starts = np.unique(owned[order], return_index=True)
    return dict(zip(ids.tolist(), np.split(order, starts[1:]), strict=True)) if len(ids) else {}


def _element(number: int, draft: Draft, by_mcid: Mapping[int, Ints]) -> Element:
    cells = _cells(draft.grid, by_mcid) if draft.grid else None
    index = _joined(draft.mcids, by_mcid)
    return Element(number, draft.role, index, cells=cells, continued=draft.continued)


def _joined(mcids: Sequence[int], by_mcid: Mapping[int, Ints]) -> Ints:
    held = [by_mcid[mcid] for mcid in mcids if mcid in by_mcid]
    return np.concatenate(held) if held else np.zeros(0, np.int32)


def _cells(grid: Grid, by_mcid: Mapping[int, Ints]) -> Cells:
    rows = tuple(tuple(_joined(cell, by_mcid) for cell in row) for row in grid.rows)
    return Cells(rows, grid.header_rows, grid.header_columns)


def _goes_down(chars: PageChars, tagged: Sequence[Element], printed: Flags) -> bool:
    """Whether, of two lines one above the other in the same column, the tags nearly always have the upper one
    first (Kendall's tau over the pairs of lines that overlap sideways)."""
    boxes = [box for element in tagged for box in _line_boxes(chars, element.chars[printed[element.chars]])]
    if not boxes:
        return False
    left, top, right, bottom = np.array(boxes[:_MOST_LINES]).T
    width = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    overlap = width > 0.3 * np.minimum((right - left)[:, None], right - left)
    middle = (top + bottom) / 2
    apart = np.abs(middle[:, None] - middle) > 0.5 * np.minimum((bottom - top)[:, None], bottom - top)
    pairs = np.triu(overlap & apart, 1)
    falls = pairs & (middle[:, None] < middle)
    return bool(falls.sum() >= IN_ORDER * pairs.sum())


def _line_boxes(chars: PageChars, index: Ints) -> list[Floats]:
    """Left, top, right, bottom of each line of a piece, upright writing only."""
    index = index[chars.angles[index] == 0]
    if not len(index):
        return []
    breaks = np.abs(np.diff(chars.baselines[index])) > 0.5 * np.maximum(chars.sizes[index][1:], 1)
    parts = np.split(chars.boxes[index], np.flatnonzero(breaks) + 1)
    return [np.concatenate([part[:, :2].min(axis=0), part[:, 2:].max(axis=0)]) for part in parts]


def _corrected(chars: PageChars, element: Element) -> Element:
    """Captions and paragraphs that are tagged as headings for their looks."""
    if not HEADING.fullmatch(element.role):
        return element
    text = _text(chars, element.chars)
    if _CAPTION.match(text):
        return replace(element, role="Caption")
    if _NUMBER.fullmatch(text):
        return element
    return replace(element, role="P") if reads_as_text(text) else element


def _numbered(chars: PageChars, whole: Sequence[Element]) -> list[Element]:
    """A heading that is a number alone is the number of the next paragraph, item or heading."""
    found: list[Element] = []
    number: Element | None = None
    for element in whole:
        if number:
            if element.role in ("P", "LI", "Box") or HEADING.fullmatch(element.role):
                element = replace(element, number=_text(chars, number.chars))
            else:
                found.append(replace(number, role="P"))
            number = None
        if HEADING.fullmatch(element.role) and _NUMBER.fullmatch(_text(chars, element.chars)):
            number = element
        else:
            found.append(element)
    return [*found, replace(number, role="P")] if number else found


def _text(chars: PageChars, index: Ints) -> str:
    return " ".join("".join(chars.text[i] for i in index.tolist()).split())
