"""A finished run for the judge: two questions answered, one refused, one crashed."""

from __future__ import annotations

from pathlib import Path

from sample_runs import (
    answered,
    crashed,
    gold_nugget,
    gold_question,
    refused,
    sample_config,
    sample_row,
)

from evals.gold import Line
from evals.run import conclude
from evals.run_folder import append, start

ROWS = (
    sample_row("q-1"),
    sample_row("q-2", "wrongly refused", refused()),
    sample_row("q-3", response=answered("It cost £5 billion, and ran late.")),
    sample_row("q-4", "the system crashed", crashed()),
)
_POINTS = (gold_nugget("n1", "It cost £5 billion."), gold_nugget("n2", "It ran late."))
GOLD = (
    gold_question("q-1"),
    gold_question("q-2"),
    gold_question("q-3", nuggets=_POINTS),
    gold_question("q-4"),
)
NUGGETS, RELEVANCES = 3, 2
"""What there is to judge: the nuggets of the two questions that were answered, and each answer as a whole."""


def judged_folder(folder: Path) -> Path:
    """The run on disk, finished."""
    lines = [Line(item, "test", "test.jsonl", number) for number, item in enumerate(GOLD, 1)]
    start(folder, sample_config(items=tuple(row.id for row in ROWS)), lines)
    for row in ROWS:
        append(folder, row)
    conclude(folder, None)
    return folder
