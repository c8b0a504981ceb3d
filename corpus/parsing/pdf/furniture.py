"""Running heads and feet: lines at the edge of a page that come again on others, and page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.parsing.pdf.labels import Folio
from corpus.parsing.pdf.types import Line, Piece

ZONE = 0.13
# Of the page: a first row farther down than this is text, while a last row may follow a short text.
_REACH = 0.25
_FEWEST = 3
# In points: a running head stands at the same height on every page.
_SAME_HEIGHT = 6.0
_LONGEST_BESIDE = 90
_NEAR = 4
_MANY, _QUARTER = 0.2, 0.25
_SPACES = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]")
_FEWEST_LETTERS = 3
_Seen = dict[tuple[str, bool], list[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class Edge:
    """A line at the top (`upper`) or the bottom of a page: in its outer 13%, or in the last row, or in the
    first if that stands in the upper quarter."""

    line: Line
    upper: bool


def edges(lines: Iterable[Line], height: float) -> list[Edge]:
    """The lines of a page among which running heads and page numbers are looked for."""
    upright = [line for line in lines if line.angle == 0 and line.table < 0]
    if not upright:
        return []
    top, bottom = min(line.baseline for line in upright), max(line.baseline for line in upright)
    found = []
    for line in upright:
        middle = (line.top + line.bottom) / 2
        last = line.baseline > bottom - 0.5 * line.size and bottom - top > line.size
        first = line.baseline < top + 0.5 * line.size
        head = middle <= (_REACH if first else ZONE) * height
        if last or head or middle >= (1 - ZONE) * height:
            found.append(Edge(line, not last and (first or middle < height / 2)))
    return found


def find(pages: Sequence[Sequence[Edge]], folios: Sequence[Folio | None]) -> list[frozenset[int]]:
    """Which of the lines at the edges of each page are furniture, by their place in the page's sequence.

    A line is where its text, digits masked, comes again on a quarter of the pages, or at the same height on
    three or more near one another or many; and where it bears the page's number; but only if nothing of the
    text stands farther out, and white space parts it from the text unless it is on a quarter of the pages.
    """
    seen: _Seen = {}
    for number, page in enumerate(pages):
        for edge in page:
            seen.setdefault((_masked(edge.line), edge.upper), []).append((number, edge.line.baseline))
    spread = {key: len({number for number, _ in where}) for key, where in seen.items()}
    return [
        _of_page(
            page,
            folio.line if folio else -1,
            [_share(edge, i, seen, spread[(_masked(edge.line), edge.upper)], len(pages)) for edge in page],
        )
        for i, (page, folio) in enumerate(zip(pages, folios, strict=True))
    ]


def masks(lines: Iterable[Line]) -> frozenset[str]:
    """What furniture says, figures masked, for telling it in the rows of a table; bare figures left out."""
    said = map(_masked, lines)
    return frozenset(mask for mask in said if len(mask.replace("#", "")) >= _FEWEST_LETTERS)


def out_of_table(piece: Piece, known: frozenset[str], height: float) -> tuple[Piece, tuple[str, ...]]:
    """A table without a first or last row at the edge of the page that is furniture of other pages: lines of
    a table that goes on there close a cell around it. And what that said."""
    table, text = piece.table, piece.lines[0].text.split("\n")
    out: list[str] = []
    top, bottom = piece.lines[0].top < ZONE * height, piece.lines[0].bottom > (1 - ZONE) * height
    for end in [end for end, near in ((0, top), (-1, bottom)) if near]:
        if table is not None and len(table.rows) > 2 and _mask("".join(table.rows[end])) in known:
            out.append(" ".join(filter(None, table.rows[end])))
            del text[end]
            rows = table.rows[1:] if end == 0 else table.rows[:-1]
            labels = max(table.header_rows - (end == 0), 0)
            table = replace(table, rows=rows, header_rows=labels)
    if not out:
        return piece, ()
    lines = (replace(piece.lines[0], text="\n".join(text)), *piece.lines[1:])
    return replace(piece, table=table, lines=lines), tuple(out)


def _masked(line: Line) -> str:
    return _mask(line.original)


def _mask(text: str) -> str:
    return _SPACES.sub("", _DIGITS.sub("#", text)).casefold()


def _share(edge: Edge, page: int, seen: _Seen, anywhere: int, count: int) -> float:
    """On which share of the pages a line comes again; 0 where on too few, or too far apart. `anywhere` says
    on how many pages there is one like it at all."""
    masked = _masked(edge.line)
    if len(_LETTERS.findall(masked)) < _FEWEST_LETTERS:
        return 0.0
    where = seen[(masked, edge.upper)]
    if anywhere >= max(_FEWEST, _QUARTER * count):
        return anywhere / count
    again = sorted({number for number, at in where if abs(at - edge.line.baseline) < _SAME_HEIGHT})
    if len(again) < _FEWEST:
        return 0.0
    share = len(again) / count
    return share if _run(again, page) >= _FEWEST or share >= _MANY else 0.0


def _run(pages: Sequence[int], page: int) -> int:
    """How many pages around one bear a line without a gap of more than three pages between two of them."""
    at = pages.index(page)
    first = last = at
    while first > 0 and pages[first] - pages[first - 1] <= _NEAR:
        first -= 1
    while last + 1 < len(pages) and pages[last + 1] - pages[last] <= _NEAR:
        last += 1
    return last - first + 1


def _of_page(page: Sequence[Edge], folio: int, shares: Sequence[float]) -> frozenset[int]:
    found: set[int] = set()
    for upper in (True, False):
        inside = [i for i, edge in enumerate(page) if edge.upper == upper]
        inside.sort(key=lambda i: page[i].line.baseline, reverse=not upper)
        rows = _rows(page, inside)
        taken: list[list[int]] = []
        for row in rows:
            mine = [i for i in row if i == folio or shares[i]]
            others = sum(len(page[i].line.text) for i in row if i not in mine)
            if not mine or others > _LONGEST_BESIDE:
                found.update(mine)
                break
            taken.append(row)
        while taken and not _apart(page, taken[-1], rows[len(taken) : len(taken) + 1], folio, shares):
            taken.pop()
        found.update(i for row in taken for i in row)
    return frozenset(found)


def _apart(
    page: Sequence[Edge], row: Sequence[int], following: Sequence[Sequence[int]], folio: int,
    shares: Sequence[float],
) -> bool:  # fmt: skip
    """Whether a row is parted from the one nearer the text, or furniture beyond doubt."""
    if folio in row or not following or max(shares[i] for i in row) >= _QUARTER:
        return True
    line = page[row[0]].line
    return abs(line.baseline - page[following[0][0]].line.baseline) > 1.8 * line.size


def _rows(page: Sequence[Edge], order: Sequence[int]) -> list[list[int]]:
    rows: list[list[int]] = []
    for i in order:
        line = page[i].line
        if rows and abs(page[rows[-1][0]].line.baseline - line.baseline) < 0.5 * line.size:
            rows[-1].append(i)
        else:
            rows.append([i])
    return rows
