"""Rows of tables on the page: under their labels in an answer, between their neighbours in a source."""

from __future__ import annotations

import re
from dataclasses import replace

from scripted_assistant import CATALOGUE, cite

from assistant.types import CheckedSentence, Passage
from corpus.types import Table
from indexing.table_rows import TableRow
from ui.table_html import passage_table, quoted_rows

ROW = TableRow(
    "Table 1: <b>Upkeep</b>", "£ million", ("Buildings:",), ("", "2023", "2024"), ("Boilers", "77", "64")
)
QUOTED = "Boilers | 77 | 64"
CITATION = replace(cite(next(iter(CATALOGUE.values())), QUOTED, "Upkeep", None), row=ROW)


def plain(html: str) -> str:
    return re.sub(r"&#(\d+);", lambda m: chr(int(m[1])), html)


def test_a_quoted_row_stands_under_its_labels_with_the_cell_asked_for_in_bold() -> None:
    shown = plain(quoted_rows(CheckedSentence(QUOTED, (CITATION,), 0, ("64",))))
    assert "<caption>Table 1: <b>Upkeep</b>; figures in: £ million</caption>" in shown
    assert '<tr><td></td><th scope="col">2023</th><th scope="col">2024</th></tr>' in shown
    assert '<tr><td colspan="3">Buildings:</td></tr>' in shown
    assert "<tr><td>Boilers</td><td>77</td><td><strong>64</strong></td></tr>" in shown


def test_words_of_a_table_never_become_markup() -> None:
    assert "<b>" not in quoted_rows(CheckedSentence(QUOTED, (CITATION,)))
    hostile = Table((("<i>", "a"), ("x", "<script>")), 1, 1, "<u>", "<s>")
    text = "<i> | a\nx | <script>"
    passage = Passage(CITATION, (text,), 0, text.index("x"), len(text), tables={0: hostile})
    assert not re.search(r"<(i|u|s|script)>", passage_table(passage, hostile))


def test_a_sentence_that_is_no_row_has_no_table() -> None:
    assert quoted_rows(CheckedSentence("It rose.", (replace(CITATION, row=None),))) == ""


def test_empty_cells_and_columns_without_labels_are_left_out() -> None:
    row = TableRow("", "", (), ("", "", ""), ("Boilers", "", "64"))
    shown = quoted_rows(CheckedSentence(QUOTED, (replace(CITATION, row=row),)))
    assert "<caption>" not in shown
    assert "<th" not in shown
    assert "<tr><td>Boilers</td><td>64</td></tr>" in shown


def test_a_passage_shows_the_row_between_its_neighbours_under_the_labels() -> None:
    rows = (("Ward", "Beds"), *((f"Ward {i}", str(i)) for i in range(10)))
    table = Table(rows, 1, 1, "Beds by ward", None)
    text = "\n".join(" | ".join(row) for row in rows)
    start = text.index("Ward 4 |")
    passage = Passage(CITATION, ("Before it.", text), 1, start, start + len("Ward 4 | 4"), tables={1: table})
    shown = passage_table(passage, table)
    assert '<th scope="col">Ward</th><th scope="col">Beds</th>' in shown
    assert [int(n) for n in re.findall(r"<tr><td>(?:<mark>)?Ward (\d)", shown)] == [1, 2, 3, 4, 5, 6, 7]
    assert shown.count("<mark>") == 2
    assert "<mark>Ward 4</mark></td><td><mark>4</mark>" in shown
    assert "3 other rows of this table are not shown here." in shown


def test_a_small_table_is_shown_whole() -> None:
    table = Table((("Ward", "Beds"), ("Maple", "12")), 1, 1)
    text = "Ward | Beds\nMaple | 12"
    passage = Passage(CITATION, (text,), 0, text.index("Maple"), len(text), tables={0: table})
    assert "not shown" not in passage_table(passage, table)
