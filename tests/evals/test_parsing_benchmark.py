"""The yardstick of parsing: silver gold, scores computed by hand, and a run over two small files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tagged_pdf import Put, Tag, tagged_pdf

from corpus.types import Block, BlockKind, PageRef, PageTurn
from evals.benchmarks.parsing import main
from evals.benchmarks.parsing_characters import HYPHEN
from evals.benchmarks.parsing_gold import (
    RAISED,
    GoldFile,
    GoldPage,
    Run,
    read_gold,
    with_repeated_as_artifacts,
)
from evals.benchmarks.parsing_run import score_file
from evals.benchmarks.parsing_scores import (
    PageText,
    TextPiece,
    heading_scores,
    hyphen_scores,
    longest_increasing,
    order_score,
    word_scores,
)
from evals.benchmarks.parsing_spans import Span, draw_spans, folded, span_found
from evals.benchmarks.parsing_systems import FileFailedError, limited, page_texts
from evals.benchmarks.pdf_files import pdfs_by_hash

SENTENCE = "The waiting list for hospital care grew in every region of the country last year"


def gold(
    *runs: Run, loose: tuple[str, ...] = (), raised: tuple[str, ...] = (), artifacts: tuple[str, ...] = ()
) -> GoldPage:
    return GoldPage(1, runs, loose, raised, artifacts, (), 1.0)


def page(*texts: str, headings: tuple[str, ...] = ()) -> PageText:
    pieces = [TextPiece(text) for text in texts] + [TextPiece(text, True) for text in headings]
    return PageText(1, tuple(pieces))


def test_gold_is_what_the_tags_hold_in_their_order() -> None:
    puts = [
        Put("Department of Health", 72, 820, artifact=True),
        Put("Findings", 72, 780, 0, 18),
        Put("Costs rose", 72, 750, 2), Put("7", 126, 755, 2, 6), Put("again.", 130, 750, 2),
        Put("First item", 72, 720, 1),
        Put("Nobody tagged this.", 72, 300),
        Put("Nobody sees this at all.", 72, 200, 3, white=True),
    ]  # fmt: skip
    tree = [Tag("H2", [0]), Tag("L", [Tag("LI", [Tag("LBody", [Tag("Span", [1])])])]), Tag("P", [2, 3])]
    (found,) = read_gold(tagged_pdf([puts], tree), "a.pdf").gold
    assert [(run.role, " ".join(run.text.split())) for run in found.runs] == [
        ("H2", "Findings"), ("LBody", "First item"), ("P", f"Costs rose{RAISED}7 again."),
    ]  # fmt: skip
    assert [run.is_heading for run in found.runs] == [True, False, False]
    assert found.loose == ("Nobody tagged this.",)
    assert found.artifacts == ("Department of Health",)
    assert found.tagged == pytest.approx(33 / 50)


def test_a_numerator_is_no_mark_of_a_footnote() -> None:
    puts = [Put("a bolt of", 72, 780, 0), Put("3", 120, 784, 0, 6), Put("/8 inch", 124, 780, 0)]
    (found,) = read_gold(tagged_pdf([puts], [Tag("P", [0])]), "a.pdf").gold
    assert RAISED not in found.runs[0].text


def test_words_that_nobody_tagged_part_a_run_and_no_quotation_goes_across_them() -> None:
    words = SENTENCE.split()
    puts = [
        Put(" ".join(words[:11]), 72, 780, 0), Put("(a link that is printed)", 72, 766),
        Put(" ".join(words[11:]), 72, 752, 1),
    ]  # fmt: skip
    read = read_gold(tagged_pdf([puts], [Tag("P", [0, 1])]), "a.pdf")
    (run,) = read.gold[0].runs
    assert " ".join(run.text.split()) == SENTENCE
    assert [part.split() for part in run.parts] == [words[:11], words[11:]]
    assert {span.text for span in draw_spans([read], 50, 1)} <= {
        " ".join(words[i:j]) for i in range(2) for j in range(i + 10, 12)
    }


def test_a_file_without_tags_is_no_gold() -> None:
    read = read_gold(tagged_pdf([[Put("Some text", 72, 700)]]), "a.pdf")
    assert (read.pages, read.gold) == (1, ())


def test_unmarked_lines_repeated_at_the_edge_are_artifacts_and_bare_figures_marks() -> None:
    pages = [
        GoldPage(n, (), (f"Page | {n}", "Once", "3"), (), (), (f"Page | {n}", "Once"), 1.0) for n in (1, 2, 3)
    ]
    pages[1] = GoldPage(2, (), ("Page | 2",), (), (), ("Page | 2",), 1.0)
    first, second, _ = with_repeated_as_artifacts(pages)
    assert (first.artifacts, first.loose, first.raised) == (("Page | 1",), ("Once",), ("3",))
    assert (second.artifacts, second.loose) == (("Page | 2",), ())


def test_words_kept_and_foreign_and_heads_left_in() -> None:
    expected = gold(
        Run("P", f"Costs rose{RAISED}7 well{HYPHEN}\r\nknown"),
        loose=("and more",),
        raised=("7",),
        artifacts=("NHS page 4",),
    )
    scores = word_scores(expected, page("Costs rose 7 wellknown and", "NHS page 4"))
    assert (scores.kept, scores.expected, scores.foreign, scores.found) == (3, 4, 3, 8)
    assert (scores.lost_words, scores.foreign_words, scores.leaked) == (("more",), ("nhs", "page", "4"), True)
    assert word_scores(expected, page("Costs rose and more")).leaked is False
    assert word_scores(gold(Run("P", "Costs")), page("Costs")).leaked is None


def test_quotations_are_found_exactly_normalised_and_inside_a_piece() -> None:
    span = Span("a.pdf", 1, f"a “well{HYPHEN} known” rise{RAISED}7 in costs")
    assert span_found(span, {1: page("It saw a “well-known” rise in costs.")}) == (True, True, True)
    assert span_found(span, {1: page('It saw a "wellknown" rise7 in', "costs.")}) == (False, True, False)
    assert span_found(span, {1: page("It saw a rise")}) == (False, False, False)
    assert span_found(span, {2: page("a “well-known” rise in costs")}) == (False, False, False)
    assert folded("ﬁne – ‘co\u00adst’") == "fine'cost'"


def test_spans_are_drawn_from_prose_without_bullets_and_the_same_every_time() -> None:
    runs = (Run("LI", f"● {SENTENCE}"), Run("P", "too short"), Run("P", "= 1 2 3 4 5 6 7 8 9 10 11 12"))
    files = [GoldFile("a.pdf", 1, (gold(*runs),))]
    spans = draw_spans(files, 50, 1)
    assert spans == draw_spans(files, 50, 1) != draw_spans(files, 50, 2)
    assert all(span.text in SENTENCE and 9 <= len(span.text.split()) <= 15 for span in spans)
    assert draw_spans([], 5, 1) == []


def test_order_is_the_longest_run_of_trigrams_that_increases() -> None:
    assert longest_increasing([3, 1, 2, 5, 4]) == 3
    assert longest_increasing([]) == 0
    expected = gold(Run("P", "one two three four"), Run("P", "five six seven eight"))
    # Trigrams over the seam are not in the page; two and two remain, and one pair is out of order.
    assert order_score(expected, page("five six seven eight", "one two three four")) == (2, 4)
    assert order_score(expected, page("one two three four five six seven eight")) == (6, 6)


def test_headings_may_be_numbered_joined_or_in_doubt() -> None:
    tagged = [Run("H1", "1.2 Waiting"), Run("H2", "Part one:"), Run("H2", "beds"), Run("H3", "Table 2: Beds"),
              Run("H3", "1.7.15"), Run("P", "Text"), Run("H2", "Missed")]  # fmt: skip
    scores = heading_scores(
        tagged, page("Text", headings=("Waiting", "Part one: beds", "Table 2: Beds", "Text"))
    )
    assert (scores.right, scores.found, scores.recalled, scores.expected) == (2, 3, 3, 4)
    assert (scores.false, scores.missed) == (("Text",), ("Missed",))


def test_hyphens_are_genuine_unless_the_file_joins_the_word() -> None:
    runs = (
        Run("P", f"well{HYPHEN}\r\nknown sub{HYPHEN}\r\noptimal data{HYPHEN}\r\nled"),
        Run("P", "suboptimal"),
    )
    file = GoldFile("a.pdf", 1, (gold(*runs),))
    assert hyphen_scores(file, {1: page("well-known suboptimal dataled")}) == type(hyphen_scores(file, {}))(
        1, 2, 1, 1
    )
    assert hyphen_scores(file, {}).kept == 0


def test_blocks_are_cut_where_they_turn_the_page() -> None:
    turned = Block(
        BlockKind.PARAGRAPH, "One two.", (), PageRef(1), number="3.", turns=(PageTurn(4, PageRef(2)),)
    )
    heading = Block(BlockKind.HEADING, "Findings", (), PageRef(2), level=1)
    assert page_texts((turned, heading)) == [
        PageText(1, (TextPiece("3. One "),)),
        PageText(2, (TextPiece("two."), TextPiece("Findings", True))),
    ]


def test_what_a_system_does_not_have_counts_as_lost() -> None:
    file = GoldFile("a.pdf", 1, (gold(Run("H1", "Findings"), Run("P", SENTENCE)),))
    scores = score_file("tags hidden", file, (), [Span("a.pdf", 1, SENTENCE)])
    assert scores.tallies["words kept"] == (0, 16)
    assert scores.tallies["quotations normalised"] == (0, 1)
    assert scores.tallies["headings R"] == (0, 1)
    assert {miss.kind for miss in scores.misses} >= {"words lost", "heading missed"}


def test_each_content_is_measured_once(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf"):
        (tmp_path / name).write_bytes(b"same")
    (tmp_path / "c.txt").write_text("no")
    assert list(pdfs_by_hash([tmp_path]).values()) == [tmp_path / "a.pdf"]


def test_a_failure_in_the_child_is_told() -> None:
    with pytest.raises(FileFailedError, match="PdfiumError"):
        limited(read_gold, b"no PDF", "a.pdf")


@pytest.mark.slow
def test_a_run_over_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    puts = [Put("Findings", 72, 780, 0, 18), *(Put(SENTENCE, 72, 740 - 20 * i, 1 + i) for i in range(6))]
    tree = [Tag("H1", [0]), Tag("P", [1, 2, 3, 4, 5, 6])]
    (tmp_path / "tagged.pdf").write_bytes(tagged_pdf([puts], tree))
    (tmp_path / "plain.pdf").write_bytes(tagged_pdf([puts[:2]]))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    table, misses = tmp_path / "benchmarks.md", tmp_path / "misses.jsonl"
    told = main([str(tmp_path), "--spans", "20", "--misses", str(misses), "--write", str(table)])
    assert told == 0
    shown = table.read_text(encoding="utf-8")
    assert "1 files, 1 tagged pages" in shown
    assert "| words kept | ≥ 0.999 | 91 words | 1.000" in shown
    assert "tagged.pdf | 1 | 1.0000 | 0.0000" in shown
    assert "broken.pdf: left out" in capsys.readouterr().err
    assert all(json.loads(line)["file"] == "tagged.pdf" for line in misses.read_text("utf-8").splitlines())


def test_a_folder_without_tagged_files_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "Name a folder" in capsys.readouterr().err
