"""Drives the real page in Debian's Chromium and watches everything it asks for."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an app on a free port of this machine; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.started, "the page did not start within a minute"
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(timeout=20)


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium with every background call switched off."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        try:
            yield opened
        finally:
            opened.close()


class PageDriver:
    """One tab on the page: asks, opens sources, and keeps outside requests, dialogs and errors."""

    def __init__(self, opened: Browser, address: str, *, width: int = 1280, dark: bool = False) -> None:
        self.address = address
        self.context = opened.new_context(
            viewport={"width": width, "height": 900 if width > 800 else 844},
            color_scheme="dark" if dark else "light",
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)  # a machine with two busy cores takes its time
        self.requests = 0
        self.outside: list[str] = []
        self.dialogs: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self._saw(request.url))
        self.page.on("websocket", lambda socket_: self._saw(socket_.url))
        self.page.on("dialog", self._dialog)
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.load()

    def load(self) -> None:
        """Open or reload the page and wait until it can be used."""
        self.page.goto(self.address)
        self.page.wait_for_selector("#question textarea", timeout=60_000)
        self.page.wait_for_selector("#status[role=status]", state="attached")

    @property
    def answer(self) -> Locator:
        """The answer on screen."""
        return self.page.locator("#answer .answer")

    @property
    def panel(self) -> Locator:
        """The opened source."""
        return self.page.locator("#panel .source")

    def ask(self, question: str) -> None:
        """Type a question, press Ask and wait for the end of the answer."""
        self.page.locator("#question textarea").fill(question)
        self.page.get_by_role("button", name="Ask", exact=True).click()
        self.settled(question)

    def settled(self, question: str) -> None:
        """Wait until the answer to this question is finished."""
        heading = self.page.locator("#answer h2", has_text=question)
        heading.wait_for(timeout=60_000)
        self.page.locator("#answer .outcome").wait_for(timeout=60_000)

    def open_source(self, number: int) -> Locator:
        """Press a source and wait for its passage."""
        self.page.locator(f"#source-{number}").click()
        self.page.locator("#panel h2", has_text=f"Source {number}").wait_for()
        return self.panel

    def sources(self) -> list[str]:
        """The labels of the sources offered."""
        buttons = self.page.locator("#sources button.source:visible")
        return [label.strip() for label in buttons.all_inner_texts()]

    def status(self) -> str:
        """What the polite live region says."""
        return self.page.locator("#status").inner_text().strip()

    def close(self) -> None:
        """Close the tab and forget its session."""
        self.context.close()

    def _saw(self, url: str) -> None:
        self.requests += 1
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.outside.append(url)

    def _dialog(self, dialog: object) -> None:
        self.dialogs.append(str(getattr(dialog, "message", "")))
        dialog.dismiss()  # type: ignore[attr-defined]
