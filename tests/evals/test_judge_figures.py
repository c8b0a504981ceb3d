"""The judge's figures, worked out by hand."""

from __future__ import annotations

import math
import random

import pytest
from sklearn.metrics import cohen_kappa_score

from evals.judge_figures import UNMARKED, JudgeReport, Mark, Problem, Row, agreement, corrected, figures
from evals.judge_prompts import NUGGET, RELEVANCE
from evals.judge_table import judge_table

S, P, N = "support", "partial_support", "not_support"


def row(name: str, *verdicts: str | Problem, task: str = "nugget") -> Row:
    marks = [
        Mark(run, None, verdict) if isinstance(verdict, Problem) else Mark(run, verdict)
        for run, verdict in enumerate(verdicts, start=1)
    ]
    return Row(name, task, tuple(marks))


def report(*rows: Row, labels: tuple[str, ...] = (), label_rows: tuple[Row, ...] = ()) -> JudgeReport:
    task = figures(NUGGET, rows, list(zip(label_rows, labels, strict=True)))
    return JudgeReport("openai:x", len(rows[0].marks), rows, label_rows, (task,), 6, 0)


def test_errors_are_counted_and_shown_as_bounds() -> None:
    rows = [row("a", S, S, P), row("b", N, Problem.UNREADABLE, Problem.FAILED)]
    found = figures(NUGGET, rows, [])
    assert (found.items, found.calls, found.unreadable, found.failed) == (2, 6, 1, 1)
    assert found.error_rate == pytest.approx(2 / 6)
    assert found.mean == pytest.approx(2.5 / 4)  # 1 + 1 + 0.5 + 0 over four readable ones
    assert found.low == pytest.approx(2.5 / 6)
    assert found.high == pytest.approx(4.5 / 6)
    # Means of the runs: (1 + 0) / 2, 1, 0.5. Their mean is 2/3, their squared distances 1/36, 4/36 and 1/36.
    assert found.run_sd == pytest.approx(math.sqrt(6 / 36 / 2))


def test_without_errors_the_bounds_are_the_mean() -> None:
    found = figures(NUGGET, [row("a", S, S), row("b", P, P)], [])
    assert (found.mean, found.low, found.high) == (0.75, 0.75, 0.75)
    assert found.run_sd == 0
    assert found.unanimous == 1


def test_where_nothing_is_readable_there_is_no_mean_and_the_bounds_are_everything() -> None:
    found = figures(NUGGET, [row("a", Problem.FAILED, Problem.UNREADABLE)], [])
    assert found.mean is None
    assert found.run_sd is None
    assert (found.low, found.high) == (0, 1)
    assert found.error_rate == 1


def test_one_run_has_no_spread() -> None:
    assert figures(NUGGET, [row("a", S), row("b", N)], []).run_sd is None


def test_an_item_is_unanimous_where_every_call_gave_the_same_verdict() -> None:
    rows = [row("a", S, S), row("b", S, P), row("c", S, Problem.FAILED), row("d", *[Problem.FAILED] * 2)]
    assert figures(NUGGET, rows, []).unanimous == 0.25


@pytest.mark.parametrize(
    ("verdicts", "middle"),
    [
        ((S, N, P), P),
        ((S, S, N), S),
        ((S, N), N),  # of two the worse
        ((S, N, Problem.FAILED), N),
        ((Problem.FAILED, S, Problem.UNREADABLE), S),
        ((Problem.FAILED,), UNMARKED),
    ],
)
def test_the_verdict_of_an_item_is_the_middle_one(verdicts: tuple[str | Problem, ...], middle: str) -> None:
    assert row("a", *verdicts).verdict == middle


def test_the_score_of_an_item_counts_errors_as_nothing() -> None:
    assert row("a", "5", "3", Problem.FAILED, task="relevance").score == pytest.approx(
        0.5
    )  # (1 + 0.5 + 0) / 3


def test_a_rating_is_spread_over_nought_to_one() -> None:
    rows = [row(v, v, task="relevance") for v in ("1", "2", "3", "4", "5")]
    assert [r.score for r in rows] == [0, 0.25, 0.5, 0.75, 1]
    assert figures(RELEVANCE, rows, []).mean == 0.5


def test_kappa_by_hand() -> None:
    # Judge: 6 S, 4 N; person: 5 S, 5 N; equal on 7 of 10. By chance (6 × 5 + 4 × 5) / 100 = 0.5.
    found = agreement([(S, S)] * 4 + [(N, N)] * 3 + [(S, N)] * 2 + [(N, S)])
    assert found is not None
    assert (found.items, found.exact) == (10, 0.7)
    assert found.kappa == pytest.approx((0.7 - 0.5) / (1 - 0.5))


