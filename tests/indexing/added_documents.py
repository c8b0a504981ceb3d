"""Documents for tests of the library: plain text files, read without a sandbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from hash_embedder import HashEmbedder

from corpus.originals import Details
from corpus.parsing.types import DocumentError, Format, Parsed, Proposed, Reason
from corpus.types import Block, BlockKind, HiddenText, PageRef, Publication, Report
from indexing.adding import Adder, Outcome
from indexing.gathering import gather
from indexing.locking import opened_to_write
from indexing.originals import Originals
from indexing.records import discard_files
from indexing.search import Library
from indexing.sync import bring_up_to_date, fingerprint
from indexing.types import Filters, SyncSummary


def read_text(file: BinaryIO, name: str, size: int) -> Parsed:
    """Paragraphs apart by empty lines, each on a page of its own; `TITLE: …` and `HIDDEN: …` are taken out.

    A file that says `broken` is refused.
    """
    text = file.read().decode()
    if "broken" in text:
        raise DocumentError(name, Reason.DAMAGED, "it says so")
    parts = [p.strip() for p in text.split("\n\n") if p.strip()]
    told = {k: p for p in parts for k in ("TITLE", "HIDDEN") if p.startswith(f"{k}: ")}
    shown = [p for p in parts if p not in told.values()]
    blocks = tuple(Block(BlockKind.PARAGRAPH, p, (), PageRef(i)) for i, p in enumerate(shown, 1))
    title = told["TITLE"].removeprefix("TITLE: ") if "TITLE" in told else None
    hidden = (HiddenText("white", told["HIDDEN"][8:], 1),) if "HIDDEN" in told else ()
    return Parsed(Format.TEXT, blocks, Proposed(title), hidden=hidden, notes=("Read in a test.",))


def add_files(
    home: Path,
    *paths: Path,
    details: Details = Details(),  # noqa: B008 - frozen
    catalogue: Mapping[str, Publication] | None = None,
) -> list[Outcome]:
    """Add files without indexing them."""
    with opened_to_write(home) as store:
        adder = Adder(home, store, catalogue or {}, read_text)
        return list(adder.add(list(gather(paths, details))))


def add_and_index(home: Path, digests: Sequence[Report], *paths: Path, **options: object) -> SyncSummary:
    """Add files and index the library."""
    add_files(home, *paths, **options)  # type: ignore[arg-type]
    with opened_to_write(home) as store:
        summary = bring_up_to_date(home, store, digests, HashEmbedder())
        discard_files(home, Originals(store).all())
        return summary


def remove(home: Path, digests: Sequence[Report], *ids: str) -> SyncSummary:
    """Remove documents and index the library."""
    with opened_to_write(home) as store:
        Originals(store).remove(ids)
        return bring_up_to_date(home, store, digests, HashEmbedder())


def opened_library(home: Path) -> Library:
    """The library opened for reading."""
    embedder = HashEmbedder()
    return Library(home, embedder, fingerprint(embedder))


def found(home: Path, question: str, k: int = 10) -> list[tuple[str, str]]:
    """Publication and text of the passages found for a question."""
    library = opened_library(home)
    try:
        return [(h.publication.id, h.chunk.text) for h in library.search(question, Filters(), k)]
    finally:
        library.close()


def kept_files(home: Path) -> list[Path]:
    """The files that are kept, without their records."""
    return sorted(p for p in (home / "originals").rglob("*") if p.is_file() and p.suffix != ".json")


def files_with(home: Path, words: str) -> list[str]:
    """Names of the files under a folder in which these words stand."""
    return [
        p.relative_to(home).as_posix()
        for p in sorted(home.rglob("*"))
        if p.is_file() and words.encode() in p.read_bytes()
    ]
