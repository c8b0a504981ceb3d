"""Adding documents to the library: each is parsed, kept with its file, and safe on disk before the next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.originals import (
    ORIGINALS_VERSION,
    Details,
    new_id,
    publication_of,
    report_from,
    report_of,
)  # fmt: skip
from corpus.parsing.types import Parsed
from corpus.types import Original, Publication
from indexing import files, records
from indexing.gathering import Incoming
from indexing.originals import Originals
from indexing.reading_ahead import Read, read_ahead
from indexing.store import Store
from indexing.types import AddedDocument

REPLACE = "To replace that one, add this by itself with --publication"


class Ending(StrEnum):
    """What became of a file that was to be added; the value is said to the reader."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    READ_AGAIN = "read again"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, under which publication id; `reason` where it was refused; `notes` are what a
    reader of the document should know, `hidden` how many pieces of text were left out as not to be seen."""

    name: str
    ending: Ending
    publication_id: str | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """A file to read: its hash and size, its id where that is known, and the document it follows."""

    item: Incoming
    sha256: str
    size: int
    publication_id: str | None
    earlier: AddedDocument | None


class Adder:
    """Adds files to the library in `home`, whose store is open for writing.

    `catalogue` says what publications are, `read` parses. Documents that are added are not in the index until
    `sync` has run.
    """

    def __init__(self, home: Path, store: Store, catalogue: Mapping[str, Publication], read: Read) -> None:
        self._home = home
        self._originals = Originals(store)
        self._store = store
        self._catalogue = catalogue
        self._read = read
        unclaimed = records.unclaimed(home, self._originals.all())
        self._recorded = {d.original.sha256: d.publication.id for d in unclaimed}

    def add(self, items: Sequence[Incoming]) -> Iterator[Outcome]:
        """Add each file, two being parsed at a time; what each ended as, in order. Raises OSError or
        sqlite3.Error where the library's own disk refuses."""
        for plan, read in read_ahead(map(self._plan, items), self._parse):
            yield self._end(plan, read)

    def _plan(self, item: Incoming) -> _Plan | Outcome:
        """How to go about a file, or what it ended as, where nothing has to be read."""
        if item.problem:
            return _refused(item, item.problem)
        try:
            with files.opened(item.path, follow=True) as file:
                sha256 = files.hash_file(file)
                size = file.tell()
        except OSError as error:
            return _refused(item, f"It cannot be read: {error.strerror or error}.")
        told = item.details.publication
        wanted = told or (item.path.stem if item.path.stem in self._catalogue else None)
        earlier = self._earlier(wanted, item.source, sha256)
        known = wanted or (earlier.publication.id if earlier else self._recorded.get(sha256))
        plan = _Plan(item, sha256, size, known, earlier)
        if reason := self._objection(plan):
            return _refused(item, reason)
        return self._without_reading(plan) or plan

    def _objection(self, plan: _Plan) -> str | None:
        """Why a file cannot be added as the publication it seems to be."""
        told, known, earlier = plan.item.details.publication, plan.publication_id, plan.earlier
        twin = self._originals.with_file(plan.sha256)
        if twin and twin.publication.id != known:
            return f"The same file is in the library as '{twin.publication.id}'."
        is_other = earlier and earlier.source != plan.item.source and earlier.original.sha256 != plan.sha256
        if is_other and not told:
            return f"'{known}' is in the library from another file. {REPLACE} {known}."
        if known in self._catalogue and plan.item.details != Details(publication=told):
            return f"What '{known}' is stands in the catalogue; say nothing else of it."
        return None

    def _earlier(self, wanted: str | None, source: str | None, sha256: str) -> AddedDocument | None:
        if wanted:
            return self._originals.get(wanted)
        from_there = self._originals.from_source(source) if source else None
        return from_there or self._originals.with_file(sha256)

    def _without_reading(self, plan: _Plan) -> Outcome | None:
        """What a file ended as that was read before: unchanged, or with other details."""
        earlier = plan.earlier
        if not earlier or earlier.original.sha256 != plan.sha256 or earlier.parser != ORIGINALS_VERSION:
            return None
        if not files.is_whole(self._home, plan.sha256):
            return None
        publication = self._catalogue.get(earlier.publication.id) or _overlaid(
            earlier.publication, plan.item.details
        )
        if publication == earlier.publication:
            return Outcome(plan.item.name, Ending.UNCHANGED, publication.id)
        report = report_of(self._store.content(earlier.content), publication, earlier.original)
        changed = replace(earlier, publication=publication, content=report.content_hash)
        self._originals.put(changed, report)
        return Outcome(plan.item.name, Ending.REPLACED, publication.id)

    def _parse(self, plan: _Plan | Outcome) -> Parsed | None:
        if isinstance(plan, Outcome):
            return None
        with files.opened(plan.item.path, follow=True) as file:
            return self._read(file, plan.item.name, plan.size)

    def _end(self, plan: _Plan | Outcome, read: Parsed | str | None) -> Outcome:
        if isinstance(plan, Outcome):
            return plan
        return self._keep(plan, read) if isinstance(read, Parsed) else _refused(plan.item, read or "")

    def _keep(self, plan: _Plan, parsed: Parsed) -> Outcome:
        item = plan.item
        if plan.earlier is None and (same := self._added_meanwhile(plan)):
            return same
        publication = self._publication(plan, parsed)
        with files.opened(item.path, follow=True) as file:
            sha256, size = files.keep(self._home, file)
        if sha256 != plan.sha256:
            return _refused(item, "It was changed while it was read; add it again.")
        original = Original(sha256, item.name, parsed.format.value, size, item.url, item.retrieved)
        report = report_from(parsed, publication, original)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        document = AddedDocument(
            report.content_hash, publication, original, item.source, now, ORIGINALS_VERSION
        )
        self._originals.put(document, report)
        ending = Ending.REPLACED if plan.earlier else Ending.ADDED
        return Outcome(item.name, ending, publication.id, notes=report.notes, hidden=len(report.hidden))

    def _added_meanwhile(self, plan: _Plan) -> Outcome | None:
        """What the file ended as where another of this run was the same, or is of the same publication."""
        twin = self._originals.with_file(plan.sha256)
        if twin and plan.publication_id in (None, twin.publication.id):
            return Outcome(plan.item.name, Ending.UNCHANGED, twin.publication.id)
        if twin:
            return _refused(plan.item, f"The same file is in the library as '{twin.publication.id}'.")
        if plan.publication_id and self._originals.get(plan.publication_id):
            return _refused(plan.item, f"Another file was just added as '{plan.publication_id}'.")
        return None

    def _publication(self, plan: _Plan, parsed: Parsed) -> Publication:
        """What the catalogue says, else what was said before with what is said now, else what is said now."""
        details, name = plan.item.details, plan.item.name
        if plan.publication_id and plan.publication_id in self._catalogue:
            return self._catalogue[plan.publication_id]
        if plan.earlier:
            return _overlaid(plan.earlier.publication, details)
        made = publication_of(plan.publication_id or "-", details, parsed.proposed, name)
        return made if plan.publication_id else replace(made, id=new_id(made.title, self._taken()))

    def _taken(self) -> Collection[str]:
        added = {d.publication.id for d in self._originals.all()}
        return self._catalogue.keys() | added | set(self._recorded.values())


def _refused(item: Incoming, reason: str) -> Outcome:
    return Outcome(item.name, Ending.REFUSED, reason=reason)


def _overlaid(publication: Publication, details: Details) -> Publication:
    """A publication with what is now said of it."""
    names = {f.name for f in fields(publication)}
    said: dict[str, Any] = {f.name: getattr(details, f.name) for f in fields(details) if f.name in names}
    said["landing_url"] = details.link
    return replace(publication, **{name: value for name, value in said.items() if value})
