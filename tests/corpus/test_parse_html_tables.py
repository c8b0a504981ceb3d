from __future__ import annotations

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
