"""`evidence index` and `evidence status`, and the small library that all command line tests use."""

from __future__ import annotations

import atexit
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import filelock
import pytest
from click.testing import CliRunner, Result

from corpus.digests import SHIPPED_DIGESTS
from indexing.generations import generation_folder, read_manifest, require_current, write_manifest
from ui.cli import cli

FEW = ("darzi-iinhs-2024", "hull-jbicc", "kf-bsa-2024", "nao-backlogs-2022", "nhse-rtt-2024")


def digests(folder: Path, *names: str) -> Path:
    """A folder with these shipped digests."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(SHIPPED_DIGESTS / f"{name}.md", folder)
    return folder


def evidence(home: Path, *args: str, folder: Path | None = None, given: str | bytes = "") -> Result:
    """The command in this process, over a library and a folder of digests."""
    env = {"EVIDENCE_HOME": str(home), "EVIDENCE_DIGESTS": str(folder or built().parent / "digests")}
    return CliRunner().invoke(cli, list(args), env=env, input=given)


def command(home: Path, folder: Path | None = None) -> dict[str, str]:
    """The environment of the command in a process of its own."""
    return {**os.environ, "EVIDENCE_HOME": str(home), "EVIDENCE_DIGESTS": str(folder or SHIPPED_DIGESTS)}


EVIDENCE = [sys.executable, "-c", "from ui.cli import main; main()"]


@cache
def built() -> Path:
    """The library of a few digests, indexed once a session; nothing may write to it."""
    room = Path(tempfile.mkdtemp(prefix="evidence-cli-"))
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    folder = digests(room / "digests", *FEW)
    result = evidence(room / "home", "index", folder=folder)
    assert result.exit_code == 0, result.output
    return room / "home"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the library that a test may harm."""
    return Path(shutil.copytree(built(), tmp_path / "home"))


def reports(home: Path) -> int:
    """How many reports the library says it holds."""
    return int(json.loads(evidence(home, "status", "--json").stdout)["reports"])


def answers(home: Path) -> bool:
    """Whether the library is searched as before."""
    result = evidence(home, "search", "waiting list", "--json")
    return result.exit_code == 0 and len(json.loads(result.stdout)["hits"]) > 0


def test_nothing_changed(home: Path) -> None:
    result = evidence(home, "index")
    assert result.exit_code == 0
    assert result.stdout.startswith("Up to date: 5 reports, ")
    assert result.stderr == ""


def test_added_changed_removed(home: Path, tmp_path: Path) -> None:
    folder = digests(tmp_path / "digests", *FEW[1:], "nao-backlogs-2021")
    text = (folder / "hull-jbicc.md").read_text("utf-8")
    (folder / "hull-jbicc.md").write_text(text.replace("cost £9.5 million", "cost £9.6 million"), "utf-8")
    result = evidence(home, "index", folder=folder)
    assert result.exit_code == 0, result.stderr
    assert "Reports: 1 added, 1 changed, 1 removed, 3 unchanged." in result.stdout
    assert "Building the index" in result.stderr
    assert "\r" not in result.stderr


def test_rebuild_embeds_nothing(home: Path) -> None:
    result = evidence(home, "index", "--rebuild")
    assert result.exit_code == 0
    assert "Built anew because a rebuild was asked for." in result.stdout
    assert "of which 0 were embedded" in result.stdout


def test_broken_front_matter_leaves_one_out(home: Path, tmp_path: Path) -> None:
    folder = digests(tmp_path / "digests", *FEW)
    (folder / "broken.md").write_text("---\nid: [\n---\n\n# Broken\n", "utf-8")
    result = evidence(home, "index", folder=folder)
    assert result.exit_code == 1
    assert "Left out: broken.md: the front matter is not valid YAML" in result.stderr
    assert "Up to date: 5 reports" in result.stdout


