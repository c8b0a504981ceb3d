"""The gold sets that ship, held against the digests that ship and against what the issue asks of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from assistant.grounding.quotations import find
from corpus.catalogue import SHIPPED_CATALOGUE, load_catalogue
from corpus.digests import SHIPPED_DIGESTS, read_digests
from corpus.types import Report
from evals.gold import GoldSet, Matcher, read_set, shipped_sets
from evals.gold_check import corpus_mark, problems
from evals.scoring.nuggets import Assignment, assign
from evals.scoring.numbers import states, unit_of
from evals.types import Answerability, Claim, ClaimVerdict, Commission, Nugget, Question, UnanswerableKind

WITH_NUGGETS = ("core", "briefs")


@pytest.fixture(scope="module")
def reports() -> tuple[Report, ...]:
    read, faults = read_digests(SHIPPED_DIGESTS, load_catalogue(SHIPPED_CATALOGUE))
    assert not faults
    return tuple(read)


@pytest.fixture(scope="module")
def core() -> GoldSet:
    return read_set("core")


def nuggets(name: str) -> Iterator[tuple[str, Nugget]]:
    for line in read_set(name).lines:
        if isinstance(line.item, Question | Commission):
            yield from ((line.item.id, nugget) for nugget in line.item.nuggets)


def test_three_sets_ship() -> None:
    assert set(shipped_sets()) >= {"core", "claims", "briefs"}


@pytest.mark.parametrize("name", shipped_sets())
def test_no_gold_is_rotten(name: str, reports: tuple[Report, ...]) -> None:
    gold = read_set(name)
    assert problems(gold, reports) == ()
    assert gold.header.corpus == corpus_mark(reports)


@pytest.mark.parametrize("name", shipped_sets())
def test_no_publication_has_evidence_in_two_splits(name: str) -> None:
    splits: dict[str, set[str]] = {}
    for line in read_set(name).lines:
        for evidence in line.item.evidence:
            splits.setdefault(evidence.publication, set()).add(line.split)
    assert {p: s for p, s in splits.items() if len(s) > 1} == {}


def test_core_has_two_hundred_questions_of_every_kind(core: GoldSet) -> None:
    questions = core.questions
    assert len(questions) >= 200
    assert {line.split for line in core.lines} == {"dev", "test"}
    kinds = Counter(question.tags[0] for question in questions)
    wanted = ("figure", "date", "comparison", "conflict", "ambiguous", "follow-up", "broad", "partial")
    assert all(kinds[kind] >= 10 for kind in wanted), kinds
    assert sum(q.answerability is Answerability.AMBIGUOUS for q in questions) >= 10
    assert all(q.positions for q in questions if q.tags[0] == "conflict")
    assert sum(bool(q.positions) for q in questions) >= 20


def test_one_question_of_core_in_five_is_to_be_refused(core: GoldSet) -> None:
    refused = [
        q for q in core.questions if q.answerability in (Answerability.UNANSWERABLE, Answerability.DECLINED)
    ]
    assert len(refused) >= len(core.questions) / 5
    kinds = {q.unanswerable_kind for q in refused}
    near = {
        UnanswerableKind.OTHER_PLACE,
        UnanswerableKind.OUTSIDE_TIME,
        UnanswerableKind.OTHER_POPULATION,
        UnanswerableKind.FALSE_PREMISE,
        UnanswerableKind.OUTSIDE_FIELD,
    }
    assert kinds >= near
    assert any(q.answerability is Answerability.DECLINED for q in refused)  # instructions to misbehave
    assert sum(bool(q.near_miss) for q in refused) >= 20


def test_follow_ups_have_their_history_and_stand_in_their_conversation(core: GoldSet) -> None:
    later = [q for q in core.questions if q.history]
    assert len(later) >= 20
    assert max(q.turn for q in later) >= 3
    for question in later:
        assert question.standalone, question.id
        assert [m.role for m in question.history] == ["user", "assistant"] * (question.turn - 1), question.id


def test_claims_have_every_verdict() -> None:
    claims = [line.item for line in read_set("claims").lines if isinstance(line.item, Claim)]
    assert len(claims) >= 150
    verdicts = Counter(claim.verdict for claim in claims)
    assert all(verdicts[verdict] >= 15 for verdict in ClaimVerdict), verdicts


def test_there_are_ten_commissions_for_briefing_notes() -> None:
    lines = read_set("briefs").lines
    assert len(lines) >= 10
    assert all(isinstance(line.item, Commission) for line in lines)


@pytest.mark.parametrize("name", WITH_NUGGETS)
def test_every_gold_number_is_read_in_a_quotation_that_proves_it(name: str) -> None:
    unread = [
        (item, number.value, number.unit)
        for item, nugget in nuggets(name)
        for number in nugget.numbers
        if not any(states(evidence.quote, number) for evidence in nugget.evidence)
    ]
    assert unread == []


@pytest.mark.parametrize("name", WITH_NUGGETS)
def test_an_answer_in_the_very_words_of_the_evidence_states_the_nugget(
    name: str, reports: tuple[Report, ...]
) -> None:
    texts = {r.publication.id: [b.text for b in r.blocks] for r in reports}
    lost = []
    for item, nugget in nuggets(name):
        for evidence in nugget.evidence:
            text = next(t for t in texts[evidence.publication] if find(evidence.quote, t) is not None)
            if assign(nugget, [text], Matcher(), lambda stem: 1.0) is not Assignment.SUPPORT:
                lost.append((item, nugget.id, text))
    assert lost == []


@pytest.mark.parametrize("name", WITH_NUGGETS)
def test_no_forbidden_figure_is_a_gold_figure_of_the_same_item(name: str) -> None:
    both = []
    for line in read_set(name).lines:
        item = line.item
        if isinstance(item, Question | Commission):
            gold = [number for nugget in item.nuggets for number in nugget.numbers]
            for bad in item.forbidden:
                for good in gold:
                    allowed = abs(good.value) * good.rel_tol + 1e-6
                    same = unit_of(bad.number) == unit_of(good)
                    if same and abs(bad.number.value - good.value) <= allowed:
                        both.append((item.id, good.value, good.unit))
    assert both == []
