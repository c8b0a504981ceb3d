from __future__ import annotations

import pytest

from corpus.parsing.dates_in_files import printed_date, published_date, stated_date
from corpus.types import PartialDate


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("12 September 2024", "2024-09-12"),
        ("on the 1st of May 2021,", "2021-05-01"),
        ("Sept. 3, 2019", "2019-09-03"),
        ("September 3rd 2019", "2019-09-03"),
        ("in June 2020", "2020-06"),
        ("03/12/2020", "2020-12-03"),
        ("12/25/2020", None),
        ("31 February 2024", None),
        ("2024", None),
        ("may 2024 bring", "2024-05"),
        ("no date", None),
    ],
)
def test_printed_dates(text: str, date: str | None) -> None:
    assert printed_date(text) == (PartialDate.parse(date) if date else None)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-09-12T23:30:00.000-05:00", "2024-09-12"),
        ("2024-09-12", "2024-09-12"),
        ("2024-09", "2024-09"),
        ("2024", "2024"),
        ("12 September 2024", "2024-09-12"),
        ("20240912", None),
        ("", None),
    ],
)
def test_stated_dates_are_as_written_whatever_the_time_zone(value: str, date: str | None) -> None:
    assert stated_date(value) == (PartialDate.parse(date) if date else None)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Published 12 September 2024", "2024-09-12"),
        ("First published: Thursday 12 September 2024", "2024-09-12"),
        ("Date published: 3 December, 2024", "2024-12-03"),
        ("By A. Clerk | Published on June 2020", "2020-06"),
        ("Last updated 3 May 2021", None),
        ("the report published in 2019 said", None),
        ("Published by A Trust, 12 May 2020", None),
    ],
)
def test_dates_of_publication(text: str, date: str | None) -> None:
    assert published_date(text) == (PartialDate.parse(date) if date else None)
