"""A generation made from a copy of another: only what differs is deleted and added."""

from __future__ import annotations

import fcntl
import shutil
from dataclasses import dataclass
from pathlib import Path

from indexing.store import Store

LARGE_SHARE = 0.2
"""Where more of the chunks than this differ, or have since the last clean build, a clean build is made."""
_FICLONE = 0x40049409


@dataclass(frozen=True, slots=True)
class Change:
    """How one generation differs from another: ids of chunks, and of publications whose documents differ.

    `total` counts the chunks deleted or added, here and since the last clean build.
    """

    deleted: tuple[str, ...]
    added: tuple[str, ...]
    documents: tuple[str, ...]
    total: int


def change_between(store: Store, old: str, new: str, before: int) -> Change:
    """What makes the indexes of one generation those of another. `before`: chunks that differ already."""
    held, wanted = store.chunk_ids(old), store.chunk_ids(new)
    was, is_now = store.document_hashes(old), store.document_hashes(new)
    deleted = tuple(i for i in held if i not in wanted)
    added = tuple(i for i in wanted if i not in held)
    documents = tuple(p for p in was.keys() | is_now.keys() if was.get(p) != is_now.get(p))
    return Change(deleted, added, documents, before + len(deleted) + len(added))


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder, sharing the blocks of files where the file system can."""
    shutil.copytree(source, target, copy_function=_copy)


def _copy(source: str, target: str) -> str:
    with open(source, "rb") as old, open(target, "wb") as new:
        try:
            fcntl.ioctl(new.fileno(), _FICLONE, old.fileno())
        except OSError:
            shutil.copyfileobj(old, new, 1 << 20)
    return target
