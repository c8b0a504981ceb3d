from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from small_pdf import filled, paragraph, pdf, text

from corpus.parsing.pdf import chars, ruling, tables
from corpus.parsing.pdf.ruling import Ruling
from corpus.parsing.pdf.tables import FoundTable
from corpus.parsing.pdf.types import PageChars
from corpus.types import Area

# Lines of Helvetica 10 stand 20 points apart from y = 700 of 842, so the first is 142 points from the top.
TOP, STEP = 700, 20


def across(x: float, right: float, y: float, width: float = 1) -> str:
    return f"q {width} w {x} {y} m {right} {y} l S Q\n"


def down(x: float, low: float, high: float) -> str:
    return f"q 1 w {x} {low} m {x} {high} l S Q\n"


def row(index: int, cells: dict[float, str], bold: bool = False) -> str:
    return "".join(text(words, x, TOP - index * STEP, 10, bold) for x, words in cells.items())


def frame(columns: list[float], lines: int) -> str:
    """All lines of a grid whose rows have their writing lines at TOP, TOP - STEP…"""
    edges = [TOP + 13 - i * STEP for i in range(lines + 1)]
    return "".join(across(columns[0], columns[-1], y) for y in edges) + "".join(
        down(x, edges[-1], edges[0]) for x in columns
    )


def read(content: str) -> tuple[PageChars, tuple[FoundTable, ...]]:
    document = pdfium.PdfDocument(pdf([content]))
    page = document[0]
    found = chars.read(page, 1)
    made = tables.find(found, ruling.read(page))
    document.close()
    return found, made


def rows(content: str) -> tuple[tuple[str, ...], ...]:
    (table,) = read(content)[1]
    return table.table.rows


def test_a_ruled_table_has_its_cells_rows_and_place() -> None:
    content = (
        frame([60, 200, 300, 400], 3)
        + row(0, {65: "Region", 205: "2023", 305: "2024"}, bold=True)
        + row(1, {65: "North", 205: "12", 305: "14"})
        + row(2, {65: "South East", 205: "9", 305: "1,023"})
    )
    found, (table,) = read(content)
    assert table.table.rows == (
        ("Region", "2023", "2024"),
        ("North", "12", "14"),
        ("South East", "9", "1,023"),
    )
    assert (table.table.header_rows, table.table.header_columns, table.ruled) == (1, 1, True)
    assert table.text == "Region | 2023 | 2024\nNorth | 12 | 14\nSouth East | 9 | 1,023"
    assert "".join(found.text[i] for i in table.chars) == "Region20232024North1214SouthEast91,023"
    assert table.area == Area(1, 60, pytest.approx(129, abs=1), 400, pytest.approx(189, abs=1))
    assert [round(area.top) for area in table.rows] == sorted(round(area.top) for area in table.rows)
    assert all(area.page == 1 and 60 <= area.left < area.right <= 400 for area in table.rows)


def test_a_label_over_two_columns_is_repeated_in_rows_and_once_in_the_text() -> None:
    content = (
        "".join(across(60, 400, y) for y in (713, 653, 633))
        + across(200, 400, 693)
        + across(60, 400, 673)
        + "".join(down(x, 633, 713) for x in (60, 200, 400))
        + down(300, 633, 693)
        + row(0, {220: "Reviewer group"}, bold=True)
        + row(1, {65: "Question", 205: "Added", 305: "Removed"}, bold=True)
        + row(2, {65: "12", 205: "321", 305: "46"})
        + row(3, {65: "18", 205: "73", 305: "9"})
    )
    (table,) = read(content)[1]
    assert table.table.rows[:2] == (
        ("Question", "Reviewer group", "Reviewer group"),
        ("Question", "Added", "Removed"),
    )
    assert table.table.header_rows == 2
    assert table.text.splitlines()[:2] == ["Question | Reviewer group | ", " | Added | Removed"]


def test_filled_cells_and_white_lines_between_them_rule_a_table() -> None:
    cells = [(x, TOP - 7 - i * STEP) for i in range(4) for x in (60, 180, 300)]
    content = "".join(filled(x, y, 120, 20, ".8 0 .5" if y > 690 else ".95 .85 .9") for x, y in cells)
    content += row(0, {70: "Question", 190: "Themes", 310: "Moved"})
    content += row(1, {70: "A", 190: "6", 310: "0.3"}) + row(2, {70: "B", 190: "10", 310: "0.4"})
    content += row(3, {70: "C", 190: "8", 310: "0.0"})
    (table,) = read(content)[1]
    assert table.table.rows[0] == ("Question", "Themes", "Moved")
    assert table.table.rows[3] == ("C", "8", "0.0")
    assert (table.table.header_rows, table.table.header_columns) == (1, 1)


def pieces(y: float) -> str:
    return across(300, 360, y) + across(370, 430, y) + across(440, 500, y)


