"""The revision of the product follows its files, in a repository made for the test."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from evals.provenance import PACKAGES, ROOMS, UNKNOWN, revision, versions

QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
WHO = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false"]


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *WHO, *arguments],
        capture_output=True, text=True, check=True, env=os.environ | QUIET,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with a module in every room, a note and a list of what is ignored."""
    folder = tmp_path / "product"
    for room in ROOMS:
        (folder / room).mkdir(parents=True)
        (folder / room / "module.py").write_text(f"ROOM = '{room}'\n", "utf-8")
    (folder / "README.md").write_text("About it.\n", "utf-8")
    (folder / ".gitignore").write_text("__pycache__/\n*.sqlite\n", "utf-8")
    git(tmp_path, "init", "--quiet", str(folder))
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Begin")
    return folder


def test_a_clean_checkout_is_its_commit(checkout: Path) -> None:
    assert revision(checkout) == git(checkout, "rev-parse", "--short=12", "HEAD")
    assert revision(checkout) == revision(checkout)


def test_an_edit_of_any_room_is_another_revision(checkout: Path) -> None:
    clean, seen = revision(checkout), set()
    for room in ROOMS:
        path = checkout / room / "module.py"
        before = path.read_bytes()
        path.write_bytes(before + b"MORE = 1\n")
        edited = revision(checkout)
        assert re.fullmatch(rf"{clean} and changes [0-9a-f]{{8}}", edited)
        seen.add(edited)
        path.write_bytes(before)
        assert revision(checkout) == clean
    assert len(seen) == len(ROOMS)


def test_the_same_edit_is_the_same_revision_staged_or_not(checkout: Path) -> None:
    path = checkout / "assistant" / "module.py"
    path.write_bytes(b"ROOM = 'other'\n")
    edited = revision(checkout)
    git(checkout, "add", ".")
    assert revision(checkout) == edited
    path.write_bytes(b"ROOM = 'another'\n")
    assert revision(checkout) != edited
    git(checkout, "commit", "--quiet", "--all", "--message", "Edit")
    assert " and changes " not in revision(checkout)


def test_a_new_module_counts_before_git_knows_it(checkout: Path) -> None:
    clean = revision(checkout)
    new = checkout / "evals" / "deep" / "new module.py"
    new.parent.mkdir()
    new.write_text("A = 1\n", "utf-8")
    first = revision(checkout)
    new.write_text("A = 2\n", "utf-8")
    assert len({clean, first, revision(checkout)}) == 3


def test_what_is_no_part_of_the_product_changes_nothing(checkout: Path) -> None:
    clean = revision(checkout)
    (checkout / "README.md").write_text("More about it.\n", "utf-8")
    (checkout / "tests").mkdir()
    (checkout / "tests" / "test_it.py").write_text("assert True\n", "utf-8")
    (checkout / "evals" / "__pycache__").mkdir()
    (checkout / "evals" / "__pycache__" / "module.py").write_text("", "utf-8")
    (checkout / "evals" / "rows.jsonl").write_text("{}\n", "utf-8")
    assert revision(checkout) == clean


def test_files_that_are_not_text(checkout: Path) -> None:
    path = checkout / "corpus" / "module.py"
    path.write_bytes(b"# \xff\xfe not UTF-8\n")
    first = revision(checkout)
    path.write_bytes(b"# \xff\x00 nor text\n")
    assert revision(checkout) not in (first, UNKNOWN)
    (checkout / "corpus" / "link.py").symlink_to("nowhere.py")
    assert " and changes " in revision(checkout)


def test_outside_a_checkout_it_is_unknown(tmp_path: Path) -> None:
    assert revision(tmp_path) == UNKNOWN
    assert revision(tmp_path / "none") == UNKNOWN


def test_installed_below_another_repository_it_is_unknown(checkout: Path) -> None:
    (checkout / ".gitignore").write_text(".venv/\n", "utf-8")
    installed = checkout / ".venv" / "site-packages"
    for room in ROOMS:
        (installed / room).mkdir(parents=True)
        (installed / room / "module.py").write_text("", "utf-8")
    assert revision(installed) == UNKNOWN


def test_versions_name_every_package_and_no_place() -> None:
    found = versions()
    assert set(found) == {"python", "machine", "cores", *PACKAGES}
    assert int(found["cores"]) >= 1
    assert re.fullmatch(r"3\.\d+\.\d+\S*", found["python"])
    assert not any("/" in value for value in found.values())
    assert found["numpy"] != "not installed"
