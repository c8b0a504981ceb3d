"""Rows of a region to paragraphs, list items, captions and notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.parsing.pdf import lettering
from corpus.parsing.pdf.columns import Region
from corpus.parsing.pdf.rows import Row
from corpus.parsing.pdf.types import Line, Piece

# Of the usual distance of two lines: more parts two paragraphs.
_PARAGRAPH_GAP = 1.22
_OTHER_SIZE = 0.08
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*\s*$")
CAPTION = re.compile(
    r"(?:Figure|Fig\.?|Table|Chart|Map|Diagram|Exhibit|Graph|Image|Photo|Plate)\s+[A-Z]?\d+(?:[.\-–]\d+)*[a-z]?"
    r"(?:\s*[:.–—|-](?:\s|$)|\s*$|\s+(?=[A-Z“‘(]))"
)
_LONGEST_CAPTION = 600
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}")
_FAR = 1000.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How a document is set: its commonest font size and the usual distance of lines by size."""

    body: float
    leading: dict[float, float]

    def distance(self, size: float) -> float:
        """The distance of the writing lines of a paragraph of this size."""
        return self.leading.get(round(size * 2) / 2, 1.25 * size)


def manner(pages: Iterable[Sequence[Line]]) -> Manner:
    """The commonest font size by letters, and for each size the commonest distance of a line from the line
    above it that goes on in it: one that is full mostly does, and one above a word in small letters."""
    sizes: Counter[float] = Counter()
    steps: dict[float, Counter[float]] = {}
    for lines in pages:
        previous: Line | None = None
        edge = max((line.right for line in lines if line.angle == 0), default=0.0)
        for line in lines:
            size = round(line.size * 2) / 2
            sizes[size] += len(line.text)
            if previous and abs(previous.size - line.size) < 0.3 and _follows(previous, line, edge):
                step = line.baseline - previous.baseline
                if 0.9 * size < step < 2.2 * size:
                    steps.setdefault(size, Counter())[round(step * 2) / 2] += len(line.text)
            previous = line
    leading = {}
    for size, counted in steps.items():
        leading[size] = max(counted, key=lambda step: (counted[step], -step))
    return Manner(max(sizes, key=lambda size: sizes[size], default=10.0), leading)


def _follows(upper: Line, lower: Line, edge: float) -> bool:
    away = abs(upper.left - lower.left)
    if upper.right > 0.85 * edge and away < 3 * lower.size:
        return True
    return away < 1 and lower.text[:1].islower() and not _ENDS.search(upper.text)


def pieces(region: Region, style: Manner) -> list[Piece]:
    """The paragraphs of a region from top to bottom, with their roles but for headings and notes."""
    found: list[Piece] = []
    group: list[Row] = []
    edge = _right_edge(region.rows)
    above: Line | None = None
    for row in region.rows:
        if group and _parted(group, row, style, edge):
            found.append(_piece(group, region, above, style))
            above, group = group[-1].line, []
        group.append(row)
    if group:
        found.append(_piece(group, region, above, style))
    return found


def _right_edge(rows: Sequence[Row]) -> float:
    return max((row.line.right for row in rows if row.cells == 1), default=_FAR)


def _parted(group: Sequence[Row], row: Row, style: Manner, edge: float) -> bool:
    """Whether a row begins a paragraph of its own after the rows of another."""
    a, b, first = group[-1].line, row.line, group[0].line
    if (
        row.cells > 1
        or group[-1].cells > 1
        or max(a.table, b.table) >= 0
        or _LEADERS.search(a.text)
        or _LEADERS.search(b.text)
    ):
        return True
    if b.note or a.angle != b.angle or abs(a.size - b.size) > _OTHER_SIZE * max(a.size, b.size):
        return True
    step = b.baseline - a.baseline
    if step > _PARAGRAPH_GAP * style.distance(b.size) or step <= 0:
        return True
    if a.text.endswith((lettering.HYPHEN_AT_END, "\u00ad")) and b.text[:1].islower():
        return False
    ended = bool(_ENDS.search(a.text))
    broke_off = _room(a, edge) > _first_word(b) + 0.8 * b.size and not _centred(a, b)
    if a.bold != b.bold and not b.text[:1].islower() and (broke_off or ended or a.right < edge - 4 * a.size):
        return True
    if b.marker and _begins_item(b, a, first, broke_off, ended):
        return True
    return _indented(group, b, broke_off, ended) or (broke_off and _stops(group, a, ended, edge))


def _room(line: Line, edge: float) -> float:
    return edge - line.right


def _first_word(line: Line) -> float:
    word = line.text.split(" ", 1)[0]
    return (line.right - line.left) * len(word) / max(len(line.text), 1)


def _centred(a: Line, b: Line) -> bool:
    return abs(a.left + a.right - b.left - b.right) < 6 and abs(a.left - b.left) > 3


def _begins_item(b: Line, a: Line, first: Line, broke_off: bool, ended: bool) -> bool:
    """Whether the number or bullet at the beginning of a line is one, and not a word of the sentence."""
    marker = b.marker or ""
    if marker in "•‣◦▪▫●○■□◆◇►▶▸➢➤➔✓✔❖∙⁃":
        return True
    again = first.marker is not None and abs(first.left - b.left) < 0.5 * b.size
    return broke_off or ended or again or (a.text.endswith((",", "and", "or")) and not marker[0].isdigit())


def _indented(group: Sequence[Row], b: Line, broke_off: bool, ended: bool) -> bool:
    """Whether a line's left edge says that it begins a paragraph: a first line set in, or a step back out."""
    first, slack = group[0].line, 0.7 * b.size
    left = group[1].line.left if len(group) > 1 else first.left
    if len(group) > 1:
        if b.left > left + slack:
            return ended or broke_off
        return b.left < left - slack and (ended or broke_off or abs(b.left - first.left) < slack)
    if first.marker and b.left > first.left - slack:
        return b.left > first.left + 6 * b.size and ended
    if b.left > left + slack:
        return ended
    return b.left < left - slack and broke_off and ended


def _stops(group: Sequence[Row], a: Line, ended: bool, edge: float) -> bool:
    """Whether a line that ends before the edge is the last of its paragraph, not of a narrower measure."""
    if ended:
        return True
    if len(group) == 1:
        return _room(a, edge) > 0.45 * max(edge - a.left, 1) and not a.bold
    return (
        _room(a, edge) > 0.3 * max(edge - a.left, 1)
        and max(r.line.right for r in group) - a.right > 3 * a.size
    )


def _piece(group: Sequence[Row], region: Region, above: Line | None, style: Manner) -> Piece:
    lines = tuple(row.line for row in group)
    gap = lines[0].top - above.bottom if above is not None else _FAR
    piece = Piece(
        lines[0].page, "P", lines, gap=gap, alone=all(row.cells == 1 for row in group), column=region.column
    )
    return Piece(
        piece.page, _role(piece, region.boxed, style), lines, None, None, gap, piece.alone, region.column
    )


def is_caption(lines: Sequence[Line]) -> bool:
    """Whether a paragraph is a caption by its first words: `Table 3: …`, not `Table 3 shows …`."""
    letters = sum(len(line.text) for line in lines)
    return bool(CAPTION.match(lines[0].text)) and letters < _LONGEST_CAPTION


def _role(piece: Piece, boxed: bool, style: Manner) -> str:
    first = piece.lines[0]
    if first.table >= 0:
        return "Table"
    if is_caption(piece.lines):
        return "Caption"
    if first.note:
        return "Note"
    if first.marker and not first.marker[0].isdigit() and first.marker in lettering.BULLETS:
        return "LI"
    return "Box" if boxed else "P"
