"""What a digest must satisfy before it ships, fault by fault."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from digest_text import FACT, FRONT, digest, source_line
from hypothesis import given
from hypothesis import strategies as st

from corpus.digest_check import SHARED_RUN, check_digest, check_folder, figure_faults, shared_run, words
from corpus.types import Disagreement, Publication

POINT = Disagreement(
    id="pages",
    kind="conflict",
    question="how long the plan is",
    terms=("pages",),
    facts=("plan-2024-01", "plan-2024-02"),
    sides=(("plan-2024-01",), ("plan-2024-02",)),
    why="An edit.",
    how="Name the edition.",
)


def faults(text: str, plan: Publication, *points: Disagreement, **sources: str) -> list[str]:
    return check_digest(text, "plan-2024", {plan.id: plan}, points, sources)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("It cost GBP 5 million.", "currency written as letters; use the sign"),
        ("It cost 5 million USD.", "currency written as letters; use the sign"),
        ("It cost EUR 5.", "currency written as letters; use the sign"),
        ("It cost £ 5.", "space between currency sign and amount"),
        ("It cost $  5.", "space between currency sign and amount"),
        ("It cost several £ more.", "currency sign without an amount"),
        ("The € fell.", "currency sign without an amount"),
        ("It rose 5 %.", "space before %"),
        ("It rose 5%%.", "two % signs"),
        ("It has 1,23 beds.", "thousands not grouped in threes"),
        ("It has 1,2345 beds.", "thousands not grouped in threes"),
        ("It has 1,234,56 beds.", "thousands not grouped in threes"),
        ("It has 1234,567 beds.", "thousands not grouped in threes"),
        ("It grew by 1.2.3 times.", "two decimal points"),
        ("It cost £5bn.", "shortened scale; write million, billion or the whole number"),
        ("It cost £5m.", "shortened scale; write million, billion or the whole number"),
        ("It cost £5k.", "shortened scale; write million, billion or the whole number"),
        ("A caf\ufffd.", "damaged character"),
        ("On 31 September 2024 it fell.", "no such day: '31 September 2024'"),
        ("On 0 May 2024 it fell.", "no such day: '0 May 2024'"),
        ("On 29 February 2023 it fell.", "no such day: '29 February 2023'"),
    ],
)
def test_a_malformed_figure_or_date_is_told(text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in figure_faults(text)), list(figure_faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "It cost £5 million, $3.25 billion and €1,234,567.89, or 12.5% of 1,200,000.",
        "On 29 February 2024, 31 December 2023 and in September 2024 it fell from 5 to 3, 2 and 1.",
        "The 5mm gap, section 1.2, a ratio of 4:1, 2024–25, Bill 5 of 2024, 10km and 5 kilometres.",
        "In 2024, 500 people came; version 2.0, 7.6 million, 999,999.",
        "",
    ],
)
def test_well_formed_figures_have_no_fault(text: str) -> None:
    assert list(figure_faults(text)) == []


def test_a_fault_shows_the_figure_where_it_stands() -> None:
    (found,) = figure_faults("A long way into this sentence it cost £5bn in all, and it went on after that.")
    assert found.endswith(": 'ce it cost £5bn in all, and'")


def test_every_fault_of_a_sentence_is_told() -> None:
    assert len(list(figure_faults("It cost £5bn, then £6bn, on 31 April 2024."))) == 3


def test_words_are_lower_case_and_keep_figures_whole() -> None:
    assert words("The A&E's 1,234.5 beds — it’s (really) so.") == [
        "the", "a", "e's", "1,234.5", "beds", "it’s", "really", "so",
    ]  # fmt: skip


def test_a_shared_run_of_eight_words_is_found_and_of_seven_is_not() -> None:
    source = "zero one two three four five six seven eight nine"
    assert shared_run("but ONE two, three four five six; seven eight then", source) == (
        "one two three four five six seven eight"
    )
    assert shared_run("but one two three four five six seven then eight", source) is None
    assert shared_run("one two three four five six seven", source) is None
    assert shared_run("one two three four five six seven eight", "one two three four five six seven") is None
    assert shared_run("", source) is None


def test_a_shared_run_is_found_at_the_very_ends_of_both_texts() -> None:
    run = "a b c d e f g h"
    assert shared_run(f"x {run}", f"y z {run}") == run
    assert shared_run(f"{run} x", f"{run} y z") == run


@given(
    st.lists(st.sampled_from("abc"), max_size=12),
    st.lists(st.sampled_from("abc"), max_size=12),
    st.integers(min_value=1, max_value=4),
)
def test_a_shared_run_is_one_of_both_texts(ours: list[str], theirs: list[str], length: int) -> None:
    def runs(text: list[str]) -> set[str]:
        return {" ".join(text[i : i + length]) for i in range(len(text) - length + 1)}

    found = shared_run(" ".join(ours), " ".join(theirs), length)
    assert (found is None) == (not runs(ours) & runs(theirs))
    assert found is None or found in runs(ours) & runs(theirs)


def test_a_digest_that_may_ship_has_no_fault(plan: Publication) -> None:
    assert faults(digest(), plan) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("A plan for care", "A plan", "title differs from the catalogue's 'A plan for care'"),
        ("A Department", "An Office", "publisher differs from the catalogue's 'A Department'"),
        ("org/plan\n", "org/plans\n", "link differs from the catalogue's 'https://www.example.org/plan'"),
        ('"2024-09"', '"2024-08"', "published '2024-08' differs from the catalogue's"),
        ('"2024-09"', '"2024"', "published '2024' differs from the catalogue's"),
        ('published: "2024-09"\n', "", "published 'None' differs from the catalogue's"),
        ('publisher: "A Department"\n', "", "publisher differs from the catalogue's"),
        ("link: https://www.example.org/plan\n", "", "link differs from the catalogue's"),
        ('"2024-09"', '"soon"', "published: 'soon' is not a date"),
        ('"2026-11-22"', '"today"', "written: 'today' is not a date"),
    ],
)
def test_front_matter_that_differs_from_the_catalogue_is_told(
    plan: Publication, old: str, new: str, fault: str
) -> None:
    (found,) = faults(digest(front=FRONT.replace(old, new)), plan)
    assert found.startswith(f"plan-2024: {fault}")


def test_an_id_that_differs_from_the_name_of_the_file_is_told(plan: Publication) -> None:
    assert check_digest(digest(), "plan", {plan.id: plan}) == [
        "plan: id 'plan-2024' differs from the file's name"
    ]


def test_a_publication_the_catalogue_does_not_hold_is_told() -> None:
    assert check_digest(digest(), "plan-2024", {}) == ["plan-2024: 'plan-2024' is not in the catalogue"]


def test_a_link_that_is_no_address_is_told_even_where_the_catalogue_has_the_same(plan: Publication) -> None:
    bad = replace(plan, landing_url="www.gov.uk")
    text = digest(front=FRONT.replace("https://www.example.org/plan", "www.gov.uk"))
    assert faults(text, bad) == ["plan-2024: link 'www.gov.uk' is not a web address"]


def test_a_digest_that_cannot_be_read_has_that_fault_alone(plan: Publication) -> None:
    assert faults("no front matter", plan) == [
        "plan-2024 has no front matter between two lines of '---' at its top."
    ]


def test_a_digest_says_that_it_is_our_own_account(plan: Publication) -> None:
    (found,) = faults(digest(notice=""), plan)
    assert found.startswith("plan-2024: does not say that it is our own account")


@pytest.mark.parametrize(
    ("fact", "source", "fault"),
    [
        ("It cost £5bn.", source_line(), "shortened scale"),
        ("It has\ntwo lines.", source_line(), "the paragraph is broken over lines"),
        ("It has **markup**.", source_line(), "markup inside the prose"),
        ("It has a [link](https://a.org).", source_line(), "markup inside the prose"),
        ("It has <b>markup</b>.", source_line(), "markup inside the prose"),
        ("It has `markup`.", source_line(), "markup inside the prose"),
        ("It has _markup_.", source_line(), "markup inside the prose"),
        (FACT, source_line(seen="<www.example.org>"), "'www.example.org' is not a web address"),
        (FACT, source_line(trust="low"), "low trust, and no disagreement needs it"),
    ],
)
def test_a_fault_of_a_fact_is_told_with_its_id(plan: Publication, fact: str, source: str, fault: str) -> None:
    (found,) = faults(digest(fact, source), plan)
    assert found.startswith(f"plan-2024: plan-2024-01: {fault}")


def test_a_fact_under_no_heading_is_told(plan: Publication) -> None:
    assert faults(digest().replace("## Staff\n", ""), plan) == [
        "plan-2024: plan-2024-01: stands under no heading"
    ]


def test_a_fact_of_low_trust_ships_where_a_disagreement_needs_it(plan: Publication) -> None:
    low = digest(FACT, source_line(trust="low"))
    assert faults(low, plan, POINT) == []
    assert len(faults(low, plan, replace(POINT, facts=("plan-2024-02",)))) == 1


def test_facts_of_medium_trust_ship(plan: Publication) -> None:
    assert faults(digest(FACT, source_line(trust="medium")), plan) == []


def test_a_fact_told_twice_is_told_once(plan: Publication) -> None:
    text = digest(FACT, source_line(), "Another.", source_line(), "A third.", source_line())
    assert faults(text, plan) == ["plan-2024: fact plan-2024-01 stands twice"]


def test_eight_words_in_a_row_of_a_source_are_told_with_its_name(plan: Publication) -> None:
    eight, seven = words(FACT)[:SHARED_RUN], words(FACT)[: SHARED_RUN - 1]
    assert faults(digest(), plan, seed=f"so {' '.join(seven)} says") == []
    (found,) = faults(digest(), plan, other="nothing", seed=f"so {' '.join(eight)} says")
    assert found == f"plan-2024: shares eight words with seed: '{' '.join(eight)}'"


def test_a_folder_is_checked_whole(tmp_path: Path, plan: Publication) -> None:
    (tmp_path / "plan-2024.md").write_text(digest(), encoding="utf-8")
    (tmp_path / "readme.txt").write_text("not a digest", encoding="utf-8")
    catalogue = {plan.id: plan}
    assert check_folder(tmp_path, catalogue, []) == (1, [])
    assert check_folder(tmp_path, catalogue, iter([POINT])) == (
        1,
        ["pages: no digest tells fact plan-2024-02"],
    )
    both = digest(FACT, source_line(), "A second fact.", source_line("plan-2024-02"))
    (tmp_path / "plan-2024.md").write_text(both, encoding="utf-8")
    assert check_folder(tmp_path, catalogue, [POINT]) == (1, [])
    (tmp_path / "z-broken.md").write_bytes(b"caf\xe9")
    count, found = check_folder(tmp_path, catalogue, [POINT])
    assert (count, len(found)) == (2, 1)
    assert found[0].startswith("z-broken has no front matter")
    _, found = check_folder(tmp_path, catalogue, [POINT], {"seed": FACT})
    assert any("shares eight words with seed" in fault for fault in found)


def test_a_figure_in_another_fact_line_does_not_tell_a_fact(tmp_path: Path, plan: Publication) -> None:
    text = digest(f"It says · fact plan-2024-02 {FACT}", source_line())
    (tmp_path / "plan-2024.md").write_text(text, encoding="utf-8")
    _, found = check_folder(tmp_path, {plan.id: plan}, [POINT])
    assert found == ["pages: no digest tells fact plan-2024-02"]
