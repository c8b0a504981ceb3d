"""Scores for claims by several methods over the same evidence, and how well a score tells the supported ones.

Every method gives a number, higher is better supported. AUROC and balanced accuracy are on a 0–1 scale, 0.5
is chance, higher is better; their intervals resample groups of claims that share a source.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.alignment import Sentence, Weight, read_passage, read_sentence
from assistant.grounding.support import Support, support
from evals.benchmarks.claim_files import Claim, ClaimSet
from evals.statistics import Interval
from indexing.embedding import Embedder
from indexing.vocabulary import Vocabulary

COSINE_SENTENCES = 20
"""Sentences of the evidence that are embedded for a claim: those that hold most of its words."""
_CELLS = 2_000_000

Method = Callable[[Claim], float]


@dataclass(frozen=True, slots=True)
class Scored:
    """What the verifier found for a claim, and how long it took."""

    claim: Claim
    support: Support
    milliseconds: float


def evidence_weight(sets: Sequence[ClaimSet]) -> Weight:
    """How much a stem tells, from the sentences of all the evidence of the sets; no label is looked at."""
    frequency: Counter[str] = Counter()
    passages = {passage for claims in sets for claim in claims.claims for passage in claim.evidence}
    sentences = 0
    for passage in sorted(passages):
        for sentence in read_passage(passage):
            sentences += 1
            frequency.update(set(sentence.stems))
    return Vocabulary(sentences, dict(frequency)).weight


def verify(claims: Sequence[Claim], weight: Weight) -> list[Scored]:
    """Run the verifier over claims, one after another."""
    scored = []
    for claim in claims:
        start = time.perf_counter()
        found = support(claim.text, claim.evidence, weight)
        scored.append(Scored(claim, found, (time.perf_counter() - start) * 1000))
    return scored


def coverage(weight: Weight) -> Method:
    """Baseline: the weighted share of a claim's content words that stand anywhere in its evidence."""

    def score(claim: Claim) -> float:
        said = read_sentence(claim.text)
        every = frozenset[str]().union(*(sentence.content for sentence in _sentences(claim)))
        total = math.fsum(map(weight, said.content))
        return math.fsum(map(weight, said.content & every)) / total if total else 0.0

    return score


def cosine(embedder: Embedder) -> Method:
    """Baseline: the highest cosine between the claim and a sentence of its evidence; −1 without any."""

    def score(claim: Claim) -> float:
        said = read_sentence(claim.text)
        sentences = [sentence for sentence in _sentences(claim) if sentence.words]
        sentences.sort(key=lambda sentence: -len(said.content & sentence.content))
        if not sentences:
            return -1.0
        vectors = embedder.embed([claim.text, *(s.text for s in sentences[:COSINE_SENTENCES])])
        return float((vectors[1:] @ vectors[0]).max())

    return score


def _sentences(claim: Claim) -> list[Sentence]:
    return [sentence for passage in claim.evidence for sentence in read_passage(passage)]


def best_threshold(scores: Sequence[float], supported: Sequence[bool]) -> float | None:
    """The score from which on calling claims supported gives the best balanced accuracy; the lowest of
    several. None where a class is empty."""
    values, is_true = np.asarray(scores, np.float64), np.asarray(supported, bool)
    if is_true.all() or not is_true.any():
        return None
    levels = np.unique(values)
    caught = 1 - np.searchsorted(np.sort(values[is_true]), levels) / is_true.sum()
    kept_out = np.searchsorted(np.sort(values[~is_true]), levels) / (~is_true).sum()
    return float(levels[np.argmax(caught + kept_out)])


def auroc_interval(
    scores: Sequence[float],
    supported: Sequence[bool],
    groups: Sequence[str],
    draws: int = 2000,
    seed: int = 0,
) -> Interval:
    """95% percentile interval of the AUROC, groups resampled with replacement. Draws with an empty class have
    no value and are counted; with fewer than two groups none has."""
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) < 2:
        return Interval(math.nan, math.nan, draws)
    order = np.argsort(np.asarray(scores, np.float64), kind="stable")
    _, starts = np.unique(np.asarray(scores, np.float64)[order], return_index=True)
    is_true = np.asarray(supported, bool)[order]
    rng, step = np.random.default_rng(seed), max(1, _CELLS // len(order))
    found = []
    for at in range(0, draws, step):
        times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), min(step, draws - at))
        found.append(_aurocs(times[:, member[order]], is_true, starts))
    drawn = np.concatenate(found)
    defined = drawn[~np.isnan(drawn)]
    if not defined.size:
        return Interval(math.nan, math.nan, draws)
    low, high = np.quantile(defined, [0.025, 0.975])
    return Interval(float(low), float(high), draws - defined.size)


def _aurocs(
    times: NDArray[np.int64], is_true: NDArray[np.bool_], starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The AUROC of each row of `times`, how often each claim was drawn; claims in ascending order of score,
    `starts` where each block of equal scores begins."""
    true = np.add.reduceat(times * is_true, starts, axis=1).astype(np.float64)
    false = np.add.reduceat(times * ~is_true, starts, axis=1).astype(np.float64)
    pairs = true.sum(axis=1) * false.sum(axis=1)
    lower = np.cumsum(false, axis=1) - false
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(pairs > 0, (true * (lower + false / 2)).sum(axis=1) / pairs, np.nan)
