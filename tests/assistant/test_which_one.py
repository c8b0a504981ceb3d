"""Names that fit several publications: asked back, or settled by what the question holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from note_samples import publication

from assistant.which_one import label, readings, settled, subject, taken_note
from corpus.types import Family, Publication

FIRST = publication("first", "2015-06-10", title="Lantern: the first", publisher="Lantern Commission")
SECOND = publication("second", "2023-02-01", title="Lantern: the second", publisher="Lantern Commission")
WELSH = publication("welsh", "2019", title="Lantern in the valleys", nation="Wales", publisher="Cardiff")
BOOKS: dict[str, Publication] = {p.id: p for p in (FIRST, SECOND, WELSH)}
FAMILY = Family(("ashgrove review",), ("first", "second", "welsh"), "ashgrove")
NONE: frozenset[str] = frozenset()


def speaks(**shares: float) -> Callable[[str, str], float]:
    return lambda about, publication_id: shares.get(publication_id, 0.0)


EQUALLY = speaks(first=1.0, second=1.0, welsh=1.0)


def ids(question: str, how: Callable[[str, str], float] = EQUALLY, named: frozenset[str] = NONE) -> list[str]:
    return [r.publication_id for r in readings(question, [FAMILY], BOOKS, named, how)]


def test_publications_that_speak_to_it_equally_are_each_a_reading() -> None:
    assert ids("What did the Ashgrove review find on nurses?") == ["first", "second", "welsh"]


def test_a_reading_says_title_year_and_publisher_and_asks_a_settled_question() -> None:
    found = readings("What did the Ashgrove review find on nurses?", [FAMILY], BOOKS, NONE, EQUALLY)
    assert found[0].label == label(FIRST) == "Lantern: the first (2015), Lantern Commission"
    assert found[0].question.startswith("What did the Ashgrove review find on nurses, according to Lantern")
    assert "2015" in found[0].question
    assert all(settled(r.question, FAMILY, BOOKS, NONE) for r in found)
    assert label(publication("u", None, publisher=None)) == "Report on u, publisher not seen"


@pytest.mark.parametrize(
    "question",
    [
        "What did the 2015 Ashgrove review find on nurses?",
        "What did the Ashgrove review find on nurses in Wales?",
        "What did the report on hubs find?",
        "What did Lady Ashgrove find on nurses?",
    ],
)
def test_a_year_a_place_or_no_shared_name_settles_it(question: str) -> None:
    assert ids(question) == []


def test_a_title_settles_it_but_all_titles_together_do_not() -> None:
    question = "What did the Ashgrove review find on nurses?"
    assert ids(question, named=frozenset({"second"})) == []
    assert ids(question, named=frozenset({"elsewhere"})) != []
    assert ids(question, named=frozenset(BOOKS)) != []


def test_a_person_is_ambiguous_only_for_what_was_recommended() -> None:
    assert ids("What did Lady Ashgrove recommend on nurses?") == ["first", "second", "welsh"]


def test_only_those_that_speak_to_the_subject_are_readings() -> None:
    question = "What did the Ashgrove review find on nurses?"
    assert ids(question, speaks(first=1.0, second=0.9)) == ["first", "second"]
    assert ids(question, speaks(first=1.0)) == []
    assert ids(question, speaks()) == ["first", "second", "welsh"]


def test_a_question_of_the_name_alone_fits_them_all() -> None:
    assert ids("What did the Ashgrove review find?", speaks()) == ["first", "second", "welsh"]


def test_a_member_that_filters_leave_out_is_no_reading() -> None:
    shown = {"first": FIRST}
    assert readings("What did the Ashgrove review find on nurses?", [FAMILY], shown, NONE, EQUALLY) == ()


def test_the_subject_is_the_question_without_the_name() -> None:
    assert subject("What did the Ashgrove review find on ward nurses?", FAMILY) == "ward nurses"


def test_works_of_a_person_that_an_answer_does_not_rest_on_are_told() -> None:
    asked = "What did Ashgrove say on nurses?"
    told = taken_note(asked, [FAMILY], BOOKS, ["first"])
    assert told is not None
    assert label(SECOND) in told
    assert label(FIRST) not in told
    for cited in ([], ["elsewhere"], ["first", "second", "welsh"]):
        assert taken_note(asked, [FAMILY], BOOKS, cited) is None
    assert taken_note("What did Ashgrove say in 2015?", [FAMILY], BOOKS, ["first"]) is None
    assert taken_note("What of nurses?", [FAMILY], BOOKS, ["first"]) is None


def test_publications_of_one_title_are_asked_back_without_a_family() -> None:
    twins = {
        p.id: p for p in (replace(FIRST, title="Managing Wards"), replace(SECOND, title="Managing Wards"))
    }
    both = frozenset(twins)
    found = readings("What does Managing Wards say on nurses?", [], twins, both, EQUALLY)
    assert [r.publication_id for r in found] == ["first", "second"]
    assert readings("What does Managing Wards say on nurses in 2023?", [], twins, both, EQUALLY) == ()
