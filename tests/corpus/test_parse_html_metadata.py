from __future__ import annotations

import pytest

from corpus.parsing import html
from corpus.parsing.types import Parsed
from corpus.types import PartialDate


def page(body: str, head: str = "") -> Parsed:
    return html.parse(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "page.html")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>The plan | Trust</title>", "The plan"),
        ("<title>The plan - GOV.UK</title>", "The plan"),
        ("<meta property='og:title' content='The plan'><title>x</title>", "The plan"),
        ("<title>Short-term and long-term care</title>", "Short-term and long-term care"),
        ("", None),
    ],
)
def test_the_title_is_without_the_sites_name(head: str, title: str | None) -> None:
    assert page("<p>Waits fell.</p>", head).proposed.title == title


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        ("<p>Published 12 September 2024</p>", "2024-09-12"),
        ("<p>Published: September 2024</p>", "2024-09"),
        ("<time class='published' datetime='2023-02-01T23:30:00Z'>1 Feb</time>", "2023-02-01"),
        ("<dl><dt>Published</dt><dd>3 May 2021</dd></dl>", "2021-05-03"),
        ("<p>It draws on the Playbook published in February 2025.</p>", None),
        ("<p>Last updated 3 May 2021</p>", None),
    ],
)
def test_the_date_of_publication_is_read_where_it_is_stated(markup: str, published: str | None) -> None:
    found = page(f"<h1>Report</h1>{markup}<p>Waits fell.</p>").proposed.published
    assert found == (PartialDate.parse(published) if published else None)
