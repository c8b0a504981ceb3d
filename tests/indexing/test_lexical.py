"""The shares of terms: stems, titles, phrases, and questions that look like query language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_reports import chunk

from indexing import lexical
from indexing.lexical import TermIndex, phrases_in, terms_of
from indexing.types import Chunk, Wording

CHUNKS = [
    chunk("wait", "The waiting list for hospitals grew to 7,600,000 patients.", "Darzi › Waiting", 0, "a"),
    chunk("nurse", "Nurses in the community fell by a fifth.", "Workforce review › Staff", 1, "a"),
    chunk("hub", "A hub treated patients in A&E, at 2.4 a day.", "Neighbourhood hubs › Start", 0, "b"),
    chunk("title", "Nothing else is said here.", "Polyclinics in London › Costs", 0, "c"),
]


def best(
    index: TermIndex, question: str | list[Wording], chunks: Sequence[Chunk] = CHUNKS
) -> dict[str, float]:
    """Chunk id → share of those that hold a term, best first."""
    wordings = [Wording(question)] if isinstance(question, str) else question
    shares = zip((c.id for c in chunks), index.shares(wordings).tolist(), strict=True)
    return dict(sorted(((i, share) for i, share in shares if share), key=lambda pair: -pair[1]))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TermIndex:
    folder = tmp_path_factory.mktemp("terms")
    lexical.build(folder, CHUNKS)
    return TermIndex(folder)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Waiting lists?", {"wait", "list"}),
        ('title:"x" AND (NOT y) OR z*', {"titl", "x", "y", "z"}),
        ("A&E's 1,234.5 beds – it’s 5%", {"e", "1", "234", "5", "bed"}),
        ("How many of them are there?", set()),
        ("… ! ?", set()),
        ("", set()),
        ("Größe 計画", {"größe", "計画"}),
        ("x" * 50, set()),
    ],
)
def test_a_question_is_reduced_to_the_stems_of_its_words(text: str, terms: set[str]) -> None:
    assert terms_of(Wording(text)).keys() == terms


def test_words_the_reader_did_not_write_count_half() -> None:
    wording = Wording("waiting for beds", "queue, bed")
    assert terms_of(wording) == {"wait": 1.0, "bed": 1.0, "queue": 0.5}


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('the "walk-in centres" of the North', {("walk", "in", "centr")}),
        ("what is a “list of lists” and a „hub“", {("list", "of", "list")}),
        ('a "word" and an "open mark', set()),
        ("it's 'single' and can't", set()),
        ('"a b" or "A B"', {("a", "b")}),
    ],
)
def test_what_stands_in_double_quotation_marks_is_a_phrase(text: str, phrases: set[tuple[str, ...]]) -> None:
    assert set(phrases_in(text)) == phrases


def test_a_phrase_finds_its_words_in_their_order(tmp_path: Path) -> None:
    chunks = [
        chunk("wait", "The list of those waiting for care, waiting long, waiting: the list.", "A", 0, "a"),
        chunk("hub", "Care lists wait; the waiting list for care grew.", "A", 1, "a"),
    ]
    lexical.build(tmp_path, chunks)
    index = TermIndex(tmp_path)
    asked = ("waiting list", '"waiting list"', '"list waiting"')
    found = {question: best(index, question, chunks) for question in asked}
    assert found["waiting list"]["wait"] > found["waiting list"]["hub"]
    quoted = found['"waiting list"']
    assert quoted["hub"] > quoted["wait"]
    assert all(0 < share < 1 for shares in found.values() for share in shares.values())
    # a phrase that no passage holds makes every share smaller, and finds what its words find
    assert found['"list waiting"'].keys() == {"wait", "hub"}
    assert found['"list waiting"']["hub"] < found["waiting list"]["hub"]


def test_every_chunk_is_held(index: TermIndex) -> None:
    assert len(index) == len(CHUNKS)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("waiting", "wait"),
        ("How many patients waited in a hospital?", "wait"),
        ("a nurse of the communities", "nurse"),
        ("hubs", "hub"),
        ("A&E", "hub"),
        ("2.4", "hub"),
    ],
)
def test_words_are_found_in_whatever_form(index: TermIndex, question: str, expected: str) -> None:
    assert next(iter(best(index, question))) == expected


def test_the_title_and_heading_are_words_of_the_passage(index: TermIndex) -> None:
    assert list(best(index, "polyclinic")) == ["title"]
    assert list(best(index, "costs")) == ["title"]


def test_shares_are_below_one_and_above_zero_where_a_term_is_held(index: TermIndex) -> None:
    found = best(index, "patients waiting in a hub")
    assert set(found) == {"wait", "hub"}
    assert all(0 < share < 1 for share in found.values())


def test_the_share_is_bm25_by_the_most_it_could_be(index: TermIndex) -> None:
    # One term of one passage: idf cancels, what is left is f·(k1 + 1)/(f + k1·(1 − b + b·length/average))
    # divided by k1 + 1, with f = 1, k1 = 1.2, b = 0.75. Words of the passages with titles and headings:
    # 13, 11, 15 and 9, so 12 on average.
    (share,) = best(index, "nurse").values()
    assert share == pytest.approx(1 / (1 + 1.2 * (1 - 0.75 + 0.75 * 11 / 12)), abs=1e-5)
    # A word that no passage holds still counts in what could be, a stop word does not.
    (with_unknown,) = best(index, "nurse zebra").values()
    assert with_unknown < share / 2
    assert best(index, "the nurse") == pytest.approx({"nurse": share})


def test_wordings_count_by_their_weights(index: TermIndex) -> None:
    nurse, hub = best(index, "nurse")["nurse"], best(index, "hub")["hub"]
    both = best(index, [Wording("nurse", weight=3.0), Wording("hub", weight=1.0)])
    assert both == pytest.approx({"nurse": 0.75 * nurse, "hub": 0.25 * hub})
    same = best(index, [Wording("nurse", weight=1.0), Wording("nurse", weight=2.0)])
    assert same == pytest.approx({"nurse": nurse})


@pytest.mark.parametrize("question", ["", "?!", "…", "zebra", "xylophone zebra", "how many of them"])
def test_where_no_term_occurs_nothing_is_found(index: TermIndex, question: str) -> None:
    assert best(index, question) == {}


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
    assert next(iter(best(index, question))) == "wait"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80))
def test_no_question_breaks_it(index: TermIndex, question: str) -> None:
    assert set(best(index, question)) <= {c.id for c in CHUNKS}


def test_a_very_long_question_is_answered(index: TermIndex) -> None:
    assert "wait" in best(index, "waiting list " * 3_000 + "x" * 70_000)


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="words"):
        TermIndex(tmp_path)


def test_an_index_of_one_chunk_answers_and_one_of_none_finds_nothing(tmp_path: Path) -> None:
    for name, chunks in (("one", CHUNKS[:1]), ("none", [])):
        (tmp_path / name).mkdir()
        lexical.build(tmp_path / name, chunks)
    opened = TermIndex(tmp_path / "one")
    assert len(opened) == 1
    assert list(best(opened, "waiting", CHUNKS[:1])) == ["wait"]
    assert best(TermIndex(tmp_path / "none"), 'waiting "of them"', []) == {}


def test_a_changed_index_has_the_shares_of_one_built_anew(tmp_path: Path) -> None:
    for name in ("base", "changed", "anew"):
        (tmp_path / name).mkdir()
    lexical.build(tmp_path / "base", CHUNKS)
    new = chunk("new", "Zebras wait in A&E for a bed, as the nurse did.", "Beds › Zebras", 2, "b")
    # the second goes, the last comes first, a new one stands in between
    lexical.change(tmp_path / "base", tmp_path / "changed", np.array([1, -1, 3, 0]), [(2, new)])
    order = [CHUNKS[3], CHUNKS[0], new, CHUNKS[2]]
    lexical.build(tmp_path / "anew", order)
    changed, anew = TermIndex(tmp_path / "changed"), TermIndex(tmp_path / "anew")
    for question in ("nurses", "a zebra waiting", '"A&E for a bed"', "communities", "patients in hospital"):
        assert best(changed, question, order) == best(anew, question, order), question
    assert changed.stems_of(range(4)) == anew.stems_of(range(4))
    assert changed.stems_of([2])[0] >= {"zebra", "wait", "a", "e", "bed"}
    assert "communiti" not in set.union(*changed.stems_of(range(4)))
    for path in (tmp_path / "anew" / "terms").iterdir():
        assert path.read_bytes() == (tmp_path / "changed" / "terms" / path.name).read_bytes(), path.name


def test_files_that_are_cut_short_or_of_other_indexes_are_refused(tmp_path: Path) -> None:
    for name, chunks in (("few", CHUNKS[:2]), ("all", CHUNKS)):
        (tmp_path / name).mkdir()
        lexical.build(tmp_path / name, chunks)
    for file in ("rows", "places", "saturations", "starts"):
        path = tmp_path / "all" / "terms" / f"{file}.npy"
        kept = path.read_bytes()
        path.write_bytes((tmp_path / "few" / "terms" / path.name).read_bytes())
        with pytest.raises(ValueError, match="differ in length"):
            TermIndex(tmp_path / "all")
        path.write_bytes(kept[:-2])
        with pytest.raises(ValueError, match=r"cut short|mmap length|cannot reshape|[Rr]ead"):
            TermIndex(tmp_path / "all")
        path.write_bytes(kept)
    assert len(TermIndex(tmp_path / "all")) == len(CHUNKS)
