"""What the tags of a page are taken to say, and when they are not trusted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pypdfium2 as pdfium
import pytest
from tagged_pdf import Put, Tag, tagged_pdf

from corpus.parsing.pdf import chars as reading
from corpus.parsing.pdf import outline, tags
from corpus.parsing.pdf.types import Element, PageChars

Shown = list[tuple[str, str]]


def read(data: bytes, number: int = 1) -> tuple[PageChars, tuple[Element, ...] | None]:
    document = pdfium.PdfDocument(data)
    page = document[number - 1]
    chars = reading.read(page, number)
    chars.artifact[:] = tags.artifacts(chars)
    return chars, tags.elements(page, chars)


def shown(chars: PageChars, found: Sequence[Element] | None) -> Shown:
    assert found is not None
    return [(element.role, text(chars, element.chars)) for element in found]


def text(chars: PageChars, index: np.ndarray) -> str:
    return " ".join("".join(chars.text[i] for i in index).split())


def lines(count: int, first: int = 0, top: float = 780) -> list[Put]:
    """Lines of tagged text down the page."""
    return [Put(f"Line number {first + i} of the text.", 72, top - 20 * i, first + i) for i in range(count)]


def test_roles_come_in_tag_order_and_what_is_inside_a_block_is_part_of_it() -> None:
    page = [
        Put("Findings", 72, 780, 0, 18),
        Put("Waiting times ", 72, 750, 1),
        Put("grew", 150, 750, 2),
        Put(" last year.", 175, 750, 3),
        Put("1.", 72, 720, 4),
        Put("Hire nurses", 90, 720, 5),
        Put("Keep nurses", 90, 700, 6),
    ]
    item = Tag("LI", [Tag("Lbl", [4]), Tag("LBody", [Tag("P", [5]), Tag("L", [Tag("LI", [6])])])])
    tree = [
        Tag(
            "Document",
            [Tag("Heading1", [0]), Tag("P", [1, Tag("Link", [Tag("Span", [2])]), 3]), Tag("L", [item])],
        )
    ]
    chars, found = read(tagged_pdf([page], tree, {"Heading1": "H1"}))
    assert shown(chars, found) == [
        ("H1", "Findings"),
        ("P", "Waiting times grew last year."),
        ("LI", "1. Hire nurses"),
        ("LI", "Keep nurses"),
    ]


def test_content_that_no_block_holds_makes_a_paragraph() -> None:
    tree = [Tag("Document", [Tag("Div", [0, Tag("Span", [1]), Tag("P", [2]), 3])])]
    chars, found = read(tagged_pdf([lines(4)], tree))
    assert [role for role, _ in shown(chars, found)] == ["P", "P", "P"]
    assert shown(chars, found)[0][1] == "Line number 0 of the text. Line number 1 of the text."


def test_a_note_inside_a_paragraph_stands_apart_and_the_paragraph_goes_on() -> None:
    page = [Put("Costs rose", 72, 780, 0), Put("in 2024.", 140, 780, 2), Put("1 In cash terms.", 72, 100, 1)]
    chars, found = read(tagged_pdf([page], [Tag("P", [0, Tag("Note", [1]), 2])]))
    assert shown(chars, found) == [("P", "Costs rose in 2024."), ("Note", "1 In cash terms.")]


def test_quotations_and_dates_are_no_headings_whatever_their_tags() -> None:
    said = ('"It was far too long"', "15/04/25", "1.7.15", "Waiting times grew in every region.")
    page = [Put(words, 72, 780 - 30 * i, i) for i, words in enumerate(said)]
    page.append(Put("Offer a review.", 72, 600, len(said)))
    tree = [Tag("Document", [*(Tag("H2", [i]) for i in range(len(said))), Tag("P", [len(said)])])]
    chars, found = read(tagged_pdf([page], tree))

    assert shown(chars, found) == [("P", said[0]), ("P", said[1]), ("H2", said[3]), ("P", "Offer a review.")]
    assert found is not None
    assert found[2].number == "1.7.15"


def test_an_element_that_began_on_the_page_before_says_so() -> None:
    pages = [lines(2), [Put("goes on here.", 72, 780, 0), Put("Another.", 72, 760, 1)]]
    tree = [Tag("Document", [Tag("P", [0]), Tag("P", [1, (2, 0)]), Tag("P", [(2, 1)])])]
    data = tagged_pdf(pages, tree)
    chars, first = read(data)
    assert [element.continued for element in first or ()] == [False, False]
    chars, second = read(data, 2)
    assert shown(chars, second) == [("P", "goes on here."), ("P", "Another.")]
    assert [element.continued for element in second or ()] == [True, False]


def test_artifacts_are_left_out() -> None:
    head = Put("Department of Health", 72, 820, artifact=True)
    chars, found = read(tagged_pdf([[head, *lines(3)]], [Tag("P", [0, 1, 2])]))
    assert text(chars, np.flatnonzero(chars.artifact)) == "Department of Health"
    assert len(shown(chars, found)) == 1
    assert "Department" not in shown(chars, found)[0][1]


def test_long_text_in_the_body_is_no_artifact_whatever_its_mark() -> None:
    body = [
        Put("Real text that was marked as if it were decoration.", 72, 500 - 20 * i, artifact=True)
        for i in range(6)
    ]
    chars, found = read(tagged_pdf([[*lines(1), *body]], [Tag("P", [0])]))
    assert not chars.artifact.any()
    assert found is None


def test_a_heading_that_is_a_number_alone_is_the_number_of_what_follows() -> None:
    page = [Put("1.7.15", 72, 780, 0), Put("Offer insulin.", 110, 780, 1), *lines(2, 2, 740)]
    chars, found = read(tagged_pdf([page], [Tag("H3", [0]), Tag("P", [1]), Tag("P", [2, 3])]))
    assert shown(chars, found)[0] == ("P", "Offer insulin.")
    assert [element.number for element in found or ()] == ["1.7.15", None]


@pytest.mark.parametrize(
    ("told", "role"),
    [
        ("Table 3: Waiting times by region", "Caption"),
        ("“We were never told why it took so long to be seen”", "P"),
        (" ".join(["word"] * 31), "P"),
        ("Waiting times", "H2"),
    ],
)
def test_what_is_tagged_as_a_heading_for_its_looks_is_put_right(told: str, role: str) -> None:
    told = told.replace("“", '"').replace("”", '"')
    page = [Put(told, 20, 780, 0, 5), *lines(2, 1, 740)]
    chars, found = read(tagged_pdf([page], [Tag("H2", [0]), Tag("P", [1, 2])]))
    assert shown(chars, found)[0] == (role, told)


def test_a_table_has_its_cells_headers_and_spans() -> None:
    words = ["Region", "Weeks", "North", "12", "14", "South", "9", "11"]
    places = [(72, 700), (172, 700), (72, 680), (172, 680), (272, 680), (72, 660), (172, 660), (272, 660)]
    page = [
        *lines(1),
        *(Put(w, x, y, i + 1) for i, (w, (x, y)) in enumerate(zip(words, places, strict=True))),
    ]
    head = Tag("TR", [Tag("TH", [1]), Tag("TH", [2], {"ColSpan": 2})])
    rows = [Tag("TR", [Tag("TH", [n]), Tag("TD", [n + 1]), Tag("TD", [n + 2])]) for n in (3, 6)]
    tree = [Tag("P", [0]), Tag("Table", [Tag("THead", [head]), Tag("TBody", rows)])]
    chars, found = read(tagged_pdf([page], tree))
    assert found is not None
    table = found[1].cells
    assert table is not None
    assert [[text(chars, cell) for cell in row] for row in table.rows] == [
        ["Region", "Weeks", "Weeks"],
        ["North", "12", "14"],
        ["South", "9", "11"],
    ]
    assert (table.header_rows, table.header_columns) == (1, 1)
    assert text(chars, found[1].chars).split() == words


def test_labels_that_go_down_over_rows_make_rows_and_columns_of_labels() -> None:
    words = ["Region", "Weeks", "2023", "2024", "North", "Men", "12", "14", "Women", "9", "11"]
    page = [*lines(1), *(Put(w, 72 + 90 * (i % 4), 700 - 20 * (i // 4), i + 1) for i, w in enumerate(words))]
    head = [
        Tag("TR", [Tag("TH", [1], {"RowSpan": 2, "ColSpan": 2}), Tag("TH", [2], {"ColSpan": 2})]),
        Tag("TR", [Tag("TD", [3]), Tag("TD", [4])]),
    ]
    body = [
        Tag("TR", [Tag("TD", [5], {"RowSpan": 2}), *(Tag("TD", [n]) for n in (6, 7, 8))]),
        Tag("TR", [Tag("TD", [n]) for n in (9, 10, 11)]),
    ]
    chars, found = read(tagged_pdf([page], [Tag("P", [0]), Tag("Table", [*head, *body])]))
    assert found is not None
    table = found[1].cells
    assert table is not None
    assert [[text(chars, cell) for cell in row] for row in table.rows] == [
        ["Region", "Region", "Weeks", "Weeks"],
        ["Region", "Region", "2023", "2024"],
        ["North", "Men", "12", "14"],
        ["", "Women", "9", "11"],
    ]
    assert (table.header_rows, table.header_columns) == (2, 2)


def test_a_table_that_only_lays_out_text_is_a_box() -> None:
    cell = Tag("TH", [Tag("H2", [0]), Tag("P", [1]), Tag("L", [Tag("LI", [2])])])
    chars, found = read(tagged_pdf([lines(3)], [Tag("Table", [Tag("TR", [cell])])]))
    assert [role for role, _ in shown(chars, found)] == ["H2", "Box", "LI"]


def test_untagged_marks_belong_to_the_text_around_them() -> None:
    page = [
        Put("Costs rose", 72, 780, 0),
        Put("3", 126, 785, size=6),
        Put("in every region of the country.", 131, 780, 0),
        *lines(4, 1, 700),
    ]
    chars, found = read(tagged_pdf([page], [Tag("P", [0]), Tag("P", [1, 2, 3, 4])]))
    assert shown(chars, found)[0][1].replace(" ", "").startswith("Costsrose3inevery")


def test_untagged_notes_below_all_else_are_kept() -> None:
    notes = [Put("1 First note.", 72, 90, size=8), Put("2 Second note.", 72, 70, size=8)]
    chars, found = read(tagged_pdf([[*lines(5), *notes]], [Tag("P", list(range(5)))]))
    assert shown(chars, found)[1:] == [("Note", "1 First note."), ("Note", "2 Second note.")]


def test_tags_that_leave_out_text_between_what_they_hold_are_not_trusted() -> None:
    page = [*lines(2), Put("A whole paragraph that nobody tagged.", 72, 700), *lines(2, 2, 600)]
    assert read(tagged_pdf([page], [Tag("P", [0, 1]), Tag("P", [2, 3])]))[1] is None


def test_tags_that_go_up_the_page_are_not_trusted() -> None:
    tree = [Tag("P", [4, 5, 6, 7]), Tag("P", [0, 1, 2, 3])]
    assert read(tagged_pdf([lines(8)], tree))[1] is None


def test_two_columns_in_order_are_trusted() -> None:
    right = [Put(f"Right {i} of the page.", 320, 780 - 20 * i, 6 + i) for i in range(6)]
    tree = [Tag("P", list(range(6))), Tag("P", list(range(6, 12)))]
    assert read(tagged_pdf([[*lines(6), *right]], tree))[1] is not None


def test_a_page_without_tags_has_none() -> None:
    assert read(tagged_pdf([lines(3)]))[1] is None


@pytest.mark.parametrize(
    ("tree", "expected"),
    [((), False), ((Tag("P", [0, 1, 2]),), False), ((Tag("H1", [0]), Tag("P", [1, 2])), True)],
)
def test_tags_are_of_use_where_they_tell_headings(tree: Sequence[Tag], expected: bool) -> None:
    assert tags.usable(pdfium.PdfDocument(tagged_pdf([lines(3)], tree))) is expected


def test_the_outline_is_read_with_pages() -> None:
    data = tagged_pdf([lines(1), lines(1)], outline=[("Summary", 1), ("Annex  A", 2)])
    assert outline.read(pdfium.PdfDocument(data)) == (
        outline.Entry("Summary", 1, 1),
        outline.Entry("Annex A", 1, 2),
    )
    assert outline.read(pdfium.PdfDocument(tagged_pdf([lines(1)]))) == ()
