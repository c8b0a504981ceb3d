"""Publishers' bad days: slow, cut, wrong, busy, pretending. Nothing half-written; a reason each time."""

from __future__ import annotations

import gzip

import pytest
from publishers import PDF, Page, file, html, left_behind

from corpus.fetching.records import all_records
from corpus.fetching.types import FetchReason

TYPE = {"Content-Type": "application/pdf"}


PRETENDERS = {
    "empty 200": (Page(b""), FetchReason.INCOMPLETE),
    "empty 202": (Page(b"", 202), FetchReason.CHALLENGE),
    "202 with a script": (Page(html("Please wait"), 202), FetchReason.CHALLENGE),
    "firewall header": (Page(html("x"), 200, {"x-amzn-waf-action": "captcha"}), FetchReason.CHALLENGE),
    "cloudflare 403": (Page(html("x"), 403, {"cf-mitigated": "challenge"}), FetchReason.CHALLENGE),
    "cloudflare page": (Page(html("Just a moment...")), FetchReason.CHALLENGE),
    "incapsula": (
        Page(b'<html><head><script src="/_Incapsula_Resource?x=1"></script></head><body></body></html>'),
        FetchReason.CHALLENGE,
    ),
    "page of scripts only": (Page(b"<html><script>var a = 1</script></html>"), FetchReason.CHALLENGE),
    "soft 404": (Page(html("Page not found | Committees")), FetchReason.NOT_FOUND),
    "soft 404 in its heading": (
        Page(b"<html><title>Site</title><h1>Sorry, this page cannot be found</h1><p>Home</p></html>"),
        FetchReason.NOT_FOUND,
    ),
    "404": (Page(html("x"), 404), FetchReason.NOT_FOUND),
    "410": (Page(html("x"), 410), FetchReason.NOT_FOUND),
    "login page": (Page(html("Sign in to your account")), FetchReason.LOGIN),
    "401": (Page(html("x"), 401), FetchReason.LOGIN),
    "paid article": (
        Page(html("News", links='<script>{"isAccessibleForFree": "False"}</script>')), FetchReason.LOGIN,
    ),
    "403": (Page(html("x"), 403), FetchReason.FORBIDDEN),
    "an image": (Page(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99), FetchReason.WRONG_TYPE),
    "a spreadsheet": (Page(b"PK\x03\x04xl/workbook.xml"), FetchReason.WRONG_TYPE),
    "json": (Page(b'{"error": "none"}'), FetchReason.WRONG_TYPE),
    "unknown encoding": (Page(b"abc", headers={"Content-Encoding": "br"}), FetchReason.WRONG_TYPE),
}  # fmt: skip


@pytest.mark.parametrize("name", PRETENDERS)
def test_failure_dressed_as_success_is_told(publishers, fetch_from, web, tmp_path, name):
    page, reason = PRETENDERS[name]
    publishers.pages = {web.file_url: page}
    (missed,) = fetch_from(web).not_fetched
    assert missed.reason is reason
    assert missed.next_step
    assert left_behind(tmp_path / "downloads") == []


@pytest.mark.parametrize(
    ("title", "reason"),
    [("Just a moment...", FetchReason.CHALLENGE), ("Page not found", FetchReason.NOT_FOUND),
     ("Sign in", FetchReason.LOGIN)],
)  # fmt: skip
def test_a_pretender_in_the_place_of_the_page_that_leads_to_the_file_is_told(
    publishers, fetch_from, shipped_catalogue, title, reason
):
    for name in ("nao-backlogs-2022", "kf-outofhospital-2024"):
        entry = shipped_catalogue[name]
        publishers.pages = {entry.landing_url: Page(html(title))}
        (missed,) = fetch_from(entry).not_fetched
        assert missed.reason is reason


def test_a_page_where_a_pdf_was_due_is_a_failure(publishers, fetch_from, report):
    publishers.pages = {report.file_url: Page(html("Welcome"), headers=TYPE)}
    (missed,) = fetch_from(report).not_fetched
    assert missed.reason is FetchReason.WRONG_TYPE
    assert "'Welcome'" in missed.why


def test_a_long_page_that_mentions_a_firewall_or_a_login_is_no_failure(publishers, fetch_from, web):
    links = '<script src="/cdn-cgi/challenge-platform/x.js"></script><a href="/login">Sign in</a>'
    publishers.pages = {web.file_url: Page(html(web.title, links=links))}
    (found,) = fetch_from(web).fetched
    assert found.notes == ()


def test_a_drip_ends_at_the_deadline(publishers, fetch_from, report, tmp_path):
    publishers.pages = {report.file_url: Page(PDF, drip=0.02)}
    (missed,) = fetch_from(report, seconds=0.5, silent_seconds=0.3, interval=0.0).not_fetched
    assert missed.reason is FetchReason.TOO_SLOW
    assert left_behind(tmp_path / "downloads") == []


@pytest.mark.parametrize("part", ["robots.txt", "body without length", "json", "page"])
def test_other_drips_end_too(publishers, fetch_from, shipped_catalogue, part):
    darzi = shipped_catalogue["darzi-letter-2024"]
    address = darzi.landing_url.replace("https://gov.uk", "https://www.gov.uk")
    api = address.replace("https://www.gov.uk", "https://www.gov.uk/api/content")
    drip = Page(b" " * 500, drip=0.02, unsized=part == "body without length")
    publishers.pages = {address: Page(html(darzi.title)), api: Page(b"{}")}
    publishers.pages[{"robots.txt": "https://www.gov.uk/robots.txt", "json": api}.get(part, address)] = drip
    (missed,) = fetch_from(darzi, seconds=0.4, interval=0.0).not_fetched
    assert missed.reason is FetchReason.TOO_SLOW


