"""The library as one file, and back: our store and the kept files. The index is built anew from them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from indexing import files, generations
from indexing.originals import Originals
from indexing.schema import STORE_FILE
from indexing.store import Store
from indexing.types import IndexingError

CONTENTS = "contents.json"
FORMAT = "evidence-library/1"
TRIES = 3
_PIECE = 1 << 20

Told = Callable[[int, int], None]
"""Called with bytes done and bytes there are."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: SHA-256 by name of the store and of each kept file, and when it was made (UTC)."""

    format: str
    made: str
    files: dict[str, str]


def write_backup(home: Path, target: Path, told: Told = lambda done, total: None) -> Contents:
    """Copy the library into one new file, also while it is being indexed.

    Raises IndexingError where there is no library or the file is there already, OSError where the disk
    refuses; nothing is then left.
    """
    if target.exists():
        raise IndexingError(f"{target} is there already. Name another file.")
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".backup-") as folder:
        for attempt in range(TRIES):
            copy = Path(folder, STORE_FILE)
            _copy_store(home, copy)
            try:
                contents = _pack(home, copy, Path(folder, "archive"), told)
                break
            except FileNotFoundError as error:  # a document was removed meanwhile: what is left is copied
                if attempt + 1 == TRIES:
                    raise IndexingError(
                        f"{error.filename} is gone. Look at the library with: evidence verify"
                    ) from error
        os.link(Path(folder, "archive"), target)  # fails where the file was made meanwhile
    files.sync_folder(target.absolute().parent)
    return contents


def _copy_store(home: Path, copy: Path) -> None:
    store = Store.open(home)
    try:
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(copy)) as target:
            store.connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
    finally:
        store.close()


def _pack(home: Path, copy: Path, archive: Path, told: Told) -> Contents:
    with closing(sqlite3.connect(copy)) as db:
        hashes = sorted({d.original.sha256 for d in Originals(Store(db, copy)).all()})
    members = {STORE_FILE: copy} | {f"{files.FOLDER}/{h}": files.kept_path(home, h) for h in hashes}
    total, done = sum(path.stat().st_size for path in members.values()), 0
    found: dict[str, str] = {}
    with archive.open("wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            for name, path in members.items():
                digest = hashlib.sha256()
                with path.open("rb") as file, packed.open(name, "w", force_zip64=True) as member:
                    while piece := file.read(_PIECE):
                        digest.update(piece)
                        member.write(piece)
                        done += len(piece)
                        told(done, total)
                found[name] = digest.hexdigest()
                if name != STORE_FILE and not name.endswith(found[name]):
                    raise IndexingError(f"{path} is damaged. Look at the library with: evidence verify")
            contents = Contents(FORMAT, datetime.now(UTC).isoformat(timespec="seconds"), found)
            packed.writestr(CONTENTS, json.dumps(asdict(contents), indent=1))
        out.flush()
        os.fsync(out.fileno())
    return contents


def restore_backup(home: Path, source: Path, told: Told = lambda done, total: None) -> Contents:
    """Put the library of a backup into an empty folder; hashes are checked before anything is in its place.

    The index is then to be built: `sync`. Raises IndexingError where the folder holds a library or the file
    is no whole backup.
    """
    if (home / STORE_FILE).exists() or generations.current_generation(home) is not None:
        raise IndexingError(
            f"{home} holds a library already. Set EVIDENCE_HOME to an empty folder and run it again."
        )
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix="restoring-") as folder:
        with _unpacking(source), zipfile.ZipFile(source) as packed:
            contents = TypeAdapter(Contents).validate_json(packed.read(CONTENTS))
            _require_ours(contents, source)
            total, done = sum(packed.getinfo(name).file_size for name in contents.files), 0
            for name, digest in contents.files.items():
                done += _unpack(packed, name, Path(folder), digest, source)
                told(done, total)
        for name in contents.files:
            if name != STORE_FILE:
                target = files.kept_path(home, name.rpartition("/")[2])
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(Path(folder, target.name), target)
        os.replace(Path(folder, STORE_FILE), home / STORE_FILE)  # last: what is stopped is no library
    files.sync_folder(home)
    return contents


def _unpack(packed: zipfile.ZipFile, name: str, folder: Path, digest: str, source: Path) -> int:
    path = folder / name.rpartition("/")[2]
    with packed.open(name) as member, path.open("wb") as file:
        shutil.copyfileobj(member, file, _PIECE)
        file.flush()
        os.fsync(file.fileno())
    with path.open("rb") as file:
        if files.hash_file(file) != digest:
            raise IndexingError(f"{source} is damaged ({name}). Nothing was restored.")
        return file.tell()


@contextmanager
def _unpacking(source: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, KeyError, ValidationError, EOFError, zipfile.LargeZipFile) as error:
        raise IndexingError(f"{source} is no whole backup of a library. Nothing was restored.") from error


def _require_ours(contents: Contents, source: Path) -> None:
    """Names are ours alone, so that nothing is written outside the folder."""
    if contents.format != FORMAT:
        raise IndexingError(f"{source} was made by another version ({contents.format[:40]}).")
    with suppress(ValueError):
        for name, digest in contents.files.items():
            if name != STORE_FILE and name != f"{files.FOLDER}/{files.kept_path(Path(), digest).name}":
                break
        else:
            if STORE_FILE in contents.files:
                return
    raise IndexingError(f"{source} is no whole backup of a library. Nothing was restored.")
