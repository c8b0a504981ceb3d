"""Which publications filters let through, and how many they leave out for want of knowledge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sample_reports import publication

from corpus.types import Kind, PartialDate, Publication
from indexing.filtering import passing, uncertain_dates, uncertain_nations
from indexing.types import Filters


def allowed(entry: Publication, filters: Filters) -> bool:
    return passing([entry], filters) == (entry,)


@pytest.mark.parametrize(
    ("published", "as_of", "since"),
    [
        # as_of and since: the first day that passes and the last
        ("2024", date(2024, 12, 31), date(2024, 1, 1)),
        ("2024-09", date(2024, 9, 30), date(2024, 9, 1)),
        ("2024-02", date(2024, 2, 29), date(2024, 2, 1)),
        ("2024-09-12", date(2024, 9, 12), date(2024, 9, 12)),
    ],
)
def test_a_date_passes_only_where_it_is_certain_to(published: str, as_of: date, since: date) -> None:
    dated = publication("a", published=PartialDate.parse(published))
    day = date.resolution
    assert allowed(dated, Filters(as_of=as_of))
    assert not allowed(dated, Filters(as_of=as_of - day))
    assert allowed(dated, Filters(since=since))
    assert not allowed(dated, Filters(since=since + day))
    assert allowed(dated, Filters(as_of=as_of, since=since))


def test_without_a_date_only_filters_without_a_date_pass() -> None:
    undated = publication("a")
    assert allowed(undated, Filters())
    assert not allowed(undated, Filters(as_of=date.max))
    assert not allowed(undated, Filters(since=date.min))


ENTRY = publication(
    "plan",
    publisher="NHS England",
    kind=Kind.GUIDANCE,
    topics=("plans", "hubs"),
    published=PartialDate.parse("2024"),
)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(publishers=("nhs england",)),
        Filters(publishers=("The King's Fund", "NHS")),
        Filters(kinds=("guidance", "press")),
        Filters(topics=("hubs", "other")),
        Filters(publication_ids=("other", "plan")),
        Filters(date(2024, 12, 31), date(2024, 1, 1), ("nhs",), ("guidance",), ("plans",), ("plan",)),
    ],
)
def test_what_meets_every_filter_passes(filters: Filters) -> None:
    assert allowed(ENTRY, filters)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(publishers=("The King's Fund",)),
        Filters(kinds=("press",)),
        Filters(kinds=("guid",)),
        Filters(topics=("plan",)),
        Filters(publication_ids=("pla",)),
        Filters(publishers=("nhs",), kinds=("press",)),
        Filters(topics=("hubs",), publication_ids=("other",)),
    ],
)
def test_what_misses_one_filter_does_not_pass(filters: Filters) -> None:
    assert not allowed(ENTRY, filters)


def test_an_entry_without_publisher_meets_no_publisher() -> None:
    assert not allowed(replace(ENTRY, publisher=None), Filters(publishers=("NHS",)))


def dated(name: str, day: str | None, **fields: object) -> Publication:
    return publication(name, published=PartialDate.parse(day) if day else None, **fields)


FIRST = dated("plan-2008", "2008-06", superseded_by=("plan-2014", "plan-2024"))
SECOND = dated("plan-2014", "2014-10-23", superseded_by=("plan-2024",))
THIRD = dated("plan-2024", "2024")
PLANS = (FIRST, SECOND, THIRD)


def ids(found: tuple[Publication, ...]) -> list[str]:
    return [p.id.removeprefix("plan-") for p in found]


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(latest_only=True), ["2024"]),
        (Filters(latest_only=True, as_of=date(2024, 12, 31)), ["2024"]),
        (Filters(latest_only=True, as_of=date(2024, 6, 30)), ["2014"]),  # 2024 was perhaps not out yet
        (Filters(latest_only=True, as_of=date(2014, 10, 23)), ["2014"]),
        (Filters(latest_only=True, as_of=date(2014, 10, 22)), ["2008"]),
        (Filters(latest_only=True, as_of=date(2008, 1, 1)), []),
        (Filters(latest_only=True, publication_ids=("plan-2008",)), []),
        (Filters(latest_only=True, since=date(2010, 1, 1)), ["2024"]),
    ],
)
def test_the_latest_is_that_of_the_readers_date(filters: Filters, left: list[str]) -> None:
    assert ids(passing(PLANS, filters)) == left


def test_a_successor_that_the_library_does_not_hold_supersedes_nothing() -> None:
    assert ids(passing(PLANS[:2], Filters(latest_only=True))) == ["2014"]
    assert ids(passing(PLANS[:1], Filters(latest_only=True))) == ["2008"]


def test_a_successor_that_another_filter_leaves_out_supersedes_all_the_same() -> None:
    press = replace(THIRD, kind=Kind.PRESS)
    latest_guidance = Filters(latest_only=True, kinds=("guidance",))
    assert passing((FIRST, SECOND, press), latest_guidance) == ()


def test_nations_combine_with_every_other_filter() -> None:
    london = dated("plan-london", "2007", nation="London", publisher="NHS London")
    wide = dated("plan-uk", "2007", nation="United Kingdom")
    held = (*PLANS, london, wide)
    assert ids(passing(held, Filters(nations=("England",)))) == ["2008", "2014", "2024", "london"]
    assert ids(passing(held, Filters(nations=("London",), publishers=("nhs",)))) == ["london"]
    assert ids(passing(held, Filters(nations=("England",), as_of=date(2009, 1, 1)))) == ["2008", "london"]
    assert passing(held, Filters(nations=("Scotland",))) == ()


def test_dates_that_are_not_certain_are_counted_where_only_they_stand_in_the_way() -> None:
    undated = dated("plan-x", None)
    held = (*PLANS, undated, replace(undated, id="plan-y", kind=Kind.PRESS))
    assert uncertain_dates(held, Filters()) == 0
    assert uncertain_dates(held, Filters(as_of=date(2020, 1, 1))) == 2
    assert uncertain_dates(held, Filters(as_of=date(2024, 6, 30))) == 3  # "2024" may be later
    assert uncertain_dates(held, Filters(since=date(2024, 6, 30))) == 3  # or earlier
    assert uncertain_dates(held, Filters(as_of=date(2020, 1, 1), kinds=("press",))) == 1
    # "June 2008" cannot be both: it is left out for certain, not for want of a date.
    assert uncertain_dates(held, Filters(as_of=date(2020, 1, 1), since=date(2009, 1, 1))) == 2


def test_nations_that_are_not_certain_are_counted_where_only_they_stand_in_the_way() -> None:
    wide = dated("plan-uk", "2015", nation="United Kingdom")
    unstated = dated("plan-x", "2015", nation="not given")
    held = (*PLANS, wide, unstated, dated("plan-us", "2015", nation="United States"))
    assert uncertain_nations(held, Filters(publishers=("nobody",))) == 0
    assert uncertain_nations(held, Filters(nations=("England",))) == 2
    assert uncertain_nations(held, Filters(nations=("United Kingdom",))) == 1
    assert uncertain_nations(held, Filters(nations=("England",), as_of=date(2014, 1, 1))) == 0
    superseded = replace(wide, superseded_by=("plan-2024",))
    assert uncertain_nations((superseded, THIRD), Filters(nations=("England",), latest_only=True)) == 0
