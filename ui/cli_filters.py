"""Filters as typed on the command line or in a batch line: options, reading, and messages with near names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ui.cli_output import UserError

if TYPE_CHECKING:
    from corpus.types import Publication
    from indexing.types import Filters

F = TypeVar("F", bound=Callable[..., Any])
NEAREST = 3
NEAR = 0.6
"""Likeness (difflib) from which a name is near; where none is, the least unlike ones are offered."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters as they were typed, nothing checked yet."""

    as_of: str | None = None
    since: str | None = None
    publishers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    latest_only: bool | None = None

    def or_else(self, other: Wanted) -> Wanted:
        """These filters, and the other's where these say nothing."""
        return Wanted(
            self.as_of or other.as_of,
            self.since or other.since,
            self.publishers or other.publishers,
            self.kinds or other.kinds,
            self.nations or other.nations,
            self.publications or other.publications,
            other.latest_only if self.latest_only is None else self.latest_only,
        )


def filter_options(command: F) -> F:
    """Give a command the filters; it receives as_of, since, latest_only, publisher, kind, nation and
    publication."""
    for option in (
        click.option("--publication", multiple=True, metavar="ID", help="Only this report, by its id."),
        click.option(
            "--nation", multiple=True, metavar="NAME", help="Only what speaks of this nation or a part of it."
        ),
        click.option("--kind", multiple=True, metavar="K", help="Only this kind of source, such as 'press'."),
        click.option(
            "--publisher", multiple=True, metavar="NAME", help="Only this publisher, or a part of its name."
        ),
        click.option("--since", metavar="DATE", help="Only what was published on or after this date."),
        click.option(
            "--as-of",
            metavar="DATE",
            help="Only what was published by this date (2024, 2024-09, 2024-09-12).",
        ),
        click.option(
            "--latest-only",
            is_flag=True,
            default=None,
            help="Leave out what has a later edition or successor in the library.",
        ),
    ):
        command = option(command)
    return command


def wanted(options: Mapping[str, Any]) -> Wanted:
    """What was typed after the filter options of a command."""
    return Wanted(
        options["as_of"],
        options["since"],
        options["publisher"],
        options["kind"],
        options["nation"],
        options["publication"],
        options["latest_only"],
    )


def read_filters(typed: Wanted) -> Filters:
    """Dates and kinds read; the rest as typed, because only the library knows its names.

    A year or a month stands for its last day in `as of`, for its first in `since`. Raises UserError.
    """
    from indexing.types import Filters

    as_of, since = _day(typed.as_of, "As of", last=True), _day(typed.since, "Since", last=False)
    if as_of and since and since > as_of:
        raise UserError(f"Since ({since}) is later than as of ({as_of}), so nothing can match.")
    return Filters(
        as_of=as_of,
        since=since,
        publishers=typed.publishers,
        kinds=tuple(dict.fromkeys(_kind(k) for k in typed.kinds)),
        nations=typed.nations,
        publication_ids=typed.publications,
        latest_only=bool(typed.latest_only),
    )


def in_library(filters: Filters, publications: Sequence[Publication]) -> Filters:
    """The same filters with each publisher as typed turned into the library's names that hold it, each nation
    into its own name, and each id of a publication looked up.

    Raises UserError, with the nearest names, for one that the library does not know. A nation of the United
    Kingdom is known also where no report speaks of it.
    """
    return replace(
        filters,
        publishers=_publishers(filters.publishers, publications),
        nations=_nations(filters.nations, publications),
        publication_ids=_publication_ids(filters.publication_ids, publications),
    )


def _publishers(wanted: Iterable[str], publications: Iterable[Publication]) -> tuple[str, ...]:
    names = sorted({p.publisher for p in publications if p.publisher})
    found: list[str] = []
    for typed in wanted:
        plain = _plain(typed)
        held = [name for name in names if plain and plain in _plain(name)]
        if not held:
            raise UserError(_unknown("publisher", typed, names))
        found += held
    return tuple(dict.fromkeys(found))


def _nations(wanted: Iterable[str], publications: Iterable[Publication]) -> tuple[str, ...]:
    from corpus.nations import NATIONS, nations_to_choose, shown_name

    names = list(dict.fromkeys((*nations_to_choose(p.nation for p in publications), *NATIONS)))
    known = {_plain(name): name for name in names}
    found = []
    for typed in wanted:
        name = known.get(_plain(shown_name(typed)))
        if name is None:
            raise UserError(_unknown("nation", typed, names))
        found.append(name)
    return tuple(dict.fromkeys(found))


def _publication_ids(wanted: Iterable[str], publications: Iterable[Publication]) -> tuple[str, ...]:
    ids = {p.id.casefold(): p.id for p in publications}
    found = []
    for typed in wanted:
        plain = typed.strip().casefold()
        if plain not in ids:
            raise UserError(_unknown("report", typed, list(ids.values())) + " See: evidence list --all")
        found.append(ids[plain])
    return tuple(dict.fromkeys(found))


def _day(text: str | None, label: str, last: bool) -> date | None:
    from corpus.types import PartialDate

    if text is None:
        return None
    try:
        read = PartialDate.parse(text)
    except ValueError as error:
        raise UserError(f"{label}: {error}.") from None
    return read.latest if last else read.earliest


def _kind(typed: str) -> str:
    from corpus.types import Kind

    kinds = [kind.value for kind in Kind]
    for kind in kinds:
        if _plain(kind) == _plain(typed):
            return kind
    raise UserError(_unknown("kind", typed, kinds))


def _unknown(what: str, typed: str, names: Sequence[str]) -> str:
    ranked = sorted(names, key=lambda name: -_likeness(typed, name))
    near = [name for name in ranked if _likeness(typed, name) >= NEAR] or ranked
    return f"Unknown {what} '{typed}'. Nearest: {'; '.join(near[:NEAREST])}."


def _likeness(typed: str, name: str) -> float:
    """How like the typed name is to as many words of the other; its initials are as good as the name."""
    plain, words = _plain(typed), _plain(name).split()
    if plain == _initials(name):
        return 1.0
    count = max(1, len(plain.split()))
    parts = [" ".join(words[i : i + count]) for i in range(max(1, len(words) - count + 1))]
    return max(difflib.SequenceMatcher(None, part, plain).ratio() for part in parts)


def _plain(name: str) -> str:
    """A name as it is compared: small letters and single blanks, no apostrophes or hyphens."""
    return " ".join(re.sub(r"['’`]", "", name.casefold()).replace("-", " ").replace("_", " ").split())


def _initials(name: str) -> str:
    return "".join(word[0] for word in _plain(name).split() if word not in {"of", "and", "for", "the"})
