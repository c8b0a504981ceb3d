"""`evidence fetch`: publications of the catalogue from their publishers into the downloads folder."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.cli_output import PARTIAL, StatusLine, UserError, clean, end, json_line, note, say
from ui.stopping import orderly_end

if TYPE_CHECKING:
    from assistant.settings import Settings
    from corpus.fetching.session import WebSession
    from corpus.fetching.types import Fetched, FetchSummary, NotFetched
    from corpus.types import Publication

NOTHING = 2
"""Exit code of a run in which nothing at all could be fetched."""

NEAREST = 3
BAR = 20
MB = 1_000_000


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Everything the catalogue offers for download.")
@click.option("--topic", metavar="T", help="What the catalogue lists under this topic, such as 'plans'.")
@click.option("--dry-run", is_flag=True, help="Say what would be fetched and from where; ask nobody.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each publication.")
def fetch(ids: tuple[str, ...], everything: bool, topic: str | None, dry_run: bool, as_json: bool) -> None:
    """Fetch publications from their publishers.

    ID is a publication's id in the catalogue, such as darzi-iinhs-2024. Requests are at least a second apart
    for each publisher and honour its robots.txt. The exit code is 1 where a part could not be fetched, 2
    where nothing could.
    """
    from assistant.settings import load_settings
    from corpus.catalogue import load_catalogue

    settings = load_settings()
    wanted = _wanted(load_catalogue(settings.catalogue), ids, everything, topic)
    if dry_run:
        say("\n".join(_plan(wanted, as_json)))
        return
    summary = fetched(wanted, settings.home / "downloads", most=settings.fetch_max_mb * MB)
    say("\n".join(_records(summary) if as_json else in_words(summary)))
    refused = add_fetched(settings, summary.fetched) if summary.fetched else 0
    if summary.not_fetched or refused:
        end(PARTIAL if summary.fetched else NOTHING)


def fetched(
    wanted: Sequence[Publication], into: Path, session: WebSession | None = None, most: int = 50 * MB
) -> FetchSummary:
    """Fetch into a folder with progress and an orderly stop; `most` are the bytes one may have.

    Raises CorpusError; `session` as for `fetch`.
    """
    from corpus.fetching.fetch import fetch as fetch_into
    from corpus.fetching.types import FetchLimits

    limits = FetchLimits(bytes=most)
    progress = FetchProgress(len(wanted))
    with orderly_end(lambda: progress.stopped()):
        try:
            return fetch_into(
                wanted, into, limits=limits, session=session, progress=progress, each=progress.settled
            )
        finally:
            progress.clear()


def add_fetched(settings: Settings, found: Sequence[Fetched]) -> int:
    """Add what was fetched to the library, in the place of the digests; returns how many could not be read.

    Raises CorpusError or IndexingError; what was fetched stays in its folder.
    """
    from corpus.originals import Details
    from indexing.gathering import Incoming
    from ui.cli_library_add import add_to_library

    return add_to_library(settings, [
        Incoming(f.path, Details(publication=f.publication), str(f.asked), f.url, f.retrieved) for f in found
    ])  # fmt: skip


class FetchProgress:
    """A bar for the publication that is coming, written over; where there is no terminal, a line for each."""

    def __init__(self, total: int) -> None:
        self._terminal = sys.stderr.isatty()
        self._line = StatusLine()
        self._settled = self._fetched = 0
        self._total = total

    def __call__(self, publication: str, done: int, of: int | None) -> None:
        """Called by `fetch` as bytes come."""
        came = f"{done / MB:.1f} MB" if done else "asking its publisher …"
        shown = came if of is None else f"{bar(done, of)} {done / MB:.1f} of {of / MB:.1f} MB"
        self._line.show(f"{self._settled + 1} of {self._total} {publication} {shown}")

    def settled(self, outcome: Fetched | NotFetched) -> None:
        """Called by `fetch` once it is known what became of a publication."""
        state = getattr(outcome, "state", "not fetched")
        self._settled += 1
        self._fetched += state != "not fetched"
        told = f"{self._settled} of {self._total} {outcome.publication}: {state}"
        if self._terminal:
            self._line.show(told)
        else:
            note(told)

    def stopped(self) -> str:
        """What to say where the run is stopped before its end."""
        kept = f"{self._fetched} of {self._total} were fetched and are kept"
        return f"Stopped. {kept}; go on with the same command."

    def clear(self) -> None:
        """Take the bar away."""
        self._line.clear()


def bar(done: int, of: int) -> str:
    """How much of it has come, as a bar of fixed width."""
    filled = BAR if done >= of else BAR * done // of
    return f"[{'#' * filled}{'.' * (BAR - filled)}]"


def in_words(summary: FetchSummary) -> Iterator[str]:
    """What became of each publication, failures last with the next step, and the sum of it."""
    from corpus.fetching.types import FetchReason

    for found in summary.fetched:
        yield f"{found.publication}: {found.state}, {_size(found.size)} from {found.url}"
        yield from (f"  Check: {sentence}" for sentence in found.notes)
    not_asked = [missed for missed in summary.not_fetched if missed.reason is FetchReason.NOT_ASKED]
    for missed in summary.not_fetched:
        if len(not_asked) < 2 or missed.reason is not FetchReason.NOT_ASKED:
            yield f"{missed.publication}: {missed.why} {missed.next_step}."
            if missed.link:
                yield f"  {missed.link}"
    if len(not_asked) > 1:
        yield f"{len(not_asked)} more were not asked, because nobody before them could be reached."
    total = len(summary.fetched) + len(summary.not_fetched)
    counts = [f"{n} {state}" for state in ("new", "changed", "unchanged")
              if (n := sum(f.state == state for f in summary.fetched))]  # fmt: skip
    yield f"Fetched {len(summary.fetched)} of {total}" + (f" ({', '.join(counts)})." if counts else ".")


def _size(number: int) -> str:
    return f"{number / MB:.1f} MB" if number >= MB / 10 else f"{number / 1000:.0f} kB"


def _records(summary: FetchSummary) -> Iterator[str]:
    for found in summary.fetched:
        yield json_line({**asdict(found), "path": str(found.path)})
    for missed in summary.not_fetched:
        yield json_line({**asdict(missed), "state": "not fetched"})


def _wanted(
    catalogue: Mapping[str, Publication], ids: Sequence[str], everything: bool, topic: str | None
) -> list[Publication]:
    """The publications that were named, each once. Raises UserError, with near names, for an unknown one."""
    if bool(ids) + everything + (topic is not None) != 1:
        raise UserError("Say what to fetch: ids of the catalogue, or --topic T, or --all.")
    if ids:
        names = [clean(name).strip().lower() for name in ids]
        for name in names:
            if name not in catalogue:
                listed = "All that are offered are listed by: evidence fetch --all --dry-run"
                raise UserError(_unknown("publication", name, list(catalogue), listed))
        return [catalogue[name] for name in dict.fromkeys(names)]
    found = [p for p in catalogue.values() if _offered(p)]
    if topic is None:
        return found
    topics = sorted({t for p in catalogue.values() for t in p.topics})
    asked = clean(topic).strip().casefold()
    if asked not in topics:
        raise UserError(_unknown("topic", asked, topics, f"The topics are: {', '.join(topics)}"))
    if not (chosen := [p for p in found if asked in p.topics]):
        raise UserError(
            f"Nothing under the topic '{asked}' is offered for download; its digests stay in use."
        )
    return chosen


def _offered(publication: Publication) -> bool:
    from corpus.fetching.offers import offer
    from corpus.fetching.types import FetchError

    try:
        offer(publication)
    except FetchError:
        return False
    return True


def _unknown(what: str, typed: str, names: Sequence[str], otherwise: str) -> str:
    near = difflib.get_close_matches(typed, names, NEAREST, 0.5)
    held = [name for name in names if typed and typed in name and name not in near]
    found = [*near, *held][:NEAREST]
    return f"Unknown {what} '{typed}'. " + (f"Nearest: {'; '.join(found)}." if found else f"{otherwise}.")


def _plan(wanted: Sequence[Publication], as_json: bool) -> Iterator[str]:
    from corpus.fetching.offers import offer
    from corpus.fetching.types import FetchError

    for publication in wanted:
        try:
            found = offer(publication)
        except FetchError as error:
            record, line = {"why": str(error)}, f"{error} {error.next_step(publication.id)}."
        else:
            record, line = {"way": found.way.value, "url": found.url}, f"{found.way.value}: {found.url}"
        yield json_line({"publication": publication.id, **record}) if as_json else f"{publication.id}: {line}"
