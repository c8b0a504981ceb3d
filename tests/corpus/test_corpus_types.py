"""Partial dates keep what was published and no more; a publication's link is the best address seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import PartialDate, Publication


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "shown"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2024"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28), "February 2023"),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31), "December 2024"),
        ("2024-09-02", date(2024, 9, 2), date(2024, 9, 2), "2 September 2024"),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29), "29 February 2024"),
        (" 2024-09 ", date(2024, 9, 1), date(2024, 9, 30), "September 2024"),
    ],
)
def test_a_date_covers_exactly_what_was_published(
    text: str, earliest: date, latest: date, shown: str
) -> None:
    parsed = PartialDate.parse(text)
    assert (parsed.earliest, parsed.latest, str(parsed)) == (earliest, latest, shown)


@pytest.mark.parametrize(
    "text",
    [
        "", "24", "September 2024", "2024-9", "2024-09-1", "2024/09/12", "2024-09-12T00:00", "2024-13",
        "2024-00", "2024-09-00", "2024-00-12", "2023-02-29", "2024-09-31", "0000", "20245", "2024-",
        "２０２４",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date") as caught:
        PartialDate.parse(text)
    assert f"'{text}'" in str(caught.value)


def test_a_malformed_date_and_an_impossible_one_are_told_apart() -> None:
    with pytest.raises(ValueError, match="write 2024, 2024-09 or 2024-09-12"):
        PartialDate.parse("Sept 2024")
    with pytest.raises(ValueError, match="not a date in the calendar"):
        PartialDate.parse("2024-09-31")


@given(st.dates())
def test_every_day_is_read_and_lies_in_its_month_and_year(day: date) -> None:
    exact = PartialDate.parse(day.isoformat())
    assert exact.earliest == exact.latest == day
    for wider in (PartialDate.parse(f"{day:%Y-%m}".zfill(7)), PartialDate.parse(f"{day.year:04}")):
        assert wider.earliest <= day <= wider.latest
        assert (wider.earliest.day, wider.earliest.year, wider.latest.year) == (1, day.year, day.year)


def test_dates_sort_by_their_earliest_day_then_their_latest() -> None:
    texts = ["2024-09-12", "2024-09", "2024", "2023", "2024-09-01"]
    assert sorted(texts, key=PartialDate.parse) == ["2023", "2024", "2024-09-01", "2024-09", "2024-09-12"]


def test_the_link_is_the_landing_page_else_the_file_else_none(plan: Publication) -> None:
    file = "https://www.example.org/plan.pdf"
    assert replace(plan, file_url=file).link == "https://www.example.org/plan"
    assert replace(plan, landing_url=None, file_url=file).link == file
    assert replace(plan, landing_url=None).link is None
