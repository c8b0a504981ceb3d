"""Connections to checked addresses only, with every wait bounded by what is left of the deadline.

A name is resolved once for each connection, every address it leads to is checked, and the connection is made
to an address that was checked: what the name leads to a moment later cannot matter. Host and SNI keep the
name.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from corpus.fetching.addresses import AddressPolicy, Endpoint
from corpus.fetching.types import FetchError, FetchReason

Resolver = Callable[[str, int, float], Sequence[Endpoint]]
"""From a host's name, a port and the seconds it may take to the endpoints it leads to."""


def system_resolver(host: str, port: int, seconds: float) -> Sequence[Endpoint]:
    """Endpoints by the machine's own resolver. Raises FetchError UNREACHABLE."""
    found: list[Endpoint] = []
    unknown: list[bool] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            unknown.append(isinstance(error, UnicodeError) or error.errno == socket.EAI_NONAME)
            return
        found.extend((str(address[0]), int(address[1])) for *_, address in answers)

    # The machine's resolver knows no time-out of its own.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if not found:
        again = not any(unknown)
        raise FetchError(FetchReason.UNREACHABLE, f"the name {host} is not known here", again=again)
    return tuple(found)


class CheckedBackend(httpcore.NetworkBackend):
    """Makes connections for httpcore: resolve once, check all, connect to what was checked."""

    def __init__(self, policy: AddressPolicy, resolver: Resolver, remaining: Callable[[], float]) -> None:
        self._policy, self._resolver, self._remaining = policy, resolver, remaining
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first checked address that accepts one.

        Raises FetchError for an address that may not be asked, httpcore.ConnectError or ConnectTimeout.
        """
        wait = _least(timeout, self._remaining())
        endpoints = self._policy.check_endpoints(host, self._resolver(host, port, wait))
        failure: Exception = httpcore.ConnectTimeout("no time left")
        for address, checked_port in endpoints:
            if (wait := _least(timeout, self._remaining())) <= 0:
                break
            try:
                stream = self._plain.connect_tcp(address, checked_port, wait, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return TimedStream(stream, self._remaining)
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Never: raises FetchError."""
        raise FetchError(FetchReason.ADDRESS_REFUSED, "a socket of this machine")


class TimedStream(httpcore.NetworkStream):
    """A connection on which no wait is longer than what is left of the deadline, so that a drip ends too."""

    def __init__(self, stream: httpcore.NetworkStream, remaining: Callable[[], float]) -> None:
        self._stream, self._remaining = stream, remaining

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes from the other side. Raises httpcore.ReadTimeout."""
        if (wait := _least(timeout, self._remaining())) <= 0:
            raise httpcore.ReadTimeout("no time left")
        return self._stream.read(max_bytes, wait)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes. Raises httpcore.WriteTimeout."""
        if (wait := _least(timeout, self._remaining())) <= 0:
            raise httpcore.WriteTimeout("no time left")
        self._stream.write(buffer, wait)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted and the other side's certificate checked against the host's name."""
        if (wait := _least(timeout, self._remaining())) <= 0:
            raise httpcore.ConnectTimeout("no time left")
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, wait), self._remaining)

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of a stream."""
        return self._stream.get_extra_info(info)


class CheckedTransport(httpx.BaseTransport):
    """An httpx transport over `CheckedBackend`; no proxy, one connection a host, HTTP/1.1.

    Failures are FetchErrors. Those for which another try may help say so.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        resolver: Resolver,
        remaining: Callable[[], float],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._remaining = remaining
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or httpx.create_ssl_context(trust_env=False),
            max_connections=8,
            max_keepalive_connections=8,
            keepalive_expiry=30.0,
            network_backend=CheckedBackend(policy, resolver, remaining),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is read as it comes. Raises FetchError."""
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        with self._in_words():
            answer = self._pool.handle_request(asked)
        assert isinstance(answer.stream, Iterable)  # the pool is not an asynchronous one  # noqa: S101
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer, self._in_words), request=request
        )

    def close(self) -> None:
        """End all connections."""
        self._pool.close()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> FetchError:
        if self._remaining() <= 0:
            return FetchError(FetchReason.TOO_SLOW)
        if isinstance(error.__cause__ or error.__context__, ssl.SSLCertVerificationError):
            return FetchError(FetchReason.UNREACHABLE, "its certificate is not valid")
        if isinstance(error, httpcore.ReadError | httpcore.RemoteProtocolError):
            return FetchError(FetchReason.INCOMPLETE, "the connection ended early", again=True)
        silent = isinstance(error, httpcore.TimeoutException)
        return FetchError(FetchReason.UNREACHABLE, "no answer" if silent else "no connection", again=True)


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, in_words: Callable[[], Any]) -> None:
        self._answer, self._in_words = answer, in_words

    def __iter__(self) -> Iterator[bytes]:
        with self._in_words():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _least(timeout: float | None, remaining: float) -> float:
    return remaining if timeout is None else min(timeout, remaining)
