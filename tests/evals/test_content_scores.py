"""Tallies of what an answer says: nuggets, figures, dates, style."""

from __future__ import annotations

import pytest
from sample_items import (
    BEFORE,
    CRASH,
    GROWTH,
    GROWTH_NUGGET,
    GROWTH_QUESTION,
    HUBS,
    POSTS,
    TRUST,
    VIEW,
    answer,
    forbidden,
    nugget,
    number,
    question,
    refusal,
    said,
    unanswerable,
)

from evals.gold import Matcher
from evals.metrics import Tallies
from evals.responses import Place, Response, Said
from evals.scoring.content import (
    assignments,
    corrects_premise,
    date_tallies,
    figures_beside,
    nugget_tallies,
    number_tallies,
    style_tallies,
)
from evals.scoring.nuggets import Assignment
from evals.types import Question

SUPPORT, PARTIAL, NOT = Assignment.SUPPORT, Assignment.PARTIAL, Assignment.NOT


def assigned(asked: Question, response: Response) -> dict[str, Assignment]:
    return assignments(asked.nuggets, response, Matcher(), VIEW)


def test_nugget_recall_is_that_of_trec() -> None:
    nuggets = [
        nugget(f, id=i, vital=i != "d") for f, i in zip((GROWTH, TRUST, HUBS, POSTS), "abcd", strict=True)
    ]
    labels = {"a": SUPPORT, "b": PARTIAL, "c": NOT, "d": SUPPORT}
    told = nugget_tallies(nuggets, labels)
    assert told["nugget_recall"] == pytest.approx((1 / 3, 1.0))  # of a, b, c
    assert told["nugget_recall_partial"] == pytest.approx((1.5 / 3, 1.0))
    assert told["nugget_recall_all"] == pytest.approx((2 / 4, 1.0))
    assert nugget_tallies([nuggets[3]], labels) == {}  # nothing vital


def test_a_refusal_or_a_crash_states_nothing() -> None:
    for response in (refusal(), CRASH):
        labels = assigned(GROWTH_QUESTION, response)
        assert labels == {"n1": NOT}
        assert nugget_tallies(GROWTH_QUESTION.nuggets, labels)["nugget_recall"] == (0.0, 1.0)


def test_words_a_refusal_carries_along_do_not_count() -> None:
    carried = Response("not_in_evidence", sentences=(said(GROWTH),))
    assert assigned(GROWTH_QUESTION, carried) == {"n1": NOT}


def test_a_partly_answered_question_is_judged_like_an_answer() -> None:
    assert assigned(GROWTH_QUESTION, answer(said(GROWTH), outcome="partly_answered")) == {"n1": SUPPORT}


def figures(response: Response, *, wants_answer: bool = True) -> Tallies:
    return number_tallies([GROWTH_NUGGET], (forbidden(7.4e6, "cases"),), wants_answer, response)


def test_figures_of_an_answer_are_counted_over_all_its_sentences() -> None:
    # 7.6 million and June 2024 are borne; 59% is borne and 30% is not, its citation says 52%
    response = answer(said(GROWTH), said(TRUST, "It was 59% in one poll and 30% in another."))
    assert figures(response) == {
        "numbers_grounded": (3.0, 4.0),
        "numbers_recalled": (1.0, 1.0),
        "numbers_wrong": (0.0, 1.0),
    }


def test_each_gold_figure_counts_for_itself() -> None:
    wanted = nugget(TRUST, numbers=(number(59, "%"), number(52, "%"), number(2024, "year")))
    told = number_tallies([wanted], (), True, answer(said(TRUST, "In 2024 it was 59%.")))
    assert told["numbers_recalled"] == (2.0, 3.0)


def test_figures_of_points_that_are_not_vital_are_not_asked_for() -> None:
    more = nugget(TRUST, id="n2", vital=False, numbers=(number(59, "%"),))
    assert number_tallies([GROWTH_NUGGET, more], (), True, answer(said(GROWTH)))["numbers_recalled"] == (
        1.0,
        1.0,
    )


def test_a_forbidden_figure_alone_is_a_wrong_figure() -> None:
    assert figures(answer(said(BEFORE)))["numbers_wrong"] == (1.0, 1.0)
    assert figures(answer(said(GROWTH), said(BEFORE)))["numbers_wrong"] == (0.0, 1.0)
    assert figures_beside([GROWTH_NUGGET], (forbidden(7.4e6, "cases"),), refusal()).wrong == ()


