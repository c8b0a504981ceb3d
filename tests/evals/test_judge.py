"""Judging: what is asked, kept, counted and given up. `complete` is a small function here."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.judge import GIVE_UP_AFTER, JudgeEstimate, JudgeReport, estimate, judge_rows
from evals.judge_figures import Problem
from evals.judge_inputs import JudgeError, JudgeItem, Label
from evals.judge_prompts import SUPPORT, prompt

Complete = Callable[[str], str]


def item(name: str, task: str = "support") -> JudgeItem:
    texts = {"support": ("sentence", "quotation"), "relevance": ("question", "answer")}[task]
    return JudgeItem(name, task, {text: f"{text} of {name}" for text in texts})


class Asked:
    """Answers every prompt with a verdict and notes it; prompts that hold `failing` fail."""

    def __init__(self, reply: str = '{"verdict": "full"}', failing: str = "nothing fails") -> None:
        self.reply = reply
        self.failing = failing
        self.prompts: list[str] = []

    def __call__(self, text: str) -> str:
        self.prompts.append(text)
        if self.failing in text:
            raise ConnectionError("nobody there")
        return self.reply


def judged(folder: Path, items: list[JudgeItem], complete: Complete, **more: object) -> JudgeReport:
    given = {"model": "openai:x", "cache": folder / "replies.jsonl", "parallel": 1, **more}
    return judge_rows(items, complete, **given)  # type: ignore[arg-type]


def test_every_item_is_asked_as_often_as_there_are_runs(tmp_path: Path) -> None:
    asked = Asked()
    report = judged(tmp_path, [item("a"), item("b")], asked)
    assert sorted(asked.prompts) == sorted([prompt(SUPPORT, item(n).inputs) for n in "ab"] * 3)
    assert [(r.id, [(m.run, m.verdict) for m in r.marks]) for r in report.rows] == [
        ("a", [(1, "full"), (2, "full"), (3, "full")]),
        ("b", [(1, "full"), (2, "full"), (3, "full")]),
    ]
    (figures,) = report.tasks
    assert (figures.mean, figures.calls, report.sent, report.kept, report.valid) == (1, 6, 6, 0, True)


def test_tasks_have_figures_of_their_own(tmp_path: Path) -> None:
    both = '{"verdict": "none"}'
    report = judged(tmp_path, [item("a", "relevance"), item("a")], Asked(both))
    support, relevance = report.tasks
    assert (support.task, support.mean, support.unreadable) == ("support", 0, 0)
    assert (relevance.task, relevance.mean, relevance.unreadable) == ("relevance", None, 3)
    assert not report.valid


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    first = judged(tmp_path, [item("a")], Asked())
    again = Asked(failing="quotation")
    second = judged(tmp_path, [item("a")], again)
    assert again.prompts == []
    assert (second.rows, second.tasks) == (first.rows, first.tasks)
    assert (second.sent, second.kept) == (0, 3)


@pytest.mark.parametrize(("more", "sent"), [({"runs": 5}, 2), ({"model": "openai:y"}, 3), ({"runs": 2}, 0)])
def test_another_model_or_a_further_run_is_asked(tmp_path: Path, more: dict[str, object], sent: int) -> None:
    judged(tmp_path, [item("a")], Asked())
    assert judged(tmp_path, [item("a")], Asked(), **more).sent == sent


def test_items_with_the_same_texts_share_their_calls(tmp_path: Path) -> None:
    twin = JudgeItem("b", "support", item("a").inputs)
    report = judged(tmp_path, [item("a"), twin], Asked())
    assert report.sent == 3
    assert report.tasks[0].calls == 6
    assert report.rows[0].marks == report.rows[1].marks


def test_an_unreadable_reply_is_counted_kept_and_shown(tmp_path: Path) -> None:
    report = judged(tmp_path, [item("a")], Asked("Hard to say. " * 100))
    mark = report.rows[0].marks[0]
    assert (mark.verdict, mark.problem) == (None, Problem.UNREADABLE)
    assert mark.detail.startswith("Hard to say.")
    assert len(mark.detail) <= 300
    assert report.tasks[0].error_rate == 1
    assert judged(tmp_path, [item("a")], Asked()).sent == 0


def test_a_failed_call_is_counted_shown_and_asked_again_next_time(tmp_path: Path) -> None:
    report = judged(tmp_path, [item("a"), item("b")], Asked(failing="sentence of b"))
    marks = report.rows[1].marks
    assert [(m.problem, m.detail) for m in marks] == [(Problem.FAILED, "nobody there")] * 3
    assert (report.tasks[0].failed, report.tasks[0].low, report.tasks[0].high) == (3, 0.5, 1)
    assert not report.valid
    later = judged(tmp_path, [item("a"), item("b")], Asked())
    assert (later.sent, later.kept, later.valid) == (3, 3, True)


def test_an_error_without_words_is_shown_by_its_kind(tmp_path: Path) -> None:
    def complete(text: str) -> str:
        raise TimeoutError

    assert judged(tmp_path, [item("a")], complete).rows[0].marks[0].detail == "TimeoutError"


def test_after_ten_failures_in_a_row_nothing_more_is_sent(tmp_path: Path) -> None:
    asked = Asked(failing="sentence")
    report = judged(tmp_path, [item(str(i)) for i in range(50)], asked)
    assert report.sent == len(asked.prompts) == GIVE_UP_AFTER
    assert (report.tasks[0].calls, report.tasks[0].failed) == (150, 150)
    assert "not sent" in report.rows[-1].marks[-1].detail


def test_failures_between_answers_do_not_end_it(tmp_path: Path) -> None:
    items = [item(f"{'odd' if i % 2 else 'even'}{i}") for i in range(50)]
    report = judged(tmp_path, items, Asked(failing="of odd"), runs=1)
    assert (report.sent, report.tasks[0].failed) == (50, 25)


def test_calls_are_made_side_by_side(tmp_path: Path) -> None:
    together = threading.Barrier(3, timeout=20)

    def complete(text: str) -> str:
        together.wait()  # passes only when three calls are under way at once
        return '{"verdict": "full"}'

    assert judged(tmp_path, [item("a")], complete, parallel=3).tasks[0].failed == 0


def test_progress_counts_kept_replies_and_reaches_the_end(tmp_path: Path) -> None:
    judged(tmp_path, [item("a")], Asked())
    seen: list[tuple[int, int]] = []
    judged(tmp_path, [item("a"), item("b")], Asked(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(3, 6), (4, 6), (5, 6), (6, 6)]


def test_labels_are_judged_too_and_their_agreement_stands_beside_the_figures(tmp_path: Path) -> None:
    labels = [Label(item("x"), "full"), Label(item("y"), "none"), Label(item("z", "relevance"), "5")]
    report = judged(tmp_path, [item("a")], Asked(), labels=labels)
    (figures,) = report.tasks
    assert figures.items == 1
    assert figures.agreement is not None
    assert (figures.agreement.items, figures.agreement.exact) == (2, 0.5)
    assert [r.id for r in report.label_rows] == ["x", "y"]  # relevance is not judged in this run
    assert report.sent == 9


def test_a_hundred_labels_correct_the_mean(tmp_path: Path) -> None:
    # The judge finds full support everywhere; people found none in 30 of 100.
    labels = [Label(item(f"l{i}"), "none" if i < 30 else "full") for i in range(100)]
    report = judged(tmp_path, [item("a"), item("b")], Asked(), labels=labels, runs=1)
    corrected = report.tasks[0].corrected
    assert corrected is not None
    assert corrected.mean == pytest.approx(0.7)


def test_with_nothing_to_judge_nothing_is_asked(tmp_path: Path) -> None:
    asked = Asked()
    report = judged(tmp_path, [], asked, labels=[Label(item("x"), "full")])
    assert (report.tasks, asked.prompts, report.valid) == ((), [], True)


@pytest.mark.parametrize("bad", [[item("a"), item("a")], [JudgeItem("b", "support", {})]])
def test_items_are_checked_before_anything_is_sent(tmp_path: Path, bad: list[JudgeItem]) -> None:
    asked = Asked()
    with pytest.raises(JudgeError):
        judged(tmp_path, bad, asked)
    with pytest.raises(JudgeError):
        judged(tmp_path, [item("c")], asked, labels=[Label(i, "full") for i in bad])
    with pytest.raises(JudgeError):
        judged(tmp_path, [item("c")], asked, runs=0)
    assert asked.prompts == []


def test_the_estimate_is_what_will_be_sent(tmp_path: Path) -> None:
    items = [item("a"), item("b"), JudgeItem("twin", "support", item("a").inputs)]
    labels = [Label(item("x"), "full")]
    known = {"model": "openai:x", "cache": tmp_path / "replies.jsonl", "labels": labels}
    characters = sum(len(prompt(SUPPORT, item(n).inputs)) for n in "abx") * 3
    assert estimate(items, **known) == JudgeEstimate(9, 0, 9, -(-characters // 4))
    judged(tmp_path, [item("a")], Asked())
    before = estimate(items, **known)
    assert (before.calls, before.kept, before.to_send) == (9, 3, 6)
    assert judged(tmp_path, items, Asked(), labels=labels).sent == before.to_send
    assert estimate(items, **known) == JudgeEstimate(9, 9, 0, 0)


KILLED = """
import os, signal, sys
from pathlib import Path
from evals.judge import judge_rows
from evals.judge_inputs import JudgeItem
answered = 0
def complete(text):
    global answered
    answered += 1
    if answered == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return '{"verdict": "full"}'
