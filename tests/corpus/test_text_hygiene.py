from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.parsing.text_hygiene import fold, locate, original_of, tidy, visible

# Plain text with what extraction does to it: marks, dashes, ligatures, spaces of all widths, hyphens.
ODD = "ab é½ﬁﬃ’‘“”«»-‐‑–—−\u00ad \t\n\u00a0\u2009\u200b\u0301\u0327\u1100\u1161ＡｂÅ\u212b…²\ufeff\u202e1"
TEXT = st.text(st.sampled_from(ODD), max_size=60) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\x00b\x07c\ud800d\ufffee", "abcde"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("zero\u200bwidth and \u2060joiner\ufeff", "zerowidth and joiner"),
        ("left\u200e and right\u200f", "left and right"),
        ("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"),
        ("❤\ufe0f and 葛\U000e0100", "❤\ufe0f and 葛\U000e0100"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴"),
        ("tab\tand £ – é stay", "tab\tand £ – é stay"),
        ("call \u202d0800 123\u202c", "call 0800 123"),
        ("\u202e\u05d0\u05d1 12\u202c", "\u05d0\u05d1 12"),
    ],
)
def test_characters_that_show_nothing_go_without_alarm(raw: str, clean: str) -> None:
    assert visible(raw) == (clean, ())


@pytest.mark.parametrize(
    ("raw", "clean", "message"),
    [
        ("pay \u202eeno\u202c now", "pay  now", "eno"),
        ("call \u202e321\u202c", "call ", "321"),
        ("pay \u202eeno\nnow", "pay \nnow", "eno"),
        ("pay \u202d\u05d0\u05d1\u202c now", "pay  now", "\u05d0\u05d1"),
    ],
)
def test_words_shown_backwards_are_left_out_and_told(raw: str, clean: str, message: str) -> None:
    text, (told,) = visible(raw)
    assert (text, told.how, told.excerpt) == (clean, "reversed reading order", message)


def test_words_taken_apart_are_told() -> None:
    text, (told,) = visible("\u200b".join("ignore this"))
    assert (text, told.how, told.excerpt) == ("ignore this", "zero-width characters", "ignore this")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("e\u0301te\u0301", "été"),
        ("ﬁrst oﬃce", "first office"),
        ("co\u00adope\u00ad\n rate", "cooperate"),
        ("hyphen\u00ad at a gap", "hyphen at a gap"),
        ("  a\u00a0b \n c ", "a b c"),
        ("“It’s” – 10²", "“It’s” – 10²"),
        ("well-\nknown", "well- known"),
    ],
)
def test_text_for_reading(raw: str, text: str) -> None:
    assert tidy(raw) == text


def test_the_original_is_kept_where_more_than_white_space_changed() -> None:
    assert original_of(" ﬁrst\nline ", "first line") == "ﬁrst\nline"
    assert original_of(" first\n line ", "first line") is None


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("the well-known “rule”", 'It is the well-\nknown "rule" here'),
        ("problem-solving", "its problem\u2010solving"),
        ("2019–20", "in 2019-20 it"),
        ("first office", "the ﬁrst  oﬃce"),
        ("café", "the cafe\u0301"),
        ("coordinate", "to co\u00adordinate"),
        ("it’s ‘so’", "it's 'so'"),
        ("ABC 1/2", "ＡＢＣ\u3000½".replace("½", "1/2")),
    ],
)
def test_quotations_are_located_whatever_their_form(quotation: str, text: str) -> None:
    assert locate(quotation, text) is not None


def test_where_a_quotation_stands() -> None:
    text = "He said: the ﬁrst well-\nknown rule."
    found = locate("first wellknown", text)
    assert found is not None
    assert text[found[0] : found[1]] == "ﬁrst well-\nknown"


@pytest.mark.parametrize("quotation", ["", " - ", "The rule", "rule 2"])
def test_what_is_not_there_is_not_located(quotation: str) -> None:
    assert locate(quotation, "the rule") is None


@given(TEXT)
def test_visible_text_is_stable_and_can_be_stored(raw: str) -> None:
    text, _ = visible(raw)
    assert visible(text) == (text, ())
    text.encode("utf-8")
    assert "\x00" not in text
    assert "\r" not in text


@given(TEXT)
def test_tidying_twice_changes_nothing_more(raw: str) -> None:
    text = tidy(visible(raw)[0])
    assert tidy(text) == text
    assert unicodedata.is_normalized("NFC", text)


@given(TEXT)
def test_a_key_maps_back_to_where_it_was_made(raw: str) -> None:
    key = fold(raw)
    assert len(key.text) == len(key.starts) == len(key.ends)
    for i, char in enumerate(key.text):
        assert char in fold(raw[key.starts[i] : key.ends[i]]).text


@given(TEXT)
def test_copies_that_tidying_makes_have_the_same_key(raw: str) -> None:
    text, _ = visible(raw)
    assert fold(tidy(text)).text == fold(text).text


@given(TEXT)
def test_canonically_equal_texts_have_the_same_key(raw: str) -> None:
    keys = {fold(unicodedata.normalize(form, raw)).text for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(keys) == 1


@given(TEXT, TEXT, TEXT)
def test_what_is_in_a_text_is_located_in_it(before: str, quotation: str, after: str) -> None:
    if not fold(quotation).text:
        return
    text = f"{before} {quotation} {after}"
    found = locate(quotation, text)
    if unicodedata.combining(fold(quotation).text[0]) or unicodedata.combining((fold(after).text or " ")[0]):
        return  # a mark that joins the letter beside it makes other words
    assert found is not None
    assert fold(quotation).text in fold(text[found[0] : found[1]]).text
