"""Confidence against outcome: by hand, against scikit-learn, and whatever the order."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from evals.calibration import (
    OperatingPoint,
    RiskPoint,
    auroc,
    balanced_accuracy,
    coverage_at_false_answers,
    expected_calibration_error,
    reliability_bins,
    risk_coverage,
)

P = [0.9, 0.8, 0.8, 0.3]
RIGHT = [True, False, True, False]
PAIR = st.tuples(st.sampled_from([0.0, 0.1, 0.35, 0.6, 1.0]), st.booleans())


def test_auroc_counts_ties_half() -> None:
    # right against wrong: .9 > .8, .9 > .3, .8 = .8 (half), .8 > .3: 3.5 of 4
    assert auroc(P, RIGHT) == pytest.approx(3.5 / 4)
    assert auroc([0.2, 0.2], [True, False]) == 0.5
    assert auroc([-3.0, 7.0], [True, False]) == 0.0


def test_auroc_has_no_value_where_a_class_is_empty() -> None:
    assert auroc([0.1, 0.9], [True, True]) is None
    assert auroc([0.1, 0.9], [False, False]) is None
    assert auroc([], []) is None


def test_auroc_and_balanced_accuracy_agree_with_scikit_learn() -> None:
    chance = np.random.default_rng(5)
    for _ in range(50):
        outcomes = [True, False, *(chance.random(chance.integers(60)) < 0.3)]
        scores = list(np.round(chance.random(len(outcomes)), 1))
        said = [score >= 0.5 for score in scores]
        assert auroc(scores, outcomes) == pytest.approx(roc_auc_score(outcomes, scores))
        assert balanced_accuracy(said, outcomes) == pytest.approx(balanced_accuracy_score(outcomes, said))


def test_balanced_accuracy_weighs_the_two_classes_alike() -> None:
    # true ones: 3 of 4 predicted true; false ones: 1 of 2 predicted false; (0.75 + 0.5) / 2
    said = [True, True, True, False, True, False]
    is_true = [True, True, True, True, False, False]
    assert balanced_accuracy(said, is_true) == pytest.approx(0.625)
    assert balanced_accuracy([True], [True]) is None
    assert balanced_accuracy([], []) is None


def test_the_risk_coverage_curve_has_a_point_for_each_distinct_confidence() -> None:
    curve = risk_coverage(P, RIGHT)
    # from .9: 1 of 4 answered, none wrong; from .8: 3 of 4, 1 wrong; from .3: all, 2 wrong
    assert curve.points == (RiskPoint(0.9, 0.25, 0.0), RiskPoint(0.8, 0.75, 1 / 3), RiskPoint(0.3, 1.0, 0.5))
    # risk of the first i: 0/1; the block of .8 has half a wrong one each: 0.5/2, 1/3; then 2/4
    assert curve.area == pytest.approx((0 + 0.25 + 1 / 3 + 0.5) / 4)


def test_the_area_is_nought_where_nothing_is_wrong_and_one_where_everything_is() -> None:
    assert risk_coverage([0.1, 0.7, 0.7], [True] * 3).area == 0.0
    assert risk_coverage([0.1, 0.7, 0.7], [False] * 3).area == 1.0
    assert risk_coverage([], []).area is None


# 8 questions, 4 of them unanswerable. Answered from .8: 2, none of them unanswerable; from .7: 3 and 1;
# from .6: 5 and 2; from .5: 6 and 2; from .2: 7 and 3; all: 8 and 4.
CONFIDENCE = [0.9, 0.8, 0.7, 0.6, 0.6, 0.5, 0.2, 0.1]
SHOULD = [True, True, False, True, False, True, False, False]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (0.05, OperatingPoint(0.8, 2 / 8, 0.0)),
        (0.25, OperatingPoint(0.7, 3 / 8, 1 / 4)),
        (0.5, OperatingPoint(0.5, 6 / 8, 2 / 4)),
        (1.0, OperatingPoint(0.1, 1.0, 1.0)),
    ],
)
def test_coverage_takes_the_lowest_threshold_that_keeps_the_limit(
    limit: float, expected: OperatingPoint
) -> None:
    assert coverage_at_false_answers(CONFIDENCE, SHOULD, limit) == expected


def test_coverage_is_nought_where_an_unanswerable_question_is_the_most_confident() -> None:
    assert coverage_at_false_answers([0.9, 0.9, 0.5], [False, True, True]) == OperatingPoint(None, 0.0, 0.0)


def test_coverage_has_no_value_without_unanswerable_questions() -> None:
    assert coverage_at_false_answers([0.9], [True]) is None


def test_a_limit_reached_exactly_is_kept() -> None:
    # 29 of 100; 0.29 * 100 would be a little below 29 in binary
    found = coverage_at_false_answers([1.0] * 29 + [0.0] * 71, [False] * 100, limit=0.29)
    assert found == OperatingPoint(1.0, 0.29, 0.29)


def test_calibration_error_weighs_each_bin_by_its_questions() -> None:
    # [0, .1): .05, none true: gap .05 × 1; [.1, .2): mean .15, half true: .35 × 2;
    # [.9, 1]: mean .975, all true: .025 × 2; (.05 + .70 + .05) / 5 = .16
    p, outcomes = [0.05, 0.15, 0.15, 0.95, 1.0], [False, True, False, True, True]
    assert expected_calibration_error(p, outcomes) == pytest.approx(0.16)
    counted = reliability_bins(p, outcomes)
    assert [b.count for b in counted] == [1, 2, 0, 0, 0, 0, 0, 0, 0, 2]
    assert counted[1].mean_confidence == pytest.approx(0.15)
    assert counted[1].share_true == 0.5
    assert (counted[5].mean_confidence, counted[5].share_true) == (None, None)
    assert (counted[9].low, counted[9].high) == (0.9, 1.0)


def test_a_confidence_on_an_edge_belongs_to_the_bin_above() -> None:
    for tenth in range(10):
        counts = [b.count for b in reliability_bins([tenth / 10], [True])]
        assert counts.index(1) == tenth


def test_no_questions_have_no_calibration_error() -> None:
    assert expected_calibration_error([], []) is None


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_a_confidence_outside_its_range_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        reliability_bins([p], [True])


def test_a_confidence_that_is_no_number_and_sequences_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        auroc([math.nan], [True])
    with pytest.raises(ValueError, match="differ in number: 2 and 1"):
        risk_coverage([0.1, 0.2], [True])


@settings(derandomize=True, max_examples=100)
@given(st.lists(PAIR, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_the_questions_changes_nothing(
    pairs: list[tuple[float, bool]], chance: random.Random
) -> None:
    shuffled = chance.sample(pairs, len(pairs))
    (p, outcomes), (other_p, others) = zip(*pairs, strict=True), zip(*shuffled, strict=True)
    assert auroc(p, outcomes) == auroc(other_p, others)
    assert risk_coverage(p, outcomes) == risk_coverage(other_p, others)
    assert coverage_at_false_answers(p, outcomes) == coverage_at_false_answers(other_p, others)
    error = expected_calibration_error(p, outcomes)
    assert error == pytest.approx(expected_calibration_error(other_p, others))


@settings(derandomize=True, max_examples=100)
@given(st.lists(PAIR, min_size=1, max_size=5))
def test_the_area_is_the_mean_over_the_orders_of_a_tie(pairs: list[tuple[float, bool]]) -> None:
    """Break ties in every way possible and take the textbook area each time: the mean is ours."""
    areas = []
    for order in itertools.permutations(pairs):
        ordered = sorted(order, key=lambda pair: -pair[0])
        wrong = [sum(not right for _, right in ordered[:i]) / i for i in range(1, len(ordered) + 1)]
        areas.append(sum(wrong) / len(wrong))
    p, outcomes = zip(*pairs, strict=True)
    assert risk_coverage(p, outcomes).area == pytest.approx(sum(areas) / len(areas))
