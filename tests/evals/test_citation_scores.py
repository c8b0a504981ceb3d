"""Tallies of citations, by hand: validity, exactness, recall and precision as in ALCE, gold places."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sample_items import (
    BEFORE,
    CRASH,
    GROWTH,
    HUBS,
    POSTS,
    TRUST,
    VACANT,
    VIEW,
    Fact,
    answer,
    cited,
    nugget,
    refusal,
    said,
    supports,
)

from evals.metrics import Tallies
from evals.responses import Place, Response, Said
from evals.scoring.citations import citation_tallies, is_claim
from evals.types import Nugget

GOLD = (nugget(GROWTH), nugget(POSTS, id="n2"), nugget(TRUST, id="n3", vital=False))


def tallies(response: Response, nuggets: Sequence[Nugget] = ()) -> Tallies:
    return citation_tallies(nuggets, response, VIEW, supports)


def test_citations_are_valid_and_quotations_exact_each_for_itself() -> None:
    told = tallies(
        answer(
            said(GROWTH),
            Said(TRUST.text, (cited(TRUST, "In 2024 59% of all adults"),)),  # there, but not in these words
            Said(HUBS.text, (Place("waits-2024", "Nowhere", None, HUBS.text), cited(HUBS))),
        )
    )
    assert told["citations_valid"] == (3.0, 4.0)
    assert told["quotations_exact"] == (2.0, 4.0)


@pytest.mark.parametrize(
    ("sentence", "citations", "recall", "precision"),
    [
        # one citation that supports the sentence
        (GROWTH.text, (GROWTH,), (1, 1), (1, 1)),
        # none at all: not supported, and nothing to be precise about
        (GROWTH.text, (), (0, 1), (0, 0)),
        # one that does not support it
        (GROWTH.text, (HUBS,), (0, 1), (0, 1)),
        # one that does and one that adds nothing: the second fails alone, and is not missed
        (GROWTH.text, (GROWTH, HUBS), (1, 1), (1, 2)),
        # two that support it only together: both count
        (f"{GROWTH.text} {HUBS.text}", (GROWTH, HUBS), (1, 1), (2, 2)),
        # two that support it each alone: both count
        (GROWTH.text, (GROWTH, GROWTH), (1, 1), (2, 2)),
        # too short to be a claim: it needs no proof, its citation is judged all the same
        ("The list grew.", (GROWTH,), (0, 0), (1, 1)),
    ],
)
def test_recall_and_precision_are_those_of_alce(
    sentence: str, citations: tuple[Fact, ...], recall: tuple[int, int], precision: tuple[int, int]
) -> None:
    told = tallies(answer(Said(sentence, tuple(map(cited, citations)))))
    assert told["citation_recall"] == recall
    assert told["citation_precision"] == precision


def test_a_sentence_without_citations_is_unsupported_whatever_the_verifier_says() -> None:
    told = citation_tallies((), answer(Said(GROWTH.text, ())), VIEW, lambda sentence, quotations: True)
    assert told["citation_recall"] == (0.0, 1.0)


def test_a_claim_has_four_content_words() -> None:
    assert not is_claim("The list grew quickly.")  # list, grew, quickly
    assert is_claim("The waiting list grew quickly.")


def test_cited_places_are_held_against_gold_places() -> None:
    # GROWTH and BEFORE are in the gold section; HUBS is in none; POSTS on the gold page, VACANT on another;
    # TRUST is a gold place of a point that is not vital.
    response = answer(*map(said, (GROWTH, BEFORE, HUBS, VACANT, TRUST)))
    told = tallies(response, GOLD)
    assert told["gold_citation_precision"] == (3.0, 5.0)
    assert told["gold_citation_recall"] == (1.0, 2.0)  # of the vital points n1 is reached, n2 is not
    assert tallies(answer(said(POSTS), said(GROWTH)), GOLD)["gold_citation_recall"] == (2.0, 2.0)


def test_gold_places_are_judged_only_where_there_are_vital_points() -> None:
    assert "gold_citation_recall" not in tallies(answer(said(GROWTH)))
    assert "gold_citation_recall" not in tallies(answer(said(GROWTH)), GOLD[2:])


def test_a_refusal_has_no_citations_to_judge() -> None:
    assert tallies(refusal(), GOLD) == {}
    carried = Response("not_in_evidence", sentences=(said(GROWTH),))
    assert tallies(carried, GOLD) == {}


def test_a_crash_fails_on_every_count() -> None:
    assert tallies(CRASH, GOLD) == {
        "citations_valid": (0.0, 1.0),
        "quotations_exact": (0.0, 1.0),
        "citation_recall": (0.0, 1.0),
        "citation_precision": (0.0, 1.0),
        "gold_citation_precision": (0.0, 1.0),
        "gold_citation_recall": (0.0, 2.0),
    }