def test_kappa_is_scikit_learns() -> None:
    draw = random.Random(1)  # noqa: S311
    for _ in range(20):
        pairs = [(draw.choice([S, P, N, UNMARKED]), draw.choice([S, P, N])) for _ in range(40)]
        found = agreement(pairs)
        assert found is not None
        assert found.kappa == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))


def test_kappa_is_undefined_where_both_say_the_same_of_everything() -> None:
    found = agreement([(S, S)] * 5)
    assert found is not None
    assert found.kappa is None
    assert found.exact == 1


def test_an_item_without_a_verdict_agrees_with_nobody() -> None:
    marked = [(row("a", S), S), (row("b", Problem.UNREADABLE), S)]
    found = figures(NUGGET, [row("c", S)], marked).agreement
    assert found is not None
    assert (found.items, found.exact) == (2, 0.5)


def test_without_labels_agreement_is_unknown() -> None:
    assert figures(NUGGET, [row("a", S)], []).agreement is None


def test_the_corrected_mean_by_hand() -> None:
    # The judge says 0.5 on average and is 1 too high on 20 of 100 labelled items: 0.5 − 0.2 = 0.3.
    labelled = [(1.0, 0.0)] * 20 + [(1.0, 1.0)] * 50 + [(0.0, 0.0)] * 30
    found = corrected([0, 1, 0, 1], labelled)
    assert found is not None
    assert found.mean == pytest.approx(0.3)
    assert found.labels == 100
    # Variance of the scores (4 × 0.25) / 3, of the differences (20 × 0.8² + 80 × 0.2²) / 99.
    half = 1.959964 * math.sqrt((1 / 3) / 4 + (16 / 99) / 100)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.3 - half, 0.3 + half))


@pytest.mark.parametrize(("scores", "labels"), [(10, 99), (1, 100), (0, 0)])
def test_few_labels_correct_nothing(scores: int, labels: int) -> None:
    assert corrected([1.0] * scores, [(1.0, 1.0)] * labels) is None


def test_the_correction_takes_out_errors_of_the_judge() -> None:
    # People say support throughout. The judge fails on a quarter of everything, which counts 0: 0.75 + 0.25.
    rows = [row(str(i), Problem.FAILED if i % 4 == 0 else S) for i in range(100)]
    found = figures(NUGGET, rows, [(r, S) for r in rows]).corrected
    assert found is not None
    assert found.mean == pytest.approx(1)


def test_a_result_is_void_above_two_in_a_hundred_errors() -> None:
    good = [row(str(i), S) for i in range(98)]
    assert report(*good, row("x", Problem.FAILED), row("y", Problem.UNREADABLE)).valid
    void = report(*good[:97], *(row(f"{i}f", Problem.FAILED) for i in range(3)))
    assert not void.valid
    assert void.error_rate == pytest.approx(0.03)
    assert "void" in judge_table(void)


def test_a_void_task_is_not_hidden_by_a_large_good_one() -> None:
    good = figures(NUGGET, [row(str(i), S) for i in range(900)], [])
    bad = figures(
        RELEVANCE, [row(str(i), *["5"] * 9, Problem.FAILED, task="relevance") for i in range(5)], []
    )
    both = JudgeReport("openai:x", 1, (), (), (good, bad), 950, 0)
    assert both.error_rate < 0.02
    assert not both.valid


def test_where_nothing_was_judged_nothing_is_wrong() -> None:
    nothing = JudgeReport("openai:x", 3, (), (), (), 0, 0)
    assert nothing.valid
    assert nothing.error_rate == 0
    assert "Nothing was judged" in judge_table(nothing)


def test_the_table_never_shows_a_mean_without_bounds_and_agreement() -> None:
    line = judge_table(report(row("a", S, S, P), row("b", N, N, Problem.FAILED))).splitlines()[-1]
    # Read: 1 + 1 + 0.5 + 0 + 0 over five; over six calls 2.5 / 6 and 3.5 / 6.
    assert "| 0.500 |" in line
    assert "0.417 / 0.583" in line
    assert "(0 + 1) / 6 = 16.7%" in line
    assert "no labels of people" in line
    marked = judge_table(report(row("a", S), label_rows=(row("b", S), row("c", S)), labels=(S, N)))
    assert "kappa 0.00, equal 50% (n = 2)" in marked
