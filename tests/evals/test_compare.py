"""Two runs of the same items: differences by hand, verdicts, what is listed as changed, what is refused."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sample_runs import answered, mixed_rows, refused, sample_row, sample_run

from evals.compare import Comparison, MetricChange, compare
from evals.metrics import METRICS
from evals.responses import Place, Response, Said
from evals.run_folder import Row, Run, RunError
from evals.statistics import Verdict

DRAWS = 500
WRONG = "retrieved but not chosen"
HEADLINE = [m.name for m in METRICS["questions"].values() if m.headline]


def compared(a: Sequence[Row], b: Sequence[Row]) -> Comparison:
    return compare(sample_run(a, Path("run-a")), sample_run(b), DRAWS)


def of(comparison: Comparison, name: str) -> MetricChange:
    (found,) = (m for m in comparison.metrics if m.metric.name == name)
    return found


def rows(*causes: str | None, **more: Any) -> list[Row]:
    """Answerable questions with these causes, None where right."""
    return [sample_row(f"q-{i:02}", cause, **more) for i, cause in enumerate(causes)]


def unanswerable(answered_ones: int, of_all: int) -> list[Row]:
    """Questions without an answer, the first few of them answered all the same."""
    return [
        sample_row(f"u-{i:02}", "wrongly answered" if i < answered_ones else None,
                   answered() if i < answered_ones else refused(), answerable=False)
        for i in range(of_all)
    ]  # fmt: skip


def test_differences_by_hand() -> None:
    # Points stated: A states 3 of 4, B 2 of 4, so −0.25. Two questions changed, in opposite ways, and a third
    # for the worse; swapping each or not gives 8 sums of ±1 ±1 ±1 with |sum| >= 1 in all 8: p = 1.
    comparison = compared(rows(None, None, None, WRONG), rows(WRONG, WRONG, None, None))
    change = of(comparison, "nugget_recall")
    assert (change.a, change.b, change.difference, change.n) == (0.75, 0.5, -0.25, 4)
    assert change.p == 1
    assert change.interval.low == -1
    assert change.interval.high >= 0
    assert change.verdict is Verdict.INCONCLUSIVE
    assert comparison.passed
    (right,) = ((a, b) for metric, a, b in comparison.others if metric.name == "right")
    assert right == (0.75, 0.5)
    assert comparison.sentence.startswith("No regression shown; inconclusive: Evidence found 0.750 → 0.500, ")
    assert comparison.sentence.endswith("1 item came out right that had not, 2 wrong that had been right.")


def test_a_regression_by_hand_with_holm_over_the_headline() -> None:
    # Ten questions, each in a group of its own, all right in A and all wrong in B: only leaving all as they
    # are or swapping all ten is as extreme, p = 2 / 2^10. Three metrics have that p (evidence found, points
    # stated, figures borne out), sentences supported does not move (p = 1), and three apply to none of these
    # questions (refusing, false answers, follow-ups), so four are in the family: the smallest three are
    # multiplied by 4, 3 and 2, and none may fall below the one before it.
    comparison = compared(rows(*[None] * 10), rows(*[WRONG] * 10))
    p = 2 / 2**10
    moved = ("evidence_recall_at_10", "nugget_recall", "numbers_grounded")
    assert [of(comparison, name).p for name in moved] == [p] * 3
    assert [of(comparison, name).p_holm for name in moved] == pytest.approx([4 * p] * 3)
    assert {m.metric.name: m.p_holm for m in comparison.metrics if m.metric.name not in moved} == {
        "citation_recall": 1, "abstention_f1": 1, "false_answers": 1, "follow_up_nugget_recall": 1
    }  # fmt: skip
    assert [m.metric.name for m in comparison.regressed] == list(moved)
    assert [m.metric.name for m in comparison.metrics] == HEADLINE
    assert not comparison.passed
    assert comparison.sentence == (
        "Regressed: Evidence found 1.000 → 0.000, Points stated 1.000 → 0.000, Figures borne out "
        "1.000 → 0.000. 0 items came out right that had not, 10 wrong that had been right."
    )
    better = compared(rows(*[WRONG] * 10), rows(*[None] * 10))
    assert [of(better, name).verdict for name in moved] == [Verdict.IMPROVED] * 3
    assert better.sentence.startswith("Improved: Evidence found 0.000 → 1.000, ")
    assert better.sentence.endswith("10 items came out right that had not, 0 wrong that had been right.")


def test_too_few_changes_are_no_regression_whatever_their_share() -> None:
    # Six of six got worse: p = 2 / 2^6 = 0.031, which four metrics make 0.13.
    comparison = compared(rows(*[None] * 6), rows(*[WRONG] * 6))
    assert of(comparison, "nugget_recall").p == 2 / 2**6
    assert of(comparison, "nugget_recall").p_holm == pytest.approx(8 / 2**6)
    assert comparison.passed


def test_questions_of_one_conversation_count_once() -> None:
    # Twelve questions in two conversations: two groups can be swapped, so p = 2 / 2^2 at best.
    a = [sample_row(f"q-{i:02}", group=f"c-{i % 2}") for i in range(12)]
    b = [sample_row(f"q-{i:02}", WRONG, group=f"c-{i % 2}") for i in range(12)]
    assert of(compared(a, b), "nugget_recall").p == 0.5
    assert compared(a, b).passed


def test_a_metric_for_which_lower_is_better() -> None:
    # 2 of 14 answered that should not be, then 14 of 14: false answers rise by 12 / 14, which is worse.
    few, all_ = unanswerable(2, 14), unanswerable(14, 14)
    worse = of(compared(few, all_), "false_answers")
    assert (worse.a, worse.b) == (2 / 14, 1)
    assert worse.difference == pytest.approx(12 / 14)
    assert worse.verdict is Verdict.REGRESSED
    assert not compared(few, all_).passed
    assert of(compared(all_, few), "false_answers").verdict is Verdict.IMPROVED
    assert compared(all_, few).passed


@pytest.mark.parametrize("seed", range(5))
def test_identical_runs_are_unchanged(seed: int) -> None:
    own = [*mixed_rows(), *unanswerable(seed, 9)]
    comparison = compared(own, own)
    assert comparison.passed
    assert comparison.changed == ()
    assert comparison.sentence == "Unchanged: every item came out as before."
    for change in comparison.metrics:
        assert change.verdict is not Verdict.REGRESSED
        assert change.p == 1
        if change.unused:  # no question of these rows has a turn before it
            assert change.metric.name == "follow_up_nugget_recall"
            continue
        assert change.difference == 0
        assert (change.interval.low, change.interval.high) == (0, 0)
        assert change.detectable_is_bound


def test_another_ranking_is_not_unchanged() -> None:
    a = [sample_row("q-1", tallies={"mrr_at_10": (1.0, 1.0)})]
    b = [sample_row("q-1", tallies={"mrr_at_10": (0.5, 1.0)})]
    comparison = compared(a, b)
    assert comparison.changed == ()
    assert not comparison.sentence.startswith("Unchanged")


def test_a_metric_that_one_run_has_no_figure_for() -> None:
    # B refuses everything: none of its figures and sentences can be judged, all its points are missing.
    a, b = rows(*[None] * 12), rows(*["wrongly refused"] * 12, response=refused())
    comparison = compared(a, b)
    grounded = of(comparison, "numbers_grounded")
    assert (grounded.a, grounded.n) == (1, 0)
    assert math.isnan(grounded.b)
    assert math.isnan(grounded.difference)
    assert (grounded.p, grounded.verdict) == (1, Verdict.INCONCLUSIVE)
    assert [m.metric.name for m in comparison.regressed] == ["evidence_recall_at_10", "nugget_recall"]
    # Nothing is regressed where only the citations are gone, and the sentence says which figure has no value.
    alone = compared(rows(None), rows(None, response=Response("declined")))
    assert "Figures borne out 1.000 → –" in alone.sentence
    # Neither run asked anything unanswerable: nothing is said of that.
    assert of(alone, "false_answers").unused
    assert "false answers" not in alone.sentence


def test_how_small_a_change_could_show() -> None:
    few = of(compared(rows(*[None] * 30), rows(*[WRONG] * 9, *[None] * 21)), "nugget_recall")
    assert few.detectable_is_bound
    many = of(compared(rows(*[None] * 30), rows(*[WRONG] * 10, *[None] * 20)), "nugget_recall")
    assert not many.detectable_is_bound
    # 2.8 × the standard error of a mean of 30 differences of which a third are −1: sqrt(1/3 · 2/3 / 30).
    assert many.detectable == pytest.approx(2.8 * math.sqrt(2 / 9 / 30), rel=0.1)


def test_what_changed_comes_worse_first() -> None:
    a = [
        sample_row("a-same"),
        sample_row("b-better", WRONG),
        sample_row("c-words"),
        sample_row("d-worse"),
        sample_row("e-cause", "not retrieved"),
        sample_row("f-worse"),
        sample_row("g-citation"),
    ]
    b = [
        sample_row("a-same"),
        sample_row("b-better"),
        sample_row("c-words", response=answered("It cost £4.2bn.")),
        sample_row("d-worse", WRONG),
        sample_row("e-cause", WRONG),
        sample_row("f-worse", "wrongly refused", refused()),
        sample_row("g-citation", response=uncited(answered())),
    ]
    changed = compared(a, b).changed
    assert [c.after.id for c in changed] == [
        "d-worse", "f-worse", "b-better", "c-words", "e-cause", "g-citation"
    ]  # fmt: skip
    assert [c.worse for c in changed] == [True, True, False, False, False, False]
    assert [c.better for c in changed] == [False, False, True, False, False, False]
    assert [(c.was, c.now) for c in changed][:3] == [(None, WRONG), (None, "wrongly refused"), (WRONG, None)]


def uncited(response: Response) -> Response:
    """The same words resting on another page."""
    (said,) = response.sentences
    other = Said(said.text, (Place("nao-2022", "Costs", 13, said.text),))
    return Response(response.outcome, sentences=(other,), confidence=response.confidence)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"set_sha256": "c" * 64, "set_version": "2"}, "of the set sample 2026.1.0, run-b of sample 2, or"),
        ({"kind": "claims"}, "they do not compare. Run the baseline again with: evidence eval run sample"),
        ({"corpus_sha256": "c" * 64, "publications": 3}, "corpora (2 and 3 publications, or other text)"),
        ({"items": ("q-01", "q-00"), "split": "dev"}, "run-a (all) and run-b (dev) asked other items"),
    ],
)  # fmt: skip
def test_runs_of_something_else_are_refused(changes: dict[str, Any], said: str) -> None:
    a = sample_run(rows(None, None), Path("run-a"))
    changed = {"items": a.config.items} | changes
    b = Run(Path("run-b"), sample_run(rows(None, None)).config, a.rows)
    other = Run(b.folder, type(b.config)(**{**fields_of(b), **changed}), b.rows)
    with pytest.raises(RunError) as caught:
        compare(a, other, DRAWS)
    assert said in str(caught.value)


def fields_of(run: Run) -> dict[str, Any]:
    return {name: getattr(run.config, name) for name in run.config.__slots__}


def test_another_revision_index_or_setting_is_what_a_comparison_is_for() -> None:
    own = rows(None, WRONG)
    b = sample_run(own, revision="fedcba987654", index={"schema": "9"}, settings={"writer": "new"})
    assert compare(sample_run(own), b, DRAWS).passed
