"""Follow-ups are made to stand alone from the reader's earlier turns; a first question is never altered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.conversation import StandAlone, asking_stems, depends_on_history, stand_alone
from assistant.types import Turn


def no_names(text: str) -> Sequence[str]:
    return ()


def read(question: str, *earlier: str) -> StandAlone:
    return stand_alone(question, [Turn("user", text) for text in earlier], no_names)


@pytest.mark.parametrize(
    "question",
    ["And in 2022?", "what about Hull?", "  odd   spacing ", "Why?", "did it work", "What did it cost?"],
)
def test_a_first_question_comes_back_exactly(question: str) -> None:
    assert read(question) == StandAlone(question)
    assert read(question, "", "  ") == StandAlone(question)
    told = stand_alone(question, [Turn("assistant", "There are 5,100 nurses in Hull.")], no_names)
    assert told == StandAlone(question)


@pytest.mark.parametrize(
    ("question", "depends"),
    [
        ("And in 2022?", True),
        ("What about Hull?", True),
        ("When did it open?", True),
        ("Why?", True),
        ("What did he find about cancer waits in hospitals?", True),
        ("How many community nurses were employed by hospitals in England?", False),
        ("What is the population of Torbay?", False),
    ],
)
def test_which_questions_need_the_turns_before(question: str, depends: bool) -> None:
    assert depends_on_history(question) is depends


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("When did the second one open?", {"open"}),
        ("And what did that report say about nurses?", {"nurs"}),
        ("How many community nurses retired?", {"communiti", "nurs", "retir"}),
        ("What about it?", set()),
    ],
)
def test_what_a_follow_up_asks_is_told_from_what_it_points_at(question: str, asks: set[str]) -> None:
    assert asking_stems(question) == asks


def test_a_question_that_stands_alone_takes_nothing_over() -> None:
    question = "How many community nurses were employed by hospitals in England?"
    assert read(question, "When did the frailty hub in Leeds open?") == StandAlone(question)


@pytest.mark.parametrize(
    ("question", "earlier", "alone"),
    [
        ("and in 2022?", "How long was the list in March 2021?", "How long was the list in 2022?"),
        ("And in March 2022?", "How long was the list in 2021?", "How long was the list in March 2022?"),
        ("2022?", "How long was the list in 2021?", "How long was the list in 2022?"),
        ("and in 2023/24?", "How long was the list in 2022/23?", "How long was the list in 2023/24?"),
        ("and in 2022?", "How long was the list?", "How long was the list in 2022?"),
    ],
)
def test_a_new_date_takes_the_place_of_the_old(question: str, earlier: str, alone: str) -> None:
    result = read(question, earlier)
    assert result.question == alone
    assert result.carried is not None


@pytest.mark.parametrize(
    ("earlier", "old"),
    [
        ("How many hubs opened in Hull?", "Hull"),
        ("How many hubs has Hull opened?", "Hull"),
        pytest.param("How many hubs opened in Leeds?", "Leeds"),
        pytest.param("How many hubs opened in Wales?", "Wales"),
        pytest.param("How many hubs opened in Northern Ireland?", "Northern"),
    ],
)
def test_a_new_place_takes_the_place_of_the_old(earlier: str, old: str) -> None:
    result = read("what about Torbay?", earlier)
    assert "hubs" in result.question
    assert result.question.endswith("in Torbay?")
    assert old not in result.question
    assert result.carried is not None


def test_a_new_thing_of_another_sort_is_added() -> None:
    result = read("what about midwives?", "How many nurses left in 2021?")
    assert "midwives" in result.question
    assert "2021" in result.question


def test_a_pronoun_takes_over_what_the_earlier_question_was_about() -> None:
    result = read("What did he say about cancer?", "What did Lord Darzi find about waiting lists?")
    assert result.question == "What did he say about cancer?"
    assert "Darzi" in result.asides
    assert result.carried is not None
    assert "Darzi" in result.carried


def test_the_name_of_a_publication_is_what_is_taken_over() -> None:
    def names(text: str) -> Sequence[str]:
        return ("The Long Plan",) if "long plan" in text else ()

    result = stand_alone("What did it cost?", [Turn("user", "What is in the long plan on wards?")], names)
    assert result == StandAlone("What did it cost?", "about The Long Plan", "The Long Plan")


def test_a_chain_of_follow_ups_is_read_from_its_beginning() -> None:
    result = read("and in 2023?", "How long was the list in March 2021?", "and in 2022?")
    assert result.question == "How long was the list in 2023?"
    after = read(
        "and in 2023?", "How long was the list in 2021?", "How many hubs have hospitals opened in 2022?"
    )
    assert after.question == "How many hubs have hospitals opened in 2023?"


def test_what_the_assistant_said_is_never_taken_over() -> None:
    turns = [Turn("user", "How long was the list in 2021?"), Turn("assistant", "Zanzibar held it in 1900.")]
    result = stand_alone("and in 2022?", turns, no_names)
    assert result.question == "How long was the list in 2022?"
    assert "Zanzibar" not in f"{result.carried}{result.asides}"


def test_a_follow_up_that_asks_in_full_loses_only_its_opening() -> None:
    result = read("And how much did it cost?", "When did the frailty hub in Hull open?")
    assert result.question == "How much did it cost?"
    assert "Hull" in result.asides
