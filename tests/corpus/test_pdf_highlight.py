from __future__ import annotations

import struct
import zlib
from base64 import b64decode

import numpy as np
import pytest
from small_pdf import Sheet, pdf, text

from corpus.parsing.pdf.highlight import locate
from corpus.parsing.pdf.page_image import MOST_PIXELS, png, render
from corpus.parsing.pdf.pictures import QuotedPages
from corpus.parsing.pdf.quoted_pages import quoted_pages_in
from corpus.parsing.types import DocumentError, Reason
from corpus.types import Area

LINES = ["The board said that the plan is self-", "financing and will be reviewed", "in two years."]


def page(rotate: int = 0, crop: tuple[int, int, int, int] | None = None) -> Sheet:
    content = "".join(text(line, 70, 700 - 16 * i, 12) for i, line in enumerate(LINES))
    return Sheet(content + text("Another paragraph on costs.", 70, 600, 12), rotate=rotate, crop=crop)


def boxes(areas: tuple[Area, ...]) -> list[tuple[int, int, int, int]]:
    return [(round(a.left), round(a.top), round(a.right), round(a.bottom)) for a in areas]


def test_a_quotation_over_two_lines_has_a_rectangle_on_each() -> None:
    areas = locate(pdf([page()]), 1, "the plan is self-financing and will")
    assert [area.page for area in areas] == [1, 1]
    # Writing lines at 142 and 158 points from the top; letters of 12 points stand 9 above and 3 below.
    assert 131 <= areas[0].top < 142 < areas[0].bottom <= 147
    assert 147 <= areas[1].top < 158 < areas[1].bottom <= 163
    assert areas[0].left > 150
    assert areas[1].left == pytest.approx(70, abs=2)
    assert areas[1].right < 190


@pytest.mark.parametrize("written", ["said that the PLAN", "said that the plans are", "", "   ", "—"])
def test_what_the_page_does_not_say_is_not_found(written: str) -> None:
    assert locate(pdf([page()]), 1, written) == ()


def test_a_page_that_is_not_there_holds_nothing() -> None:
    assert locate(pdf([page()]), 2, "the plan") == ()
    assert locate(pdf([page()]), 0, "the plan") == ()


def test_part_of_a_word_is_no_quotation() -> None:
    assert locate(pdf([text("A total of 1234 beds", 70, 700)]), 1, "23") == ()
    assert len(locate(pdf([text("A total of 1234 beds, 23 closed", 70, 700)]), 1, "23")) == 1


def test_quotation_marks_dashes_and_spaces_may_differ() -> None:
    data = pdf([text("“Ready” – said the  clerk’s office", 70, 700)])
    assert len(locate(data, 1, '"Ready" - said the clerk\'s office')) == 1


def test_a_mark_of_a_footnote_may_stand_between() -> None:
    content = text("Costs rose by half", 70, 700, 12) + text("12", 170, 705, 7)
    content += text(" in a year", 180, 700, 12)
    assert len(locate(pdf([content]), 1, "rose by half in a year")) == 1


@pytest.mark.parametrize(
    ("turn", "expected"),
    [(90, lambda a: (842 - a[3], a[0], 842 - a[1], a[2])),
     (180, lambda a: (595 - a[2], 842 - a[3], 595 - a[0], 842 - a[1])),
     (270, lambda a: (a[1], 595 - a[2], a[3], 595 - a[0]))],
)  # fmt: skip
def test_pages_turned_keep_their_lines(turn: int, expected) -> None:  # type: ignore[no-untyped-def]
    quotation = "will be reviewed in two years"
    upright = boxes(locate(pdf([page()]), 1, quotation))
    turned = boxes(locate(pdf([page(rotate=turn)]), 1, quotation))
    assert len(upright) == len(turned) == 2
    for one, other in zip(upright, turned, strict=True):
        assert other == pytest.approx(expected(one), abs=1)


def test_a_cropped_page_is_counted_from_what_is_shown() -> None:
    whole = boxes(locate(pdf([page()]), 1, "financing and"))[0]
    cropped = boxes(locate(pdf([page(crop=(50, 500, 400, 742))]), 1, "financing and"))[0]
    assert cropped == pytest.approx((whole[0] - 50, whole[1] - 100, whole[2] - 50, whole[3] - 100), abs=1)


def two_pages() -> bytes:
    head, foot = text("A report on care", 230, 800, 9), text("17", 300, 30, 9)
    first = head + text("The review found that many wards were closed", 70, 90, 12) + foot
    second = head + text("for want of nurses in the winter.", 70, 740, 12) + foot
    return pdf([first, second])


