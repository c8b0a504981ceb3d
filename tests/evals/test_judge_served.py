"""The judge through LangChain and a real server on loopback: every way in which a model answers badly."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from scripted_model import Scripted, ScriptedModel

from assistant.chat_models import chat_model_name, completion, open_chat_model
from assistant.settings import Settings
from evals.judge import JudgeReport, judge_rows
from evals.judge_inputs import JudgeItem
from evals.judge_table import judge_table

KEY = "sk-abcdefghijklmnop0123456789"
ITEM = JudgeItem(
    "q1/n1", "nugget", {"question": "How many?", "nugget": "Seven.", "answer": "Seven, it says."}
)


def judged(server: ScriptedModel, folder: Path, *items: JudgeItem, **more: Any) -> JudgeReport:
    settings = Settings(
        judge_model="openai:scripted", judge_base_url=server.url, judge_api_key=SecretStr(KEY),
        **{"judge_max_retries": 1, **more},
    )  # fmt: skip
    model = open_chat_model(settings.judge)
    assert model is not None
    cache = folder / "replies.jsonl"
    return judge_rows(
        items, completion(model), model=chat_model_name(settings.judge), cache=cache, runs=3, parallel=1
    )


def outcomes(report: JudgeReport) -> list[str]:
    return [str(mark.verdict or mark.problem) for row in report.rows for mark in row.marks]


def test_verdicts_in_every_dress_are_read(scripted_model: ScriptedModel, tmp_path: Path) -> None:
    scripted_model.says(
        'I have read it all. {"verdict": "partial_support"} That is my mark.',
        '```json\n{"verdict": "partial_support"}\n```',
        '{"verdict": "support"}',
    )
    report = judged(scripted_model, tmp_path, ITEM)
    assert outcomes(report) == ["partial_support", "partial_support", "support"]
    assert report.valid
    assert report.model == f"openai:scripted at {scripted_model.url}"
    assert all("Seven, it says." in asked for asked in scripted_model.prompts())


def test_rubbish_silence_and_refusals_are_counted(scripted_model: ScriptedModel, tmp_path: Path) -> None:
    scripted_model.says("supp0rt!!", "", Scripted(None, refusal="I cannot help with that."))
    report = judged(scripted_model, tmp_path, ITEM)
    assert outcomes(report) == ["unreadable"] * 3
    assert (report.tasks[0].mean, report.tasks[0].low, report.tasks[0].high) == (None, 0, 1)
    assert not report.valid


def test_a_server_out_of_order_for_a_moment_costs_nothing(
    scripted_model: ScriptedModel, tmp_path: Path
) -> None:
    scripted_model.says(Scripted("busy", 500))
    report = judged(scripted_model, tmp_path, ITEM)
    assert outcomes(report) == ["support"] * 3
    assert len(scripted_model.received) == 4


def test_a_slow_answer_is_a_failed_call_and_the_rest_goes_on(
    scripted_model: ScriptedModel, tmp_path: Path
) -> None:
    scripted_model.says(
        '{"verdict": "support"}', Scripted("too late", slow=True), '{"verdict": "not_support"}'
    )
    report = judged(scripted_model, tmp_path, ITEM, judge_timeout_s=0.3, judge_max_retries=0)
    assert outcomes(report) == ["support", "failed", "not_support"]
    assert "imed out" in report.rows[0].marks[1].detail
    assert (report.tasks[0].mean, report.tasks[0].low, report.tasks[0].high) == (0.5, 1 / 3, 2 / 3)
    assert outcomes(judged(scripted_model, tmp_path, ITEM)) == ["support", "support", "not_support"]


def test_the_key_is_nowhere(scripted_model: ScriptedModel, tmp_path: Path) -> None:
    scripted_model.says("your key: {key}", Scripted("bad key {key}", 400), '{"verdict": "support"} {key}')
    report = judged(scripted_model, tmp_path, ITEM)
    assert outcomes(report) == ["unreadable", "failed", "support"]
    written = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    everything = (repr(report), json.dumps(dataclasses.asdict(report)), judge_table(report), written)
    assert scripted_model.received[0].authorisation == f"Bearer {KEY}"
    assert "[key]" in written
    assert not any(KEY in place for place in everything)
