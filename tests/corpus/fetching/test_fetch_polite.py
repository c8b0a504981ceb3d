"""Politeness: waits as asked, a pace for each host, and robots.txt obeyed."""

from __future__ import annotations

import pytest
from publishers import PDF, Page, file, html, moved

from corpus.fetching.types import FetchReason


def test_busy_then_well_waits_as_long_as_asked(publishers, fetch_from, report):
    publishers.pages = {report.file_url: [Page(b"", 429, {"Retry-After": "7"}), Page(b"", 503), file(PDF)]}
    (found,) = fetch_from(report, interval=0.0).fetched
    assert found.size == len(PDF)
    first, second = publishers.quick.waits
    assert first == 7.0
    assert 1.0 <= second <= 2.0


def test_a_wait_beyond_the_deadline_is_not_begun(publishers, fetch_from, report):
    publishers.pages = {report.file_url: Page(b"", 503, {"Retry-After": "3600"})}
    (missed,) = fetch_from(report, interval=0.0).not_fetched
    assert missed.reason is FetchReason.BUSY
    assert "after 3600 seconds" in missed.why
    assert publishers.quick.waits == []
    assert len(publishers.asked()) == 1


def test_at_most_three_further_tries(publishers, fetch_from, report):
    publishers.pages = {report.file_url: Page(b"", 500)}
    (missed,) = fetch_from(report, interval=0.0).not_fetched
    assert missed.reason is FetchReason.SERVER_ERROR
    assert len(publishers.asked()) == 4
    assert [0.5 * 2**n <= wait <= 2**n for n, wait in enumerate(publishers.quick.waits)] == [True] * 3


def test_requests_to_one_host_are_a_second_apart(publishers, fetch_from, report):
    publishers.pages = {report.file_url: file(PDF)}
    fetch_from(report)
    (wait,) = publishers.quick.waits  # between robots.txt and the file
    assert 0.5 < wait <= 1.0


def test_robots_that_forbid_are_obeyed_and_asked_once_a_run(publishers, fetch_from, shipped_catalogue):
    reports = [shipped_catalogue[name] for name in ("nhse-pcarp-2023", "nhse-uec-plan-2023", "nhse-nhg-2025")]
    rules = b"User-agent: *\nDisallow: /wp-content/\nCrawl-delay: 3\n"
    publishers.pages = {
        "https://www.england.nhs.uk/robots.txt": Page(rules),
        **{r.file_url or r.landing_url: file(PDF) for r in reports},
    }
    summary = fetch_from(*reports)
    assert [m.reason for m in summary.not_fetched] == [FetchReason.ROBOTS, FetchReason.ROBOTS]
    assert len(summary.fetched) == 1
    assert [r.path for r in publishers.received].count("/robots.txt") == 1
    assert 2.0 < publishers.quick.waits[0] <= 3.0


def test_robots_for_us_by_name(publishers, fetch_from, report):
    rules = b"User-agent: PolicyEvidenceAssistant\nDisallow: /\n\nUser-agent: *\nAllow: /\n"
    publishers.pages = {report.file_url: file(PDF), "https://www.england.nhs.uk/robots.txt": Page(rules)}
    (missed,) = fetch_from(report).not_fetched
    assert missed.reason is FetchReason.ROBOTS
    assert publishers.received[0].headers["user-agent"].startswith("PolicyEvidenceAssistant/")


def test_robots_that_cannot_be_had_forbid(publishers, fetch_from, report):
    publishers.pages = {report.file_url: file(PDF), "https://www.england.nhs.uk/robots.txt": Page(b"", 500)}
    (missed,) = fetch_from(report).not_fetched
    assert missed.reason is FetchReason.SERVER_ERROR
    assert publishers.asked() == []


@pytest.mark.parametrize("status", [404, 403, 401, 410])
def test_a_host_without_robots_forbids_nothing(publishers, fetch_from, report, status):
    publishers.pages = {
        report.file_url: file(PDF),
        "https://www.england.nhs.uk/robots.txt": Page(b"", status),
    }
    assert len(fetch_from(report).fetched) == 1


def test_robots_of_the_host_led_to_are_asked_too(publishers, fetch_from, shipped_catalogue):
    article = shipped_catalogue["wattal-vanguards-2024"]
    home = "https://link.springer.com/article/10.1007/s10198-024-01676-0"
    publishers.pages = {
        article.landing_url: moved(home),
        home: Page(html(article.title)),
        "https://link.springer.com/robots.txt": Page(b"User-agent: *\nDisallow: /article"),
    }
    (missed,) = fetch_from(article).not_fetched
    assert missed.reason is FetchReason.ROBOTS
