"""Stems, how much a word tells, and initialisms that a library explains."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_reports import chunk

from indexing.vocabulary import (
    STOP_WORDS,
    Vocabulary,
    build_vocabulary,
    explained_initialisms,
    read_vocabulary,
    stem,
    stems,
    words,
    write_vocabulary,
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Waiting", "wait"), ("waits", "wait"), ("Hubs", "hub"), ("Darzi's", "darzi"), ("Darzi’s", "darzi"),
        ("nurses'", "nurs"), ("nursing", "nurs"), ("2.4", "2.4"), ("A&E", "a&e"),
    ],
)  # fmt: skip
def test_endings_and_case_are_left_out(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_words_are_as_written_and_figures_and_initialisms_are_one_each() -> None:
    assert words("A&E's 1,234,567 beds (2.4%) – Darzi’s, it_is 7,6.") == [
        "A&E's", "1234567", "beds", "2.4", "Darzi’s", "it", "is", "7", "6",
    ]  # fmt: skip
    assert words("") == []


def test_a_comma_between_two_figures_does_not_join_them() -> None:
    assert words("in 2019, 200 beds, and 1,00") == ["in", "2019", "200", "beds", "and", "1", "00"]


def test_stems_are_in_order_without_stop_words() -> None:
    assert stems("How many of the Patients were waiting, and waiting?") == ["patient", "wait", "wait"]
    assert stems("What IS it?") == []
    assert all(word == word.lower() for word in STOP_WORDS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In accident and emergency (A&E) they wait.", {"A&E": "accident and emergency"}),
        ("The National Audit Office (NAO) said so.", {"NAO": "national audit office"}),
        ("an integrated care board (ICB) and a primary care network (PCN)",
         {"ICB": "integrated care board", "PCN": "primary care network"}),
        ("value for money (VFM)", {"VFM": "value for money"}),
        ("Department of Health and Social Care (DHSC)", {"DHSC": "department of health and social care"}),
        ("the long-term plan (LTP)", {"LTP": "long term plan"}),
        ("accident and emergency (NAO)", {}),
        ("the hospital (A&E) and others", {}),
        ("National Audit Office NAO", {}),
        ("National Audit Office (nao)", {}),
        ("care (C)", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_initialisms_are_learned_where_a_text_explains_them(text: str, found: dict[str, str]) -> None:
    assert explained_initialisms(text) == found


@pytest.mark.parametrize(
    "text", ["the of " * 200, "and " * 400, "A-" * 400, "of the Care " * 150, "a " * 500 + "(AB"]
)
def test_no_text_makes_the_search_for_initialisms_endless(text: str) -> None:
    started = time.monotonic()
    explained_initialisms(text)
    assert time.monotonic() - started < 2


@given(st.text(max_size=200))
def test_any_text_has_words_and_stems(text: str) -> None:
    assert all(words(text))
    assert len(stems(text)) <= len(words(text))
    explained_initialisms(text)


CHUNKS = [
    chunk("1", "Waiting waiting patients."),
    chunk("2", "Patients in accident and emergency (A&E)."),
    chunk("3", "Patients and nurses.", prefix="Workforce"),
]


def test_counts_are_of_chunks_that_hold_a_word_prefix_included() -> None:
    found = build_vocabulary(CHUNKS)
    assert found.chunks == 3
    assert {w: found.frequency[w] for w in ("wait", "patient", "report", "workforc", "nurs")} == {
        "wait": 1, "patient": 3, "report": 2, "workforc": 1, "nurs": 1,
    }  # fmt: skip
    assert found.initialisms == {"A&E": "accident and emergency"}


def test_a_rarer_word_weighs_more_and_an_unknown_one_most() -> None:
    found = build_vocabulary(CHUNKS)
    weights = [found.weight(w) for w in ("zebra", "wait", "report", "patient")]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 4
    assert weights[-1] >= 0


@given(st.integers(0, 10_000))
def test_weights_fall_with_frequency_and_never_below_zero(total: int) -> None:
    steps = sorted({0, total // 3, total // 2, total})
    found = Vocabulary(total, {str(n): n for n in steps})
    weights = [found.weight(str(n)) for n in steps]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(steps)
    assert min(weights) >= 0


def test_a_word_is_known_in_whatever_form() -> None:
    found = build_vocabulary(CHUNKS)
    assert found.knows("nursing")
    assert found.knows("Patient’s")
    assert not found.knows("zebra")


def test_no_chunks_make_an_empty_vocabulary() -> None:
    found = build_vocabulary([])
    assert (found.chunks, dict(found.frequency), dict(found.initialisms)) == (0, {}, {})


def test_it_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    found = build_vocabulary(CHUNKS)
    write_vocabulary(tmp_path, found)
    assert read_vocabulary(tmp_path) == found


def test_a_file_that_is_gone_or_broken_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        read_vocabulary(tmp_path)
    (tmp_path / "vocabulary.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="Expecting"):
        read_vocabulary(tmp_path)
