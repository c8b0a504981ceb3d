"""What rows add up to, by hand over the twelve questions of `mixed_rows`."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from sample_runs import (
    answered,
    claim_row,
    crashed,
    mixed_rows,
    refused,
    sample_config,
    sample_row,
    sample_run,
    sample_summary,
)

from evals.responses import Response
from evals.row_tallies import counted_rows, tallies, value_of
from evals.run_folder import Row
from evals.statistics import wilson
from evals.summary import Figure, Latency, Summary, summarise


@pytest.fixture(scope="module")
def mixed() -> Summary:
    return sample_summary(sample_run(mixed_rows()))


def summary_of(rows: list[Row]) -> Summary:
    return summarise(sample_config(), rows)


@pytest.mark.parametrize(
    ("metric", "value", "n"),
    [
        ("right", 7 / 12, 12),  # q-00 to q-05 and q-09
        ("errors", 1 / 12, 12),  # q-11
        ("nugget_recall", 6 / 10, 10),  # ten can be answered; q-06, 07, 08 and 11 state nothing
        ("over_refusal", 2 / 10, 10),  # q-08 was refused, q-11 crashed
        ("numbers_grounded", 6 / 8, 8),  # of the eight that were answered
        ("false_answers", 1 / 2, 2),  # q-10 of q-09 and q-10
        ("abstention_f1", 0.4, 4),  # q-09 hit, q-10 missed, q-08 and q-11 refused wrongly: 2 / (2 + 2 + 1)
        ("position_recall", math.nan, 0),  # no conflict was asked about
    ],
)
def test_figures(mixed: Summary, metric: str, value: float, n: int) -> None:
    (figure,) = (f for f in mixed.figures if f.metric == metric)
    assert figure.value == pytest.approx(value, nan_ok=True)
    assert figure.n == n
    if n:
        assert 0 <= figure.interval.low <= value <= figure.interval.high <= 1
    else:
        assert math.isnan(figure.interval.low)


def test_verdict_sentence(mixed: Summary) -> None:
    # Wilson's interval of 7 of 12 is 0.320 to 0.807.
    assert mixed.sentence == (
        "7 of 12 items of sample came out right (58%; 95% interval 32% to 81%); 1 made the system fail."
    )
    whole = summary_of([sample_row("q-1")])
    assert whole.sentence == "1 of 1 items of sample came out right (100%; 95% interval 21% to 100%)."


def test_causes_are_counted_the_most_frequent_first() -> None:
    rows = [sample_row("q-1", "not retrieved"), *(sample_row(f"q-{i}", "wrong figure") for i in (2, 3))]
    assert summary_of([*rows, sample_row("q-4")]).causes == (("wrong figure", 2), ("not retrieved", 1))
    assert summary_of([sample_row("q-4")]).causes == ()


def test_slices_by_split_tag_and_turn(mixed: Summary) -> None:
    assert [(s.name, s.right, s.n) for s in mixed.slices] == [
        ("split: test", 7, 12),
        ("figure", 6, 9),
        ("follow-up", 0, 1),
        ("money", 0, 1),
        ("turn 2", 0, 1),
        ("unanswerable", 1, 2),
    ]
    figure, unanswerable = mixed.slices[1], mixed.slices[-1]
    assert figure.headline["nugget_recall"] == pytest.approx(6 / 9)
    assert math.isnan(figure.headline["false_answers"])
    assert unanswerable.headline["false_answers"] == 1 / 2
    assert math.isnan(unanswerable.headline["nugget_recall"])
    assert unanswerable.interval.low < 1 / 2 < unanswerable.interval.high


def test_calibration(mixed: Summary) -> None:
    # Confidence 0.6 to 0.7 of q-00 to q-05, then 0.8, 0.7, 0.3 and 0 of those that can be answered, against
    # 0.1 and 0.8 of the two that cannot: of 20 pairs 9 stand above 0.1 and one stands level with 0.8.
    assert mixed.calibration is not None
    assert mixed.calibration.auroc == pytest.approx(9.5 / 20)
    assert sum(one.count for one in mixed.calibration.bins) == 9  # only what was answered
    assert mixed.calibration.ece is not None


def test_calibration_leaves_out_what_is_to_be_asked_back() -> None:
    asked_back = sample_row("q-1", response=Response("which_one"), tallies={"asked_back": (1.0, 1.0)})
    kept = {"asked_back": (1.0, 1.0), "right": (1.0, 1.0)}
    only = replace(asked_back, scored=replace(asked_back.scored, tallies=kept))
    assert summary_of([only]).calibration is None
    one_class = summary_of([only, sample_row("q-2")]).calibration
    assert one_class is not None
    assert one_class.auroc is None


def test_claims_have_no_calibration() -> None:
    claims = [claim_row("c-1"), claim_row("c-2", "true but not passed")]
    summary = summarise(sample_config("claims"), claims)
    assert summary.calibration is None
    assert {f.metric: f.value for f in summary.figures}["supported_passed"] == 1 / 2


def test_time_by_stage_then_as_a_whole() -> None:
    spent = (10.0, 20.0, 30.0, 40.0)
    rows = [
        sample_row(f"q-{i}", response=replace(answered(), timings_ms={"whole-ish": 1.0, "search": ms}))
        for i, ms in enumerate(spent)
    ]
    crash = sample_row("q-9", "the system crashed", crashed())
    # Linear interpolation: the 95th percentile of four stands 2.85 steps above the first.
    assert summary_of([*rows, crash]).latency == (
        Latency("whole-ish", 4, 1.0, 1.0),
        Latency("search", 4, 25.0, pytest.approx(38.5)),
        Latency("whole", 4, 26.0, pytest.approx(39.5)),
    )
    assert summary_of([crash]).latency == ()


def test_stages_that_not_every_item_went_through(mixed: Summary) -> None:
    assert [(one.stage, one.n) for one in mixed.latency] == [
        ("interpret", 11), ("search", 11), ("write", 9), ("whole", 11)
    ]  # fmt: skip


def test_json_has_null_where_there_is_no_number(mixed: Summary) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    odd = replace(mixed, peak_memory_mb=math.inf)
    content = json.loads(json.dumps(odd.as_json()), parse_constant=refuse)
    figures = {figure["metric"]: figure for figure in content["figures"]}
    assert figures["position_recall"]["value"] is None
    assert figures["position_recall"]["interval"] == {"low": None, "high": None, "undefined_draws": 10_000}
    assert figures["right"]["value"] == pytest.approx(7 / 12)
    assert content["peak_memory_mb"] is None
    assert content["sentence"] == mixed.sentence


def test_tallies_and_values_of_rows() -> None:
    config = sample_config()
    nuggets, refusing = config.metrics["nugget_recall"], config.metrics["abstention_f1"]
    rows = [sample_row("q-1"), sample_row("q-2", response=refused(), answerable=False)]
    assert tallies(rows, nuggets) == [(1.0, 1.0), (0.0, 0.0)]
    assert tallies(rows, refusing) == [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0)]
    assert counted_rows(tallies(rows, nuggets)) == 1
    assert value_of(rows, nuggets) == value_of(rows, refusing) == 1
    assert math.isnan(value_of([], nuggets))
    assert math.isnan(value_of(rows[1:], nuggets))


@pytest.mark.parametrize("confidence", [math.nan, math.inf, -0.1, 1.0001])
def test_a_confidence_that_is_none_is_a_fault_of_the_system(confidence: float) -> None:
    with pytest.raises(ValueError, match="it lies between 0 and 1"):
        Response("answered", confidence=confidence)


def test_an_interval_says_how_many_draws_had_no_value() -> None:
    # Two of three groups have what the metric counts: one draw in 27 takes the third one three times.
    rows = [sample_row("q-1"), sample_row("q-2", "not retrieved"), *REFUSED]
    interval = figure_of(rows).interval
    assert (interval.low, interval.high) == (0, 1)
    assert interval.undefined_draws == pytest.approx(10_000 / 27, abs=80)


@pytest.mark.parametrize(("cause", "value"), [(None, 1), ("not retrieved", 0)])
def test_where_all_came_out_alike_the_interval_is_that_of_a_share_over_the_groups(
    cause: str | None, value: int
) -> None:
    rows = [sample_row(f"q-{i}", cause, group=f"c-{i % 4}") for i in range(8)]
    figure = figure_of([*rows, *REFUSED])
    assert figure.value == value
    assert figure.n == 8
    assert figure.interval == wilson(4 * value, 4)


REFUSED = [sample_row("q-9", response=refused(), answerable=False)]


def figure_of(rows: list[Row]) -> Figure:
    (figure,) = (f for f in summary_of(rows).figures if f.metric == "nugget_recall")
    return figure
