"""Fixtures of the page's tests: a scripted assistant, the app over it, a served page, a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from page_driver import CHROMIUM, browser, serving
from playwright.sync_api import Browser
from scripted_assistant import ScriptedAssistant, scripted_brief
from starlette.testclient import TestClient

from ui.app import build_app


@pytest.fixture(scope="module")
def scripted() -> ScriptedAssistant:
    """An assistant that answers from a script."""
    return ScriptedAssistant(pause_seconds=0.2)


@pytest.fixture(scope="module")
def app(scripted: ScriptedAssistant) -> Any:
    """The real page over the scripted assistant."""
    return build_app(scripted, scripted_brief)


@pytest.fixture(scope="module")
def client(app: Any) -> Iterator[TestClient]:
    """A plain client that keeps the host name a browser would send."""
    with TestClient(app, base_url="http://127.0.0.1:7860") as opened:
        yield opened


@pytest.fixture(scope="module")
def address(app: Any) -> Iterator[str]:
    """The page served on a free port of this machine."""
    with serving(app) as where:
        yield where


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; skips where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed: apt-get install chromium")
    with browser() as opened:
        yield opened
