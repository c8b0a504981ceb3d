"""A store of the version before is taken over as it stands; one of a later version is refused."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from added_documents import files_with, found
from hash_embedder import HashEmbedder
from pydantic import TypeAdapter
from sample_reports import LIBRARY, NURSES, WAITING, report

from corpus.types import Report
from indexing.reporting import status
from indexing.schema import APPLICATION_ID, STORE_FILE, VERSION
from indexing.store import Store
from indexing.sync import sync
from indexing.types import IndexForeignError

VERSION_2 = """
CREATE TABLE documents (hash TEXT PRIMARY KEY, publication_id TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE chunks (
    document TEXT NOT NULL REFERENCES documents (hash) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, id TEXT NOT NULL, text_hash TEXT NOT NULL, chunk TEXT NOT NULL,
    PRIMARY KEY (document, ordinal));
CREATE INDEX chunks_by_id ON chunks (id);
CREATE TABLE vectors (
    model TEXT NOT NULL, text_hash TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, text_hash)
) WITHOUT ROWID;
CREATE TABLE members (
    generation TEXT NOT NULL, document TEXT NOT NULL REFERENCES documents (hash), position INTEGER NOT NULL,
    PRIMARY KEY (generation, document));
"""


def as_version_2(home: Path) -> None:
    """Write the store of a library as the version before wrote it, with a page that was deleted from."""
    reports = TypeAdapter(Report)
    store = Store.open(home)
    keys = [row[0] for row in store.connection.execute("SELECT hash FROM documents")]
    held = [(key, report) for key in keys if (report := store.report(key))]
    rest = {
        name: store.connection.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608 - ours
        for name in ("chunks", "vectors", "members")
    }
    store.close()
    for path in home.glob(f"{STORE_FILE}*"):
        path.unlink()
    db = sqlite3.connect(home / STORE_FILE)
    db.execute("PRAGMA secure_delete = OFF")
    db.executescript(VERSION_2)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for key, report in held:
        row = (key, report.publication.id, reports.dump_json(report).decode())
        db.execute("INSERT INTO documents VALUES (?, ?, ?)", row)
    db.executemany("INSERT INTO chunks VALUES (?, ?, ?, ?, ?)", rest["chunks"])
    db.executemany("INSERT INTO vectors VALUES (?, ?, ?)", [row[:3] for row in rest["vectors"]])
    db.executemany("INSERT INTO members VALUES (?, ?, ?)", rest["members"])
    db.execute("INSERT INTO documents VALUES ('x', 'x', ?)", ("Deleted long ago. " * 500,))
    db.commit()
    db.execute("DELETE FROM documents WHERE hash = 'x'")
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


@pytest.fixture
def home(shared_home: Path, tmp_path: Path) -> Path:
    home = Path(shutil.copytree(shared_home, tmp_path / "home"))
    as_version_2(home)
    return home


def test_a_reader_of_a_store_of_the_version_before_names_the_command(home: Path) -> None:
    before = (home / STORE_FILE).read_bytes()
    with pytest.raises(IndexForeignError, match=r"made by an earlier version.*with: evidence index"):
        Store.open(home)
    assert (home / STORE_FILE).read_bytes() == before


def test_it_is_taken_over_without_embedding_or_building_anew(home: Path) -> None:
    embedder = HashEmbedder()
    summary = sync(home, LIBRARY, embedder)
    assert summary.no_op
    assert (summary.unchanged, embedder.asked) == (3, [])
    assert found(home, "community nursing posts")[0] == ("nursing", NURSES)
    store = Store.open(home)
    (generation,) = {row[0] for row in store.connection.execute("SELECT generation FROM members")}
    assert [d.publication for d in store.documents(generation)] == [r.publication for r in LIBRARY]
    assert all(d.is_digest for d in store.documents(generation))
    assert [store.report(d.hash).blocks for d in store.documents(generation)] == [  # type: ignore[union-attr]
        r.blocks for r in LIBRARY
    ]
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    store.close()
    assert sync(home, LIBRARY[:2], HashEmbedder()).removed == 1
    assert found(home, "waiting list")[0] == ("darzi", WAITING)


def test_what_it_deleted_is_overwritten(home: Path) -> None:
    assert files_with(home, "Deleted long ago.")
    Store.create(home).close()
    assert files_with(home, "Deleted long ago.") == []


def test_taking_it_over_has_the_words_counted_as_a_clean_build_has(home: Path, tmp_path: Path) -> None:
    sync(home, LIBRARY, HashEmbedder(), rebuild=True)
    sync(tmp_path / "clean", LIBRARY, HashEmbedder())
    words = [
        json.loads(next(p.glob("generations/2*/vocabulary.json")).read_text("utf-8"))
        for p in (tmp_path / "clean", home)
    ]
    assert words[0] == words[1]


def test_how_its_vectors_were_computed_is_not_recorded_and_that_of_new_ones_is(home: Path) -> None:
    sync(home, [*LIBRARY, report("new", "A quagga was seen in Leeds.")], HashEmbedder())
    told = status(home, HashEmbedder())
    assert (told.ways, told.problem) == ((HashEmbedder.way, "not recorded"), None)
    with closing(Store.open(home)) as store:
        ways = store.vectors.ways(told.generation or "", HashEmbedder.fingerprint)
    assert ways == {HashEmbedder.way: 1, "not recorded": 6}


def test_a_store_of_version_3_is_taken_over_as_it_stands(shared_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(shared_home, tmp_path / "home"))
    db = sqlite3.connect(home / STORE_FILE)
    db.execute("ALTER TABLE vectors DROP COLUMN way")
    db.execute("PRAGMA user_version = 3")
    db.close()
    with pytest.raises(IndexForeignError, match="made by an earlier version"):
        Store.open(home)
    embedder = HashEmbedder()
    assert sync(home, LIBRARY, embedder).no_op
    assert embedder.asked == []
    assert found(home, "community nursing posts")[0] == ("nursing", NURSES)


def test_a_store_of_a_later_version_is_refused_and_left_alone(home: Path) -> None:
    Store.create(home).close()
    db = sqlite3.connect(home / STORE_FILE)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    before = (home / STORE_FILE).read_bytes()
    for opening in (Store.create, Store.open):
        with pytest.raises(IndexForeignError, match="made by a later version"):
            opening(home)
    assert (home / STORE_FILE).read_bytes() == before