items = [JudgeItem(n, "support", {t: f"{t} of {n}" for t in ("sentence", "quotation")}) for n in "abc"]
judge_rows(items, complete, model="openai:x", cache=Path(sys.argv[1]), parallel=1)
"""


def test_after_a_kill_it_goes_on_where_it_was(tmp_path: Path) -> None:
    cache = tmp_path / "replies.jsonl"
    ran = subprocess.run([sys.executable, "-c", KILLED, str(cache)], check=False)
    assert ran.returncode == -9
    asked = Asked()
    report = judged(tmp_path, [item(n) for n in "abc"], asked)
    assert report.kept == 4
    assert report.sent == len(asked.prompts) == 5
    assert report.tasks[0].mean == 1


def test_an_interruption_keeps_what_was_answered_and_sends_no_more(tmp_path: Path) -> None:
    interrupted = threading.Event()
    items = [item(n) for n in "abcdefghij"]

    def complete(text: str) -> str:
        if "of a" not in text:  # the first three answer; the fourth is under way when the user interrupts
            interrupted.wait(20)
        return '{"verdict": "full"}'

    def progress(done: int, total: int) -> None:
        if done == 3:
            threading.Timer(0.2, interrupted.set).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judged(tmp_path, items, complete, progress=progress)
    assert judged(tmp_path, items, Asked()).kept == 4


def test_replies_that_cannot_be_kept_end_it(tmp_path: Path) -> None:
    asked = Asked()
    (tmp_path / "file").write_text("")
    with pytest.raises(JudgeError, match="cannot be written"):
        judged(tmp_path, [item(n) for n in "abcdefghij"], asked, cache=tmp_path / "file" / "replies.jsonl")
