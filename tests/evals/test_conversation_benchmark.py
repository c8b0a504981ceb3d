"""The conversation benchmark: forms of a turn, rewrite efficiency, the report."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from tiny_collection import DOCUMENTS, StemEmbedder, write_collection

from evals.benchmarks.beir import CollectionError, ConversationLine, read_collection
from evals.benchmarks.conversation import main
from evals.benchmarks.conversation_report import efficiency, efficiency_table, overall_table, turn_table
from evals.benchmarks.conversation_turns import HISTORY, LAST, REWRITE, read_turns, scored, searched

FIRST = "How many people wait for hospital care in Leeds?"
TURNS: list[dict[str, object]] = [
    {"_id": "c1<::>1", "text": FIRST, "rewrite": FIRST, "turn": 1, "history": []},
    {
        "_id": "c1<::>2",
        "text": "And in Hull?",
        "rewrite": "How many people wait for hospital care in Hull?",
        "turn": 2,
        "history": [
            {"role": "user", "text": FIRST},
            {"role": "assistant", "text": "The waiting list grew."},
        ],
    },
    {
        "_id": "c2<::>6",
        "text": "Do community nurses visit people at home?",
        "rewrite": "Do community nurses visit people at home?",
        "turn": 6,
        "history": [{"role": "user", "text": FIRST}],
    },
]
QRELS = [("c1<::>1", "wait", 1), ("c1<::>2", "wait", 1), ("c2<::>6", "nurse", 1)]


def collection(folder: Path, turns: list[dict[str, object]] = TURNS) -> Path:
    return write_collection(folder, DOCUMENTS, turns, QRELS, "qrels.tsv")


def test_every_turn_is_read_in_four_forms(tmp_path: Path) -> None:
    first, follow_up, alone = read_turns(read_collection(collection(tmp_path), "test", ConversationLine))
    assert [searched(q) for q in first.forms.values()] == [FIRST] * 4
    assert searched(follow_up.forms[LAST]) == "And in Hull?"
    assert searched(follow_up.forms[HISTORY]) == "How many people wait for hospital care in Hull?"
    assert searched(follow_up.forms[REWRITE]) == follow_up.line.rewrite
    assert [t.changed for t in (first, follow_up, alone)] == [False, True, False]


def test_a_judged_turn_that_nobody_rewrote_is_refused(tmp_path: Path) -> None:
    turns = [TURNS[0], TURNS[1] | {"rewrite": None}, TURNS[2]]
    with pytest.raises(CollectionError, match=r"1 judged turns have no rewrite, the first is 'c1<::>2'"):
        read_turns(read_collection(collection(tmp_path, turns), "test", ConversationLine))


def test_efficiency_is_the_share_of_a_persons_gain() -> None:
    assert efficiency(np.array([0.35, 0.30, 0.40])) == pytest.approx(0.5)
    sums = np.array([[3.0, 3.0, 5.0], [2.0, 3.0, 5.0], [5.0, 3.0, 5.0], [4.0, 3.0, 3.0]])
    assert efficiency(sums) == pytest.approx([0.0, -0.5, 1.0, math.nan], nan_ok=True)


def test_turns_are_scored_in_every_form(tmp_path: Path) -> None:
    turns = read_turns(read_collection(collection(tmp_path), "test", ConversationLine))
    grades = {"c1<::>1": {"wait": 1}, "c1<::>2": {"wait": 1}, "c2<::>6": {"nurse": 1}}

    def rank(query: object) -> list[str]:
        return ["x", "wait"] if "hospital" in searched(query) else ["nurse"]

    scores = scored(turns, rank, grades)
    second = 1 / math.log2(3)
    assert scores[LAST]["nDCG@10"] == pytest.approx((second, 0.0, 1.0))
    assert scores[HISTORY]["nDCG@10"] == pytest.approx((second, second, 1.0))
    assert scores[REWRITE] == scores[HISTORY]
    assert scores[LAST]["recall@10"] == (1.0, 0.0, 1.0)
    groups = [t.line.conversation for t in turns]
    overall = overall_table({"S": scores}, groups).splitlines()
    assert overall[2].startswith("| S | last turn | 0.544 [")
    assert overall[3].startswith("| S | with history | 0.754 [")
    # one of the two conversations differs: swapping it or not, both differences are as large
    assert overall[3].count("p = 1.000") == 2
    assert "| S | 1.000 [1.000, 1.000] | 1.000 [1.000, 1.000] |" in efficiency_table({"S": scores}, groups)
    by_turn = turn_table({"S": scores}, turns).splitlines()
    assert by_turn[0].endswith("| turn 1 (n = 1) | turn 2 (n = 1) | turn 5 and later (n = 1) |")
    assert "| S | nDCG@10 | with history | 0.631 | 0.631 | 1.000 |" in by_turn


@pytest.mark.slow
def test_one_command_reports_and_writes_its_section(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "benchmarks.md"
    given = [str(collection(tmp_path / "talk")), "--home", str(tmp_path / "home"), "--write", str(page)]
    assert main(given, StemEmbedder) == 0
    out = capsys.readouterr().out
    assert "n = 3 judged turns of 2 conversations" in out
    assert "First turns changed by the interpreter: 0 of 1 (must be 0); later turns changed: 1 of 2." in out
    assert "| product | human rewrite | 1.000 [1.000, 1.000] |" in out
    assert out.strip() in page.read_text(encoding="utf-8")


def test_a_folder_without_conversations_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(write_collection(tmp_path))], StemEmbedder) == 2
    assert "queries.jsonl line 1: turn: Field required" in capsys.readouterr().err
