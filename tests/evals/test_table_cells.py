from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.parsing.table_text import column_labels
from corpus.types import Table
from evals.benchmarks import table_cells
from evals.benchmarks.table_cells import GoldTable, main, read_gold, score

SHARED = Path(__file__).resolve().parents[2] / "../shared/dev-data"
TABLE = Table(
    (("", "Group", "Group"), ("Item", "Added", "Removed"), ("Beds", "321", "46"), ("Beds", "$ 7", "(9)")),
    header_rows=2,
    header_columns=1,
)


def gold(*rows: list[str]) -> GoldTable:
    columns = ["Group / Added", "Group / Removed"]
    return GoldTable(file="a.pdf", page=1, kind="ruled", seen="after", columns=columns, rows=list(rows))


def test_labels_of_a_column_run_from_the_outermost_in() -> None:
    assert column_labels(TABLE) == ("Item", "Group / Added", "Group / Removed")


def test_a_cell_is_right_where_row_and_column_meet_in_its_very_text() -> None:
    scored = score(gold(["Beds", "$ 7", "46"], ["Beds", "7", "(9)"], ["Wards", "321", "46"]), [TABLE])
    assert (scored.right, scored.cells) == (3, 6)
    assert scored.misses == (
        "Beds | Group / Added | 7",
        "Wards | Group / Added | 321",
        "Wards | Group / Removed | 46",
    )


def test_the_table_of_the_page_that_fits_best_counts() -> None:
    other = Table((("Item", "Added"), ("Beds", "1")), header_rows=1)
    assert score(gold(["Beds", "321", "46"]), [other, TABLE]).right == 2
    assert score(gold(["Beds", "321", "46"]), []).cells == 2


def test_the_gold_says_how_it_was_read_and_can_be_read() -> None:
    head = json.loads(table_cells.GOLD.read_text(encoding="utf-8").splitlines()[0])
    assert "by eye" in head["about"]
    found = read_gold(table_cells.GOLD)
    assert len(found) >= 30
    assert all(len(row) == len(one.columns) + 1 for one in found for row in one.rows)
    assert {one.kind for one in found} == {"ruled", "half-ruled"}


def test_nothing_to_measure_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "No file of the gold was found" in capsys.readouterr().err


@pytest.mark.slow
def test_tables_of_reports_keep_their_cells(capsys: pytest.CaptureFixture[str]) -> None:
    if not SHARED.is_dir():
        pytest.skip("the development data is not beside the repository")
    scored = list(table_cells.measure([SHARED / "uk_policy_docs"], read_gold(table_cells.GOLD)))
    assert sum(one.cells for one in scored) > 100
    assert sum(one.right for one in scored) / sum(one.cells for one in scored) >= 0.85
