"""Politeness: how long to wait before the next request to a host, and before another try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from corpus.fetching.types import Clock, Deadline, FetchError, FetchReason

T = TypeVar("T")
FIRST_WAIT = 1.0
LONGEST_WAIT = 15.0


class Pace:
    """Keeps requests to one host apart by at least an interval of seconds."""

    def __init__(self, clock: Clock, interval: float) -> None:
        self._clock, self._interval = clock, interval
        self._last: dict[str, float] = {}
        self._asked: dict[str, float] = {}

    def ask_for(self, host: str, seconds: float) -> None:
        """Note that a host asks for a longer interval (`Crawl-delay`)."""
        self._asked[host] = seconds

    def wait(self, host: str, deadline: Deadline) -> None:
        """Wait until the host may be asked again. Raises FetchError BUSY if that is after the deadline."""
        interval = max(self._interval, self._asked.get(host, 0.0))
        pause = self._last.get(host, float("-inf")) + interval - self._clock.monotonic()
        if pause > 0:
            if pause >= deadline.remaining():
                raise FetchError(FetchReason.BUSY, f"{host} asks for {interval:.0f} seconds between requests")
            self._clock.sleep(pause)
        self._last[host] = self._clock.monotonic()


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` header asks to wait (a number or a date); None where it says nothing."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - now).total_seconds())


def with_retries(
    action: Callable[[], T], retries: int, clock: Clock, deadline: Deadline, chance: Callable[[], float]
) -> T:
    """The action's result, tried again where that may help, within the deadline.

    Waits double from one try to the next, of which `chance` (in [0, 1)) takes away up to a half, so that many
    readers do not come back at once; where the publisher names a time, that is waited instead. Raises the
    last try's FetchError.
    """
    for tried in range(retries + 1):
        try:
            return action()
        except FetchError as error:
            if not error.again or tried == retries:
                raise
            wait = error.retry_after
            if wait is None:
                wait = min(LONGEST_WAIT, FIRST_WAIT * 2**tried) * (1 - chance() / 2)
            if wait >= deadline.remaining():
                raise
            clock.sleep(wait)
    raise AssertionError("the loop ends by returning or raising")
