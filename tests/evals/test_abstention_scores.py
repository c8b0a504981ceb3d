"""Answering and refusing, judged by rule: every kind of question against every kind of response."""

from __future__ import annotations

import numpy as np
import pytest
from sample_items import (
    CRASH,
    GROWTH,
    GROWTH_NUGGET,
    GROWTH_QUESTION,
    ambiguous,
    answer,
    question,
    refusal,
    said,
    unanswerable,
)

from evals.metrics import QUESTION_METRICS, Tallies
from evals.responses import Response
from evals.scoring.abstention import abstention_tallies
from evals.types import Question

ANSWERED = answer(said(GROWTH))
PARTLY = answer(said(GROWTH), outcome="partly_answered")
REFUSED = refusal()
DECLINED = refusal(outcome="declined")
PARTIAL_QUESTION = question(GROWTH_NUGGET, answerability="partial")
TO_DECLINE = question(answerability="declined")


@pytest.mark.parametrize("asked", [GROWTH_QUESTION, PARTIAL_QUESTION])
@pytest.mark.parametrize(
    ("response", "wrongly"), [(ANSWERED, 0), (PARTLY, 0), (REFUSED, 1), (DECLINED, 1), (CRASH, 1)]
)
def test_a_question_with_an_answer_is_to_be_answered(
    asked: Question, response: Response, wrongly: int
) -> None:
    assert abstention_tallies(asked, response, corrected=False) == {
        "over_refusal": (wrongly, 1),
        "abstention_precision": (0, wrongly),
        "abstention_f1": (0, wrongly, 0),
    }


@pytest.mark.parametrize("asked", [unanswerable(), TO_DECLINE])
@pytest.mark.parametrize(
    ("response", "corrected", "refused"),
    [
        (REFUSED, False, 1),
        (DECLINED, False, 1),
        (refusal(outcome="which_one"), False, 1),
        (ANSWERED, False, 0),
        (PARTLY, False, 0),
        (ANSWERED, True, 1),  # it corrects the false premise
        (CRASH, False, 0),  # a crash is no refusal
    ],
)
def test_a_question_without_an_answer_is_to_be_refused(
    asked: Question, response: Response, corrected: bool, refused: int
) -> None:
    assert abstention_tallies(asked, response, corrected) == {
        "false_answers": (1 - refused, 1),
        "abstention_recall": (refused, 1),
        "abstention_precision": (refused, refused),
        "abstention_f1": (refused, 0, 1 - refused),
    }


@pytest.mark.parametrize(
    ("response", "share"),
    [
        (refusal(outcome="which_one", readings=("waits-2024", "nurses-2023")), 1.0),
        (refusal(outcome="which_one", readings=("waits-2024", "gone")), 0.5),
        (ANSWERED, 0.0),
        (REFUSED, 0.0),
        (CRASH, 0.0),
    ],
)
def test_an_ambiguous_question_is_judged_by_the_readings_offered(response: Response, share: float) -> None:
    assert abstention_tallies(ambiguous(), response, corrected=False) == {"asked_back": (share, 1.0)}


def value(name: str, told: list[Tallies]) -> float:
    metric = QUESTION_METRICS[name]
    sums = np.sum([t.get(name, metric.nothing) for t in told], axis=0)
    return float(metric.value(sums[None])[0])


def test_precision_recall_and_f1_over_a_run() -> None:
    # Of four to be refused three are; of six with an answer one is refused and one crashes.
    told = [abstention_tallies(unanswerable(), r, False) for r in (REFUSED, REFUSED, DECLINED, ANSWERED)]
    told += [
        abstention_tallies(GROWTH_QUESTION, r, False)
        for r in (ANSWERED, ANSWERED, ANSWERED, PARTLY, REFUSED, CRASH)
    ]
    told.append(abstention_tallies(ambiguous(), REFUSED, False))  # counts on neither side
    assert value("abstention_precision", told) == pytest.approx(3 / 5)
    assert value("abstention_recall", told) == pytest.approx(3 / 4)
    assert value("abstention_f1", told) == pytest.approx(2 * 0.6 * 0.75 / (0.6 + 0.75))
    assert value("false_answers", told) == pytest.approx(1 / 4)
    assert value("over_refusal", told) == pytest.approx(2 / 6)
    assert value("asked_back", told) == 0.0
