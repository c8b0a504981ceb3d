"""What of a run is put to the judge, and files of people's labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.judge_inputs import JudgeError, JudgeItem, Label, check_items, judge_items, read_labels
from evals.responses import Place, Response, Said
from evals.types import Question

QUESTION = Question.model_validate(
    {
        "id": "q-1", "group": "g", "tags": ["figure"], "question": "And in 2024?",
        "standalone": "How many in 2024?", "history": [{"role": "user", "text": "How many?"}],
        "answerability": "answerable",
        "nuggets": [{"id": "n1", "text": "Seven in 2024.", "evidence": [
            {"publication": "p", "page": 1, "quote": "seven"}]}],
    }
)  # fmt: skip
ANSWER = (
    Said("There were seven.", (Place("p", "", 1, "seven"), Place("o", "A", None, "7 of them"))),
    Said("That is all.", ()),
)
LINE = {"id": "1", "task": "support", "inputs": {"sentence": "a", "quotation": "b"}, "label": "full"}


def test_an_answer_is_judged_by_nugget_by_cited_sentence_and_as_a_whole() -> None:
    answer = "There were seven.\nThat is all."
    asked = "How many in 2024?"
    assert judge_items(QUESTION, Response("answered", sentences=ANSWER)) == (
        JudgeItem("q-1/n1", "nugget", {"question": asked, "answer": answer, "nugget": "Seven in 2024."}),
        JudgeItem("q-1/1", "support", {"sentence": "There were seven.", "quotation": "seven\n7 of them"}),
        JudgeItem("q-1", "relevance", {"question": asked, "answer": answer}),
    )


def test_tasks_can_be_chosen() -> None:
    (item,) = judge_items(QUESTION, Response("partly_answered", sentences=ANSWER), ["relevance"])
    assert item.task == "relevance"


@pytest.mark.parametrize("outcome", ["not_in_evidence", "which_one", "declined", "failed", "error"])
def test_a_refusal_or_a_failure_is_never_judged(outcome: str) -> None:
    assert judge_items(QUESTION, Response(outcome, "Not in the evidence.", ANSWER)) == ()


def test_an_answer_without_sentences_is_not_judged() -> None:
    assert judge_items(QUESTION, Response("answered")) == ()


def test_every_item_that_cannot_be_judged_is_named_at_once() -> None:
    good = JudgeItem("a", "support", {"sentence": "s", "quotation": "q"})
    with pytest.raises(JudgeError) as caught:
        check_items(
            [
                good,
                good,
                JudgeItem("b", "beauty", {}),
                JudgeItem("c", "support", {"sentence": "s"}),
                JudgeItem("d", "relevance", {"question": "q", "answer": " \n"}),
                JudgeItem(
                    "a", "relevance", {"question": "q", "answer": "a"}
                ),  # another task, so no duplicate
            ]
        )
    first, *listed = str(caught.value).splitlines()
    assert "cannot be judged" in first
    assert listed == [
        "support 'a': the id occurs twice",
        "beauty 'b': the task 'beauty' is none of nugget, support, relevance",
        "support 'c': its inputs are sentence, not sentence, quotation",
        "relevance 'd': 'answer' has no text",
    ]


def written(folder: Path, *lines: Any) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines))
    return path


def test_labels_are_read(tmp_path: Path) -> None:
    rating = {"id": "2", "task": "relevance", "inputs": {"question": "q\u2028", "answer": "a"}, "label": 4}
    assert read_labels(written(tmp_path, "\ufeff" + json.dumps(LINE), "", rating)) == (
        Label(JudgeItem("1", "support", {"sentence": "a", "quotation": "b"}), "full"),
        Label(JudgeItem("2", "relevance", {"question": "q\u2028", "answer": "a"}), "4"),
    )


def test_every_bad_label_is_named_by_line_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        LINE,
        {**LINE, "id": "2", "label": "support"},
        "{",
        LINE,
        {**LINE, "id": "3", "inputs": {"sentence": "a"}},
        {**LINE, "id": "4", "note": "x"},
        {**LINE, "id": "5", "label": True},
        {**LINE, "id": "6", "task": "beauty"},
        "[]",
        "[" * 100_000,
    )
    with pytest.raises(JudgeError) as caught:
        read_labels(path)
    told = str(caught.value)
    for line in (
        "line 2: the label 'support' is none of none, partial, full",
        "line 3: not JSON",
        "line 4: the id '1' was used on line 1",
        "line 5: its inputs are sentence, not sentence, quotation",
        "line 6: note: Extra inputs are not permitted",
        "line 7: label",
        "line 8: the task 'beauty'",
        "line 9: ",
        "line 10: not JSON",
    ):
        assert f"\n{line}" in told
    assert "line 1:" not in told


@pytest.mark.parametrize("content", [None, b"", b"\n \n", b"\xff\xfe"])
def test_a_file_without_labels_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "labels.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(JudgeError, match=r"labels\.jsonl"):
        read_labels(path)
