"""Retrieval metrics: by hand, and against trec_eval's own code."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
import pytrec_eval

from evals.ranking import evidence_recall, ndcg_at, recall_at, reciprocal_rank

# b comes again at rank 4 and is dropped: the ranking judged is b, x, a, c. Relevant are a, b and d.
RANKING = ["b", "x", "a", "b", "c"]
GRADES = {"a": 2, "b": 1, "c": 0, "d": 2}
Metric = Callable[[Sequence[str], Mapping[str, int], int], float]


@pytest.mark.parametrize(("k", "expected"), [(1, 1 / 3), (2, 1 / 3), (3, 2 / 3), (10, 2 / 3)])
def test_recall_is_the_share_of_all_relevant_units_found(k: int, expected: float) -> None:
    assert recall_at(RANKING, GRADES, k) == pytest.approx(expected)


def test_reciprocal_rank_looks_at_the_first_relevant_unit() -> None:
    late = ["x", "x", "c", "a"]  # x, c, a: the first relevant one has rank 3
    assert reciprocal_rank(late, GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank(late, GRADES, k=2) == 0.0
    assert reciprocal_rank([*"mnopqrstuv", "a"], GRADES) == 0.0  # rank 11


def test_ndcg_has_linear_gain_and_an_ideal_of_all_graded_units() -> None:
    # found: 1/log2(2) + 0/log2(3) + 2/log2(4) = 1 + 0 + 1 = 2
    # ideal: 2/log2(2) + 2/log2(3) + 1/log2(4) = 2 + 1.261860 + 0.5 = 3.761860
    assert ndcg_at(RANKING, GRADES, 3) == pytest.approx(2 / (2.5 + 2 / math.log2(3)))
    assert ndcg_at(RANKING, GRADES, 3) == pytest.approx(0.531652, abs=1e-6)
    # cut at 1 the ideal is one unit of grade 2: 1/2
    assert ndcg_at(RANKING, GRADES, 1) == pytest.approx(0.5)
    assert ndcg_at(["d", "a", "b", "x"], GRADES, 10) == pytest.approx(1.0)


@pytest.mark.parametrize("metric", [recall_at, reciprocal_rank, ndcg_at])
@pytest.mark.parametrize(
    ("ranking", "grades"), [([], GRADES), (["x"], GRADES), (["c"], {"c": 0}), (["a"], {})]
)
def test_nothing_relevant_found_scores_nought(
    metric: Metric, ranking: list[str], grades: dict[str, int]
) -> None:
    assert metric(ranking, grades, 5) == 0.0


@pytest.mark.parametrize("metric", [recall_at, reciprocal_rank, ndcg_at])
def test_a_cut_off_below_one_is_refused(metric: Metric) -> None:
    with pytest.raises(ValueError, match="k = 0"):
        metric(RANKING, GRADES, 0)


def test_the_figures_are_those_of_trec_eval() -> None:
    chance = np.random.default_rng(3)
    units = [f"u{i:02d}" for i in range(40)]

    def sample() -> list[str]:
        return [str(unit) for unit in chance.permutation(units)[: chance.integers(1, 41)]]

    rankings = {f"q{q}": sample() for q in range(400)}
    grades = {query: {unit: int(chance.integers(-1, 3)) for unit in sample()} for query in rankings}
    run = {q: {unit: float(100 - i) for i, unit in enumerate(ranking)} for q, ranking in rankings.items()}
    measures = {"recall.1,5,10", "ndcg_cut.1,5,10", "recip_rank"}
    theirs = pytrec_eval.RelevanceEvaluator(grades, measures).evaluate(run)
    metrics: dict[str, Metric] = {"recall": recall_at, "ndcg_cut": ndcg_at}
    assert len(theirs) == 400
    for query, figures in theirs.items():
        ours = {
            f"{name}_{k}": metric(rankings[query], grades[query], k)
            for name, metric in metrics.items()
            for k in (1, 5, 10)
        }
        ours["recip_rank"] = reciprocal_rank(rankings[query], grades[query], k=40)
        assert ours == pytest.approx(figures, abs=1e-12)


def test_evidence_recall_counts_a_nugget_once_however_many_passages_hold_it() -> None:
    hits = [frozenset({"n1"}), frozenset[str](), frozenset({"n1", "n3", "optional"}), frozenset({"n2"})]
    nuggets = ["n1", "n2", "n3", "n4"]
    assert evidence_recall(hits, nuggets, 1) == 1 / 4
    assert evidence_recall(hits, nuggets, 3) == 2 / 4
    assert evidence_recall(hits, nuggets, 10) == 3 / 4
    assert evidence_recall([], nuggets, 10) == 0.0
    assert evidence_recall(hits, [], 10) == 0.0
    with pytest.raises(ValueError, match="k = -1"):
        evidence_recall(hits, nuggets, -1)
