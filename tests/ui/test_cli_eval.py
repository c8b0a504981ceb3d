"""`evidence eval list`, `check`, `run` and `compare` over a small real library."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from eval_runs import (
    ASKED,
    copied,
    evaluated,
    few_questions,
    finished_run,
    first_run,
    gold_file,
    questions,
    stopped,
    worsened,
)
from test_cli_library import built

from corpus.digests import SHIPPED_DIGESTS

FILES = {
    "config.json", "gold.jsonl", "rows.jsonl", "summary.json",
    "report.html", "report.md", "junit.xml", "rows.csv",
}  # fmt: skip


def test_list(tmp_path: Path) -> None:
    result = evaluated("list", home=tmp_path, folder=tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    for name in ("briefs", "claims", "core"):
        assert f"\n{name} 2026." in "\n" + result.stdout
    assert "questions (dev " in result.stdout


def test_check_a_shipped_set_over_the_shipped_digests(tmp_path: Path) -> None:
    result = evaluated("check", "briefs", folder=SHIPPED_DIGESTS, home=tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Sound: ")
    assert result.stdout.endswith(" quotations, all found.\n")


def test_check_a_file_of_ones_own() -> None:
    result = evaluated("check", few_questions())
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Sound: {ASKED} questions, ")


def test_check_tells_every_problem_at_once(tmp_path: Path) -> None:
    sound = few_questions().read_text("utf-8").splitlines()
    first = json.loads(sound[0])
    bad = [
        json.dumps(first | {"colour": "\x1b[31mred"}),
        "not JSON",
        json.dumps({k: v for k, v in first.items() if k != "question"} | {"id": "q-3"}),
        sound[1],
        sound[1],
    ]
    path = tmp_path / "bad.jsonl"
    path.write_text("\n".join(bad), "utf-8")
    for args in (("check", path), ("run", path, "--out", tmp_path / "run")):
        result = evaluated(*args)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "The gold set has 4 problems" in result.stderr
        for place in ("bad.jsonl:1: colour", "bad.jsonl:2: ", "bad.jsonl:3: question", "bad.jsonl:5: id "):
            assert place in result.stderr
    assert not (tmp_path / "run").exists()


def test_check_gold_rot(tmp_path: Path) -> None:
    text = few_questions().read_text("utf-8")
    quote = json.loads(text.splitlines()[0])["nuggets"][0]["evidence"][0]["quote"]
    path = tmp_path / "rotten.jsonl"
    path.write_text(text.replace(json.dumps(quote)[1:-1], "Nobody ever said this.", 1), "utf-8")
    result = evaluated("check", path)
    assert result.exit_code == 2
    assert "“Nobody ever said this.” is not found in " in result.stderr
    assert evaluated("run", path, "--out", tmp_path / "run").exit_code == 2
    assert not (tmp_path / "run").exists()


def test_check_renew(tmp_path: Path) -> None:
    gold_file(tmp_path / "all.jsonl", *questions()[:3])
    header = tmp_path / "evalset.yaml"
    header.write_text(
        'schema: evidence-gold/1\nname: mine\nversion: "1"\nkind: questions\nabout: Mine.\n'
        f"corpus:\n  sha256: {'f' * 64}\n  publications: 9\nsplits: {{all: {{files: [all.jsonl]}}}}\n",
        "utf-8",
    )
    refused = evaluated("check", tmp_path)
    assert refused.exit_code == 2
    assert "9 publications then, 5 in the library now" in refused.stderr
    renewed = evaluated("check", tmp_path, "--renew")
    assert renewed.exit_code == 0
    assert renewed.stdout.endswith("is now marked as checked against 5 publications.\n")
    assert evaluated("check", tmp_path).exit_code == 0


@pytest.mark.slow
def test_run() -> None:
    result, folder = first_run(), finished_run()
    assert f" of {ASKED} items of few came out right (" in result.stdout.splitlines()[0]
    for figure in ("Evidence found", "Points stated", "Wrong figure (lower is better)"):
        assert f"  {figure} " in result.stdout
    assert "Milliseconds an item: p50 " in result.stdout
    assert result.stdout.endswith(f"Report: {folder / 'report.html'}\n")
    assert "Opening the library" in result.stderr
    assert f"Asking: {ASKED} of {ASKED}" in result.stderr
    assert "\r" not in result.stderr
    assert {p.name for p in folder.iterdir()} - {".lock"} == FILES


@pytest.mark.slow
def test_resumed_against_the_unchanged_product(tmp_path: Path) -> None:
    folder = stopped(copied(tmp_path / "again"))
    refused = evaluated("compare", finished_run(), folder)
    assert refused.exit_code == 2
    command = f"evidence eval run {few_questions()} --resume {folder}"
    assert (
        refused.stderr
        == f"Error: {folder} was stopped after {ASKED - 1} of {ASKED} items. Go on with: {command}\n"
    )
    result = evaluated(*command.split()[2:], "--against", finished_run())
    assert result.exit_code == 0
    assert "again against run: Unchanged: every item came out as before." in result.stdout
    assert "could show a change of at most " in result.stdout


@pytest.mark.slow
def test_run_that_regressed(tmp_path: Path) -> None:
    folder = stopped(worsened(tmp_path / "worse"))
    result = evaluated("run", few_questions(), "--resume", folder, "--against", finished_run())
    assert result.exit_code == 1
    assert "worse against run: Regressed: " in result.stdout
    assert "  regressed\n" in result.stdout
    assert "Regressed: " in (folder / "report.md").read_text("utf-8")
    assert len((folder / "rows.jsonl").read_text("utf-8").splitlines()) == ASKED


@pytest.mark.slow
def test_run_beside_the_library_where_no_folder_is_named(tmp_path: Path) -> None:
    home = Path(shutil.copytree(built(), tmp_path / "home"))
    result = evaluated("run", few_questions(), "--every", "9", home=home)
    assert result.exit_code == 0
    (made,) = (home / "runs").iterdir()
    assert made.name.startswith("few-")
    assert f"Report: {made / 'report.html'}" in result.stdout
    assert json.loads((made / "config.json").read_text("utf-8"))["command"] == (
        f"evidence eval run {few_questions()} --every 9"
    )


@pytest.mark.slow
def test_compare_unchanged(tmp_path: Path) -> None:
    result = evaluated("compare", finished_run(), copied(tmp_path / "again"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("again against run: Unchanged: every item came out as before.\n")


@pytest.mark.slow
def test_compare_worse(tmp_path: Path) -> None:
    worse = worsened(tmp_path / "worse")
    result = evaluated("compare", finished_run(), worse)
    assert result.exit_code == 1
    assert result.stdout.startswith("worse against run: Regressed: ")
    assert "Right before, wrong now: " in result.stdout
    assert "\u202e" not in result.stdout
    assert "⟨U+001B⟩[31mred" in result.stdout
    report = (worse / "report.md").read_text("utf-8")
    assert "Regressed: " not in report
    better = evaluated("compare", worse, finished_run())
    assert better.exit_code == 0
    assert "Improved: " in better.stdout
    assert evaluated("compare", finished_run(), worse, "--write").exit_code == 1
    assert "Regressed: " in (worse / "report.md").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"set_sha256": "c" * 64}, "they do not compare. Run the baseline again with: evidence eval run few"),
        ({"corpus_sha256": "c" * 64}, "answered from different corpora"),
        ({"items": None}, "was stopped after "),
        ({"format": "evidence-run/9"}, "config.json is not of a run that can be read here"),
    ],
)
def test_compare_what_cannot_be_compared(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    folder = copied(tmp_path / "other")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    if "items" in changes:
        changes = {"items": [*config["items"], "q-more"]}
    (folder / "config.json").write_text(json.dumps(config | changes), "utf-8")
    result = evaluated("compare", finished_run(), folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


NOTHING = "no-such-folder"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("check", "cores"), "There is no gold set 'cores'. Name one that is shipped (briefs, claims, core)"),
        (("run", "cores"), "There is no gold set 'cores'"),
        (("run", "FEW", "--split", "dev"), "has no split 'dev'. It has: all"),
        (("run", "FEW", "--every", "0"), "--every"),
        (("run", "FEW", "--out", "/proc/evidence"), "/proc/evidence"),
        (("run", "FEW", "--out", NOTHING, "--resume", NOTHING), "Give --out for a new run or --resume"),
        (("run", "FEW", "--resume", NOTHING), "holds no run (it has no config.json)"),
        (("run", "FEW", "--against", NOTHING), "holds no run"),
        (("compare", NOTHING, NOTHING), "holds no run"),
        (("compare", NOTHING), "Missing argument 'B'"),
    ],
)
def test_wrong_use(args: tuple[str, ...], said: str) -> None:
    result = evaluated(*(few_questions() if a == "FEW" else a for a in args))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_run_into_a_folder_that_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    result = evaluated("run", few_questions(), "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not empty. Name another folder with --out." in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_run_without_an_index(tmp_path: Path) -> None:
    result = evaluated("run", few_questions(), home=tmp_path / "home")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Build it with: evidence index" in result.stderr
    assert not (tmp_path / "home" / "runs").exists()


def test_a_set_for_another_library(tmp_path: Path) -> None:
    result = evaluated("run", "briefs", "--out", tmp_path / "run", home=built())
    assert (result.exit_code, result.stdout) == (2, "")
    assert "was written for another corpus" in result.stderr
    assert not (tmp_path / "run").exists()
