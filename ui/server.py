"""Serving the page on this machine: address, port and a quiet end."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

import uvicorn

from assistant.errors import AssistantError
from assistant.types import BriefingNote
from ui.contracts import Answering

A = TypeVar("A", bound=Answering)


class PageError(AssistantError):
    """The page cannot be served; the message names the cause and what to do."""


def serve(
    open_assistant: Callable[[], A],
    write_brief: Callable[[A, str], tuple[BriefingNote, str, bytes]],
    host: str,
    port: int,
    say: Callable[[str], None] = print,
) -> None:
    """Open the library and serve the page until Ctrl-C.

    The address and the port are tried first, so that a mistake shows at once. Raises PageError for an
    address other than this machine's own and for a port in use.
    """
    require_loopback(host)
    listening = take_port(host, port)
    try:
        assistant = open_assistant()
        from ui.app import build_app  # slow: only now, when the page is really wanted

        app = build_app(assistant, partial(write_brief, assistant))
        say(f"The page is at http://{host}:{listening.getsockname()[1]}/ (Ctrl-C stops it).")
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2
        )
        # Where Ctrl-C is ignored by whoever started us, the server ends without raising it.
        with suppress(KeyboardInterrupt):
            asyncio.run(_run(uvicorn.Server(config), listening))
        say("Stopped.")
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        listening.close()


def require_loopback(host: str) -> None:
    """Refuse any address but this machine's own, because the page has no sign-in yet. Raises PageError."""
    try:
        inside = host == "localhost" or ipaddress.ip_address(host) == ipaddress.ip_address("127.0.0.1")
    except ValueError:
        inside = False
    if not inside:
        raise PageError(
            f"The page has no sign-in yet, so it is served to this machine only, not on '{host}'. "
            "Use --host 127.0.0.1."
        )


def take_port(host: str, port: int) -> socket.socket:
    """A socket that listens on the port. Raises PageError where it is in use or not allowed."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        in_use = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        cause = "is in use by another program" if in_use else "cannot be used"
        raise PageError(
            f"Port {port} {cause}. Choose another with --port, such as --port {_other(port)}."
        ) from None
    return listening


def _other(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 7861


async def _run(server: uvicorn.Server, listening: socket.socket) -> None:
    await server.serve(sockets=[listening])
