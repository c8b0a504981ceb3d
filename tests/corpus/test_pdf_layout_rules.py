from __future__ import annotations

import numpy as np
import pytest

from corpus.parsing.pdf import (
    footnotes,
    furniture,
    joins,
    labels,
    lettering,
    line_text,
    numbering,
    paragraphs,
    rows,
)
from corpus.parsing.pdf.hyphens import Words
from corpus.parsing.pdf.lettering import HYPHEN_AT_END
from corpus.parsing.pdf.line_text import marker_of
from corpus.parsing.pdf.types import Line, Piece

HEIGHT = 842.0


def line(text: str, baseline: float = 800.0, left: float = 70.0, page: int = 1, size: float = 10.0) -> Line:
    return Line(
        page, left, baseline - size, left + 5 * len(text), baseline + 2, baseline, size, False, text, text,
        marker=marker_of(text),
    )  # fmt: skip


def printed(*pages: tuple[str, ...]) -> list[str | None]:
    found = labels.printed([[line(text) for text in page] for page in pages])
    return [folio.label if folio else None for folio in found]


def test_page_numbers_are_those_that_keep_their_distance() -> None:
    assert printed(("3", "2023"), ("4", "2023"), (), ("6", "2023")) == ["3", "4", None, "6"]


def test_page_numbers_in_words_in_lines_and_in_roman() -> None:
    assert printed(("Page 1 of 3",), ("Page 2 of 3",), ("Page 3 of 3",)) == ["1", "2", "3"]
    assert printed(("1/6",), ("2/6",), ("3/6",)) == ["1", "2", "3"]
    assert printed(*[(f"Waiting: a review | {n}",) for n in (5, 6, 7)]) == ["5", "6", "7"]
    front = [("i",), ("ii",), ("iii",), ("iv",)]
    body = [(str(n),) for n in range(1, 9)]
    assert printed(*front, *body)[2:6] == ["iii", "iv", "1", "2"]


@pytest.mark.parametrize(
    "pages",
    [(("12",),), (("2024",), ("2024",), ("2024",)), (("9",), ("3",), ("8",), ("1",)), (("mix",),) * 4],
)
def test_numbers_that_keep_no_distance_are_no_page_numbers(pages: tuple[tuple[str, ...], ...]) -> None:
    assert printed(*pages) == [None] * len(pages)


def test_a_number_alone_in_the_last_row_of_an_only_page_is_its_number() -> None:
    def label(*lines: Line) -> str | None:
        (folio,) = labels.printed([list(lines)])
        return folio.label if folio else None

    foot = line("391", 800)
    assert label(line("Waiting times grew", 100), line("in every region", 750), foot) == "391"
    assert label(line("Waiting times grew", 100), line("in 2024", 800, left=300), foot) is None
    assert label(line("E = mc is the equivalence", 813, size=12), line("2", 800, size=8)) is None
    assert label(foot) is None


def test_a_dash_in_a_cell_is_no_bullet() -> None:
    def marker(left: float) -> str | None:
        return rows.joined([line("\u2014", left=70), line("The Stock Market", left=left)]).line.marker

    assert marker(300) is None
    assert marker(88) == "\u2014"


def removed(*pages: list[Line]) -> list[set[str]]:
    edges = [furniture.edges(page, HEIGHT) for page in pages]
    found = furniture.find(edges, [None] * len(pages))
    return [{edges[i][at].line.text for at in one} for i, one in enumerate(found)]


def body(letter: str) -> list[Line]:
    return [line(f"Text {letter}", 60), line("More", 74), line(f"End {letter}", 500)]


def test_a_line_that_comes_again_at_the_edge_is_furniture_and_others_are_not() -> None:
    pages = [[line("Annual report 2024", 30), *body(letter)] for letter in "abc"]

    assert removed(*pages) == [{"Annual report 2024"}] * 3
    assert removed(*pages[:2]) == [set(), set()]


def test_words_above_the_text_that_come_again_far_apart_are_text() -> None:
    pages = [body(letter) for letter in "abcdefghijklmnop"]
    for n in (1, 7, 14):
        pages[n].insert(0, line("Participant quotes:", 46))

    assert removed(*pages) == [set()] * 16


def test_a_first_row_down_the_page_is_text_though_it_comes_again() -> None:
    def pages(top: float) -> list[list[Line]]:
        return [[line(f"Text under image {n}.", top), *body(letter)] for n, letter in enumerate("wxyz")]

    assert removed(*pages(40)) == [{f"Text under image {n}."} for n in range(4)]
    low = [[one for one in page if one.baseline >= 300] for page in pages(300)]
    assert removed(*low) == [set()] * 4


def test_a_foot_that_follows_the_text_of_short_pages_is_furniture() -> None:
    ends = (200, 500, 350, 420)
    pages = [[line("Body", 100), line(f"Form 10-Q | {n}", end)] for n, end in enumerate(ends)]
    for page, word in zip(pages, "wxyz", strict=True):
        page[0] = line(f"Body {word}", 100)

    assert removed(*pages) == [{f"Form 10-Q | {n}"} for n in range(4)]


