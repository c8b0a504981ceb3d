"""The HTML report: what stands in it and in which order, and that nothing in it can act or reach outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from html_page import Node, page_of, rows_of
from sample_runs import (
    brief_row,
    claim_row,
    gold_brief,
    gold_claim,
    gold_question,
    mixed_rows,
    refused,
    sample_row,
    sample_run,
    with_gold,
    worse_comparison,
)

from evals.compare import compare
from evals.types import Message

SECTIONS = ["verdict", "figures", "items", "slices", "causes", "calibration", "time", "provenance"]


def section_ids(page: Node) -> list[str]:
    return [node.attributes["id"] for node in page.all("section")]


@pytest.fixture(scope="module")
def single() -> Node:
    return page_of(sample_run(mixed_rows()))


@pytest.fixture(scope="module")
def compared() -> Node:
    comparison = worse_comparison()
    return page_of(comparison.b, comparison)


def test_the_sections_stand_in_their_order_and_the_contents_name_them(single: Node) -> None:
    assert section_ids(single) == SECTIONS
    links = single.all("nav")[0].all("a")
    assert [link.attributes["href"] for link in links] == [f"#{id_}" for id_ in SECTIONS]
    headings = [single.one(id_).all("h2")[0].text for id_ in SECTIONS]
    assert [link.text for link in links] == headings


def test_the_verdict_comes_first_in_one_sentence(single: Node) -> None:
    told = single.one("verdict").all("p")[0].text
    assert told.startswith("7 of 12 items of sample came out right (58%; 95% interval 32% to 81%)")
    assert single.one("main").children[0].attributes["id"] == "verdict"


def test_the_headline_table_has_value_interval_and_n(single: Node) -> None:
    head, *rows = rows_of(single.one("figures").all("table")[0])
    assert head == ["What is measured", "This run", "95% interval", "n"]
    found = {row[0].split(" vital")[0].split(" unans")[0]: row[1:] for row in rows}
    # Ten questions have an answer, the passages of six were found; one of two without was answered.
    assert found["Evidence found"][0] == "60.0%"
    assert found["Evidence found"][2] == "10"
    assert re.fullmatch(r"\d+\.\d% to \d+\.\d%", found["Evidence found"][1])
    assert found["False answers"][0] == "50.0%"
    assert found["False answers"][2] == "2"
    assert "at least one of their gold passages" in rows[0][0]


def test_other_figures_stand_in_groups_and_what_was_not_measured_is_named(single: Node) -> None:
    table = single.one("figures").all("table")[1]
    groups = [th.text for th in table.all("th") if th.attributes.get("scope") == "rowgroup"]
    assert groups == ["Overall", "Refusing"]
    assert "Not measured, as no question of this run calls for it" in single.one("figures").text
    assert "MRR@10" in single.one("figures").all("p")[-1].text


def test_wrong_items_stand_by_cause_in_the_order_of_the_pipeline(single: Node) -> None:
    headings = [h.text for h in single.one("items").all("h3")]
    assert headings == [
        "✗ The system crashed (1)",
        "✗ Not retrieved (1)",
        "✗ Wrongly refused (1)",
        "✗ Wrongly answered (1)",
        "✗ Wrong figure (1)",
    ]
    assert "ValueError: no such thing" in single.one("items").text


def test_causes_are_counted_in_a_chart_and_a_table(single: Node) -> None:
    section = single.one("causes")
    assert rows_of(section.all("table")[0])[1][1:] == ["1", "20%"]
    assert "n = 5 of 12 questions" in section.text
    assert [svg.attributes["role"] for svg in section.all("svg")] == ["img"]


def test_slices_show_how_many_came_out_right_and_small_ones_stand_apart(single: Node) -> None:
    first, small = single.one("slices").all("table")
    # Split: 7 of 12. Tag figure: q-00 to q-07 and q-11, six of nine right.
    assert [row[:4] for row in rows_of(first)[1:]] == [
        ["split: test", "12", "7", "58%"],
        ["figure", "9", "6", "67%"],
    ]
    assert [row[0] for row in rows_of(small)[1:]] == ["turn 2", "follow-up", "money", "unanswerable"]
    assert any(node.tag == "details" for node in small.above)


def test_calibration_time_and_memory_are_told_with_n(single: Node) -> None:
    calibration, time = single.one("calibration"), single.one("time")
    assert [row[2] for row in rows_of(calibration.all("table")[0])[1:]] == ["12", "12", "12", "9"]
    assert len(calibration.all("svg")) == 2
    assert len(calibration.all("details")) == 2
    # q-11 crashed and has no times; q-08 and q-09 were refused before anything was written.
    assert rows_of(time.all("table")[0])[1:] == [
        ["interpret", "2.0", "2.0", "11"],
        ["search", "30.0", "30.0", "11"],
        ["write", "8.0", "8.0", "9"],
        ["whole", "40.0", "40.0", "11"],
    ]
    assert "512 MB" in time.text


def test_provenance_says_what_was_run_and_how_to_repeat_it(single: Node) -> None:
    facts = dict(rows_of(single.one("provenance").all("table")[0])[1:])
    assert facts["Set"] == "sample 2026.1.0, questions"
    assert facts["Index: model"] == "hash 1"
    assert facts["Revision of the product"] == "0123456789ab"
    assert facts["Corpus SHA-256"] == "b" * 64
    commands = [node.text for node in single.one("provenance").all("pre")]
    assert commands == [
        "evidence eval run sample",
        "evidence eval run sample --against run-b",
        "evidence eval compare run-b OTHER",
    ]
    assert "one over the rank of the first gold passage" in single.one("provenance").text


def test_gold_is_shown_beside_the_answer_with_ranks_and_history(tmp_path: Path) -> None:
    gold = gold_question(
        "q-00",
        history=(
            Message(role="user", text="What of the scheme?"),
            Message(role="assistant", text="It began in 2019."),
        ),
    )
    run = with_gold(sample_run([sample_row("q-00", "not retrieved", refused())]), tmp_path / "run", [gold])
    told = page_of(run).one("items").text
    assert "Asked before What of the scheme?" in told
    assert "Told before It began in 2019." in told
    assert "Expected an answer Right answer £4.2 billion." in told
    assert "It cost £4.2 billion. Outcome: not stated; passage not found" in told


def test_a_comparison_gives_the_verdict_then_both_figures(compared: Node) -> None:
    told = compared.one("verdict").text
    assert "✗ Failed. Regressed: Evidence found 0.975 → 0.700" in told
    assert "Between the two runs these changed: revision." in told
    head, first, *_ = rows_of(compared.one("figures").all("table")[0])
    assert head[4:] == [
        "Baseline",
        "Difference, 95% interval",
        "p (Holm)",
        "Smallest difference it could show",
        "Verdict",
    ]
    # 39 of 40 before, 28 of 40 now.
    assert [first[1], first[3], first[4], first[8]] == ["70.0%", "40", "97.5%", "▼ regressed"]
    assert first[5].startswith("−27.5 points (worse)")
    assert "points" in first[7]


def test_what_got_worse_comes_first_with_both_answers_side_by_side(compared: Node) -> None:
    items = compared.one("items")
    assert [h.text for h in items.all("h3")] == ["▼ Worse (12)", "▲ Better (1)"]
    first = items.all("details")[0]
    assert [h.text for h in first.all("h4")] == [
        "Baseline: answered",
        "This run: said that the evidence holds no answer",
        "Points that a right answer makes",
    ]
    assert "nao-2022, “Costs”, page 12 It cost £4.2 billion." in first.text
    assert "Wrong: not retrieved." in first.text
    assert "Baseline: stated; passage found at rank 1" in first.text
    assert "This run: not stated; passage not found" in first.text


def test_a_comparison_shows_the_baseline_of_slices_and_provenance(compared: Node) -> None:
    assert rows_of(compared.one("slices").all("table")[0])[1][:6] == [
        "split: test", "40", "28", "70%", "55% to 82%", "39 of 40 (98%)",
    ]  # fmt: skip
    differing = [
        r.all("th")[0].text
        for r in compared.one("facts-caption").parent.all("tr")
        if r.attributes.get("class") == "differs"
    ]
    assert differing == ["Run folder differs", "Revision of the product differs"]


def test_an_unchanged_run_says_so() -> None:
    run = sample_run(mixed_rows())
    page = page_of(run, compare(run, run, draws=200))
    assert "✓ Passed. Unchanged: every item came out as before." in page.one("verdict").text
    assert "No item came out otherwise than in the baseline." in page.one("items").text


def test_claims_have_no_confidence_section_and_show_what_is_correct(tmp_path: Path) -> None:
    causes = (None, "passed although figure differs", "true but not passed")
    rows = [claim_row(f"c-{i}", cause) for i, cause in enumerate(causes, 1)]
    differs = {"verdict": "figure_differs", "correct": "£4.1 billion"}
    gold = [gold_claim("c-1"), gold_claim("c-2", **differs), gold_claim("c-3")]
    page = page_of(with_gold(sample_run(rows, kind="claims"), tmp_path / "run", gold))
    assert "calibration" not in section_ids(page)
    assert "time" in section_ids(page)  # memory, though no times
    told = page.one("items").text
    assert "not to be taken as supported (figure differs)" in told
    assert "The evidence has: £4.1 billion" in told
    assert "Outcome: took the sentence as supported" in told
    assert "Outcome: did not take the sentence as supported" in told
    assert "Found fault with: figure 4.2" in told


def test_briefs_count_their_missing_points_as_one_cause(tmp_path: Path) -> None:
    rows = [brief_row("b-1"), brief_row("b-2", ["n1"]), brief_row("b-3", ["n1", "n2"])]
    gold = [gold_brief(f"b-{i}") for i in (1, 2, 3)]
    page = page_of(with_gold(sample_run(rows, kind="briefs"), tmp_path / "run", gold))
    assert [h.text for h in page.one("items").all("h3")] == ["✗ Required points missing (2)"]
    assert rows_of(page.one("causes").all("table")[0])[1][1:] == ["2", "100%"]
    assert "The first point. Outcome: not stated" in page.one("items").text
    assert "A point to spare. (not vital)" in page.one("items").text


def test_nothing_wrong_is_a_report_too() -> None:
    page = page_of(sample_run([sample_row("q-1"), sample_row("q-2")]))
    assert "Nothing came out wrong." in page.one("items").text
    assert page.one("causes").all("svg", "table") == []
