from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from corpus.parsing.pdf.highlight import locate
from corpus.types import Area, Block, BlockKind, PageRef, PageTurn
from evals.benchmarks.highlight_trials import VARIANTS, changed, sampled, trials, wrong
from evals.benchmarks.highlights import main, measure, misses, report

sys.path.append(str(Path(__file__).resolve().parents[1] / "corpus"))

from small_pdf import paragraph, pdf

LINES = [
    "The review of the service found that waiting times had fallen in",
    "every region but one, and that the number of staff had risen by a",
    "fifth since the year before. Patients said that they were content",
    "with the care they had been given, though not with the letters.",
]


def report_of_two_pages() -> bytes:
    return pdf([paragraph(LINES, 70, 700), paragraph(LINES[::-1], 70, 700)])


def test_quotations_are_drawn_from_blocks_with_their_page() -> None:
    long = " ".join(f"word{i}" for i in range(60))
    block = Block(
        BlockKind.PARAGRAPH, long, (), page=PageRef(3), turns=(PageTurn(long.index("word20"), PageRef(4)),)
    )
    short = Block(BlockKind.HEADING, "A heading", (), page=PageRef(1))
    drawn = list(sampled([short, block], 20, random.Random(1)))  # noqa: S311
    assert len(drawn) == 20
    for kind, page, words in drawn:
        assert kind == "text"
        assert words in long
        assert 10 <= len(words.split()) <= 40
        assert page == (3 if int(words.split()[0][4:]) < 20 else 4)


def test_rectangles_are_right_only_on_the_lines_of_the_quotation() -> None:
    data = report_of_two_pages()
    document = pdfium.PdfDocument(data)
    both = (document, document)
    quotation = "waiting times had fallen in every region but one"
    areas = locate(data, 1, quotation)
    assert wrong(both, areas, quotation) == ""
    assert "the rectangles hold" in wrong(both, areas[:1], quotation)
    whole = [Area(1, 60, 100, 500, 220)]
    assert "the rectangles hold" in wrong(both, whole, quotation)
    assert wrong(both, [Area(1, 10, 10, 40, 40)], quotation) == "no ink"
    document.close()


@pytest.mark.parametrize("variant", VARIANTS[1:])
def test_variants_turn_and_crop_every_page(variant: str) -> None:
    document = pdfium.PdfDocument(changed(report_of_two_pages(), variant))
    sizes = [document[i].get_size() for i in range(2)]
    document.close()
    if variant in ("rotated by 90", "rotated by 270"):
        assert sizes == [(842, 595)] * 2
    elif variant == "rotated by 180":
        assert sizes == [(595, 842)] * 2
    else:
        assert all(width < 595 and height < 100 for width, height in sizes)


def test_trials_of_a_file_are_located_on_every_variant() -> None:
    done = json.loads(trials(report_of_two_pages(), "a.pdf", 0.0, 4.0, 2.0))
    assert len(done) == 4 + 4 * 2
    assert all(trial["located"] and trial["right"] for trial in done)
    assert {trial["variant"] for trial in done} == set(VARIANTS)


@pytest.mark.slow
def test_a_folder_is_measured_in_the_sandbox(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(report_of_two_pages())
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 nothing")
    measured = measure([tmp_path], 6, 0, lambda line: None)
    assert len(measured.refused) == 1
    text = report(measured)
    assert "| as it is | text | 3 | 1 | 1.000" in text
    assert "b.pdf" in text
    assert misses(measured) == ""


def test_an_empty_folder_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "No PDF with text was found" in capsys.readouterr().err
