"""Lines of a gold file with a fault: refused by line and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gold_files import CLAIM, EVIDENCE, NUGGET, QUESTION, lines, refused, write_set


def read_one(folder: Path, **change: Any) -> str:
    """What is said of a set with one question, changed; a field set to `...` is left out."""
    item = {k: v for k, v in (QUESTION | change).items() if v is not ...}
    return refused(write_set(folder / "mine", one=lines(item)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"question": ...}, "one.jsonl:1: question: is missing"),
        ({"question": "  "}, "one.jsonl:1: question: "),
        ({"qustion": "?"}, "one.jsonl:1: qustion: is not a field of this record (it is '?')"),
        ({"answerability": "perhaps"}, "one.jsonl:1: answerability: "),
        ({"tags": []}, "one.jsonl:1: tags: "),
        ({"tags": "figure"}, "one.jsonl:1: tags: "),
        ({"id": "q 1"}, "one.jsonl:1: id: "),
        ({"id": 7}, "one.jsonl:1: id: "),
        ({"filters": {"as_of": "2024-02-30"}}, "one.jsonl:1: filters.as_of: "),
        ({"filters": {"since": "last year"}}, "one.jsonl:1: filters.since: "),
        ({"filters": {"as_of": 20240228}}, "one.jsonl:1: filters.as_of: "),
        ({"filters": {"until": "2024-02-28"}}, "filters.until: is not a field"),
        ({"nuggets": []}, "an answerable question needs at least one vital nugget"),
        ({"nuggets": [NUGGET | {"vital": False}]}, "an answerable question needs at least one vital nugget"),
        ({"nuggets": [NUGGET, NUGGET]}, "two nuggets have the same id"),
        ({"nuggets": [NUGGET | {"evidence": []}]}, "one.jsonl:1: nuggets.0.evidence: "),
        ({"unanswerable_kind": "absent_fact"}, "unanswerable_kind goes with answerability 'unanswerable'"),
        ({"answerability": "unanswerable"}, "unanswerable_kind goes with answerability 'unanswerable'"),
        ({"answerability": "ambiguous", "readings": ["one"]}, "needs at least two readings"),
        ({"history": [{"role": "assistant", "text": "Hello."}]}, "a history begins with the user"),
        ({"history": [{"role": "bot", "text": "Hello."}]}, "history.0.role: "),
    ],
)  # fmt: skip
def test_a_question_with_a_fault_is_refused_by_line_and_field(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    assert told in read_one(tmp_path, **change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"quote": ...}, "nuggets.0.evidence.0.quote: is missing"),
        ({"quote": " "}, "nuggets.0.evidence.0.quote: "),
        ({"section": ...}, "nuggets.0.evidence.0: evidence needs a page or a section"),
        ({"page": 0}, "nuggets.0.evidence.0.page: "),
        ({"page": "3"}, "nuggets.0.evidence.0.page: "),
        ({"page": True}, "nuggets.0.evidence.0.page: "),
        ({"publication": "../plan"}, "nuggets.0.evidence.0.publication: "),
    ],
)
def test_evidence_with_a_fault_is_refused(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    place = {k: v for k, v in (EVIDENCE | change).items() if v is not ...}
    assert f"one.jsonl:1: {told}" in read_one(tmp_path, nuggets=[NUGGET | {"evidence": [place]}])


@pytest.mark.parametrize(
    "number", [{"value": "59", "unit": "%"}, {"value": 59}, {"value": 59, "unit": "%", "rel_tol": 2}]
)
def test_a_gold_number_is_a_number_with_a_unit(tmp_path: Path, number: dict[str, Any]) -> None:
    told = read_one(tmp_path, nuggets=[NUGGET | {"numbers": [number]}])
    assert "one.jsonl:1: nuggets.0.numbers.0." in told


@pytest.mark.parametrize(
    ("positions", "told"),
    [
        ([("A", "n1"), ("B", "n9")], "positions name nuggets that are not there: n9"),
        ([("A", "n1")], "a conflict needs two positions"),
    ],
)
def test_positions_are_of_nuggets_that_are_there_and_two_at_least(
    tmp_path: Path, positions: list[tuple[str, str]], told: str
) -> None:
    sides = [{"id": i, "holder": "The Office", "nuggets": [n]} for i, n in positions]
    assert told in read_one(tmp_path, positions=sides)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"correct": None}, "a claim that is 'figure_differs' needs what is correct"),
        ({"evidence": []}, "a claim that is 'figure_differs' needs its evidence"),
        ({"verdict": "wrong"}, "one.jsonl:1: verdict: "),
    ],
)
def test_a_faulty_claim_needs_its_evidence_and_what_is_correct(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    assert told in refused(write_set(tmp_path / "mine", kind="claims", one=lines(CLAIM | change)))
