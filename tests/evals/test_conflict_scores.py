"""Tallies of a question on which sources differ: sides told, and the disagreement shown."""

from __future__ import annotations

import pytest
from sample_items import (
    CONFLICT,
    CRASH,
    GROWTH,
    GROWTH_NUGGET,
    HUBS,
    POLL,
    TRUST,
    VACANT,
    VIEW,
    answer,
    cited,
    question,
    refusal,
    said,
    unanswerable,
)

from evals.gold import Matcher
from evals.metrics import Tallies
from evals.responses import Response, Said
from evals.scoring.content import assignments, conflict_tallies, differs_on_point, side_told
from evals.scoring.nuggets import Assignment
from evals.types import Question


def assigned(asked: Question, response: Response) -> dict[str, Assignment]:
    return assignments(asked.nuggets, response, Matcher(), VIEW)


def conflict(asked: Question, response: Response) -> Tallies:
    on_point = differs_on_point(asked, response, Matcher(), VIEW)
    return conflict_tallies(asked, response, assigned(asked, response), on_point)


BOTH = (said(TRUST), said(POLL))


@pytest.mark.parametrize(
    ("response", "flag", "sides"),
    [
        (answer(*BOTH, differ=((0, 1),)), (1, 0, 0), 1.0),
        (answer(*BOTH), (0, 0, 1), 1.0),  # both told, but not shown to differ
        (answer(said(TRUST)), (0, 0, 1), 0.5),
        # another disagreement than the one asked about is shown: the right one is missed, this one is false
        (answer(*BOTH, said(HUBS), said(VACANT), differ=((2, 3),)), (0, 1, 1), 1.0),
        (refusal(), (0, 0, 1), 0.0),
        (CRASH, (0, 0, 1), 0.0),
    ],
)
def test_a_conflict_asked_about_is_to_be_shown_with_all_its_sides(
    response: Response, flag: tuple[int, int, int], sides: float
) -> None:
    assert conflict(CONFLICT, response) == {"conflict_flag_f1": flag, "position_recall": (sides, 1.0)}


@pytest.mark.parametrize(
    ("tags", "differ", "flag"),
    [
        (("figure",), (), (0, 0, 0)),
        (("figure",), ((0, 1),), (0, 0, 0)),  # about the point: the gold does not say that sources agree
        (("figure", "undisputed"), ((0, 1),), (0, 1, 0)),  # here it does
        (("figure", "undisputed"), (), (0, 0, 0)),
        (("figure",), ((1, 2),), (0, 1, 0)),  # about something that was not asked
        (("figure", "undisputed"), ((1, 2),), (0, 1, 0)),
    ],
)
def test_a_disagreement_shown_where_the_gold_names_none(
    tags: tuple[str, ...], differ: tuple[tuple[int, ...], ...], flag: tuple[int, int, int]
) -> None:
    asked = question(GROWTH_NUGGET, tags=tags)
    response = answer(said(GROWTH), said(HUBS), said(VACANT), differ=differ)
    assert conflict(asked, response) == {"conflict_flag_f1": flag}


def test_conflicts_are_judged_only_where_there_is_an_answer() -> None:
    assert conflict(unanswerable(), answer(*BOTH, differ=((0, 1),))) == {}


def test_a_side_is_told_where_it_is_stated_and_cited_to_who_holds_it() -> None:
    response = answer(said(TRUST), Said(POLL.text, (cited(GROWTH),)))  # the poll cited to the other report
    labels = assigned(CONFLICT, response)
    assert labels == {"n1": Assignment.SUPPORT, "n2": Assignment.SUPPORT}
    assert side_told(CONFLICT, 0, response, labels)
    assert not side_told(CONFLICT, 1, response, labels)