def statement() -> str:
    return (
        across(300, 430, TOP - 5)
        + across(440, 500, TOP - 5)
        + row(0, {325: "Three Months Ended", 455: "Year"}, bold=True)
        + row(1, {315: "2022", 385: "2023", 455: "2023"}, bold=True)
        + pieces(TOP - STEP - 5)
        + row(2, {60: "Net sales:"})
        + row(3, {70: "Products", 302: "$", 330: "60,584", 372: "$", 400: "63,355", 442: "$", 470: "(594)"})
        + row(4, {70: "Services", 330: "21,213", 400: "\u2014", 470: "97"})
        + pieces(TOP - 4 * STEP - 5)
        + row(5, {60: "Total", 302: "$", 330: "81,797", 372: "$", 400: "63,355", 442: "$", 470: "(497)"})
        + pieces(TOP - 5 * STEP - 5)
    )


def test_columns_stand_under_pieces_of_rules_and_signs_join_their_figures() -> None:
    said = text("Sales were as follows (in millions):", 60, TOP + 3 * STEP, 10)
    (table,) = read(said + statement())[1]
    assert table.table.rows == (
        ("", "Three Months Ended", "Three Months Ended", "Year"),
        ("", "2022", "2023", "2023"),
        ("Net sales:", "", "", ""),
        ("Products", "$ 60,584", "$ 63,355", "$ (594)"),
        ("Services", "21,213", "\u2014", "97"),
        ("Total", "$ 81,797", "$ 63,355", "$ (497)"),
    )
    assert (table.table.header_rows, table.table.header_columns, table.ruled) == (2, 1, False)
    assert table.table.unit == "in millions"


def test_a_label_broken_over_two_lines_is_one_row() -> None:
    content = statement() + "".join(
        [
            text("Net cash provided by operating", 60, 568, 10),
            text("activities of the group", 60, 557, 10),
            *(text(words, x, 557, 10) for x, words in ((335, "11"), (405, "12"), (475, "13"))),
            row(8, {60: "Other", 335: "1", 405: "2", 475: "3"}),
        ]
    )
    assert rows(content)[6:] == (
        ("Net cash provided by operating activities of the group", "11", "12", "13"),
        ("Other", "1", "2", "3"),
    )


def test_rules_from_edge_to_edge_and_a_caption_below() -> None:
    content = (
        across(60, 460, TOP + 14)
        + across(60, 460, TOP - 6)
        + across(60, 460, TOP - 3 * STEP - 6)
        + row(0, {65: "Method", 200: "Precision", 300: "Recall"}, bold=True)
        + row(1, {65: "Plain words", 210: "0.05", 305: "0.30"})
        + row(2, {65: "Ours", 210: "0.14", 305: "0.48"})
        + row(3, {65: "Ours, both", 210: "-", 305: "0.49"})
        + text("Table 5: Results on the test set (%).", 120, TOP - 4 * STEP - 8, 10)
    )
    (table,) = read(content)[1]
    assert table.table.rows == (
        ("Method", "Precision", "Recall"),
        ("Plain words", "0.05", "0.30"),
        ("Ours", "0.14", "0.48"),
        ("Ours, both", "-", "0.49"),
    )
    assert table.table.caption == "Table 5: Results on the test set (%)."
    assert table.table.unit == "%"


def test_figures_in_columns_without_rules_are_a_table_and_lists_of_pages_are_not() -> None:
    loose = row(0, {60: "Beds", 200: "120", 300: "140"}) + row(1, {60: "Wards", 200: "8", 300: "9"})
    loose += row(2, {60: "Nurses", 200: "1,200", 300: "1,310"})
    assert rows(loose) == (("Beds", "120", "140"), ("Wards", "8", "9"), ("Nurses", "1,200", "1,310"))
    contents = row(0, {60: "Summary", 400: "3"}) + row(1, {60: "Findings", 400: "9"})
    contents += row(2, {60: "Annex", 400: "27"}) + row(3, {60: "Notes", 400: "31"})
    assert read(contents)[1] == ()


def test_two_columns_of_text_between_rules_are_no_table() -> None:
    lines = ["the quality of care in the area was found", "to be better than in the year before and"] * 5
    content = across(50, 550, 770) + across(50, 550, 600)
    content += paragraph(lines, 50, 750, 10, 14) + paragraph(lines, 310, 750, 10, 14)
    assert read(content)[1] == ()


def test_a_box_of_facts_beside_the_text_is_no_table() -> None:
    content = paragraph(["a running text that says what the office does"] * 10, 50, 730, 10, 14)
    facts = [("Formed", "December 1916"), ("Jurisdiction", "United Kingdom"), ("Seat", "Whitehall")]
    for i, (name, fact) in enumerate(facts):
        content += text(name, 330, 720 - 24 * i, 10, True) + text(fact, 420, 720 - 24 * i, 10)
        content += across(325, 520, 712 - 24 * i, 0.5)
    assert read(content)[1] == ()


def test_short_rules_without_columns_beside_them_are_no_table() -> None:
    content = across(60, 120, 705) + across(60, 120, 660)
    content += row(1, {60: "12"}) + row(2, {60: "13"}) + row(5, {60: "a line of running text"})
    assert read(content)[1] == ()


