"""What a question asks for, its parts, dates, places and names."""

from __future__ import annotations

import pytest

from assistant.reading import (
    When,
    answer_type,
    behind_initialisms,
    content_stems,
    content_words,
    dates_in,
    parts_of,
    places_in,
    same_meaning,
    split_dates,
    unknown_names,
    without_dates,
    wording,
)
from assistant.types import AnswerType
from indexing.types import Wording
from indexing.vocabulary import Vocabulary

VOCABULARY = Vocabulary(10, {"list": 3, "matron": 1}, {"ZQX": "zonal quality exchange"})


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What share of patients waited?", AnswerType.PERCENT),
        ("What percentage of hubs closed?", AnswerType.PERCENT),
        ("How much did the hub cost?", AnswerType.MONEY),
        ("How many nurses are there?", AnswerType.NUMBER),
        ("By how much did admissions fall?", AnswerType.NUMBER),
        ("When did the hub open?", AnswerType.DATE),
        ("In which year did it open?", AnswerType.DATE),
        ("Who commissioned the review?", AnswerType.WHO),
        ("Where are the hubs?", AnswerType.WHERE),
        ("Did the hub work?", AnswerType.YES_NO),
        ("What did the review find?", AnswerType.FINDING),
        ("", AnswerType.FINDING),
    ],
)
def test_what_kind_of_thing_is_asked_for(question: str, kind: AnswerType) -> None:
    assert answer_type(question) is kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in 2021", (When(2021),)),
        ("12 September 2024", (When(2024, 9),)),
        ("Sept 2021 and Mar. 2022", (When(2021, 9), When(2022, 3))),
        ("in 2022/23", (When(2022, None, True),)),
        ("in 2022-23", (When(2022, None, True),)),
        ("1999/2000", (When(1999, None, True),)),
        ("in 2024-09", (When(2024),)),
        ("2022 or May 2020", (When(2022), When(2020, 5))),
        ("2021, again in 2021", (When(2021),)),
        ("2,021 people, 20210 beds, 3 May", ()),
    ],
)
def test_dates_are_read_in_order_each_once(text: str, found: tuple[When, ...]) -> None:
    assert dates_in(text) == found


def test_both_ends_of_a_span_of_years_are_read() -> None:
    assert dates_in("It grew over 2019–2024.") == (When(2019), When(2024))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When(2021), "2021"),
        (When(2021, 3), "March 2021"),
        (When(2022, None, True), "2022/23"),
        (When(1999, None, True), "1999/00"),
    ],
)
def test_a_date_is_told_as_people_write_it(when: When, words: str) -> None:
    assert str(when) == words


@pytest.mark.parametrize(
    ("question", "told", "attributed"),
    [
        ("What did the 2024 report say about 2021?", (When(2021),), (When(2024),)),
        ("What did the plan of 2019 promise by 2024?", (When(2024),), (When(2019),)),
        ("How many waited in 2021?", (When(2021),), ()),
        ("How many waited in 2021, says the 2021 report?", (When(2021),), ()),
    ],
)
def test_the_date_of_a_report_is_told_from_the_date_asked_about(
    question: str, told: tuple[When, ...], attributed: tuple[When, ...]
) -> None:
    assert split_dates(question) == (told, attributed)


def test_dates_are_taken_out_of_what_a_question_is_about() -> None:
    assert "2021" not in without_dates("waits in March 2021")
    assert "March" not in without_dates("waits in March 2021")
    assert content_words("How many waits were there in March 2021?") == ("waits",)


def test_content_words_leave_out_what_only_asks_and_come_once() -> None:
    assert content_words("What did they find about hubs, and about hubs in Hull?") == ("hubs", "Hull")
    assert content_stems("nurse and nurses") == ("nurs",)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Welsh hospitals", {"wales"}),
        ("Scotland and Wales", {"scotland", "wales"}),
        ("Hull's hub", {"kingston upon hull"}),
        ("in Kingston upon Hull", {"kingston upon hull"}),
        ("in Northern Ireland", {"northern ireland"}),
        ("in Leeds?", {"leeds"}),
        ("the US system", {"united states"}),
        ("tell us why", set()),
        ("Wallsend is not Wales-like", set()),
        ("no place at all", set()),
    ],
)
def test_places_are_read_each_by_one_name(text: str, places: set[str]) -> None:
    # `us` in lower case is a word; the list says `the us`.
    assert places_in(text) == places


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How many hubs opened?", ("How many hubs opened?",)),
        (
            "How many hubs opened, and who paid nurses?",
            ("How many hubs opened", "who paid nurses"),
        ),
        (
            "What is the cost of hubs; which nurses work there?",
            ("What is the cost of hubs", "which nurses work there"),
        ),
        ("How many hubs opened? Which nurses left?", ("How many hubs opened", "Which nurses left")),
        ("Tell me about nurses and hubs", ("Tell me about nurses and hubs",)),
    ],
)
def test_each_question_in_a_message_is_a_part(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


def test_a_message_of_very_many_questions_is_read_as_one() -> None:
    question = "; ".join(f"which nurses run hub{n}" for n in range(9))
    assert parts_of(question) == (question,)


def test_initialisms_are_searched_in_both_forms() -> None:
    assert "zonal quality exchange" in behind_initialisms("What is the ZQX?", VOCABULARY)
    assert "zonal quality exchange" in behind_initialisms("what do zqx and zqxs do", VOCABULARY)
    assert "ZQX" in behind_initialisms("What is the zonal quality exchange?", VOCABULARY)
    assert "general practice" in behind_initialisms("How many GPs are there?", VOCABULARY)
    assert behind_initialisms("What is it?", VOCABULARY) == ()
    both = "What is the zonal quality exchange (ZQX)?"
    assert behind_initialisms(both, VOCABULARY) == ()


def test_everyday_words_bring_the_words_of_reports_to_the_search() -> None:
    phrases = dict(same_meaning("How long is the queue?"))
    assert "waiting list" in phrases["queue"]
    assert "queue" not in phrases["queue"]
    searched = wording("How long is the queue?", VOCABULARY)
    assert searched.text == "How long is the queue?"
    assert "waiting list" in searched.added
    assert searched.whole == f"How long is the queue? ({searched.added})"
    assert same_meaning("What of matrons?") == ()
    assert wording("What of matrons?", VOCABULARY) == Wording("What of matrons?")


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What does Quokka say about the list?", ("Quokka",)),
        ("Quokka Matron say?", ("Quokka",)),
        ("Matrons say what?", ()),
        ("Grumble about matrons?", ()),
        ("Quokka 2021 matrons?", ("Quokka",)),
        ("What does the ZQX say?", ()),
        ("What do the ZQXs say?", ()),
        ("What does the QQQ say?", ("QQQ",)),
        ("WHAT DOES QUOKKA SAY", ()),
        ("What was the List in March?", ()),
        ("what does quokka say?", ()),
        ("Is Quokka at odds with Quokka?", ("Quokka",)),
    ],
)
def test_names_that_no_report_mentions(question: str, unknown: tuple[str, ...]) -> None:
    assert unknown_names(question, VOCABULARY) == unknown
