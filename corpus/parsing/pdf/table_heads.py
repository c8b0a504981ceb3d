"""The head of a table: which columns each of its labels stands over. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from corpus.parsing.pdf.table_columns import TextLine, place_of
from corpus.parsing.pdf.table_grid import Cell
from corpus.parsing.pdf.table_words import Phrase, Word

Segment = tuple[float, float]


def head_cells(
    bands: Iterable[tuple[Sequence[TextLine], Sequence[Segment]]], columns: Sequence[Segment]
) -> tuple[list[Cell], int]:
    """Cells of a head and how many rows it has. Each band is what stands between two rules and the pieces of
    the rule under it; a label goes over all columns its piece of rule goes over, or shares them with labels
    beside it. `columns` are where the columns begin and end."""
    cells: list[Cell] = []
    row = 0
    for lines, under in bands:
        held: dict[tuple[int, int], list[Word]] = {}
        for line in lines:
            for span, phrase in _spans(line, under, columns):
                held.setdefault(span, []).extend(phrase.words)
        for (column, count), words in sorted(held.items()):
            cells.append(Cell(row, column, 1, count, tuple(words), -1, place_of(words)))
        row += bool(held)
    return cells, row


def _spans(
    line: TextLine, under: Sequence[Segment], columns: Sequence[Segment]
) -> Iterator[tuple[tuple[int, int], Phrase]]:
    """First column and number of columns of each label of a line."""
    over: dict[int, list[Phrase]] = {}
    for phrase in _apart(line.phrases, under):
        over.setdefault(_piece(phrase.middle, under), []).append(phrase)
    for piece, phrases in over.items():
        covered = [i for i, c in enumerate(columns) if piece >= 0 and _inside(c, under[piece])]
        if len(covered) > 1:
            yield from _shared(phrases, covered, columns)
            continue
        for phrase in phrases:
            yield _own_span(phrase, columns), phrase


def _apart(phrases: Iterable[Phrase], under: Sequence[Segment]) -> Iterator[Phrase]:
    """Phrases taken apart where their words stand over different pieces of a rule."""
    for phrase in phrases:
        pieces = [_piece(word.middle, under) for word in phrase.words]
        for _, group in groupby(zip(pieces, phrase.words, strict=True), key=lambda pair: pair[0]):
            yield Phrase.of([word for _, word in group])


def _piece(x: float, under: Sequence[Segment]) -> int:
    return next((i for i, (left, right) in enumerate(under) if left - 3 <= x <= right + 3), -1)


def _inside(column: Segment, piece: Segment) -> bool:
    return piece[0] <= (column[0] + column[1]) / 2 <= piece[1]


def _shared(
    phrases: Sequence[Phrase], covered: Sequence[int], columns: Sequence[Segment]
) -> Iterator[tuple[tuple[int, int], Phrase]]:
    """Labels over one piece of rule with the columns nearest to each."""
    middles = {i: (columns[i][0] + columns[i][1]) / 2 for i in covered}
    nearest = {i: min(phrases, key=lambda p: abs(p.middle - at)) for i, at in middles.items()}
    for phrase in phrases:
        mine = [i for i in covered if nearest[i] is phrase]
        yield (mine[0], len(mine)) if mine else _own_span(phrase, columns), phrase


def _own_span(phrase: Phrase, columns: Sequence[Segment]) -> tuple[int, int]:
    """The columns whose middles a label goes over, at least two, or else the one nearest to its own."""
    over = [i for i, (a, b) in enumerate(columns) if i and phrase.left <= (a + b) / 2 <= phrase.right]
    if len(over) > 1:
        return over[0], len(over)
    inside = [i for i, (a, b) in enumerate(columns) if a <= phrase.middle <= b]
    near = inside or [min(range(len(columns)), key=lambda i: _distance(phrase.middle, columns[i]))]
    return near[0], 1


def _distance(x: float, column: Segment) -> float:
    return max(column[0] - x, x - column[1], 0.0)
