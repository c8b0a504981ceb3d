"""What the judge's verdicts come to: means with both bounds, run-to-run spread, agreement with people.

Every call that was made is in a denominator. A call that failed, and a reply without a readable verdict, are
outcomes of their own; the mean is of the readable ones and never stands without its bounds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median_low, stdev, variance

from evals.judge_prompts import TASKS, Task
from evals.statistics import Interval

MOST_ERRORS = 0.02
"""Share of judge errors above which what the judge said of a run does not count."""
FEWEST_LABELS = 100
"""Labels of people from which on a corrected mean is given."""
NORMAL_95 = 1.959964
UNMARKED = "no verdict"


class Problem(StrEnum):
    """Why a call gave no verdict."""

    UNREADABLE = "unreadable"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Mark:
    """One call: its run, from 1, and its verdict; or None, the problem, and what was received or raised."""

    run: int
    verdict: str | None
    problem: Problem | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """All marks of one item, in order of runs."""

    id: str
    task: str
    marks: tuple[Mark, ...]

    @property
    def verdict(self) -> str:
        """The middle verdict of the readable ones, the worse of two middle ones; UNMARKED where none is."""
        scores = TASKS[self.task].scores
        read = [scores[m.verdict] for m in self.marks if m.verdict is not None]
        return {score: verdict for verdict, score in scores.items()}[median_low(read)] if read else UNMARKED

    @property
    def score(self) -> float:
        """The mean of all runs, 0 to 1, higher is better; a call without a verdict counts 0."""
        scores = TASKS[self.task].scores
        return fmean(0.0 if m.verdict is None else scores[m.verdict] for m in self.marks)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the judge's middle verdicts agree with one person's on `items` labelled items: share of equal
    verdicts, and Cohen's kappa (1 is perfect, 0 is chance; None where both gave one and the same verdict
    throughout). An item without a verdict agrees with nobody."""

    items: int
    exact: float
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The mean corrected by people's labels, and its 95% interval."""

    mean: float
    interval: Interval
    labels: int


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """What the judge said of a run in one task. Scores are 0 to 1, higher is better.

    `mean` is of the readable verdicts, None where there is none; `low` and `high` are the mean over all calls
    with every error counted 0 and 1. `run_sd` is the standard deviation of the runs' own means (None with
    fewer than two), `unanimous` the share of items on which every call gave the same verdict. `agreement` is
    None where no person marked an item of this task, `corrected` where fewer than 100 were marked.
    """

    task: str
    version: str
    items: int
    calls: int
    unreadable: int
    failed: int
    mean: float | None
    run_sd: float | None
    low: float
    high: float
    unanimous: float
    agreement: Agreement | None
    corrected: Corrected | None

    @property
    def error_rate(self) -> float:
        """Calls without a verdict / calls; lower is better."""
        return (self.unreadable + self.failed) / self.calls


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """What a judge said: every mark of the run's items (`rows`) and of the labelled ones (`label_rows`), the
    figures by task, and how many calls were sent and how many replies were kept from before."""

    model: str
    runs: int
    rows: tuple[Row, ...]
    label_rows: tuple[Row, ...]
    tasks: tuple[TaskFigures, ...]
    sent: int
    kept: int

    @property
    def error_rate(self) -> float:
        """Calls without a verdict / calls on the run's items, 0 where nothing was judged; lower is better."""
        calls = sum(t.calls for t in self.tasks)
        return sum(t.unreadable + t.failed for t in self.tasks) / calls if calls else 0.0

    @property
    def valid(self) -> bool:
        """Whether at most 2% of the calls of each task went wrong; otherwise the judge's result is void."""
        return all(t.error_rate <= MOST_ERRORS for t in self.tasks)


def figures(task: Task, rows: Sequence[Row], labelled: Sequence[tuple[Row, str]]) -> TaskFigures:
    """The figures of one task over at least one row; `labelled` are rows of other items, each with a person's
    verdict."""
    marks = [mark for row in rows for mark in row.marks]
    read = [task.scores[m.verdict] for m in marks if m.verdict is not None]
    problems = Counter(m.problem for m in marks if m.problem is not None)
    by_run: dict[int, list[float]] = {}
    for mark in marks:
        if mark.verdict is not None:
            by_run.setdefault(mark.run, []).append(task.scores[mark.verdict])
    run_means = [fmean(scores) for scores in by_run.values()]
    return TaskFigures(
        task=task.name,
        version=task.version,
        items=len(rows),
        calls=len(marks),
        unreadable=problems[Problem.UNREADABLE],
        failed=problems[Problem.FAILED],
        mean=fmean(read) if read else None,
        run_sd=stdev(run_means) if len(run_means) > 1 else None,
        low=math.fsum(read) / len(marks),
        high=(math.fsum(read) + problems.total()) / len(marks),
        unanimous=fmean(_unanimous(row) for row in rows),
        agreement=agreement([(row.verdict, label) for row, label in labelled]),
        corrected=corrected(
            [row.score for row in rows], [(row.score, task.scores[label]) for row, label in labelled]
        ),
    )


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement | None:
    """Agreement of (judge's, person's) verdicts, None without any. Kappa is (p_o − p_e) / (1 − p_e), with p_e
    from each one's own shares (Cohen 1960)."""
    if not pairs:
        return None
    n = len(pairs)
    same = sum(ours == theirs for ours, theirs in pairs)
    ours_of, theirs_of = Counter(o for o, _ in pairs), Counter(t for _, t in pairs)
    by_chance = sum(ours_of[verdict] * theirs_of[verdict] for verdict in ours_of)
    kappa = None if by_chance == n * n else (same * n - by_chance) / (n * n - by_chance)
    return Agreement(n, same / n, kappa)


def corrected(scores: Sequence[float], labelled: Sequence[tuple[float, float]]) -> Corrected | None:
    """The prediction-powered mean: mean of `scores` + mean of (person − judge) over `labelled`, which holds
    (judge's score, person's score). None with fewer than 100 labels or two scores.

    Right where the labelled items were drawn at random from the same kind of item; the interval (normal,
    Angelopoulos et al. 2023) takes all items as independent. Errors of the judge count 0 in both terms, so
    that the correction takes them out again and none is dropped. May lie a little outside 0 to 1.
    """
    if len(labelled) < FEWEST_LABELS or len(scores) < 2:
        return None
    differences = [theirs - ours for ours, theirs in labelled]
    mean = fmean(scores) + fmean(differences)
    half = NORMAL_95 * math.sqrt(variance(scores) / len(scores) + variance(differences) / len(differences))
    return Corrected(mean, Interval(mean - half, mean + half), len(labelled))


def _unanimous(row: Row) -> bool:
    verdicts = {mark.verdict for mark in row.marks}
    return len(verdicts) == 1 and None not in verdicts
