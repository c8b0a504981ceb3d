"""Generations of the index on disk: each built in a directory of its own, published by one pointer.

The live generation is never written to. A new one is built in `staging-…`, checked in a child process,
renamed, and made current by replacing the file CURRENT (design: trust.md, section 0).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from indexing.files import hash_file, sync_folder
from indexing.types import IndexDamagedError, IndexingError, IndexMissingError

POINTER = "CURRENT"
FOLDER = "generations"
MANIFEST = "manifest.json"
SIGNATURE = "sha256"
UNSIGNED = "2"
"""Version of the indexes whose manifests had no hash of their own."""
EARLIER = (UNSIGNED, "3", "4")
"""Versions that are built anew from the store without being asked."""
JOURNALS = (".sqlite3-journal", ".sqlite3-wal")
KEEP = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of.

    `files` maps each file to its SHA-256: reading changes none. `changed` counts the chunks deleted and added
    since the last clean build, of which this is a changed copy; 0 where it is one. `ways` names how its
    vectors were computed: no difference that forbids opening, as a way is used only where its vectors were
    measured to agree with PyTorch's (mean cosine 0.999 or more: docs/decisions/0008-embedding.md).
    """

    generation: str
    fingerprint: dict[str, str]
    chunks: int
    built: str
    files: dict[str, str]
    changed: int = 0
    ways: tuple[str, ...] = ()

    def differences(self, fingerprint: dict[str, str]) -> list[str]:
        """Names of the settings in which this index and a fingerprint differ; empty where none."""
        names = self.fingerprint.keys() | fingerprint.keys()
        return sorted(name for name in names if self.fingerprint.get(name) != fingerprint.get(name))

    def is_earlier(self, fingerprint: dict[str, str]) -> bool:
        """Whether an earlier version of the program made it with the same model: `evidence index` then builds
        it anew without being asked."""
        return self.is_outdated and "model" not in self.differences(fingerprint)

    @property
    def is_outdated(self) -> bool:
        """Whether an earlier version of the program made it, whose files this one does not read."""
        return self.fingerprint.get("schema") in EARLIER


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
UPDATE = "An earlier version of the program made the index. Bring it up to date with: evidence index"


def _hashes(folder: Path, unread: Sequence[str] = ()) -> dict[str, str]:
    """SHA-256 of every file but the manifest, lock files and what is in the folders `unread`."""
    hashes = {}
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).parts[0] in unread:
            continue
        if path.is_file() and path.name != MANIFEST and not path.name.startswith("."):
            with path.open("rb") as file:
                hashes[path.relative_to(folder).as_posix()] = hash_file(file)
    return hashes


def write_manifest(
    folder: Path,
    generation: str,
    fingerprint: dict[str, str],
    chunks: int,
    built: str,
    changed: int = 0,
    ways: tuple[str, ...] = (),
) -> None:
    """Record what the finished folder holds."""
    manifest = Manifest(generation, fingerprint, chunks, built, _hashes(folder), changed, ways)
    (folder / MANIFEST).write_text(_signed(manifest), encoding="utf-8")


def _signed(manifest: Manifest) -> str:
    """A manifest as it is written, with the SHA-256 of all else in it, so that its own damage is noticed."""
    said = asdict(manifest)
    return json.dumps(said | {SIGNATURE: hashlib.sha256(json.dumps(said).encode()).hexdigest()}, indent=1)


def read_manifest(home: Path, generation: str) -> Manifest:
    """The manifest of a generation. Raises IndexDamagedError where it is gone, unreadable or altered."""
    path = generation_folder(home, generation) / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
        said = json.loads(text)
        is_unsigned = said.pop(SIGNATURE, None) is None and said["fingerprint"].get("schema") == UNSIGNED
        manifest = Manifest(**said | {"ways": tuple(said.get("ways", ()))})
    except FileNotFoundError:
        raise IndexDamagedError(f"The index '{generation}' in {home} is gone. {REBUILD}") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamagedError(f"{path} cannot be read ({error}). {REBUILD}") from error
    if not is_unsigned and text != _signed(manifest):
        raise IndexDamagedError(f"{path} is not as it was written. {REBUILD}")
    return manifest


def check_files(home: Path, manifest: Manifest, unread: Sequence[str] = ()) -> None:
    """Raise IndexDamagedError unless every file is there byte for byte as it was published. Folders named in
    `unread` are left out, for a reader that has no use for them."""
    folder = generation_folder(home, manifest.generation)
    try:
        found = _hashes(folder, unread)
    except OSError as error:
        raise IndexDamagedError(f"The index in {folder} cannot be read ({error}). {REBUILD}") from error
    wrong = [
        f"{name} changed"
        for name, digest in sorted(manifest.files.items())
        if found.get(name) != digest and name.split("/")[0] not in unread
    ]
    # SQLite would write what stands in a journal into the file beside it.
    wrong += [f"{name} appeared" for name in found.keys() - manifest.files.keys() if name.endswith(JOURNALS)]
    if wrong:
        raise IndexDamagedError(f"The index in {folder} is damaged ({wrong[0]}). {REBUILD}")


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
