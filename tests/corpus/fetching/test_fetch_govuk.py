"""Entries of the shipped catalogue fetched from GOV.UK and NHS England as they are known to behave."""

from __future__ import annotations

import json

from publishers import PDF, Page, file, html

from corpus.fetching.types import FetchReason, State

GOVUK = "https://www.gov.uk"
DARZI = "/government/publications/independent-investigation-of-the-nhs-in-england"
MEDIA = "https://assets.publishing.service.gov.uk/media"
TITLE = "Independent investigation of the National Health Service in England"


def listed(*attachments, **content):
    """GOV.UK's content of a publication."""
    return Page(json.dumps({"details": {"attachments": attachments}, **content}).encode())


def pdf(title, name):
    """A PDF in GOV.UK's list."""
    media_type = "application/pdf"
    return {"attachment_type": "file", "content_type": media_type, "title": title, "url": f"{MEDIA}/{name}"}


def page(title, name):
    """An HTML document in GOV.UK's list."""
    return {"attachment_type": "html", "title": title, "url": f"{DARZI}/{name}"}


DARZI_CONTENT = listed(
    page(f"{TITLE} (accessible version)", "accessible-version"),
    pdf(TITLE, "1/main.pdf"),
    pdf(f"{TITLE}: technical annex", "2/annex.pdf"),
    page("Summary letter from Lord Darzi", "letter"),
    public_updated_at="2024-11-15T09:00:00Z",
)


def test_govuk_gives_the_accessible_page_and_remembers_when_it_was_updated(
    publishers, fetch_from, shipped_catalogue
):
    publishers.pages = {
        f"{GOVUK}/api/content{DARZI}": DARZI_CONTENT,
        f"{GOVUK}{DARZI}/accessible-version": Page(html(TITLE)),
    }
    (found,) = fetch_from(shipped_catalogue["darzi-iinhs-2024"]).fetched
    assert found.url == f"{GOVUK}{DARZI}/accessible-version"
    assert (found.media_type, found.state, found.notes) == ("text/html", State.NEW, ())
    assert found.publisher_updated == "2024-11-15T09:00:00Z"
    assert found.path.read_bytes() == html(TITLE)
    assert {r.sni for r in publishers.received} == {"www.gov.uk"}
    assert {r.host for r in publishers.received} == {"www.gov.uk"}


def test_an_annex_on_the_same_govuk_page_is_told_from_the_report(publishers, fetch_from, shipped_catalogue):
    publishers.pages = {f"{GOVUK}/api/content{DARZI}": DARZI_CONTENT, f"{MEDIA}/2/annex.pdf": file(PDF)}
    (found,) = fetch_from(shipped_catalogue["darzi-annex-2024"]).fetched
    assert found.url == f"{MEDIA}/2/annex.pdf"
    assert found.media_type == "application/pdf"


def test_govuk_without_its_list_gives_the_file_the_catalogue_saw_and_says_so(
    publishers, fetch_from, shipped_catalogue
):
    darzi = shipped_catalogue["darzi-iinhs-2024"]
    publishers.pages = {darzi.file_url: file(PDF)}
    (found,) = fetch_from(darzi).fetched
    assert found.url == darzi.file_url
    assert "may not be the latest version" in found.notes[0]


def test_govuk_older_lists_are_html(publishers, fetch_from, shipped_catalogue):
    documents = [f'<section><a href="{DARZI}/web"> {TITLE} </a></section>']
    publishers.pages = {
        f"{GOVUK}/api/content{DARZI}": Page(json.dumps({"details": {"documents": documents}}).encode()),
        f"{GOVUK}{DARZI}/web": Page(html(TITLE)),
    }
    (found,) = fetch_from(shipped_catalogue["darzi-iinhs-2024"]).fetched
    assert found.url == f"{GOVUK}{DARZI}/web"


def test_a_govuk_page_that_lists_only_other_documents_is_not_clear(publishers, fetch_from, shipped_catalogue):
    publishers.pages = {
        f"{GOVUK}/api/content{DARZI}": listed(page("Summary letter from Lord Darzi", "letter"))
    }
    (missed,) = fetch_from(shipped_catalogue["darzi-annex-2024"]).not_fetched
    assert missed.reason is FetchReason.UNCLEAR
    assert "evidence add FILE" in missed.next_step


def test_a_govuk_press_release_is_its_page_also_from_the_bare_host(publishers, fetch_from, shipped_catalogue):
    letter = shipped_catalogue["darzi-letter-2024"]
    address = letter.landing_url.replace("https://gov.uk", GOVUK)
    content = {"public_updated_at": "2024-09-12", "withdrawn_notice": {"explanation": "Old."}}
    publishers.pages = {
        address.replace(GOVUK, f"{GOVUK}/api/content"): listed(**content),
        address: Page(html(letter.title)),
    }
    (found,) = fetch_from(letter).fetched
    assert found.url == address
    assert found.publisher_updated == "2024-09-12"
    assert found.notes == ("GOV.UK marks it as withdrawn.",)


def test_nhs_england_empty_202_is_a_failure_but_its_uploads_come(publishers, fetch_from, shipped_catalogue):
    long_read, file_seen = shipped_catalogue["nhse-nhg-2025"], shipped_catalogue["nhse-pcarp-2023"]
    publishers.pages = {
        long_read.landing_url: Page(b"", 202, {"x-amzn-waf-action": "challenge"}),
        file_seen.file_url: file(PDF),
    }
    summary = fetch_from(long_read, file_seen)
    assert [f.publication for f in summary.fetched] == ["nhse-pcarp-2023"]
    (missed,) = summary.not_fetched
    assert missed.reason is FetchReason.CHALLENGE
    assert missed.link == long_read.landing_url
    assert "Open it in a browser" in missed.next_step


def test_a_govuk_page_that_moved_is_followed_and_one_taken_down_is_told(
    publishers, fetch_from, shipped_catalogue
):
    old, new = f"{GOVUK}/api/content{DARZI}", "/government/publications/darzi-review"
    moved_on = {"document_type": "redirect", "redirects": [{"path": DARZI, "destination": new}]}
    publishers.pages = {
        old: Page(json.dumps(moved_on).encode()),
        f"{GOVUK}/api/content{new}": listed({**page(TITLE, "web"), "url": f"{new}/web"}),
        f"{GOVUK}{new}/web": Page(html(TITLE)),
    }
    (found,) = fetch_from(shipped_catalogue["darzi-iinhs-2024"]).fetched
    assert found.url == f"{GOVUK}{new}/web"
    publishers.pages = {old: Page(b'{"document_type": "gone"}')}
    (missed,) = fetch_from(shipped_catalogue["darzi-annex-2024"]).not_fetched
    assert missed.reason is FetchReason.NOT_FOUND
    assert "taken down" in missed.why


def test_odd_addresses_in_govuks_list_are_passed_over(publishers, fetch_from, shipped_catalogue):
    odd = {**page(TITLE, "x"), "url": "https://[::1/"}
    publishers.pages = {
        f"{GOVUK}/api/content{DARZI}": listed(odd, page(TITLE, "web")),
        f"{GOVUK}{DARZI}/web": Page(html(TITLE)),
    }
    (found,) = fetch_from(shipped_catalogue["darzi-iinhs-2024"]).fetched
    assert found.url == f"{GOVUK}{DARZI}/web"
