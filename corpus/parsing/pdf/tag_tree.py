"""The structure tree of one page, as far as it holds something of that page."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.parsing.pdf import bulk

_count = bulk.function(raw.FPDF_StructElement_CountChildren, bulk.INT, bulk.ADDRESS)
_child = bulk.function(raw.FPDF_StructElement_GetChildAtIndex, bulk.HANDLE, bulk.ADDRESS, bulk.INT)
_child_mcid = bulk.function(raw.FPDF_StructElement_GetChildMarkedContentID, bulk.INT, bulk.ADDRESS, bulk.INT)
_kind = bulk.function(
    raw.FPDF_StructElement_GetType, ctypes.c_ulong, bulk.ADDRESS, bulk.ADDRESS, ctypes.c_ulong
)

DEEPEST = 60
MOST_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Node:
    """An element of the tree: its standard type (roles of the file's own are mapped by PDFium), and its
    children in order: nodes, or marked-content ids of this page. `continued` says that content of it on an
    earlier page comes first. `rows` and `columns` are what a table cell spans."""

    kind: str
    children: tuple[Node | int, ...]
    continued: bool = False
    rows: int = 1
    columns: int = 1


class _TooLargeError(Exception):
    """The tree of a page has more elements than a page can need."""


def read(page: pdfium.PdfPage) -> tuple[Node, ...]:
    """The top elements of an open page's tree; none where it has no tree or one too large to be sensible."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return ()
    try:
        budget = _Budget(MOST_NODES)
        found = []
        for index in range(max(0, raw.FPDF_StructTree_CountChildren(tree))):
            child = raw.FPDF_StructTree_GetChildAtIndex(tree, index)
            if child:
                found.append(_node(ctypes.cast(child, bulk.ADDRESS).value or 0, 0, budget))
        return tuple(found)
    except _TooLargeError:
        return ()
    finally:
        raw.FPDF_StructTree_Close(tree)


def count_top(page: pdfium.PdfPage) -> int:
    """How many children the tree and its top elements have, of all pages: what reading it costs each time."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return 0
    try:
        count = max(0, raw.FPDF_StructTree_CountChildren(tree))
        tops = [raw.FPDF_StructTree_GetChildAtIndex(tree, index) for index in range(min(count, DEEPEST))]
        return int(count + sum(max(0, raw.FPDF_StructElement_CountChildren(top)) for top in tops if top))
    finally:
        raw.FPDF_StructTree_Close(tree)


def read_string(fetch: Callable[[Any, int], int]) -> str:
    """Text from a call of PDFium's that fills a buffer with UTF-16 and tells the bytes it needs."""
    size = fetch(None, 0)
    if size <= 0:
        return ""
    buffer = ctypes.create_string_buffer(size)
    fetch(buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


@dataclass(slots=True)
class _Budget:
    left: int

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _TooLargeError


def _node(element: int, depth: int, budget: _Budget) -> Node:
    """An element with what is in it. A document of one level has thousands of children, nearly all of other
    pages, so they are asked for in bulk."""
    budget.spend()
    kind = read_string(lambda buffer, size: _kind(element, buffer, size))
    count = max(0, _count(element)) if depth < DEEPEST else 0
    handles = list(map(_child, repeat(element), range(count)))
    loose = [index for index, handle in enumerate(handles) if not handle]
    mcids = dict(zip(loose, map(_child_mcid, repeat(element), loose), strict=True))
    children: list[Node | int] = []
    continued = False
    for index, handle in enumerate(handles):
        if handle:
            children.append(_node(handle, depth + 1, budget))
        elif mcids[index] >= 0:
            children.append(mcids[index])
        elif not children:
            continued = True
    spans = (_span(element, b"RowSpan"), _span(element, b"ColSpan")) if kind in ("TH", "TD") else (1, 1)
    return Node(kind, tuple(children), continued, *spans)


def _span(element: int, name: bytes) -> int:
    """A number among the attributes of a table cell, from 1 to 100; 1 where there is none."""
    made = ctypes.cast(element, raw.FPDF_STRUCTELEMENT)
    for index in range(max(0, raw.FPDF_StructElement_GetAttributeCount(made))):
        attribute = raw.FPDF_StructElement_GetAttributeAtIndex(made, index)
        value = raw.FPDF_StructElement_Attr_GetValue(attribute, name) if attribute else None
        number = ctypes.c_float()
        if value and raw.FPDF_StructElement_Attr_GetNumberValue(value, ctypes.byref(number)):
            return int(min(max(number.value, 1), 100))
    return 1
