"""Quotations are found word for word, and only the named differences of print are overlooked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.grounding.quotations import count_words, find, fold, normalise


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  a \n\t b\u00a0c\u2009d  ", "a b c d"),
        ("an exam-\nple", "an example"),
        ("an exam\u2010 \r\n  ple", "an example"),
        ("an exam\u00ad\nple", "an example"),
        ("co\u00adoperate", "cooperate"),
        ("a \u00ad b", "a b"),
        ("2022-\n23", "2022- 23"),
        ("word-\n\nnext", "word- next"),
        ("o\ufb03ce of \ufb01rst \ufb02ow, o\ufb00 \ufb04 \ufb06op", "office of first flow, off ffl stop"),
        ("2022\u201323 \u2014 \u22125 non\u2011urgent", "2022-23 - -5 non-urgent"),
        ("\u2018a\u2019 \u201cb\u201d \u00abc\u00bb", '\'a\' "b" "c"'),
        ("", ""),
        (" \n", ""),
    ],
)
def test_only_the_named_differences_are_folded(text: str, folded: str) -> None:
    assert normalise(text) == folded


@pytest.mark.parametrize(
    "kept", ["½ of 5 m²", "The NHS", "ＮＨＳ", "A, b; c: (d)!", "10\u2032", "x\u200by", "é e\u0301"]
)
def test_everything_else_is_kept(kept: str) -> None:
    assert normalise(kept) == kept


@pytest.mark.parametrize(
    ("quotation", "text", "found"),
    [
        ("rose to 58%", "The share rose to 58% in 2021.", "rose to 58%"),
        ("rose  to\n58%", "The share rose to 58% in 2021.", "rose to 58%"),
        ("rose to 58%", "The share rose\n  to 58% in 2021.", "rose\n  to 58%"),
        ("an example of", "This is an exam-\nple of it.", "an exam-\nple of"),
        ("long-term care", "It is long-\nterm care.", "long-\nterm care"),
        ("the office", "At the o\ufb03ce.", "the o\ufb03ce"),
        ("“2022-23”", 'In "2022–23", so', '"2022–23"'),
        ("may be", "They may be; may be.", "may be"),
        ("waiting", "It was—waiting", "waiting"),
        ("the NHS", "the NHSX and the NHS", "the NHS"),
        ("7.4 million", "17.4 million and 7.4 million.", "7.4 million"),
    ],
)
def test_a_quotation_is_found_where_it_stands(quotation: str, text: str, found: str) -> None:
    span = find(quotation, text)
    assert span is not None
    assert text[slice(*span)] == found


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("", "text"),
        (" \n ", "a b"),
        ("7.4 million", "It was 17.4 million."),
        ("7.4 million", "It was 27,7.4 million."),
        ("£3", "It was £37 billion."),
        ("£37", "It was £37 billion."),
        ("£37", "It was £37bn."),
        ("37 billion", "It was £37 billion."),
        ("million people", "7.4 million people"),
        ("12", "It was 12.5 weeks."),
        ("12", "It was 12,500."),
        ("24", "It was 24%."),
        ("24", "It was 24 per cent."),
        ("0.03", "It was (-0.03)."),
        ("23 was", "2022/23 was"),
        ("50,000", "30,000-50,000"),
        ("19 patients", "Covid-19 patients"),
        ("urgent care", "non-urgent care"),
        ("they can", "they can't"),
        ("E visits", "A&E visits"),
        ("hospital", "hospitals"),
        ("ospital", "hospital"),
        ("The Share", "the share"),
        ("rose to 58%", "rose to 47%"),
        ("rose to", "rose, to"),
        ("ice", "o\ufb03ce"),
        ("5 m2", "5 m²"),
    ],
)
def test_a_part_of_a_word_or_number_or_other_words_are_not_found(quotation: str, text: str) -> None:
    assert find(quotation, text) is None


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("a - b", 2), ("rose to 58%", 3), ("… — 7.4 million", 2)]
)
def test_words_are_counted_without_lone_marks(text: str, words: int) -> None:
    assert count_words(text) == words


PRINTED = st.text(st.sampled_from("ab1 -\n.,\u00ad\u2013\ufb01\u2019£%'\t"), max_size=40)


@settings(derandomize=True, max_examples=300)
@given(PRINTED)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@settings(derandomize=True, max_examples=300)
@given(PRINTED)
def test_every_folded_character_has_a_place_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(start < end for start, end in zip(folded.starts, folded.ends, strict=True))


@settings(derandomize=True, max_examples=300)
@given(PRINTED, PRINTED)
def test_what_is_found_is_the_quotation_but_for_line_end_hyphens(quotation: str, text: str) -> None:
    span = find(quotation, text)
    if span is not None:
        found, wanted = normalise(text[slice(*span)]), normalise(quotation)
        assert found.replace("-", "") == wanted.replace("-", "")


@settings(derandomize=True, max_examples=300)
@given(
    st.lists(
        st.sampled_from(["rose", "to", "58%", "£37 billion", "o\ufb03ce", "non-urgent", "(2024)"]), min_size=1
    )
)
def test_whole_words_are_always_found_in_a_text_that_holds_them(words: list[str]) -> None:
    text = " ".join(words)
    assert find(text, f"Before it, {text}, and after.") is not None
