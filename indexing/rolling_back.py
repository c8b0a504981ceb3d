"""Going back to the index before the current one."""

from __future__ import annotations

import json
from pathlib import Path

from indexing import generations
from indexing.locking import opened_to_write
from indexing.originals import Originals
from indexing.probe import mark_of
from indexing.store import Store
from indexing.types import IndexingError


def roll_back(home: Path, marks: dict[str, str]) -> str:
    """Make the index before the current one current again; its name.

    The documents that were added stay added: the next indexing brings the index up to date with them. Raises
    IndexingError where there is none before, or it is damaged, was made with other settings, or holds what
    was removed since.
    """
    with opened_to_write(home) as store:
        current = generations.require_current(home)
        earlier = [name for name in generations.kept_generations(home) if name < current]
        if not earlier:
            raise IndexingError(
                "There is no earlier index to go back to: one is kept after a change, none after a removal."
            )
        manifest = generations.read_manifest(home, earlier[0])
        if manifest.is_earlier(marks):
            raise IndexingError(
                "An earlier version of the program made the earlier index: it cannot be used."
            )
        if differs := manifest.differences(marks):
            raise IndexingError(
                f"The earlier index was made with other settings ({', '.join(differs)}) and cannot be used."
            )
        generations.check_files(home, manifest)
        if Originals(store).unfinished() or not _whole(home, store, earlier[0]):
            raise IndexingError(
                "The earlier index holds documents that were removed since. It cannot be brought back."
            )
        generations.point_to(home, earlier[0])
        return earlier[0]


def _whole(home: Path, store: Store, generation: str) -> bool:
    """Whether the store still holds every passage of a generation."""
    text = (generations.generation_folder(home, generation) / "expected.json").read_text(encoding="utf-8")
    expected = json.loads(text)
    ids = store.chunk_ids(generation)
    return len(ids) == expected["chunks"] and bool(expected.get("ids", mark_of(ids)) == mark_of(ids))
