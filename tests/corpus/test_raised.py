"""What raised text is read as: powers, marks of footnotes, and text."""

from __future__ import annotations

import pytest

from corpus.parsing.raised import opening_number, read_raised


@pytest.mark.parametrize(
    ("before", "raised", "read"),
    [
        ("by 10", "6", "⁶"), ("3.5 × 10", "-3", "⁻³"), ("7 km", "2", "²"), ("R", "2", "²"), ("x", "4", "⁴"),
        ("per min", "−1", "⁻¹"),
    ],
)  # fmt: skip
def test_powers_of_ten_of_variables_and_of_units_are_written_so(before: str, raised: str, read: str) -> None:
    assert read_raised(raised, before) == (read, False)


@pytest.mark.parametrize(
    ("before", "raised"),
    [
        ("in 2023", "4"), ("1,204", "3"), ("of 110", "6"), ("12%", "5,6"), ("bn", "3 – 5"), ("fell.", "7"),
        ("Annex A", "1"), ("fell", "[7]"), ("fell", "(b)"), ("York", "a"), ("7", "b, c"), ("fell", "*"),
        ("fell", ","),
    ],
)  # fmt: skip
def test_figures_and_words_with_a_footnotes_mark_stay_as_they_are(before: str, raised: str) -> None:
    assert read_raised(raised, before, " and") == (raised, True)


@pytest.mark.parametrize(
    ("before", "raised", "after"),
    [("the 21", "st", ""), ("M", "c", "Donald"), ("Trust", "TM", ""), ("N", "o", " 5"), ("", "1", " of")],
)
def test_other_raised_text_is_text(before: str, raised: str, after: str) -> None:
    assert read_raised(raised, before, after) == (raised, False)


@pytest.mark.parametrize(
    ("text", "number"), [("1", "1"), (" [2] ", "2"), ("a", "a"), ("*", "*"), ("st", None), ("The", None)]
)
def test_the_number_of_a_note_that_opens_a_line(text: str, number: str | None) -> None:
    assert opening_number(text) == number
