"""Scans: what tesseract says becomes blocks with places, marked as OCR."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_files import one_page, pdf, stream

from corpus.parsing.ocr import UNTOLD, PagesTold, Tesseract, read_scan
from corpus.parsing.ocr_pages import MAX_PIXELS, render
from corpus.parsing.ocr_words import ReadPage, Word, blocks_of, upright, words_of
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError, Format, Limits, Parsed, Reason
from corpus.types import Area

HEADER = "level page_num block_num par_num line_num word_num left top width height conf text".replace(
    " ", "\t"
)


def tsv(*rows: str) -> str:
    return "\n".join([HEADER, *(row.replace(" ", "\t") for row in rows)]) + "\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=60)) as made:
        yield made


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that speaks tesseract's command line: what it answers is set by the language asked for."""
    path = tmp_path / "tesseract"
    body = f"""\
        #!{sys.executable}
        import os, sys, time
        image = sys.stdin.buffer.read()
        language = sys.argv[sys.argv.index("-l") + 1]
        if language == "slow":
            time.sleep(60)
        if language == "cym":
            sys.exit("Failed loading language 'cym'\\nTesseract couldn't load any languages!")
        if language == "broken":
            sys.exit("Error during processing.")
        print({HEADER!r})
        if language == "guesses":
            print("5", 1, 1, 1, 1, 1, 0, 0, 9, 9, 12.0, "qx", sep="\\t")
        if language == "upside":  # read with certainty where the page is turned to be 300 pixels wide
            sure = 95 if image.split()[4] == b"300" else 5
            print("5", 1, 1, 1, 1, 1, 10, 20, 30, 40, sure, "Costs", sep="\\t")
        if language == "eng":
            for number, word in enumerate(["Costs", "rose", "by", "3%"]):
                sure = 95.5 if number else 41.0
                print("5", 1, 1, 1, 1, number, 100 * number, 200, 80, 30, sure, word, sep="\\t")
        """
    path.write_text(textwrap.dedent(body))
    path.chmod(0o755)
    return path


