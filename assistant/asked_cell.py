"""Which row of a table a question asks for, and which cell of it, by their labels. Pure."""

from __future__ import annotations

from collections.abc import Set

from indexing.table_rows import TableRow
from indexing.vocabulary import stems

LEAST = 0.5
"""Of the words that tell a column from the others, the question holds at least so many."""


def asked_cell(row: TableRow, question: str) -> str | None:
    """The text of the one cell behind the row's label that the question asks for; None where its words fit
    no column or several alike. Of a row with one such cell it is that."""
    cells = row.named_cells[1:]
    if len(cells) < 2:
        return cells[0][1] if cells else None
    labels = [set(stems(column)) for column, _ in cells]
    common = set.intersection(*labels)
    asked = set(stems(question))
    fits = [len((own - common) & asked) / len(own - common) if own - common else 0.0 for own in labels]
    best = max(fits)
    return cells[fits.index(best)][1] if best >= LEAST and fits.count(best) == 1 else None


def label_share(row: TableRow, asked: Set[str]) -> float:
    """How much of a row's label the stems of a question hold, in [0, 1]: of the words of that cell of which
    they hold most, since a name may stand in any; figures count only where the row holds no words."""
    cells = [set(stems(cell)) for cell in row.cells]
    worded = [{s for s in cell if any(c.isalpha() for c in s)} for cell in cells]
    labels = [cell for cell in (worded if any(worded) else cells) if cell]
    return max((len(own & asked) / min(len(own), len(asked)) for own in labels if asked), default=0.0)
