"""The benchmark of table rows: what is drawn, what counts as found, and its report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_library import WordEmbedder, assistant_over, write_files

from assistant.retrieval import Retrieval
from corpus.types import Block, BlockKind, Kind, Publication, Report, Role, Table
from evals.benchmarks.table_rows import Drawn, Found, draw, main, measure, report
from indexing.search import Library
from indexing.sync import fingerprint, sync

HEAD = ("Ward", "Beds in 2023", "Remarks")


def wards(name: str, count: int) -> Report:
    rows = (HEAD, ("Group", "", ""), *((f"{name} {i}", str(10 + i), "12 in words") for i in range(count)))
    table = Block(BlockKind.TABLE, "\n".join(" | ".join(row) for row in rows), (), table=Table(rows, 1, 1))
    made = Publication(name, name, Kind.GUIDANCE, "England", Role.PUBLICATION, (), "guidance")
    return Report(made, (Block(BlockKind.PARAGRAPH, "No table.", ()), table), is_digest=False)


def test_rows_with_a_figure_under_a_label_are_drawn_in_turn() -> None:
    drawn = draw([wards("north", 5), wards("south", 1), wards("none", 0)], 4, seed=1)
    assert [d.publication_id for d in drawn] == ["north", "south", "north", "north"]
    assert drawn == draw([wards("north", 5), wards("south", 1), wards("none", 0)], 4, seed=1)
    assert drawn[1] == Drawn("south", "south 0 | 10 | 12 in words", "What was Beds in 2023 for south 0?")
    assert len(draw([wards("north", 5)], 99, seed=1)) == 5


def test_rows_without_labels_or_figures_are_not_drawn() -> None:
    rows = (("", ""), ("Maple", "12"))
    bare = Block(BlockKind.TABLE, "Maple | 12", (), table=Table(rows, 1, 1))
    words = Table((("Ward", "Name"), ("1", "Maple"), ("2", "Oak")), 1, 1)
    named = Block(BlockKind.TABLE, "Ward | Name\n1 | Maple\n2 | Oak", (), table=words)
    made = wards("x", 0)
    assert draw([Report(made.publication, (bare, named), is_digest=False)], 9, 0) == []


def test_the_report_gives_shares_at_each_depth() -> None:
    one = Drawn("a", "a | 1", "What?")
    found = [
        Found(one, 1, 1, True),
        Found(one, None, 4, False),
        Found(one, 12, 1, False),
        Found(one, 7, None, False),
    ]
    text = report(found, [wards("a", 1)])
    rows = [
        [cell.strip()[:5] for cell in line.split("|")[2:-1]]
        for line in text.splitlines()
        if "0." in line[20:]
    ]
    assert rows[0] == ["4", "0.500", "0.750", "0.750"]
    assert rows[1] == ["4", "0.250", "0.250", "0.500"]
    assert "quotes the row itself: 0.250 [" in text


def test_nothing_to_measure_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plain.md").write_text("# Title\n\nNo table stands here.\n")
    (tmp_path / "empty.pdf").write_bytes(b"")
    assert main([str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "No table with labels was found" in said
    assert "The file is empty" in said


def test_what_is_found_and_quoted_is_measured(tmp_path: Path) -> None:
    write_files(tmp_path)
    reports, embedder = [wards("north", 3), wards("south", 40)], WordEmbedder()
    sync(tmp_path / "home", [replace(r, content_hash=r.publication.id) for r in reports], embedder)
    library = Library(tmp_path / "home", embedder, fingerprint(embedder))
    lost = Drawn("north", "nowhere | 1", "What was Beds in 2023 for north 1?")
    found, missed = measure(
        assistant_over(tmp_path, library, Retrieval(library)), [*draw(reports, 1, 0), lost]
    )
    assert (found.in_report, found.anywhere, found.quoted) == (1, 1, True)
    assert (missed.in_report, missed.anywhere, missed.quoted) == (None, None, False)
    library.close()
