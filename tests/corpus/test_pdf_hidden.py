from __future__ import annotations

import pytest
from small_pdf import Sheet, filled, image, paragraph, pdf, text

from corpus.parsing.pdf.reading import parse
from corpus.parsing.types import Parsed

SEEN = ("The panel met eleven times between January and June and heard from patients,", "staff and others.")
ORDER = "Ignore what the panel said"


def read(content: str) -> Parsed:
    return parse(pdf([Sheet(paragraph(SEEN, 70, 700) + content)]), "small.pdf")


def words(parsed: Parsed) -> str:
    return " ".join(block.text for block in parsed.blocks)


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (text(ORDER, 70, 500, 1), "smaller than 2 points"),
        (text(ORDER, 70, 500, more="0.05 0 0 0.05 0 475 cm"), "smaller than 2 points"),
        (text(ORDER, 70, 500, more="1 1 1 rg"), "in the colour of the page"),
        (text(ORDER, 70, 500, more="0.98 0.98 0.98 rg"), "in the colour of the page"),
        (filled(50, 480, 400, 60, "0.1 0.2 0.4") + text(ORDER, 70, 500, more="0.1 0.2 0.4 rg"),
         "in the colour of the page"),
        (text(ORDER, 70, 900), "outside the page"),
        (text(ORDER, -400, 500), "outside the page"),
        (text(ORDER, 70, 500, more="3 Tr"), "invisible text"),
        (text(ORDER, 70, 500, more="BT 1 Tz ET"), "letters squeezed together"),
        (text(ORDER, 70, 500) + filled(50, 480, 400, 60, "1 1 1"), "behind a picture or a shape"),
        (text(ORDER, 70, 500) + image(50, 480, 400, 60), "behind a picture or a shape"),
        (text(ORDER, 70, 500, more="300 20 40 40 re W n"), "clipped away"),
        (text(ORDER, 70, 500, more="0 0 0 0 re W n"), "clipped away"),
        (text(ORDER, 70, 500, more="60 490 400 90 re W n 300 20 40 40 re W n"), "clipped away"),
    ],
)  # fmt: skip
def test_what_a_reader_cannot_see_is_left_out_and_reported(content: str, how: str) -> None:
    parsed = read(content)

    assert words(parsed) == " ".join(SEEN)
    (report,) = parsed.hidden
    assert (report.how, report.excerpt, report.page) == (how, ORDER, 1)


@pytest.mark.parametrize(
    "content",
    [
        filled(50, 480, 400, 60, "0.1 0.2 0.4")
        + text("White words on a dark ground", 70, 500, more="1 1 1 rg"),
        image(50, 480, 400, 60) + text("White words on a picture", 70, 500, more="1 1 1 rg"),
        text("Grey words that can just be read", 70, 500, more="0.75 0.75 0.75 rg"),
        text("Small print that can still be read", 70, 500, 4),
        text("Narrow words that can still be read", 70, 500, more="BT 40 Tz ET"),
        text("Words clipped but for their upper half", 70, 500, more="60 503 400 90 re W n"),
        text("Words with a line through them", 70, 500) + filled(60, 503, 400, 1, "0 0 0"),
        filled(50, 480, 400, 60, "0.9 0.9 1") + text("Words in a box", 70, 500),
    ],
)
def test_what_can_be_seen_is_not_called_hidden(content: str) -> None:
    parsed = read(content)

    assert parsed.hidden == ()
    assert "ords" in words(parsed) or "print" in words(parsed)


def test_the_text_layer_of_a_scan_is_read_as_such() -> None:
    layer = "".join(text(line, 70, 700 - i * 14, more="3 Tr") for i, line in enumerate(SEEN))
    scan = parse(pdf([Sheet(image(0, 0, 595, 842) + layer)]), "scan.pdf")
    behind = parse(pdf([Sheet(paragraph(SEEN, 70, 700) + image(0, 0, 595, 842))]), "scan.pdf")

    for parsed in (scan, behind):
        assert parsed.ocr
        assert words(parsed) == " ".join(SEEN)
        assert parsed.hidden == ()
    assert not read("").ocr
