"""The optional judge over a finished run: from its folder to verdicts, kept in the folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.chat_models import chat_model_name, completion, open_chat_model
from evals.gold_copy import read_gold_copy
from evals.judge import JudgeEstimate, estimate, judge_rows
from evals.judge_figures import JudgeReport
from evals.judge_inputs import JudgeError, JudgeItem, judge_items, read_labels
from evals.judge_table import judge_table
from evals.run_folder import RunError, read_run
from evals.types import Question

if TYPE_CHECKING:
    from assistant.settings import Settings

CACHE, TABLE = "judge.jsonl", "judge.md"


def items_of(folder: Path, tasks: Sequence[str]) -> tuple[JudgeItem, ...]:
    """What there is to judge in a run. Raises RunError, or JudgeError where the run is not of questions."""
    run = read_run(folder)
    if run.config.kind != "questions":
        raise JudgeError(f"{folder} is a run of {run.config.kind}; the judge reads answers to questions.")
    gold = read_gold_copy(folder, run.config.kind)
    found: list[JudgeItem] = []
    for row in run.rows:
        question = gold.get(row.id)
        if not isinstance(question, Question):
            raise RunError(f"{folder} has a row for '{row.id}', but no such gold item. Start a new run.")
        found += judge_items(question, row.response, tasks=tuple(tasks))
    return tuple(found)


def judge_estimate(
    settings: Settings, folder: Path, tasks: Sequence[str], runs: int, labels: Path | None
) -> JudgeEstimate:
    """How many calls and about how many tokens it would take. Sends nothing."""
    known = read_labels(labels) if labels else ()
    items, name = items_of(folder, tasks), chat_model_name(settings.judge)
    return estimate(items, model=name, cache=folder / CACHE, labels=known, runs=runs)


def judge_run(
    settings: Settings,
    folder: Path,
    tasks: Sequence[str],
    runs: int,
    labels: Path | None,
    progress: Callable[[int, int], None],
) -> JudgeReport:
    """Judge a run; replies and table are kept in its folder. Raises JudgeError, RunError, SettingsError."""
    model = open_chat_model(settings.judge)
    if model is None:
        raise JudgeError("No judge is set. Name a chat model in EVIDENCE_JUDGE_MODEL, such as openai:NAME.")
    known = read_labels(labels) if labels else ()
    report = judge_rows(
        items_of(folder, tasks), completion(model), model=chat_model_name(settings.judge),
        cache=folder / CACHE, labels=known, runs=runs, progress=progress,
    )  # fmt: skip
    (folder / TABLE).write_text(judge_table(report), encoding="utf-8")
    return report
