"""The downloads folder: files under names made from their content, each with a record beside it."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.fetching.types import Fetched
from corpus.parsing.types import Format

ENDINGS = {Format.PDF: ".pdf", Format.HTML: ".html", Format.DOCX: ".docx"}
_RECORD = TypeAdapter(Fetched)


def safe_name(publication: str) -> str:
    """A file name for a publication's id: the id itself where it is a plain name, else a hash of it."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", publication):
        return publication
    return hashlib.sha256(publication.encode("utf-8", "replace")).hexdigest()[:24]


def read_record(folder: Path, publication: str) -> Fetched | None:
    """What is known of a publication's file, if that lies there whole and is what it was; else None."""
    try:
        text = (folder / f"{safe_name(publication)}.json").read_text(encoding="utf-8")
        found = _RECORD.validate_json(text)
    except (OSError, ValidationError, UnicodeDecodeError):
        return None
    path = folder / found.path.name
    if found.publication != publication or not path.is_file() or sha256_of(path) != found.sha256:
        return None
    return replace(found, path=path)


def all_records(folder: Path) -> tuple[Fetched, ...]:
    """Every publication whose file lies whole in the folder, by id."""
    names = sorted(path.stem for path in folder.glob("*.json") if not path.name.startswith("."))
    found = (_named(folder, name) for name in names)
    return tuple(record for record in found if record is not None)


def _named(folder: Path, name: str) -> Fetched | None:
    try:
        publication = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["publication"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return read_record(folder, publication) if isinstance(publication, str) else None


def place(part: Path, folder: Path, record: Fetched, kind: Format) -> Fetched:
    """Put a whole file in its place and its record beside it; an earlier file of the publication goes.

    The file is there under its content's name before the record points to it, so that whatever stops us the
    record in place always speaks of a file in place.
    """
    name = safe_name(record.publication)
    path = folder / f"{name}-{record.sha256[:16]}{ENDINGS[kind]}"
    os.replace(part, path)
    written = replace(record, path=path)
    write_record(folder, written)
    for earlier in folder.glob(f"{name}-*"):
        if earlier != path and re.fullmatch(rf"{re.escape(name)}-[0-9a-f]{{16}}\.[a-z]+", earlier.name):
            earlier.unlink()
    return written


def write_record(folder: Path, record: Fetched) -> None:
    """Put a record in its place, whole or not at all."""
    name = safe_name(record.publication)
    fresh = folder / f".{name}.record"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump({**asdict(record), "path": record.path.name}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, folder / f"{name}.json")
    _sync(folder)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Make sure that names put in place stay there through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
