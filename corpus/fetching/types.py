"""The nouns of fetching: what was fetched, why the rest was not, and what one publication may cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from corpus.types import CorpusError


class FetchReason(StrEnum):
    """Why a publication was not fetched; the value is said to the reader."""

    NOT_OFFERED = "It is not offered for download"
    ADDRESS_REFUSED = "Its address may not be asked"
    UNREACHABLE = "The publisher could not be reached"
    NOT_ASKED = "It was not asked, because nobody before it could be reached"
    ROBOTS = "The publisher asks programs not to fetch it"
    FORBIDDEN = "The publisher refused to give it"
    NOT_FOUND = "The publisher no longer has it at this address"
    BUSY = "The publisher asks to be left alone for now"
    SERVER_ERROR = "The publisher's server failed"
    TOO_SLOW = "It did not come within the time allowed"
    TOO_LARGE = "It is larger than may be fetched"
    INCOMPLETE = "It did not come whole"
    CHALLENGE = "The publisher answered with a check for automated readers instead"
    LOGIN = "The publisher asks for a login"
    WRONG_TYPE = "What came is not a document that can be read"
    UNCLEAR = "Which of the publisher's files it is, is not clear"
    REDIRECTS = "The publisher's address leads round in circles"


_BY_HAND = (
    "Open it in a browser, save it, and add the file with: evidence add FILE --publication {publication}"
)
_CONNECT = "Check the connection, then try again with the same command"
_LATER = "Try again later with the same command"
NEXT_STEP = {
    FetchReason.NOT_OFFERED: "Its digest stays in use",
    FetchReason.UNREACHABLE: _CONNECT,
    FetchReason.NOT_ASKED: _CONNECT,
    FetchReason.TOO_LARGE: f"Allow more with the setting EVIDENCE_FETCH_MAX_MB. Or: {_BY_HAND}",
    FetchReason.BUSY: _LATER,
    FetchReason.SERVER_ERROR: _LATER,
    FetchReason.TOO_SLOW: "Try again with the same command; what came is kept where it can be",
    FetchReason.INCOMPLETE: _LATER,
}
"""What to do next, by reason; for every other reason, by hand."""


class FetchError(CorpusError):
    """A publication was not fetched: why in kind, and what was seen.

    `again` says that another try may help; `retry_after` is how many seconds the publisher asks to wait.
    """

    def __init__(
        self, reason: FetchReason, detail: str = "", *, again: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{reason.value}{f' ({detail})' if detail else ''}.")
        self.reason, self.detail, self.again, self.retry_after = reason, detail, again, retry_after

    def next_step(self, publication: str) -> str:
        """What the reader can do about it; `publication` is the id of what was not fetched."""
        return NEXT_STEP.get(self.reason, _BY_HAND).replace("{publication}", publication)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one publication may cost: bytes after decoding; seconds in all, for a connection, and of silence;
    redirects in a row; further tries; and the least seconds between two requests to one host."""

    bytes: int = 50_000_000
    seconds: float = 60.0
    connect_seconds: float = 10.0
    silent_seconds: float = 20.0
    redirects: int = 5
    retries: int = 3
    interval: float = 1.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time comes from: seconds that only go forward, waiting, and the date in UTC."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class Deadline:
    """The end of the time that one publication may take. Seconds are of the clock."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock, self._end = clock, clock.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left; negative once it is over."""
        return self._end - self._clock.monotonic()

    def check(self) -> None:
        """Raise FetchError TOO_SLOW once it is over."""
        if self.remaining() <= 0:
            raise FetchError(FetchReason.TOO_SLOW)


class State(StrEnum):
    """How a fetched file stands to the one fetched before."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A publication's file that lies whole in the downloads folder.

    `asked` is the address chosen for it and `url` the one that gave it; `retrieved` is UTC in ISO 8601, of
    the time its content was last known to be current; `publisher_updated` is the publisher's own date of the
    content. `notes` are sentences to check before relying on it.
    """

    publication: str
    path: Path
    state: State
    sha256: str
    size: int
    media_type: str
    asked: str
    url: str
    retrieved: str
    etag: str | None = None
    last_modified: str | None = None
    publisher_updated: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotFetched:
    """A publication that was not fetched: why in kind and in words, what to do next, a link for a reader."""

    publication: str
    title: str
    reason: FetchReason
    why: str
    next_step: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class FetchSummary:
    """What became of each publication asked for, in the order asked."""

    fetched: tuple[Fetched, ...]
    not_fetched: tuple[NotFetched, ...]


Progress = Callable[[str, int, int | None], None]
"""Called with a publication's id, the bytes that came, and the bytes there are (None where not said); first
with 0 bytes, when its publisher is about to be asked."""
