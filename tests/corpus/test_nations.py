"""Which nation's filter a report passes, and which only may."""

from __future__ import annotations

import pytest

from corpus.nations import may_speak_of, nations_to_choose, shown_name, speaks_of, stated


@pytest.mark.parametrize(
    ("nation", "wanted"),
    [
        ("England", "England"),
        ("London", "England"),  # a part of it
        ("London", "United Kingdom"),  # a part of a part
        ("Northern Ireland", "UK"),
        ("Great Britain", "United Kingdom"),
        ("england", "ENGLAND"),
        ("U.K.", "United Kingdom"),
        ("The Netherlands", "Netherlands"),
        ("England and Wales", "Great Britain"),
        ("Wales", "England and Wales"),
        ("Wales and England", "England and Wales"),
        ("Yorkshire and the Humber", "England"),
        ("Isle of Man", "Isle of Man"),  # not listed: it is itself
    ],
)
def test_a_nation_speaks_of_itself_and_of_what_it_is_part_of(nation: str, wanted: str) -> None:
    assert speaks_of(nation, [wanted])
    assert not may_speak_of(nation, [wanted])


@pytest.mark.parametrize(
    ("nation", "wanted"),
    [
        ("United Kingdom", "England"),
        ("Great Britain", "Scotland"),
        ("England", "London"),
        ("England and Wales", "Wales"),
        ("not stated", "England"),
        ("not given", "Isle of Man"),
        ("", "Wales"),
    ],
)
def test_what_is_wider_or_unstated_is_not_certain(nation: str, wanted: str) -> None:
    assert not speaks_of(nation, [wanted])
    assert may_speak_of(nation, [wanted])


@pytest.mark.parametrize(
    ("nation", "wanted"),
    [
        ("Scotland", "England"),
        ("Northern Ireland", "Great Britain"),
        ("United States", "United Kingdom"),
        ("London", "Wales"),
        ("England and Wales", "Northern Ireland"),
    ],
)
def test_another_nation_is_certainly_not_it(nation: str, wanted: str) -> None:
    assert not speaks_of(nation, [wanted])
    assert not may_speak_of(nation, [wanted])


def test_several_nations_take_what_speaks_of_some_of_them_and_of_nothing_else() -> None:
    both = ("England", "Wales")
    assert all(speaks_of(n, both) for n in ("England", "Wales", "England and Wales", "London"))
    assert not speaks_of("Great Britain", both)
    assert may_speak_of("Great Britain", both)
    assert not may_speak_of("Scotland", both)


def test_a_nation_is_offered_where_some_report_certainly_speaks_of_it() -> None:
    assert nations_to_choose(["England", "england", "not stated", "not given", ""]) == ("England",)
    # The United Kingdom lets through both, Great Britain no more than England does.
    assert nations_to_choose(["England", "Northern Ireland"]) == (
        "England",
        "Northern Ireland",
        "United Kingdom",
    )
    assert nations_to_choose(["UK", "Netherlands"]) == ("Netherlands", "United Kingdom")
    assert nations_to_choose([]) == ()


def test_other_names_of_a_nation_are_shown_as_one() -> None:
    assert [shown_name(n) for n in ("gb", "the USA", "northern  ireland", "Isle of  Man")] == [
        "Great Britain",
        "United States",
        "Northern Ireland",
        "Isle of Man",
    ]
    assert stated("London")
    assert not stated(" Not  stated ")
