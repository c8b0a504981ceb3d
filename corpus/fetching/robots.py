"""Whether a publisher's robots.txt lets us ask an address (RFC 9309), read once a run for each host."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from protego import Protego

from corpus.fetching.types import FetchError, FetchReason

LONGEST = 512_000
"""Bytes of a robots.txt that are read; RFC 9309 asks for at least 500 KiB."""


class Robots:
    """Rules for `agent`, our product's name; `ask` gives an address's status and body up to so many bytes."""

    def __init__(self, agent: str, ask: Callable[[str, int], tuple[int, bytes]]) -> None:
        self._agent, self._ask = agent, ask
        self._rules: dict[str, Protego | FetchError] = {}

    def permit(self, url: httpx.URL) -> float | None:
        """The seconds between requests that the host asks for, None where it says nothing.

        Raises FetchError: ROBOTS for an address it keeps from us; what went wrong where its rules could not
        be had because the server failed, since they may forbid it. A host without rules forbids nothing.
        """
        root = str(url.copy_with(raw_path=b"/robots.txt"))
        if root not in self._rules:
            self._rules[root] = self._read(root)
        rules = self._rules[root]
        if isinstance(rules, FetchError):
            if rules.again:
                del self._rules[root]
            raise rules
        if not rules.can_fetch(str(url), self._agent):
            raise FetchError(FetchReason.ROBOTS, f"robots.txt of {url.host}")
        delay: float | None = rules.crawl_delay(self._agent)
        return delay

    def _read(self, root: str) -> Protego | FetchError:
        try:
            status, body = self._ask(root, LONGEST)
        except FetchError as error:
            if error.reason is FetchReason.TOO_SLOW:
                raise
            return FetchError(
                error.reason, f"{error.detail}; asked for its robots.txt".lstrip("; "), again=error.again
            )
        if status == 429 or status >= 500:
            return FetchError(
                FetchReason.SERVER_ERROR,
                f"status {status} for its robots.txt, which may forbid it",
                again=True,
            )
        return Protego.parse(body.decode("utf-8", "replace") if status == 200 else "")
