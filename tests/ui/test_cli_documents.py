"""`evidence add`, `remove`, `list`, `show ID`, `verify`, `backup`, `restore`, `rebuild`, `rollback`."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import filelock
import pytest
from click.testing import CliRunner, Result
from test_cli_library import FEW, built

from ui.cli import cli
from ui.cli_index import time_left

pytestmark = pytest.mark.slow

ZEBRA = """# Crossings in Hull

## Results

The zebra crossing outside the clinic in Hull was painted in 1994.

| Year | Crossings |
|---|---|
| 2019 | 44 |
| 2024 | 76 |
"""


def evidence(home: Path, *args: str) -> Result:
    """The command in this process, over a library and the digests it was built from."""
    env = {"EVIDENCE_HOME": str(home), "EVIDENCE_DIGESTS": str(built().parent / "digests")}
    return CliRunner().invoke(cli, list(args), env=env)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the library of a few digests."""
    return Path(shutil.copytree(built(), tmp_path / "home"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents, one file that is none, and a sidecar."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "zebra.md").write_text(ZEBRA)
    (tmp_path / "in" / "other.md").write_text("# Another paper\n\nQuaggas were seen in Leeds in 2001.\n")
    (tmp_path / "in" / "other.md.toml").write_text('publisher = "The Quagga Trust"\nkind = "guidance"\n')
    return tmp_path / "in"


def test_documents_are_added_found_shown_and_removed(home: Path, folder: Path) -> None:
    (folder / "empty.pdf").write_bytes(b"")
    result = evidence(home, "add", str(folder))
    assert result.exit_code == 1, result.output
    assert "Added: zebra.md as crossings-in-hull" in result.stdout
    assert "Added: other.md as another-paper" in result.stdout
    assert "Refused: empty.pdf: The file is empty." in result.stderr
    assert "Documents: 2 added, 0 replaced, 0 unchanged, 1 refused." in result.stdout
    answer = evidence(home, "ask", "When was the zebra crossing in Hull painted?")
    assert "painted in 1994" in answer.stdout
    assert "the publication itself" in answer.stdout
    rows = [json.loads(line) for line in evidence(home, "list", "--json").stdout.splitlines()]
    assert [(r["id"], r["file_name"], r["indexed"]) for r in rows] == [
        ("another-paper", "other.md", True), ("crossings-in-hull", "zebra.md", True),
    ]  # fmt: skip
    assert rows[0]["publisher"] == "The Quagga Trust"
    words = evidence(home, "list", "--all").stdout
    assert f"2 documents were added; {len(FEW)} publications are held as digests." in words
    shown = evidence(home, "show", "another-paper").stdout
    assert "Publisher: The Quagga Trust\nKind of source: guidance\n" in shown
    assert "Published: not given" in shown
    assert "File: other.md (text/markdown" in shown
    assert evidence(home, "verify").exit_code == 0
    gone = evidence(home, "remove", "crossings-in-hull")
    assert gone.exit_code == 0, gone.output
    assert "Removed: crossings-in-hull." in gone.stdout
    assert "painted in 1994" not in evidence(home, "search", "zebra crossing in Hull", "--json").stdout
    assert [p for p in home.rglob("*") if p.is_file() and b"zebra" in p.read_bytes()] == []


def test_a_table_is_cited_by_its_rows(home: Path, folder: Path) -> None:
    assert evidence(home, "add", str(folder / "zebra.md")).exit_code == 0
    found = json.loads(evidence(home, "search", "crossings by year 2024", "--json").stdout)["hits"]
    row = next(h for h in found if "2024 | 76" in json.dumps(h))
    assert row["publication_id"] == "crossings-in-hull"
    answer = evidence(home, "ask", "How many crossings were there in Hull in 2024?", "--json")
    (sentence,) = json.loads(answer.stdout)["sentences"]
    (citation,) = sentence["citations"]
    assert citation["quotation"] == "2024 | 76"
    assert citation["table"] == {
        "caption": None, "unit": None, "under": [], "columns": ["Year", "Crossings"], "cells": ["2024", "76"],
    }  # fmt: skip
    shown = evidence(home, "show", citation["id"]).stdout
    assert "Year | Crossings\n2019 | 44\n«2024 | 76»" in shown
    assert "Row of the table: Year: 2024; Crossings: 76" in shown


def test_a_passage_is_shown_with_its_neighbours_where_they_are_wanted(home: Path, folder: Path) -> None:
    evidence(home, "add", str(folder / "zebra.md"))
    asked = ("search", "zebra crossing painted", "--publication", "crossings-in-hull", "--top-k", "1")
    (hit,) = json.loads(evidence(home, *asked, "--json", "--around").stdout)["hits"]
    assert (hit["section"], hit["before"]) == ("Crossings in Hull › Results", None)
    assert hit["after"].startswith("Year | Crossings")
    assert "\n   … 2019 | 44\n" in evidence(home, *asked, "--around").stdout
    assert "2019" not in evidence(home, *asked).stdout


def test_a_copy_is_listed_behind_its_original(home: Path, folder: Path) -> None:
    said = (
        "The zebra crossing outside the clinic in Hull was painted in 1994, and since then nobody has been "
        "hurt on the way from the bus stop to the doctors, the council told its health committee."
    )
    for name, kind in (("original", "guidance"), ("press", "press")):
        path = folder / f"{name}.md"
        path.write_text(f"# The crossing, by {name}\n\n{said}\n")
        assert evidence(home, "add", str(path), "--publication", name, "--kind", kind).exit_code == 0
    asked = ("search", "zebra crossing outside the clinic in Hull painted in 1994", "--top-k", "3")
    hits = json.loads(evidence(home, *asked, "--json").stdout)["hits"]
    assert [h["same_words_in"] for h in hits if h["publication_id"] == "original"] == [["press"]]
    assert "press" not in [h["publication_id"] for h in hits]
    assert "The same words are in: press" in evidence(home, *asked).stdout
    only = json.loads(evidence(home, *asked, "--json", "--kind", "press").stdout)["hits"]
    assert [h["publication_id"] for h in only] == ["press"]


def test_the_same_again_and_a_changed_file(home: Path, folder: Path) -> None:
    path = folder / "zebra.md"
    evidence(home, "add", str(path))
    again = evidence(home, "add", str(path))
    assert again.exit_code == 0
    assert "Unchanged: zebra.md as crossings-in-hull" in again.stdout
    assert "Up to date" in again.stdout
    path.write_text(ZEBRA.replace("1994", "1996"))
    changed = evidence(home, "add", str(path), "--publisher", "Hull Council")
    assert "Replaced: zebra.md as crossings-in-hull" in changed.stdout
    assert "Publisher: Hull Council" in evidence(home, "show", "crossings-in-hull").stdout
    assert "1996" in evidence(home, "search", "zebra crossing painted").stdout


def test_a_document_of_the_catalogue_takes_the_place_of_its_digest(home: Path, folder: Path) -> None:
    result = evidence(home, "add", str(folder / "zebra.md"), "--publication", "hull-jbicc")
    assert result.exit_code == 0, result.output
    shown = evidence(home, "show", "hull-jbicc").stdout
    assert "Held as: the publication itself" in shown
    assert f"Holds: {len(FEW)} reports, 1 of them added" in evidence(home, "status").stdout
    evidence(home, "remove", "hull-jbicc")
    assert "Held as: our own digest" in evidence(home, "show", "hull-jbicc").stdout


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("add", "nowhere.pdf"), "There is no nowhere.pdf."),
        (("add", "{in}", "--title", "One"), "--title: there are 2 files. Add that one by itself."),
        (("add", "{in}", "--published", "soon"), "What was said: published: 'soon' is not a date"),
        (("add", "{in}", "--kind", "gossip"), "What was said: kind"),
        (("remove", "darzi-iinhs-2024"), "no such document was added"),
        (("show", "darzi-iinhs-2023"), "Did you mean darzi-iinhs-2024"),
        (("rollback",), "There is no earlier index to go back to"),
        (("restore", "{in}/zebra.md"), "holds a library already"),
    ],
)
def test_mistakes_are_told_and_change_nothing(
    home: Path, folder: Path, args: tuple[str, ...], told: str
) -> None:
    result = evidence(home, *(a.replace("{in}", str(folder)) for a in args))
    assert result.exit_code == 2, result.output
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert f"Holds: {len(FEW)} reports, " in evidence(home, "status").stdout


