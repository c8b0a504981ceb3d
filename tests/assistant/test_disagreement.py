"""Which known disagreements an answer touches, and which sentences speak for the other sides."""

from __future__ import annotations

import pytest
from matching_samples import WALES, scored, want, with_score

from assistant.disagreement import MOST_SIDES, other_sides, topics_touched
from assistant.matching import Candidate
from corpus.types import Disagreement

QUESTION = "How many hub nurses are there?"


def topic(
    *sides: tuple[str, ...], kind: str = "conflict", terms: tuple[str, ...] = ("hub nurses",)
) -> Disagreement:
    facts = tuple(f for side in sides for f in side)
    return Disagreement("t", kind, "how many", terms, facts, sides, "why", "how")


FOUR = topic(("a",), ("b",), ("c",), ("d",))


def one(fact: str, text: str = "There are 12 hub nurses.", score: float = 0.5, **more: object) -> Candidate:
    return with_score(scored(QUESTION, text, fact=fact, **more), score)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "fact", "touched"),
    [
        (QUESTION, "a", True),
        ("Is the nurse of each hub paid?", "a", True),
        ("How many porters are there?", "a", False),
        ("How many nurses are there?", "a", False),
        (QUESTION, "z", False),
    ],
)
def test_a_disagreement_is_touched_by_its_facts_and_its_words(
    question: str, fact: str, touched: bool
) -> None:
    assert topics_touched(question, fact, want(question), [FOUR]) == ((FOUR,) if touched else ())


def test_a_narrow_disagreement_needs_no_words() -> None:
    narrow = topic(("a",), ("b",), terms=("porters",))
    assert topics_touched(QUESTION, "a", want(QUESTION), [narrow]) == (narrow,)


@pytest.mark.parametrize(
    ("question", "kind", "touched"),
    [
        ("How many hub nurses were there in 2021?", "change", False),
        ("How have hub nurses changed since 2021?", "change", True),
        ("How many hub nurses were there in 2021?", "conflict", True),
        (QUESTION, "change", True),
    ],
)
def test_a_series_matters_to_a_question_of_one_date_only_where_it_asks_for_change(
    question: str, kind: str, touched: bool
) -> None:
    known = topic(("a",), ("b",), ("c",), ("d",), kind=kind)
    assert bool(topics_touched(question, "a", want(question), [known])) is touched


def test_each_side_that_is_not_told_yet_is_given_by_its_best_sentence() -> None:
    known = topic(("a", "a2"), ("b", "b2"))
    by_fact = {"a2": [one("a2")], "b": [one("b", score=0.4)], "b2": [one("b2", score=0.6)]}
    found = other_sides(known, [one("a")], by_fact, want(QUESTION))
    assert [c.sentence.source.fact_id for c in found if c.sentence.source] == ["b2"]


def test_the_nearest_side_comes_first_and_there_are_not_too_many() -> None:
    known = topic(*((f"f{n}",) for n in range(9)))
    by_fact = {f"f{n}": [one(f"f{n}", score=0.5 + n / 100)] for n in range(1, 9)}
    found = other_sides(known, [one("f0")], by_fact, want(QUESTION))
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert found[0].sentence.source is not None
    assert found[0].sentence.source.fact_id == "f8"
    assert len(found) < MOST_SIDES


def test_of_many_sides_those_far_from_the_question_are_left_out() -> None:
    known = topic(*((f"f{n}",) for n in range(9)))
    by_fact = {"f1": [one("f1", score=0.01)], "f2": [one("f2", score=0.9)]}
    assert len(other_sides(known, [one("f0", score=0.9)], by_fact, want(QUESTION))) == 1
    two = topic(("f0",), ("f1",))
    assert len(other_sides(two, [one("f0", score=0.9)], by_fact, want(QUESTION))) == 1


def test_a_side_of_another_place_or_date_does_not_belong() -> None:
    known = topic(("a",), ("b",))
    elsewhere = scored("How many hub nurses are in Scotland?", "There are 12 hub nurses.", WALES, fact="b")
    assert (
        other_sides(known, [one("a")], {"b": [elsewhere]}, want("How many hub nurses are in Scotland?")) == []
    )
    question = "How many hub nurses were there in 2021?"
    then = scored(question, "In 2019 there were 9 hub nurses.", fact="b")
    assert other_sides(known, [one("a")], {"b": [then]}, want(question)) == []
    defined = topic(("a",), ("b",), kind="definition")
    assert other_sides(defined, [one("a")], {"b": [then]}, want(question)) == [then]


def test_a_side_with_a_figure_is_set_against_a_figure_and_only_against_one() -> None:
    def told(fact: str, text: str, score: float) -> Candidate:
        return with_score(scored("Are there hub nurses?", text, fact=fact), score)

    known = topic(("a",), ("b", "b2"))
    worded = told("b", "Hub nurses are many, it was said in 2021.", 0.9)
    counted = told("b2", "There are 40 hub nurses.", 0.4)
    by_fact, asked = {"b": [worded], "b2": [counted]}, want("Are there hub nurses?")
    assert other_sides(known, [told("a", "There are 12 hub nurses.", 0.5)], by_fact, asked) == [counted]
    assert other_sides(known, [told("a", "There are hub nurses.", 0.5)], by_fact, asked) == [worded]


def test_a_side_without_a_sentence_is_left_out() -> None:
    assert other_sides(FOUR, [one("a")], {}, want(QUESTION)) == []
