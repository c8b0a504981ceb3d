"""Which sides a question compares."""

from __future__ import annotations

import pytest
from note_samples import publication

from assistant.comparing import sides_of
from corpus.types import Family

PUBLICATIONS = (
    publication("review-2008", title="A review of everything", published="2008-06"),
    publication("review-2024", title="A second look", published="2024-09-12"),
    publication("plan", title="The Ten Meadow Plan", names=("meadow plan",), publisher="The Willow Fund",
                published="2024"),
    publication("views", None, title="The Ten Meadow Plan: what people said", publisher="House of Lanterns"),
    publication("hubs", title="Hubs in five towns", publisher="The Willow Fund and The Ash Institute",
                published="2021"),
    publication("nurses", None, title="Nurses on the move", publisher="The Ash Institute"),
)  # fmt: skip
FAMILIES = (Family(("marsh review", "marsh reviews"), ("review-2008", "review-2024"), "marsh"),)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("How do Hubs in five towns and A second look differ on staffing?", [{"hubs"}, {"review-2024"}]),
        # a title within another's, and one that two publications share, is one side
        ("How does A second look differ from the Ten Meadow Plan?", [{"review-2024"}, {"plan", "views"}]),
        ("What do the Willow Fund and the Ash Institute say?", [{"plan", "hubs"}, {"hubs", "nurses"}]),
        ("How do the Marsh reviews of 2008 and 2024 differ?", [{"review-2008"}, {"review-2024"}]),
        ("marsh 2024 vs 2008", [{"review-2024"}, {"review-2008"}]),
        ("What did Willow Fund reports of 2021 and 2024 say?", [{"hubs"}, {"plan"}]),
        ("What did reports say in 2008 and 2021?", [{"review-2008"}, {"hubs"}]),
        # these compare nothing that was published
        ("How many people waited in 2008 and 2024?", []),
        ("What does the Willow Fund say?", []),
        ("When was the Ten Meadow Plan published?", []),
        ("What did Marsh find in 2008?", []),
        ("", []),
    ],
)  # fmt: skip
def test_sides_are_what_the_question_sets_beside_each_other(question: str, sides: list[set[str]]) -> None:
    found = sides_of(question, PUBLICATIONS, FAMILIES)
    assert [set(s) for s in found] == sides


def test_what_is_filtered_away_is_no_side() -> None:
    question = "How do the Marsh reviews of 2008 and 2024 differ?"
    assert sides_of(question, PUBLICATIONS[1:], FAMILIES) == ()
