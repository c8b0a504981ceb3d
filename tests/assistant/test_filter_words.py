"""Filters in words: what is filtered, what was left out, and which filter leaves nothing."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.filter_words import describe, filters_record, left_out, none_left
from corpus.types import Kind, PartialDate, Publication, Role
from indexing.types import Filters


def report(name: str, publisher: str, published: str | None, **fields: object) -> Publication:
    given: dict[str, object] = {
        "id": name, "title": f"Report {name}", "kind": Kind.GUIDANCE, "nation": "England",
        "role": Role.PUBLICATION, "topics": ("plans",), "document_type": "report", "publisher": publisher,
        "published": PartialDate.parse(published) if published else None,
    }  # fmt: skip
    return Publication(**(given | fields))  # type: ignore[arg-type]


LIBRARY = (
    report("a", "NHS England", "2015", superseded_by=("b",)),
    report("b", "NHS England", "2019-01-07"),
    report("c", "The King's Fund", "2023", nation="Great Britain"),
    report("d", "The King's Fund", "2024", kind=Kind.PRESS),
    report("e", "Welsh Government", None, nation="Wales"),
)


def test_each_filter_is_told_in_words() -> None:
    filters = Filters(
        as_of=date(2024, 3, 1),
        since=date(2020, 12, 31),
        publishers=("NHS England",),
        kinds=("press", "guidance"),
        topics=("hubs",),
        publication_ids=("a", "b"),
        nations=("uk",),
        latest_only=True,
    )
    assert describe(filters, LIBRARY) == (
        "“Report a” or “Report b”; published by NHS England; of the kind press or guidance; "
        "on the topic hubs; about the United Kingdom; published on or after 31 December 2020; "
        "published on or before 1 March 2024; latest editions only"
    )
    assert describe(Filters(), LIBRARY) == ""


def test_publishers_and_titles_stay_readable_where_they_are_many() -> None:
    two = Filters(publishers=("The King's Fund", "Nuffield Trust and The King's Fund"))
    assert describe(two, ()) == "published by “The King's Fund” or “Nuffield Trust and The King's Fund”"
    many = Filters(publication_ids=tuple("abcde"))
    assert describe(many, LIBRARY) == "one of the 5 chosen"


def test_filters_as_plain_data_hold_what_is_set() -> None:
    assert filters_record(Filters()) == {}
    filters = Filters(as_of=date(2024, 3, 1), nations=("Wales",), latest_only=True)
    assert filters_record(filters) == {"as_of": "2024-03-01", "nations": ["Wales"], "latest_only": True}


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (
            Filters(nations=("Scotland",)),
            "No report in this library is about Scotland. Without that filter, 5 reports are left.",
        ),
        (
            Filters(as_of=date(1999, 12, 31), kinds=("guidance",)),
            "No report in this library is published on or before 31 December 1999. "
            "Without “published on or before 31 December 1999”, 4 reports are left.",
        ),
        (
            Filters(publishers=("NHS England",), since=date(2020, 1, 1)),
            "No report in this library is both published by NHS England and published on or after "
            "1 January 2020. Without “published by NHS England”, 2 reports are left. "
            "Without “published on or after 1 January 2020”, 2 reports are left.",
        ),
        (
            Filters(publishers=("King",), kinds=("press",), as_of=date(2023, 12, 31)),
            "No report in this library is both of the kind press and published on or before "
            "31 December 2023. Without “of the kind press”, 1 report is left. "
            "Without “published on or before 31 December 2023”, 1 report is left.",
        ),
        (
            Filters(publishers=("Nobody",), nations=("Scotland",), kinds=("press",)),
            "No report in this library is published by Nobody and none is about Scotland. "
            "Without both “published by Nobody” and “about Scotland”, 1 report is left.",
        ),
        (
            Filters(publication_ids=("a",), latest_only=True),
            "No report in this library is both “Report a” and the latest edition. "
            "Without “Report a”, 4 reports are left. Without “the latest edition”, 1 report is left.",
        ),
        (
            Filters(publishers=("Nobody",), nations=("Scotland",)),
            "No report in this library is published by Nobody and none is about Scotland. "
            "Without filters, 5 reports are left.",
        ),
    ],
)
def test_the_filter_that_leaves_nothing_is_named_with_the_smallest_change(
    filters: Filters, told: str
) -> None:
    assert none_left(LIBRARY, filters) == told


def test_three_filters_that_leave_nothing_only_together() -> None:
    held = (
        report("x", "A", "2020", nation="Wales"),
        report("y", "A", "2020", kind=Kind.PRESS),
        report("z", "B", "2020", kind=Kind.PRESS, nation="Wales"),
    )
    filters = Filters(publishers=("A",), kinds=("press",), nations=("Wales",))
    assert none_left(held, filters) == (
        "No report in this library is published by A, of the kind press and about Wales. "
        "Without “published by A”, 1 report is left. Without “of the kind press”, 1 report is left."
    )


def test_where_reports_are_left_nothing_is_told() -> None:
    assert none_left(LIBRARY, Filters()) == ""
    assert none_left(LIBRARY, Filters(kinds=("press",))) == ""
    assert none_left((), Filters(kinds=("press",))) == ""


def test_what_was_left_out_for_want_of_knowledge_is_said() -> None:
    assert tuple(left_out(LIBRARY, Filters(kinds=("press",)))) == ()
    assert tuple(left_out(LIBRARY, Filters(since=date(2000, 1, 1), nations=("England",)))) == (
        "Left out by the nation filter because they speak of a wider area or do not say of which: 1 report.",
    )
    assert tuple(left_out(LIBRARY, Filters(since=date(2000, 1, 1)))) == (
        "Left out by the date filter because their date is not certain enough: 1 report.",
    )
