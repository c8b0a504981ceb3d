"""The page of a quotation as a picture: marked where it stands, and never where it does not."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from added_pdf import BROKEN_OFF, COUNTED, GOES_ON, TITLE, lighthouse_pdf, marked_rows

from assistant.page_images import NOT_FOUND, READ_BY_OCR, PageImageError, PageImages, has_page_image
from assistant.types import Citation, Passage
from corpus.catalogue import load_catalogue
from corpus.types import Original, PageRef
from indexing import files

FIRST = PageRef(1, "5")
PUBLICATION = replace(load_catalogue()["nhse-rtt-2024"], title=TITLE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def images(home: Path) -> Iterator[PageImages]:
    made = PageImages(home)
    yield made
    made.close()


def kept(home: Path, data: bytes, media_type: str = "application/pdf") -> Original:
    sha256, size = files.keep(home, io.BytesIO(data))
    return Original(sha256, "keepers.pdf", media_type, size)


def passage(original: Original | None, quotation: str = COUNTED, page: PageRef | None = FIRST) -> Passage:
    citation = Citation("keepers#00000000", PUBLICATION, quotation, (), page, False, None)
    return Passage(citation, (quotation,), 0, 0, len(quotation), original, next_page=PageRef(2, "6"))


def test_the_lines_of_the_quotation_are_marked_and_no_others(home: Path, images: PageImages) -> None:
    drawn = images.of(passage(kept(home, lighthouse_pdf())))
    assert drawn is not None
    assert (drawn.marked, drawn.message) == (True, "")
    (page,) = drawn.pages
    assert page.page == PageRef(1, "5")
    assert page.description == f"Page 1 (printed as 5) of {TITLE}; the quotation is marked"
    rows = marked_rows(page.png)
    # Two pixels a point; the writing lines are at 142 and 157 points from the top.
    assert 2 * 130 < rows.min() < 2 * 142 < 2 * 157 < rows.max() < 2 * 163
    assert page.description.encode() in page.png, "the file says what it shows"


def test_a_quotation_that_goes_on_is_shown_on_both_pages(home: Path, images: PageImages) -> None:
    drawn = images.of(passage(kept(home, lighthouse_pdf()), f"{BROKEN_OFF} {GOES_ON}"))
    assert drawn is not None
    assert drawn.marked
    assert [p.page for p in drawn.pages] == [PageRef(1, "5"), PageRef(2, "6")]
    assert [p.description[:21] for p in drawn.pages] == ["Page 1 (printed as 5)", "Page 2 (printed as 6)"]
    first, second = (marked_rows(p.png) for p in drawn.pages)
    assert first.min() > 2 * 740, "the last line of the first page"
    assert second.max() < 2 * 70, "the first line of the second"


@pytest.mark.parametrize(("ocr", "message"), [(False, NOT_FOUND), (True, READ_BY_OCR)])
def test_what_the_page_does_not_say_is_not_marked_and_that_is_told(
    home: Path, images: PageImages, ocr: bool, message: str
) -> None:
    other = "The survey counted 413 lighthouse keepers on the northern coast in May 2020."
    images = PageImages(home)
    drawn = images.of(replace(passage(kept(home, lighthouse_pdf()), other), ocr=ocr))
    images.close()
    assert drawn is not None
    assert (drawn.marked, drawn.message) == (False, message)
    (page,) = drawn.pages
    assert page.description.endswith("; nothing is marked")
    assert not len(marked_rows(page.png))


def test_there_is_no_picture_of_what_is_no_page_of_a_pdf(home: Path, images: PageImages) -> None:
    word = kept(home, b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    for none in (passage(None), passage(word), passage(kept(home, lighthouse_pdf()), page=None)):
        assert not has_page_image(none)
        assert images.of(none) is None


def test_a_file_that_is_gone_changed_or_no_pdf_is_told_and_never_drawn(tmp_path: Path) -> None:
    images = PageImages(tmp_path)
    original = kept(tmp_path, lighthouse_pdf())
    path = files.kept_path(tmp_path, original.sha256)
    path.write_bytes(lighthouse_pdf().replace(b"412", b"999"))
    with pytest.raises(PageImageError, match=r"it is damaged.*evidence verify"):
        images.of(passage(original))
    path.unlink()
    with pytest.raises(PageImageError, match=r"No such file.*evidence verify"):
        images.of(passage(original))
    with pytest.raises(PageImageError, match=r"^Page 1 \(printed as 5\) cannot .*keepers\.pdf.*damaged"):
        images.of(passage(kept(tmp_path, b"%PDF-1.7 and nothing more")))
    with pytest.raises(PageImageError, match=r"^Page 9 cannot be drawn"):
        images.of(passage(kept(tmp_path, lighthouse_pdf()), page=PageRef(9)))
    images.close()


def test_a_picture_is_drawn_once_and_the_one_not_used_for_longest_makes_room(tmp_path: Path) -> None:
    images = PageImages(tmp_path, kept=2)
    original = kept(tmp_path, lighthouse_pdf())
    first = images.of(passage(original))
    images.of(passage(original, "another"))
    assert images.of(passage(original)) is first
    images.of(passage(original, "a third"))
    files.kept_path(tmp_path, original.sha256).unlink()
    assert images.of(passage(original)) is first
    assert images.of(passage(original, "a third")) is not None
    with pytest.raises(PageImageError):
        images.of(passage(original, "another"))
    images.close()


def test_many_threads_get_the_same(home: Path, images: PageImages) -> None:
    original = kept(home, lighthouse_pdf())
    drawn: list[object] = []
    threads = [threading.Thread(target=lambda: drawn.append(images.of(passage(original)))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(drawn) == 6
    assert all(one == drawn[0] for one in drawn)
