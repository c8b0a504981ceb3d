"""`evidence remove`, `list`, `verify`, `backup`, `restore`, `rebuild` and `rollback`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.cli_index import IndexProgress, in_words, one_writer, orderly_stop
from ui.cli_library_add import FILE
from ui.cli_output import PARTIAL, end, json_line, note, say

if TYPE_CHECKING:
    from indexing.adding import Outcome
    from indexing.reporting import Listed


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
def remove(ids: tuple[str, ...]) -> None:
    """Remove documents that were added.

    They are gone from every answer at once, then from every file of the library. The digest of a publication
    takes its document's place again. Earlier indexes, which hold what was removed, are dropped.
    """
    from assistant.keeping import remove_documents
    from assistant.settings import load_settings

    settings = load_settings()
    with one_writer(), orderly_stop(settings.home):
        progress = IndexProgress()
        try:
            summary = remove_documents(settings, ids, progress)
        finally:
            progress.clear()
    say(f"Removed: {', '.join(ids)}.")
    say(in_words(summary))


@click.command("list")
@click.option("--all", "with_digests", is_flag=True, help="List the digests too.")
@click.option("--json", "as_json", is_flag=True, help="Print each as one line of JSON.")
def list_documents(with_digests: bool, as_json: bool) -> None:
    """List the documents that were added."""
    from assistant.settings import load_settings
    from indexing.reporting import listed

    every = listed(load_settings().home)
    shown = [d for d in every if d.added or with_digests]
    for document in shown:
        say(json_line(_record(document)) if as_json else "  ".join(_columns(document)))
    if not as_json:
        digests = sum(d.added is None for d in every)
        said = f"{len(every) - digests:,} documents were added; {digests:,} publications are held as digests."
        say(said)


def _record(document: Listed) -> dict[str, Any]:
    publication, added = document.publication, document.added
    return {
        "id": publication.id,
        "title": publication.title,
        "publisher": publication.publisher,
        "published": str(publication.published) if publication.published else None,
        "is_digest": added is None,
        "indexed": document.indexed,
        "outdated": document.is_outdated,
        "file_name": added.original.file_name if added else None,
        "sha256": added.original.sha256 if added else None,
        "size": added.original.size if added else None,
        "added": added.added if added else None,
    }


def _columns(document: Listed) -> Iterator[str]:
    publication, added = document.publication, document.added
    yield publication.id
    yield publication.title
    if publication.published:
        yield f"({publication.published})"
    yield f"{added.original.file_name}, added {added.added[:10]}" if added else "digest"
    if not document.indexed:
        yield "not indexed yet: evidence index"
    if document.is_outdated:
        yield "read by an earlier version: evidence rebuild"


@click.command()
def verify() -> None:
    """Look whether everything in the library is as it was written.

    Every byte is read and the index is searched in a process of its own. Where something is wrong it is named
    with what to do, and the exit code is 2.
    """
    from assistant.settings import load_settings
    from indexing.verifying import verify as look

    settings, found = load_settings(), 0
    for check in look(settings.home):
        found += bool(check.problem)
        say(f"{check.what}: {check.problem or 'as written'}")
    if found:
        end(2)


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Write the library into one new FILE, also while it is being indexed."""
    from assistant.settings import load_settings
    from indexing.backup import write_backup

    progress = IndexProgress()
    try:
        contents = write_backup(load_settings().home, file, lambda *s: progress("Copying bytes", *s))
    finally:
        progress.clear()
    size = file.stat().st_size / 1e6
    say(f"Wrote {file}: the store and {len(contents.files) - 1:,} files ({size:,.1f} MB).")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Put the library of a backup into an empty EVIDENCE_HOME and index it, without embedding anew."""
    from assistant.keeping import restore_library
    from assistant.settings import load_settings

    settings = load_settings()
    with one_writer(), orderly_stop(settings.home):
        progress = IndexProgress()
        try:
            summary = restore_library(settings, file, lambda *s: progress("Restoring bytes", *s), progress)
        finally:
            progress.clear()
    say(f"Restored into {settings.home}.")
    say(in_words(summary))


@click.command()
def rebuild() -> None:
    """Build the index anew from the library's own store, without embedding anew.

    Documents that an earlier version of the program read are read again from their kept files. A store that
    is damaged is set aside, and one that is gone or was set aside is made again from the kept files.
    """
    from assistant.keeping import rebuild_library
    from assistant.settings import load_settings

    settings = load_settings()
    with one_writer(), orderly_stop(settings.home):
        progress = IndexProgress()
        retold = _Retold(progress)
        try:
            summary = rebuild_library(settings, retold, _say_set_aside, progress)
        finally:
            progress.clear()
    say(in_words(summary))
    for problem in summary.problems:
        note(f"Left out: {problem.reason}")
    if summary.problems or retold.refused:
        end(PARTIAL)


def _say_set_aside(path: Path) -> None:
    note(f"The store was damaged. It was moved to {path} and is made again from the kept files.")


class _Retold:
    """Says what became of each kept file that was to be read again, and counts those that could not be."""

    def __init__(self, progress: IndexProgress) -> None:
        self._progress = progress
        self.refused = 0

    def __call__(self, outcome: Outcome) -> None:
        self._progress.clear()
        if outcome.reason:
            self.refused += 1
            note(f"Not read again: {outcome.name}: {outcome.reason}")
        else:
            say(f"Read again: {outcome.name} as {outcome.publication_id}")


@click.command()
def rollback() -> None:
    """Make the index before the current one current again.

    Refused where that would bring back what was removed. The next `evidence index` brings the index up to
    date again.
    """
    from assistant.keeping import roll_back_index
    from assistant.settings import load_settings

    with one_writer():
        name = roll_back_index(load_settings())
    say(f"The index {name} answers again.")
