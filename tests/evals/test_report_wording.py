"""Figures in words, text without anything hidden, gold items that cannot be read."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from sample_runs import gold_question, sample_row, sample_run, with_gold

from evals.calibration import RiskPoint
from evals.metrics import CLAIM_METRICS, QUESTION_METRICS
from evals.report.calibration_rows import table_points
from evals.report.gold_texts import gold_texts
from evals.report.plain_text import shortened, visible
from evals.report.wording import (
    CAUSES,
    VERDICTS,
    cause_kind,
    cause_meaning,
    cause_place,
    difference_interval_text,
    difference_text,
    interval_told,
    moment_text,
    p_text,
    share_text,
    value_text,
)
from evals.run_folder import GOLD, RunError
from evals.scoring.causes import Cause
from evals.statistics import Interval, Verdict
from evals.types import Position, UnanswerableKind

SHARE = QUESTION_METRICS["nugget_recall"]
SCORE = QUESTION_METRICS["ndcg_at_10"]
LENGTH = QUESTION_METRICS["words"]


def test_values_are_per_cents_scores_or_numbers() -> None:
    assert value_text(SHARE, 0.8734) == "87.3%"
    assert value_text(SCORE, 0.4126) == "0.413"
    assert value_text(QUESTION_METRICS["abstention_f1"], 0.5) == "0.500"
    assert value_text(LENGTH, 46.04) == "46.0"
    assert value_text(SHARE, math.nan) == value_text(SHARE, None) == "–"


def test_differences_have_a_sign_and_a_unit() -> None:
    assert difference_text(SHARE, 0.0312) == "+3.1 points"
    assert difference_text(SHARE, -0.0312) == "−3.1 points"
    assert difference_text(SCORE, -0.0126) == "−0.013"
    assert difference_text(LENGTH, 4.04) == "+4.0"
    assert difference_text(SHARE, -0.0001) == "±0.0 points"
    assert difference_text(SHARE, math.nan) == "–"
    assert difference_interval_text(SHARE, Interval(-0.012, 0.034)) == "−1.2 to +3.4 points"
    assert difference_interval_text(SHARE, Interval(0.0, 0.0)) == "no change seen"


def test_intervals_say_what_they_cannot_show() -> None:
    assert interval_told(SHARE, Interval(0.5, 0.75)).whole == "50.0% to 75.0%"
    assert (
        interval_told(SHARE, Interval(0.5, 0.75, 12)).whole == "50.0% to 75.0% (12 resamplings gave no value)"
    )
    assert interval_told(SHARE, Interval(1.0, 1.0)).whole == "all alike"
    assert interval_told(SHARE, Interval(math.nan, math.nan, 10_000)).whole == "not to be had"


def test_small_p_shares_and_moments() -> None:
    assert [p_text(p) for p in (0.0001, 0.0344, 1.0)] == ["under 0.001", "0.034", "1.000"]
    assert [share_text(12, 15), share_text(0, 0)] == ["12 of 15 (80%)", "0 of 0"]
    assert moment_text("2026-11-02T08:38:59+01:00") == "2 November 2026, 07:38 UTC"
    assert moment_text("some day") == "some day"


def test_every_cause_and_verdict_has_its_words() -> None:
    assert set(Cause) <= set(CAUSES)
    assert set(Verdict) == set(VERDICTS)
    assert all(cause_meaning(cause) for cause in Cause)
    assert (
        cause_meaning("passed although figure differs")
        == "The check passed a sentence that it should have caught."
    )
    assert cause_kind("required points missing: n1, n2") == "required points missing"
    assert cause_meaning("something new") == ""


def test_causes_stand_in_the_order_of_the_pipeline() -> None:
    order = [Cause.NOT_INDEXED, Cause.NOT_RETRIEVED, Cause.NOT_CHOSEN, Cause.WITHHELD, Cause.WRONGLY_REFUSED]
    assert [cause_place(cause) for cause in order] == sorted(map(cause_place, order))
    assert cause_place("something new") > max(map(cause_place, Cause))


def test_every_metric_has_a_meaning() -> None:
    for metric in (*QUESTION_METRICS.values(), *CLAIM_METRICS.values()):
        assert metric.title
        assert metric.meaning


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  one\n two\t three\r\n", "one two three"),
        (
            "£4.2bn – 5% “so” é 日本 \u05e9\u05dc\u05d5\u05dd",
            "£4.2bn – 5% “so” é 日本 \u05e9\u05dc\u05d5\u05dd",
        ),
        ("a\u202eb\u2069c", "a⟨U+202E⟩b⟨U+2069⟩c"),
        ("\x00\x7f\x85", "⟨U+0000⟩⟨U+007F⟩⟨U+0085⟩"),
        ("\ud800\uffff\U000e0041\u2028", "⟨U+D800⟩⟨U+FFFF⟩⟨U+E0041⟩⟨U+2028⟩"),
        (
            "👩\u200d👧 \u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645",
            "👩\u200d👧 \u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645",
        ),
    ],
)
def test_nothing_is_hidden_in_visible_text(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(text).encode("utf-8")


def test_shortened_ends_at_a_word() -> None:
    assert shortened("one two three", 20) == "one two three"
    assert shortened("one two, three", 11) == "one two…"
    assert shortened("o" * 20, 11) == "o" * 10 + "…"


def test_a_long_curve_is_told_at_each_twentieth_of_coverage() -> None:
    curve = [RiskPoint(1 - i / 200, i / 200, i / 400) for i in range(1, 201)]
    kept = table_points(curve)
    assert [p.coverage for p in kept] == pytest.approx([i / 20 for i in range(1, 21)])
    assert table_points(curve[:3] + curve[-1:]) == (curve[-1],)
    assert table_points([]) == ()


def test_what_is_expected_of_a_question(tmp_path: Path) -> None:
    positions = (Position(id="a", holder="A", nuggets=("n1",)), Position(id="b", holder="B", nuggets=("n1",)))
    gold = [
        gold_question("q-1", positions=positions),
        gold_question(
            "q-2", answerability="unanswerable", unanswerable_kind=UnanswerableKind.FALSE_PREMISE, nuggets=()
        ),
        gold_question("q-3", answerability="partial"),
        gold_question("q-4", answerability="ambiguous", readings=("a", "b"), nuggets=()),
    ]
    run = with_gold(sample_run([sample_row(f"q-{i}") for i in range(1, 5)]), tmp_path / "run", gold)
    assert {id_: text.expected for id_, text in gold_texts(run.folder, "questions").items()} == {
        "q-1": "an answer, with 2 sides that differ",
        "q-2": "no answer (false premise)",
        "q-3": "a part of the answer, saying what is missing",
        "q-4": "to be asked which publication is meant",
    }


def test_a_folder_without_gold_has_none_and_a_broken_one_is_refused_by_line(tmp_path: Path) -> None:
    assert gold_texts(tmp_path, "questions") == {}
    (tmp_path / GOLD).write_text('\n{"id": "q-1"}\n', encoding="utf-8")
    with pytest.raises(RunError, match=r"gold\.jsonl:2 .* start a new run"):
        gold_texts(tmp_path, "questions")
    (tmp_path / GOLD).write_text("[]\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"gold\.jsonl:1"):
        gold_texts(tmp_path, "questions")
