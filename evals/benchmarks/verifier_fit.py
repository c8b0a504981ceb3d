"""Where the constants of the support score come from: weights fitted on sets of claims, one left out in turn.

    python -m evals.benchmarks.verifier_fit FILE_OR_FOLDER…

Prints the weights of a logistic regression that may not be negative (more of the wording can only speak for a
claim), with a level of its own for each set, sets and labels counting the same; how well weights fitted
without a set order its claims; and the mean balanced accuracy of the product's score by threshold. The
product's constants are such weights, rounded. Whole pages are left out: a claim is held against what it
cites. It prints and changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.support import Support
from evals.benchmarks.claim_files import WHOLE_PAGE, ClaimsError, read_claims
from evals.benchmarks.claim_scores import Scored, evidence_weight, verify
from evals.benchmarks.tables import markdown_table
from evals.calibration import auroc, balanced_accuracy

Floats = NDArray[np.float64]

MODULE = "evals.benchmarks.verifier_fit"
FEATURES = ("best sentence", "best three", "trigrams", "names missing", "flagged")
THRESHOLDS = tuple(i / 20 for i in range(2, 19))
RIDGE, SET_WEIGHT = 1.0, 200.0
"""The penalty on squared weights, and what a whole set counts for against it."""
_STEPS = 5000


@dataclass(frozen=True, slots=True)
class Fitted:
    """A set and split, ready to fit: features (n, 5), labels (n,), the product's own scores (n,)."""

    name: str
    features: Floats
    supported: NDArray[np.bool_]
    scores: Floats

    @classmethod
    def of(cls, name: str, scored: Sequence[Scored]) -> Fitted:
        """The features and labels of claims."""
        rows = [features(one.support) for one in scored]
        labels = np.asarray([one.claim.supported for one in scored], dtype=bool)
        return cls(name, np.asarray(rows), labels, np.asarray([one.support.score for one in scored]))


def features(found: Support) -> list[float]:
    """What is weighed, in the order of `FEATURES`; each is higher where a claim is better supported."""
    shares = found.alignment
    missing = float(np.log1p(len(found.names)))
    return [shares.best, shares.three, shares.trigrams, -missing, -float(bool(found.flags))]


def fit(sets: Sequence[Fitted]) -> Floats:
    """The weights of the features, (5,), none negative. Each set has a level of its own that is not given
    back; within a set both labels count the same. Accelerated projected gradient (Beck and Teboulle 2009)."""
    rows = np.vstack([one.features for one in sets])
    member = np.repeat(np.arange(len(sets)), [len(one.supported) for one in sets])
    design = np.hstack([rows, np.eye(len(sets))[member]])
    label = np.concatenate([one.supported for one in sets]).astype(np.float64)
    counts = np.concatenate([_row_weights(one.supported) for one in sets])
    penalty = np.r_[np.full(rows.shape[1], RIDGE), np.zeros(len(sets))]
    least = np.r_[np.zeros(rows.shape[1]), np.full(len(sets), -np.inf)]
    step = 1 / (0.25 * np.linalg.norm(design * np.sqrt(counts)[:, None], 2) ** 2 + RIDGE)
    at = ahead = np.zeros(design.shape[1])
    pace = 1.0
    for _ in range(_STEPS):
        predicted = 1 / (1 + np.exp(-design @ ahead))
        gradient = design.T @ (counts * (predicted - label)) + penalty * ahead
        moved = np.maximum(ahead - step * gradient, least)
        quicker = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = moved + (pace - 1) / quicker * (moved - at)
        at, pace = moved, quicker
    return at[: rows.shape[1]]


def _row_weights(supported: NDArray[np.bool_]) -> Floats:
    share = supported.mean()
    weights = SET_WEIGHT / len(supported) * np.where(supported, 0.5 / share, 0.5 / (1 - share))
    return np.asarray(weights, dtype=np.float64)


def report(sets: Sequence[Fitted]) -> str:
    """Three tables in Markdown: weights, order with and without the set, thresholds."""
    together = fit(sets)
    share = together / together[:3].sum()
    weights = [(name, f"{w:.2f}", f"{s:.2f}") for name, w, s in zip(FEATURES, together, share, strict=True)]
    orders = []
    for one in sets:
        others = [other for other in sets if other is not one]
        without = auroc(list(one.features @ fit(others)), list(one.supported)) if others else None
        inside = auroc(list(one.features @ together), list(one.supported))
        own = auroc(list(one.scores), list(one.supported))
        orders.append((one.name, len(one.scores), _three(inside), _three(without), _three(own)))
    by_threshold = []
    for threshold in THRESHOLDS:
        found = [balanced_accuracy(list(one.scores >= threshold), list(one.supported)) or 0.0 for one in sets]
        by_threshold.append((f"{threshold:.2f}", *map(_three, found), _three(float(np.mean(found)))))
    return "\n\n".join(
        (
            markdown_table(("feature", "weight", "share of the wording"), weights),
            "AUROC of the fitted weights on the sets they were fitted on, of weights fitted without the set, "
            "and of the product's score:",
            markdown_table(("set", "claims", "fitted with", "fitted without", "product"), orders),
            "Balanced accuracy of the product's score by threshold:",
            markdown_table(("threshold", *(one.name for one in sets), "mean"), by_threshold),
        )
    )


def _three(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"


def main(arguments: Sequence[str]) -> int:
    """Print the tables; exit code 2 where the claims cannot be used."""
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Fit the support score.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_FOLDER")
    try:
        sets = read_claims(parser.parse_args(arguments).paths)
    except ClaimsError as error:
        print(error, file=sys.stderr)
        return 2
    fitted = []
    for claims in sets:
        if claims.name.endswith(WHOLE_PAGE) or not claims.has_both_labels:
            print(f"{claims.name}, {claims.split}: left out", file=sys.stderr)
            continue
        weight = evidence_weight([other for other in sets if other.name == claims.name])
        fitted.append(Fitted.of(f"{claims.name}, {claims.split}", verify(claims.claims, weight)))
    if not fitted:
        print("No set has both supported claims and others, so there is nothing to fit.", file=sys.stderr)
        return 2
    print(report(fitted))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
