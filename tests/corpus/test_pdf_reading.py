from __future__ import annotations

import pytest
from small_pdf import Sheet, filled, image, paragraph, pdf, text

from corpus.parsing.pdf.reading import parse
from corpus.parsing.types import DocumentError, Parsed, Reason
from corpus.types import Block, BlockKind, PartialDate

PROSE = (
    "The panel met eleven times between January and June and heard from patients,",
    "staff and commissioners in every region, and it is grateful to all of them for",
    "the care with which they answered.",
)
MORE = (
    "Waiting times grew in every year of the period although more operations were",
    "carried out than before, because referrals grew faster than either.",
)
PAGE = paragraph(PROSE, 70, 700)


def read(*sheets: Sheet | str, info: str = "", catalog: str = "") -> Parsed:
    return parse(pdf(sheets, info, catalog), "small.pdf")


def texts(parsed: Parsed, kind: BlockKind | None = None) -> list[str]:
    return [block.text for block in parsed.blocks if kind is None or block.kind is kind]


def only(parsed: Parsed, kind: BlockKind) -> Block:
    (block,) = [block for block in parsed.blocks if block.kind is kind]
    return block


def test_lines_make_paragraphs_and_white_space_parts_them() -> None:
    parsed = read(paragraph(PROSE, 70, 700) + paragraph(MORE, 70, 640))

    assert texts(parsed) == [" ".join(PROSE), " ".join(MORE)]
    assert parsed.blocks[0].original is None


def test_a_block_says_where_it_stands_on_the_page() -> None:
    parsed = read(paragraph(PROSE, 70, 700))

    (area,) = parsed.blocks[0].areas
    assert area.page == 1
    assert area.left == pytest.approx(70, abs=1)
    # The first writing line is 842 - 700 from the top, the last 28 points lower.
    assert area.top < 142 < 170 < area.bottom
    assert area.top > 125
    assert area.bottom < 180


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_areas_are_those_of_the_page_as_shown(rotate: int) -> None:
    # Writing that stands upright on a page which is then shown turned clockwise.
    parsed = read(Sheet(text("Turned words of some length", 70, 700), rotate=rotate))

    (area,) = parsed.blocks[0].areas
    assert parsed.pages[0].width == (595 if rotate in (0, 180) else 842)
    assert texts(parsed) == ["Turned words of some length"]
    width = 135
    boxes = {
        0: (70, 130, 70 + width, 145), 90: (697, 70, 712, 70 + width),
        180: (525 - width, 697, 525, 712), 270: (130, 525 - width, 145, 525),
    }  # fmt: skip
    found = (area.left, area.top, area.right, area.bottom)
    assert found == pytest.approx(boxes[rotate], abs=8)


def test_a_cropped_page_is_measured_from_its_visible_corner() -> None:
    parsed = read(Sheet(paragraph(PROSE, 150, 700), crop=(100, 100, 595, 800)))

    assert (parsed.pages[0].width, parsed.pages[0].height) == (495, 700)
    assert parsed.blocks[0].areas[0].left == pytest.approx(50, abs=1)


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"left column line {i} of the running text" for i in range(8)]
    right = [f"right column line {i} of the running text" for i in range(8)]
    parsed = read(
        text("A heading across both of the columns", 70, 760, 16, bold=True)
        + paragraph(left, 70, 700) + paragraph(right, 320, 700)
        + text("And a last paragraph that goes across both of the columns, with a good many words.", 70, 500)
    )  # fmt: skip

    order = "\n".join(texts(parsed))
    assert order.index("A heading") < order.index("left column line 0")
    assert order.index("left column line 7") < order.index("right column line 0")
    assert order.index("right column line 7") < order.index("And a last")


def test_a_sentence_goes_on_over_the_page_and_past_its_furniture_and_notes() -> None:
    first = (
        paragraph(("A sentence which begins on the first page and which is nowhere near its end when",
                   "it has filled the last of the lines it was given, so that it goes on with the"), 70, 300)
        + text("1 A note at the foot of the page.", 70, 120, 8)
        + text("Running head of the report", 70, 810, 9) + text("7", 300, 30)
    )  # fmt: skip
    second = (
        paragraph(("next page and ends there.",), 70, 780)
        + text("Running head of the report", 70, 810, 9) + text("8", 300, 30)
    )  # fmt: skip
    third = paragraph(PROSE, 70, 700) + text("Running head of the report", 70, 810, 9) + text("9", 300, 30)
    parsed = read(first, second, third)

    block = parsed.blocks[0]
    assert block.text.endswith("so that it goes on with the next page and ends there.")
    (turn,) = block.turns
    assert block.text[turn.offset :] == "next page and ends there."
    assert (turn.page.physical, turn.page.label) == (2, "8")
    assert block.page_at(0) is not None
    assert [area.page for area in block.areas] == [1, 2]
    note = only(parsed, BlockKind.FOOTNOTE)
    assert (note.number, note.text) == ("1", "A note at the foot of the page.")
    assert [page.furniture for page in parsed.pages] == [("Running head of the report", n) for n in "789"]
    assert "Running head" not in " ".join(texts(parsed))


