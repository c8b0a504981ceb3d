"""Search metrics at passage, page and publication level, by hand."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_items import (
    BEFORE,
    CHAIRS,
    CRASH,
    GROWTH,
    HUBS,
    NOISE,
    POLL,
    POSTS,
    TRUST,
    VACANT,
    VIEW,
    Fact,
    ambiguous,
    found,
    nugget,
    question,
    refusal,
    unanswerable,
)

from evals.responses import Place
from evals.scoring.retrieval import graded_ranking, ranks, retrieval_tallies
from evals.types import Question


def value(name: str, asked: Question, *passages: Place) -> float:
    share, count = retrieval_tallies(asked, refusal(*passages), VIEW)[name]
    assert count == 1.0
    return share


def noise(count: int) -> list[Place]:
    """Passages that prove nothing, each different."""
    return [Place("waits-2024", f"Annex {i}", None, f"Annex {i} lists names.") for i in range(count)]


# Two vital points, one of which either of two passages proves, and one point that is not vital.
ASKED = question(
    nugget(TRUST, POLL, id="share"), nugget(HUBS, id="hubs"), nugget(POSTS, id="posts", vital=False)
)
FOUND = (NOISE, found(POLL), found(POSTS), found(TRUST))
# Grades: TRUST 2, POLL 2, HUBS 2, POSTS 1. The ranking's gains are 0, 2, 1, 2.
IDEAL = 2 + 2 / log2(3) + 2 / log2(4) + 1 / log2(5)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("evidence_recall_at_1", 0.0),
        ("evidence_recall_at_5", 1 / 2),  # the share, by the poll; the hubs were not found
        ("evidence_recall_at_10", 1 / 2),
        ("recall_at_10", 3 / 4),  # of four gold passages
        ("mrr_at_10", 1 / 2),
        ("ndcg_at_10", (2 / log2(3) + 1 / log2(4) + 2 / log2(5)) / IDEAL),
        # each of the four passages is on a page or in a section of its own
        ("page_recall_at_10", 3 / 4),
        ("page_ndcg_at_10", (2 / log2(3) + 1 / log2(4) + 2 / log2(5)) / IDEAL),
        # waits-2024 stands first, by the noise, and nurses-2023 second; both have the grade 2
        ("publication_recall_at_10", 1.0),
        ("publication_ndcg_at_10", 1.0),
    ],
)
def test_each_metric_by_hand(metric: str, expected: float) -> None:
    assert value(metric, ASKED, *FOUND) == pytest.approx(expected)


def test_alternatives_do_not_enlarge_what_evidence_recall_asks_for() -> None:
    either = question(nugget(TRUST, POLL))
    assert value("evidence_recall_at_10", either, found(POLL)) == 1.0
    assert value("recall_at_10", either, found(POLL)) == 1 / 2  # one of two gold passages


def test_evidence_beyond_the_cut_is_not_found() -> None:
    asked = question(nugget(HUBS))
    late = [*noise(10), found(HUBS)]
    assert value("evidence_recall_at_10", asked, *late) == 0.0
    assert value("recall_at_10", asked, *late) == 0.0
    assert value("mrr_at_10", asked, *late) == 0.0
    assert value("evidence_recall_at_10", asked, *late[1:]) == 1.0
    assert value("mrr_at_10", asked, *late[1:]) == pytest.approx(1 / 10)
    assert value("evidence_recall_at_5", asked, *late[6:]) == 1.0


def test_a_passage_that_holds_two_gold_spans_takes_one_rank() -> None:
    # GROWTH and BEFORE are in one passage: with it first and the hubs second the ranking is perfect.
    asked = question(nugget(GROWTH, id="a"), nugget(BEFORE, id="b"), nugget(HUBS, id="c"))
    assert value("ndcg_at_10", asked, found(GROWTH), found(HUBS)) == pytest.approx(1.0)
    # It pushes nothing out of the first ten: the hubs at rank 10 are found.
    assert value("recall_at_10", asked, found(GROWTH), *noise(8), found(HUBS)) == 1.0
    assert value("recall_at_10", asked, found(GROWTH), *noise(9), found(HUBS)) == 1 / 2
    ranking, grades = graded_ranking(asked, [found(GROWTH), found(HUBS)], "passage", VIEW)
    assert len(ranking) == len(grades) == 2


def test_the_higher_grade_of_a_passage_counts() -> None:
    asked = question(nugget(GROWTH, id="a"), nugget(BEFORE, id="b", vital=False))
    assert list(graded_ranking(asked, [], "passage", VIEW)[1].values()) == [2]


def test_gold_that_is_not_indexed_stays_in_the_denominator() -> None:
    asked = question(nugget(HUBS, id="a"), nugget(CHAIRS, id="b"))
    assert value("recall_at_10", asked, found(HUBS)) == 1 / 2
    # found: 2; ideal: 2 + 2 / log2(3)
    assert value("ndcg_at_10", asked, found(HUBS)) == pytest.approx(2 / (2 + 2 / log2(3)))


def test_passages_of_one_page_take_one_rank_at_page_level() -> None:
    asked = question(nugget(HUBS))
    same_section = [Place("waits-2024", "Annex", None, f"Annex, part {i}.") for i in range(10)]
    assert value("recall_at_10", asked, *same_section, found(HUBS)) == 0.0  # rank 11
    assert value("page_recall_at_10", asked, *same_section, found(HUBS)) == 1.0  # rank 2
    assert value("page_ndcg_at_10", asked, *same_section, found(HUBS)) == pytest.approx(1 / log2(3))
    assert value("publication_recall_at_10", asked, *same_section) == 1.0


def test_pages_are_told_apart_where_they_are_known() -> None:
    asked = question(nugget(POSTS))  # page 3 of the section Numbers
    assert value("page_recall_at_10", asked, found(VACANT)) == 0.0  # page 4 of it
    assert value("page_recall_at_10", asked, found(POSTS)) == 1.0


@pytest.mark.parametrize("asked", [unanswerable(), ambiguous(), question(answerability="declined")])
def test_search_is_judged_only_where_there_is_an_answer(asked: Question) -> None:
    assert retrieval_tallies(asked, refusal(found(HUBS)), VIEW) == {}


def test_a_crash_found_nothing() -> None:
    assert set(retrieval_tallies(ASKED, CRASH, VIEW).values()) == {(0.0, 1.0)}


def test_ranks_are_those_of_the_first_passage_that_proves_a_nugget() -> None:
    assert ranks(ASKED, refusal(*FOUND)) == {"share": 2, "hubs": None, "posts": 3}
    assert ranks(ASKED, refusal(*noise(20), found(HUBS)))["hubs"] == 21  # however far down


FACTS = st.sampled_from([GROWTH, TRUST, HUBS, POSTS, VACANT, POLL])


@given(st.lists(FACTS, max_size=12), st.lists(FACTS, min_size=1, max_size=4, unique=True))
def test_shares_stay_shares_and_a_passage_that_proves_nothing_adds_nothing_at_the_end(
    ranked: list[Fact], wanted: list[Fact]
) -> None:
    asked = question(*(nugget(f, id=f"n{i}", vital=i % 2 == 0) for i, f in enumerate(wanted)))
    passages = [found(f) for f in ranked]
    before = retrieval_tallies(asked, refusal(*passages), VIEW)
    after = retrieval_tallies(asked, refusal(*passages, *noise(1)), VIEW)
    for name, (share, count) in before.items():
        assert 0.0 <= share <= count == 1.0
        if not name.startswith("publication"):  # the noise is of a publication that may be gold
            assert after[name] == before[name]


@given(st.lists(FACTS, max_size=8), st.lists(FACTS, min_size=1, max_size=4, unique=True))
def test_a_passage_that_proves_nothing_never_helps_at_the_top(ranked: list[Fact], wanted: list[Fact]) -> None:
    asked = question(*(nugget(f, id=f"n{i}") for i, f in enumerate(wanted)))
    passages = [found(f) for f in ranked]
    before = retrieval_tallies(asked, refusal(*passages), VIEW)
    after = retrieval_tallies(asked, refusal(*noise(1), *passages), VIEW)
    assert all(after[name][0] <= before[name][0] for name in before if not name.startswith("publication"))
