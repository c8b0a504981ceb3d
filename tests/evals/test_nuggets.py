"""Which nuggets an answer states: figures and names first, then weighted words of neighbouring sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_items import BEFORE, GROWTH, HUBS, POSTS, TRUST, VACANT, Fact, nugget, number

from evals.gold import Matcher
from evals.scoring.nuggets import PARTIAL_CREDIT, Assignment, assign, windows, word_recall
from evals.types import Nugget

FACTS = (GROWTH, BEFORE, TRUST, HUBS, POSTS, VACANT)
SUPPORT, PARTIAL, NOT = Assignment.SUPPORT, Assignment.PARTIAL, Assignment.NOT


def same(stem: str) -> float:
    return 1.0


def given_by(wanted: Nugget, *sentences: str, matcher: Matcher | None = None) -> Assignment:
    return assign(wanted, sentences, matcher or Matcher(), same)


# Content stems: wait, list, grew, 7.6, million, case, June, 2024 - eight of them.
LIST = nugget(GROWTH)


@pytest.mark.parametrize(
    ("sentence", "share", "assignment"),
    [
        ("The waiting list grew to 7.6 million cases in June 2024.", 8 / 8, SUPPORT),
        ("The waiting list grew to 7.6 million cases.", 6 / 8, SUPPORT),  # 0.75 is enough
        ("The waiting list held 7.6 million cases.", 5 / 8, PARTIAL),
        ("A list of 7.6 million cases.", 4 / 8, PARTIAL),
        ("There were 7.6 million cases.", 3 / 8, PARTIAL),  # 0.3 is enough
        ("The figure was 7.6 million.", 2 / 8, NOT),
    ],
)
def test_the_share_of_words_decides(sentence: str, share: float, assignment: Assignment) -> None:
    assert word_recall(LIST.text, sentence, same) == pytest.approx(share)
    assert given_by(LIST, sentence) is assignment


def test_words_count_by_their_weight() -> None:
    def heavy(stem: str) -> float:
        return 5.0 if stem == "7.6" else 1.0

    # 7.6 and million of eight stems: (5 + 1) / (5 + 7)
    assert word_recall(LIST.text, "It was 7.6 million.", heavy) == pytest.approx(6 / 12)
    assert word_recall("It is what it was.", "Anything.", same) == 1.0  # nothing is wanted


def test_the_thresholds_and_the_window_are_the_sets() -> None:
    three_eighths = "There were 7.6 million cases."
    lax = Matcher(support=0.375, partial=0.2)
    assert given_by(LIST, three_eighths, matcher=lax) is SUPPORT
    apart = ("The waiting list grew.", "Much was said.", "There were 7.6 million cases.")  # 3/8 and 3/8
    assert given_by(LIST, *apart, matcher=Matcher(partial=0.5)) is NOT
    assert given_by(LIST, *apart, matcher=Matcher(window=3)) is SUPPORT  # 6/8 together


def test_two_neighbouring_sentences_state_a_nugget_together() -> None:
    first, second = "The waiting list grew.", "There were 7.6 million cases."
    assert given_by(LIST, first, second) is SUPPORT
    assert given_by(LIST, second, first) is SUPPORT


def test_the_words_of_a_gold_quotation_do_as_well_as_the_nuggets_own() -> None:
    wanted = nugget(POSTS, text="Fewer staff work outside hospitals than a decade and a half ago.")
    assert given_by(wanted, POSTS.text) is SUPPORT


def test_without_its_number_a_nugget_is_not_stated_whatever_the_words() -> None:
    wanted = nugget(GROWTH, numbers=(number(7.6e6, "cases"),))
    assert given_by(wanted, "The waiting list grew to 7.4 million cases in June 2024.") is NOT
    assert given_by(wanted, GROWTH.text) is SUPPORT
    both = nugget(TRUST, numbers=(number(59, "%"), number(52, "%")))
    assert given_by(both, "In 2024 59% of adults were dissatisfied with hospitals.") is PARTIAL  # one of two
    assert given_by(both, TRUST.text) is SUPPORT


@pytest.mark.parametrize(
    ("must", "text", "stated"),
    [
        ("Hull", "Five surgical hubs opened in Hull on 3 June 2018.", True),
        ("hull", "Five surgical hubs opened in HULL on 3 June 2018.", True),
        ("Hull", "Five surgical hubs opened in Solihull on 3 June 2018.", False),
        ("open", "Five surgical hubs opened in Hull on 3 June 2018.", True),  # the beginning of a word
        ("PAC", "Five surgical hubs opened at pace in Hull, capacity on 3 June 2018.", False),
        ("PAC", "Five surgical hubs opened in Hull on 3 June 2018, the PAC said.", True),
        ("King's", "Five surgical hubs opened in Hull on 3 June 2018, the King’s Fund said.", True),
    ],
)
def test_a_name_that_must_occur_stands_as_a_word(must: str, text: str, stated: bool) -> None:
    assert given_by(nugget(HUBS, must=((must,),)), text) is (SUPPORT if stated else NOT)


def test_any_alias_of_every_name_will_do() -> None:
    wanted = nugget(HUBS, must=(("Kingston", "Hull"), ("hubs", "centres")))
    assert given_by(wanted, HUBS.text) is SUPPORT
    assert given_by(wanted, HUBS.text.replace("hubs", "places")) is NOT


def test_nothing_said_states_nothing() -> None:
    assert given_by(LIST) is NOT


def test_windows_are_single_sentences_and_then_neighbours() -> None:
    assert windows(["a", "b", "c"], 2) == ("a", "b", "c", "a b", "b c")
    assert windows(["a"], 2) == ("a",)
    assert windows([], 2) == ()


def test_a_part_is_worth_half() -> None:
    assert PARTIAL_CREDIT == 0.5  # TREC RAG: (support + 0.5 · partial) / nuggets


ORDER = {NOT: 0, PARTIAL: 1, SUPPORT: 2}


@given(st.lists(st.sampled_from(FACTS), max_size=4), st.sampled_from(FACTS), st.sampled_from(FACTS))
def test_a_sentence_more_at_the_end_never_takes_a_nugget_away(
    facts: list[Fact], wanted: Fact, more: Fact
) -> None:
    said = [fact.text for fact in facts]
    aim = nugget(wanted)
    assert ORDER[given_by(aim, *said, more.text)] >= ORDER[given_by(aim, *said)]
