"""NHS England's pages, which answer programs with a check: their text from the site's content address."""

from __future__ import annotations

import json
from typing import Any

import pytest
from publishers import Page, Publishers, html, left_behind

from corpus.fetching.types import FetchReason, State

SITE = "https://www.england.nhs.uk"
SEARCH = f"{SITE}/wp-json/wp/v2/search"
ITEM = f"{SITE}/wp-json/wp/v2/long-read/12"
CHECK = Page(b"", 202, {"x-amzn-waf-action": "challenge"})
TEXT = "<h2>Introduction</h2>" + "<p>Neighbourhood teams meet people at home &amp; near it.</p>" * 40


@pytest.fixture
def long_read(shipped_catalogue):
    return shipped_catalogue["nhse-nhg-2025"]


def found(url: str, href: str = ITEM) -> dict[str, Any]:
    return {"id": 12, "url": url, "type": "post", "_links": {"self": [{"href": href}]}}


def content(link: str, text: str = TEXT) -> Page:
    title = {"rendered": "Neighbourhood health guidelines 2025/26"}
    return Page(json.dumps({"link": link, "title": title, "content": {"rendered": text}}).encode())


def stand_up(publishers: Publishers, page: str, listed: list[Any], item: Page) -> None:
    publishers.pages = {page: CHECK, SEARCH: Page(json.dumps(listed).encode()), ITEM: item}


def test_the_text_comes_as_a_page_under_its_title_and_says_so(publishers, fetch_from, long_read):
    address = long_read.landing_url
    stand_up(publishers, address, [found(f"{SITE}/long-read/other/"), found(address)], content(address))
    (first,) = fetch_from(long_read).fetched
    made = first.path.read_text()
    assert "<h1>Neighbourhood health guidelines 2025/26</h1>\n<h2>Introduction</h2>" in made
    assert (first.media_type, first.url, first.asked) == ("text/html", ITEM, ITEM)
    assert first.notes[0].startswith("It is the text that the site gives to programs")
    assert "search=neighbourhood+health+guidelines+2025+26" in publishers.asked()[1]
    (second,) = fetch_from(long_read).fetched
    assert (second.state, second.sha256) == (State.UNCHANGED, first.sha256)


def test_a_page_that_answers_is_taken_itself(publishers, fetch_from, long_read):
    publishers.pages = {long_read.landing_url: Page(html(long_read.title))}
    (got,) = fetch_from(long_read).fetched
    assert got.url == long_read.landing_url
    assert publishers.asked() == [long_read.landing_url]


@pytest.mark.parametrize(
    ("listed", "item"),
    [
        ([], CHECK),
        ([{"url": 5}], CHECK),
        ([found("OWN", "https://evil.test/wp-json/12")], CHECK),
        ([found("OWN", "http://169.254.169.254/latest")], CHECK),
        ([found("OWN")], CHECK),
        ([found("OWN")], Page(b"{}")),
        ([found("OWN")], content(f"{SITE}/long-read/another/")),
        ([found("OWN")], content("OWN", "<p>Read the page.</p>")),
    ],
)
def test_without_its_text_there_the_check_is_what_is_told(
    publishers, fetch_from, long_read, tmp_path, listed, item
):
    own = long_read.landing_url
    body = item.body.replace(b"OWN", own.encode())
    listed = json.loads(json.dumps(listed).replace("OWN", own))
    stand_up(publishers, own, listed, Page(body, item.status, item.headers))
    (missed,) = fetch_from(long_read).not_fetched
    assert missed.reason is FetchReason.CHALLENGE
    assert "Open it in a browser" in missed.next_step
    assert left_behind(tmp_path / "downloads") == []


def test_its_robots_are_obeyed_there_too(publishers, fetch_from, long_read):
    own = long_read.landing_url
    stand_up(publishers, own, [found(own)], content(own))
    publishers.pages[f"{SITE}/robots.txt"] = Page(b"User-agent: *\nDisallow: /wp-json/\n")
    (missed,) = fetch_from(long_read).not_fetched
    assert missed.reason is FetchReason.CHALLENGE
    assert publishers.asked() == [own]


def test_other_sites_checks_are_told_at_once(publishers, fetch_from, shipped_catalogue):
    page = shipped_catalogue["kf-10yp-explained-2025"]
    publishers.pages = {page.landing_url: CHECK}
    (missed,) = fetch_from(page).not_fetched
    assert missed.reason is FetchReason.CHALLENGE
    assert publishers.asked() == [page.landing_url]


def test_a_site_under_the_same_host_has_a_content_address_of_its_own(
    publishers, fetch_from, shipped_catalogue
):
    page = shipped_catalogue["nhse-london-case"]
    publishers.pages = {page.landing_url: CHECK}
    fetch_from(page)
    assert publishers.asked()[1].startswith(f"{SITE}/london/wp-json/wp/v2/search?")
