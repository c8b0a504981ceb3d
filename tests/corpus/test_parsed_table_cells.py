"""Which rows and columns of a table are labels by their looks, and labels repeated where they belong."""

from __future__ import annotations

import pytest

from corpus.parsing.table_cells import Cell, grid, head_rows, label_columns


def rows(*lines: str) -> list[list[Cell]]:
    """Cells parted by `|`: `>` goes on from above, `*` is bold, `2:` spans two columns."""
    made = []
    for line in lines:
        row, column = [], 0
        for said in (part.strip() for part in line.split("|")):
            span, text = (int(said[0]), said[2:]) if said[1:2] == ":" else (1, said)
            row.append(Cell(text.strip("*>"), column, span, text == ">", text.startswith("*")))
            column += span
        made.append(row)
    return made


@pytest.mark.parametrize(
    ("lines", "heads"),
    [
        (["Area|Patients", "York|7", "Hull|9"], 1),
        (["*Who|*What", "We|pay", "They|ask"], 1),
        (["Area|2022|2023", "York|7|8", "Hull|9|10"], 1),
        (["Founded|1948", "Staff|1,400", "Sites|3"], 0),
        (["2022|2023", "2024|2025", "2026|2027"], 0),
        (["Area|2:Waits", ">|Now|Before", "York|7|8", "Hull|9|10"], 2),
        (["Area|2:Waits", ">|2022|2023", "York|7|8", "Hull|9|10"], 2),
        (["*Area|2:*Waits", "|*Now|*Before", "York|high|low", "Hull|low|low"], 2),
        (["*Area|2:*Waits", "York|high|low", "Hull|low|low"], 1),
        (["2:*Waits in York", "*Month|*Days", "May|7", "June|9"], 2),
        (["*All|*bold", "*cells|*here"], 0),
        (["We|pay", "They|ask"], 0),
        (["Area|Patients"], 0),
    ],
)
def test_rows_of_labels(lines: list[str], heads: int) -> None:
    assert head_rows(rows(*lines)) == heads


@pytest.mark.parametrize(
    ("lines", "heads", "labels"),
    [
        (["Area|N", "York|7", "Hull|9"], 1, 1),
        (["Region|Area|N|M", "North|York|7|8", ">|Hull|9|10"], 1, 2),
        (["Region|Area|N|M", "North|York|7|8", "North|Hull|9|10"], 1, 2),
        (["Aim|Lead", "Cut waits|NHS England", ">|Trusts"], 1, 1),
        (["*We|pay", "*They|ask"], 0, 1),
        (["Year|N", "2022|7", "2023|9"], 1, 0),
        (["We|pay", "They|ask"], 0, 0),
        (["Area|N", "2:Urgent care", "York|7"], 1, 1),
    ],
)
def test_columns_of_labels(lines: list[str], heads: int, labels: int) -> None:
    assert label_columns(rows(*lines), heads) == labels


def test_every_figure_has_all_its_labels_in_its_own_row_and_column() -> None:
    table = rows("Region|Area|2:Waits", ">|>|2022|2023", "North|York|7|8", ">|Hull|9|>", "4:All regions")
    assert grid(table, 2, 2) == (
        ("Region", "Area", "Waits", "Waits"),
        ("Region", "Area", "2022", "2023"),
        ("North", "York", "7", "8"),
        ("North", "Hull", "9", ""),
        ("All regions", "", "", ""),
    )