def test_a_quotation_goes_on_over_the_foot_and_head_of_pages() -> None:
    areas = locate(two_pages(), 1, "many wards were closed for want of nurses")
    assert [area.page for area in areas] == [1, 2]
    assert areas[0].top > 740
    assert areas[1].top < 110
    assert locate(two_pages(), 1, "for want of nurses in the winter") == ()


def test_cells_of_a_row_are_found_by_the_row() -> None:
    rows = [("Beds", "120", "140"), ("Wards", "8", "9"), ("Nurses", "1,200", "1,310")]
    columns = [text(row[c], 70 + 120 * c, 700 - 20 * r, 11) for c in range(3) for r, row in enumerate(rows)]
    areas = locate(pdf(["".join(columns)]), 1, "Wards | 8 | 9")
    assert len(areas) == 3
    assert {round(area.bottom) for area in areas} == {163}


def test_hidden_text_is_not_marked() -> None:
    data = pdf([text("secret words", 70, 700, 12, more="1 1 1 rg") + text("plain words", 70, 650, 12)])
    assert locate(data, 1, "secret words") == ()
    assert len(locate(data, 1, "plain words")) == 1


def pixels(image: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The picture of a PNG as `png` writes it: rows without filters."""
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    at, data, size = 8, b"", (0, 0)
    while at < len(image):
        length, kind = struct.unpack(">I4s", image[at : at + 8])
        content = image[at + 8 : at + 8 + length]
        assert struct.unpack(">I", image[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + content)
        if kind == b"IHDR":
            size = struct.unpack(">II", content[:8])
        if kind == b"IDAT":
            data += content
        at += 12 + length
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(size[1], 1 + 3 * size[0])
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(size[1], size[0], 3)


def test_a_picture_is_the_page_with_the_rectangle_tinted() -> None:
    shown = pixels(render(pdf([page()]), 1, [Area(1, 100, 300, 200, 340), Area(2, 0, 0, 500, 500)], 2.0))
    assert shown.shape == (1684, 1190, 3)
    assert shown[640, 300].tolist() == [255, 226, 105]
    assert shown[640, 100].tolist() == shown[10, 10].tolist() == [255, 255, 255]
    assert shown[681, 300].tolist() == [214, 148, 0]


def test_large_pictures_are_made_smaller() -> None:
    shown = pixels(render(pdf([page()]), 1, [], 50.0))
    assert 0.9 * MOST_PIXELS < shown.shape[0] * shown.shape[1] <= 1.01 * MOST_PIXELS


def shown_pages(data: bytes, number: float, quotation: str) -> QuotedPages:
    """Pages whose printed labels are vii and viii, as the child process draws them."""
    return quoted_pages_in(data, "a.pdf", number, quotation, 1.0, "A report", "vii", "viii")


def test_a_picture_says_what_it_shows() -> None:
    shown = shown_pages(pdf([page()]), 1.0, "the plan")
    (picture,) = shown.pages
    assert shown.marked
    assert picture.description == "Page 1 (printed as vii) of A report; the quotation is marked"
    image = b64decode(picture.png)
    assert picture.description.encode() in image
    assert pixels(image)[140].min(axis=1).min() < 110  # yellow: little blue


def test_where_the_quotation_is_not_found_the_page_is_shown_unmarked() -> None:
    shown = shown_pages(pdf([page()]), 1.0, "the budget")
    assert not shown.marked
    assert [p.description for p in shown.pages] == ["Page 1 (printed as vii) of A report; nothing is marked"]


def test_a_quotation_that_goes_on_is_shown_on_both_pages() -> None:
    shown = shown_pages(two_pages(), 1.0, "many wards were closed for want of nurses")
    assert [p.description for p in shown.pages] == [
        "Page 1 (printed as vii) of A report; the quotation is marked",
        "Page 2 (printed as viii) of A report; the quotation is marked",
    ]


@pytest.mark.parametrize(("data", "number"), [(b"%PDF-1.7 nothing", 1.0), (pdf([page()]), 7.0)])
def test_a_page_that_cannot_be_drawn_has_a_reason(data: bytes, number: float) -> None:
    with pytest.raises(DocumentError) as caught:
        shown_pages(data, number, "the plan")
    assert caught.value.reason is Reason.DAMAGED


def test_png_of_two_pixels() -> None:
    colours = np.array([[[1, 2, 3], [250, 251, 252]]], np.uint8)
    assert pixels(png(colours)).tolist() == colours.tolist()
