"""Entries of the shipped catalogue fetched from publishers that behave as each is known to."""

from __future__ import annotations

import json

from publishers import PDF, Page, file, html, moved

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


def test_archived_file_comes_without_the_archives_frame(publishers, fetch_from, shipped_catalogue):
    plan = shipped_catalogue["nhse-ltp-2019"]
    assert "if_/" in plan.file_url
    publishers.pages = {plan.file_url: file(PDF)}
    (found,) = fetch_from(plan).fetched
    assert found.url == plan.file_url


def test_archived_page_leads_to_the_file_kept_with_it(publishers, fetch_from, shipped_catalogue):
    archive = "https://webarchive.nationalarchives.gov.uk/ukgwa/20100407162843"
    start = f"{archive}if_/http://www.dh.gov.uk/en/Healthcare/Highqualitycareforall/index.htm"
    href = "/ukgwa/20100407162843/http:/www.dh.gov.uk/dh_085828.pdf"
    link = f'<a href="{href}">High quality care for all: final report</a>'
    publishers.pages = {
        start: Page(html("High quality care for all", links=link)),
        f"{archive}if_/http://www.dh.gov.uk/dh_085828.pdf": file(PDF),
    }
    (found,) = fetch_from(shipped_catalogue["darzi-hqca-2008"]).fetched
    assert found.url == f"{archive}if_/http://www.dh.gov.uk/dh_085828.pdf"


def test_kings_fund_file_on_its_asset_host_and_old_addresses_that_moved(
    publishers, fetch_from, shipped_catalogue
):
    wigan, nuka = shipped_catalogue["wigan-kf-2019"], shipped_catalogue["nuka-kf-2015"]
    fresh = "https://www.kingsfund.org.uk/insight-and-analysis/reports/nuka"
    publishers.pages = {
        wigan.file_url: file(PDF),
        nuka.landing_url: moved("/insight-and-analysis/reports/nuka", 301),
        fresh: Page(html(nuka.title)),
    }
    summary = fetch_from(wigan, nuka)
    assert [f.url for f in summary.fetched] == [wigan.file_url, fresh]


def test_nuffield_names_with_encoded_signs_are_asked_as_they_are(publishers, fetch_from, shipped_catalogue):
    report = shipped_catalogue["kf-bsa-2024"]
    assert "%20%284%29.pdf" in report.file_url
    publishers.pages = {report.file_url: file(PDF)}
    (found,) = fetch_from(report).fetched
    assert publishers.asked() == [report.file_url]
    assert found.url == report.file_url


def test_an_address_of_the_catalogue_over_http_is_asked_and_led_to_https(
    publishers, fetch_from, shipped_catalogue
):
    survey = shipped_catalogue["kf-bsa-2019"]
    fresh = "https://www.nuffieldtrust.org.uk/research/satisfaction-2019"
    publishers.pages = {survey.landing_url: moved(fresh, 301), fresh: Page(html(survey.title))}
    (found,) = fetch_from(survey).fetched
    assert found.url == fresh


def test_nhs_confederation_with_and_without_www_and_its_new_home(publishers, fetch_from, shipped_catalogue):
    report = shipped_catalogue["nhsconfed-neigh-2024"]
    home = "https://thenhsalliance.org/resources/working-better-together"
    publishers.pages = {
        report.landing_url: moved("https://www.nhsconfed.org/publications/x", 301),
        "https://www.nhsconfed.org/publications/x": moved(home, 301),
        home: Page(html(report.title, links='<a href="/files/R.pdf">Download the report</a>')),
        "https://thenhsalliance.org/files/R.pdf": file(PDF),
    }
    (found,) = fetch_from(report).fetched
    # The name in the address says nothing, and nothing else on the page is a file.
    assert found.url == "https://thenhsalliance.org/files/R.pdf"


