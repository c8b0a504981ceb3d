"""The real page over the real library and model, as a policy officer sees it; nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from page_driver import PageDriver, serving
from playwright.sync_api import Browser

from assistant.compose import open_assistant
from assistant.keeping import build_index
from assistant.settings import Settings
from corpus.digests import SHIPPED_DIGESTS
from ui.app import build_app
from ui.cli_read import drafted

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAITING = "What did Lord Darzi find about waiting lists?"


@pytest.fixture(scope="module")
def real_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(home=tmp_path_factory.mktemp("library"))
    build_index(settings)
    assistant = open_assistant(settings)
    assistant.warm_up()
    with serving(build_app(assistant, partial(drafted, assistant))) as address:
        yield address


@pytest.fixture
def driver(chromium: Browser, real_address: str) -> Iterator[PageDriver]:
    opened = PageDriver(chromium, real_address)
    yield opened
    assert opened.requests > 0
    assert (opened.outside, opened.dialogs, opened.errors) == ([], [], [])
    opened.close()


def digest(publication_id: str) -> str:
    return Path(SHIPPED_DIGESTS, f"{publication_id}.md").read_text(encoding="utf-8")


def test_ask_open_a_citation_follow_up_filter_and_reload(driver: PageDriver) -> None:
    page = driver.page
    driver.ask(WAITING)
    assert driver.status().startswith("Answer ready")
    assert driver.sources()[0].startswith("[1] Independent Investigation")
    driver.open_source(1)
    marked = page.locator("#panel mark").inner_text()
    assert marked in digest("darzi-iinhs-2024")
    assert "300,000" in driver.answer.inner_text()

    driver.ask("and by how much did early cancer diagnosis improve?")
    assert page.locator("#earlier .earlier > details").count() == 1

    page.get_by_label("As of").fill("2010")
    driver.ask("How satisfied were people with the NHS in 2024?")
    assert driver.sources() == [] or "2024" not in " ".join(driver.sources())
    assert "published on or before 31 December 2010" in driver.answer.inner_text()

    driver.load()
    driver.ask("How many vanguard sites did NHS England choose in 2015?")
    assert "50" in driver.answer.inner_text()


def test_an_ambiguous_name_is_asked_back_and_a_click_answers(driver: PageDriver) -> None:
    driver.ask("What did the Darzi review say about primary care?")
    readings = driver.page.locator("#readings button:visible")
    assert readings.count() >= 2
    readings.last.click()
    driver.page.locator("#answer .outcome", has_text="nswered").wait_for(timeout=60_000)


def test_what_is_not_in_the_library_is_said_with_the_nearest_passages(driver: PageDriver) -> None:
    driver.ask("How long is the waiting list in Wales?")
    text = driver.answer.inner_text()
    assert "Not found" in text or "not in" in text.lower()
    assert "not about Wales" in text
