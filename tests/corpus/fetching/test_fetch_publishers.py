"""Entries of the shipped catalogue fetched from other publishers that behave as each is known to."""

from __future__ import annotations

from publishers import PDF, Page, file, html, moved

from corpus.fetching.types import FetchReason


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


def test_kings_fund_page_leads_to_the_file_on_its_asset_host(publishers, fetch_from, shipped_catalogue):
    briefing = shipped_catalogue["kf-outofhospital-2024"]
    asset = "https://assets.kingsfund.org.uk/f/256914/x/0a1b2c3d4e/out_of_hospital_care_2024.pdf"
    link = f'<a href="{asset}">Download the briefing: {briefing.title} (PDF)</a>'
    publishers.pages = {briefing.landing_url: Page(html(briefing.title, links=link)), asset: file(PDF)}
    (found,) = fetch_from(briefing).fetched
    assert found.url == asset


def test_commons_library_page_leads_to_the_file_on_parliaments_file_host(
    publishers, fetch_from, shipped_catalogue
):
    pack = shipped_catalogue["hocl-darzi-2024"]
    wanted = "https://researchbriefings.files.parliament.uk/documents/CDP-2024-0121/CDP-2024-0121.pdf"
    link = f'<a href="{wanted}">Download full report (500 KB, PDF)</a>'
    publishers.pages = {pack.landing_url: Page(html(pack.title, links=link)), wanted: file(PDF)}
    (found,) = fetch_from(pack).fetched
    assert found.url == wanted


def test_a_committees_page_about_an_inquiry_is_no_report(publishers, fetch_from, shipped_catalogue):
    inquiry = shipped_catalogue["pac-elective-2025"]
    publishers.pages = {inquiry.landing_url: Page(html(inquiry.title))}
    (missed,) = fetch_from(inquiry).not_fetched
    assert missed.reason is FetchReason.UNCLEAR


def test_a_repositorys_record_leads_to_its_copy_of_the_article(publishers, fetch_from, shipped_catalogue):
    article = shipped_catalogue["morciano-vanguards-2020"]
    wanted = "https://kar.kent.ac.uk/81492/1/1-s2.0-S0168851020301093-main.pdf"
    links = f'<a href="/policies.pdf">Take-down policy</a><a href="{wanted}">{article.title}</a>'
    publishers.pages = {article.landing_url: Page(html(article.title, links=links)), wanted: file(PDF)}
    (found,) = fetch_from(article).fetched
    assert found.url == wanted


def test_nao_press_release_leads_by_the_page_of_the_report_to_its_file(
    publishers, fetch_from, shipped_catalogue
):
    report = shipped_catalogue["nao-elective-2025"]
    about = (
        "https://www.nao.org.uk/reports/nhs-englands-management-of-elective-care-transformation-programmes/"
    )
    file_url = (
        "https://www.nao.org.uk/wp-content/uploads/2025/10/nhs-englands-management-of-elective-care.pdf"
    )
    links = f'<a href="/reports/another-report/">Another report</a><a href="{about}">Read the report</a>'
    publishers.pages = {
        report.landing_url: Page(html("NHS programmes did not meet all targets", links=links)),
        about: Page(
            html(report.title, links=f'<a href="{file_url}">Report (PDF)</a><a href="{about}">Here</a>')
        ),
        file_url: file(PDF),
    }
    (found,) = fetch_from(report).fetched
    assert found.url == file_url


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
