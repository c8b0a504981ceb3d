"""The tables of our own store, how its file is opened, and how that of an earlier version is taken over."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from indexing import files
from indexing.types import IndexDamagedError, IndexForeignError, IndexMissingError

STORE_FILE = "library.sqlite"
APPLICATION_ID = 0x50454131
"""`PEA1`: tells our file from any other SQLite file."""
VERSION = 4
"""Of the tables, as `PRAGMA user_version` holds it; files of version 2 have 0 there."""
WAY_NOT_RECORDED = "not recorded"
"""How the vectors of stores before version 4 were computed."""
WAIT_SECONDS = 30.0
ASIDE = ".damaged-"
FROM_FILES = "Make it again from the kept files with: evidence rebuild"

_ADDED = """
CREATE TABLE reports (content TEXT PRIMARY KEY, report TEXT NOT NULL);
CREATE TABLE originals (
    publication_id TEXT PRIMARY KEY, content TEXT NOT NULL REFERENCES reports (content),
    publication TEXT NOT NULL, sha256 TEXT NOT NULL, file_name TEXT NOT NULL, media_type TEXT NOT NULL,
    size INTEGER NOT NULL, url TEXT, retrieved TEXT, source TEXT, added TEXT NOT NULL, parser TEXT NOT NULL);
CREATE TABLE unfinished (task TEXT PRIMARY KEY);
"""
_DOCUMENTS = """
CREATE TABLE documents (
    hash TEXT PRIMARY KEY, publication_id TEXT NOT NULL, publication TEXT NOT NULL,
    is_digest INTEGER NOT NULL, content TEXT NOT NULL REFERENCES reports (content), vocabulary TEXT);
"""
_REST = """
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
_INDEXES = """
CREATE INDEX chunks_by_text ON chunks (text_hash);
CREATE INDEX documents_by_publication ON documents (publication_id);
CREATE INDEX documents_by_content ON documents (content);
"""
_SET_ASIDE = """
INSERT INTO reports SELECT hash, report FROM documents;
ALTER TABLE documents RENAME TO documents_2;
"""
_FROM_2 = """
INSERT INTO documents SELECT hash, publication_id, json_extract(report, '$.publication'),
    json_extract(report, '$.is_digest'), hash, NULL FROM documents_2;
DROP TABLE documents_2;
"""
_WAYS = f"ALTER TABLE vectors ADD COLUMN way TEXT NOT NULL DEFAULT '{WAY_NOT_RECORDED}';"


def connect_to_write(home: Path) -> sqlite3.Connection:
    """Open for writing, making the file where there is none and taking over one of version 2 or 3.

    What is deleted is overwritten with zeros. Raises IndexForeignError for an SQLite file that is not ours
    or of a later version, IndexDamagedError for one that cannot be read, sqlite3.OperationalError or OSError
    where the disk refuses.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / STORE_FILE
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=WAIT_SECONDS)
    try:
        db.execute("PRAGMA secure_delete = ON")
        if _read(db, path, "SELECT count(*) FROM sqlite_master") == 0:
            db.execute("PRAGMA journal_mode = WAL")
            _change(db, _ADDED + _DOCUMENTS + _REST + _WAYS + _INDEXES)
        version = _check_ours(db, path)
        if version == VERSION - 1:
            _change(db, _WAYS)
        elif version < VERSION:
            # Foreign keys are off, so that they follow the new table of the old name.
            db.execute("PRAGMA legacy_alter_table = ON")
            _change(db, _ADDED + _SET_ASIDE + _DOCUMENTS + _FROM_2 + _WAYS + _INDEXES)
            db.execute("PRAGMA legacy_alter_table = OFF")
            db.execute("VACUUM")  # what version 2 deleted was not overwritten
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        db.close()
        raise
    return db


def connect_to_read(home: Path) -> sqlite3.Connection:
    """Open for reading only. Raises IndexMissingError where there is no file; else as `connect_to_write`."""
    path = home / STORE_FILE
    if not path.is_file():
        if any((home / files.FOLDER).glob("??/*")):
            raise IndexDamagedError(f"{path} is gone. {FROM_FILES}")
        raise IndexMissingError(f"No index is in {home}. Build it with: evidence index")
    try:
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False, timeout=WAIT_SECONDS
        )
        if _check_ours(db, path) < VERSION:
            raise IndexForeignError(
                f"{path} was made by an earlier version. Bring it up to date, without embedding anew, with: "
                "evidence index"
            )
    except sqlite3.OperationalError as error:
        raise IndexDamagedError(f"{path} cannot be opened: {error}.") from error
    return db


def set_aside_damaged(home: Path) -> Path | None:
    """Move a damaged store out of the way, under a name that says so; None where there is nothing to move.

    Only for the one writer. Raises IndexForeignError, sqlite3.OperationalError or OSError.
    """
    path = home / STORE_FILE
    if not path.is_file() or _is_whole(home):
        return None
    aside = home / f"{STORE_FILE}{ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    for suffix in ("-wal", "-shm", ""):  # the log goes with the file: it holds what was written last
        if (part := home / f"{STORE_FILE}{suffix}").exists():
            os.replace(part, f"{aside}{suffix}")
    return aside


def _is_whole(home: Path) -> bool:
    try:
        with closing(connect_to_write(home)) as db:
            is_sound = db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            return is_sound and db.execute("PRAGMA foreign_key_check").fetchone() is None
    except IndexDamagedError:
        return False
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        return False


def stores_set_aside(home: Path) -> list[Path]:
    """The damaged stores that were moved out of the way, oldest first."""
    return sorted(p for p in home.glob(f"{STORE_FILE}{ASIDE}*") if not p.name.endswith(("-wal", "-shm")))


def _change(db: sqlite3.Connection, statements: str) -> None:
    """Run statements as one transaction, at the end of which the file is of this version."""
    marks = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}"
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in (statements + marks).split(";"):
            db.execute(statement)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _check_ours(db: sqlite3.Connection, path: Path) -> int:
    """The version of the tables."""
    found = _read(db, path, "PRAGMA application_id")
    _read(db, path, "SELECT count(*) FROM sqlite_master")
    version = _read(db, path, "PRAGMA user_version")
    if found != APPLICATION_ID:
        raise IndexForeignError(
            f"{path} was not made by this program. Move it away, or set EVIDENCE_HOME elsewhere."
        )
    if version > VERSION:
        raise IndexForeignError(
            f"{path} was made by a later version. Use that, or set EVIDENCE_HOME elsewhere."
        )
    return version


def _read(db: sqlite3.Connection, path: Path, statement: str) -> int:
    try:
        return int(db.execute(statement).fetchone()[0])
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise IndexDamagedError(f"{path} is damaged ({error}). {FROM_FILES}") from error
