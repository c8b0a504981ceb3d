"""Rows of tables and what names them: labels of columns, names of groups of rows, totals, rows in pieces."""

from __future__ import annotations

import pytest

from corpus.types import Block, BlockKind, Table
from indexing.table_rows import InTable, TableLabels, labelled, lines_of, words_of

SALES = (
    ("", "June 2021", "June 2022"),
    ("Net sales:", "", ""),
    ("Products", "63,948", "63,355"),
    ("Total net sales", "81,434", "82,959"),
    ("Gross margin", "35,255", "35,885"),
    ("Cost of sales:", "", ""),
    ("Products", "40,899", "41,485"),
    ("Figures are not audited.", "", ""),
    ("Notes", "", ""),
)
LABELS = TableLabels("Table 2: Sales", "$ million", ("", "June 2021", "June 2022"))


def table(rows: tuple[tuple[str, ...], ...], heads: int = 1) -> Block:
    text = "\n".join(" | ".join(row) for row in rows)
    return Block(BlockKind.TABLE, text, (), table=Table(rows, heads))


def test_a_row_stands_under_the_name_above_it_until_a_total() -> None:
    assert [(line.text.split(" |")[0] or line.text, line.place) for line in lines_of(table(SALES))] == [
        ("| June 2021", InTable(is_label=True)),
        ("Net sales:", InTable(is_label=True)),
        ("Products", InTable(under=("Net sales:",))),
        ("Total net sales", InTable(under=("Net sales:",))),
        ("Gross margin", InTable()),
        ("Cost of sales:", InTable(is_label=True)),
        ("Products", InTable(under=("Cost of sales:",))),
        ("Figures are not audited.", InTable(under=("Cost of sales:",))),
        ("Notes", InTable(under=("Cost of sales:",))),
    ]


def test_a_label_over_several_rows_names_each_of_them() -> None:
    rows = (("", "", "2024"), ("North", "Men", "1"), ("", "Women", "2"), ("", "", "3"), ("South", "Men", "4"))
    text = "\n".join(" | ".join(row) for row in rows)
    block = Block(BlockKind.TABLE, text, (), table=Table(rows, 1, 2))
    assert [line.place.under for line in lines_of(block)] == [(), (), ("North",), (), ()]
    one = Block(BlockKind.TABLE, text, (), table=Table(rows, 1, 1))
    assert {line.place.under for line in lines_of(one)} == {()}


def test_places_are_those_of_the_text() -> None:
    block = table((("", "a"), ("", ""), ("x", "1")))
    assert [(line.start, line.text, line.is_head) for line in lines_of(block)] == [
        (1, "| a", True),
        (block.text.index("x"), "x | 1", False),
    ]
    sales = table(SALES)
    assert all(sales.text.startswith(line.text, line.start) for line in lines_of(sales))


@pytest.mark.parametrize("heads", [2, 3])
def test_where_all_rows_would_be_labels_none_is(heads: int) -> None:
    lines = lines_of(table((("a", "b"), ("c", "d")), heads))
    assert [line.place for line in lines] == [InTable(), InTable()]
    assert not any(line.is_head for line in lines)


def test_a_table_that_is_only_text_has_rows_and_no_labels() -> None:
    assert [line.place for line in lines_of(Block(BlockKind.TABLE, "a | b\nc |", ()))] == [InTable()] * 2
    assert [line.label for line in lines_of(Block(BlockKind.TABLE, "a | b\nc |", ()))] == ["", ""]


def test_cells_are_named_by_their_columns() -> None:
    row = labelled(LABELS, "Products | 40,899 | 41,485", InTable(under=("Cost of sales:",)))
    assert row.named_cells == (("", "Products"), ("June 2021", "40,899"), ("June 2022", "41,485"))
    assert row.in_words == "Cost of sales: Products; June 2021: 40,899; June 2022: 41,485"
    assert (row.caption, row.unit) == ("Table 2: Sales", "$ million")


def test_cells_that_are_empty_keep_their_columns() -> None:
    assert labelled(LABELS, "|  | 7", InTable()).cells == ("", "", "7")
    assert labelled(LABELS, "a | 7 |", InTable()).cells == ("a", "7", "")
    assert labelled(LABELS, "a |  |", InTable()).named_cells == (("", "a"),)


def test_a_piece_of_a_row_knows_its_column_and_the_label_of_its_row() -> None:
    labels = TableLabels("", "", ("Risk", "What is done", "By"))
    piece = labelled(labels, "and train staff. | The board", InTable(under=("Staff leave",), column=1))
    assert piece.named_cells == (("What is done", "and train staff."), ("By", "The board"))
    assert piece.in_words == "Staff leave: What is done: and train staff.; By: The board"


def test_a_cell_with_a_bar_in_it_gives_no_column_a_wrong_label() -> None:
    row = labelled(TableLabels("", "", ("A", "B")), "x | y | z", InTable())
    assert row.columns == ("", "", "")
    assert row.in_words == "x; y; z"


@pytest.mark.parametrize(
    ("text", "is_label", "words"),
    [
        ("Products | $ 63,355 | 12% | n/a", False, "Products"),
        ("North | 7 beds | 12", False, "North, 7 beds"),
        ("| 2023 | 2024 | 2024", True, "2023, 2024"),
        ("1 | 2", False, ""),
    ],
)
def test_the_words_of_a_row_are_its_cells_without_figures(text: str, is_label: bool, words: str) -> None:
    assert words_of(text, InTable(is_label)) == words
