from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.parsing import html
from corpus.parsing.types import Parsed
from corpus.types import BlockKind, Table


def page(body: str, head: str = "") -> Parsed:
    return html.parse(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "page.html")


def test_rows_spanned_keep_their_columns() -> None:
    parsed = page(
        "<table><tr><th>Year<th>Place<th>Visits</tr><tr><th rowspan=2>2023<td>Hull<td>7</tr>"
        "<tr><td>Leeds<td>9</tr></table>"
    )
    assert parsed.blocks[0].table == Table(
        rows=(("Year", "Place", "Visits"), ("2023", "Hull", "7"), ("2023", "Leeds", "9")),
        header_rows=1,
        header_columns=1,
    )


@pytest.mark.parametrize(
    ("markup", "before", "behind"),
    [
        ("All <b>places</b>{head}Of 2023{row}<p>Provisional</p>", ["All places Of 2023", "Provisional"], []),
        ("<caption>Visits</caption><caption>By place</caption>{head}{row}", ["By place", "Visits"], []),
        ("{head}<form>{row}</form>", [], []),
        ("<colgroup>Places{head}{row}", ["Places"], []),
        ("<script>more()</script>{head}{row}", [], []),
        ("{head}<td>Hull<td>7", [], []),
        ("{head}{row}<tr><table><tr><td>Source: survey</table>", [], ["Source: survey"]),
    ],
)
def test_what_stands_in_no_cell_is_kept_outside_the_table(
    markup: str, before: list[str], behind: list[str]
) -> None:
    parts = {"head": "<tr><th>Place<th>Visits</tr>", "row": "<tr><td>Hull<td>7</tr>"}
    blocks = page(f"<table>{markup.format(**parts)}</table>").blocks

    assert [block.text for block in blocks] == [*before, "Place | Visits\nHull | 7", *behind]


def test_a_cell_that_holds_only_a_dash_is_kept() -> None:
    parsed = page("<table><tr><th>Place<th>Visits</tr><tr><td>Hull<td>–</tr></table>")
    assert parsed.blocks[0].text == "Place | Visits\nHull | –"


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    parsed = page(
        "<table><tr><td><h1>Report</h1><p>Waits fell in all five of the places.</p></td></tr></table>"
    )
    assert [block.kind for block in parsed.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    ("caption", "heads", "unit"),
    [
        ("Spending, £ million", "Place|2022|2023", "£ million"),
        ("Spending (%)", "Place|2022|2023", "%"),
        ("Spending by year", "Place|2022 (£m)|2023 (£m)", "£m"),
        ("Spending by year", "%|2022|2023", "%"),
        ("Waits by year", "Year|Weeks|Patients", None),
        ("Visits (see note)", "Place|2022|2023", None),
    ],
)
def test_the_unit_is_what_the_table_states(caption: str, heads: str, unit: str | None) -> None:
    cells = "".join(f"<th>{head}</th>" for head in heads.split("|"))
    rows = "<tr><td>1</td><td>2</td><td>3</td></tr>"
    parsed = page(f"<table><caption>{caption}</caption><tr>{cells}</tr>{rows}</table>")
    assert parsed.blocks[1].table is not None
    assert parsed.blocks[1].table.unit == unit


def test_a_paragraph_that_names_the_table_below_is_its_caption() -> None:
    parsed = page("<p>Table 2: visits</p><table><tr><th>Place<th>Visits<tr><td>Hull<td>7</table>")
    assert [block.kind for block in parsed.blocks] == [BlockKind.CAPTION, BlockKind.TABLE]
    assert parsed.blocks[1].table is not None
    assert parsed.blocks[1].table.caption == "Table 2: visits"


def rows(markup: str) -> list[str]:
    (table,) = [block for block in page(f"<table>{markup}</table>").blocks if block.table]
    return table.text.splitlines()


def test_a_label_over_several_rows_stands_in_each_though_it_is_no_header_cell() -> None:
    markup = "<tr><th>Region<th>Year<th>Visits<tr><td rowspan=2>North<td>2022<td>7<tr><td>2023<td>9"
    assert rows(markup)[1:] == ["North | 2022 | 7", "North | 2023 | 9"]


def test_labels_of_two_rows_are_whole_and_a_groups_name_stands_once() -> None:
    markup = (
        "<tr><th rowspan=2>Area<th colspan=2>Waits<tr><th>2022<th>2023"
        "<tr><th colspan=3>Urgent care<tr><th>York<td>1<td>2"
    )
    table = page(f"<table>{markup}</table>").blocks[0].table
    assert table is not None
    assert (table.header_rows, table.header_columns) == (2, 1)
    assert table.rows == (
        ("Area", "Waits", "Waits"), ("Area", "2022", "2023"), ("Urgent care", "", ""), ("York", "1", "2"),
    )  # fmt: skip


def test_without_header_cells_looks_tell_the_labels() -> None:
    for markup in (
        "<tr><td><strong>Area</strong><td><b>Rating</b><tr><td>York<td>good<tr><td>Hull<td>fair",
        "<tr><td>Area<td>Visits<tr><td>York<td>7<tr><td>Hull<td>9",
    ):
        table = page(f"<table>{markup}</table>").blocks[0].table
        assert table is not None
        assert table.header_rows == 1


def test_parts_of_a_table_stand_as_a_browser_shows_them_and_hold_their_spans() -> None:
    markup = (
        "<tfoot><tr><td>Total<td>24</tfoot><thead><tr><th>Area<th>N</thead>"
        "<tbody><tr><td rowspan=0>York<td>7<tr><td>8</tbody><tbody><tr><td rowspan=9>Hull<td>9</tbody>"
    )
    assert rows(markup) == ["Area | N", "York | 7", "York | 8", "Hull | 9", "Total | 24"]


def test_a_table_in_a_cell_follows_the_one_it_stands_in() -> None:
    inner = "<table><caption>Costs</caption><tr><th>a<th>b<tr><td>1<td>2</table>"
    parsed = page(f"<table><tr><th>Area<th>Detail<tr><td>York<td>see {inner}</table>")
    assert [block.text for block in parsed.blocks] == ["Area | Detail\nYork | see", "Costs", "a | b\n1 | 2"]


def test_the_caption_of_a_figure_is_that_of_its_table_on_either_side() -> None:
    caption, table = (
        "<figcaption>Staff (FTE)</figcaption>",
        "<table><tr><th>Area<th>N<tr><td>York<td>7</table>",
    )
    found = [b for b in page(f"<figure>{table}{caption}</figure><p>After.</p>").blocks if b.table]
    assert found[0].table is not None
    assert (found[0].table.caption, found[0].table.unit) == ("Staff (FTE)", "FTE")
    assert page(f"<figure>{table}</figure><figure>{caption}</figure>").blocks[0].table == replace(
        found[0].table, caption=None, unit=None
    )


def test_marks_of_notes_in_cells_are_no_part_of_a_figure_and_numbers_of_items_are_kept() -> None:
    assert rows("<tr><th>Area<th>km<sup>2</sup><tr><td>York<sup>a</sup><td>1,204<sup>3</sup>") == [
        "Area | km²", "York | 1,204",
    ]  # fmt: skip
    assert rows("<tr><th>Area<th>Steps<tr><td>York<td><ol><li>hire<li>train</ol>")[1] == (
        "York | 1 hire 2 train"
    )
