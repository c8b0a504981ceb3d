"""Generations of the index on disk: each built in a directory of its own, published by one pointer.

The live generation is never written to. A new one is built in `staging-…`, checked in a child process,
renamed, and made current by replacing the file CURRENT (design: trust.md, section 0).
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from indexing.files import sync_folder
from indexing.locking import is_full
from indexing.types import IndexDamagedError, IndexingError, IndexMissingError

POINTER = "CURRENT"
FOLDER = "generations"
MANIFEST = "manifest.json"
CHROMA_FILE = "chroma.sqlite3"
KEEP = 2
PROBE_SECONDS = 120
PROBED_A_SECOND = 500
"""Chunks that the check of a new generation gets a further second for, twice what it was seen to need."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of.

    `files` maps each file to the SHA-256 of what reading never changes. `changed` counts the chunks deleted
    and added since the last clean build, of which this is a changed copy; 0 where it is one.
    """

    generation: str
    fingerprint: dict[str, str]
    chunks: int
    built: str
    files: dict[str, str]
    changed: int = 0

    def differences(self, fingerprint: dict[str, str]) -> list[str]:
        """Names of the settings in which this index and a fingerprint differ; empty where none."""
        names = self.fingerprint.keys() | fingerprint.keys()
        return sorted(name for name in names if self.fingerprint.get(name) != fingerprint.get(name))


def generation_folder(home: Path, generation: str) -> Path:
    """Where a generation lives."""
    return home / FOLDER / generation


def current_generation(home: Path) -> str | None:
    """The name of the published generation, or None where none was published yet."""
    try:
        return (home / POINTER).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamagedError(f"{home / POINTER} cannot be read ({error}). {REBUILD}") from error


REBUILD = "Rebuild it, without embedding anew, with: evidence index --rebuild"


def _hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file but lock files; of Chroma's SQLite file what it holds, as opening changes it."""
    hashes = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name == MANIFEST or path.name.startswith((f"{CHROMA_FILE}-", ".")):
            continue
        digest = _chroma_digest(path) if path.name == CHROMA_FILE else _digest(path)
        hashes[path.relative_to(folder).as_posix()] = digest
    return hashes


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _chroma_digest(path: Path) -> str:
    """SHA-256 of what Chroma's SQLite file holds, without the table in which every opening leaves a row.

    Raises sqlite3.Error where the file is damaged. Opened for writing so that a reader killed while it left
    its row is cleared up after.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as db:
        digest = hashlib.sha256()
        dump = (line for line in db.iterdump() if not line.startswith('INSERT INTO "acquire_write"'))
        for number, line in enumerate(dump):
            digest.update(("\n" * bool(number) + line).encode("utf-8", errors="surrogateescape"))
        return digest.hexdigest()


def write_manifest(
    folder: Path, generation: str, fingerprint: dict[str, str], chunks: int, built: str, changed: int = 0
) -> None:
    """Record what the finished folder holds."""
    manifest = Manifest(generation, fingerprint, chunks, built, _hashes(folder), changed)
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def read_manifest(home: Path, generation: str) -> Manifest:
    """The manifest of a generation. Raises IndexDamagedError where it is gone or unreadable."""
    path = generation_folder(home, generation) / MANIFEST
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise IndexDamagedError(f"The index '{generation}' in {home} is gone. {REBUILD}") from None
    except (OSError, ValueError, TypeError) as error:
        raise IndexDamagedError(f"{path} cannot be read ({error}). {REBUILD}") from error


def check_files(home: Path, manifest: Manifest) -> None:
    """Raise IndexDamagedError unless every file is there and holds what was published."""
    folder = generation_folder(home, manifest.generation)
    try:
        found = _hashes(folder)
    except (OSError, sqlite3.Error) as error:
        raise IndexDamagedError(f"The index in {folder} cannot be read ({error}). {REBUILD}") from error
    wrong = sorted(name for name, digest in manifest.files.items() if found.get(name) != digest)
    if wrong:
        raise IndexDamagedError(f"The index in {folder} is damaged ({wrong[0]} changed). {REBUILD}")


def probe(folder: Path, chunks: int) -> None:
    """Open a folder in a child process and search it: Chroma can kill its process on a damaged index.

    The child has longer for more chunks. Raises IndexDamagedError with what it said, OSError where the disk
    is full.
    """
    seconds = PROBE_SECONDS + chunks // PROBED_A_SECOND
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "indexing.probe", str(folder)],
            capture_output=True, text=True, timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise IndexDamagedError(f"The check of {folder} did not end in {seconds} s. {REBUILD}") from error
    if child.returncode:
        said = child.stderr.strip().splitlines() or [f"exit {child.returncode}"]
        if is_full(OSError(said[-1])):
            raise OSError(errno.ENOSPC, said[-1][:200])
        raise IndexDamagedError(f"The index in {folder} does not answer ({said[-1][:200]}). {REBUILD}")


def publish(home: Path, staging: Path, generation: str) -> None:
    """Move a finished staging folder to its place and make it current, or leave everything as it was."""
    target = generation_folder(home, generation)
    _sync_to_disk(staging)
    os.replace(staging, target)
    sync_folder(target.parent)
    point_to(home, generation)


def point_to(home: Path, generation: str) -> None:
    """Make a generation the current one, all or nothing."""
    pointer = home / f"{POINTER}.new"
    with pointer.open("w", encoding="utf-8") as file:
        file.write(generation + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(pointer, home / POINTER)
    sync_folder(home)


def _sync_to_disk(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


def kept_generations(home: Path) -> tuple[str, ...]:
    """Names of the generations to keep, the current one first, then the newest."""
    folder = home / FOLDER
    names = sorted((p.name for p in folder.iterdir() if (p / MANIFEST).is_file()), reverse=True)
    current = current_generation(home)
    return tuple(dict.fromkeys([*([current] if current else []), *names]))[:KEEP]


def remove_others(home: Path, keep: Sequence[str]) -> None:
    """Delete older generations and what stopped runs left behind."""
    for path in (home / FOLDER).iterdir():
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


def require_current(home: Path) -> str:
    """The current generation. Raises IndexMissingError where nothing was indexed yet."""
    generation = current_generation(home)
    if generation is None:
        raise IndexMissingError(f"No index is in {home}. Build it with: evidence index")
    if "/" in generation or generation.startswith("."):
        raise IndexingError(f"{home / POINTER} names no index. {REBUILD}")
    return generation
