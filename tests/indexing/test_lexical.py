"""The term index: stems, titles, filters, and questions that look like query language."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_reports import chunk

from indexing import lexical
from indexing.lexical import TermIndex, plain_terms

CHUNKS = [
    chunk("wait", "The waiting list for hospitals grew to 7,600,000 patients.", "Darzi › Waiting", 0, "a"),
    chunk("nurse", "Nurses in the community fell by a fifth.", "Workforce review › Staff", 1, "a"),
    chunk("hub", "A hub treated patients in A&E, at 2.4 a day.", "Neighbourhood hubs › Start", 0, "b"),
    chunk("title", "Nothing else is said here.", "Polyclinics in London › Costs", 0, "c"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TermIndex:
    folder = tmp_path_factory.mktemp("terms")
    lexical.build(folder, CHUNKS)
    return TermIndex(folder)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Waiting lists?", "waiting lists"),
        ('title:"x" AND (NOT y) OR z*', "title x and not y or z"),
        ("A&E's 1,234.5 beds – it’s 5%", "a&e's 1,234.5 beds it’s 5"),
        ("snake_case __x__", "snake case x"),
        ("+a -b ^c ~d /e/ [f TO g] {h} \\i", "a b c d e f to g h i"),
        ("… ! ?", ""),
        ("", ""),
        ("Größe 計画", "größe 計画"),
    ],
)
def test_a_question_is_reduced_to_its_words(text: str, terms: str) -> None:
    assert plain_terms(text) == terms


def test_every_chunk_is_held(index: TermIndex) -> None:
    assert index.count() == len(CHUNKS)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("waiting", "wait"),
        ("How many patients waited in a hospital?", "wait"),
        ("a nurse of the communities", "nurse"),
        ("hubs", "hub"),
        ("A&E", "hub"),
        ("2.4", "hub"),
    ],
)
def test_words_are_found_in_whatever_form(index: TermIndex, question: str, best: str) -> None:
    assert next(iter(index.best(question, 5))) == best


def test_the_title_and_heading_are_a_field_of_their_own(index: TermIndex) -> None:
    assert list(index.best("polyclinic", 5)) == ["title"]
    assert list(index.best("costs", 5)) == ["title"]


def test_scores_are_above_zero_best_first_and_at_most_k(index: TermIndex) -> None:
    found = index.best("patients waiting in a hub", 5)
    assert set(found) >= {"wait", "hub"}
    assert all(score > 0 for score in found.values())
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert list(index.best("patients waiting in a hub", 1).items()) == [next(iter(found.items()))]


@pytest.mark.parametrize("question", ["", "?!", "…", "zebra", "xylophone zebra"])
def test_where_no_term_occurs_nothing_is_found(index: TermIndex, question: str) -> None:
    assert index.best(question, 5) == {}


def test_only_publications_asked_for_are_found_with_the_same_scores(index: TermIndex) -> None:
    everything = index.best("patients", 5)
    assert set(everything) == {"wait", "hub"}
    assert index.best("patients", 5, ["b"]) == pytest.approx({"hub": everything["hub"]})
    assert index.best("patients", 5, ["a", "b", "c"]) == pytest.approx(everything)
    assert index.best("patients", 5, ["nobody"]) == {}
    assert index.best("patients", 5, []) == {}


@pytest.mark.parametrize(
    "question",
    [
        '"waiting', "waiting AND zebra", "NOT waiting", "-waiting", "title:waiting", "waiting~2", "(waiting",
        "wait*",
        "waiting^99", "publication_id:a waiting", 'id:"hub" waiting', "[* TO *] waiting", "waiting OR",
        "/waiting/",
        "waiting \\", "*:* waiting", "IN [waiting]",
    ],
)  # fmt: skip
def test_query_language_in_a_question_is_harmless(index: TermIndex, question: str) -> None:
    assert next(iter(index.best(question, 5))) == "wait"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80))
def test_no_question_breaks_it(index: TermIndex, question: str) -> None:
    assert set(index.best(question, 3)) <= {c.id for c in CHUNKS}


def test_a_very_long_question_is_answered(index: TermIndex) -> None:
    assert "wait" in index.best("waiting list " * 3_000 + "x" * 70_000, 5)


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="DoesNotExist"):
        TermIndex(tmp_path)


def test_an_index_of_one_chunk_answers(tmp_path: Path) -> None:
    lexical.build(tmp_path, CHUNKS[:1])
    opened = TermIndex(tmp_path)
    assert opened.count() == 1
    assert list(opened.best("waiting", 5)) == ["wait"]
