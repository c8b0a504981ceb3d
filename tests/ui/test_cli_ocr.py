"""`evidence add` of a scan says which of its pages are read."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner
from test_cli_library import built

from ui.cli import cli
from ui.cli_index import IndexProgress

TESSERACT = f"""\
    #!{sys.executable}
    print("level", *range(11), sep="\\t")
    for number, word in enumerate("Quaggas were counted in Leeds".split()):
        print("5", 1, 1, 1, 1, number, 100 * number, 900, 80, 30, 95.5, word, sep="\\t")
    """


def write_scan(path: Path, pages: int) -> None:
    """Pages that are nothing but a grey picture."""
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        page, picture = document.new_page(595, 842), pdfium.PdfImage.new(document)
        grey = pdfium.PdfBitmap.new_native(60, 84, pdfium.raw.FPDFBitmap_Gray)
        grey.fill_rect((200, 200, 200, 255), 0, 0, 60, 84)
        picture.set_bitmap(grey)
        picture.set_matrix(pdfium.PdfMatrix().scale(595, 842))
        page.insert_obj(picture)
        page.gen_content()
    document.save(path)
    document.close()


@pytest.mark.slow
def test_the_pages_of_a_scan_are_told_while_they_are_read(tmp_path: Path) -> None:
    home = Path(shutil.copytree(built(), tmp_path / "home"))
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(textwrap.dedent(TESSERACT))
    program.chmod(0o755)
    scan = tmp_path / "a survey of quaggas on the moors of the north.pdf"
    write_scan(scan, 3)
    settings = {
        "EVIDENCE_HOME": str(home),
        "EVIDENCE_DIGESTS": str(built().parent / "digests"),
        "EVIDENCE_OCR": "true",
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
    }
    result = CliRunner().invoke(cli, ["add", str(scan)], env=settings)
    assert result.exit_code == 0, result.output
    told = [line for line in result.stderr.splitlines() if line.startswith("Reading pages")]
    assert [line.split(",")[0] for line in told] == [
        f"Reading pages of a survey of quaggas on the mo… by OCR: {done} of 3" for done in range(4)
    ]
    assert "This document is a scan" in result.stderr


def test_stages_that_take_turns_are_told_by_their_own_steps(capsys: pytest.CaptureFixture[str]) -> None:
    progress = IndexProgress()
    for stage, done in [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", 3), ("a", 0)]:
        progress(stage, done, 8)
    assert capsys.readouterr().err.splitlines() == [
        "a: 0 of 8", "b: 0 of 8", "a: 2 of 8", "b: 2 of 8", "a: 0 of 8",
    ]  # fmt: skip
