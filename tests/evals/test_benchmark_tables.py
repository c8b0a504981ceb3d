"""Markdown tables and the sections that benchmark commands write."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    mean_cell,
    megabytes,
    publish,
    section_text,
    shown_command,
    signed,
    with_difference,
    with_interval,
    write_section,
)
from evals.statistics import Interval, PairedDifference


def test_a_table_aligns_numbers_right_and_keeps_its_columns() -> None:
    assert markdown_table(["system", "n"], [["a|b\\c\nd", 3], ["e", None]]) == (
        "| system | n |\n| --- | --: |\n| a\\|b\\\\c d | 3 |\n| e | – |"
    )
    assert markdown_table(["x"], []) == "| x |\n| --- |"


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a row has 1 cells, the header 2"):
        markdown_table(["a", "b"], [["1"]])


def test_figures_are_shown_with_three_decimals_and_a_real_minus() -> None:
    assert with_interval(0.32154, Interval(-0.2, 0.4006)) == "0.322 [−0.200, 0.401]"
    assert (signed(-0.0123), signed(0.5), signed(math.nan)) == ("−0.012", "+0.500", "–")
    assert (signed(-0.0004), signed(0.0)) == ("0.000", "0.000")
    paired = PairedDifference(-0.05, Interval(-0.1, 0.01), 0.02)
    assert with_difference(paired, 0.04) == "−0.050 [−0.100, +0.010], p = 0.040"
    assert with_difference(paired, 0.0002).endswith("p < 0.001")
    assert (megabytes(1_234_567_890), megabytes(None)) == ("1,235", None)


def test_a_mean_of_equal_scores_has_an_interval_of_no_width() -> None:
    assert mean_cell([0.5, 0.5, 0.5], ["a", "b", "c"]) == "0.500 [0.500, 0.500]"


def test_a_command_is_shown_without_where_files_lie() -> None:
    given = [
        "/data/sets/nfcorpus",
        "--home",
        "/var/x",
        "--split=test",
        "--write=docs/b.md",
        "--limit-queries",
        "5",
    ]
    assert shown_command("evals.b", given) == "python -m evals.b …/nfcorpus --split=test --limit-queries 5"
    assert shown_command("evals.b", ["../sets/a"]) == "python -m evals.b ../sets/a"


def test_a_section_has_heading_command_and_date() -> None:
    assert section_text("Growth", "python -m x", date(2026, 11, 2), "\nbody\n") == (
        "## Growth\n\n`python -m x` · 2 November 2026\n\nbody\n"
    )


def test_what_was_found_is_printed_and_put_into_the_file_that_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "benchmarks.md"
    publish("Growth", "growth", "evals.b", ["--write", str(path), "x"], "body", None)
    assert not path.exists()
    publish("Growth", "growth", "evals.b", ["--write", str(path), "x"], "body", path)
    printed = capsys.readouterr().out
    assert printed.count("## Growth\n\n`python -m evals.b x` · ") == 2
    assert path.read_text(encoding="utf-8").startswith("# Benchmarks\n\n<!-- begin growth -->\n## Growth\n")


def test_sections_are_added_replaced_and_leave_the_rest_alone(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    write_section(path, "one", "first")
    assert path.read_text(encoding="utf-8") == "# Benchmarks\n\n<!-- begin one -->\nfirst\n<!-- end one -->\n"
    write_section(path, "two", "second")
    path.write_text(
        "Ours – by hand.  \n" + path.read_text(encoding="utf-8") + "\nAnd after.", encoding="utf-8"
    )
    before = path.read_text(encoding="utf-8")
    write_section(path, "one", "changed \\1 and longer\n\nin parts\n")
    after = path.read_text(encoding="utf-8")
    assert after == before.replace("\nfirst\n", "\nchanged \\1 and longer\n\nin parts\n")
    write_section(path, "one", "changed \\1 and longer\n\nin parts\n")
    assert path.read_text(encoding="utf-8") == after
    assert [p.name for p in tmp_path.iterdir()] == ["benchmarks.md"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<!-- begin one -->\n", "once each, or neither"),
        ("<!-- begin one --><!-- end one --><!-- end one -->", "once each, or neither"),
        ("<!-- end one -->\n<!-- begin one -->", "stands before"),
    ],
)
def test_a_file_with_damaged_markers_is_left_as_it_is(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "b.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SectionError, match=told):
        write_section(path, "one", "x")
    assert path.read_text(encoding="utf-8") == text


def test_a_place_that_cannot_be_written_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(SectionError, match="Name another file with --write"):
        write_section(tmp_path / "none" / "b.md", "one", "x")
    with pytest.raises(SectionError, match="no name for a section"):
        write_section(tmp_path / "b.md", "-->", "x")
