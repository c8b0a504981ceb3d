"""A row of a table, and the rows around it, as HTML for the page only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.provenance import table_name
from assistant.types import CheckedSentence, Passage
from corpus.types import Table
from indexing.table_rows import TableRow
from ui.markup import Html, join, text

AROUND = 3
"""So many rows are shown on each side of the one that is quoted."""


def quoted_rows(sentence: CheckedSentence) -> str:
    """The rows of tables that a sentence quotes, each under the labels of its table."""
    rows = dict.fromkeys(citation.row for citation in sentence.citations if citation.row)
    return "".join(_row(row, sentence.numbers) for row in rows)


def _row(row: TableRow, numbers: Sequence[str]) -> str:
    cells = row.named_cells
    names = f"<tr>{''.join(_head(label) for label, _ in cells)}</tr>" if any(c for c, _ in cells) else ""
    under = "".join(f'<tr><td colspan="{len(cells)}">{text(name)}</td></tr>' for name in row.under)
    told = "".join(
        f"<td><strong>{text(cell)}</strong></td>" if cell in numbers else f"<td>{text(cell)}</td>"
        for _, cell in cells
    )
    return _table(table_name(row), f"{names}{under}<tr>{told}</tr>")


def passage_table(passage: Passage, table: Table) -> Html:
    """The table a quotation stands in: the labels of its columns, and the row between its neighbours."""
    lines = passage.paragraphs[passage.index]
    quoted = lines.count("\n", 0, passage.start)
    shown = [n for n in range(table.header_rows, len(table.rows)) if abs(n - quoted) <= AROUND]
    heads = "".join(f"<tr>{''.join(map(_head, row))}</tr>" for row in table.rows[: table.header_rows])
    body = "".join(_line(table.rows[n], n == quoted) for n in shown)
    return join(_table("; ".join(_told(table)), heads + body), _left_out(table, shown))


def _told(table: Table) -> Iterator[str]:
    if table.caption:
        yield table.caption
    if table.unit and table.unit not in (table.caption or ""):
        yield f"figures in: {table.unit}"


def _left_out(table: Table, shown: Sequence[int]) -> str:
    rest = len(table.rows) - table.header_rows - len(shown)
    if not rest:
        return ""
    are = "row of this table is" if rest == 1 else "rows of this table are"
    return f"<p>{rest:,} other {are} not shown here.</p>"


def _line(cells: Sequence[str], is_quoted: bool) -> str:
    told = (f"<mark>{text(cell)}</mark>" if is_quoted and cell else text(cell) for cell in cells)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in told)}</tr>"


def _head(label: str) -> str:
    return f'<th scope="col">{text(label)}</th>' if label else "<td></td>"


def _table(name: str, rows: str) -> str:
    caption = f"<caption>{text(name)}</caption>" if name else ""
    return (
        '<div class="rows" tabindex="0" role="group" aria-label="Rows of a table">'
        f"<table>{caption}<tbody>{rows}</tbody></table></div>"
    )