def test_every_digest_broken(home: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.md").write_text("no front matter", "utf-8")
    result = evidence(home, "index", folder=tmp_path)
    assert result.exit_code == 2
    assert "Nothing was changed." in result.stderr
    assert reports(home) == 5


def test_no_digest(home: Path, tmp_path: Path) -> None:
    result = evidence(home, "index", folder=tmp_path / "none")
    assert result.exit_code == 2
    assert "No digest (*.md) is in" in result.stderr
    assert "EVIDENCE_DIGESTS" in result.stderr


def test_status(home: Path) -> None:
    words = evidence(home, "status")
    assert words.exit_code == 0
    assert "Holds: 5 reports" in words.stdout
    assert words.stdout.endswith("Ready to answer.\n")
    record = json.loads(evidence(home, "status", "--json").stdout)
    assert set(record) == {
        "home", "digests", "generation", "built", "reports", "added", "passages", "disk_bytes", "problem",
        "embedded_by", "remarks",
    }  # fmt: skip
    assert record["problem"] is None
    assert record["passages"] >= record["reports"] == 5


@pytest.mark.parametrize(
    "args", [("ask", "How many waited?"), ("search", "waits"), ("show", "a#b"), ("brief", "x")]
)
def test_missing_index(tmp_path: Path, args: tuple[str, ...]) -> None:
    result = evidence(tmp_path / "home", *args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Build it with: evidence index" in result.stderr
    assert result.stderr.count("\n") == 1


def test_missing_index_status(tmp_path: Path) -> None:
    result = evidence(tmp_path / "home", "status")
    assert result.exit_code == 2
    assert "Problem: No index is in" in result.stdout


def test_locked(home: Path) -> None:
    with filelock.FileLock(home / "index.lock"):
        result = evidence(home, "index", "--rebuild")
        assert answers(home)
    assert result.exit_code == 75
    assert "Another indexing run is in progress" in result.stderr


def test_damaged_index_is_named_and_mended(home: Path) -> None:
    for path in (home / "generations").rglob("near.npy"):
        path.write_bytes(b"x" * 100)
    asked = evidence(home, "ask", "How many waited?")
    assert asked.exit_code == 2
    assert "is damaged" in asked.stderr
    assert "evidence index --rebuild" in asked.stderr
    assert evidence(home, "status").exit_code == 2
    mended = evidence(home, "index")
    assert mended.exit_code == 0
    assert "Built anew because the index was damaged." in mended.stdout
    assert answers(home)


def test_damage_where_no_question_looks_is_told_by_status_and_mended(home: Path) -> None:
    for path in (home / "generations").rglob("data_level0.bin"):
        path.write_bytes(b"x" * 100)
    assert answers(home)
    told = evidence(home, "status")
    assert told.exit_code == 2
    assert "data_level0.bin changed" in told.output
    assert "Built anew because the index was damaged." in evidence(home, "index").stdout
    assert evidence(home, "status").exit_code == 0


@pytest.mark.parametrize("args", [("ask", "How many?"), ("status",), ("index",), ("show", "a#b")])
def test_damaged_store(home: Path, args: tuple[str, ...]) -> None:
    store = home / "library.sqlite"
    whole = store.read_bytes()
    store.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    result = evidence(home, *args)
    assert result.exit_code == 2, result.exception
    assert "library" in result.output
    assert "evidence rebuild" in result.output


def test_foreign_index(home: Path) -> None:
    name = require_current(home)
    held = read_manifest(home, name)
    marks = held.fingerprint | {"model": "another model"}
    write_manifest(generation_folder(home, name), name, marks, held.chunks, held.built)
    for args in (("ask", "How many?"), ("index",)):
        result = evidence(home, *args)
        assert result.exit_code == 2
        assert "made with other settings (model)" in result.stderr
        assert "evidence index --rebuild" in result.stderr
    assert evidence(home, "index", "--rebuild").exit_code == 0
    assert answers(home)


def test_unwritable_home() -> None:
    result = evidence(Path("/proc/evidence"), "index")
    assert result.exit_code == 2
    assert "Set EVIDENCE_HOME to a folder you can write to." in result.stderr


@pytest.mark.slow
def test_disk_full(home: Path) -> None:
    limit = (home / "library.sqlite").stat().st_size

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    run = subprocess.run(
        [*EVIDENCE, "index"], env=command(home), preexec_fn=small_files, capture_output=True, text=True
    )
    assert run.returncode == 2, run.stderr
    assert "Nothing was published; an index that was there before still answers." in run.stderr
    assert "Traceback" not in run.stderr
    assert reports(home) == 5
    assert answers(home)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "after"), [(signal.SIGINT, "0 of"), (signal.SIGINT, ""), (signal.SIGTERM, "")]
)
def test_stopped_while_embedding(home: Path, number: signal.Signals, after: str) -> None:
    run = subprocess.Popen(
        [*EVIDENCE, "index"], env=command(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert run.stderr is not None
    for line in run.stderr:
        if line.startswith("Learning passages: " + after) and (after or ": 0 of" not in line):
            break
    run.send_signal(number)
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 128 + number
    assert "Stopped before the end. The earlier index still answers." in errors
    assert "Traceback" not in errors
    assert reports(home) == 5
    assert answers(home)
