"""The table of rows: read again as CSV, with nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest
from sample_runs import HOSTILE, crashed, mixed_rows, sample_row, sample_run, sample_summary

from evals.metrics import QUESTION_METRICS
from evals.report.files import report_files
from evals.report.table import COLUMNS, safe_cell
from evals.run_folder import Run


def report(run: Run) -> str:
    return report_files(run, sample_summary(run), None)["rows.csv"]


def rows_of(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(report(run).removeprefix("\ufeff"), newline="")))


def test_it_is_a_table_that_excel_opens_with_its_letters_right() -> None:
    content = report(sample_run(mixed_rows()))
    assert content.encode("utf-8").startswith(b"\xef\xbb\xbf")
    lines = content.split("\r\n")
    assert lines.pop() == ""
    assert len(lines) == 13
    assert not any("\n" in line or "\r" in line for line in lines)


def test_a_row_an_item_and_a_column_a_metric() -> None:
    rows = rows_of(sample_run(mixed_rows()))
    assert list(rows[0]) == [*COLUMNS, *(f"metric_{name}" for name in QUESTION_METRICS)]
    right, wrong, crash = rows[0], rows[6], rows[11]
    assert [right[c] for c in ("id", "split", "group", "tags", "turn", "outcome", "right", "cause")] == [
        "q-00", "test", "q-00", "figure", "1", "answered", "1", "",
    ]  # fmt: skip
    assert right["answer"] == "It cost £4.2 billion."
    assert right["citations"] == "nao-2022, “Costs”, page 12"
    assert right["seconds"] == "0.04"
    assert right["metric_nugget_recall"] == "1.0"
    assert [wrong["tags"], wrong["right"], wrong["cause"]] == ["figure; money", "0", "not retrieved"]
    assert [crash["outcome"], crash["error"], crash["metric_errors"]] == [
        "error", "ValueError: no such thing", "1.0",
    ]  # fmt: skip


def test_a_metric_that_does_not_apply_is_empty_and_f1_is_that_of_the_item() -> None:
    rows = rows_of(sample_run(mixed_rows()))
    # q-00 answered rightly: no positive at all. q-08 refused wrongly, q-09 rightly, q-10 should have refused.
    assert [rows[i]["metric_abstention_f1"] for i in (0, 8, 9, 10)] == ["", "0.0", "1.0", "0.0"]
    assert rows[0]["metric_false_answers"] == ""
    assert rows[0]["metric_mrr_at_10"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\u3000=1",
        "＝1", "＋1", "－1", "＠1", "﹢1", "﹣1", "﹦1", "﹫1",
    ],
)  # fmt: skip
def test_what_could_begin_a_formula_has_an_apostrophe(text: str) -> None:
    cell = safe_cell(text)
    assert cell.startswith("'")
    assert cell[1:] == text.strip()


@pytest.mark.parametrize("text", ["£4.2bn", "a = b", "–5%", "1-2", "'=1", "", "x@y"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_what_hides_before_a_formula_is_shown() -> None:
    assert safe_cell("\u200b=1") == "⟨U+200B⟩=1"
    assert safe_cell("\x00=1") == "⟨U+0000⟩=1"


def test_hostile_text_stays_in_its_cell() -> None:
    ids = [f"h-{i}" for i in range(len(HOSTILE))]
    rows = [
        sample_row(id_, t, crashed(t), tags=(t,), split=t, asked=t)
        for id_, t in zip(ids, HOSTILE, strict=True)
    ]
    found = rows_of(sample_run(rows))
    assert [row["id"] for row in found] == ids
    assert found[1]["question"] == HOSTILE[1]
    assert found[6]["question"] == "'" + HOSTILE[6]
    assert found[6]["error"] == "'" + HOSTILE[6]
    for row in found:
        assert None not in row, "a cell too many"
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values())


def test_the_same_run_gives_the_same_bytes() -> None:
    run = sample_run(mixed_rows())
    assert report(run) == report(run)
