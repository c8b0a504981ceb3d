"""An item scored as a whole: which metrics apply, what a crash costs, and what every tally has to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_items import (
    BEFORE,
    BY,
    CHAIRS,
    CONFLICT,
    CRASH,
    GROWTH,
    GROWTH_NUGGET,
    GROWTH_QUESTION,
    HUBS,
    NOISE,
    POLL,
    POSTS,
    TRUST,
    VACANT,
    Fact,
    ambiguous,
    answer,
    commission,
    found,
    nugget,
    number,
    question,
    refusal,
    said,
    unanswerable,
)

from evals.metrics import BRIEF_METRICS, QUESTION_METRICS, Metric, Tallies
from evals.responses import Response, Said
from evals.scoring.items import score_brief, score_question
from evals.types import Question

FACTS = (GROWTH, BEFORE, TRUST, HUBS, CHAIRS, POSTS, VACANT, POLL)
DATED = question(GROWTH_NUGGET, filters={"as_of": "2024-12-31"})
QUESTIONS = (
    GROWTH_QUESTION,
    CONFLICT,
    DATED,
    question(GROWTH_NUGGET, answerability="partial"),
    question(nugget(CHAIRS), nugget(HUBS, id="n2", vital=False)),
    unanswerable(),
    unanswerable(GROWTH_NUGGET, unanswerable_kind="false_premise"),
    question(answerability="declined"),
    ambiguous(),
)
BRIEF = commission(
    nugget(GROWTH, numbers=(number(7.6e6, "cases"),)),
    nugget(HUBS, id="n2"),
    nugget(POSTS, id="n3", vital=False),
)

passages = st.lists(st.sampled_from([NOISE, *map(found, FACTS)]), max_size=12)
sentences = st.lists(st.builds(said, st.sampled_from(FACTS)), max_size=5)
responses = st.one_of(
    st.just(CRASH),
    st.builds(
        lambda spoken, ranked, outcome: answer(*spoken, passages=ranked, outcome=outcome),
        sentences, passages, st.sampled_from(["answered", "partly_answered"]),
    ),
    st.builds(
        lambda ranked, outcome: refusal(*ranked, outcome=outcome),
        passages, st.sampled_from(["not_in_evidence", "declined", "which_one"]),
    ),
)  # fmt: skip


def check(tallies: Tallies, registry: dict[str, Metric]) -> None:
    """Every tally is of a metric of the registry, has its width, and is a share where the metric is one."""
    for name, tally in tallies.items():
        metric = registry[name]
        assert len(tally) == metric.width
        assert all(isinstance(part, float) and part >= 0 for part in tally)
        if metric.is_share and not metric.is_f1:
            assert tally[0] <= tally[1]


def test_points_of_a_follow_up_are_counted_once_more_by_themselves() -> None:
    before = [{"role": "user", "text": "How did the list grow?"}, {"role": "assistant", "text": "Fast."}]
    later = question(GROWTH_NUGGET, nugget(HUBS, id="n2"), history=before, group="conv:growth")
    told = score_question(later, answer(said(GROWTH)), BY).tallies
    assert told["follow_up_nugget_recall"] == told["nugget_recall"] == (0.5, 1.0)
    assert score_question(later, refusal(), BY).tallies["follow_up_nugget_recall"] == (0.0, 1.0)
    assert score_question(later, CRASH, BY).tallies["follow_up_nugget_recall"] == (0.0, 1.0)
    assert "follow_up_nugget_recall" not in score_question(GROWTH_QUESTION, answer(said(GROWTH)), BY).tallies


@given(st.sampled_from(QUESTIONS), responses)
def test_every_tally_of_a_question_is_one_of_the_registry(asked: Question, response: Response) -> None:
    scored = score_question(asked, response, BY)
    check(scored.tallies, dict(QUESTION_METRICS))
    assert scored.tallies["right"] == (float(scored.cause is None), 1.0)
    assert set(scored.nuggets) == set(scored.ranks) == {n.id for n in asked.nuggets}


@given(responses)
def test_every_tally_of_a_brief_is_one_of_the_registry(response: Response) -> None:
    scored = score_brief(BRIEF, response, BY)
    check(scored.tallies, dict(BRIEF_METRICS))
    assert scored.right == (scored.cause is None)


@given(sentences, st.sampled_from(FACTS))
def test_a_sentence_more_at_the_end_states_no_point_less(spoken: list[Said], more: Fact) -> None:
    names = ("nugget_recall", "nugget_recall_partial", "nugget_recall_all", "numbers_recalled")
    before = score_question(GROWTH_QUESTION, answer(*spoken), BY).tallies
    after = score_question(GROWTH_QUESTION, answer(*spoken, said(more)), BY).tallies
    assert all(after[name] >= before[name] for name in names)


SEARCH = {name for name, metric in QUESTION_METRICS.items() if metric.group == "Search"}
CITATIONS = {name for name, metric in QUESTION_METRICS.items() if metric.group == "Citations"}
NUGGETS = {"nugget_recall", "nugget_recall_partial", "nugget_recall_all"}
FIGURES = {"numbers_recalled", "numbers_wrong"}
STYLE = {"redundancy", "words"}
ALWAYS = {"right", "errors"}
REFUSING = {"abstention_precision", "abstention_f1"}
NO_ANSWER = ALWAYS | REFUSING | {"false_answers", "abstention_recall"}
ANSWER = ALWAYS | REFUSING | SEARCH | NUGGETS | {"over_refusal", "conflict_flag_f1"}
SAID = {"numbers_grounded", *STYLE}
GOLD_PLACES = {"gold_citation_precision", "gold_citation_recall"}


@pytest.mark.parametrize(
    ("asked", "response", "metrics"),
    [
        (GROWTH_QUESTION, answer(said(GROWTH)), ANSWER | FIGURES | SAID | CITATIONS),
        (GROWTH_QUESTION, refusal(), ANSWER | FIGURES),
        (GROWTH_QUESTION, CRASH, ANSWER | FIGURES | CITATIONS | {"numbers_grounded"}),
        (question(nugget(HUBS)), answer(said(HUBS)), ANSWER | SAID | CITATIONS),
        (CONFLICT, refusal(), ANSWER | FIGURES | {"position_recall"}),
        (DATED, refusal(), ANSWER | FIGURES | {"dates_right"}),
        (unanswerable(), refusal(), NO_ANSWER),
        (unanswerable(), answer(said(HUBS)), NO_ANSWER | SAID | CITATIONS - GOLD_PLACES),
        (question(answerability="declined"), refusal(outcome="declined"), NO_ANSWER),
        (ambiguous(), refusal(outcome="which_one"), ALWAYS | {"asked_back"}),
    ],
)
def test_which_metrics_apply(asked: Question, response: Response, metrics: set[str]) -> None:
    assert set(score_question(asked, response, BY).tallies) == metrics


@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_crash_is_a_failure_of_every_metric_that_judges_the_question(asked: Question) -> None:
    told = score_question(asked, CRASH, BY).tallies
    refused = score_question(asked, refusal(), BY).tallies
    assert set(told) >= set(refused)  # nothing is dropped that a refusal would have been judged by
    for name, tally in told.items():
        metric = QUESTION_METRICS[name]
        if metric.is_f1:
            assert tally[0] == 0.0
        elif name == "abstention_precision" and not asked.wants_answer:
            assert tally == (0.0, 0.0)  # it did not refuse, so there is no refusal to be wrong
        else:
            assert tally[1] > 0.0
            assert tally[0] == (0.0 if metric.higher_is_better else tally[1])


def test_a_crash_is_told_with_its_cause() -> None:
    scored = score_question(GROWTH_QUESTION, CRASH, BY)
    assert scored.cause == "the system crashed"
    assert scored.tallies["errors"] == (1.0, 1.0)


def test_a_right_answer_scores_full_on_everything() -> None:
    shown = answer(said(TRUST), said(POLL), passages=[found(TRUST), found(POLL)], differ=((0, 1),))
    scored = score_question(CONFLICT, shown, BY)
    assert scored.nuggets == {"n1": "support", "n2": "support"}
    assert scored.ranks == {"n1": 1, "n2": 2}
    for name, tally in scored.tallies.items():
        metric = QUESTION_METRICS[name]
        if metric.is_f1 or name in (*STYLE, "evidence_recall_at_1", "abstention_precision"):
            continue
        assert tally[0] == (tally[1] if metric.higher_is_better else 0.0), name
    assert scored.tallies["conflict_flag_f1"] == (1.0, 0.0, 0.0)
    assert scored.tallies["evidence_recall_at_1"] == (0.5, 1.0)  # two points, one passage


def test_figures_that_are_not_the_right_ones_are_kept_for_the_report() -> None:
    assert score_question(GROWTH_QUESTION, answer(said(BEFORE)), BY).detail == {"wrong": ["7.4 million"]}
    beside = score_question(GROWTH_QUESTION, answer(said(GROWTH), said(BEFORE)), BY)
    assert beside.detail == {"beside": ["7.4 million"]}
    assert beside.right
    assert score_question(GROWTH_QUESTION, answer(said(GROWTH)), BY).detail == {}


def test_a_brief_is_right_where_every_vital_point_is_in_it() -> None:
    scored = score_brief(BRIEF, answer(said(GROWTH), said(BEFORE), said(HUBS)), BY)
    assert (scored.right, scored.cause) == (True, None)
    assert scored.nuggets == {"n1": "support", "n2": "support", "n3": "not"}
    assert scored.tallies["nugget_recall"] == (1.0, 1.0)
    assert scored.tallies["nugget_recall_all"] == pytest.approx((2 / 3, 1.0))
    assert scored.tallies["numbers_recalled"] == (1.0, 1.0)
    # the sections of GROWTH and BEFORE, and of HUBS, are gold
    assert scored.tallies["gold_citation_precision"] == (3.0, 3.0)
    assert "numbers_wrong" not in scored.tallies  # a note rightly gives other years' figures as well


def test_a_brief_tells_the_points_it_lacks() -> None:
    scored = score_brief(BRIEF, answer(said(HUBS)), BY)
    assert (scored.right, scored.cause) == (False, "required points missing: n1")
    assert score_brief(BRIEF, refusal(), BY).cause == "required points missing: n1, n2"


def test_a_brief_that_crashed_fails_everywhere() -> None:
    scored = score_brief(BRIEF, CRASH, BY)
    assert (scored.right, scored.cause) == (False, "the system crashed")
    assert scored.tallies["errors"] == (1.0, 1.0)
    assert all(scored.tallies[name][0] == 0.0 < scored.tallies[name][1] for name in NUGGETS | CITATIONS)