def test_a_raised_number_is_no_word_of_the_sentence() -> None:
    raised = "/F1 6 Tf 4 Ts ({}) Tj /F1 11 Tf 0 Ts "
    line = (
        "BT /F1 11 Tf 70 700 Td (Waiting times grew) Tj " + raised.format(12)
        + "(, and staff left. It cost 5 km) Tj " + raised.format(2) + "( of paper.) Tj ET\n"
    )  # fmt: skip
    parsed = read(line + paragraph(PROSE, 70, 600))

    assert texts(parsed)[0] == "Waiting times grew, and staff left. It cost 5 km2 of paper."
    assert parsed.blocks[0].original == "Waiting times grew12, and staff left. It cost 5 km2 of paper."


def test_a_raised_mark_longer_than_its_word_is_none_either() -> None:
    parsed = read(text("MBE", 70, 700, 10) + text("[15]", 91.7, 704.1, 8) + paragraph(PROSE, 70, 600))
    assert texts(parsed)[0] == "MBE"


def test_bullets_and_numbers_are_not_part_of_the_text() -> None:
    parsed = read(
        text("\u2022", 70, 700) + text("an item with a bullet of its own", 88, 700)
        + text("\u2022", 70, 680) + text("another item, after the first", 88, 680)
        + text("1.7.15", 70, 640) + text("Offer a structured review to everybody.", 110, 640)
    )  # fmt: skip

    assert texts(parsed, BlockKind.LIST_ITEM)[0] == "an item with a bullet of its own"
    numbered = parsed.blocks[-1]
    assert (numbered.number, numbered.text) == ("1.7.15", "Offer a structured review to everybody.")


def test_a_box_is_a_block_of_its_own() -> None:
    boxed = ("Case study: a box on a coloured ground that stands in the midst of the page,", MORE[1])
    ground = filled(60, 480, 475, 70, "0.85 0.9 1")
    parsed = read(ground + paragraph(PROSE, 70, 700) + paragraph(boxed, 70, 530) + paragraph(MORE, 70, 440))

    assert [block.kind for block in parsed.blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.BOX,
        BlockKind.PARAGRAPH,
    ]


def test_hyphens_at_line_ends_stay_unless_the_document_says_otherwise() -> None:
    lines = (
        "The plan asks for evidence-based policy in every place and it asks for data-",
        "led planning, for which no organ-",
        "isation has the staff. Every organisation said so.",
    )
    (block,) = read(paragraph(lines, 70, 700)).blocks
    assert "for data-led planning" in block.text
    assert "no organisation has" in block.text
    assert block.original is not None
    assert "organ-\nisation" in block.original


def test_captions_are_told_from_sentences_that_begin_alike() -> None:
    parsed = read(
        text("Table 3: Referrals by region", 70, 740) + paragraph(PROSE, 70, 700)
        + text("Table 3 shows that referrals grew in every region of the country.", 70, 600)
    )  # fmt: skip

    assert texts(parsed, BlockKind.CAPTION) == ["Table 3: Referrals by region"]


def test_metadata_is_proposed_from_what_is_printed() -> None:
    sheet = (
        text("A review of waiting", 70, 760, 24) + text("September 2024", 70, 730) + paragraph(PROSE, 70, 700)
    )
    printed = read(sheet, info="/Title (Microsoft Word - draft3.docx) /CreationDate (D:20200101000000Z)")
    named = read(sheet, info="/Title (Waiting: a review)")

    assert printed.proposed.title == "A review of waiting"
    assert printed.proposed.published == PartialDate.parse("2024-09")
    assert named.proposed.title == "Waiting: a review"
    assert read(paragraph(PROSE, 70, 700)).proposed.published is None
    ended = ["A first wave of hubs was opened in the towns of the", "coast in May 2020."]
    assert read(paragraph(ended, 70, 700)).proposed.published is None


def test_labels_of_the_file_serve_where_no_number_is_printed() -> None:
    catalog = "/PageLabels << /Nums [0 << /S /r >> 1 << /S /D >>] >>"
    parsed = read(paragraph(PROSE, 70, 700), paragraph(MORE, 70, 700), catalog=catalog)

    assert [page.ref.label for page in parsed.pages] == ["i", "1"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\nnothing of a file", Reason.DAMAGED),
        (pdf([""] * 5), Reason.NO_TEXT),
        (
            pdf([image(0, 0, 595, 842) + text("7", 300, 30)] * 4 + [paragraph(PROSE, 70, 700)]),
            Reason.NEEDS_OCR,
        ),
    ],
)
def test_files_without_text_are_refused_by_reason(data: bytes, reason: Reason) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(data, "odd.pdf")

    assert caught.value.reason is reason
    assert "odd.pdf" in str(caught.value)


def test_a_page_of_few_words_without_a_picture_is_no_scan() -> None:
    assert texts(read(text("To be read", 70, 700))) == ["To be read"]


def test_one_page_in_four_with_text_is_enough() -> None:
    assert texts(read("", "", "", paragraph(PROSE, 70, 700))) == [" ".join(PROSE)]
