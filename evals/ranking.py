"""Retrieval metrics over the ranking of one query. Pure; all in [0, 1], higher is better.

A ranking is a sequence of unit ids, best first; a unit is whatever is being judged (a passage, a page, a
publication). A unit that comes again is dropped where it comes again and takes no rank, so a ranking of
chunks can be judged at page or publication level as it is. `grades` holds the judged units of the query: 0
not relevant, 1 relevant, 2 highly relevant; a unit without a grade and a negative grade count as 0.

The definitions are trec_eval's, so that figures can stand beside published tables. In particular a query
without a relevant unit scores 0.0 on every metric, as in trec_eval: a caller that reports only queries with
an answer leaves the others out itself, and says so. Every function raises ValueError where `k` is below 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def recall_at(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Share of all relevant units that are among the first `k` (trec_eval `recall_k`)."""
    relevant = sum(grade > 0 for grade in grades.values())
    return _relevant_found(ranking, grades, k) / relevant if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], k: int = 10) -> float:
    """1/rank of the first relevant unit, 0.0 where none is among the first `k`. Its mean over queries is
    MRR@k (trec_eval's `recip_rank` has no cut-off)."""
    for rank, gain in enumerate(_gains(ranking, grades, k), start=1):
        if gain:
            return 1 / rank
    return 0.0


def ndcg_at(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Normalised discounted cumulative gain of the first `k` (trec_eval `ndcg_cut_k`; Järvelin and Kekäläinen
    2002 with linear gain): sum of grade / log2(rank + 1), divided by the same sum for the best possible
    ranking of all graded units, retrieved or not."""
    ideal = _discounted(sorted(grades.values(), reverse=True)[:k])
    gained = _discounted(_gains(ranking, grades, k))
    return gained / ideal if ideal else 0.0


def evidence_recall(ranking_hits: Sequence[frozenset[str]], nuggets: Sequence[str], k: int) -> float:
    """Share of the nuggets whose evidence is among the first `k` passages.

    `ranking_hits[i]` holds the ids of the nuggets of which the passage at rank i + 1 contains at least one of
    the alternative evidence spans, so alternatives do not enlarge the denominator; ids that are not in
    `nuggets` are ignored. 0.0 where there are no nuggets (methods.md 1.3 A).
    """
    _check_cut_off(k)
    wanted = frozenset(nuggets)
    found = wanted.intersection(frozenset[str]().union(*ranking_hits[:k]))
    return len(found) / len(wanted) if wanted else 0.0


def _relevant_found(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> int:
    return sum(gain > 0 for gain in _gains(ranking, grades, k))


def _gains(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> list[int]:
    """The gain at each of the first `k` ranks."""
    _check_cut_off(k)
    return [max(grades.get(unit, 0), 0) for unit in list(dict.fromkeys(ranking))[:k]]


def _discounted(grades: Sequence[int]) -> float:
    return sum(max(grade, 0) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def _check_cut_off(k: int) -> None:
    if k < 1:
        raise ValueError(f"A ranking is cut at rank 1 or later, not at k = {k}.")
