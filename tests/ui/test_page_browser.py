"""A reader's way through the real page: ask, open a source, filter, follow up, take away, reload."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe import violations
from page_driver import PageDriver
from playwright.sync_api import Browser, Page
from scripted_assistant import CATALOGUE, ScriptedAssistant

from assistant.types import Turn

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAITING = "What did Lord Darzi find about waiting lists?"


@pytest.fixture
def driver(chromium: Browser, address: str) -> Iterator[PageDriver]:
    opened = PageDriver(chromium, address)
    yield opened
    assert opened.outside == []
    assert opened.dialogs == []
    assert opened.errors == []
    opened.close()


def test_ask_streams_then_shows_the_checked_answer_with_its_sources(driver: PageDriver) -> None:
    page = driver.page
    # What stands there for a moment only is noted by the page itself: a busy machine looks too late.
    page.evaluate(
        """() => {
            window.seen = [];
            const note = () => {
                const answer = document.querySelector('#answer');
                if (answer) window.seen.push([
                    answer.innerText,
                    answer.querySelectorAll('ol.said li').length,
                    answer.querySelectorAll('.outcome').length,
                ]);
            };
            new MutationObserver(note).observe(document.body, {childList: true, subtree: true});
        }"""
    )
    page.locator("#question textarea").fill(WAITING)
    page.get_by_role("button", name="Ask", exact=True).click()
    driver.settled(WAITING)
    seen = page.evaluate("window.seen")
    assert any(f"Searching {len(CATALOGUE)} reports" in text for text, _, _ in seen)
    assert any(sentences and not outcomes for _, sentences, outcomes in seen), "shown before it is finished"
    assert driver.status() == "Answer ready: 3 sentences, 3 sources from 2 publications."
    assert page.locator("#answer .waiting").count() == 0
    assert page.locator("#answer ol.said li strong").first.inner_text() == "300,000"
    text = driver.answer.inner_text()
    for part in (
        "Sources differ",
        "waiting lists in Wales",
        "1 sentence was withheld",
        "put together by software",
    ):
        assert part in text
    labels = driver.sources()
    assert len(labels) == 3
    assert labels[0].startswith("[1] Independent Investigation")


def test_a_number_opens_its_source_with_the_passage_marked_and_its_card(driver: PageDriver) -> None:
    driver.ask(WAITING)
    page = driver.page
    page.locator("#answer a.ref", has_text="[2]").click()
    page.locator("#panel h2", has_text="Source 2").wait_for()
    assert page.locator("#panel mark").inner_text().startswith("In March 2010 the NHS elective waiting list")
    labels = page.locator("#panel dt").all_inner_texts()
    assert {"Publisher", "Kind of source", "Published", "Figure as at", "Digest or original", "Link"} <= set(
        labels
    )
    page.wait_for_function("document.activeElement.textContent === 'Source 2'")
    driver.open_source(3)
    assert "critical condition" in page.locator("#panel mark").inner_text()


def test_sources_can_be_reached_and_opened_from_the_keyboard(driver: PageDriver) -> None:
    page = driver.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the question box"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type(WAITING)
    page.keyboard.press("Enter")
    driver.settled(WAITING)
    page.locator("#source-2:visible").wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "source-2":
            break
    assert page.evaluate("document.activeElement.id") == "source-2"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="Source 2").wait_for()
    page.locator("#panel a.back").click()
    assert page.evaluate("document.activeElement.id") == "source-2"


def test_a_follow_up_is_read_in_context_and_says_how(driver: PageDriver, scripted: ScriptedAssistant) -> None:
    driver.ask(WAITING)
    driver.ask("What about London?")
    assert "Understood as: What about London? (Darzi reviews)" in driver.answer.inner_text()
    _, history, _ = scripted.asked[-1]
    assert history[0] == Turn("user", WAITING)
    assert history[1].role == "assistant"
    assert "300,000" in history[1].content
    earlier = driver.page.locator("#earlier .earlier > details")
    assert earlier.count() == 1
    earlier.locator("summary").first.click()
    assert "300,000" in earlier.inner_text()
    driver.page.get_by_role("button", name="New conversation").click()
    driver.page.get_by_role("heading", name="Questions to start with").wait_for()
    driver.ask("What about London?")
    assert "Understood as" not in driver.answer.inner_text()


def test_filters_stay_and_are_used_until_changed(driver: PageDriver, scripted: ScriptedAssistant) -> None:
    page = driver.page
    page.get_by_label("Publisher", exact=True).click()
    page.get_by_role("option", name="National Audit Office", exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_label("Published since").fill("2020")
    page.get_by_label("As of").fill("2025-06")
    page.get_by_label("Nation", exact=True).click()
    page.get_by_role("option", name="England", exact=True).click()
    page.keyboard.press("Escape")
    title = "Managing NHS backlogs and waiting times in England (17 November 2022)"
    reports = page.get_by_label("Report (type a part of its title)")
    reports.focus()
    reports.press_sequentially("IN ENGLAND (17 NOV")  # from the keyboard alone
    page.get_by_role("option", name=title, exact=True).wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_label("Latest editions only").focus()
    page.keyboard.press("Space")
    page.locator("#filter-line", has_text="published on or before 30 June 2025").wait_for()
    page.locator("#filter-line", has_text="latest editions only").wait_for()
    for question in (WAITING, "What about London?"):
        driver.ask(question)
        _, _, used = scripted.asked[-1]
        assert used.publishers == ("National Audit Office",)
        assert (used.since, used.as_of) == (date(2020, 1, 1), date(2025, 6, 30))
        assert (used.nations, used.latest_only) == (("England",), True)
        assert used.publication_ids == ("nao-backlogs-2022",)
        assert "published by National Audit Office; about England" in driver.answer.inner_text()
    assert "stay until you change them" in page.locator("#filter-line").inner_text()


def test_a_date_that_is_none_is_named_and_nothing_is_asked(
    driver: PageDriver, scripted: ScriptedAssistant
) -> None:
    before = len(scripted.asked)
    driver.page.get_by_label("Published since").fill("last year")
    driver.page.locator("#question textarea").fill(WAITING)
    driver.page.get_by_role("button", name="Ask", exact=True).click()
    driver.page.locator("#problem .problem").wait_for()
    assert "write 2024, 2024-09 or 2024-09-12" in driver.page.locator("#problem").inner_text()
    assert len(scripted.asked) == before


def test_readings_are_choices_that_ask(driver: PageDriver) -> None:
    driver.ask("What did the Darzi review find?")
    assert driver.status() == "Which one do you mean? 3 choices below."
    driver.page.get_by_role("button", name="Healthcare for London (2007), London only").click()
    driver.settled("What did the 2007 Darzi review find?")
    assert "polyclinics" in driver.answer.inner_text()


def test_no_answer_names_the_nearest_passage_and_why(driver: PageDriver) -> None:
    driver.ask("How far away is the moon?")
    text = driver.answer.inner_text()
    assert "The evidence held here does not answer this." in text
    assert "not about the moon" in text
    assert "300,000" in driver.open_source(1).inner_text()


def test_an_example_asks_itself(driver: PageDriver) -> None:
    driver.page.get_by_role("button", name=WAITING).click()
    driver.settled(WAITING)
    assert driver.page.locator("#examples:visible").count() == 0


def test_the_answer_can_be_copied_and_downloaded(driver: PageDriver, tmp_path: Path) -> None:
    driver.ask(WAITING)
    page = driver.page
    page.get_by_role("button", name="Copy answer with sources").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "1. By June 2024 more than 300,000 people" in copied
    assert "SOURCES" in copied
    with page.expect_download() as download:
        page.get_by_role("button", name="Download answer (.md)").click()
    assert download.value.suggested_filename == "answer.md"
    download.value.save_as(tmp_path / "answer.md")
    assert "**300,000**" in (tmp_path / "answer.md").read_text(encoding="utf-8")


def test_a_note_can_be_drafted_read_and_taken_away(driver: PageDriver, tmp_path: Path) -> None:
    page = driver.page
    page.get_by_role("tab", name="Briefing note").click()
    page.get_by_role("button", name="Draft").click()
    page.locator("#brief-problem", has_text="Type a topic first.").wait_for()
    page.locator("#topic textarea").fill("NHS waiting lists")
    page.get_by_role("button", name="Draft").click()
    page.locator("#note .note table").wait_for()
    assert page.locator("#brief-status").inner_text().strip() == "Note ready: 3 sources."
    assert page.locator("#note .note h2").inner_text() == "NHS waiting lists"
    page.get_by_role("heading", name="Before you share it").wait_for()
    told = page.locator("#note .standing li").all_inner_texts()
    assert told == ["1 sentence is over 30 words; the longest has 32."]
    with page.expect_download() as download:
        page.get_by_role("button", name="Download for Word (.docx)").click()
    download.value.save_as(tmp_path / "note.docx")
    assert (tmp_path / "note.docx").read_bytes() == b"PK\x03\x04 scripted"


def test_a_failure_is_told_and_the_page_goes_on(driver: PageDriver) -> None:
    driver.page.locator("#question textarea").fill("broken")
    driver.page.get_by_role("button", name="Ask", exact=True).click()
    driver.page.locator("#problem", has_text="Something went wrong").wait_for()
    driver.ask(WAITING)
    assert driver.page.locator("#problem .problem").count() == 0


def test_the_page_works_after_a_reload(driver: PageDriver) -> None:
    driver.ask(WAITING)
    driver.load()
    assert driver.page.locator("#examples:visible").count() == 1
    driver.ask("What about London?")
    assert "Understood as" not in driver.answer.inner_text(), "a reload starts a new conversation"


def test_two_readers_do_not_see_each_other(chromium: Browser, address: str) -> None:
    first, second = PageDriver(chromium, address), PageDriver(chromium, address)
    first.ask(WAITING)
    second.ask("What about London?")
    assert "Understood as" not in second.answer.inner_text()
    assert second.page.locator("#earlier .earlier > details").count() == 0
    first.close()
    second.close()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(
    chromium: Browser, address: str, width: int, dark: bool
) -> None:
    opened = PageDriver(chromium, address, width=width, dark=dark)
    _still(opened.page)
    found = [_axe(opened.page)]
    opened.ask(WAITING)
    opened.open_source(2)
    found.append(_axe(opened.page))
    opened.ask("What did the Darzi review find?")
    for summary in opened.page.locator("summary").all():
        summary.click()
    found.append(_axe(opened.page))
    opened.page.get_by_role("tab", name="Briefing note").click()
    opened.page.locator("#topic textarea").fill("NHS waiting lists")
    opened.page.get_by_role("button", name="Draft").click()
    opened.page.locator("#note .note").wait_for()
    found.append(_axe(opened.page))
    assert [violations for violations in found if violations] == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    opened.close()


def _still(page: Page) -> None:
    page.wait_for_timeout(400)


def _axe(page: Page) -> list[str]:
    _still(page)
    return violations(page)
