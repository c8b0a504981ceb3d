"""Runs asked of a script instead of a library: the real flow, with answers that are known beforehand."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from sample_runs import answered, gold_question, question_tallies, sample_config

from evals.gold import GoldItem, Line
from evals.responses import Response
from evals.run import Finished, Progress, ask_all, conclude
from evals.run_folder import RunConfig, only_writer, start
from evals.scoring.items import Scored
from evals.subjects import Subject

HOW_MANY = 12
LINES = tuple(Line(gold_question(f"q-{i:02}"), "test", "test.jsonl", i) for i in range(1, HOW_MANY + 1))
IDS = [line.item.id for line in LINES]
CONFIG: RunConfig = sample_config(items=tuple(IDS))


def ask(item: GoldItem) -> Response:
    """Each question has an answer of its own, with signs of more than one byte."""
    return answered(f"“{item.id}” cost £{item.id[2:]} billion – so they say.")


def score(item: GoldItem, response: Response) -> Scored:
    """Everything is right."""
    right = response.error is None
    return Scored(question_tallies(right, True, response), right, None if right else "the system crashed")


SCRIPT = Subject(ask, score)


def slowly(item: GoldItem) -> Response:
    """The same, told aloud, and long enough to be killed in."""
    print(item.id, flush=True)
    time.sleep(0.1)
    return ask(item)


def go_on(folder: Path, subject: Subject, progress: Progress) -> Finished:
    """Ask what has not been asked yet, and conclude."""
    with only_writer(folder):
        ask_all(folder, LINES, subject, progress)
        return conclude(folder, None)


def quiet(stage: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


def whole_run(folder: Path, subject: Subject = SCRIPT, lines: Sequence[Line] = LINES) -> Finished:
    """A run from its beginning to its end."""
    start(folder, CONFIG, lines)
    return go_on(folder, subject, quiet)
