"""The pure parts of fetching: which offer, which file on a page, how long to wait, how a page is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching.choosing import Candidate, choose
from corpus.fetching.offers import Way, archived, offer
from corpus.fetching.pacing import retry_after
from corpus.fetching.pages import view
from corpus.fetching.records import safe_name
from corpus.fetching.types import NEXT_STEP, FetchError, FetchReason
from corpus.parsing.types import Format
from corpus.types import Kind, Role

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def candidates(*titles, kind=Format.PDF):
    return [Candidate(f"https://www.example.org/{n}", title, kind) for n, title in enumerate(titles)]


@pytest.fixture
def review(plan):
    """A review in several documents."""
    return replace(plan, title="A plan for care: putting people first", document_type="policy paper")


@pytest.mark.parametrize(
    ("titles", "number"),
    [
        (["A plan for care: executive summary", "A plan for care: putting people first"], 1),
        (["A plan for care (easy read)", "A plan for care (Welsh)", "A plan for care"], 2),
        (["Technical annex to A plan for care", "Plan for care PDF, 2 MB, 90 pages"], 1),
        (["Download the report"], 0),
        (["Download full report (1.5 MB, 90 pages, PDF)"], 0),
        (["Download the report", "A plan for care"], 1),
        (["Staff survey", "Putting people first"], 1),
        (["Download", "Download"], None),
        (["Executive summary"], None),
        (["Staff survey 2019"], None),
        ([], None),
    ],
)
def test_the_file_that_is_the_publication_is_chosen_or_none(review, titles, number):
    offered = candidates(*titles)
    assert choose(review, offered) == (None if number is None else offered[number])


def test_a_page_is_taken_before_a_pdf_of_the_same_document(review):
    pdf, page = candidates("A plan for care")[0], candidates("A plan for care", kind=Format.HTML)[0]
    assert choose(review, [pdf, page]) == page


def test_an_annex_is_not_taken_for_the_plan_though_it_is_a_page(review):
    annex, pdf = candidates("A plan for care: annex", kind=Format.HTML)[0], candidates("A plan for care")[0]
    assert choose(review, [annex, pdf]) == pdf


@pytest.mark.parametrize(
    ("changes", "way"),
    [
        ({"landing_url": "https://www.gov.uk/government/publications/a"}, Way.GOVUK),
        ({"landing_url": "https://gov.uk/government/news/a"}, Way.GOVUK),
        ({"landing_url": "https://www.example.org/a", "document_type": "long read"}, Way.PAGE),
        ({"landing_url": "https://www.example.org/a", "document_type": "report"}, Way.FILE_ON_PAGE),
        ({"landing_url": "https://www.example.org/a", "document_type": "report (HTML)"}, Way.PAGE),
        ({"landing_url": "https://nao.org.uk/press-releases/a", "document_type": "note"}, Way.FILE_ON_PAGE),
        ({"landing_url": "https://www.example.org/a", "file_url": "https://www.example.org/a.pdf"}, Way.FILE),
        ({"landing_url": None, "landing_is_publisher": False,
          "file_url": "https://assets.kingsfund.org.uk/f/a.pdf"}, Way.FILE),
    ],
)  # fmt: skip
def test_how_a_publication_is_fetched(plan, changes, way):
    assert offer(replace(plan, **changes)).way is way


@pytest.mark.parametrize(
    "changes",
    [
        {"role": Role.SECONDARY},
        {"kind": Kind.PRESS},
        {"landing_is_publisher": False},
        {"landing_url": None},
        {"landing_url": "https://www.scribd.com/doc/1"},
        {"landing_url": "https://uk.scribd.com/doc/1"},
        {"landing_url": "https://www.bmj.com/content/1"},
        {"landing_url": "https://www.hsj.co.uk/a"},
        {"landing_url": "https://www.thetimes.com/a"},
        {"landing_url": "https://www.ft.com/content/a"},
        {"landing_url": None, "landing_is_publisher": False, "file_url": "https://files.example.org/a.pdf"},
        {"landing_url": "https://copies.example.org/a", "landing_is_publisher": False,
         "file_url": "https://assets.kingsfund.org.uk/f/a.pdf"},
    ],
)  # fmt: skip
def test_press_and_copies_are_not_offered(plan, changes):
    with pytest.raises(FetchError) as error:
        offer(replace(plan, **changes))
    assert error.value.reason is FetchReason.NOT_OFFERED


RAW = "https://webarchive.nationalarchives.gov.uk/ukgwa/20250511091243if_/https://www.nhs.uk/a.pdf"


@pytest.mark.parametrize(
    ("address", "raw"),
    [
        (RAW, RAW),
        (RAW.replace("if_", ""), RAW),
        (RAW.replace("if_", "mp_"), RAW),
        (RAW.replace("/ukgwa", "").replace("if_", ""), RAW),
        (RAW.replace("https://www.nhs", "https:/www.nhs"), RAW),
        (
            "https://www.example.org/20250511091243/https://a",
            "https://www.example.org/20250511091243/https://a",
        ),
    ],
)
def test_archive_addresses_lead_to_the_file_as_kept(address, raw):
    assert archived(address) == raw


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("9" * 400, 999999999.0),
        ("²", None),
    ],
)
def test_retry_after(value, seconds):
    assert retry_after(value, NOON) == seconds


@given(st.text(max_size=400))
def test_any_text_has_a_view(text):
    assert view(text).links == view(text).links


@given(st.text(alphabet="<>/!-ascript\"'= &;#[]?", max_size=400))
def test_any_markup_has_a_view(text):
    assert isinstance(view(text).text, str)


@pytest.mark.parametrize(
    "odd", ["<![odd x]>", "<![odd[x]]>", "<!DOCTYPE [<!ODD x>]>", "<![ [", "<!--", "<a href='"]
)
def test_an_odd_declaration_ends_the_view_without_harm(odd):
    assert view(f"<title>T</title><p>seen</p>{odd}<p>after").title == "T"


def test_the_view_of_a_page():
    seen = view(
        "<title> A &amp; B </title><script>var x = '<h1>No</h1>'</script><h1>First <b>head</b></h1>"
        "<p>One</p><p>two</p><a href='/a b'>the <i>link</i></a><a>none</a>"
        "<h1>Second</h1><svg><title>x</title></svg>"
    )
    assert (seen.title, seen.heading) == ("A & B", "First head")
    assert seen.text == "First head One two the linknone Second"
    assert seen.links == (("/a b", "the link"),)


@pytest.mark.parametrize(
    "name", ["../up", "/etc/passwd", "a/b", "a\0b", ".hidden", "x" * 300, "Ä", "con.", ""]
)
def test_odd_ids_make_plain_file_names(name):
    made = safe_name(name)
    assert made.isalnum()
    assert made.isascii()
    assert made != name


def test_every_reason_has_a_next_step():
    assert all(FetchError(reason).next_step("a") for reason in FetchReason)
    assert set(NEXT_STEP) <= set(FetchReason)
