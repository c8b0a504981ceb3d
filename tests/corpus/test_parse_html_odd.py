"""Small hostile pages: no word of theirs is lost, none is made up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.parsing import html
from corpus.types import BlockKind


def read(body: str) -> list[tuple[str, str | None, str]]:
    """Kind, number and text of each block."""
    parsed = html.parse(f"<html><body>{body}</body></html>".encode(), "page.html")
    return [(block.kind.value, block.number, block.text) for block in parsed.blocks]


def texts(body: str) -> list[str]:
    return [text for _, _, text in read(body)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<dl><dt>ICB<dt>Board<dd>Plans.<dd>Pays.<dt>PCN<dd>GPs</dl>", ["ICB Board Plans. Pays.", "PCN GPs"]),
        ("<dl>Words used<dt>ICB<dd>A board.</dd>It plans.<p>It <b>p</b>ays.<div>So<dt>PCN<dd>GPs</div></dl>",
         ["Words used", "ICB A board. It plans.", "It pays.", "So", "PCN GPs"]),
        ("<dl>Words us<b>e</b>d</dl>", ["Words used"]),
        ("<details><summary>Help</summary>We <b>ask</b>.<p>Then.</details>", ["Help", "We ask.", "Then."]),
        ("<blockquote><p>We were heard.<footer>A nurse</footer></blockquote>", ["We were heard.", "A nurse"]),
        ("<ul><li>One<ul><li>deep</li></ul>and more</li><li>Two</ul>", ["One", "deep", "and more", "Two"]),
        ("<p>The NHS <del>never</del> <ins>always</ins> pays.</p>", ["The NHS always pays."]),
        ("<p><ruby>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby> it reads.</p>", ["字 it reads."]),
        ("<p>neigh<wbr>bour&shy;hood <em>list</em>s</p>", ["neighbourhood lists"]),
        ("<div class='call-to-action'><p>Tell us.</p></div>", ["Tell us."]),
        ("<p dir=rtl>تقرير الصحة 2024 عن NHS.</p>", ["تقرير الصحة 2024 عن NHS."]),
        ("<p>10<sup>6</sup> in 2023<sup>4</sup>, York<sup>a</sup>", ["10⁶ in 2023, York"]),
        ("<p>It fell<sup><a href='#fn1'>1</a>, <a href='#fn2'>2</a></sup> so.</p>", ["It fell so."]),
        ("<p>It fell<span style='vertical-align: super'>3</span> so.</p>", ["It fell so."]),
    ],
)  # fmt: skip
def test_words_are_kept_and_none_made_up(body: str, found: list[str]) -> None:
    assert texts(body) == found


TAGS = (
    "dl dt dd ul li p div span b h2 section blockquote figure pre sup"
    " table caption colgroup thead tbody tr td th"
).split()


@given(st.lists(st.tuples(st.sampled_from(TAGS), st.booleans()), min_size=1, max_size=25))
def test_no_word_is_lost_or_doubled_however_the_tags_are_mixed(tags: list[tuple[str, bool]]) -> None:
    soup = "".join(f"<{'/' * closing}{tag}>word{i} " for i, (tag, closing) in enumerate(tags))
    found = re.findall(r"word\d+", " ".join(texts(f"<p>Waits fell.</p>{soup}")))

    assert sorted(found) == sorted(f"word{i}" for i in range(len(tags)))


def test_deleted_text_is_told() -> None:
    parsed = html.parse(b"<p>It <del>never</del> pays.</p>", "page.html")
    assert parsed.notes == ("Text that the page marks as deleted is left out.",)
    assert html.parse(b"<p>It pays.</p>", "page.html").notes == ()


def test_a_paragraph_that_opens_with_a_raised_number_is_that_note() -> None:
    assert read("<p>Waits fell.</p><p><sup>1</sup>Survey of staff.</p><p><sup>*</sup> Without York.</p>")[
        1:
    ] == [
        (BlockKind.FOOTNOTE.value, "1", "Survey of staff."),
        (BlockKind.FOOTNOTE.value, "*", "Without York."),
    ]


def test_lists_inside_a_legislative_list_print_no_numbers() -> None:
    body = "<ol class='legislative-list'><li>1. First<ol><li>(a) one</li></ol></li></ol>"
    assert read(body) == [("list item", None, "1. First"), ("list item", None, "(a) one")]


def test_a_short_paragraph_with_a_mark_is_kept_among_longer_ones() -> None:
    long = "<p>" + "The waits in every one of the places fell again during that long autumn. " * 4 + "</p>"
    links = "".join(f"<div><a href='/{i}'>Another story number {i}</a></div>" for i in range(30))
    mark = "<sup><a href='#fn:1'>[footnote 1]</a></sup>"
    body = (
        f"<div>{links}</div><div><h1>Waits</h1>{long}<p>Costs rose{mark}.</p>{long}</div><div>{links}</div>"
    )
    assert "Costs rose." in texts(body)
