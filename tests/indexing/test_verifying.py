"""Every damage to the library is noticed by `verify`, and named with what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from added_documents import add_and_index, kept_files
from sample_reports import LIBRARY

from indexing import generations
from indexing.locking import opened_to_write
from indexing.originals import Originals
from indexing.schema import STORE_FILE
from indexing.types import IndexMissingError
from indexing.verifying import verify


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("sound")
    (room / "zebra.txt").write_text("The zebra crossing in Hull was painted in 1994.")
    add_and_index(room / "home", LIBRARY, room / "zebra.txt")
    return room / "home"


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "home"))


def problems(home: Path) -> list[str]:
    return [c.problem for c in verify(home) if c.problem]


def test_a_sound_library_is_as_written(sound: Path) -> None:
    assert [(c.what, c.problem) for c in verify(sound)] == [
        ("the store of texts and vectors", None),
        ("the kept files", None),
        ("the files of the index", None),
        ("what the index finds", None),
        ("earlier runs", None),
    ]


def test_no_library(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="evidence index"):
        list(verify(tmp_path))


def kept(home: Path) -> Path:
    return kept_files(home)[0]


def lose_file(home: Path) -> None:
    kept(home).unlink()


def harm_file(home: Path) -> None:
    kept(home).write_bytes(kept(home).read_bytes()[::-1])


def harm_index(home: Path) -> None:
    next(home.rglob("data_level0.bin")).write_bytes(b"x")


def harm_store(home: Path) -> None:
    with sqlite3.connect(home / STORE_FILE) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    content = bytearray((home / STORE_FILE).read_bytes())
    for start in range(3 * 4096, len(content), 4096):
        content[start : start + 400] = b"\xee" * 400
    (home / STORE_FILE).write_bytes(content)


def lose_chunks(home: Path) -> None:
    with opened_to_write(home) as store:
        store.connection.execute("DELETE FROM chunks WHERE ordinal = 1")


def lose_report(home: Path) -> None:
    db = sqlite3.connect(home / STORE_FILE)
    db.execute("DELETE FROM reports WHERE rowid = 1")
    db.commit()
    db.close()


def stop_removal(home: Path) -> None:
    with opened_to_write(home) as store:
        Originals(store).remove([])


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lose_file, "The file of 'zebra' is gone. Add it again: evidence add FILE --publication zebra"),
        (harm_file, "The file of 'zebra' is damaged"),
        (harm_index, "evidence index --rebuild"),
        (harm_store, "The store is damaged"),
        (lose_chunks, "The store holds 5 of the 7 passages of the index. Restore a backup"),
        (lose_report, "The store lacks a part of a document"),
        (stop_removal, "Finish it with: evidence index"),
    ],
)
def test_each_damage_is_named(home: Path, harm: Callable[[Path], None], told: str) -> None:
    generations.require_current(home)
    harm(home)
    assert any(told in problem for problem in problems(home)), problems(home)
