"""Silver gold for parsing: what the tags of a PDF say its pages hold, read without the product's parser.

Tags have faults, and PDFium's stream of characters is shared with the parser, which flatters; this is no
human gold. Runs inside a child process: the files are not to be trusted.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from evals.benchmarks.parsing_characters import Characters, characters, read_string

RAISED = "\ue000"
_GAP = "\ue001"

SHARE_TAGGED = 0.5
"""A page is gold where at least this share of its visible characters is tagged."""
_BLOCKS = frozenset("P LI LBody Lbl TH TD Caption Note FENote TOCI BlockQuote Code Figure".split())
_HEADING = re.compile(r"H[1-6]?|Title")
_DEEPEST = 60
_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Run:
    """A tagged piece of a page: its role, and its text; `RAISED` stands before each raised figure (marks of
    footnotes), `HYPHEN` for a hyphen at the end of a line. Where the page prints words within it that nobody
    tagged, `parts` are what stands before, between and behind them (none: nothing does)."""

    role: str
    text: str
    parts: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether the tags call it a heading or a title."""
        return bool(_HEADING.fullmatch(self.role))


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page: tagged runs in tag order, lines of visible text that are neither tagged nor artifacts
    (`loose`), raised figures, which a parser may keep or leave out, and artifacts: running heads and folios.
    `outermost` are the loose lines at the head or foot of the page. `tagged` is the share of visible
    characters, artifacts aside, that the tags hold."""

    number: int
    runs: tuple[Run, ...]
    loose: tuple[str, ...]
    raised: tuple[str, ...]
    artifacts: tuple[str, ...]
    outermost: tuple[str, ...]
    tagged: float


@dataclass(frozen=True, slots=True)
class GoldFile:
    """The gold pages of one file, of `pages` in all; none where the file is not tagged."""

    name: str
    pages: int
    gold: tuple[GoldPage, ...]


def read_gold(data: bytes, name: str) -> GoldFile:
    """The gold of one file. Raises pypdfium2.PdfiumError where it cannot be opened."""
    document = pdfium.PdfDocument(data)
    pages = []
    for index in range(len(document) if pdfium_c.FPDFCatalog_IsTagged(document) else 0):
        page = document[index]
        pages.append(_read_page(page, index + 1))
        page.close()
    gold = tuple(page for page in with_repeated_as_artifacts(pages) if page.tagged >= SHARE_TAGGED)
    return GoldFile(name, len(document), gold)


def with_repeated_as_artifacts(pages: Sequence[GoldPage]) -> list[GoldPage]:
    """Some writers mark no artifacts: untagged lines at the head or foot of three pages or more are, figures
    aside. Other untagged lines of figures alone are marks of footnotes."""
    on_pages = Counter(key for page in pages for key in {_masked(line) for line in page.outermost})
    told = []
    for page in pages:
        repeated = tuple(line for line in page.outermost if on_pages[_masked(line)] >= _REPEATS)
        others = [line for line in page.loose if line not in repeated]
        marks = tuple(line for line in others if _masked(line) == "#")
        loose = tuple(line for line in others if line not in marks)
        kept = replace(page, loose=loose, raised=page.raised + marks, artifacts=page.artifacts + repeated)
        told.append(kept)
    return told


def _masked(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line))


def _read_page(page: pdfium.PdfPage, number: int) -> GoldPage:
    chars = characters(page)
    by_mcid: dict[int, list[int]] = defaultdict(list)
    for index, mcid in enumerate(chars.mcids):
        by_mcid[mcid].append(index)
    shown = {i for i, visible in enumerate(chars.visible) if visible}
    content = tagged_content(page)
    tagged = {mcid for _, mcids in content for mcid in mcids}
    free = {i for i in shown if chars.mcids[i] not in tagged and _is_loose(chars, i)}
    used: set[int] = set()
    runs = []
    for role, mcids in content:
        indices = [i for mcid in mcids for i in by_mcid.pop(mcid, ())]
        used.update(indices)
        own = _with_marks(chars, [i for i in indices if i in shown], shown - used)
        text = _text(chars, own, " ", free)
        if text.replace(RAISED, "").strip():
            parts = tuple(text.split(_GAP)) if _GAP in text else ()
            runs.append(Run(role, text.replace(_GAP, " "), parts))
    plain = [i for i in sorted(shown - used) if not chars.raised[i]]
    rest = [i for i in plain if not chars.artifact[i]]
    artifact = [i for i in plain if chars.artifact[i]]
    raised = [i for i in range(len(chars.text)) if chars.raised[i]]
    outermost = [i for i in rest if chars.outermost[i] or chars.text[i].isspace()]
    loose, marks, furniture, outer = (_lines(chars, found) for found in (rest, raised, artifact, outermost))
    counted = [sum(not chars.text[i].isspace() for i in found) for found in (used & shown, rest)]
    share = counted[0] / max(sum(counted), 1)
    return GoldPage(number, tuple(runs), loose, marks, furniture, outer, share)


def _is_loose(chars: Characters, index: int) -> bool:
    return not (chars.artifact[index] or chars.raised[index] or chars.text[index].isspace())


def _text(chars: Characters, indices: Sequence[int], between: str, free: Set[int] = frozenset()) -> str:
    """Characters in the order given; `between` where the page has others between two of them, a gap where
    some of those are `free`. PDFium gives the two halves of a character beyond U+FFFF one by one."""
    parts: list[str] = []
    last = indices[0] - 1 if indices else 0
    for index in indices:
        if index != last + 1:
            parts.append(between if free.isdisjoint(range(last + 1, index)) else _GAP)
        parts.append((RAISED if chars.raised[index] else "") + chars.text[index])
        last = index
    return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _with_marks(chars: Characters, indices: Sequence[int], free: set[int]) -> list[int]:
    """Marks of footnotes that nobody tagged, back at their place between the characters of a run."""
    found: list[int] = []
    for index in indices:
        between = range(found[-1] + 1, index) if found else range(0)
        marks = "".join(chars.text[i] for i in between).split()
        if len(marks) == 1 and marks[0].isdigit() and len(marks[0]) <= 3 and free.issuperset(between):
            marks_at = [i for i in between if not chars.text[i].isspace()]
            chars.raised[marks_at] = True
            found.extend(between)
        found.append(index)
    return found


def _lines(chars: Characters, indices: Sequence[int]) -> tuple[str, ...]:
    lines = re.split(r"[\r\n]+", _text(chars, indices, "\n"))
    return tuple(line.replace(RAISED, "").strip() for line in lines if line.strip())


def tagged_content(page: pdfium.PdfPage) -> list[tuple[str, list[int]]]:
    """Marked-content ids by the block of the structure tree that holds them, in the tree's order."""
    tree = pdfium_c.FPDF_StructTree_GetForPage(page)
    if not tree:
        return []
    found: list[tuple[str, list[int]]] = []
    holder: object = None
    for index in range(pdfium_c.FPDF_StructTree_CountChildren(tree)):
        child = pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, index)
        for block, role, mcid in _walk(child, "", object(), 0) if child else ():
            if block is not holder:
                found.append((role, []))
                holder = block
            found[-1][1].append(mcid)
    pdfium_c.FPDF_StructTree_Close(tree)
    return found


def _walk(element: Any, role: str, block: object, depth: int) -> Iterator[tuple[object, str, int]]:
    """Every id below an element with the innermost block around it; a heading keeps all that is inside it."""
    kind = read_string(lambda buffer, size: pdfium_c.FPDF_StructElement_GetType(element, buffer, size))
    if not _HEADING.fullmatch(role) and (kind in _BLOCKS or _HEADING.fullmatch(kind)):
        role, block = kind, object()
    for index in range(max(pdfium_c.FPDF_StructElement_CountChildren(element), 0)):
        child = pdfium_c.FPDF_StructElement_GetChildAtIndex(element, index)
        if child and depth < _DEEPEST:
            yield from _walk(child, role, block, depth + 1)
        elif not child:
            mcid = pdfium_c.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if mcid >= 0:
                yield block, role, mcid
