"""Scores worked out by hand: shares and cosines, topics and questions, wordings, feedback."""

from __future__ import annotations

import numpy as np
import pytest

from indexing.fusion import fused, is_topic, term_weight, weighted_mean, widened
from indexing.types import Wording


def test_the_score_is_a_weighted_sum_of_share_and_cosine() -> None:
    scores = fused(np.array([0.5, 0.1, -0.2]), np.array([0.0, 0.8, 0.0]), 0.4)
    assert scores == pytest.approx([0.3, 0.38, -0.12])


@pytest.mark.parametrize(
    "text",
    ["saunas", "Elective admissions growth", "breast cancer and diet", "Show me hubs", "", "the 2024 plan"],
)
def test_a_topic_asks_nothing(text: str) -> None:
    assert is_topic(text)


@pytest.mark.parametrize(
    "text",
    [
        "How long are waits", "and what about hubs", "So, has it grown", "In what year was it", "waits?",
        "By how much did it fall", "  Is it true", "OK then who paid", "‘What is a hub",
    ],
)  # fmt: skip
def test_a_question_is_no_topic(text: str) -> None:
    assert not is_topic(text)


def test_terms_weigh_more_where_a_wording_holds_a_digit_or_a_quoted_phrase() -> None:
    assert term_weight([Wording('Who wrote of a "neighbourhood hub"?')]) == 0.5
    assert term_weight([Wording("How many beds?")]) == 0.4
    assert term_weight([Wording("How many beds in 2010?")]) == 0.5
    assert term_weight([Wording("How many?"), Wording("beds in 2010")]) == 0.5
    assert term_weight([Wording("How many beds?", added="COVID-19")]) == 0.4


def test_wordings_are_added_by_their_weights_and_one_alone_stays_exactly() -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    assert weighted_mean(vectors, [3.0, 1.0]) == pytest.approx([0.75, 0.25])
    alone = np.array([[0.3, 0.1]], np.float32)
    assert weighted_mean(alone, [2.0]).tolist() == alone[0].tolist()


def test_feedback_moves_towards_the_best_and_hardly_towards_the_rest() -> None:
    topic = np.array([1.0, 0.0, 0.0], np.float32)
    best = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], np.float32)
    # Equal scores: weights of a half each, (1, ½, ½) of length √1.5.
    even = widened(topic, best, np.array([0.5, 0.5]))
    assert even == pytest.approx(np.array([1.0, 0.5, 0.5]) / np.sqrt(1.5))
    # 0.02 less counts e⁻¹ as much: weights 0.731 and 0.269.
    uneven = widened(topic, best, np.array([0.5, 0.48]))
    assert uneven[1] / uneven[2] == pytest.approx(np.e, rel=1e-4)
    assert np.linalg.norm(uneven) == pytest.approx(1.0)
