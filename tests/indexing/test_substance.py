"""Passages that are hardly more than their heading do not come before real text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_reports import chunk, publication

from indexing.substance import best_first, substance, weighed
from indexing.table_rows import TableLabels
from indexing.types import Hit

SENTENCE = "The share of people who waited over a year rose in every region."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01/09/25", 0.7),
        ("15 % (3)", 0.7),
        ("Not applicable.", 0.7 + 0.3 * 2 / 12),
        ("A to do list", 0.7 + 0.3 * 3 / 12),
        (SENTENCE, 1.0),
        (f"{SENTENCE} {SENTENCE}", 1.0),
    ],
)
def test_a_passage_counts_by_its_words(text: str, expected: float) -> None:
    assert substance(chunk("a", text)) == pytest.approx(expected)


def test_figures_in_a_table_are_no_lack_of_words() -> None:
    table = replace(chunk("a", "Beds | 12"), table=TableLabels("", "", ("", "2024")))
    assert substance(table) == 1.0


def test_a_date_under_the_title_falls_behind_text_that_is_nearly_as_near() -> None:
    def hit(name: str, text: str, score: float) -> Hit:
        return Hit(chunk(name, text), publication("a"), False, score, score, 0.5)

    hits = [hit("date", "1 May 2025", 0.8), hit("text", SENTENCE, 0.65), hit("other", SENTENCE, 0.3)]
    ordered = best_first([weighed(h) for h in hits])
    assert [h.chunk.id for h in ordered] == ["text", "date", "other"]
    assert [h.score for h in ordered] == pytest.approx([0.65, 0.8 * (0.7 + 0.3 / 12), 0.3])
    assert ordered[1].cosine == 0.8


def test_a_score_below_nought_falls_too() -> None:
    below = Hit(chunk("date", "2025"), publication("a"), False, -0.1, -0.1, 0.0)
    assert weighed(below).score == pytest.approx(-0.13)
