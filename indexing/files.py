"""Files that the library keeps: each under its SHA-256, whatever its owner called it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

FOLDER = "originals"
DOWNLOADS = "downloads"
_NAME = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20


def is_hash(name: str) -> bool:
    """Whether a name is that of a kept file."""
    return bool(_NAME.fullmatch(name))


def kept_path(home: Path, sha256: str) -> Path:
    """Where the file with this hash is kept. Raises ValueError for what is no hash."""
    if not is_hash(sha256):
        raise ValueError(f"'{sha256[:80]}' is no SHA-256")
    return home / FOLDER / sha256[:2] / sha256


@contextmanager
def opened(path: Path, follow: bool = False) -> Iterator[BufferedReader]:
    """A plain file to read; a link only with `follow`. Raises OSError, in words for what is no plain file."""
    # Not blocking: a named pipe would keep us waiting for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is not a plain file")
        yield file


def hash_file(file: BufferedReader) -> str:
    """SHA-256 of a file from where it stands."""
    return hashlib.file_digest(file, "sha256").hexdigest()


def keep(home: Path, file: BinaryIO) -> tuple[str, int]:
    """Copy a file into the library, safe on disk when this returns; its SHA-256 and size in bytes."""
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix="new-", delete=False) as copy:
        try:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
            target = kept_path(home, digest.hexdigest())
            target.parent.mkdir(exist_ok=True)
            os.replace(copy.name, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(copy.name)
            raise
    for changed in (target.parent, folder, home):
        sync_folder(changed)
    return digest.hexdigest(), size


def is_whole(home: Path, sha256: str) -> bool:
    """Whether the file with this hash is kept and undamaged."""
    try:
        with opened(kept_path(home, sha256)) as file:
            return hash_file(file) == sha256
    except OSError:
        return False


def discard_others(home: Path, keep: Collection[str]) -> None:
    """Delete every kept file with its record that is not one of these hashes, and what stopped runs left."""
    for path in [p for p in (home / FOLDER).rglob("*") if p.is_file() and p.stem not in keep]:
        path.unlink()
        with suppress(OSError):
            path.parent.rmdir()


def discard_downloads(home: Path, hashes: Collection[str]) -> None:
    """Delete downloaded files with these hashes, and the records beside them that name one."""
    for path in [p for p in (home / DOWNLOADS).rglob("*") if hashes and p.is_file()]:
        with opened(path) as file:
            is_it = hash_file(file) in hashes
        is_record = path.suffix == ".json" and any(h in path.read_text("utf-8", "replace") for h in hashes)
        if is_it or is_record:
            path.unlink()


def sync_folder(folder: Path) -> None:
    """Have the names in a folder safe on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
