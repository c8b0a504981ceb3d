"""The HTML report in a real browser: it asks for nothing, complains of nothing, and fits a narrow screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import violations
from html_page import report
from playwright.sync_api import Browser, Page, sync_playwright
from sample_runs import HOSTILE, answered, mixed_rows, sample_row, sample_run, worse_comparison

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; skips where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Three reports: of one run, of a comparison, and of a run with hostile text."""
    comparison = worse_comparison()
    hostile = [sample_row(f"h-{i}", t, answered(t), tags=(t,), asked=t) for i, t in enumerate(HOSTILE)]
    pages = {
        "single": report(sample_run(mixed_rows())),
        "compared": report(comparison.b, comparison),
        "hostile": report(sample_run(hostile, set_name=HOSTILE[1])),
    }
    folder = tmp_path_factory.mktemp("reports")
    for name, content in pages.items():
        (folder / f"{name}.html").write_text(content, encoding="utf-8")
    return [(folder / f"{name}.html").as_uri() for name in pages]


def test_it_asks_for_nothing_and_runs_nothing(chromium: Browser, files: list[str]) -> None:
    for address in files:
        page = chromium.new_page()
        requests: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request, seen=requests: seen.append(request.url))
        page.on("console", lambda message, seen=complaints: seen.append(message.text))
        page.on("pageerror", lambda error, seen=complaints: seen.append(str(error)))
        page.on("dialog", lambda dialog, seen=complaints: seen.append(dialog.message))
        page.goto(address)
        _open_all(page)
        assert requests == [address]
        assert complaints == []
        page.close()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_runs_off_the_side(chromium: Browser, files: list[str], width: int, dark: bool) -> None:
    for address in files:
        page = _opened(chromium, address, width, dark)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(
            "[...document.querySelectorAll('svg')].every(s => s.getBoundingClientRect().width > 200)"
        )
        page.context.close()


def test_it_can_be_used_from_the_keyboard(chromium: Browser, files: list[str]) -> None:
    page = _opened(chromium, files[1], 390, False)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the verdict"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")  # the link to provenance in the verdict
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-labelledby')") == "headline-caption"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    page.context.close()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(chromium: Browser, files: list[str], width: int, dark: bool) -> None:
    for address in files:
        page = _opened(chromium, address, width, dark)
        assert violations(page) == []
        page.context.close()


def _opened(chromium: Browser, address: str, width: int, dark: bool) -> Page:
    """The page with all its details open. Our own policy would keep axe out, so it is set aside here only."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", bypass_csp=True
    )
    page = context.new_page()
    page.goto(address)
    _open_all(page)
    return page


def _open_all(page: Page) -> None:
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
