"""The Markdown report: what it says, and that text from data stays text when it is rendered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from sample_runs import (
    HOSTILE,
    brief_row,
    claim_row,
    crashed,
    gold_question,
    mixed_rows,
    refused,
    sample_row,
    sample_run,
    sample_summary,
    with_gold,
    worse_comparison,
)

from evals.compare import Comparison
from evals.report.files import report_files
from evals.report.markdown import plain
from evals.run_folder import Row, Run

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def report(run: Run, comparison: Comparison | None = None) -> str:
    return report_files(run, sample_summary(run), comparison)["report.md"]


def tokens(text: str) -> list[Token]:
    """Every token, those inside lines among them."""
    return [t for block in RENDERER.parse(text) for t in (block, *(block.children or ()))]


def headings(text: str) -> list[str]:
    return re.findall(r"^#{1,3} (.+)$", text, re.MULTILINE)


def test_a_run_by_itself() -> None:
    text = report(sample_run(mixed_rows()))
    assert headings(text) == [
        "Evaluation of sample 2026.1.0",
        "Figures",
        "What came out wrong",
        "✗ The system crashed (1)",
        "✗ Not retrieved (1)",
        "✗ Wrongly refused (1)",
        "✗ Wrongly answered (1)",
        "✗ Wrong figure (1)",
        "Slices",
        "Causes",
        "Provenance",
    ]
    assert "**7 of 12 items of sample came out right (58%; 95% interval 32% to 81%); 1 made the" in text
    assert re.search(r"^\| Evidence found \| 60\.0% \| [\d.]+% to [\d.]+% \| 10 \|$", text, re.MULTILINE)
    assert "| figure | 6 of 9 (67%) |" in text
    assert "| not retrieved | The index holds the passage" in text
    assert "    evidence eval run sample --against run-b" in text


def test_a_comparison_has_verdict_differences_and_both_answers() -> None:
    comparison = worse_comparison()
    text = report(comparison.b, comparison)
    assert "**✗ Failed.** Regressed: Evidence found" in text
    row = next(line for line in text.split("\n") if line.startswith("| Evidence found |"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert [cells[1], cells[4], cells[5], cells[9]] == [
        "70.0%", "97.5%", "−27.5 points (worse)", "▼ regressed",
    ]  # fmt: skip
    assert headings(text)[3:5] == ["▼ Worse (12)", "▲ Better (1)"]
    assert "  - Baseline: answered; right: It cost £4.2 billion. (cited: nao-2022, “Costs”, page 12)" in text
    assert "  - This run: said that the evidence holds no answer; wrong: not retrieved" in text
    assert "Baseline: stated; passage found at rank 1; This run: not stated; passage not found" in text
    assert "| split: test | 28 of 40 (70%) | 55% to 82% | 39 of 40 (98%) |" in text


def test_more_than_fifty_items_are_counted_and_not_listed() -> None:
    text = report(sample_run([sample_row(f"q-{i:02}", "not retrieved", refused()) for i in range(53)]))
    assert "- **q-49**" in text
    assert "- **q-50**" not in text
    assert "- … and 3 more, in report.html" in text


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("claims", [claim_row("c-1"), claim_row("c-2", "true but not passed")]),
        ("briefs", [brief_row("b-1", ["n1"])]),
    ],
)
def test_sets_of_other_kinds(kind: str, rows: list[Row]) -> None:
    text = report(sample_run(rows, kind=kind))
    assert headings(text)[1:3] == ["Figures", "What came out wrong"]


def test_hostile_text_makes_no_link_tag_emphasis_or_cell(tmp_path: Path) -> None:
    rows = [
        sample_row(f"h-{i}", text, crashed(text), tags=(text,), asked=text) for i, text in enumerate(HOSTILE)
    ]
    gold = [gold_question(f"h-{i}", reference_answer=text) for i, text in enumerate(HOSTILE)]
    run = sample_run(rows, revision=HOSTILE[4], command=HOSTILE[2], index={HOSTILE[4]: HOSTILE[0]})
    text = report(with_gold(run, tmp_path / "run", gold))
    kinds = {t.type for t in tokens(text)}
    assert not kinds & {"link_open", "image", "code_inline", "html_block", "s_open", "em_open"}
    assert {t.content for t in tokens(text) if t.type == "html_inline"} == {"<!-- -->"}
    bold = [
        t.content
        for t, before in zip(tokens(text)[1:], tokens(text), strict=False)
        if before.type == "strong_open"
    ]
    assert "bold" not in bold
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\x00-\x08\x0b-\x1f]", text)
    widths = [line.count("|") - line.count("\\|") for line in text.split("\n") if line.startswith("| ")]
    assert set(widths) <= {3, 4, 5}


@pytest.mark.parametrize("text", HOSTILE[:5])
def test_plain_text_is_rendered_as_it_stood(text: str) -> None:
    rendered = "".join(t.content for t in tokens(plain(text)) if t.type in ("text", "text_special"))
    assert rendered.replace(" ", "") == text.replace(" ", "")


def test_nothing_is_left_that_github_would_make_a_link_of() -> None:
    escaped = plain("See https://a.example, www.a.example, x@a.example, @someone and #12; 65.4% & A&E.")
    assert escaped == (
        "See https\\://a.example, www\\.a.example, x@<!-- -->a.example, @<!-- -->someone and #<!-- -->12; "
        "65.4% & A&E."
    )


def test_the_same_run_gives_the_same_bytes() -> None:
    run = sample_run(mixed_rows())
    assert report(run) == report(run)
