"""Slips are mended to words of the reports; real words, names and what is known stay exactly as typed."""

from __future__ import annotations

import pytest

from assistant.spelling import Repaired, repaired
from indexing.vocabulary import Vocabulary, stem

FORMS = {
    "hospital": 90, "hospitals": 120, "waiting": 200, "neighbourhood": 80, "productivity": 40, "washwood": 6,
    "heath": 9, "community": 150, "organisation": 12, "centre": 30, "programme": 33, "waits": 40, "diary": 1,
    "ambulance": 25, "patients": 300, "paediatric": 4, "stroke": 3, "strike": 3,
}  # fmt: skip
VOCABULARY = Vocabulary(400, {stem(form): count for form, count in FORMS.items()}, {}, FORMS)
ENGLISH = {"zebra", "dairy", "neighborhood", "center", "boston", "house", "waist"}


def read(question: str) -> Repaired:
    return repaired(question, VOCABULARY, ENGLISH.__contains__)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("How many hosptials are there?", "How many hospitals are there?"),
        ("comunity services in Washwod Heath", "community services in Washwood Heath"),
        ("hospital prodcutivty", "hospital productivity"),  # two slips in a long word
        ("Ambylance waits", "Ambylance waits"),  # a capital may begin a name: no other letters for it
        ("ambylance waits", "ambulance waits"),
        ("ambulence waits", "ambulence waits"),  # found as it is: the endings are left out anyway
        ("the neighborhood center", "the neighbourhood centre"),
        ("an organization's program", "an organization's programme"),
        ("the pediatric programe", "the paediatric programme"),
    ],
)
def test_slips_are_read_as_the_words_of_reports(question: str, meant: str) -> None:
    assert read(question).question == meant


@pytest.mark.parametrize(
    "question",
    [
        "How many hospitals?",
        "Are there zebras or a zebra?",
        "the dairy trade",  # a word of its own, though one letter from another
        "What did Bolton say?",
        "Washwick Heath",  # two letters off: another name
        "the waist of it",
        "strxke",  # stroke or strike: not ours to choose
        "HOSPTIAL",
        "co-opration & re-ablement, e.g. x2",
        "", "?", "a",
    ],
)  # fmt: skip
def test_what_is_no_clear_slip_stays_exactly(question: str) -> None:
    assert read(question) == Repaired(question)


def test_each_change_is_said_to_the_reader() -> None:
    found = read("hosptials and hosptials of the comunity")
    assert found.changes == (("hosptials", "hospitals"), ("comunity", "community"))
    assert found.said == ("‘hosptials’ read as ‘hospitals’", "‘comunity’ read as ‘community’")


def test_a_question_of_two_thousand_letters_is_read() -> None:
    assert read("hosptials " * 200).question == "hospitals " * 200
