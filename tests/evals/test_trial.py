"""The trial runner's judgement and its figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.types import (
    Answer,
    AnswerType,
    CheckedSentence,
    Citation,
    Outcome,
    Query,
)
from corpus.catalogue import load_catalogue
from corpus.types import FactSource, Trust
from evals.trial import Result, judge, plain, share, summary, wilson

PUBLICATION = load_catalogue()["darzi-iinhs-2024"]
GOLD = Path(__file__).parents[2] / "evals" / "gold"


def said(text: str, fact: str) -> CheckedSentence:
    source = FactSource(fact, True, "page 1", "https://example.org/a", None, "2024", Trust.HIGH)
    return CheckedSentence(text, (Citation(f"x#{fact}", PUBLICATION, text, ("A",), None, True, source),))


def answer(outcome: Outcome, *sentences: CheckedSentence) -> Answer:
    query = Query("q", "q", AnswerType.FINDING, ("q",))
    return Answer(query, outcome, "", "", sentences, timings_ms={"search": 2.0, "gate": 3.0})


def item(outcome: str = "answered", **more: object) -> dict[str, object]:
    return {"id": "a", "kind": "figure", "question": "q", "outcome": outcome, **more}


def test_an_answer_is_right_with_its_fact_and_its_figure() -> None:
    result = judge(
        item(facts=["f1"], figures=["1,200", "24%"]),
        answer(Outcome.ANSWERED, said("1200 or 24 per cent", "f1")),
    )
    assert (result.fault, result.first_right, result.milliseconds) == ("", True, 5.0)


@pytest.mark.parametrize(
    ("wanted", "got", "fault"),
    [
        (item(facts=["f2"]), answer(Outcome.ANSWERED, said("x", "f1")), "facts not shown"),
        (
            item(facts=["f1"], figures=["25%"]),
            answer(Outcome.ANSWERED, said("24%", "f1")),
            "figures not shown",
        ),
        (item(facts_all=[["f1"], ["f2"]]), answer(Outcome.ANSWERED, said("x", "f1")), "facts not shown"),
        (item(facts=["f1"]), answer(Outcome.NOT_IN_EVIDENCE), "expected answered"),
        (item("not_in_evidence"), answer(Outcome.ANSWERED, said("x", "f1")), "expected not_in_evidence"),
        (item("partly_answered", facts=["f1"]), answer(Outcome.ANSWERED, said("x", "f1")), "expected partly"),
    ],
)
def test_what_is_wrong_is_named(wanted: dict[str, object], got: Answer, fault: str) -> None:
    assert fault in judge(wanted, got).fault


def test_groups_are_met_by_one_fact_of_each_and_the_first_sentence_is_judged() -> None:
    got = answer(Outcome.ANSWERED, said("x", "other"), said("y", "f1"), said("z", "f3"))
    result = judge(item(facts=["ignored"], facts_all=[["f1", "f2"], ["f3"]]), got)
    assert (result.fault, result.first_right) == ("", False)


def test_a_refusal_is_judged_by_its_outcome_alone() -> None:
    result = judge(item("not_in_evidence"), answer(Outcome.NOT_IN_EVIDENCE))
    assert (result.fault, result.first_right) == ("", None)


def test_figures_are_compared_without_commas_and_in_one_form_of_per_cent() -> None:
    assert plain("1,300,000 and 24 per cent") == "1300000 and 24%"


def test_wilson_by_hand() -> None:
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[1] == 1.0
    assert wilson(0, 10)[0] == 0.0


def test_the_summary_counts_every_question_asked() -> None:
    rows = [
        Result("1", "figure", "answered", "answered", "", True, 10),
        Result("2", "figure", "answered", "not_in_evidence", "outcome", None, 20),
        Result("3", "absent", "not_in_evidence", "answered", "outcome", None, 30),
        Result("4", "absent", "not_in_evidence", "not_in_evidence", "", None, 40),
    ]
    lines = summary(rows)
    assert "n = 4" in lines[0]
    by_label = {line[:44].strip(): line for line in lines}
    assert " 0.50 " in by_label["right in outcome, facts and figures"]
    assert " 0.50 " in by_label["false answers (lower is better)"]
    assert " 0.50 " in by_label["wrongly refused (lower is better)"]
    assert " 1.00 " in by_label["first sentence right, where answered"]
    assert "p50 30, p95 40" in lines[-1]
    assert "n = 0" in share("none", [])


@pytest.mark.parametrize("name", ["development", "held_out", "thirty"])
def test_every_question_file_is_whole(name: str) -> None:
    lines = (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    assert len({i["id"] for i in items}) == len(items) >= 30
    digests = " ".join(
        p.read_text(encoding="utf-8") for p in (GOLD.parents[1] / "corpus" / "digests").glob("*.md")
    )
    known = {line.rsplit("fact ", 1)[1] for line in digests.splitlines() if line.startswith("Source: ")}
    named = {f for i in items for f in [*i.get("facts", []), *(f for g in i.get("facts_all", []) for f in g)]}
    assert named <= known, "a question names a fact that no digest tells"
    assert {i["outcome"] for i in items} <= {o.value for o in Outcome}
