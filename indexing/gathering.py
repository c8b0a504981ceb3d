"""The files that a reader wants added: those named and those in folders, each with what is said of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.originals import SIDECAR_SUFFIX, Details, read_sidecar
from corpus.types import CorpusError
from indexing.files import opened

SIDECAR_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to add. `source` is the place it comes from, by which a changed file is known again; None where
    that is no file of the reader's. `url` and `retrieved` are set where it was fetched. `problem` is why it
    cannot be added, where that is known already."""

    path: Path
    details: Details = field(default_factory=Details)
    source: str | None = None
    url: str | None = None
    retrieved: str | None = None
    problem: str | None = None

    @property
    def name(self) -> str:
        """The name of the file, as far as it can be written."""
        return "".join(c if c.isprintable() else "�" for c in self.path.name)[:255]


def gather(paths: Iterable[Path], details: Details) -> Iterator[Incoming]:
    """The files at these paths and, in order of name, in the folders below them.

    Links and hidden files in folders are passed over. A file `NAME.toml` beside a document `NAME` says what
    the document is; `details` go before it.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in _files_of(path):
            if found not in seen:
                seen.add(found)
                yield _incoming(found, details)


def _files_of(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path.absolute()
        return
    for folder, folders, names in os.walk(path.absolute()):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        every = set(names)
        for name in sorted(names):
            is_sidecar = name.endswith(SIDECAR_SUFFIX) and name.removesuffix(SIDECAR_SUFFIX) in every
            found = Path(folder, name)
            if not (name.startswith(".") or is_sidecar or found.is_symlink()):
                yield found


def _incoming(path: Path, details: Details) -> Incoming:
    source = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    sidecar = path.with_name(path.name + SIDECAR_SUFFIX)
    try:
        with opened(sidecar) as file:
            text = file.read(SIDECAR_BYTES).decode("utf-8")
        details = details.over(read_sidecar(text, sidecar.name))
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as error:
        return Incoming(path, details, source, problem=f"{sidecar.name} cannot be read ({error}).")
    except CorpusError as error:
        return Incoming(path, details, source, problem=str(error))
    return Incoming(path, details, source)