@pytest.mark.parametrize("args", [("add", "{in}"), ("remove", "x"), ("rebuild",), ("rollback",)])
def test_a_second_writer_is_told_to_come_again(home: Path, folder: Path, args: tuple[str, ...]) -> None:
    with filelock.FileLock(home / "index.lock"):
        (home / "index.lock.owner").write_text("10:42, process 1\n")
        result = evidence(home, *(a.replace("{in}", str(folder)) for a in args))
    assert result.exit_code == 75
    assert "Another indexing run is in progress (started 10:42, process 1)" in result.stderr


def test_back_up_and_restore(home: Path, folder: Path, tmp_path: Path) -> None:
    evidence(home, "add", str(folder))
    archive = tmp_path / "library.backup"
    made = evidence(home, "backup", str(archive))
    assert made.exit_code == 0, made.output
    assert f"Wrote {archive}: the store and 2 files" in made.stdout
    new = tmp_path / "new"
    restored = evidence(new, "restore", str(archive))
    assert restored.exit_code == 0, restored.output
    assert "of which 0 were embedded" in restored.stdout
    assert evidence(new, "list").stdout == evidence(home, "list").stdout
    assert evidence(new, "verify").exit_code == 0


def test_going_back_to_the_index_before(home: Path, folder: Path) -> None:
    evidence(home, "add", str(folder / "zebra.md"))
    result = evidence(home, "rollback")
    assert result.exit_code == 0, result.output
    assert "answers again." in result.stdout
    status = evidence(home, "status")
    assert status.exit_code == 2
    assert "1 documents were added and are not indexed yet" in status.stdout
    assert evidence(home, "index").exit_code == 0
    assert evidence(home, "status").exit_code == 0


