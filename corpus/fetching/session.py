"""Asking publishers: one request at a time, redirects followed by hand, every hop checked and permitted."""

from __future__ import annotations

import random
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self, TypeVar

import httpx

from corpus.fetching.addresses import AddressPolicy
from corpus.fetching.decoding import decoded, too_large
from corpus.fetching.pacing import Pace, retry_after, with_retries
from corpus.fetching.robots import Robots
from corpus.fetching.transport import CheckedTransport, Resolver, system_resolver
from corpus.fetching.types import Clock, Deadline, FetchError, FetchLimits, FetchReason

T = TypeVar("T")
PROJECT = "PolicyEvidenceAssistant"
MOVED = frozenset({301, 302, 303, 307, 308})
_CHANCE = random.SystemRandom().random
_GONE = frozenset({404, 410})
_FAILED = frozenset({500, 502, 504})


def user_agent() -> str:
    """How we introduce ourselves to publishers."""
    try:
        number = version("policy-evidence-assistant")
    except PackageNotFoundError:
        number = "0"
    return f"{PROJECT}/{number} (reads single publications for policy staff; honours robots.txt)"


class Reply:
    """An answer whose body has not been read: its status, headers and final address."""

    def __init__(self, response: httpx.Response, limit: int) -> None:
        self._response, self._limit = response, limit
        self.status, self.headers, self.url = response.status_code, response.headers, response.url

    @property
    def encoded(self) -> bool:
        """Whether the body came in a `Content-Encoding`, so that its length and ranges are not the file's."""
        return self.headers.get("content-encoding", "").strip().lower() not in ("", "identity")

    @property
    def length(self) -> int | None:
        """Bytes the body will have, where that was said."""
        value = self.headers.get("content-length", "")
        return int(value) if value.isascii() and value.isdigit() and not self.encoded else None

    def chunks(self, limit: int | None = None) -> Iterator[bytes]:
        """The decoded body in pieces.

        Raises FetchError, among them TOO_LARGE before the first piece where the length says so already.
        """
        limit = self._limit if limit is None else limit
        if (self.length or 0) > limit:
            raise too_large(limit)
        yield from decoded(self._response.iter_raw(), self.headers.get("content-encoding", ""), limit)


class WebSession:
    """Asks the addresses a policy allows. `resolver` and `tls` are the machine's own unless given.

    One publication after another: `begin` starts the time of each.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        limits: FetchLimits | None = None,
        clock: Clock | None = None,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.limits, self.clock = limits or FetchLimits(), clock or Clock()
        self.deadline = Deadline(self.clock, self.limits.seconds)
        self._policy = policy
        self._pace = Pace(self.clock, self.limits.interval)
        self._robots = Robots(PROJECT, self._small)
        # Without httpx's client: no proxy or key of the environment, no cookie, no redirect by itself.
        self._transport = CheckedTransport(policy, resolver, lambda: self.deadline.remaining(), tls)
        silent = httpx.Timeout(self.limits.silent_seconds, connect=self.limits.connect_seconds)
        self._extensions = {"timeout": silent.as_dict()}
        self._headers = {"User-Agent": user_agent(), "Accept": "*/*", "Accept-Encoding": "identity"}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transport.close()

    def begin(self) -> None:
        """The time of a publication starts now."""
        self.deadline = Deadline(self.clock, self.limits.seconds)

    def allows(self, address: str) -> bool:
        """Whether the policy lets an address be asked."""
        try:
            self._policy.check(address)
        except FetchError:
            return False
        return True

    def patiently(self, action: Callable[[], T]) -> T:
        """The action's result, tried again where that may help. Raises FetchError."""
        return with_retries(action, self.limits.retries, self.clock, self.deadline, _CHANCE)

    @contextmanager
    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Iterator[Reply]:
        """The answer (any status but a redirect) of an address robots may ask. Raises FetchError."""
        with self._follow(address, headers or {}, self._permit) as reply:
            yield reply

    def read(self, address: str, limit: int = 5_000_000) -> tuple[bytes, str]:
        """A small document whole, and its final address. Raises FetchError also for a status but 200."""
        with self.get(address) as reply:
            refuse_status(reply, self)
            return b"".join(reply.chunks(limit)), str(reply.url)

    def _small(self, address: str, limit: int) -> tuple[int, bytes]:
        with self._follow(address, {}, lambda url: None) as reply:
            body = b""
            for piece in reply.chunks() if reply.status == httpx.codes.OK else ():
                body += piece
                if len(body) >= limit:
                    break
            return reply.status, body[:limit]

    def _permit(self, url: httpx.URL) -> None:
        delay = self._robots.permit(url)
        if delay is not None:
            self._pace.ask_for(url.host, delay)

    @contextmanager
    def _follow(
        self, address: str, headers: Mapping[str, str], permit: Callable[[httpx.URL], None]
    ) -> Iterator[Reply]:
        url, seen = self._policy.check(address), 0
        while True:
            self.deadline.check()
            permit(url)
            self._pace.wait(url.host, self.deadline)
            request = httpx.Request(
                "GET", url, headers={**self._headers, **headers}, extensions=self._extensions
            )
            response = self._transport.handle_request(request)
            try:
                if response.status_code not in MOVED or "location" not in response.headers:
                    yield Reply(response, self.limits.bytes)
                    return
                onward = _joined(url, response.headers["location"])
            finally:
                response.close()
            seen += 1
            if seen > self.limits.redirects:
                raise FetchError(FetchReason.REDIRECTS, f"more than {self.limits.redirects} redirects")
            url = self._policy.check(onward, after=url)


def refuse_status(reply: Reply, session: WebSession) -> None:
    """Raise the FetchError that an answer's status and headers mean, unless they promise a document."""
    headers, status = reply.headers, reply.status
    if headers.get("cf-mitigated") == "challenge" or "x-amzn-waf-action" in headers:
        raise FetchError(FetchReason.CHALLENGE, f"status {status}")
    if status in (200, 206):
        return
    if status == 202:
        raise FetchError(FetchReason.CHALLENGE, "status 202, accepted, but no document")
    if status in (429, 503):
        wait = retry_after(headers.get("retry-after"), session.clock.now())
        asked = "" if wait is None else f", try again after {wait:.0f} seconds"
        raise FetchError(FetchReason.BUSY, f"status {status}{asked}", again=True, retry_after=wait)
    if status in (401, 402, 407):
        raise FetchError(FetchReason.LOGIN, f"status {status}")
    reason = FetchReason.NOT_FOUND if status in _GONE else FetchReason.FORBIDDEN
    if status in _FAILED:
        raise FetchError(FetchReason.SERVER_ERROR, f"status {status}", again=True)
    raise FetchError(reason if 400 <= status < 500 else FetchReason.SERVER_ERROR, f"status {status}")


def _joined(url: httpx.URL, location: str) -> str:
    # Signs that readers of addresses take differently are refused by the policy, so they are not lost here.
    if any(sign in location for sign in "\\\t\r\n"):
        return location
    try:
        return str(url.join(location))
    except httpx.InvalidURL as error:
        raise FetchError(FetchReason.ADDRESS_REFUSED, f"it leads to what is no address: {error}") from None
