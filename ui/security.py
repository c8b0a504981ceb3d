"""What may be asked for, the headers on every reply, and the HTML page put right before it leaves."""

from __future__ import annotations

import html
import re

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.page_images import NAME

ALLOWED_HOSTS = ("127.0.0.1", "localhost")
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


_OPEN = re.compile(
    r"/(?:page\.js|config|theme\.css|favicon\.ico|robots\.txt)?"
    r"|/(?:static|assets|svelte)/[\w./@+-]+"
    rf"|/page-image/{NAME}"
    r"|/gradio_api/(?:info|startup-events|queue/join|queue/data|heartbeat/\w+|cancel|reset)"
)


class OnlyOpenDoors:
    """Answers 404 to every path the page does not need: uploads, files, runs, monitoring, proxies."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through when its path is one the page uses."""
        path = scope.get("path", "")
        if scope["type"] == "lifespan" or (_OPEN.fullmatch(path) and ".." not in path):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})


class SafeHeaders:
    """Adds the headers above to every reply, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the reply's headers."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, complete if scope["type"] == "http" else send)


class OwnPage:
    """Turns Gradio's page into ours: its language, its title, and no pointers to other sites."""

    def __init__(self, app: ASGIApp, title: str) -> None:
        self.app, self.title = app, title

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the page at `/`; pass everything else on."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        started: list[Message] = []
        body: list[bytes] = []

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
                return
            if message["type"] != "http.response.body":
                return
            body.append(message.get("body", b""))
            if not message.get("more_body", False):
                page = own_page(b"".join(body), self.title)
                MutableHeaders(scope=started[0])["content-length"] = str(len(page))
                await send(started[0])
                await send({"type": "http.response.body", "body": page})

        await self.app({**scope, "headers": plain}, receive, hold)


def own_page(page: bytes, title: str) -> bytes:
    """The page with British English as its language, our title, and Gradio's advertising removed."""
    if b"<html" not in page:
        return page
    shown = page.decode("utf-8")
    shown = re.sub(r'(<html\s[^>]*?)lang="en"', r'\1lang="en-GB"', shown, count=1)
    shown = re.sub(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>', "", shown)
    shown = re.sub(r"<title>.*?</title>", "", shown, count=1, flags=re.DOTALL)
    return shown.replace("<head>", f"<head><title>{html.escape(title)}</title>", 1).encode("utf-8")
