"""Hostile words in every place a report's words can reach, in the real page in Chromium (trust.md S4, S5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from page_driver import PageDriver, serving
from playwright.sync_api import Browser
from scripted_assistant import DARZI, DIFFER, WAITING, ScriptedAssistant, fact
from test_page_markup import HOSTILE

from assistant.types import (
    Answer,
    AnswerType,
    BriefingNote,
    CheckedSentence,
    Citation,
    Nearest,
    Outcome,
    Query,
    Reading,
    Withheld,
)
from indexing.types import Filters
from ui.app import build_app

GIVEN = Path(__file__).parents[3] / "shared" / "trials" / "hostile_answers.txt"

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def hostile_answer(question: str, raw: str) -> Answer:
    """An answer with the hostile words wherever words of a report or a reader are shown."""
    publication = replace(
        DARZI,
        title=f"Title {raw}",
        publisher=f"Publisher {raw}",
        licence=raw,
        notes=raw,
        landing_url=f"javascript:alert('{raw}')",
        landing_is_publisher=True,
        nation=raw,
        authors=raw,
    )
    source = replace(fact("hostile-1", raw), where=raw, seen_in=raw, url=None)
    citation = Citation(f"hostile-{abs(hash(raw))}", publication, raw, (raw, raw), None, True, source)
    query = Query(
        question, raw, AnswerType.FINDING, (raw,), Filters(publishers=(raw,)), raw, (Reading(raw, raw, "x"),)
    )
    return Answer(
        query,
        Outcome.PARTLY_ANSWERED,
        raw,
        raw,
        (CheckedSentence(raw, (citation,), 0, (raw[:3],)), WAITING[0]),
        (Withheld(raw, raw, 3),),
        (Nearest(citation, raw),),
        (replace(DIFFER, topic=raw, kind=raw, why=raw, how=raw),),
        (raw,),
        (raw,),
    )


def hostile_brief(topic: str) -> tuple[BriefingNote, str, bytes]:
    """A note whose Markdown is the topic itself and every hostile text."""
    note = BriefingNote(topic, "2026-11-22", "x", topic, (), (), (), ())
    return note, "\n\n".join([f"# {topic}", *HOSTILE, *(f"- {raw}" for raw in HOSTILE)]), b"PK"


def hostile_texts() -> list[str]:
    """The given hostile answers where they are at hand, and our own always."""
    given = GIVEN.read_text(encoding="utf-8").split("\n---\n") if GIVEN.exists() else []
    return [raw.strip("\n") for raw in given] + list(HOSTILE)


@pytest.fixture(scope="module")
def hostile_address() -> Iterator[str]:
    answers = {f"Hostile {i}": hostile_answer(f"Hostile {i}", raw) for i, raw in enumerate(hostile_texts())}
    with serving(build_app(ScriptedAssistant(extra=answers), hostile_brief)) as where:
        yield where


def sinks(driver: PageDriver) -> list[str]:
    """Everything on the page that could load, send, run or lead away."""
    return list(
        driver.page.evaluate(
            """() => [...document.querySelectorAll(
                'gradio-app :is(form,iframe,object,embed,video,audio,picture,source,base,link,meta,math,'
                + 'script,style,input[name],[onerror],[onload],[onfocus],[ontoggle],[style*="evil"],img,'
                + 'svg image,a[href]),'
                + 'gradio-app [id=root],gradio-app [id=gradio_config]')]
              .filter((e) => !(e.tagName === 'A' && /^#[a-z]+(-\\d+)?$/.test(e.getAttribute('href'))))
              .filter((e) => e.closest('#results, #earlier, #note, #status, #problem'))
              .map((e) => e.outerHTML.slice(0, 120))"""
        )
    )


def test_hostile_words_stay_words(chromium: Browser, hostile_address: str) -> None:
    driver = PageDriver(chromium, hostile_address)
    texts = hostile_texts()
    assert len(texts) >= len(HOSTILE)
    for i, raw in enumerate(texts):
        driver.ask(f"Hostile {i}")
        driver.open_source(1)
        assert sinks(driver) == [], raw
        assert driver.page.evaluate("document.forms.length") == 0
        shown = driver.page.locator("#answer ol.said li").first.inner_text()
        assert " ".join(raw.split())[:20].strip() in " ".join(shown.split()), "the words themselves are shown"
    for summary in driver.page.locator("summary").all():
        summary.click()
    driver.page.wait_for_timeout(500)
    assert sinks(driver) == []
    assert driver.outside == []
    assert driver.dialogs == []
    assert driver.errors == []
    assert driver.requests > len(texts)
    driver.close()


def test_a_hostile_note_stays_words(chromium: Browser, hostile_address: str) -> None:
    driver = PageDriver(chromium, hostile_address)
    page = driver.page
    page.get_by_role("tab", name="Briefing note").click()
    page.locator("#topic textarea").fill("<img src=http://evil.example/x onerror=alert(1)>")
    page.get_by_role("button", name="Draft").click()
    page.locator("#note .note h2").first.wait_for()
    page.wait_for_timeout(500)
    assert sinks(driver) == []
    assert (driver.outside, driver.dialogs, driver.errors) == ([], [], [])
    driver.close()


@pytest.mark.skipif(not GIVEN.exists(), reason="../shared/trials/hostile_answers.txt is not at hand")
def test_all_given_hostile_answers_are_among_those_tried() -> None:
    assert len(hostile_texts()) == 27 + len(HOSTILE)
