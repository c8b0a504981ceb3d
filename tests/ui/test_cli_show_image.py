"""`evidence show CITATION --image FILE.png`: the page a quotation stands on, as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from added_pdf import BROKEN_OFF, COUNTED, GOES_ON, TITLE, lighthouse_pdf, marked_rows
from test_cli_library import built, evidence, home

from assistant.grounding.gate import citation_id

__all__ = ["home"]

pytestmark = pytest.mark.slow
ONE = citation_id("keepers", COUNTED)
TWO = citation_id("keepers", f"{BROKEN_OFF} {GOES_ON}")


def with_pdf(home: Path, folder: Path) -> Path:
    """The library with the PDF in it."""
    (folder / "keepers.pdf").write_bytes(lighthouse_pdf())
    result = evidence(home, "add", str(folder / "keepers.pdf"), "--publication", "keepers", "--title", TITLE)
    assert result.exit_code == 0, result.output
    return home


def test_the_page_is_written_and_not_written_over(home: Path, tmp_path: Path) -> None:
    with_pdf(home, tmp_path)
    place = tmp_path / "page.png"
    result = evidence(home, "show", ONE, "--image", str(place))
    assert result.exit_code == 0, result.output
    assert f"«{COUNTED}»" in result.stdout
    assert "File: keepers.pdf" in result.stdout
    assert f"Wrote {place}: Page 1 (printed as 5) of {TITLE}; the quotation is marked." in result.stderr
    assert len(marked_rows(place.read_bytes()))

    place.write_bytes(b"mine")
    refused = evidence(home, "show", ONE, "--image", str(place))
    assert refused.exit_code == 2
    assert "is there already" in refused.stderr
    assert place.read_bytes() == b"mine"
    assert evidence(home, "show", ONE, "--image", str(place), "--force").exit_code == 0
    assert place.read_bytes().startswith(b"\x89PNG")

    second = tmp_path / "page-2.png"
    second.write_bytes(b"mine too")
    refused = evidence(home, "show", TWO, "--image", str(tmp_path / "page.png"), "--force")
    assert refused.exit_code == 0
    assert second.read_bytes().startswith(b"\x89PNG")
    second.write_bytes(b"mine too")
    place.unlink()
    refused = evidence(home, "show", TWO, "--image", str(place))
    assert refused.exit_code == 2
    assert str(second) in refused.stderr
    assert not place.exists(), "both or neither"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("a#b", "--image", "page.jpg"), "end the name with .png"),
        (("a#b", "--image", "no-such-folder/page.png"), "there is no folder"),
        (("darzi-iinhs-2024", "--image", "page.png"), "--image is for a citation"),
        (("a#00000000", "--image", "page.png"), "No sentence in this library"),
    ],
)
def test_what_cannot_be_written_is_told(args: tuple[str, ...], said: str) -> None:
    result = evidence(built(), "show", *args)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_digest_has_no_page(tmp_path: Path) -> None:
    found = evidence(built(), "ask", "--json", "How many people were on the waiting list?").stdout
    start = found.index('"id": "', found.index('"citations"')) + len('"id": "')
    name = found[start : found.index('"', start)]
    result = evidence(built(), "show", name, "--image", str(tmp_path / "page.png"))
    assert result.exit_code == 2
    assert "does not stand on a page of a PDF that was added" in result.stderr
