"""Tallies of checking one sentence of a draft. Pure.

What the product can tell today is whether the library bears a sentence out, and which figure, date or
direction word it does not. Overstatement and swapped names have to fail as unsupported.
"""

from __future__ import annotations

from evals.metrics import Tallies
from evals.responses import Response
from evals.scoring.items import Scored
from evals.scoring.locating import hits_span
from evals.types import Claim, ClaimVerdict

SUPPORTED, UNSUPPORTED = "supported", "not_supported"
K = 10
_NAMED = (ClaimVerdict.FIGURE_DIFFERS, ClaimVerdict.DATE_DIFFERS, ClaimVerdict.DIRECTION_DIFFERS)


def score_claim(claim: Claim, response: Response) -> Scored:
    """Whether a claim was rightly passed or caught; a crash is wrong either way."""
    crashed = response.error is not None
    passed = response.outcome == SUPPORTED
    true = claim.verdict is ClaimVerdict.SUPPORTED
    right = not crashed and passed == true
    tallies: Tallies = {"right": (float(right), 1.0), "errors": (float(crashed), 1.0)}
    tallies["supported_passed" if true else "faults_caught"] = (float(right), 1.0)
    if claim.verdict in _NAMED:
        tallies["fault_named"] = (float(right and bool(response.message)), 1.0)
    found = any(hits_span(p, e) for p in response.passages[:K] for e in claim.evidence)
    if claim.evidence:
        tallies["evidence_found"] = (float(found), 1.0)
    cause = None
    if crashed:
        cause = "the system crashed"
    elif not right:
        cause = (
            f"passed although {claim.verdict.value.replace('_', ' ')}" if passed else "true but not passed"
        )
    return Scored(tallies, right, cause)
