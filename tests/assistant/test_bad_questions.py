"""Questions that hold next to nothing, too much, or signs that mean something to a machine."""

from __future__ import annotations

import pytest
from small_library import SmallLibrary, cited_ids

from assistant.chain import Assistant
from assistant.reading import behind_initialisms, wording
from assistant.refusals import COMMON_WORDS, EMPTY, NO_WORDS, NOT_ENGLISH, refusal, unreadable
from assistant.spelling import legible
from assistant.types import Outcome, Turn
from indexing.types import Filters
from indexing.vocabulary import build_vocabulary

BEDS = "How many bed days did hospitals lose to delayed discharges in March 2021?"
LOST = "In March 2021 hospitals lost 300,000 bed days to delayed discharges."


def passages(asker: Assistant, question: str, filters: Filters | None = None) -> list[str]:
    """The texts found as `evidence search` finds them, best first."""
    return [h.chunk.text for h in asker.search(asker.read(question).question, filters, 5)]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", EMPTY),
        (" \t\n", EMPTY),
        ("x", NO_WORDS),
        ("7", NO_WORDS),
        ("?", NO_WORDS),
        ("\x00\x00", NO_WORDS),
        ("(.*)+[a-z]{3,}$|\\d", NO_WORDS),
        ("+ - * ~ ^ : / \\ \"\" ''", NO_WORDS),
        ("😀😀😀", NO_WORDS),
        ("the of and is", COMMON_WORDS),
        ("What is it?", COMMON_WORDS),
        ("TO BE OR NOT TO BE", COMMON_WORDS),
        ("AND OR NOT", COMMON_WORDS),
        ("等待名单有多长？", NOT_ENGLISH),
        ("Сколько людей ждут?", NOT_ENGLISH),
        ("قوائم الانتظار", NOT_ENGLISH),
    ],
)
def test_what_nothing_could_be_found_for_is_told_in_plain_words(
    asker: Assistant, question: str, told: str
) -> None:
    assert unreadable(question) == told
    answer = asker.ask(question)
    assert (answer.outcome, answer.message) == (Outcome.DECLINED, told)


def test_common_words_are_a_question_where_others_came_before() -> None:
    assert refusal("Why is that?", follows=True) is None
    assert refusal("Why is that?") == COMMON_WORDS
    assert refusal("WHO") is None  # initials are no common word
    assert refusal("And in 2021?") is None


@pytest.mark.parametrize(
    "question",
    [
        BEDS.upper(),
        f"{BEDS} 😀🚑",
        BEDS.replace(" ", "\x00"),
        BEDS.replace(" ", "\u200b ").replace("hos", "hos\u00ad"),
        f"  {BEDS}\n\n\t",
    ],
)
def test_the_same_question_written_oddly_finds_and_answers_the_same(asker: Assistant, question: str) -> None:
    assert passages(asker, question) == passages(asker, BEDS)
    assert_answered(asker, question)


@pytest.mark.parametrize("question", [f'"{BEDS}"', f"“{BEDS}”", BEDS.replace("bed days", '"bed days"')])
def test_quotation_marks_change_no_answer(asker: Assistant, question: str) -> None:
    # A phrase in them is looked for as one, which may change what comes further down.
    assert passages(asker, question)[:2] == passages(asker, BEDS)[:2]
    assert_answered(asker, question)


def assert_answered(asker: Assistant, question: str) -> None:
    answer = asker.ask(question)
    assert (answer.outcome, cited_ids(answer)) == (Outcome.ANSWERED, ["beds-2022"])
    assert answer.sentences[0].text == LOST


@pytest.mark.parametrize(
    "question",
    [
        "bed days AND hospitals NOT delayed OR discharges",
        "+bed -days hospitals* delayed~2 discharges^3 (lost)",
        "title:bed text:days /hospitals/ [delayed TO discharges] {lost}",
        r"bed\s+days.*hospitals|delayed{1,3} discharges$ ^lost (?P<x>y)",
        'bed "days hospitals delayed (discharges [lost',
        "bed days; DROP TABLE chunks; -- hospitals delayed discharges lost' OR '1'='1",
        "%bed_days% hospitals \\ delayed && discharges || lost",
    ],
)
def test_operators_and_patterns_are_words_like_any_other(asker: Assistant, question: str) -> None:
    assert passages(asker, question)[0].startswith("In March 202")
    assert asker.ask(question).outcome is not Outcome.FAILED


def test_a_question_of_two_thousand_characters_is_read(asker: Assistant) -> None:
    asked = f"{'We are writing a note for ministers on what the evidence says. ' * 30}{BEDS}"[:2_000]
    asked = asked[: 2_000 - len(BEDS)] + BEDS
    assert len(asked) == 2_000
    assert LOST in " ".join(passages(asker, asked))
    assert asker.ask(asked).outcome is not Outcome.DECLINED
    longer = asker.ask(f"{asked}?")
    assert longer.outcome is Outcome.DECLINED
    assert "2,001 characters; at most 2,000" in longer.message


def test_a_misspelt_question_in_capitals_is_mended_as_in_small_letters(small: SmallLibrary) -> None:
    vocabulary = small.library.vocabulary
    assert wording(legible("DELAYED DISCHARGES"), vocabulary) == wording("delayed discharges", vocabulary)
    assert legible("HOW MANY BEDS?") == "how many beds?"


@pytest.mark.parametrize("initials", ["NHS", "GP", "ICB RTT", "NHS 111", "A&E", "How many GPs?"])
def test_initials_alone_are_no_shouting(initials: str) -> None:
    assert legible(initials) == initials


def test_initials_officials_use_are_read_in_small_letters_too() -> None:
    vocabulary = build_vocabulary([])
    for question in ("gp appointments", "GP appointments", "how many gps", legible("HOW MANY GPS?")):
        assert behind_initialisms(question, vocabulary) == ("general practice",)
    assert behind_initialisms("how long are waits in a&e", vocabulary) == ("accident and emergency",)


def test_an_earlier_question_is_read_as_it_was_when_it_was_asked(asker: Assistant) -> None:
    plain = asker.ask("And in March 2022?", [Turn("user", BEDS)])
    shouted = asker.ask("And in March 2022?", [Turn("user", BEDS.upper())])
    assert plain.sentences[0].text == shouted.sentences[0].text
    assert "450,000" in shouted.sentences[0].text


@pytest.mark.parametrize("top_k", [1, 100])
@pytest.mark.parametrize(
    "question", ["", "a", "the of and", "\x00", "NOT", "*", "😀", "等待名单", "x" * 2_000]
)
def test_the_library_itself_answers_any_text(small: SmallLibrary, question: str, top_k: int) -> None:
    hits = small.library.search(question, Filters(), top_k)
    assert len(hits) == min(top_k, small.library.manifest.chunks)
    assert all(-1 <= h.cosine <= 1 and 0 <= h.share < 1 and h.score <= 1 for h in hits)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_filters_that_leave_nothing_are_named_before_anything_else(asker: Assistant) -> None:
    filters = Filters(publishers=("Lantern",), kinds=("press",))
    assert passages(asker, BEDS, filters) == []
    answer = asker.ask(BEDS, filters=filters)
    assert answer.outcome is Outcome.NOT_IN_EVIDENCE
    assert answer.message.startswith("No report in this library is both published by Lantern and of the kind")
    assert "2 reports are left" in answer.message
