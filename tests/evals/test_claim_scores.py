"""Checking sentences of a draft: what is passed, what is caught, and what is named."""

from __future__ import annotations

import pytest
from sample_items import BEFORE, CRASH, GROWTH, HUBS, NOISE, Fact, claim, found, refusal

from evals.metrics import CLAIM_METRICS
from evals.responses import Response
from evals.scoring.claims import SUPPORTED, UNSUPPORTED, score_claim
from evals.types import ClaimVerdict

PASSED = Response(SUPPORTED)
CAUGHT = Response(UNSUPPORTED)
NAMED = Response(UNSUPPORTED, message="The figure 8 million is not in the passage.")
FAULTY = [v.value for v in ClaimVerdict if v is not ClaimVerdict.SUPPORTED]


def evidence_of(verdict: str) -> tuple[Fact, ...]:
    return () if verdict in ("not_in_evidence", "opinion") else (GROWTH,)


@pytest.mark.parametrize(
    ("response", "right", "cause"),
    [(PASSED, 1, None), (CAUGHT, 0, "true but not passed"), (CRASH, 0, "the system crashed")],
)
def test_a_true_claim_is_to_be_passed(response: Response, right: int, cause: str | None) -> None:
    scored = score_claim(claim("supported", GROWTH), response)
    assert scored.cause == cause
    assert scored.right is bool(right)
    assert scored.tallies == {
        "right": (right, 1),
        "errors": (float(response is CRASH), 1),
        "supported_passed": (right, 1),
        "evidence_found": (0, 1),
    }


@pytest.mark.parametrize("verdict", FAULTY)
@pytest.mark.parametrize(
    ("response", "caught", "cause"),
    [
        (PASSED, 0, "passed although {}"),
        (CAUGHT, 1, None),
        (NAMED, 1, None),
        (CRASH, 0, "the system crashed"),
    ],
)
def test_every_other_claim_is_to_be_caught(
    verdict: str, response: Response, caught: int, cause: str | None
) -> None:
    scored = score_claim(claim(verdict, *evidence_of(verdict)), response)
    assert scored.tallies["faults_caught"] == scored.tallies["right"] == (caught, 1)
    assert "supported_passed" not in scored.tallies
    assert scored.cause == (cause and cause.format(verdict.replace("_", " ")))


@pytest.mark.parametrize("verdict", ["figure_differs", "date_differs", "direction_differs"])
@pytest.mark.parametrize(("response", "named"), [(NAMED, 1), (CAUGHT, 0), (PASSED, 0), (CRASH, 0)])
def test_a_wrong_figure_date_or_direction_is_to_be_named(
    verdict: str, response: Response, named: int
) -> None:
    assert score_claim(claim(verdict, GROWTH), response).tallies["fault_named"] == (named, 1)


@pytest.mark.parametrize(
    "verdict", ["supported", "entity_differs", "overstated", "not_in_evidence", "opinion"]
)
def test_other_faults_need_not_be_named(verdict: str) -> None:
    assert "fault_named" not in score_claim(claim(verdict, *evidence_of(verdict)), NAMED).tallies


def test_its_evidence_is_to_be_among_the_first_ten_passages() -> None:
    true = claim("supported", GROWTH, HUBS)
    late = [NOISE] * 10
    assert score_claim(true, refusal(NOISE, found(HUBS))).tallies["evidence_found"] == (1, 1)
    assert score_claim(true, refusal(*late[1:], found(BEFORE))).tallies["evidence_found"] == (1, 1)  # tenth
    assert score_claim(true, refusal(*late, found(GROWTH))).tallies["evidence_found"] == (0, 1)
    assert score_claim(true, CRASH).tallies["evidence_found"] == (0, 1)
    assert "evidence_found" not in score_claim(claim("opinion"), PASSED).tallies


@pytest.mark.parametrize("verdict", ["supported", *FAULTY])
@pytest.mark.parametrize("response", [PASSED, CAUGHT, NAMED, CRASH])
def test_every_tally_is_one_of_the_registry(verdict: str, response: Response) -> None:
    for name, tally in score_claim(claim(verdict, *evidence_of(verdict)), response).tallies.items():
        assert len(tally) == CLAIM_METRICS[name].width
        assert 0 <= tally[0] <= tally[1]


def test_every_metric_of_claims_is_reached() -> None:
    reached = {
        n for v in ("supported", "figure_differs") for n in score_claim(claim(v, GROWTH), NAMED).tallies
    }
    assert reached == set(CLAIM_METRICS)