def test_a_silent_publisher_is_given_up(publishers, fetch_from, report):
    publishers.pages = {report.file_url: Page(PDF, drip=5.0)}
    (missed,) = fetch_from(report, silent_seconds=0.1, retries=1).not_fetched
    assert missed.reason is FetchReason.UNREACHABLE
    assert len(publishers.asked()) == 2


def test_a_cut_file_is_gone_on_with(publishers, fetch_from, report):
    cut = Page(PDF, headers={**TYPE, "ETag": '"v1"'}, cut=5000)
    publishers.pages = {report.file_url: [cut, file(PDF, etag='"v1"')]}
    (found,) = fetch_from(report).fetched
    assert found.path.read_bytes() == PDF
    first, second = (r for r in publishers.received if r.path != "/robots.txt")
    assert "range" not in first.headers
    assert (second.headers["range"], second.headers["if-range"]) == ("bytes=5000-", '"v1"')


def test_a_file_cut_each_time_is_gone_on_with_in_the_next_run(publishers, fetch_from, report, tmp_path):
    cut = Page(PDF, headers={**TYPE, "ETag": '"v1"'}, cut=5000)
    publishers.pages = {report.file_url: cut}
    (missed,) = fetch_from(report, retries=0).not_fetched
    assert missed.reason is FetchReason.INCOMPLETE
    assert all_records(tmp_path / "downloads") == ()
    publishers.pages = {report.file_url: file(PDF, etag='"v1"')}
    seen = []
    (found,) = fetch_from(report, progress=lambda *step: seen.append(step)).fetched
    assert publishers.received[-1].headers["range"] == "bytes=5000-"
    assert found.path.read_bytes() == PDF
    assert seen[:2] == [(report.id, 0, None), (report.id, 5000, len(PDF))]
    assert seen[-1] == (report.id, len(PDF), len(PDF))


def test_a_part_of_another_version_is_not_gone_on_with(publishers, fetch_from, report):
    cut = Page(b"%PDF-old" * 2000, headers={**TYPE, "ETag": '"v1"'}, cut=5000)
    publishers.pages = {report.file_url: [cut, file(PDF, etag='"v2"')]}
    (found,) = fetch_from(report).fetched
    assert found.path.read_bytes() == PDF


@pytest.mark.parametrize("span", ["bytes 0-9/10", "bytes 0-99/*", "nonsense", ""])
def test_another_part_than_asked_for_is_thrown_away(publishers, fetch_from, report, span):
    cut = Page(PDF, headers={**TYPE, "ETag": '"v1"'}, cut=5000)
    wrong = Page(PDF[-100:], 206, {**TYPE, "Content-Range": span})
    publishers.pages = {report.file_url: [cut, wrong, file(PDF, etag='"v1"')]}
    (found,) = fetch_from(report).fetched
    assert found.path.read_bytes() == PDF
    assert "range" not in publishers.received[-1].headers


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"v1"'}, {"ETag": '"v1"', "Accept-Ranges": "none"}])
def test_without_a_firm_version_a_cut_file_begins_anew(publishers, fetch_from, report, headers):
    publishers.pages = {report.file_url: [Page(PDF, headers={**TYPE, **headers}, cut=5000), file(PDF)]}
    (found,) = fetch_from(report).fetched
    assert found.path.read_bytes() == PDF
    assert "range" not in publishers.received[-1].headers


def test_a_length_that_is_too_long_is_an_incomplete_file(publishers, fetch_from, report, tmp_path):
    publishers.pages = {report.file_url: Page(PDF, headers=TYPE, length=len(PDF) + 10)}
    (missed,) = fetch_from(report).not_fetched
    assert missed.reason is FetchReason.INCOMPLETE
    assert left_behind(tmp_path / "downloads") == []


def test_a_length_that_is_too_short_gives_a_pdf_without_end(publishers, fetch_from, report, tmp_path):
    publishers.pages = {report.file_url: Page(PDF, headers=TYPE, length=len(PDF) - 10)}
    (missed,) = fetch_from(report).not_fetched
    assert missed.reason is FetchReason.INCOMPLETE
    assert "no end" in missed.why
    assert left_behind(tmp_path / "downloads") == []


def test_what_is_larger_than_allowed_is_refused_by_its_length_and_by_its_bytes(
    publishers, fetch_from, report
):
    for page in (
        Page(PDF),
        Page(PDF, unsized=True),
        Page(gzip.compress(PDF), headers={"Content-Encoding": "gzip"}),
    ):
        publishers.pages = {report.file_url: page}
        (missed,) = fetch_from(report, bytes=10_000).not_fetched
        assert missed.reason is FetchReason.TOO_LARGE


def test_a_compression_bomb_stops_at_the_limit(publishers, fetch_from, web):
    bomb = gzip.compress(b"\0" * 60_000_000, 9)
    assert len(bomb) < 100_000
    publishers.pages = {web.file_url: Page(bomb, headers={"Content-Encoding": "gzip"})}
    (missed,) = fetch_from(web).not_fetched
    assert missed.reason is FetchReason.TOO_LARGE


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_page_is_kept_as_the_page_it_is(publishers, fetch_from, web, encoding):
    import zlib

    pack = gzip.compress if encoding == "gzip" else zlib.compress
    publishers.pages = {web.file_url: Page(pack(html(web.title)), headers={"Content-Encoding": encoding})}
    (found,) = fetch_from(web).fetched
    assert found.path.read_bytes() == html(web.title)


def test_a_cut_compressed_page_is_incomplete(publishers, fetch_from, web):
    packed = gzip.compress(html(web.title))[:-40]
    publishers.pages = {web.file_url: Page(packed, headers={"Content-Encoding": "gzip"})}
    (missed,) = fetch_from(web).not_fetched
    assert missed.reason is FetchReason.INCOMPLETE