def scan(
    sandbox: Sandbox,
    program: Path | str,
    language: str = "eng",
    seconds: float = 30,
    told: PagesTold = UNTOLD,
) -> Parsed:
    """Two pages of 144 by 72 points."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 72]>>"
    pages = b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>"
    data = pdf([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, page])
    tesseract = Tesseract(str(program), language, seconds_a_page=seconds)
    return read_scan(data, "scan.pdf", 2, sandbox, tesseract, told)


def test_words_come_with_their_places_and_specks_are_left_out() -> None:
    words = words_of(
        tsv(
            "1 1 0 0 0 0 0 0 600 300 -1 ",
            "5 1 2 1 3 1 10 20 30 40 91.25 Costs",
            "5 1 2 1 3 2 50 20 5 5 12 |",
            "5 1 2 1 3 3 60 20 5 5 95 –",
            "5 1 2 1 3 4 70 20 5 5 95 ",
        )
    )
    assert words[0] == Word((2, 1), 3, 10, 20, 40, 60, 91.25, "Costs")
    assert [w.text for w in words] == ["Costs", "–"]


def word(text: str, paragraph: int, line: int = 1, top: int = 1_000, left: int = 100) -> Word:
    return Word((paragraph, 1), line, left, top, left + 50, top + 20, 95.0, text)


def page(number: int, *words: Word) -> ReadPage:
    return ReadPage(number, 500.0, 1_000.0, 0.5, words)  # 1,000 by 2,000 pixels


def test_a_paragraph_is_one_block_with_its_area_in_points() -> None:
    read = page(3, word("Costs", 1), word("rose", 1, left=200), word("again.", 1, line=2, top=1_040))
    (block,), (made,) = blocks_of([read])
    assert block.text == "Costs rose again."
    assert block.original is None
    assert block.areas == (Area(3, 50.0, 500.0, 125.0, 530.0),)
    assert block.page is not None
    assert (block.page.physical, block.page.label) == (3, None)
    assert (made.width, made.height, made.furniture) == (500.0, 1_000.0, ())


def test_a_hyphen_at_a_line_end_is_kept_without_a_gap_and_the_lines_can_be_shown() -> None:
    (block,), _ = blocks_of([page(1, word("well-", 1, line=1), word("being", 1, line=2))])
    assert block.text == "well-being"
    assert block.original == "well-\nbeing"


def test_running_heads_and_page_numbers_are_furniture() -> None:
    pages = [
        page(
            n,
            word("Report", 1, top=40),
            word(f"20{n}", 1, top=40),
            word(f"Words{n}", 2),
            word(str(n), 3, top=1_950),
        )
        for n in (1, 2, 3)
    ]
    blocks, made = blocks_of(pages)
    assert [b.text for b in blocks] == ["Words1", "Words2", "Words3"]
    assert made[1].furniture == ("Report 202", "2")


def test_a_line_in_the_margin_of_two_pages_only_is_text() -> None:
    blocks, _ = blocks_of([page(n, word("Foreword", 1, top=40)) for n in (1, 2)])
    assert [b.text for b in blocks] == ["Foreword", "Foreword"]


def test_a_scan_is_read_page_by_page_and_marked(sandbox: Sandbox, program: Path) -> None:
    parsed = scan(sandbox, program)
    assert (parsed.format, parsed.ocr) == (Format.PDF, True)
    assert [(b.text, b.page.physical if b.page else None) for b in parsed.blocks] == [
        ("Costs rose by 3%", 1),
        ("Costs rose by 3%", 2),
    ]
    # 144 points are 600 pixels: 0.24 points a pixel; the last word ends at 300 + 80 pixels
    assert parsed.blocks[0].areas == (Area(1, 0.0, 48.0, pytest.approx(91.2), pytest.approx(55.2)),)
    assert parsed.notes == (
        "This document is a scan: its text was recognised from images of its pages and may hold errors.",
        "Read with little certainty: 2 of 8 words on pages 1, 2. Compare with the page's image.",
    )


def test_every_page_is_told_when_it_is_done(sandbox: Sandbox, program: Path) -> None:
    told: list[tuple[int, int]] = []
    scan(sandbox, program, told=lambda done, pages: told.append((done, pages)))
    assert told == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("language", "reason", "detail"),
    [
        ("cym", Reason.NEEDS_OCR, "apt-get install tesseract-ocr-cym"),
        ("broken", Reason.CRASHED, "Error during processing."),
        ("slow", Reason.TOO_SLOW, "over 1 seconds on each page"),
        ("guesses", Reason.NO_TEXT, "nothing was recognised on its pages with certainty"),
        ("blank", Reason.NO_TEXT, "nothing was recognised"),
    ],
)
def test_what_goes_wrong_is_named(
    sandbox: Sandbox, program: Path, language: str, reason: Reason, detail: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        scan(sandbox, program, language, seconds=1 if language == "slow" else 30)
    assert caught.value.reason is reason
    assert detail in caught.value.detail


def test_a_page_that_gives_guesses_is_read_turned_and_its_words_stay_where_they_are(
    sandbox: Sandbox, program: Path
) -> None:
    parsed = scan(sandbox, program, "upside")
    # turned by 90 degrees the page is 300 by 600 pixels; 0.24 points a pixel:
    # left = 20, top = 300 - 40, right = 60, bottom = 300 - 10
    area = parsed.blocks[0].areas[0]
    assert (area.left, area.top, area.right, area.bottom) == pytest.approx((4.8, 62.4, 14.4, 69.6))
    assert len(parsed.notes) == 1


@pytest.mark.parametrize(
    ("turned", "place"),
    [
        (0, (10, 20, 40, 60)),
        (90, (20, 560, 60, 590)),  # of an image 600 wide
        (180, (560, 240, 590, 280)),  # of an image 600 by 300
        (270, (240, 10, 280, 40)),  # of an image 300 high
    ],
)
def test_words_of_a_turned_image_are_placed_on_the_page(turned: int, place: tuple[int, ...]) -> None:
    (found,) = upright([Word((1, 1), 1, 10, 20, 40, 60, 95.0, "x")], turned, 600, 300)
    assert (found.left, found.top, found.right, found.bottom) == place


def test_where_tesseract_is_absent_the_message_says_what_to_install(sandbox: Sandbox) -> None:
    with pytest.raises(DocumentError, match="apt-get install tesseract-ocr") as caught:
        scan(sandbox, "no-such-tesseract")
    assert caught.value.reason is Reason.NEEDS_OCR


def test_a_page_is_drawn_in_greys_at_the_size_asked_for() -> None:
    image = render(one_page(stream(b""), b"", b"0 0 144 72"), "scan.pdf", 1, 300)
    assert image.startswith(b"P5\n# 144.0 72.0\n600 300\n255\n")
    assert len(image) == len(b"P5\n# 144.0 72.0\n600 300\n255\n") + 600 * 300


def test_a_giant_page_is_drawn_coarsely() -> None:
    image = render(one_page(stream(b""), b"", b"0 0 14400 14400"), "plan.pdf", 1, 300)
    assert len(image) <= MAX_PIXELS * 1.01


def test_a_page_that_is_not_there_is_damage() -> None:
    with pytest.raises(DocumentError) as caught:
        render(one_page(stream(b"")), "scan.pdf", 2, 300)
    assert caught.value.reason is Reason.DAMAGED


@pytest.mark.slow
def test_the_real_tesseract_reads_a_drawn_page(sandbox: Sandbox) -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed: apt-get install tesseract-ocr")
    content = b"BT /F1 24 Tf 72 600 Td (Spending on care rose by 12 per cent) Tj ET"
    parsed = read_scan(one_page(stream(content)), "scan.pdf", 1, sandbox, Tesseract())
    assert [block.text for block in parsed.blocks] == ["Spending on care rose by 12 per cent"]
    (area,) = parsed.blocks[0].areas
    # baseline 600 points above the bottom of a page of 842
    assert 72 - 4 <= area.left <= 72 + 4
    assert area.top < 842 - 600 < area.bottom + 4
