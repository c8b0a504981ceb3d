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