def test_the_distance_of_lines_is_learnt_from_words_that_go_on() -> None:
    texts = ("We aim to cut", "emissions across", "all that we do", "by 2030", "The end of it")
    found = [line(text, 100 + 20 * i) for i, text in enumerate(texts)]
    wide = line("A line of another size that is as wide as the page itself is, and wider", 700, size=8)
    assert paragraphs.manner([[*found, wide]]).distance(10) == 20
    assert paragraphs.manner([[found[0], found[4], wide]]).distance(10) == 12.5


def test_hyphens_follow_the_document() -> None:
    kept = Words(["a long-", "term plan", "the long-term plan"])
    assert kept.across("a long" + HYPHEN_AT_END, "term plan") == "a long-term plan"
    joined = Words(["the organisation of care"])
    assert joined.across("the organ" + HYPHEN_AT_END, "isation") == "the organisation"
    assert joined.across("problem" + HYPHEN_AT_END, "solving") == "problem-solving"
    assert joined.across("short" + HYPHEN_AT_END, "and long-term") == "short- and long-term"
    assert joined.across("organ\u00ad", "isation") == "organisation"
    assert joined.across("2010–", "2015") == "2010–2015"
    assert joined.across("the plan—", "and more") == "the plan—and more"
    assert joined.across("Operations —", "Overview") == "Operations — Overview"


def test_a_document_that_breaks_words_has_them_joined() -> None:
    broken = ["learn-ing", "pas-sage", "retriev-al", "repre-sent", "sub-set", "ques-tion"]
    lines = [part for word in broken for part in (word.split("-")[0] + HYPHEN_AT_END, word.split("-")[1])]
    whole = [word.replace("-", "") for word in broken]
    latex = Words([*lines, *whole, "top-down"])

    assert latex.across("sub" + HYPHEN_AT_END, "optimal") == "suboptimal"
    assert latex.across("top" + HYPHEN_AT_END, "down") == "top-down"


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("1.7.15 Offer", "1.7.15"), ("(a) the first", "(a)"), ("iv. the fourth", "iv."), ("23. The", "23."),
        ("• an item", "•"), ("2024 was a year", None), ("A. Smith said", None), ("Nothing", None),
        ("1.5", None), ("(408) 996-1010", None), ("(408) of them", "(408)"),
    ],
)  # fmt: skip
def test_what_a_line_begins_with(text: str, marker: str | None) -> None:
    assert marker_of(text) == marker


@pytest.mark.parametrize(
    ("words", "raised", "text"),
    [
        ("staff12, who", "12", "staff, who"), ("km2 of", "2", "km2 of"), ("χ2 test", "2", "χ2 test"),
        ("to 1⁄4 inch", "1", "to 1⁄4 inch"), ("12 See Smith", "12", "12 See Smith"),
        ("10−5 of", "−5", "10−5 of"),
    ],
)  # fmt: skip
def test_raised_figures_are_marks_exponents_or_fractions(words: str, raised: str, text: str) -> None:
    points = lettering.codes(words.replace(" ", ""))
    starts = [len(words[:i].replace(" ", "")) for i, char in enumerate(words) if char == " "]
    before, high = np.zeros(len(points), bool), np.zeros(len(points), bool)
    before[starts] = True
    at = words.index(raised)
    high[at - words[:at].count(" ") :][: len(raised)] = True

    assert line_text.mixed(points, before, high)[0] == text


def roles(*texts: str) -> list[tuple[str, str | None]]:
    return [
        (piece.role, piece.number) for piece in numbering.numbered([Piece(1, "P", (line(t),)) for t in texts])
    ]


def test_long_runs_number_paragraphs_and_short_ones_lists() -> None:
    assert roles("1. one", "2. two", "3. three") == [("LI", "1."), ("LI", "2."), ("LI", "3.")]
    assert roles(*(f"{n}. text" for n in range(1, 15)))[13] == ("P", "14.")
    assert roles("2.1 Findings", "2.5 million people") == [("P", "2.1"), ("P", None)]
    assert roles("10 people came") == [("P", None)]


def test_numbers_of_notes_come_beside_one_another() -> None:
    def told(*texts: str) -> list[bool]:
        pieces = [Piece(1, "P", (line(t, 700 + 20 * i, size=8),), gap=8) for i, t in enumerate(texts)]
        return [piece.role == "Note" for piece in footnotes.marked(pieces, 10, HEIGHT)]

    assert told("12 See Smith.", "13 See Jones.") == [True, True]
    assert told("111 See Smith.", "112 See Jones.") == [True, True]
    assert told("410 Terry Avenue North") == [False]
    assert told("90 days. Yes") == [False]


def test_text_that_never_ends_is_parted_at_the_turn_of_a_page() -> None:
    pages = [
        Piece(n, "P", (line("and on it goes", page=n), line("and on and", 814, page=n))) for n in range(1, 9)
    ]

    assert [[piece.page for piece in group] for group in joins.groups(pages)] == [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8],
    ]
