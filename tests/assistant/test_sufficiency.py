"""When the best sentence is not good enough, and why in plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matching_samples import WALES, scored, want

from assistant.matching import Candidate
from assistant.sufficiency import beside_the_point, fits, likelihood, reason, why_not

GOOD = scored("How many hub nurses were there in 2021?", "In 2021 there were 12 hub nurses.")


def test_a_sentence_on_the_place_time_and_publication_fits() -> None:
    assert fits(GOOD)


@pytest.mark.parametrize("other", [{"place_fits": False}, {"dates": 0.0}, {"named": 0.0}])
def test_another_place_time_or_publication_never_fits(other: dict[str, float]) -> None:
    assert not fits(replace(GOOD, **other))  # type: ignore[arg-type]


def test_the_likelihood_is_a_share_and_grows_with_words_and_meaning() -> None:
    low = replace(GOOD, coverage=0.0, cosine=0.0)
    for better in (replace(low, coverage=1.0), replace(low, cosine=1.0)):
        assert 0 < likelihood(low) < likelihood(better) < 1


def test_a_sentence_much_further_off_than_one_of_another_place_is_beside_the_point() -> None:
    near = replace(GOOD, coverage=1.0, cosine=0.9, place_fits=False)
    far = replace(GOOD, coverage=0.3, cosine=0.1)
    assert beside_the_point(far, [near, far])
    assert not beside_the_point(far, [far])
    assert not beside_the_point(near, [near, far])
    assert not beside_the_point(far, [replace(near, named=0.0), far])


@pytest.mark.parametrize(
    ("question", "candidate", "told"),
    [
        (
            "How many hubs are in Scotland?",
            scored("How many hubs are in Scotland?", "There are 9 hubs.", WALES),
            "Scotland",
        ),
        ("How many hubs in 2019?", scored("How many hubs in 2019?", "In 2021 there were 9 hubs."), "2019"),
        (
            "How much did the hubs cost?",
            scored("How much did the hubs cost?", "There are 9 hubs."),
            "amount of money",
        ),
        ("What share of hubs closed?", scored("What share of hubs closed?", "There are hubs."), "percentage"),
        ("When did hubs open?", scored("When did hubs open?", "The hubs are open."), "date"),
        ("Do hubs employ porters?", scored("Do hubs employ porters?", "Hubs have nurses."), "“porters”"),
        (
            "Do hubs have nurses?",
            scored("Do hubs have nurses?", "Hubs have nurses."),
            "close to the question",
        ),
    ],
)
def test_why_a_passage_does_not_answer(question: str, candidate: Candidate, told: str) -> None:
    assert told in why_not(candidate, want(question))


def test_another_place_is_told_before_another_date() -> None:
    both = replace(GOOD, place_fits=False, dates=0.0)
    asked = want("How many hub nurses were there in Scotland in 2019?")
    assert "Scotland" in why_not(both, asked)
    assert "2019" in why_not(replace(both, place_fits=True), asked)


def test_the_reason_names_what_is_missing() -> None:
    asked = want("How many hub nurses were there in Scotland in 2019?")
    elsewhere, then = replace(GOOD, place_fits=False), replace(GOOD, dates=0.0)
    assert "Quokka" in reason([GOOD], asked, ["Quokka"])
    assert "Quokka or Emu" in reason([GOOD], asked, ["Quokka", "Emu"])
    assert "comes near" in reason([], asked, [])
    assert "Scotland" in reason([elsewhere], asked, [])
    assert "2019" in reason([elsewhere, then], asked, [])
    unmet = reason([GOOD, elsewhere], asked, [])
    assert "Scotland" not in unmet
    assert "2019" not in unmet


def test_a_reason_can_be_given_where_only_the_publication_does_not_fit() -> None:
    assert reason([replace(GOOD, named=0.0)], want("How many hub nurses are there?"), [])
