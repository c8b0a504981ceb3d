"""What is put to the judge: the parts of a run's answers, and items that a person has marked already."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.judge_prompts import NUGGET, RELEVANCE, SUPPORT, TASKS
from evals.responses import Response
from evals.types import Question


class JudgeError(Exception):
    """Nothing can be judged as asked; the message lists every problem and names the next step."""


@dataclass(frozen=True, slots=True)
class JudgeItem:
    """One thing to be judged. `task` is nugget, support or relevance; `inputs` gives that task's texts by
    name (`evals.judge_prompts.TASKS`). Ids are unique within a task."""

    id: str
    task: str
    inputs: dict[str, str]


@dataclass(frozen=True, slots=True)
class Label:
    """An item, and the verdict of a person on it."""

    item: JudgeItem
    verdict: str


def judge_items(
    question: Question, response: Response, tasks: Collection[str] = tuple(TASKS)
) -> tuple[JudgeItem, ...]:
    """What to judge of the answer to a gold question; nothing of a refusal or a failure, which rules score.

    One item a nugget, one a sentence with citations (all its quotations together), one for relevance. A
    follow-up is judged in its standalone form where the gold has one.
    """
    if not response.answered or not response.sentences:
        return ()
    asked = question.standalone or question.question
    answer = "\n".join(said.text for said in response.sentences)
    both = {"question": asked, "answer": answer}
    items = [
        JudgeItem(f"{question.id}/{n.id}", NUGGET.name, {**both, "nugget": n.text}) for n in question.nuggets
    ]
    for number, said in enumerate(response.sentences, start=1):
        quoted = "\n".join(place.text for place in said.citations)
        if quoted:
            inputs = {"sentence": said.text, "quotation": quoted}
            items.append(JudgeItem(f"{question.id}/{number}", SUPPORT.name, inputs))
    items.append(JudgeItem(question.id, RELEVANCE.name, both))
    return tuple(item for item in items if item.task in tasks)


def check_items(items: Sequence[JudgeItem]) -> None:
    """Raise JudgeError with every item that has an unknown task, other inputs than its task has, a text with
    nothing in it, or the id of another item of its task."""
    problems = []
    seen: set[tuple[str, str]] = set()
    for item in items:
        problems += [f"{item.task} '{item.id}': {problem}" for problem in _problems(item)]
        if (item.task, item.id) in seen:
            problems.append(f"{item.task} '{item.id}': the id occurs twice")
        seen.add((item.task, item.id))
    if problems:
        raise JudgeError("These cannot be judged:\n" + "\n".join(problems))


def read_labels(path: Path) -> tuple[Label, ...]:
    """A person's verdicts from a JSON-lines file: `id`, `task`, `inputs` and `label` (a verdict of the task).

    Raises JudgeError with every problem by line number.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # splitlines() would cut inside strings
    except (OSError, UnicodeDecodeError) as error:
        raise JudgeError(f"The labels in {path} cannot be read: {error}.") from None
    problems: list[str] = []
    labels: list[Label] = []
    first: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            label = _label(line)
        except (ValueError, RecursionError) as error:  # ValidationError and JSONDecodeError are ValueErrors
            problems += [f"line {number}: {problem}" for problem in _explained(error)]
            continue
        item = label.item
        problems += [f"line {number}: {problem}" for problem in _problems(item)]
        if item.task in TASKS and label.verdict not in TASKS[item.task].scores:
            known = ", ".join(TASKS[item.task].scores)
            problems.append(f"line {number}: the label '{label.verdict}' is none of {known}")
        if (item.task, item.id) in first:
            problems.append(f"line {number}: the id '{item.id}' was used on line {first[item.task, item.id]}")
        first.setdefault((item.task, item.id), number)
        labels.append(label)
    if problems:
        raise JudgeError(f"{path.name} is refused. Correct it and run again:\n" + "\n".join(problems))
    if not labels:
        raise JudgeError(
            f"{path.name} has no label in it. Leave it out, or write a line for each marked item."
        )
    return tuple(labels)


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(min_length=1, max_length=200)
    task: str
    inputs: dict[str, str]
    label: str | int


def _label(line: str) -> Label:
    read = _Line.model_validate(json.loads(line))
    return Label(JudgeItem(read.id, read.task, read.inputs), str(read.label))


def _explained(error: Exception) -> Iterator[str]:
    if isinstance(error, ValidationError):
        for detail in error.errors():
            yield f"{'.'.join(map(str, detail['loc'])) or 'the line'}: {detail['msg']}"
    else:
        yield f"not JSON ({error})"


def _problems(item: JudgeItem) -> Iterator[str]:
    task = TASKS.get(item.task)
    if task is None:
        yield f"the task '{item.task}' is none of {', '.join(TASKS)}"
    elif set(item.inputs) != set(task.inputs):
        yield f"its inputs are {', '.join(item.inputs) or 'none'}, not {', '.join(task.inputs)}"
    else:
        yield from (f"'{name}' has no text" for name, text in item.inputs.items() if not text.strip())
