from __future__ import annotations

from word_package import HEADINGS, level, numbering, p, r, row, table, word_file

from corpus.parsing.docx import parse
from corpus.types import Block, BlockKind, Table

IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def read(body: str, styles: str = "", numbers: str = "") -> tuple[Block, ...]:
    return parse(word_file(body, styles, numbers), "report.docx").blocks


def one(body: str, styles: str = "", numbers: str = "") -> Table:
    found = read(body, styles, numbers)[0].table
    assert found is not None
    return found


def cell(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:tcPr>{properties}</w:tcPr>{p(text, run=run)}"


def test_rows_are_lines_and_cells_are_parted() -> None:
    block = read(table(row("North", "South"), row("Red tape", "Blue")))[0]
    assert (block.kind, block.text) == (BlockKind.TABLE, "North | South\nRed tape | Blue")


def test_spans_stand_once_in_the_body_and_over_all_columns_in_headers() -> None:
    span = '<w:gridSpan w:val="2"/>'
    found = one(
        table(
            row(cell("Area"), cell("Waits", span), properties="<w:tblHeader/>"),
            row("", "Now", "Before", properties="<w:tblHeader/>"),
            row(cell("All of the North", '<w:gridSpan w:val="3"/>')),
            row("York", "3", "5"),
        )
    )
    assert found.header_rows == 2
    assert found.rows == (
        ("Area", "Waits", "Waits"),
        ("", "Now", "Before"),
        ("All of the North", "", ""),
        ("York", "3", "5"),
    )


def test_cells_over_several_rows_are_repeated_in_label_columns_only() -> None:
    begin, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    found = one(
        table(
            row("Region", "Year", "Sum"),
            row(cell("York", begin), "2020", cell("7", begin)),
            row(cell("", on), "2021", cell("", on)),
        )
    )
    assert found.header_columns == 1
    assert found.rows == (("Region", "Year", "Sum"), ("York", "2020", "7"), ("York", "2021", ""))


def test_columns_in_which_no_cell_begins_and_empty_rows_are_left_out() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    found = one(table(row(cell("A", wide), cell("B")), row("", ""), row(cell("C", wide), cell("D"))))
    assert found.rows == (("A", "B"), ("C", "D"))


def test_rows_of_fewer_cells_are_filled_up_and_late_ones_moved() -> None:
    found = one(table(row("a", "b", "c"), row("d", properties='<w:gridBefore w:val="2"/>'), row("e")))
    assert found.rows == (("a", "b", "c"), ("", "", "d"), ("e", "", ""))


def test_a_first_row_is_a_header_by_its_style_or_by_bold_letters() -> None:
    styled = (
        '<w:style w:type="table" w:styleId="T"><w:name w:val="Grid 4"/>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
    )
    rows = row("Who", "What"), row("We", "pay")
    asked = '<w:tblStyle w:val="T"/><w:tblLook w:val="0020"/>'
    assert one(table(*rows, properties=asked), styled).header_rows == 1
    assert one(table(*rows, properties='<w:tblStyle w:val="T"/>'), styled).header_rows == 0
    bold = row(cell("Who", run="<w:b/>"), cell("What", run="<w:b/>"))
    assert one(table(bold, row("We", "pay"))).header_rows == 1


def test_a_nested_table_follows_its_outer_table() -> None:
    inner = table(row("x", "y"), row("1", "2"))
    blocks = read(table(row("a", "b"), row("c", inner + p("d"))))
    assert [b.text for b in blocks] == ["a | b\nc | d", "x | y\n1 | 2"]


def test_a_table_of_one_cell_is_a_box() -> None:
    blocks = read(table(row(p("Key points") + p("Pay rose."))))
    assert [(b.kind, b.text) for b in blocks] == [
        (BlockKind.BOX, "Key points"),
        (BlockKind.BOX, "Pay rose."),
    ]


def test_a_table_that_lays_out_a_page_gives_its_cells_as_text() -> None:
    long = p("Left", "Heading1") + p("It is so. " * 50)
    blocks = read(table(row(long, p("Right."))), HEADINGS)
    assert [(b.kind.name, b.text[:6], b.heading_path) for b in blocks] == [
        ("HEADING", "Left", ()),
        ("PARAGRAPH", "It is ", ("Left",)),
        ("PARAGRAPH", "Right.", ("Left",)),
    ]
    headed = row("Who", "Answer", properties="<w:tblHeader/>")
    assert [b.kind for b in read(table(headed, row("We", p("Yes. " * 150) + p("No."))))] == [BlockKind.TABLE]


def test_a_header_row_of_one_cell_is_a_title_and_stands_once() -> None:
    wide = cell("Waits in 2020", '<w:gridSpan w:val="2"/>')
    found = one(table(row(wide, properties="<w:tblHeader/>"), row("York", "3")))
    assert found.rows == (("Waits in 2020", ""), ("York", "3"))


def test_numbers_printed_in_cells_are_part_of_the_cell() -> None:
    numbers = numbering(level(0, "decimal", "R%1."))
    body = table(
        row("No.", "What"), *(row(p("", properties=IN_LIST) + p(""), text) for text in ("Pay", "Hire"))
    )
    assert one(body, numbers=numbers).rows == (("No.", "What"), ("R1", "Pay"), ("R2", "Hire"))
    body = table(row("What", "Who"), *(row(p(text, properties=IN_LIST), "we") for text in ("Pay", "Hire")))
    assert one(body, numbers=numbers).rows == (("What", "Who"), ("R1 Pay", "we"), ("R2 Hire", "we"))


def test_a_unit_in_the_header_is_the_tables() -> None:
    assert one(table(row("Year", "Sum (£m)"), row("2020", "5"))).unit == "£m"


def test_absurd_spans_are_bounded() -> None:
    found = one(table(row(cell("a", '<w:gridSpan w:val="999999999"/>'), cell("b")), row("c", "d")))
    assert len(found.rows[0]) <= 128


def test_labels_over_several_rows_and_columns_are_found_without_marks() -> None:
    begin, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    found = one(
        table(
            row(cell("Region", begin), cell("Area", begin), cell("Waits", wide)),
            row(cell("", on), cell("", on), "2022", "2023"),
            row(cell("North", begin), "York", "1", "2"),
            row(cell("", on), "Hull", "3", "4"),
        )
    )
    assert (found.header_rows, found.header_columns) == (2, 2)
    assert found.rows == (
        ("Region", "Area", "Waits", "Waits"),
        ("Region", "Area", "2022", "2023"),
        ("North", "York", "1", "2"),
        ("North", "Hull", "3", "4"),
    )


def test_raised_digits_are_no_part_of_a_figure() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    figure = f"<w:p>{r('1,204')}{r('3', raised)}</w:p>"
    assert one(table(row("Area", "Visits"), row("York", figure))).rows[1] == ("York", "1,204")
