"""Which cell of a table's row a question asks for, by the labels of its columns. Pure."""

from __future__ import annotations

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
