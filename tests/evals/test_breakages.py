"""Each breakage does what it says, the comparison notices it, and an unchanged product passes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sample_items import NOISE, TRUST, cited
from small_gold import finished, questions_set
from small_library import SmallLibrary, assistant_over
from ward_library import FOLLOW_UPS, QUESTIONS, UNKNOWN, WARDS, answer, question, run_of

from evals.benchmarks.breakages import Trial, remembering, trial_table
from evals.breakages import (
    BREAKAGES,
    ShuffledRetrieval,
    altered_figures,
    always_refusing,
    dropped_citations,
    ignoring_history,
    never_refusing,
)
from evals.compare import compare
from evals.responses import Place, Response, Said
from evals.types import Question
from indexing.types import Filters

DRAWS = 2_000
SEEDS = range(4)
KNOWN, ODD = question(WARDS), question(WARDS + 1)
TRAP = Said("In 2024 59% of adults in 12 regions were dissatisfied, up from 7.5% in 2023.", (cited(TRUST),))


def texts(response: Response) -> list[str]:
    return [said.text for said in response.sentences]


def test_the_script_answers_everything_as_it_should() -> None:
    run = run_of(answer)
    assert len(run.rows) == WARDS + UNKNOWN
    assert [row.id for row in run.rows if not row.scored.right] == []


def test_dropped_citations_keep_every_word() -> None:
    broken = dropped_citations(answer, 1)
    responses = [broken(q) for q in QUESTIONS[:WARDS]]
    assert [texts(r) for r in responses] == [texts(answer(q)) for q in QUESTIONS[:WARDS]]
    kept = sum(bool(said.citations) for r in responses for said in r.sentences)
    assert WARDS / 4 < kept < WARDS * 3 / 4
    again = dropped_citations(answer, 1)
    assert [again(q) for q in QUESTIONS[:WARDS]] == responses, "the same for the same seed"


def test_altered_figures_change_digits_and_nothing_else() -> None:
    seen = set()
    for seed in range(30):
        (said,) = altered_figures(lambda q: Response("answered", sentences=(TRAP,)), seed)(KNOWN).sentences
        assert said.citations == TRAP.citations
        assert re.sub(r"\d", "0", said.text) == re.sub(r"\d", "0", TRAP.text)
        seen.add(said.text)
    assert TRAP.text in seen
    assert len(seen) > 3
    changed = sum(texts(altered_figures(answer, s)(KNOWN)) != texts(answer(KNOWN)) for s in range(200))
    assert 20 < changed < 180
    assert altered_figures(answer, 0)(ODD) == answer(ODD)


def test_never_refusing_gives_the_nearest_passage_as_the_answer() -> None:
    near = Place("waits-2024", "Size", None, "First sentence. Second sentence.")
    refused = Response("not_in_evidence", "Nothing found.", passages=(near, NOISE), confidence=0.2)
    broken = never_refusing(lambda q: refused, 0)(ODD)
    assert broken.outcome == "answered"
    assert texts(broken) == ["First sentence."]
    assert broken.sentences[0].citations == (Place("waits-2024", "Size", None, "First sentence."),)
    assert broken.passages == refused.passages
    assert never_refusing(answer, 0)(KNOWN) == answer(KNOWN)
    for other in (Response("not_in_evidence"), Response("declined", passages=(near,)), Response("which_one")):
        assert never_refusing(lambda q, other=other: other, 0)(ODD) is other


def test_always_refusing_says_nothing() -> None:
    for asked in (KNOWN, ODD):
        broken = always_refusing(answer, 0)(asked)
        assert (broken.outcome, broken.sentences, broken.differ) == ("not_in_evidence", (), ())
        assert broken.passages == answer(asked).passages


def test_ignoring_history_asks_the_question_alone() -> None:
    follow_up = question(FOLLOW_UPS)
    asked: list[Question] = []

    def noting(question: Question) -> Response:
        asked.append(question)
        return answer(question)

    assert answer(follow_up).answered
    assert not ignoring_history(noting, 0)(follow_up).answered
    assert asked[0].history == ()
    assert asked[0].question == follow_up.question
    assert follow_up.history, "the gold item stays as it is"


def test_shuffled_search_finds_the_same_in_another_order(small: SmallLibrary) -> None:
    whole, spoilt = small.retrieval, ShuffledRetrieval(small.library)
    asked = ("frailty hub in Leeds", Filters(), 10)
    right = [hit.chunk.id for hit in whole.search(*asked)]
    orders = []
    for seed in range(4):
        ShuffledRetrieval.seed = seed
        found = [hit.chunk.id for hit in spoilt.search(*asked)]
        assert sorted(found) == sorted(right)
        assert found == [hit.chunk.id for hit in spoilt.search(*asked)], "the same for the same seed"
        orders.append(tuple(found))
    assert len({*orders, tuple(right)}) == 5


def test_shuffled_search_is_what_the_assistant_answers_from(small: SmallLibrary, tmp_path: Path) -> None:
    ShuffledRetrieval.seed = 1
    spoilt = assistant_over(small.folder, small.library, ShuffledRetrieval(small.library))
    gold = questions_set(tmp_path / "gold", small)
    whole = finished(small.assistant, gold, tmp_path / "whole").summary
    broken = finished(spoilt, gold, tmp_path / "broken", against=tmp_path / "whole")
    found = [{f.metric: f.value for f in s.figures}["mrr_at_10"] for s in (whole, broken.summary)]
    assert found[1] < found[0] == 1


@pytest.mark.parametrize(
    ("broken", "regressed"),
    [
        ("dropped citations", {"citation_recall", "numbers_grounded"}),
        ("altered figures", {"nugget_recall", "numbers_grounded", "citation_recall"}),
        ("never refusing", {"abstention_f1", "false_answers"}),
        ("always refusing", {"nugget_recall", "follow_up_nugget_recall", "abstention_f1"}),
        (
            "ignoring history",
            {"evidence_recall_at_10", "nugget_recall", "follow_up_nugget_recall", "abstention_f1"},
        ),
    ],
)
def test_the_comparison_catches_it(broken: str, regressed: set[str]) -> None:
    baseline = run_of(answer, "baseline")
    for seed in SEEDS:
        comparison = compare(baseline, run_of(BREAKAGES[broken](answer, seed)), DRAWS)
        assert not comparison.passed
        assert {m.metric.name for m in comparison.regressed} == regressed


def test_an_unchanged_product_is_never_called_worse() -> None:
    baseline = run_of(answer, "baseline")
    for _ in SEEDS:
        comparison = compare(baseline, run_of(answer), DRAWS)
        assert comparison.passed
        assert comparison.sentence == "Unchanged: every item came out as before."


def test_a_product_is_asked_once_a_repeat_with_and_without_history() -> None:
    asked: list[str] = []

    def noting(question: Question) -> Response:
        asked.append(question.id)
        return answer(question)

    once = remembering(noting)
    follow_up = question(1)
    for _ in range(3):
        assert once(follow_up).answered
        assert not ignoring_history(once, 0)(follow_up).answered
    assert asked == [follow_up.id] * 2


def test_the_table_of_trials() -> None:
    found = [
        Trial("nothing (unchanged)", ()),
        Trial("dropped citations", ("Sentences supported",)),
        Trial("nothing (unchanged)", ()),
        Trial("dropped citations", ("Sentences supported", "Points stated")),
    ]
    lines = trial_table(found).splitlines()
    assert "| nothing (unchanged) | 0 of 2 | – |" in lines
    assert "| dropped citations | 2 of 2 | Sentences supported 2, Points stated 1 |" in lines
