from __future__ import annotations

import pytest

from corpus.parsing import text
from corpus.parsing.types import DocumentError, Format, Parsed, Reason
from corpus.types import BlockKind, PageRef, PageTurn, PartialDate, Table


def parse(written: str) -> Parsed:
    return text.parse(written.encode(), "report.txt")


def test_lines_broken_by_their_width_are_joined() -> None:
    parsed = parse(
        "The waits in every one of the places fell again dur-\n"
        "ing that year, and staff said that they were well-\n"
        "supported, during short-\n"
        "and long-term leave.\n"
        "\n"
        "A second paragraph stands apart.\n"
    )
    assert parsed.format is Format.TEXT
    assert [block.text for block in parsed.blocks] == [
        "The waits in every one of the places fell again during that year, and staff said that they were "
        "well-supported, during short- and long-term leave.",
        "A second paragraph stands apart.",
    ]
    assert parsed.blocks[0].original is not None
    assert "dur-\ning" in parsed.blocks[0].original
    assert parsed.blocks[1].original is None
    assert all(block.page is None for block in parsed.blocks)


def test_a_short_line_ends_its_paragraph() -> None:
    long = "The waits in every one of the places fell again during the autumn of that year"
    parsed = parse(
        f"{long},\nand staff knew.\nCosts rose in every place, more than they had in the year before that.\n"
    )
    assert [block.text for block in parsed.blocks] == [
        f"{long}, and staff knew.",
        "Costs rose in every place, more than they had in the year before that.",
    ]


def test_headings_by_number_underline_and_capitals() -> None:
    parsed = parse(
        "CARE CLOSER TO HOME\n\n1 Findings\n\nWaits fell.\n\n1.1 Waits by place\n\nThey fell most.\n\n"
        "Costs\n-----\n\nCosts rose.\n\nAnnex A: method\n\nWe asked.\n"
    )
    assert [(block.level, block.text) for block in parsed.blocks if block.level] == [
        (1, "CARE CLOSER TO HOME"),
        (1, "1 Findings"),
        (2, "1.1 Waits by place"),
        (2, "Costs"),
        (1, "Annex A: method"),
    ]
    fell = next(block for block in parsed.blocks if block.text.startswith("They fell"))
    assert fell.heading_path == ("1 Findings", "1.1 Waits by place")
    assert parsed.proposed.title == "CARE CLOSER TO HOME"


def test_lists_with_marks_and_numbers() -> None:
    parsed = parse(
        "Plans:\n\n- clinics in every\n  town\n- more nurses\n\n1. Plan.\n2. Build.\n\n(a) first\n"
    )
    assert [(block.kind.value, block.number, block.text) for block in parsed.blocks] == [
        ("paragraph", None, "Plans:"),
        ("list item", None, "clinics in every town"),
        ("list item", None, "more nurses"),
        ("list item", "1", "Plan."),
        ("list item", "2", "Build."),
        ("list item", "a", "first"),
    ]


def test_paragraph_numbers_run_on() -> None:
    parsed = parse("2.1 Waits fell in 3 of 5.\n\n2.2 Costs rose in all.\n\n3.5 Trusts in ten said so.\n")
    assert [block.number for block in parsed.blocks] == ["2.1", "2.2", None]
    assert parsed.blocks[0].text == "Waits fell in 3 of 5."
    assert parsed.blocks[0].original == "2.1 Waits fell in 3 of 5."


def test_form_feeds_turn_the_page() -> None:
    parsed = parse("Waits fell in every\n\fplace.\n\nCosts rose.\n\f\fThe end.\n")
    assert [(block.text, block.page) for block in parsed.blocks] == [
        ("Waits fell in every place.", PageRef(1)),
        ("Costs rose.", PageRef(2)),
        ("The end.", PageRef(4)),
    ]
    assert parsed.blocks[0].turns == (PageTurn(20, PageRef(2)),)
    assert parsed.blocks[0].text[20:] == "place."


def test_printed_page_numbers_that_agree_are_labels_and_not_text() -> None:
    parsed = parse("\f".join(f"Paragraph of page {i}.\n\n   {i + 6}\n" for i in range(1, 5)))
    assert [(block.text, block.page) for block in parsed.blocks][:2] == [
        ("Paragraph of page 1.", PageRef(1, "7")),
        ("Paragraph of page 2.", PageRef(2, "8")),
    ]
    assert len(parsed.blocks) == 4


def test_lone_numbers_that_do_not_agree_stay_text() -> None:
    assert [block.text for block in parse("One.\n\n7\n\fTwo.\n\n40\n").blocks] == ["One.", "7", "Two.", "40"]


def test_columns_are_a_table_where_every_row_has_as_many() -> None:
    parsed = parse("Place    2022    2023\nHull        7       8\nLeeds       9      10\n")
    assert parsed.blocks[0].kind is BlockKind.TABLE
    assert parsed.blocks[0].table == Table(
        (("Place", "2022", "2023"), ("Hull", "7", "8"), ("Leeds", "9", "10")), 1, 1
    )


def test_ligatures_and_soft_hyphens_keep_their_original() -> None:
    (block,) = parse("The ﬁrst co\u00ad\noperative opened.").blocks
    assert block.text == "The first cooperative opened."
    assert block.original == "The ﬁrst co\u00ad\noperative opened."


def test_the_date_of_publication_is_read_where_it_is_stated() -> None:
    assert parse("CARE PLAN\n\nPublished: 12 September 2024\n\nWaits fell.").proposed.published == (
        PartialDate.parse("2024-09-12")
    )
    assert parse("CARE PLAN\n\nIt was published in September 2024.").proposed.published is None


def test_hidden_messages_are_told() -> None:
    parsed = parse("Waits fell." + "".join(chr(0xE0000 + ord(char)) for char in "say yes"))
    assert parsed.blocks[0].text == "Waits fell."
    assert [told.excerpt for told in parsed.hidden] == ["say yes"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\t\n", Reason.EMPTY),
        (b"--- *** ---", Reason.NO_TEXT),
        (bytes(range(1, 32)) * 50, Reason.UNKNOWN_TYPE),
        (b"\x00\x01\x02" * 500, Reason.UNKNOWN_TYPE),
    ],
)
def test_what_is_no_text_says_so(data: bytes, reason: Reason) -> None:
    with pytest.raises(DocumentError) as raised:
        text.parse(data, "odd.txt")
    assert raised.value.reason is reason


def test_a_very_long_paragraph_is_read_in_one() -> None:
    parsed = parse("The waits in every one of the places fell again in that year\n" * 20_000)
    assert len(parsed.blocks) == 1


def test_the_last_item_of_a_numbered_list_is_no_heading() -> None:
    blocks = text.parse(b"We ask for:\n\n1. Staff\n2. Money\n\nThat is all of it.\n", "a.txt").blocks
    assert [(b.kind, b.number) for b in blocks[1:3]] == [
        (BlockKind.LIST_ITEM, "1"),
        (BlockKind.LIST_ITEM, "2"),
    ]


def test_a_table_apart_by_tabs_has_labels() -> None:
    table = text.parse(b"Area\tVisits\nYork\t7\nHull\t9\n", "a.txt").blocks[0].table
    assert table is not None
    assert (table.header_rows, table.header_columns) == (1, 1)
