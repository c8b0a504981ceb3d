"""How well a sentence answers: words, kind of thing, dates, place, publication. No score is fixed here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matching_samples import REPORT, WALES, hit, scored, want
from note_samples import publication

from assistant.fitting import date_fit, kind_fits, place_fits
from assistant.matching import Wanted, candidate, named_fit, wanted
from assistant.reading import When
from assistant.types import AnswerType
from corpus.types import Publication
from indexing.types import Hit
from indexing.vocabulary import Vocabulary, stem


def test_a_sentence_on_wales_never_answers_for_scotland() -> None:
    asked = frozenset({"scotland"})
    assert place_fits(asked, "Hubs in Wales have nurses.", hit("x", WALES)) is False
    assert place_fits(asked, "Hubs have nurses.", hit("x", REPORT)) is False
    assert scored("How many hubs are in Scotland?", "There are 9 hubs.", WALES).place_fits is False


@pytest.mark.parametrize(
    ("asked", "text", "of"),
    [
        (set(), "Hubs have nurses.", REPORT),
        ({"wales"}, "Hubs have nurses.", WALES),
        ({"scotland"}, "Scottish hubs have nurses.", REPORT),
        ({"england"}, "Hubs have nurses.", REPORT),
        ({"england"}, "Hubs have nurses.", publication("uk", nation="United Kingdom", topics=())),
        ({"kingston upon hull"}, "Hubs have nurses.", publication("h", title="Hull hubs", topics=())),
        ({"kingston upon hull", "leeds"}, "Hull has more hubs than Leeds.", REPORT),
    ],
)
def test_a_place_may_be_told_by_the_sentence_or_its_report(
    asked: set[str], text: str, of: Publication
) -> None:
    assert place_fits(frozenset(asked), text, hit(text, of)) is True


def test_one_place_of_two_is_not_enough() -> None:
    both = frozenset({"kingston upon hull", "leeds"})
    assert place_fits(both, "Hubs opened in Leeds.", hit("x")) is False
    assert place_fits(frozenset({"england"}), "Hubs opened.", hit("x", WALES)) is False


@pytest.mark.parametrize(
    ("kind", "sentence", "fits"),
    [
        (AnswerType.NUMBER, "There are 12 hubs.", True),
        (AnswerType.NUMBER, "The cost was £2 million.", True),
        (AnswerType.NUMBER, "There are hubs.", False),
        (AnswerType.NUMBER, "It opened in 2021.", False),
        (AnswerType.MONEY, "The cost was £2 million.", True),
        (AnswerType.MONEY, "There are 12 hubs.", False),
        (AnswerType.PERCENT, "It fell by 12%.", True),
        (AnswerType.PERCENT, "There are 12 hubs.", False),
        (AnswerType.DATE, "It opened on 3 June 2018.", True),
        (AnswerType.DATE, "It opened.", False),
        (AnswerType.WHO, "The hub was led by Ann Smith.", True),
        (AnswerType.WHO, "The hub was led by nurses.", False),
        (AnswerType.FINDING, "Anything.", True),
        (AnswerType.YES_NO, "Anything.", True),
        (AnswerType.WHERE, "Anything.", True),
    ],
)
def test_a_sentence_must_hold_the_kind_of_thing_asked_for(
    kind: AnswerType, sentence: str, fits: bool
) -> None:
    assert kind_fits(kind, sentence) is fits


YEAR, MONTH, FINANCIAL = (When(2021),), (When(2021, 3),), (When(2021, None, True),)


@pytest.mark.parametrize(
    ("asked", "sentence", "as_at", "published"),
    [
        (YEAR, "It was 5 in 2020.", "2021", 2021),
        (MONTH, "It was 5 in March 2020.", "", None),
        (FINANCIAL, "It was 5 in 2020.", "", None),
        (YEAR, "It was 5.", "2020", 2020),
        (YEAR, "It was 5.", "", None),
    ],
)
def test_another_date_does_not_fit(
    asked: tuple[When, ...], sentence: str, as_at: str, published: int
) -> None:
    assert date_fit(asked, sentence, as_at, published) == 0


def test_a_date_in_the_sentence_fits_best_then_the_date_of_its_figure_then_of_its_report() -> None:
    own = date_fit(YEAR, "It was 5 in March 2021.", "", None)
    sourced = date_fit(YEAR, "It was 5.", "2021-03", None)
    published = date_fit(YEAR, "It was 5.", "", 2021)
    assert own == date_fit((), "It was 5 in 2020.", "", None) == 1
    assert own > sourced > published > 0
    assert date_fit(MONTH, "It was 5.", "", 2021) == 0
    assert date_fit(MONTH, "It was 5.", "March 2021", None) == sourced


def test_words_in_the_sentence_count_most_then_in_its_heading_then_in_its_title() -> None:
    asked = want("nurses")
    in_sentence = scored(asked, "Nurses came.").coverage
    found = hit("They came.", heading="Nurses")
    in_heading = _coverage_of(asked, found)
    in_title = _coverage_of(asked, hit("They came.", publication("t", title="Nurses")))
    nowhere = scored(asked, "They came.")
    assert in_sentence == 1
    assert in_sentence > in_heading > in_title > nowhere.coverage == 0
    assert nowhere.missing == ("nurs",)


def _coverage_of(asked: Wanted, found: Hit) -> float:
    return candidate(asked, found, found.chunk.sentences[0], 0.5).coverage


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    vocabulary = Vocabulary(100, {"matron": 1, "hospit": 90})
    weights = wanted("matrons hospitals", vocabulary, frozenset()).weights
    assert weights[stem("matrons")] > weights[stem("hospitals")] > 0


def test_words_taken_over_from_an_earlier_turn_count_less() -> None:
    weights = want("matrons", asides="porters").weights
    assert 0 < weights[stem("porters")] < weights[stem("matrons")]


def test_the_words_of_a_name_say_where_to_look_and_hardly_what_for() -> None:
    question = "What does the Lantern plan say on nurses?"
    named = want(question, frozenset({"report"}), names=frozenset({"lantern"})).weights
    plain = want(question).weights
    assert named.get(stem("lantern"), 0.0) < plain[stem("lantern")]
    assert named[stem("nurses")] == plain[stem("nurses")]


def test_other_words_for_the_same_thing_are_found() -> None:
    assert scored("queue", "The waiting list grew.").coverage > 0
    assert scored("queue", "The hospital grew.").coverage == 0
    assert scored("waits", "Each waiter stood.").coverage > 0


def test_dates_of_a_report_are_told_from_dates_asked_about() -> None:
    asked = want("What did the 2024 report say on nurses in 2021?")
    assert asked.dates == (When(2021),)
    assert asked.edition == (When(2024),)
    assert asked.places == frozenset()
    assert want("nurses in Hull").places == {"kingston upon hull"}
    assert want("and the nurses?", asides="hubs in 2019").dates == (When(2019),)


def test_a_named_publication_comes_before_one_that_speaks_of_it_and_that_before_the_rest() -> None:
    asked = want("What does the lantern say on nurses?", frozenset({"report"}), names=frozenset({"lantern"}))
    other = publication("other")
    named = named_fit(asked, "x", hit("x"))
    speaks = named_fit(asked, "The lantern says so.", hit("x", other))
    rest = named_fit(asked, "It says so.", hit("x", other))
    none = named_fit(want("nurses"), "It says so.", hit("x", other))
    assert named > speaks > none > rest == 0


def test_an_edition_is_told_by_the_year_of_publication_or_of_the_title() -> None:
    asked = want("What did the 2022 report say on nurses?")
    assert asked.edition == (When(2022),)
    assert named_fit(asked, "x", hit("x")) > 0
    assert named_fit(asked, "x", hit("x", publication("o", "2019"))) == 0
    assert named_fit(asked, "x", hit("x", publication("o", "2019", title="Plan 2022"))) > 0
    assert named_fit(asked, "x", hit("x", publication("o", None))) == 0


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("How many hub nurses are there?", "There are 12 hub nurses.", "There are porters."),
        ("How many hub nurses are there?", "There are 12 hub nurses.", "There are hub nurses."),
        (
            "How many hub nurses were there in 2021?",
            "In 2021 there were 12 hub nurses.",
            "In 2020 there were 12 hub nurses.",
        ),
    ],
)
def test_the_better_sentence_scores_higher(question: str, better: str, worse: str) -> None:
    assert scored(question, better).score > scored(question, worse).score


def test_a_nearer_meaning_and_a_better_passage_score_higher() -> None:
    near, far = (scored("hub nurses", "There are hub nurses.", cosine=c) for c in (0.9, 0.1))
    assert near.score > far.score
    found = hit("There are hub nurses.")
    high = candidate(want("hub nurses"), replace(found, score=0.9), found.chunk.sentences[0], 0.5)
    assert high.score > candidate(want("hub nurses"), found, found.chunk.sentences[0], 0.5).score


def test_when_a_publication_came_out_is_answered_by_its_date() -> None:
    question = "When was the hub report published?"
    told = scored(question, "The hub report came out on 3 May 2022.")
    other = scored(question, "The hub report came out on 9 May 2022.")
    assert told.score > other.score
