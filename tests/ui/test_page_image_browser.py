"""A reader looks at the page behind a quotation, in a real browser over a library with a PDF in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from added_pdf import BROKEN_OFF, COUNTED, GOES_ON, TITLE, Harbour, lighthouse_pdf
from axe import violations
from page_driver import PageDriver, serving
from playwright.sync_api import Browser, expect
from scripted_assistant import scripted_brief
from tagged_pdf import Put, tagged_pdf

from corpus.originals import Details
from ui.app import build_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOW_MANY = "How many lighthouse keepers did the survey count on the northern coast in May 2020?"
WINTER = "Where did most of the keepers live for the whole of the winter?"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    made = Harbour(tmp_path_factory.mktemp("harbour"))
    made.add("keepers.pdf", lighthouse_pdf(), Details(title=TITLE))
    yield made
    made.images.close()


@pytest.fixture(scope="module")
def harbour_address(harbour: Harbour) -> Iterator[str]:
    with serving(build_app(harbour.assistant(), scripted_brief)) as address:
        yield address


@pytest.fixture(params=[(1280, False), (320, True)])
def driver(chromium: Browser, harbour_address: str, request: pytest.FixtureRequest) -> Iterator[PageDriver]:
    width, dark = request.param
    opened = PageDriver(chromium, harbour_address, width=width, dark=dark)
    yield opened
    assert (opened.outside, opened.dialogs, opened.errors) == ([], [], [])
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    opened.close()


def test_the_page_is_shown_by_keyboard_with_the_quotation_marked(driver: PageDriver) -> None:
    driver.ask(HOW_MANY)
    panel = driver.open_source(1)
    assert panel.locator("mark").inner_text() == COUNTED
    assert "publisher and date not given" in panel.inner_text().lower()
    assert panel.locator("img").count() == 0, "nothing is drawn before it is asked for"
    panel.locator(".page-view summary").focus()
    driver.page.keyboard.press("Enter")
    shown = f"Page 1 (printed as 5) of {TITLE}; the quotation is marked"
    image = panel.get_by_role("img", name=shown)
    expect(image).to_be_visible()
    assert image.evaluate("image => [image.complete, image.naturalWidth]") == [True, 1190]
    expect(panel.get_by_role("status")).to_have_text(
        f"Page 1 (printed as 5) of {TITLE}; the quotation is marked."
    )
    expect(panel.get_by_text("Open the page as a picture")).to_be_hidden()
    assert panel.locator("mark").inner_text() == COUNTED, "the text stays"
    driver.page.keyboard.press("Enter")
    expect(image).to_be_hidden()


def test_escape_closes_the_page_and_returns_to_where_it_was_opened(driver: PageDriver) -> None:
    driver.ask(HOW_MANY)
    panel = driver.open_source(1)
    summary = panel.locator(".page-view summary")
    summary.focus()
    driver.page.keyboard.press("Enter")
    image = panel.locator(".page-view img")
    expect(image).to_be_visible()
    driver.page.keyboard.press("Tab")
    expect(panel.locator(".page-view figure a")).to_be_focused()
    driver.page.keyboard.press("Escape")
    expect(image).to_be_hidden()
    expect(summary).to_be_focused()
    driver.page.keyboard.press("Escape")
    expect(summary).to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_an_opened_page(
    chromium: Browser, harbour_address: str, width: int, dark: bool
) -> None:
    driver = PageDriver(chromium, harbour_address, width=width, dark=dark)
    driver.ask(WINTER)
    panel = driver.open_source(1)
    panel.locator(".page-view summary").click()
    expect(panel.locator(".page-view img")).to_have_count(2)
    assert violations(driver.page) == []
    assert driver.page.evaluate("document.documentElement.scrollWidth") <= width
    driver.close()


def test_a_quotation_that_goes_on_is_shown_on_both_pages(driver: PageDriver) -> None:
    driver.ask(WINTER)
    panel = driver.open_source(1)
    assert panel.locator("mark").inner_text() == f"{BROKEN_OFF} {GOES_ON}"
    panel.locator(".page-view summary").click()
    expect(panel.locator(".page-view img")).to_have_count(2)
    names = [image.get_attribute("alt") or "" for image in panel.locator("img").all()]
    assert [name[:6] for name in names] == ["Page 1", "Page 2"]


def test_what_is_added_and_removed_counts_from_the_next_question_on(
    chromium: Browser, harbour: Harbour, harbour_address: str
) -> None:
    question = "How many lamps were replaced on the breakwater?"
    told = "In all 37 lamps were replaced on the breakwater."
    driver = PageDriver(chromium, harbour_address)
    driver.ask("How many new lamps did the breakwater get?")
    assert not any("Beacons" in label for label in driver.sources())
    details = Details(title="Beacons", publisher="Harbour Office")
    added = harbour.add("beacons.pdf", tagged_pdf([[Put(told, 70, 700)]]), details)
    driver.ask(question)
    assert "37" in driver.answer.inner_text()
    assert driver.open_source(1).locator("mark").inner_text() == told
    address = driver.panel.locator(".page-view a").get_attribute("href") or ""
    assert driver.page.request.get(harbour_address + address.lstrip("/")).status == 200
    driver.load()
    expect(driver.page.locator("#head")).to_contain_text("Answers from 9 publications")
    driver.page.get_by_label("Publisher", exact=True).click()
    expect(driver.page.get_by_role("option", name="Harbour Office", exact=True)).to_be_visible()
    driver.page.keyboard.press("Escape")
    driver.ask(question)
    harbour.remove(added)
    driver.page.locator("#source-1").click()
    driver.page.locator("#panel .problem", has_text="No sentence in this library").wait_for()
    gone = driver.page.request.get(harbour_address + address.lstrip("/"))
    assert gone.status == 404, "a picture that was drawn goes with its document"
    assert "No sentence in this library" in gone.text()
    driver.ask("How many of the lamps on the breakwater were replaced?")
    assert "37 lamps" not in driver.page.locator("#answer").inner_text()
    assert (driver.outside, driver.dialogs) == ([], [])
    driver.close()