def test_nao_summary_leads_to_the_report(publishers, fetch_from, shipped_catalogue):
    report = shipped_catalogue["nao-backlogs-2022"]
    uploads = "https://www.nao.org.uk/wp-content/uploads/2022/11"
    name = "Managing-NHS-backlogs-and-waiting-times-in-England"
    links = (
        f'<a href="{uploads}/{name}-Summary.pdf">Summary (PDF)</a>'
        f'<a href="{uploads}/{name}-Report.pdf">Report (PDF)</a>'
        f'<a href="https://tracker.example/{name}.pdf">Report</a>'
    )
    wanted = f"{uploads}/{name}-Report.pdf"
    publishers.pages = {report.landing_url: Page(html(report.title, links=links)), wanted: file(PDF)}
    (found,) = fetch_from(report).fetched
    assert found.url == wanted


def test_nao_summary_without_a_file_is_not_taken_for_the_report(publishers, fetch_from, shipped_catalogue):
    report = shipped_catalogue["nao-backlogs-2022"]
    publishers.pages = {report.landing_url: Page(html(report.title))}
    (missed,) = fetch_from(report).not_fetched
    assert missed.reason is FetchReason.UNCLEAR


def test_parliament_report_is_the_page_itself(publishers, fetch_from, shipped_catalogue):
    report = shipped_catalogue["pac-backlogs-2023"]
    publishers.pages = {report.file_url: Page(html(report.title))}
    (found,) = fetch_from(report).fetched
    assert (found.url, found.media_type) == (report.file_url, "text/html")


def test_journal_address_leads_to_the_journal(publishers, fetch_from, shipped_catalogue):
    article = shipped_catalogue["wattal-vanguards-2024"]
    home = "https://link.springer.com/article/10.1007/s10198-024-01676-0"
    publishers.pages = {article.landing_url: moved(home), home: Page(html(article.title))}
    (found,) = fetch_from(article).fetched
    assert found.url == home


def test_press_copies_and_unseen_originals_are_not_asked(publishers, fetch_from, shipped_catalogue):
    wanted = "bbc-washwood-2025 house-10yp-views-2025 fleetwood-hsj-2019 newton-bham-int nhf-2026".split()
    summary = fetch_from(*(shipped_catalogue[name] for name in wanted))
    assert {m.reason for m in summary.not_fetched} == {FetchReason.NOT_OFFERED}
    assert len(summary.not_fetched) == len(wanted)
    assert publishers.received == []


def test_a_page_under_another_title_is_kept_with_a_note(publishers, fetch_from, shipped_catalogue):
    report = shipped_catalogue["pac-backlogs-2023"]
    publishers.pages = {report.file_url: Page(html("Annual accounts of the harbour board"))}
    (found,) = fetch_from(report).fetched
    assert "calls itself 'Annual accounts of the harbour board'" in found.notes[0]


def test_what_came_over_http_says_so(publishers, fetch_from, shipped_catalogue):
    article = shipped_catalogue["southwark-lambeth-2018"]
    publishers.pages = {article.landing_url: Page(html(article.title))}
    (found,) = fetch_from(article).fetched
    assert found.url.startswith("http://")
    assert found.notes == ("It came over an unencrypted connection.",)


def test_odd_links_on_a_page_are_passed_over(publishers, fetch_from, shipped_catalogue):
    report = shipped_catalogue["nao-backlogs-2022"]
    odd = (
        "https://[::1/a.pdf",
        "http://a:b:c/a.pdf",
        "javascript:x.pdf",
        "//",
        "https://①.pdf",
        "a" * 70_000,
    )
    links = "".join(f'<a href="{href}">{report.title}</a>' for href in odd)
    good = "https://www.nao.org.uk/uploads/report.pdf"
    body = html(report.title, links=f'{links}<a href="{good}">{report.title}</a>')
    publishers.pages = {report.landing_url: Page(body), good: file(PDF)}
    (found,) = fetch_from(report).fetched
    assert found.url == good


def test_odd_addresses_in_govuks_list_are_passed_over(publishers, fetch_from, shipped_catalogue):
    odd = {**page(TITLE, "x"), "url": "https://[::1/"}
    publishers.pages = {
        f"{GOVUK}/api/content{DARZI}": listed(odd, page(TITLE, "web")),
        f"{GOVUK}{DARZI}/web": Page(html(TITLE)),
    }
    (found,) = fetch_from(shipped_catalogue["darzi-iinhs-2024"]).fetched
    assert found.url == f"{GOVUK}{DARZI}/web"
