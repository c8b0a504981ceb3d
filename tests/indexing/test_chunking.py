"""Chunks: whole sentences of one section, never more word-pieces than the model reads, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_reports import block, publication, report_of

from corpus.types import Block, Report
from indexing.chunking import (
    MAX_PIECES,
    MAX_PREFIX_PIECES,
    chunk_report,
    fit_sentence,
    section_prefix,
    split_sentences,
)
from indexing.embedding import Embedder
from indexing.types import Chunk

Count = Callable[[str], int]


def by_words(text: str) -> int:
    """A count that a reader can follow: one piece a word, and the two special ones."""
    return len(text.split()) + 2


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def sentence(number: int, length: int = 10) -> str:
    """`length` words that no other number gives."""
    return " ".join([f"Sentence{number}", *(f"word{number}x{i}" for i in range(length - 2)), "ends."])


def paragraph(first: int, sentences: int) -> str:
    return " ".join(sentence(first + i) for i in range(sentences))


def cut(blocks: list[Block], target: int = 100, title: str = "Title") -> tuple[Chunk, ...]:
    return chunk_report(report_of(publication("a", title), *blocks), by_words, target)


def words_of(chunks: tuple[Chunk, ...]) -> list[int]:
    return [by_words(c.text) for c in chunks]


def test_sentences_are_verbatim_pieces_without_white_space_around() -> None:
    text = "  Dr Smith saw 2.4 million people, i.e. many.  The N.H.S. grew by 5%.\nWas it so? Yes!  "
    found = split_sentences(text)
    assert found[0] == "Dr Smith saw 2.4 million people, i.e. many."
    assert found[-1] == "Yes!"
    assert all(s == s.strip() and s in text for s in found)
    assert squeezed("".join(found)) == squeezed(text)


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_no_text_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


@given(st.text(max_size=300))
def test_splitting_into_sentences_loses_nothing(text: str) -> None:
    assert squeezed("".join(split_sentences(text))) == squeezed(text)


def test_a_sentence_that_fits_exactly_is_left_whole() -> None:
    assert list(fit_sentence("one two three", by_words, 5)) == ["one two three"]
    assert list(fit_sentence("one two three", by_words, 4)) == ["one two", "three"]


def test_a_long_sentence_is_cut_after_a_clause_where_that_keeps_half() -> None:
    assert list(fit_sentence("one two three, four five six", by_words, 7)) == [
        "one two three,",
        "four five six",
    ]
    assert list(fit_sentence("one, two three four five six seven", by_words, 7)) == [
        "one, two three four five",
        "six seven",
    ]
    assert list(fit_sentence("a; b c d: e f, g h", by_words, 6)) == ["a; b c d:", "e f, g h"]


def test_a_comma_inside_a_figure_is_no_clause() -> None:
    assert list(fit_sentence("we paid for it 1,234,567 pounds then", by_words, 7)) == [
        "we paid for it 1,234,567",
        "pounds then",
    ]


def test_a_word_that_alone_is_too_long_is_cut_inside(tokenizer: Embedder) -> None:
    by_letters: Count = len
    assert list(fit_sentence("abcdefghij", by_letters, 4)) == ["abcd", "efgh", "ij"]
    assert list(fit_sentence("abcdefghij kl mn", by_letters, 4)) == ["abcd", "efgh", "ij", "kl", "mn"]
    dashes = "a-" * 2_000
    for text in (dashes, f"{dashes} and more", f"see {dashes}"):
        parts = list(fit_sentence(text, tokenizer.count_pieces, 50))
        assert max(map(tokenizer.count_pieces, parts)) <= 50
        assert squeezed("".join(parts)) == squeezed(text)


@given(st.lists(st.text("ab,;: ", min_size=1, max_size=30), max_size=20).map(" ".join), st.integers(4, 20))
def test_cut_pieces_fit_and_lose_nothing(text: str, limit: int) -> None:
    parts = list(fit_sentence(text.strip(), len, limit))
    assert all(len(p) <= limit for p in parts)
    assert squeezed("".join(parts)) == squeezed(text)


def test_the_prefix_is_the_title_and_the_headings() -> None:
    assert section_prefix("A plan", ["Staff", "Nurses"], by_words) == "A plan › Staff › Nurses"
    assert section_prefix("A plan", [], by_words) == "A plan"


def test_a_long_title_is_shortened_by_whole_words_until_the_prefix_just_fits() -> None:
    title = " ".join(f"w{i}" for i in range(100))
    prefix = section_prefix(title, ["Staff"], by_words)
    assert prefix.endswith(" … › Staff")
    assert title.startswith(prefix.removesuffix(" … › Staff"))
    assert by_words(prefix) == MAX_PREFIX_PIECES


def test_outer_headings_go_first_where_headings_alone_are_too_long() -> None:
    long = " ".join("h" for _ in range(30))
    assert section_prefix("Title", [long, long, "Inner"], by_words) == f"Title › {long} › Inner"
    assert section_prefix("Title", [" ".join("h" for _ in range(90))], by_words) == "Title"


@pytest.mark.parametrize("title", ["x-" * 500, "計" * 500, "a" * 5_000, "x-" * 500 + " plan"])
def test_a_title_without_spaces_still_makes_a_prefix_that_fits(tokenizer: Embedder, title: str) -> None:
    prefix = section_prefix(title, ["Staff"], tokenizer.count_pieces)
    assert 2 < tokenizer.count_pieces(prefix) <= MAX_PREFIX_PIECES
    assert squeezed(title).startswith(squeezed(prefix)[:3])


def test_paragraphs_of_a_section_are_put_together_while_they_fit() -> None:
    chunks = cut([block(paragraph(i, 1), "H") for i in range(12)], target=60)
    room = 60 - by_words("Title › H")
    assert all(by_words(c.text) <= room for c in chunks)
    assert all(by_words(f"{a.text} {b.sentences[0].text}") > room for a, b in pairwise(chunks))
    assert [s.text for c in chunks for s in c.sentences] == [sentence(i) for i in range(12)]


def test_paragraphs_are_numbered_from_zero_in_each_chunk_and_kept_apart() -> None:
    chunks = cut([block(f"One {i}. Two {i}.", "H") for i in range(5)], target=20)
    assert len(chunks) > 1
    assert all([s.paragraph for s in c.sentences][:3] == [0, 0, 1][: len(c.sentences)] for c in chunks)
    assert chunks[0].text == "One 0. Two 0.\n\nOne 1. Two 1.\n\nOne 2. Two 2."


def test_a_paragraph_that_fits_no_chunk_comes_in_parts_of_whole_sentences() -> None:
    chunks = cut([block(paragraph(0, 10), "H")], target=40)
    assert len(chunks) > 1
    assert [s.text for c in chunks for s in c.sentences] == [sentence(i) for i in range(10)]
    assert {s.paragraph for c in chunks for s in c.sentences} == {0}


def test_a_part_of_a_long_paragraph_is_filled_to_the_last_piece() -> None:
    room = by_words(f"{sentence(0)} {sentence(1)}")
    for target, lengths in (
        (room, [2, 2, 2]),
        (room + 9, [2, 2, 2]),
        (room + 10, [3, 3]),
        (room - 1, [1] * 6),
    ):
        chunks = cut([block(paragraph(0, 6), "H")], target=target + by_words("Title › H"))
        assert [len(c.sentences) for c in chunks] == lengths


def test_a_chunk_never_crosses_a_heading_but_goes_over_a_page_turn() -> None:
    short = [
        block("One.", "A"), block("Two.", "A", "B"), block("Three.", "A", page=1),
        block("Five.", "A", page=2), block("Six.", "A", page=2),
    ]  # fmt: skip
    chunks = cut(short)
    assert [c.text for c in chunks] == ["One.", "Two.", "Three.\n\nFive.\n\nSix."]
    assert [c.heading_path for c in chunks] == [("A",), ("A", "B"), ("A",)]
    assert [c.page.physical if c.page else None for c in chunks] == [None, None, 1]
    assert [s.page.physical for s in chunks[2].sentences if s.page] == [1, 2, 2]
    assert [c.prefix for c in chunks] == ["Title › A", "Title › A › B", "Title › A"]
    assert [c.ordinal for c in chunks] == [0, 1, 2]


def test_every_sentence_keeps_the_source_of_its_paragraph() -> None:
    (found,) = cut(
        [block("One. Two.", "A", fact="a-01"), block("Three.", "A", fact="a-02"), block("Four.", "A")]
    )
    facts = [s.source.fact_id if s.source else None for s in found.sentences]
    assert facts == ["a-01", "a-01", "a-02", None]


def test_ids_are_stable_and_follow_from_publication_prefix_and_text() -> None:
    blocks = [block("One.", "A"), block("Two.", "B")]
    first = cut(blocks)
    assert cut(blocks) == first
    assert [c.id for c in cut([block("New.", "Z"), *blocks])][1:] == [c.id for c in first]
    assert cut(blocks, title="Other")[0].id != first[0].id
    assert cut([block("One!", "A")])[0].id != first[0].id
    other = chunk_report(report_of(publication("b", "Title"), *blocks), by_words)
    assert not {c.id for c in other} & {c.id for c in first}
    assert all(re.fullmatch(r"[0-9a-f]{24}", c.id) for c in first)


def test_the_same_paragraph_twice_gets_two_ids() -> None:
    twice = [
        block("Same.", "A"),
        block("Other.", "B"),
        block("Same.", "A"),
        block("Other.", "B"),
        block("Same.", "A"),
    ]
    ids = [c.id for c in cut(twice)]
    assert len(set(ids)) == 5
    assert ids == [c.id for c in cut(twice)]


def test_a_report_without_text_has_no_chunks() -> None:
    assert cut([]) == ()
    assert cut([block("   ", "A")]) == ()


def test_every_chunk_of_the_shipped_digests_fits_the_model(
    tokenizer: Embedder, shipped_reports: tuple[Report, ...]
) -> None:
    seen: set[str] = set()
    for report in shipped_reports:
        chunks = chunk_report(report, tokenizer.count_pieces)
        assert all(tokenizer.count_pieces(c.embedded_text) <= MAX_PIECES for c in chunks)
        sentences = [s for b in report.blocks for s in split_sentences(b.text)]
        assert [s.text for c in chunks for s in c.sentences] == sentences
        assert squeezed("".join(c.text for c in chunks)) == squeezed("".join(b.text for b in report.blocks))
        facts = [b.source.fact_id for b in report.blocks if b.source]
        told = [s.source.fact_id for c in chunks for s in c.sentences if s.source]
        assert list(dict.fromkeys(told)) == facts
        assert not seen & {c.id for c in chunks}
        seen |= {c.id for c in chunks}
    assert len(seen) > len(shipped_reports)


word = st.one_of(
    st.text("abcdefgh", min_size=1, max_size=12),
    st.sampled_from(
        ["£1,234.5m", "x-" * 200, "計" * 300, "q" * 300, "don’t", "A&E", "e.g.", "2024–25", "\u202e", "é́́"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)
running = st.lists(word, min_size=1, max_size=120).map(" ".join)
long_text = st.one_of(
    running, st.lists(running, max_size=6).map(". ".join), running.map(lambda t: t.replace(" ", ""))
)
headings = st.lists(running, max_size=3).map(tuple)
pages = st.one_of(st.none(), st.integers(1, 3))
blocks = st.lists(
    st.tuples(long_text, headings, pages).map(lambda b: block(b[0], *b[1], page=b[2])), max_size=6
)


@settings(max_examples=60, deadline=None)
@given(title=running, parts=blocks)
def test_no_report_however_odd_makes_a_chunk_that_the_model_would_cut(title: str, parts: list[Block]) -> None:
    tokenizer = TOKENIZER
    report = report_of(publication("odd", title), *parts)
    chunks = chunk_report(report, tokenizer.count_pieces)
    assert all(tokenizer.count_pieces(c.embedded_text) <= MAX_PIECES for c in chunks)
    assert squeezed("".join(s.text for c in chunks for s in c.sentences)) == squeezed(
        "".join(b.text for b in parts)
    )
    assert len({c.id for c in chunks}) == len(chunks)
    assert [c.ordinal for c in chunks] == list(range(len(chunks)))
    places = {(b.heading_path, b.page) for b in parts}
    assert all((c.heading_path, c.page) in places and c.sentences for c in chunks)


TOKENIZER = Embedder()
