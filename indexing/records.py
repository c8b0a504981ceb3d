"""What a document is, written beside its kept file, so that a lost store can be made again from the files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from indexing import files
from indexing.types import AddedDocument

SUFFIX = ".json"
LOST = "is kept, but the store does not name it. Read it again with: evidence rebuild"
_json = TypeAdapter(AddedDocument)


def record_path(home: Path, sha256: str) -> Path:
    """Where the record of a kept file is. Raises ValueError for what is no hash."""
    return files.kept_path(home, sha256).with_name(sha256 + SUFFIX)


def write_record(home: Path, document: AddedDocument) -> None:
    """Write the record of a document, all or nothing, safe on disk when this returns. Raises OSError."""
    path = record_path(home, document.original.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="new-", delete=False) as copy:
        try:
            copy.write(_json.dump_json(document, indent=1))
            copy.flush()
            os.fsync(copy.fileno())
            os.replace(copy.name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(copy.name)
            raise
    files.sync_folder(path.parent)


def read_record(home: Path, sha256: str) -> AddedDocument | None:
    """What the record of a kept file says; None where it has none that can be read."""
    try:
        with files.opened(record_path(home, sha256)) as file:
            document = _json.validate_json(file.read())
    except (OSError, ValidationError):
        return None
    return document if document.original.sha256 == sha256 else None


def complete(home: Path, documents: Iterable[AddedDocument]) -> None:
    """Write the records of these documents that are missing or say something else. Raises OSError."""
    for document in documents:
        if read_record(home, document.original.sha256) != document:
            write_record(home, document)


def forget(home: Path, publication_ids: Collection[str], hashes: Collection[str]) -> None:
    """Delete every record of these publications and of these files. Raises OSError."""
    for sha256 in _recorded(home):
        document = read_record(home, sha256)
        if sha256 in hashes or (document and document.publication.id in publication_ids):
            record_path(home, sha256).unlink()
            files.sync_folder(record_path(home, sha256).parent)


def unclaimed(home: Path, held: Collection[AddedDocument]) -> tuple[AddedDocument, ...]:
    """The documents that have a record, but of whose publication the store, which holds `held`, has none.

    The store was lost, or a run was stopped while it added them. The last added where two are of one
    publication; by publication id.
    """
    names = {d.publication.id for d in held}
    recorded = [d for sha256 in _recorded(home) if (d := read_record(home, sha256))]
    found = {d.publication.id: d for d in sorted(recorded, key=lambda d: d.added)}
    return tuple(found[name] for name in sorted(found.keys() - names))


def damaged(home: Path, held: Collection[AddedDocument]) -> tuple[str, ...]:
    """Hashes of the kept files whose record cannot be read and that no document of the store has."""
    needed = {d.original.sha256 for d in held}
    return tuple(s for s in _recorded(home) if s not in needed and read_record(home, s) is None)


def damage(path: Path) -> str:
    """What is to be done about a kept file whose record cannot be read."""
    return f"The record of {path}, which says what it is, is damaged. Add it with: evidence add {path}"


def discard_files(home: Path, held: Collection[AddedDocument]) -> None:
    """Delete the kept files, with their records, that no document of the store, which holds `held`, needs.

    Those with a record of an unclaimed document stay, and those whose record cannot be read. Raises OSError.
    """
    needed = {d.original.sha256 for d in (*held, *unclaimed(home, held))}
    files.discard_others(home, needed.union(damaged(home, held)))


def _recorded(home: Path) -> list[str]:
    """Hashes of the kept files that have a record."""
    return sorted(p.stem for p in (home / files.FOLDER).glob(f"??/*{SUFFIX}") if files.is_hash(p.stem))
