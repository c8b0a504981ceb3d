"""A backup holds the whole library and nothing else, and comes back as it was."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from added_documents import add_and_index, add_files, files_with, found, kept_files, remove
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY

from indexing.backup import CONTENTS, restore_backup, write_backup
from indexing.schema import STORE_FILE
from indexing.sync import sync
from indexing.types import IndexingError, IndexMissingError
from indexing.verifying import verify

PLANTED = "The zebra crossing outside the clinic in Hull was painted in 1994."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    (folder / "zebra.txt").write_text(PLANTED)
    (folder / "other.txt").write_text("Another finding.")
    add_and_index(home, LIBRARY, folder)
    return home


@pytest.fixture
def archive(home: Path, tmp_path: Path) -> Path:
    write_backup(home, tmp_path / "library.backup")
    return tmp_path / "library.backup"


def test_a_library_comes_back_without_embedding(home: Path, archive: Path, tmp_path: Path) -> None:
    before = found(home, "zebra crossing")
    kept = {p.name: p.read_bytes() for p in (home / "originals").rglob("*") if p.is_file()}
    shutil.rmtree(home)
    told: list[tuple[int, int]] = []
    contents = restore_backup(tmp_path / "new", archive, lambda *step: told.append(step))
    assert len(contents.files) == 3
    assert told[-1][0] == told[-1][1] > 0
    embedder = HashEmbedder()
    summary = sync(tmp_path / "new", LIBRARY, embedder)
    assert (summary.added, summary.embedded, embedder.asked) == (5, 0, [])
    assert found(tmp_path / "new", "zebra crossing") == before
    assert {p.name: p.read_bytes() for p in (tmp_path / "new/originals").rglob("*") if p.is_file()} == kept
    assert [c.problem for c in verify(tmp_path / "new")] == [None] * 5
    assert sorted(p.name for p in (tmp_path / "new").iterdir() if not p.name.startswith("library.")) == [
        "CURRENT", "generations", "index.lock", "originals",
    ]  # fmt: skip


def test_a_backup_holds_the_store_and_the_files_and_nothing_else(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        names = sorted(packed.namelist())
        contents = json.loads(packed.read(CONTENTS))
    assert names == sorted([CONTENTS, *contents["files"]])
    assert STORE_FILE in names
    assert sum(name.startswith("originals/") for name in names) == 2
    assert not [n for n in names if "chroma" in n or "generations" in n]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["home", "in", "library.backup"]


def test_a_backup_may_be_made_while_the_library_is_written(home: Path, tmp_path: Path) -> None:
    made: list[Path] = []

    def progress(stage: str, done: int, total: int) -> None:
        path = tmp_path / f"{len(made)}.backup"
        write_backup(home, path)
        made.append(path)

    (tmp_path / "new.txt").write_text("A quagga was seen in Leeds.")
    add_files(home, tmp_path / "new.txt")
    sync(home, LIBRARY, HashEmbedder(), progress=progress)
    assert len(made) > 3
    for number, path in enumerate(made):
        target = tmp_path / f"restored{number}"
        restore_backup(target, path)
        assert files_with(target, "A quagga was seen in Leeds.")
    sync(target, LIBRARY, HashEmbedder())
    assert found(target, "quagga")[0] == ("new", "A quagga was seen in Leeds.")


def test_what_was_removed_is_in_no_backup(home: Path, tmp_path: Path) -> None:
    remove(home, LIBRARY, "zebra")
    write_backup(home, tmp_path / "after.backup")
    restore_backup(tmp_path / "new", tmp_path / "after.backup")
    assert files_with(tmp_path / "new", "zebra") == []


def test_a_file_that_is_there_is_never_written_over(home: Path, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(IndexingError, match=r"is there already\. Name another file"):
        write_backup(home, archive)
    assert archive.read_bytes() == before


def test_no_library_no_backup(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="evidence index"):
        write_backup(tmp_path / "none", tmp_path / "a.backup")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_kept_file_is_not_backed_up_as_if_it_were_whole(home: Path, tmp_path: Path) -> None:
    kept_files(home)[0].write_bytes(b"damaged")
    with pytest.raises(IndexingError, match=r"is damaged.*evidence verify"):
        write_backup(home, tmp_path / "a.backup")
    kept_files(home)[0].unlink()
    with pytest.raises(IndexingError, match=r"is gone\. .*evidence verify"):
        write_backup(home, tmp_path / "a.backup")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["home", "in"]


def test_a_folder_that_holds_a_library_is_not_restored_into(home: Path, archive: Path) -> None:
    before = found(home, "zebra")
    with pytest.raises(IndexingError, match="holds a library already"):
        restore_backup(home, archive)
    assert found(home, "zebra") == before


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


def repacked(change: Callable[[dict[str, bytes]], None]) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        with zipfile.ZipFile(path) as packed:
            members = {name: packed.read(name) for name in packed.namelist()}
        change(members)
        with zipfile.ZipFile(path, "w") as packed:
            for name, content in members.items():
                packed.writestr(name, content)

    return harm


def without_contents(members: dict[str, bytes]) -> None:
    del members[CONTENTS]


def without_store(members: dict[str, bytes]) -> None:
    del members[STORE_FILE]


def other_store(members: dict[str, bytes]) -> None:
    members[STORE_FILE] = b"not what was written"


def of_another_format(members: dict[str, bytes]) -> None:
    members[CONTENTS] = members[CONTENTS].replace(b"evidence-library/1", b"evidence-library/9")


def leading_out(members: dict[str, bytes]) -> None:
    contents = json.loads(members[CONTENTS])
    contents["files"]["../../planted"] = "0" * 64
    members["../../planted"] = b"planted"
    members[CONTENTS] = json.dumps(contents).encode()


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "harm",
    [
        cut, flip, empty, repacked(without_contents), repacked(without_store), repacked(other_store),
        repacked(of_another_format), repacked(leading_out),
    ],
)  # fmt: skip
def test_a_harmed_backup_is_told_and_nothing_is_restored(
    archive: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    harm(archive)
    with pytest.raises(IndexingError, match=r"Nothing was restored|another version"):
        restore_backup(tmp_path / "deep/er/new", archive)
    assert [p for p in (tmp_path / "deep").rglob("*") if p.is_file()] == []
    assert not list(tmp_path.rglob("planted"))