def test_a_refusal_gives_no_figure_neither_right_nor_wrong() -> None:
    assert figures(refusal()) == {"numbers_recalled": (0.0, 1.0), "numbers_wrong": (0.0, 1.0)}


def test_a_crash_fails_every_figure() -> None:
    assert figures(CRASH) == {
        "numbers_grounded": (0.0, 1.0),
        "numbers_recalled": (0.0, 1.0),
        "numbers_wrong": (1.0, 1.0),
    }


def test_a_question_without_an_answer_has_no_gold_figures() -> None:
    assert set(figures(answer(said(GROWTH)), wants_answer=False)) == {"numbers_grounded"}


def dated(**fields: object) -> Question:
    return question(GROWTH_NUGGET, **fields)


# waits-2024 was published on 12 September 2024, nurses-2023 on 1 February 2023.
@pytest.mark.parametrize(
    ("fields", "right"),
    [
        ({"filters": {"as_of": "2024-01-01"}}, 1),
        ({"filters": {"as_of": "2024-12-31"}}, 3),
        ({"filters": {"since": "2024-01-01"}}, 2),
        ({"filters": {"publishers": ["audit office"]}}, 2),
        ({"filters": {"kinds": ["guidance"]}}, 0),
        ({"filters": {"publications": ["waits-2024"]}}, 2),
        ({"filters": {"nations": ["Wales"]}}, 0),
        ({"filters": {"latest_only": True}}, 3),
        ({"not_publications": ["waits-2024"]}, 1),
        ({"filters": {"since": "2024-01-01"}, "not_publications": ["waits-2024"]}, 0),
    ],
)
def test_citations_are_held_against_the_time_and_the_sources_asked_for(
    fields: dict[str, object], right: int
) -> None:
    response = answer(said(GROWTH), said(TRUST), said(POSTS))
    assert date_tallies(dated(**fields), response, VIEW) == {"dates_right": (right, 3)}


def test_without_filters_there_is_nothing_to_judge() -> None:
    assert date_tallies(GROWTH_QUESTION, answer(said(GROWTH)), VIEW) == {}


def test_a_refusal_cites_nothing_and_a_crash_fails() -> None:
    asked = dated(not_publications=["waits-2024"])
    assert date_tallies(asked, refusal(), VIEW) == {"dates_right": (0, 0)}
    assert date_tallies(asked, CRASH, VIEW) == {"dates_right": (0, 1)}


def test_a_publication_that_is_not_in_the_library_is_not_right() -> None:
    gone = answer(Said("So it is said.", (Place("gone", "", None, "So"),)))
    assert date_tallies(dated(filters={"as_of": "2024-12-31"}), gone, VIEW) == {"dates_right": (0, 1)}


def test_style_is_length_and_the_likeness_of_the_two_most_alike_sentences() -> None:
    # words: 3 + 3 + 2; {the, list, grew} and {the, list, fell} share 2 of 4
    response = answer(
        said(GROWTH, "The list grew."), said(GROWTH, "The list fell."), said(GROWTH, "Hubs opened.")
    )
    assert style_tallies(response) == {"redundancy": (2 / 4, 1.0), "words": (8.0, 1.0)}
    assert style_tallies(answer(said(GROWTH)))["redundancy"] == (0.0, 1.0)
    assert style_tallies(answer(said(GROWTH), said(GROWTH)))["redundancy"] == (1.0, 1.0)
    assert style_tallies(refusal()) == style_tallies(CRASH) == {}


PREMISE = unanswerable(
    nugget(GROWTH, numbers=(number(7.6e6, "cases"),)),
    unanswerable_kind="false_premise", question="Why did the waiting list fall in 2024?",
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "response", "corrected"),
    [
        (PREMISE, answer(said(GROWTH)), True),
        (PREMISE, answer(said(BEFORE)), False),
        (PREMISE, refusal(), False),  # right, but no correction
        (unanswerable(), answer(said(GROWTH)), False),  # there is nothing to correct
        (GROWTH_QUESTION, answer(said(GROWTH)), False),  # nor where there is an answer
    ],
)
def test_a_false_premise_is_corrected_by_stating_what_is_true(
    asked: Question, response: Response, corrected: bool
) -> None:
    assert corrects_premise(asked, response, assigned(asked, response)) is corrected
