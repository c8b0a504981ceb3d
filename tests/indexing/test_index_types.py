"""Chunks as text, empty filters, and a run that did nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sample_reports import chunk

from indexing.types import Filters, Sentence, SyncSummary

IDLE = SyncSummary("g", added=0, changed=0, removed=0, unchanged=3, chunks=9, embedded=0, seconds=0.1)


def test_the_text_of_a_chunk_keeps_paragraphs_apart_and_sentences_together() -> None:
    sentences = (Sentence("One.", 0), Sentence("Two.", 0), Sentence("Three.", 1), Sentence("Four.", 2))
    found = replace(chunk("a", ""), sentences=sentences)
    assert found.text == "One. Two.\n\nThree.\n\nFour."
    assert found.embedded_text == "Report › Part\nOne. Two.\n\nThree.\n\nFour."


def test_filters_are_empty_until_one_is_set() -> None:
    assert Filters().empty
    settings: list[dict[str, object]] = [
        {"as_of": date(2024, 1, 1)}, {"since": date(2024, 1, 1)}, {"publishers": ("a",)}, {"kinds": ("a",)},
        {"topics": ("a",)}, {"publication_ids": ("a",)},
    ]  # fmt: skip
    assert not any(Filters(**s).empty for s in settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change", [{"added": 1}, {"changed": 1}, {"removed": 1}, {"rebuilt_because": "asked"}]
)
def test_a_run_that_changed_anything_is_no_no_op(change: dict[str, object]) -> None:
    assert IDLE.no_op
    assert not replace(IDLE, **change).no_op  # type: ignore[arg-type]
