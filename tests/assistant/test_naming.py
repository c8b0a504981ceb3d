"""Which publications, publishers and families a question names."""

from __future__ import annotations

import pytest
from note_samples import publication

from assistant.naming import (
    family_named,
    name_words,
    named_publications,
    person_named,
    publishers_named,
    sharing_a_name,
)
from corpus.types import Family

INTERIM = publication("interim", title="Next Stage Review interim report", names=("next stage review",))
FINAL = publication(
    "final", title="Quality: Next Stage Review final report", names=("the final report of all",)
)
PLAN = publication(
    "plan", title="Fit for Purpose: A Plan", names=("10 year plan",), publisher="The Plan Office"
)
LONG = publication("long", title="A Stocktake of Many Wards: Volume One", publisher="Ward Institute")
AUDIT = publication("audit", title="Backlogs", publisher="National Audit Office")
EVERY = (INTERIM, FINAL, PLAN, LONG, AUDIT)
FAMILIES = (
    Family(("ashgrove review",), ("a", "b"), "ashgrove"),
    Family(("stage review",), ("interim", "final")),
)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did the next stage review say?", {"interim"}),
        ("What did Quality: Next Stage Review final report say?", {"final"}),
        ("What is in the ten-year plan?", {"plan"}),
        ("What is in the Ten Year Plan?", {"plan"}),
        ("What does A Stocktake of Many Wards say?", {"long"}),
        ("What do the backlogs cost?", {"audit"}),
        ("What is a plan?", set()),
        ("What of the backlogsheet?", set()),
    ],
)
def test_publications_are_named_by_whole_names(question: str, named: set[str]) -> None:
    assert named_publications(question, EVERY) == named


def test_a_short_name_inside_a_much_longer_one_does_not_count() -> None:
    short = publication("short", title="Plan", names=())
    longer = publication("longer", title="Plan for the Renewal of Everything")
    assert named_publications("What does Plan for the Renewal of Everything say?", (short, longer)) == {
        "longer"
    }
    assert named_publications("What does Plan say?", (short, longer)) == {"short"}


def test_the_words_of_a_name_say_where_to_look() -> None:
    assert name_words("What does the 10 year plan say on wards?", EVERY) == {"10", "year", "plan"}
    assert name_words("What does the Ward Institute say?", EVERY) == {"ward", "institute"}
    assert name_words("What of wards?", EVERY) == frozenset()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did the National Audit Office find?", {"audit"}),
        ("What did the NAO find?", {"audit"}),
        ("What did the Plan Office find?", {"plan"}),
        ("What did NHS England find?", set()),
        ("What did the auditors find?", set()),
    ],
)
def test_publishers_are_named_in_full_or_by_initials(question: str, named: set[str]) -> None:
    assert publishers_named(question, (*EVERY, publication("nhse", publisher="NHS England"))) == named


def test_a_publisher_of_very_many_reports_names_none_of_them() -> None:
    many = [publication(f"p{n}", publisher="Ward Institute") for n in range(40)]
    assert publishers_named("What did the Ward Institute find?", many) == frozenset()


def test_a_family_is_named_by_its_shared_name_and_a_person_by_surname() -> None:
    assert family_named("What did the Ashgrove Review say?", FAMILIES) is FAMILIES[0]
    assert family_named("What did the stage review say?", FAMILIES) is FAMILIES[1]
    assert family_named("What did Ashgrove say?", FAMILIES) is None
    assert person_named("What did Lady Ashgrove say?", FAMILIES) is FAMILIES[0]
    assert person_named("What was Ashgrove's view?", FAMILIES) is FAMILIES[0]
    assert person_named("What did the stage review say?", FAMILIES) is None


def test_publications_of_one_title_share_it_unless_a_longer_name_is_used() -> None:
    one = publication("one", title="Managing Wards", names=("wards of the auditors",))
    two = publication("two", title="Managing Wards", names=("wards of the committee",))
    other = publication("other", title="Managing")
    books = (one, two, other)
    assert sharing_a_name("What is in Managing Wards?", books) == (one, two)
    assert sharing_a_name("What is in Managing Wards, wards of the committee?", books) == ()
    assert sharing_a_name("What is in Managing beds?", books) == ()
    assert sharing_a_name("What of beds?", books) == ()
