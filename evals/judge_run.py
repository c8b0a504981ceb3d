"""The optional judge over a finished run: from its folder to verdicts, kept in the folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from assistant.chat_models import chat_model_name, completion, open_chat_model
from evals.judge import JudgeEstimate, estimate, judge_rows
from evals.judge_figures import JudgeReport
from evals.judge_inputs import JudgeError, JudgeItem, judge_items, read_labels
from evals.judge_table import judge_table
from evals.run_folder import GOLD, read_run
from evals.types import Question

if TYPE_CHECKING:
    from assistant.settings import Settings

CACHE, TABLE = "judge.jsonl", "judge.md"


def items_of(folder: Path, tasks: Sequence[str]) -> tuple[JudgeItem, ...]:
    """What there is to judge in a run. Raises RunError, or JudgeError where the run is not of questions."""
    run = read_run(folder)
    if run.config.kind != "questions":
        raise JudgeError(f"{folder} is a run of {run.config.kind}; the judge reads answers to questions.")
    gold = _gold(folder)
    return tuple(
        item for row in run.rows for item in judge_items(gold[row.id], row.response, tasks=tuple(tasks))
    )


def judge_estimate(
    settings: Settings, folder: Path, tasks: Sequence[str], runs: int, labels: Path | None
) -> JudgeEstimate:
    """How many calls and about how many tokens it would take. Sends nothing."""
    known = read_labels(labels) if labels else ()
    items = items_of(folder, tasks)
    return estimate(items, model=chat_model_name(settings), cache=folder / CACHE, labels=known, runs=runs)


def judge_run(
    settings: Settings,
    folder: Path,
    tasks: Sequence[str],
    runs: int,
    labels: Path | None,
    progress: Callable[[int, int], None],
) -> JudgeReport:
    """Judge a run; replies and table are kept in its folder. Raises JudgeError, RunError, SettingsError."""
    model = open_chat_model(settings)
    if model is None:
        raise JudgeError("No judge is set. Name a chat model in EVIDENCE_JUDGE_MODEL, such as openai:NAME.")
    known = read_labels(labels) if labels else ()
    report = judge_rows(
        items_of(folder, tasks), completion(model), model=chat_model_name(settings), cache=folder / CACHE,
        labels=known, runs=runs, progress=progress,
    )  # fmt: skip
    (folder / TABLE).write_text(judge_table(report), encoding="utf-8")
    return report


def _gold(folder: Path) -> dict[str, Question]:
    found = {}
    for number, line in enumerate((folder / GOLD).read_text(encoding="utf-8").split("\n"), 1):
        if line:
            content = json.loads(line)
            content.pop("split", None)
            try:
                found[content["id"]] = Question.model_validate(content)
            except ValidationError as error:
                why = error.errors()[0]["msg"]
                raise JudgeError(f"{folder / GOLD}:{number} is not a gold question ({why}).") from None
    return found
