"""Fetch publications: for each an offer, an address, a download, a judgement, a place. Start reading here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import filelock

from corpus.fetching.content_pages import content_target, page_of
from corpus.fetching.downloading import Download, PartFile, download
from corpus.fetching.judge import judge
from corpus.fetching.locating import Target, locate
from corpus.fetching.offers import offer, policy_for
from corpus.fetching.records import place, read_record, safe_name, sha256_of, write_record
from corpus.fetching.session import WebSession
from corpus.fetching.types import (
    Fetched,
    FetchError,
    FetchLimits,
    FetchReason,
    FetchSummary,
    NotFetched,
    Progress,
    State,
)
from corpus.types import CorpusError, Publication

GIVE_UP = 5
"""After so many publications for which nobody could be reached, and no other, the rest are not tried."""

Each = Callable[[Fetched | NotFetched], None]
"""Called with what became of a publication, as soon as that is settled."""


def fetch(
    entries: Iterable[Publication],
    into: Path,
    *,
    limits: FetchLimits | None = None,
    session: WebSession | None = None,
    progress: Progress | None = None,
    each: Each | None = None,
) -> FetchSummary:
    """Fetch publications one after another into a folder; the failure of one stops no other.

    A file and its record are put in place whole or not at all: whatever stops the run, what is complete stays
    (`records.all_records`), and what can be gone on with is gone on with next time. `session` is one made for
    these entries, unless given. Raises CorpusError while another run fetches into the folder, and OSError
    where the disk does.
    """
    wanted = tuple(entries)
    fetched: list[Fetched] = []
    failed: list[NotFetched] = []
    with _alone(into), session or WebSession(policy_for(wanted), limits) as asked:
        for publication in wanted:
            outcome: Fetched | NotFetched
            try:
                if not fetched and _nobody_there(failed):
                    raise FetchError(FetchReason.NOT_ASKED)
                outcome = _one(publication, into, asked, progress or _silent)
                fetched.append(outcome)
            except FetchError as error:
                outcome = _not_fetched(publication, error)
                failed.append(outcome)
            if each:
                each(outcome)
    return FetchSummary(tuple(fetched), tuple(failed))


def _one(publication: Publication, into: Path, session: WebSession, progress: Progress) -> Fetched:
    chosen = offer(publication)
    session.begin()
    progress(publication.id, 0, None)
    target = session.patiently(lambda: locate(chosen, session.read, session.allows))
    try:
        return session.patiently(lambda: _brought(publication, target, into, session, progress))
    except FetchError as error:
        if error.reason is not FetchReason.CHALLENGE:
            raise
        return _by_content(publication, target, into, session, progress, error)


def _by_content(
    publication: Publication,
    target: Target,
    into: Path,
    session: WebSession,
    progress: Progress,
    why: FetchError,
) -> Fetched:
    """The text of a page that answered with a check, from its site's content address. Raises `why` if that
    does not give it either."""
    try:
        text = session.patiently(lambda: content_target(target.url, session.read))
        return session.patiently(lambda: _brought(publication, text, into, session, progress))
    except FetchError:
        raise why from None


def _brought(
    publication: Publication, target: Target, into: Path, session: WebSession, progress: Progress
) -> Fetched:
    """One try to bring the file of a target into its place."""
    known = read_record(into, publication.id)
    same = known if known and known.asked == target.url else None
    part = PartFile(into, safe_name(publication.id))
    came = download(session, target.url, part, same, lambda done, of: progress(publication.id, done, of))
    now = session.clock.now().isoformat(timespec="seconds")
    if came is None:
        assert same is not None  # noqa: S101 - only a known file can be unchanged
        still = replace(same, state=State.UNCHANGED, retrieved=now, publisher_updated=target.updated)
        write_record(into, still)
        return still
    try:
        if target.content_of:
            came = replace(came, came=page_of(came.came, target.content_of))
            part.path.write_bytes(came.came.data)
        kind, notes = judge(came.came, publication, target.expects)
    except FetchError:
        part.discard()
        raise
    record = _record(publication, target, came, known, part.path, now)
    plain = ("It came over an unencrypted connection.",) if came.came.url.startswith("http:") else ()
    notes = (*target.notes, *notes, *plain)
    placed = place(part.path, into, replace(record, media_type=kind.value, notes=notes), kind)
    part.settled()
    return placed


def _record(
    publication: Publication, target: Target, came: Download, known: Fetched | None, part: Path, now: str
) -> Fetched:
    digest = sha256_of(part)
    state = State.NEW if known is None else State.UNCHANGED if known.sha256 == digest else State.CHANGED
    return Fetched(
        publication=publication.id,
        path=part,
        state=state,
        sha256=digest,
        size=len(came.came.data),
        media_type="",
        asked=target.url,
        url=came.came.url,
        retrieved=now,
        etag=came.etag,
        last_modified=came.last_modified,
        publisher_updated=target.updated,
    )


def _nobody_there(failed: list[NotFetched]) -> bool:
    passed_over = (FetchReason.NOT_OFFERED, FetchReason.NOT_ASKED)
    reasons = [missed.reason for missed in failed if missed.reason not in passed_over]
    return len(reasons) >= GIVE_UP and set(reasons) == {FetchReason.UNREACHABLE}


def _not_fetched(publication: Publication, error: FetchError) -> NotFetched:
    next_step = error.next_step(publication.id)
    return NotFetched(
        publication.id, publication.title, error.reason, str(error), next_step, publication.link
    )


@contextmanager
def _alone(into: Path) -> Iterator[None]:
    into.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(into / ".fetching.lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise CorpusError(f"Another run is fetching into {into}. Wait until it has ended.") from None
    try:
        yield
    finally:
        lock.release()


def _silent(publication: str, done: int, of: int | None) -> None:
    """Where nobody asked for progress."""
