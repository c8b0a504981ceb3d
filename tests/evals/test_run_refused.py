"""What is refused before a run begins: sets, splits, folders and baselines that do not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gold_files import lines, write_set
from small_gold import DEV, IDS, TEST, evidence, finished, nugget, questions_set, stored_ids
from small_library import SmallLibrary

from evals.gold import GoldError
from evals.run import Request, default_folder, planned
from evals.run_folder import RunError


@pytest.fixture
def gold(small: SmallLibrary, tmp_path: Path) -> Path:
    """Seven questions over the small library."""
    return questions_set(tmp_path / "gold", small)


def test_a_baseline_that_does_not_fit_is_refused_before_anything_is_asked(
    small: SmallLibrary, gold: Path, tmp_path: Path
) -> None:
    finished(small.assistant, gold, tmp_path / "a", split="dev")
    with pytest.raises(RunError, match="asked other items"):
        finished(small.assistant, gold, tmp_path / "b", against=tmp_path / "a")
    assert not (tmp_path / "b").exists()


def test_another_choice_of_items_is_not_the_same_run(small: SmallLibrary, gold: Path, tmp_path: Path) -> None:
    finished(small.assistant, gold, tmp_path / "run", split="dev")
    with pytest.raises(RunError, match="begun with another split, items"):
        finished(small.assistant, gold, tmp_path / "run", resume=True)
    assert stored_ids(tmp_path / "run") == IDS[:4]


def test_a_folder_that_holds_a_run_is_not_written_over(
    small: SmallLibrary, gold: Path, tmp_path: Path
) -> None:
    finished(small.assistant, gold, tmp_path / "run", split="test")
    with pytest.raises(RunError) as caught:
        finished(small.assistant, gold, tmp_path / "run")
    assert "--out" in str(caught.value)
    assert f"evidence eval run {gold} --split test --resume {tmp_path / 'run'}" in str(caught.value)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(RunError, match=r"is not empty\. Name another folder with --out"):
        finished(small.assistant, gold, tmp_path / "other")


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ({}, IDS),
        ({"split": "test"}, IDS[4:]),
        ({"every": 3}, ["d-beds", "d-lantern", "t-france"]),
        ({"split": "test", "every": 2}, ["t-leeds", "t-france"]),
        ({"every": 100}, ["d-beds"]),
    ],
)
def test_which_items_are_asked(gold: Path, tmp_path: Path, wanted: Any, asked: list[str]) -> None:
    plan = planned(tmp_path, Request(str(gold), **wanted))
    assert [line.item.id for line in plan.lines] == asked


def test_a_split_that_is_not_there_or_empty(tmp_path: Path) -> None:
    splits = "  dev: {files: [dev.jsonl]}\n  later: {files: [later.jsonl]}"
    gold = write_set(tmp_path / "gold", splits=splits, dev=lines(*DEV), later="\n")
    with pytest.raises(GoldError, match=r"no split 'test'\. It has: dev, later; leave out --split"):
        planned(tmp_path, Request(str(gold), split="test"))
    with pytest.raises(GoldError, match="The split 'later' of 'mine' is empty"):
        planned(tmp_path, Request(str(gold), split="later"))


@pytest.mark.parametrize("content", ["", "\n", "\ufeff\r\n\r\n"])
def test_an_empty_set(tmp_path: Path, content: str) -> None:
    gold = write_set(tmp_path / "gold", all=content)
    with pytest.raises(GoldError, match="The set 'mine' is empty"):
        planned(tmp_path, Request(str(gold)))
    assert not (tmp_path / "runs").exists()


def test_windows_newlines_are_the_same_set(small: SmallLibrary, gold: Path, tmp_path: Path) -> None:
    unix = planned(tmp_path, Request(str(gold)))
    for path in gold.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert planned(tmp_path, Request(str(gold))).gold.sha256 == unix.gold.sha256
    assert len(finished(small.assistant, gold, tmp_path / "run").run.rows) == 7


def test_a_set_for_another_corpus_is_refused(small: SmallLibrary, gold: Path, tmp_path: Path) -> None:
    header = gold / "evalset.yaml"
    header.write_text(header.read_text("utf-8").replace("publications: 7", "publications: 6"), "utf-8")
    finished(small.assistant, gold, tmp_path / "same-text")  # the count is told, the text decides
    text = header.read_text("utf-8")
    at = text.index("sha256: ") + len("sha256: ")
    header.write_text(text[:at] + "f" * 64 + text[at + 64 :], "utf-8")
    with pytest.raises(GoldError) as caught:
        finished(small.assistant, gold, tmp_path / "run")
    assert "was written for another corpus: 6 publications then, 7 in the library now" in str(caught.value)
    assert "--renew" in str(caught.value)
    assert not (tmp_path / "run").exists()


def test_gold_rot_is_refused(small: SmallLibrary, tmp_path: Path) -> None:
    rotten = DEV[0] | {"nuggets": [nugget(evidence("beds-2022", "Bed days", "Hospitals lost 9 bed days."))]}
    gold = write_set(tmp_path / "gold", all=lines(rotten, *TEST))
    with pytest.raises(GoldError, match=r"all.jsonl:1: d-beds: “Hospitals lost 9 bed days.” is not found"):
        finished(small.assistant, gold, tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("name", "begins"),
    [("core", "core-"), ("/gold/My set!.jsonl", "My-set-"), ("gold/mine/", "mine-"), ("..", "set-")],
)
def test_the_folder_of_a_run_that_names_none(name: str, begins: str) -> None:
    folder = default_folder(Path("home"), name)
    assert folder.parent == Path("home/runs")
    assert folder.name.startswith(begins)
    assert len(folder.name) == len(begins) + len("20261122-083859")
