"""The product as what is under evaluation: asked in the way of each kind of set, over the small library."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small_gold import HULL, LEEDS, LEEDS_OPENING, WALES, briefs_set, claims_set, questions_set
from small_library import SmallLibrary

from assistant.briefing import write_note
from evals.gold import GoldSet, read_set
from evals.responses import Place, Response, filters_of, history_of, product
from evals.subjects import Subject, check_claim, note_lines, subject_of, write_brief, yardstick
from evals.types import Claim, Commission, GoldFilters, Message, Question


@pytest.fixture(scope="module")
def questions(small: SmallLibrary, tmp_path_factory: pytest.TempPathFactory) -> GoldSet:
    return read_set(str(questions_set(tmp_path_factory.mktemp("gold") / "questions", small)))


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> tuple[Claim, ...]:
    gold = read_set(str(claims_set(tmp_path_factory.mktemp("gold") / "claims")))
    return tuple(line.item for line in gold.lines if isinstance(line.item, Claim))


@pytest.fixture(scope="module")
def commission(tmp_path_factory: pytest.TempPathFactory) -> Commission:
    (line,) = read_set(str(briefs_set(tmp_path_factory.mktemp("gold") / "briefs"))).lines
    assert isinstance(line.item, Commission)
    return line.item


def by_id(gold: GoldSet, name: str) -> Question:
    (found,) = (q for q in gold.questions if q.id == name)
    return found


def test_an_answer_as_evaluation_sees_it(small: SmallLibrary, questions: GoldSet) -> None:
    response = product(small.assistant)(by_id(questions, "t-leeds"))
    assert response.outcome == "answered"
    assert response.answered
    (said, *_) = response.sentences
    assert said.text == LEEDS
    (place,) = said.citations
    assert place == Place("leeds-2022", "Results", None, LEEDS)
    assert response.passages[0].publication == "leeds-2022"
    assert LEEDS in response.passages[0].text
    assert 0 < response.confidence <= 1
    assert {"interpret", "search", "write"} <= set(response.timings_ms)
    assert response.error is None


def test_what_is_stored_of_a_response_leaves_out_the_text_of_passages(
    small: SmallLibrary, questions: GoldSet
) -> None:
    response = product(small.assistant)(by_id(questions, "t-leeds"))
    stored = response.stored()
    assert all(set(passage) == {"publication", "section", "page"} for passage in stored["passages"])
    assert stored["sentences"][0]["citations"][0]["text"] == LEEDS
    assert response.passages[0].text, "storing changes nothing"


def test_a_refusal_and_a_question_asked_back(small: SmallLibrary, questions: GoldSet) -> None:
    ask = product(small.assistant)
    refused = ask(by_id(questions, "d-dentists"))
    assert (refused.outcome, refused.sentences) == ("not_in_evidence", ())
    assert refused.passages, "what was found is kept"
    assert not refused.answered
    asked_back = ask(by_id(questions, "d-lantern"))
    assert asked_back.outcome == "which_one"
    assert set(asked_back.readings) == {"lantern-2015", "lantern-2023"}


def test_the_history_of_a_gold_question_is_the_history_of_the_question(
    small: SmallLibrary, questions: GoldSet
) -> None:
    history = (Message(role="user", text="Tell me about the frailty hub in Leeds."),)
    change = {"question": "When did it open?", "history": history}
    follow_up = by_id(questions, "d-hull").model_copy(update=change)
    assert [(t.role, t.content) for t in history_of(follow_up)] == [("user", history[0].text)]
    ask = product(small.assistant)
    assert [s.text for s in ask(follow_up).sentences] == [LEEDS_OPENING]
    alone = ask(follow_up.model_copy(update={"history": ()}))
    assert {s.text for s in alone.sentences} == {LEEDS_OPENING, HULL}


def test_the_filters_of_a_gold_question_are_the_filters_of_the_question(
    small: SmallLibrary, questions: GoldSet
) -> None:
    gold = GoldFilters(
        as_of=date(2022, 12, 31),
        publishers=("Aire Trust",),
        kinds=("press",),
        topics=("hubs",),
        publications=("leeds-2022",),
        nations=("England",),
        latest_only=True,
    )
    filters = filters_of(gold)
    assert (filters.as_of, filters.since) == (date(2022, 12, 31), None)
    assert (filters.publishers, filters.kinds, filters.topics) == (("Aire Trust",), ("press",), ("hubs",))
    assert filters.publication_ids == ("leeds-2022",)
    assert (filters.nations, filters.latest_only) == (("England",), True)
    before = by_id(questions, "t-leeds").model_copy(update={"filters": GoldFilters(as_of=date(2021, 12, 31))})
    response = product(small.assistant)(before)
    assert "leeds-2022" not in {p.publication for p in response.passages}


def test_each_kind_of_item_is_asked_and_scored_in_its_way(
    small: SmallLibrary, questions: GoldSet, claims: tuple[Claim, ...], commission: Commission
) -> None:
    subject: Subject = subject_of(questions, small.assistant)
    question = by_id(questions, "t-leeds")
    for item, metric in (
        (question, "nugget_recall"),
        (claims[0], "supported_passed"),
        (commission, "nugget_recall"),
    ):
        scored = subject.score(item, subject.ask(item))
        assert scored.right, item.id
        assert scored.tallies[metric][0] == scored.tallies[metric][1]
    crash = Response("error", error="KeyError: 'x'")
    for item in (question, claims[0], commission):
        scored = subject.score(item, crash)
        assert not scored.right
        assert scored.cause == "the system crashed"
        assert scored.tallies["errors"] == (1.0, 1.0)


def test_a_claim_is_held_against_what_the_search_finds(
    small: SmallLibrary, claims: tuple[Claim, ...]
) -> None:
    true, faulty = (check_claim(small.assistant, claim) for claim in claims)
    assert (true.outcome, true.message) == ("supported", "")
    assert true.passages[0].publication == "leeds-2022"
    assert faulty.outcome == "not_supported"
    assert "9%" in faulty.message
    assert true.confidence > faulty.confidence
    unknown = claims[0].model_copy(update={"claim": "Penguins elect a chancellor every winter."})
    assert check_claim(small.assistant, unknown).outcome == "not_supported"


def test_a_note_is_one_answer_of_all_its_checked_lines(small: SmallLibrary, commission: Commission) -> None:
    response = write_brief(small.assistant, commission)
    assert response.outcome == "answered"
    texts = [s.text for s in response.sentences]
    assert LEEDS in texts
    assert len(set(texts)) == len(texts)
    assert all(s.citations for s in response.sentences)
    note = write_note(small.assistant, commission.topic, filters_of(commission.filters))
    every = {s.text for s in note.top_lines} | {f.sentence.text for f in note.key_facts}
    assert every <= set(texts)
    assert [line.text for line in note_lines(note)] == texts
    twice = replace(note, top_lines=(*note.top_lines, *note.top_lines))
    assert [line.text for line in note_lines(twice)] == texts


def test_a_note_on_nothing_is_a_refusal(small: SmallLibrary, commission: Commission) -> None:
    nothing = commission.model_copy(update={"filters": GoldFilters(as_of=date(1999, 1, 1))})
    response = write_brief(small.assistant, nothing)
    assert (response.outcome, response.sentences) == ("not_in_evidence", ())


def test_the_yardstick_knows_the_corpus_and_the_verifier(small: SmallLibrary, questions: GoldSet) -> None:
    by = yardstick(questions, small.assistant)
    assert by.matcher == questions.header.matcher
    (span,) = by_id(questions, "t-wales").evidence
    assert by.corpus.indexed(span)
    assert not by.corpus.indexed(span.model_copy(update={"quote": "No such words."}))
    assert by.supports(WALES, [WALES])
    assert not by.supports(WALES.replace("700,000", "800,000"), [WALES])
    assert not by.supports(WALES, [])
    assert not by.supports(WALES, [LEEDS])
