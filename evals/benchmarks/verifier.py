"""Verifier benchmark: how well the support score tells supported claims, over files of claims.

    python -m evals.benchmarks.verifier FILE_OR_FOLDER… [--limit N] [--cosine] [--write docs/benchmarks.md]

A folder holds a claims.jsonl, or folders that do; `claim_files` says which forms are read. Side by side in
the same run: coverage of the claim's words alone, flags alone, and with --cosine, which is slow, the model's
best cosine between the claim and a sentence. Partly supported counts as not supported.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.grounding.support import SUPPORTED_FROM
from evals.benchmarks.claim_files import ClaimsError, ClaimSet, read_claims, sampled
from evals.benchmarks.claim_scores import (
    Scored,
    auroc_interval,
    best_threshold,
    cosine,
    coverage,
    evidence_weight,
    verify,
)
from evals.benchmarks.measuring import percentile
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    publish,
    with_interval,
)
from evals.calibration import auroc, balanced_accuracy
from indexing.embedding import Embedder

MODULE = "evals.benchmarks.verifier"
DEV = "dev"
VERIFIER, FLAGS, COVERAGE, COSINE = "support score", "flags alone", "coverage alone", "MiniLM cosine"
_FIXED = {VERIFIER: SUPPORTED_FROM, FLAGS: 0.5}
"""Thresholds that are set beforehand; the baselines without one are only judged at the best of dev."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One set and split: what the verifier found, and each method's scores of the same claims in order."""

    claims: ClaimSet
    scored: tuple[Scored, ...]
    scores: dict[str, list[float]]

    @property
    def supported(self) -> list[bool]:
        """The labels."""
        return [claim.supported for claim in self.claims.claims]


def measure(
    sets: Sequence[ClaimSet], limit: int | None, embedder: Embedder | None, say: Callable[[str], None]
) -> list[Measured]:
    """Score every set with every method; words are weighed over the evidence of all splits of a set."""
    by_name: dict[str, list[ClaimSet]] = defaultdict(list)
    for claims in sets:
        by_name[claims.name].append(claims)
    measured = []
    for splits in by_name.values():
        weight = evidence_weight(splits)
        for claims in (sampled(split, limit) for split in splits):
            say(f"{claims.name}, {claims.split}: {len(claims.claims):,} claims …")
            scored = verify(claims.claims, weight)
            by_words = coverage(weight)
            scores = {
                VERIFIER: [one.support.score for one in scored],
                COVERAGE: [by_words(claim) for claim in claims.claims],
                FLAGS: [0.0 if one.support.flags else 1.0 for one in scored],
            }
            if embedder:
                by_cosine = cosine(embedder)
                scores[COSINE] = [by_cosine(claim) for claim in claims.claims]
            measured.append(Measured(claims, tuple(scored), scores))
    return measured


def report(measured: Sequence[Measured]) -> str:
    """The tables and what has to be known to read them, as Markdown."""
    fitted = {
        (one.claims.name, method): best_threshold(scores, one.supported)
        for one in measured
        if one.claims.split == DEV
        for method, scores in one.scores.items()
    }
    header = (
        "set", "split", "claims", "supported", "method", "AUROC [95%]", "balanced accuracy, fixed threshold",
        "balanced accuracy, best threshold of dev",
    )  # fmt: skip
    rows = [row for one in measured for row in _score_rows(one, fitted)]
    flag_header = ("set", "split", "caught", "false flags", "precision", "flagged", "ms p50", "ms p95")
    return "\n\n".join(
        (
            _preface(measured),
            markdown_table(header, rows),
            "Hard flags: the share of claims not supported that has one (caught), of supported claims that "
            "has one (false flags), and of flagged claims that is not supported (precision). Milliseconds "
            "are the verifier's for each claim.",
            markdown_table(flag_header, [_flag_row(one) for one in measured]),
        )
    )


def _preface(measured: Sequence[Measured]) -> str:
    cut = [one.claims for one in measured if len(one.claims.claims) < one.claims.of]
    drawn = "; ".join(f"{c.name}, {c.split}: {len(c.claims):,} of {c.of:,}" for c in cut)
    sample = f" A sample drawn with a fixed seed, not all claims ({drawn})." if cut else ""
    return (
        f"Partly supported counts as not supported. The fixed threshold of the support score is "
        f"{SUPPORTED_FROM}, of the flags that there is none. Words are weighed by how rare they are in the "
        f"evidence of their set; labels are not looked at. On the dev split its own best threshold flatters. "
        f"Intervals resample claims of one source together.{sample}"
    )


def _score_rows(one: Measured, fitted: dict[tuple[str, str], float | None]) -> list[tuple[object, ...]]:
    supported, groups = one.supported, [claim.group for claim in one.claims.claims]
    share = sum(supported) / len(supported)
    rows: list[tuple[object, ...]] = []
    for method, scores in one.scores.items():
        area = auroc(scores, supported)
        interval = auroc_interval(scores, supported, groups)
        shown = None if area is None else with_interval(area, interval)
        fixed = _accuracy(scores, supported, _FIXED.get(method))
        best = _accuracy(scores, supported, fitted.get((one.claims.name, method)))
        rows.append(
            (one.claims.name, one.claims.split, len(supported), f"{share:.2f}", method, shown, fixed, best)
        )
    return rows


def _accuracy(scores: Sequence[float], supported: Sequence[bool], threshold: float | None) -> str | None:
    if threshold is None:
        return None
    accuracy = balanced_accuracy([score >= threshold for score in scores], supported)
    return None if accuracy is None else f"{accuracy:.3f} (from {threshold:.2f})"


def _flag_row(one: Measured) -> tuple[object, ...]:
    flagged = [bool(scored.support.flags) for scored in one.scored]
    right = sum(flag and not label for flag, label in zip(flagged, one.supported, strict=True))
    wrong = sum(flagged) - right
    times = [scored.milliseconds for scored in one.scored]
    return (
        one.claims.name,
        one.claims.split,
        _share(right, len(flagged) - sum(one.supported)),
        _share(wrong, sum(one.supported)),
        _share(right, right + wrong),
        right + wrong,
        f"{percentile(times, 0.5):.1f}",
        f"{percentile(times, 0.95):.1f}",
    )


def _share(part: int, whole: int) -> str | None:
    return f"{part / whole:.3f}" if whole else None


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"python -m {MODULE}", description="How well the support score tells supported claims."
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_FOLDER")
    parser.add_argument("--limit", type=int, help="a fixed sample of so many claims of each set and split")
    parser.add_argument("--cosine", action="store_true", help="the model's cosine too: slow")
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is replaced")
    read = parser.parse_args(arguments)
    if read.limit is not None and read.limit < 1:
        parser.error("--limit must be 1 or more")
    return read


def main(arguments: Sequence[str], embedder: Callable[[], Embedder] = Embedder) -> int:
    """Print the report; exit code 2 where something is wrong with what was given."""
    given = _arguments(arguments)
    try:
        sets = read_claims(given.paths)
        model = embedder() if given.cosine else None
        measured = measure(sets, given.limit, model, lambda line: print(line, file=sys.stderr, flush=True))
        publish("Verifier", "verifier", MODULE, arguments, report(measured), given.write)
    except (ClaimsError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
