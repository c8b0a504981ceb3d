"""The judge over a finished run: from its folder to verdicts, which are kept in the folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from judged_runs import NUGGETS, RELEVANCES, judged_folder
from pydantic import SecretStr
from sample_runs import claim_row, sample_config
from scripted_model import Scripted, ScriptedModel

from assistant.settings import Settings
from evals.judge_inputs import JudgeError
from evals.judge_run import CACHE, TABLE, items_of, judge_estimate, judge_run
from evals.run import conclude
from evals.run_folder import GOLD, SUMMARY, RunError, append, start

TASKS = ("nugget", "relevance")
KEY = "sk-abcdefghijklmnop0123456789"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return judged_folder(tmp_path / "run")


def settings(server: ScriptedModel) -> Settings:
    return Settings(
        judge_model="openai:scripted", judge_base_url=server.url, judge_api_key=SecretStr(KEY),
        judge_max_retries=0,
    )  # fmt: skip


def silent(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def labels(path: Path, verdict: str) -> Path:
    inputs = {"question": "How many?", "nugget": "Seven.", "answer": "Seven, it says."}
    line = {"id": "by-hand", "task": "nugget", "inputs": inputs, "label": verdict}
    path.write_text(json.dumps(line) + "\n", "utf-8")
    return path


def test_what_there_is_to_judge(run: Path) -> None:
    items = items_of(run, ("nugget", "support", "relevance"))
    assert [(item.task, item.id) for item in items] == [
        ("nugget", "q-1/n1"), ("support", "q-1/1"), ("relevance", "q-1"),
        ("nugget", "q-3/n1"), ("nugget", "q-3/n2"), ("support", "q-3/1"), ("relevance", "q-3"),
    ]  # fmt: skip
    assert items[0].inputs["question"] == "What does item q-1 ask?"
    assert items[3].inputs == {
        "question": "What does item q-3 ask?",
        "nugget": "It cost £5 billion.",
        "answer": "It cost £5 billion, and ran late.",
    }
    assert len(items_of(run, TASKS)) == NUGGETS + RELEVANCES


def test_an_estimate_sends_and_writes_nothing(
    run: Path, scripted_model: ScriptedModel, tmp_path: Path
) -> None:
    before = {p.name for p in run.iterdir()}
    would = judge_estimate(settings(scripted_model), run, TASKS, 3, None)
    assert (would.calls, would.kept, would.to_send) == (15, 0, 15)
    assert 15 * 100 < would.approximate_tokens < 15 * 1000
    by_hand = labels(tmp_path / "by-hand.jsonl", "support")
    more = judge_estimate(settings(scripted_model), run, TASKS, 3, by_hand)
    assert more.calls == 18
    assert scripted_model.received == []
    assert {p.name for p in run.iterdir()} == before
    # Without a judge it can be known, too, what one would cost.
    assert judge_estimate(Settings(), run, TASKS, 3, None).calls == 15


def test_verdicts_are_kept_in_the_folder_and_not_paid_for_twice(
    run: Path, scripted_model: ScriptedModel, tmp_path: Path
) -> None:
    summary = (run / SUMMARY).read_bytes()
    told: list[tuple[int, int]] = []
    by_hand = labels(tmp_path / "by-hand.jsonl", "support")
    report = judge_run(
        settings(scripted_model), run, ("nugget",), 2, by_hand, lambda *done: told.append(done)
    )
    (figures,) = report.tasks
    assert (figures.task, figures.items, figures.mean) == ("nugget", NUGGETS, 1.0)
    assert figures.agreement is not None
    assert (figures.agreement.items, figures.agreement.exact) == (1, 1.0)
    assert report.valid
    assert (report.sent, report.kept) == (8, 0)
    assert told[0] == (0, 8)
    assert told[-1] == (8, 8)
    assert "| nugget (nugget-1) | 3 | 1.000 |" in (run / TABLE).read_text("utf-8")
    again = judge_run(settings(scripted_model), run, ("nugget",), 2, by_hand, silent)
    assert (again.sent, again.kept) == (0, 8)
    assert len(scripted_model.received) == 8
    assert (run / SUMMARY).read_bytes() == summary, "a judge takes no part in the figures"
    assert KEY not in "".join(p.read_text("utf-8") for p in run.iterdir())
    assert {CACHE, TABLE} <= {p.name for p in run.iterdir()}


def test_calls_that_fail_are_made_again_the_next_time(run: Path, scripted_model: ScriptedModel) -> None:
    scripted_model.says(Scripted("no", 400), "rubbish")
    report = judge_run(settings(scripted_model), run, ("nugget",), 1, None, silent)
    (figures,) = report.tasks
    assert (figures.failed, figures.unreadable, figures.calls) == (1, 1, 3)
    assert not report.valid
    assert "The judge's result is void" in (run / TABLE).read_text("utf-8")
    mended = judge_run(settings(scripted_model), run, ("nugget",), 1, None, silent)
    assert (mended.sent, mended.kept) == (1, 2)
    assert mended.tasks[0].failed == 0


def test_without_a_judge_nothing_is_judged(run: Path) -> None:
    with pytest.raises(JudgeError, match=r"No judge is set\. Name a chat model in EVIDENCE_JUDGE_MODEL"):
        judge_run(Settings(), run, TASKS, 1, None, silent)
    assert not (run / CACHE).exists()


def test_a_run_of_claims_is_refused(tmp_path: Path) -> None:
    start(tmp_path / "run", sample_config("claims", items=("c-1",)), ())
    append(tmp_path / "run", claim_row("c-1"))
    conclude(tmp_path / "run", None)
    with pytest.raises(JudgeError, match="is a run of claims; the judge reads answers to questions"):
        items_of(tmp_path / "run", TASKS)


def test_a_run_that_was_stopped_is_refused(run: Path) -> None:
    (run / SUMMARY).unlink()
    with pytest.raises(RunError, match="Go on with: evidence eval run sample --resume"):
        items_of(run, TASKS)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "has no copy of its gold items (gold.jsonl)"),
        (b"", "has a row for 'q-1', but no such gold item"),
        (b"\n{\n", "gold.jsonl:2 is not a gold item of a set of questions"),
        (b"[1]\n", "gold.jsonl:1 is not a gold item"),
        (b'{"id": "\xff"}\n', "gold.jsonl:1 is not a gold item"),
        (b'{"id": "q-1", "topic": "Beds"}\n', "gold.jsonl:1 is not a gold item"),
    ],
)
def test_a_damaged_copy_of_the_gold_items_is_refused(run: Path, content: bytes | None, why: str) -> None:
    (run / GOLD).unlink()
    if content is not None:
        (run / GOLD).write_bytes(content)
    with pytest.raises(RunError) as caught:
        items_of(run, TASKS)
    assert why in str(caught.value)
