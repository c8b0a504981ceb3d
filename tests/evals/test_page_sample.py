from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.types import Block, BlockKind, PageRef
from evals.benchmarks import page_sample
from evals.benchmarks.page_sample import main, read_gold, report
from evals.benchmarks.page_scores import FOUND, LEVELS, ORDER, PRECISION, RECALL, GoldPage, score

SHARED = Path(__file__).resolve().parents[2] / "../shared/dev-data"


def gold(
    headings: list[tuple[str, int | None]],
    order: list[str],
    asides: list[list[str]] | None = None,
    either: list[str] | None = None,
    tagged: bool = False,
) -> GoldPage:
    return GoldPage.model_validate(
        {
            "file": "a.pdf", "sha256": "0" * 16, "page": 2, "tagged": tagged, "layout": "one column",
            "headings": [{"text": text, "level": level} for text, level in headings],
            "order": order, "asides": asides or [], "either": either or [],
        }
    )  # fmt: skip


def heading(text: str, level: int, page: int = 2, number: str | None = None) -> Block:
    return Block(BlockKind.HEADING, text, (), PageRef(page), level=level, number=number)


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text, (), PageRef(2))


def test_a_heading_is_found_by_its_letters_and_its_number() -> None:
    page = gold([("1.1 Café aims", 1), ("What we ﬁnd", 2)], [])
    found = [heading("CAFE AIMS", 1, number="1.1"), heading("Else", 2), heading("What we find", 1, page=3)]
    scored = score(page, found)
    assert (scored.tallies[PRECISION], scored.tallies[RECALL]) == ((1, 2), (1, 2))
    assert scored.misses == ("heading missed: What we ﬁnd", "no heading: Else")


def test_what_may_be_called_either_counts_neither_way() -> None:
    page = gold([("Aims", 1)], [], either=["Board of Trade London"])
    scored = score(page, [heading("Board of Trade", 1), heading("Aims", 1)])
    assert (scored.tallies[PRECISION], scored.tallies[RECALL]) == ((1, 1), (1, 1))


def test_levels_agree_where_pairs_stand_to_each_other_as_printed() -> None:
    page = gold([("A", 1), ("B", 2), ("C", 2), ("D", None)], [])
    scored = score(page, [heading("A", 2), heading("B", 3), heading("C", 4), heading("D", 1)])
    assert scored.tallies[LEVELS] == (2, 3)
    assert scored.misses == ("levels 2, 2 given as 3, 4: B | C",)


def test_order_is_counted_over_pairs_of_the_openings_found() -> None:
    page = gold([], ["One is", "Two is", "Three is", "Four is"])
    scored = score(page, [paragraph("One is first. Three is late."), paragraph("Two is here.")])
    assert (scored.tallies[FOUND], scored.tallies[ORDER]) == ((3, 4), (2, 3))
    assert scored.misses == ("opening not found: Four is", "order: Three is | before Two is")


def test_the_start_of_a_block_goes_before_the_same_words_inside_another() -> None:
    page = gold([], ["The scope", "Scope", "Costs"])
    scored = score(page, [paragraph("The scope of it."), paragraph("Scope"), paragraph("Costs rose.")])
    assert scored.tallies[ORDER] == (3, 3)


def test_an_aside_may_stand_before_or_after_but_not_in_between() -> None:
    page = gold([], ["One", "Two"], asides=[["Box a", "Box b"]])
    boxed = [paragraph("Box a"), paragraph("Box b")]
    before = score(page, [*boxed, paragraph("One"), paragraph("Two")])
    torn = score(page, [paragraph("One"), boxed[0], paragraph("Two"), boxed[1]])
    assert before.tallies[ORDER] == (4, 4)
    assert torn.tallies[ORDER] == (3, 4)
    assert torn.misses == ("order: inside an aside: Two",)


def test_a_file_that_failed_has_nothing_found_and_says_why() -> None:
    scored = score(gold([("A", 1)], ["One"]), [], ("a.pdf: damaged",))
    assert (scored.tallies[RECALL], scored.tallies[FOUND]) == ((0, 1), (0, 1))
    assert scored.misses[0] == "a.pdf: damaged"


def test_a_report_has_a_column_a_way_of_reading_and_leaves_out_what_it_cannot_tell() -> None:
    scored = score(gold([("A", 1)], ["One"]), [heading("A", 1), paragraph("One")])
    text = report({"tags used": [scored], "tags hidden": [scored]})
    assert "| pages | n | measure | tags used | tags hidden |" in text
    assert "| all | 1 | heading levels | – | – |" in text
    assert "columns or boxes | 0 |" in text
    assert "| of files without | 1 |" in text


def test_pages_of_tagged_files_are_reported_apart() -> None:
    found = [heading("A", 1), heading("B", 1)]
    scored = [score(gold([("A", 1)], [], tagged=True), found), score(gold([("C", 1)], []), found)]
    lines = report({"tags used": scored}).splitlines()
    shares = {line.split(" | ")[0]: line.split(" | ")[3] for line in lines if "| headings R |" in line}
    assert shares["| of tagged files"].startswith("1.000")
    assert shares["| of files without"].startswith("0.000")


def test_the_gold_says_how_it_was_read_and_can_be_read() -> None:
    head = json.loads(page_sample.GOLD.read_text(encoding="utf-8").splitlines()[0])
    assert "by eye" in head["about"]
    pages = read_gold(page_sample.GOLD)
    assert len(pages) >= 40
    assert len({page.sha256 for page in pages}) >= 15
    assert sum(page.tagged for page in pages) >= 30
    assert sum("columns" in page.layout or "box" in page.layout for page in pages) >= 12
    assert all(len(set(page.order)) == len(page.order) for page in pages)


def test_nothing_to_measure_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "No file of the gold was found" in capsys.readouterr().err


@pytest.mark.slow
def test_reports_of_one_column_are_read_in_order() -> None:
    if not SHARED.is_dir():
        pytest.skip("the development data is not beside the repository")
    pages = read_gold(page_sample.GOLD)
    scored = list(page_sample.measure([SHARED / "uk_policy_docs"], pages, use_tags=True))
    assert len(scored) >= 15
    right, pairs = (sum(one.tallies[ORDER][i] for one in scored) for i in (0, 1))
    assert right / pairs >= 0.95