def test_verify_names_what_is_damaged(home: Path) -> None:
    next(home.rglob("data_level0.bin")).write_bytes(b"x")
    result = evidence(home, "verify")
    assert result.exit_code == 2
    assert "the store of texts and vectors: as written" in result.stdout
    assert "the files of the index: The index in" in result.stdout
    assert evidence(home, "rebuild").exit_code == 0
    assert evidence(home, "verify").exit_code == 0


def test_a_store_that_is_gone_is_made_again_from_the_kept_files(home: Path, folder: Path) -> None:
    evidence(home, "add", str(folder))
    before = evidence(home, "list").stdout
    for path in home.glob("library.sqlite*"):
        path.unlink()
    asked = evidence(home, "ask", "When was the zebra crossing painted?")
    assert asked.exit_code == 2
    assert "library.sqlite is gone. Make it again from the kept files with: evidence rebuild" in asked.stderr
    result = evidence(home, "rebuild")
    assert result.exit_code == 0, result.output
    assert "Read again: zebra.md as crossings-in-hull" in result.stdout
    assert evidence(home, "list").stdout == before
    assert evidence(home, "verify").exit_code == 0
    assert "The zebra crossing" in evidence(home, "search", "zebra crossing in Hull").stdout


def test_a_damaged_store_is_set_aside_and_made_again(home: Path, folder: Path) -> None:
    evidence(home, "add", str(folder))
    (home / "library.sqlite").write_bytes(b"no database" * 1000)
    for path in folder.glob("*.md"):
        path.unlink()
    kept = next(p for p in home.glob("originals/??/*") if p.suffix != ".json" and b"zebra" in p.read_bytes())
    kept.write_bytes(b"damaged")
    result = evidence(home, "rebuild")
    assert result.exit_code == 1, result.output
    (aside,) = home.glob("library.sqlite.damaged-*")
    assert f"The store was damaged. It was moved to {aside}" in result.stderr
    assert "Not read again: zebra.md: Its kept file is damaged or gone. It is in no answer" in result.stderr
    assert "Read again: other.md as another-paper" in result.stdout
    status = evidence(home, "status")
    assert f"Note: {aside} is a damaged store that was set aside." in status.stdout
    assert "Note: zebra.md is kept, but the store does not name it." in status.stdout
    assert evidence(home, "remove", "crossings-in-hull").exit_code == 0
    assert "Note: zebra.md" not in evidence(home, "status").stdout


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(home: Path, folder: Path) -> None:
    (folder / "zebra.md").chmod(0)
    result = evidence(home, "add", str(folder))
    assert result.exit_code == 1
    assert "Refused: zebra.md: It cannot be read: Permission denied." in result.stderr


@pytest.mark.parametrize(
    ("seconds", "done", "total", "words"),
    [
        (2, 5, 10, ""),
        (10, 0, 10, ""),
        (10, 10, 10, ""),
        (10, 5, 10, ", about 10 seconds left"),
        (10, 10, 11, ", about 1 second left"),
        (60, 10, 40, ", about 3 minutes left"),
        (60, 40, 99, ", about 88 seconds left"),
    ],
)
def test_the_time_left(seconds: float, done: int, total: int, words: str) -> None:
    assert time_left(seconds, done, total) == words
