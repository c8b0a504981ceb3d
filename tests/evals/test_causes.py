"""Why a question came out wrong: the first stage at fault, from the index to the answer."""

from __future__ import annotations

import pytest
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
    TRUST,
    VACANT,
    ambiguous,
    answer,
    found,
    nugget,
    number,
    question,
    refusal,
    said,
    unanswerable,
)

from evals.responses import Response, Said
from evals.scoring.causes import Cause
from evals.scoring.items import score_question
from evals.types import Question

RIGHT = answer(said(GROWTH), passages=[found(GROWTH)])
WITHHELD = (Said("The waiting list grew to 8.1 million cases in June 2024. [a figure is not borne]", ()),)
FALSE_PREMISE = unanswerable(GROWTH_NUGGET, unanswerable_kind="false_premise")
PARTIAL = question(GROWTH_NUGGET, answerability="partial")
BOTH_SIDES = [found(TRUST), found(POLL)]


def cause(asked: Question, response: Response) -> str | None:
    return score_question(asked, response, BY).cause


@pytest.mark.parametrize(
    ("asked", "response"),
    [
        (GROWTH_QUESTION, RIGHT),
        (GROWTH_QUESTION, answer(said(GROWTH), said(BEFORE), passages=[found(GROWTH)])),
        (PARTIAL, answer(said(GROWTH), outcome="partly_answered", passages=[found(GROWTH)])),
        (CONFLICT, answer(said(TRUST), said(POLL), passages=BOTH_SIDES)),
        (unanswerable(), refusal(NOISE)),
        (question(answerability="declined"), refusal(outcome="declined")),
        (FALSE_PREMISE, answer(said(GROWTH))),
        (ambiguous(), refusal(outcome="which_one", readings=("waits-2024", "nurses-2023"))),
        # a point that is not vital may be left out
        (question(GROWTH_NUGGET, nugget(HUBS, id="n2", vital=False)), RIGHT),
        # the passage was not among those listed, but the answer cites it
        (GROWTH_QUESTION, answer(said(GROWTH))),
    ],
)
def test_a_right_answer_has_no_cause(asked: Question, response: Response) -> None:
    scored = score_question(asked, response, BY)
    assert scored.cause is None
    assert scored.right
    assert scored.tallies["right"] == (1.0, 1.0)


CASES = [
    (Cause.CRASHED, GROWTH_QUESTION, CRASH),
    (Cause.CRASHED, unanswerable(), CRASH),
    (Cause.CRASHED, ambiguous(), CRASH),
    (Cause.WRONGLY_ANSWERED, unanswerable(), RIGHT),
    (Cause.WRONGLY_ANSWERED, question(answerability="declined"), RIGHT),
    (Cause.WRONGLY_ANSWERED, FALSE_PREMISE, answer(said(BEFORE))),
    (Cause.NOT_ASKED_BACK, ambiguous(), RIGHT),
    (Cause.NOT_ASKED_BACK, ambiguous(), refusal(outcome="which_one", readings=("waits-2024",))),
    (Cause.NOT_INDEXED, question(nugget(CHAIRS)), refusal(NOISE)),
    (Cause.NOT_INDEXED, question(nugget(CHAIRS)), answer(said(HUBS))),
    (Cause.NOT_RETRIEVED, GROWTH_QUESTION, refusal(NOISE)),
    (Cause.NOT_RETRIEVED, GROWTH_QUESTION, answer(said(HUBS), passages=[found(HUBS)])),
    # the year before's figure was given, but only because the right passage was not found
    (Cause.NOT_RETRIEVED, question(nugget(TRUST, numbers=(number(59, "%"),))), answer(said(VACANT))),
    (Cause.WITHHELD, GROWTH_QUESTION, refusal(found(GROWTH), withheld=WITHHELD)),
    (Cause.WITHHELD, GROWTH_QUESTION, answer(said(HUBS), passages=[found(GROWTH)], withheld=WITHHELD)),
    (Cause.WRONGLY_REFUSED, GROWTH_QUESTION, refusal(found(GROWTH))),
    (Cause.WRONGLY_REFUSED, GROWTH_QUESTION, refusal(found(GROWTH), outcome="which_one")),
    (Cause.WRONG_FIGURE, GROWTH_QUESTION, answer(said(BEFORE), passages=[found(GROWTH)])),
    (Cause.WRONG_FIGURE, GROWTH_QUESTION, answer(said(BEFORE), said(GROWTH), passages=[found(GROWTH)])),
    (
        Cause.WRONG_DATE,
        question(GROWTH_NUGGET, filters={"as_of": "2024-01-01"}),  # the report is of September 2024
        RIGHT,
    ),
    (Cause.WRONG_DATE, question(GROWTH_NUGGET, not_publications=["waits-2024"]), RIGHT),
    (Cause.ONE_SIDE, CONFLICT, answer(said(TRUST), passages=BOTH_SIDES)),
    (Cause.ONE_SIDE, CONFLICT, answer(said(TRUST), said(TRUST, POLL.text), passages=BOTH_SIDES)),
    (Cause.NOT_CHOSEN, GROWTH_QUESTION, answer(said(HUBS), passages=[found(GROWTH)])),
    (Cause.NOT_CHOSEN, CONFLICT, answer(said(HUBS), passages=BOTH_SIDES)),
    # half of a vital point is not the point
    (
        Cause.NOT_CHOSEN,
        question(nugget(HUBS)),
        answer(said(HUBS, "Hubs opened in Hull on 3 June."), passages=[found(HUBS)]),
    ),
    (Cause.GAP_NOT_TOLD, PARTIAL, RIGHT),
]


@pytest.mark.parametrize(("expected", "asked", "response"), CASES)
def test_a_wrong_answer_has_the_cause_of_the_first_stage_at_fault(
    expected: Cause, asked: Question, response: Response
) -> None:
    scored = score_question(asked, response, BY)
    assert scored.cause == expected.value
    assert not scored.right
    assert scored.tallies["right"] == (0.0, 1.0)


def test_every_cause_is_reached() -> None:
    assert {expected for expected, _, _ in CASES} == set(Cause)


def test_what_is_not_indexed_comes_before_what_is_not_retrieved() -> None:
    asked = question(nugget(HUBS), nugget(CHAIRS, id="n2"))
    assert cause(asked, refusal(NOISE)) == Cause.NOT_INDEXED
    # where one alternative is indexed, the nugget is
    assert cause(question(nugget(CHAIRS, HUBS)), refusal(NOISE)) == Cause.NOT_RETRIEVED
