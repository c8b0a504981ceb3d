"""Publishers on loopback: one real server that answers for many hosts over https and http, bad days too."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from corpus.fetching.addresses import AddressPolicy, Endpoint
from corpus.fetching.session import WebSession
from corpus.fetching.types import Clock, FetchLimits

PDF = b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 400 + b"trailer\n%%EOF\n"


def html(title: str, text: str = "", links: str = "") -> bytes:
    """A whole page with a heading and enough text for a report."""
    body = text or f"{title}. " + "What the report found is told here at some length. " * 80
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>{body}</p>{links}</body></html>"
    ).encode()


def left_behind(folder: Path) -> list[str]:
    """Files in the downloads folder but the lock."""
    return sorted(p.name for p in folder.iterdir() if p.name != ".fetching.lock")


@dataclass(frozen=True)
class Request:
    """A request as it came in; `sni` is the host named in the TLS handshake, None over http."""

    host: str
    path: str
    headers: dict[str, str]
    sni: str | None

    @property
    def url(self) -> str:
        return f"{'https' if self.sni else 'http'}://{self.host}{self.path}"


@dataclass(frozen=True)
class Page:
    """An answer. `cut` ends the connection after so many bytes of the body; `length` is a false
    Content-Length; `drip` sends a byte at a time with so many seconds between; `unsized` says no length."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    length: int | None = None
    drip: float | None = None
    unsized: bool = False


Answer = Page | Callable[[Request], Page]


def moved(to: str, status: int = 302) -> Page:
    """A redirect."""
    return Page(status=status, headers={"Location": to})


def file(
    body: bytes, media_type: str = "application/pdf", etag: str | None = None
) -> Callable[[Request], Page]:
    """A file as a good server gives it: 304 for a known version, a range where it was asked for."""

    def answer(request: Request) -> Page:
        headers = {"Content-Type": media_type, **({"ETag": etag} if etag else {})}
        if etag and request.headers.get("if-none-match") == etag:
            return Page(status=304, headers=headers)
        asked = request.headers.get("range")
        if asked and request.headers.get("if-range") == etag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            span = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            return Page(body[start:], 206, {**headers, **span})
        return Page(body, headers=headers)

    return answer


class QuickClock:
    """Real time, but waiting takes none of it: it only moves the clock on. `waits` are what was waited."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def clock(self) -> Clock:
        return Clock(
            monotonic=lambda: time.monotonic() + sum(self.waits),
            sleep=self.waits.append,
            now=lambda: datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(seconds=sum(self.waits)),
        )


class Names:
    """The resolver of the tests: where each host leads, or one answer after another for each time asked."""

    def __init__(self, otherwise: Callable[[int], Sequence[Endpoint]]) -> None:
        self.schedules: dict[str, list[Sequence[Endpoint]]] = {}
        self.asked: list[str] = []
        self._otherwise = otherwise

    def __call__(self, host: str, port: int, seconds: float) -> Sequence[Endpoint]:
        self.asked.append(host)
        schedule = self.schedules.get(host)
        if schedule is None:
            return self._otherwise(port)
        return schedule.pop(0) if len(schedule) > 1 else schedule[0]


class Canary:
    """A listener on loopback that nothing may reach; `reached` counts the connections that did."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.endpoint: Endpoint = ("127.0.0.1", int(self._socket.getsockname()[1]))
        self.reached = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.reached += 1
            connection.close()

    def stop(self) -> int:
        """End it once what was sent has been counted; how often it was reached."""
        with socket.create_connection(self.endpoint) as last:
            last.recv(1)  # returns when the listener has closed it, so all before it were counted
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
        return self.reached - 1


class Publishers:
    """Answers for every host from `pages`, by address without query; a list is worked off, its last stays."""

    def __init__(self, certificate: Path) -> None:
        self.pages: dict[str, Answer | list[Answer]] = {}
        self.received: list[Request] = []
        self._certificate = certificate
        self._lock = threading.Lock()
        self._servers = [_Server(self, None), _Server(self, certificate)]
        self.plain, self.secure = self._servers
        self.names = Names(lambda port: [self.secure.endpoint if port == 443 else self.plain.endpoint])
        self.quick = QuickClock()

    def session(
        self, hosts: Iterable[str], plain: Iterable[str] = (), limits: FetchLimits | None = None
    ) -> WebSession:
        """A session as the product's, but that this server counts as public and waiting takes no time."""
        public = frozenset({self.plain.endpoint, self.secure.endpoint})
        policy = AddressPolicy(frozenset(hosts), frozenset(plain), public)
        trusted = ssl.create_default_context(cafile=self._certificate / "cert.pem")
        return WebSession(policy, limits, self.quick.clock(), self.names, trusted)

    def asked(self, skip_robots: bool = True) -> list[str]:
        """The addresses asked so far, in order."""
        return [r.url for r in self.received if not (skip_robots and r.path == "/robots.txt")]

    def answer(self, request: Request) -> Page:
        """Note a request and take the page at its address."""
        with self._lock:
            self.received.append(request)
            found = self.pages.get(request.url.split("?")[0], Page(html("Page not found"), 404))
            if isinstance(found, list):
                found = found.pop(0) if len(found) > 1 else found[0]
        return found if isinstance(found, Page) else found(request)

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, publishers: Publishers, certificate: Path | None) -> None:
        self.publishers, self.sni = publishers, {}  # type: ignore[var-annotated]
        super().__init__(("127.0.0.1", 0), _Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
            context.sni_callback = self._named
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.endpoint: Endpoint = ("127.0.0.1", int(self.server_address[1]))

    def _named(self, connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        self.sni[connection] = name

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        sni = self.server.sni.get(self.connection)
        parts = urlsplit(self.path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        page = self.server.publishers.answer(Request(headers["host"], path, headers, sni))
        self.send_response(page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if not page.unsized and page.status != 304:
            self.send_header("Content-Length", str(len(page.body) if page.length is None else page.length))
        self.end_headers()
        for piece in [page.body[: page.cut]] if page.drip is None else [b"%c" % b for b in page.body]:
            self.wfile.write(piece)
            if page.drip is not None:
                time.sleep(page.drip)
        if page.cut is not None or page.unsized or page.length is not None or page.drip is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said of requests."""


def make_certificate(folder: Path, hosts: Iterable[str]) -> Path | None:
    """A key and a certificate for these hosts in a folder; None where there is no `openssl` to make them."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    names = ",".join(f"DNS:{host}" for host in sorted(hosts))
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "3650", "-subj", "/CN=publishers.test", "-addext", f"subjectAltName={names}",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder
