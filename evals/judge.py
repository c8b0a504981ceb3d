"""The optional judge: asks a chat model for verdicts, several times each, keeps every reply, drops nothing.

Nothing here knows LangChain: `complete` is any function from a prompt to a reply
(`assistant.chat_models.completion` makes one).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from evals.judge_cache import ReplyCache, reply_key
from evals.judge_figures import JudgeReport, Mark, Problem, Row, TaskFigures, figures
from evals.judge_inputs import JudgeError, JudgeItem, Label, check_items
from evals.judge_prompts import TASKS, prompt, read_verdict

RUNS = 3
PARALLEL = 4
GIVE_UP_AFTER = 10
"""Calls that fail one after the other until no more is sent: the server is gone, or the key is wrong."""
CHARACTERS_A_TOKEN = 4
LONGEST_DETAIL = 300

Progress = Callable[[int, int], None]
"""Told how many calls of how many are done, kept replies among them."""


@dataclass(frozen=True, slots=True)
class JudgeEstimate:
    """What judging would take: calls in all, how many are kept already, how many would be sent, and about how
    many tokens those prompts hold (characters / 4; replies are a few tokens each and not counted)."""

    calls: int
    kept: int
    to_send: int
    approximate_tokens: int


@dataclass(frozen=True, slots=True)
class _Call:
    task: str
    run: int
    prompt: str
    key: str


def estimate(
    items: Sequence[JudgeItem], *, model: str, cache: Path, labels: Sequence[Label] = (), runs: int = RUNS
) -> JudgeEstimate:
    """What `judge_rows` with the same arguments would send. Sends nothing. Raises JudgeError as it does."""
    calls = _calls(_plan([*items, *(label.item for label in _wanted(items, labels))], model, runs))
    with ReplyCache(cache) as kept:
        fresh = [call for call in calls.values() if kept.get(call.key) is None]
    tokens = -(-sum(len(call.prompt) for call in fresh) // CHARACTERS_A_TOKEN)
    return JudgeEstimate(len(calls), len(calls) - len(fresh), len(fresh), tokens)


def judge_rows(
    items: Sequence[JudgeItem],
    complete: Callable[[str], str],
    *,
    model: str,
    cache: Path,
    labels: Sequence[Label] = (),
    runs: int = RUNS,
    parallel: int = PARALLEL,
    progress: Progress = lambda done, total: None,
) -> JudgeReport:
    """Judge every item, and every labelled item of the same tasks, `runs` times.

    `complete` is called from up to `parallel` threads and may raise: such a call counts as failed and is made
    again the next time, while every reply is kept in the file `cache`. After ten failures in a row nothing
    more is sent, and what is left counts as failed too. `model` names the judge in the report and the cache.
    Raises JudgeError before anything is sent (`check_items`), or where the cache cannot be read or written.
    """
    labels = _wanted(items, labels)
    everything = [*items, *(label.item for label in labels)]
    plan = _plan(everything, model, runs)
    calls = _calls(plan)
    with ReplyCache(cache) as kept:
        fresh = [call for call in calls.values() if kept.get(call.key) is None]
        asking = _Asking(complete, kept)
        before = len(calls) - len(fresh)
        progress(before, len(calls))
        asking.run(fresh, parallel, lambda done: progress(before + done, len(calls)))
        marks = {key: _mark(call, asking.failures.get(key, ""), kept.get(key)) for key, call in calls.items()}
    rows = [
        Row(item.id, item.task, tuple(marks[call.key] for call in of_item))
        for item, of_item in zip(everything, plan, strict=True)
    ]
    own, theirs = tuple(rows[: len(items)]), tuple(rows[len(items) :])
    return JudgeReport(model, runs, own, theirs, _figures(own, theirs, labels), asking.sent, before)


def _wanted(items: Sequence[JudgeItem], labels: Sequence[Label]) -> list[Label]:
    """The labels of tasks that are judged, everything checked."""
    check_items(items)
    check_items([label.item for label in labels])
    tasks = {item.task for item in items}
    return [label for label in labels if label.item.task in tasks]


def _figures(own: Sequence[Row], theirs: Sequence[Row], labels: Sequence[Label]) -> tuple[TaskFigures, ...]:
    """Figures of each task that has rows of the run; `theirs` are the rows of `labels`, in order."""
    found = []
    for task in TASKS.values():
        rows = [row for row in own if row.task == task.name]
        marked = [
            (row, label.verdict) for row, label in zip(theirs, labels, strict=True) if row.task == task.name
        ]
        if rows:
            found.append(figures(task, rows, marked))
    return tuple(found)


def _plan(items: Sequence[JudgeItem], model: str, runs: int) -> list[list[_Call]]:
    """The calls of each item, in order of runs."""
    if runs < 1:
        raise JudgeError(f"The judge is asked at least once, not {runs} times. Ask for 1 run or more.")
    plan = []
    for item in items:
        task = TASKS[item.task]
        text = prompt(task, item.inputs)
        keys = [(run, reply_key(model, task.version, text, run)) for run in range(1, runs + 1)]
        plan.append([_Call(task.name, run, text, key) for run, key in keys])
    return plan


def _calls(plan: Sequence[Sequence[_Call]]) -> dict[str, _Call]:
    """Every call by its key: items with the same texts share theirs."""
    return {call.key: call for of_item in plan for call in of_item}


class _Asking:
    """Calls under way: each reply is kept before its thread makes another call."""

    def __init__(self, complete: Callable[[str], str], kept: ReplyCache) -> None:
        self.failures: dict[str, str] = {}
        """Why a call failed, by its key."""
        self.sent = 0
        self._complete = complete
        self._kept = kept
        self._lock = threading.Lock()
        self._failed_in_a_row = 0
        self._stopped = ""

    def run(self, calls: Sequence[_Call], parallel: int, progress: Callable[[int], None]) -> None:
        """Make the calls; `progress` is told in this thread how many are done."""
        with ThreadPoolExecutor(parallel) as pool:
            futures = [pool.submit(self._make, call) for call in calls]
            try:
                for done, future in enumerate(as_completed(futures), start=1):
                    future.result()
                    progress(done)
            except BaseException:  # Ctrl-C, or a full disk: what waits is not sent
                self._stopped = "not sent: it was interrupted"
                raise

    def _make(self, call: _Call) -> None:
        with self._lock:
            if self._stopped:
                self.failures[call.key] = self._stopped
                return
            self.sent += 1
        reply, failure = "", ""
        try:
            reply = self._complete(call.prompt)
        except Exception as error:  # whatever the model's package raises
            failure = str(error) or type(error).__name__
        with self._lock:
            self._failed_in_a_row = self._failed_in_a_row + 1 if failure else 0
            if self._failed_in_a_row >= GIVE_UP_AFTER:
                self._stopped = f"not sent: {GIVE_UP_AFTER} calls had failed one after the other"
            if failure:
                self.failures[call.key] = failure
            else:
                self._kept.put(call.key, reply)


def _mark(call: _Call, failure: str, reply: str | None) -> Mark:
    if reply is None:
        return Mark(call.run, None, Problem.FAILED, failure[:LONGEST_DETAIL])
    verdict = read_verdict(TASKS[call.task], reply)
    if verdict is None:
        return Mark(call.run, None, Problem.UNREADABLE, reply[:LONGEST_DETAIL])
    return Mark(call.run, verdict)