def test_lines_under_links_part_no_cells() -> None:
    content = frame([60, 300, 500], 3) + row(0, {65: "Minister", 305: "Rank"}, bold=True)
    content += row(1, {65: "A name", 305: "Leader"}) + row(2, {65: "Another name", 305: "Deputy"})
    content += across(305, 305 + 31.1, TOP - STEP - 1.5, 0.5)
    assert rows(content)[1] == ("A name", "Leader")


def test_a_raised_mark_is_left_out_and_a_square_is_kept() -> None:
    content = frame([60, 200, 300, 400], 3)
    content += row(0, {65: "Debt", 205: "Current (A/cm", 305: "2023"}, bold=True)
    content += text("2", 272, TOP + 4, 6) + text(")", 276, TOP, 10, True)
    content += row(1, {65: "Loans", 205: "1", 305: "2"}) + text("3", 94, TOP - STEP + 4, 6)
    content += row(2, {65: "Bonds", 205: "3", 305: "4"})
    found = rows(content)
    assert found[0][1] == "Current (A/cm2)"
    assert found[1][0] == "Loans"


def test_a_sign_without_a_letter_shows_in_its_figure() -> None:
    content = frame([60, 200, 300], 3) + row(0, {65: "Day", 205: "Change"}, bold=True)
    content += row(1, {65: "One", 205: "(\x030.9393)"}) + row(2, {65: "Two", 205: "0.5"})
    assert rows(content)[1] == ("One", "(\ufffd0.9393)")


def test_a_head_of_one_cell_over_all_columns_is_a_label() -> None:
    content = frame([60, 200, 300, 400], 1) + across(60, 400, TOP + 33)
    content += down(60, TOP + 13, TOP + 33) + down(400, TOP + 13, TOP + 33)
    content += text("Figures of 2024", 180, TOP + 20, 10) + row(0, {65: "Share", 205: "Third", 305: "Half"})
    (table,) = read(content)[1]
    assert table.table.rows[0] == ("Figures of 2024",) * 3
    assert (table.table.header_rows, table.text) == (1, "Figures of 2024 |  | \nShare | Third | Half")


def test_lines_between_columns_close_the_row_above_the_first_line_across() -> None:
    content = filled(60, TOP - 7, 140, 20, "0.2 0.4 0.8") + filled(200, TOP - 7, 200, 20, "0.2 0.4 0.8")
    content += "".join(across(60, 400, TOP - 7 - i * STEP) for i in (1, 2, 3)) + down(200, TOP - 67, TOP + 13)
    content += row(0, {65: "Kind", 205: "Then"}) + row(1, {65: "Class", 205: "First group"})
    content += row(2, {65: "Cases", 205: "Six"}) + row(3, {65: "Code", 205: "None"})
    assert rows(content)[1] == ("Class", "First group")


def test_lines_round_columns_of_running_text_make_no_table() -> None:
    sentence = "a running text that goes on and on in its half of the page"
    content = across(40, 560, 760) + across(40, 560, 100) + across(40, 560, 120)
    content += "".join(down(x, 100, 760) for x in (40, 300, 560))
    for left in (45, 305):
        content += paragraph([sentence] * 30, left, 740, 8, 14) + text("A foot of this", left, 105, 8)
    assert read(content)[1] == ()


def test_two_columns_of_words_under_labels_between_rules_are_a_table() -> None:
    content = across(60, 200, TOP + 14) + across(60, 200, TOP - 6) + across(60, 200, TOP - 46)
    content += row(1, {65: "North", 140: "Leeds"}) + row(2, {65: "South", 140: "Dover"})
    assert read(content + row(0, {65: "Area", 140: "Office"}))[1] == ()
    assert rows(content + row(0, {65: "Area", 140: "Office"}, bold=True))[0] == ("Area", "Office")


def test_a_caption_over_a_table_is_not_that_of_the_table_above_it() -> None:
    upper = frame([60, 200, 300], 2) + row(0, {65: "C", 205: "3"}) + row(1, {65: "D", 205: "4"})
    lower = text("Table 2: Regions", 60, TOP - 60, 11, True)
    for i, y in enumerate((TOP - 75, TOP - 95, TOP - 115)):
        lower += across(60, 300, y) + (text(f"Row {i}", 65, y - 14, 10) + text("7", 205, y - 14, 10)) * (
            i < 2
        )
    lower += "".join(down(x, TOP - 115, TOP - 75) for x in (60, 200, 300))
    assert [table.table.caption for table in read(upper + lower)[1]] == [None, "Table 2: Regions"]


def test_lines_that_touch_are_one_and_white_ones_on_white_are_none() -> None:
    made = Ruling.of(across=[(10, 0, 20), (10, 20.5, 40), (10, 60, 80), (30, 0, 2)])
    assert made.across.tolist() == [[10, 0, 40], [10, 60, 80]]
    document = pdfium.PdfDocument(pdf([f"1 G\n{across(60, 400, 500)}0 G\n{across(60, 400, 300)}"]))
    assert [round(y) for y, _, _ in ruling.read(document[0]).across.tolist()] == [542]
    document.close()
