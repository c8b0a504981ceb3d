"""Text of reports as HTML: it stays text, however often it is parsed (trust.md S4)."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.markup import link, note, text

HOSTILE = (
    "![x](http://evil.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "<form action=http://evil.example><input name=q></form>",
    "$$\\href{javascript:alert(8)}{x}$$",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(7)&gt;'>",
    "```html\n<script>alert(1)</script>\n```",
    "<http://evil.example> https://evil.example www.evil.example",
    "| a | b |\n|---|---|\n| <b>1</b> | 2 |",
)
TAG = re.compile(r"<\s*/?\s*[a-zA-Z!?]")
ALLOWED = re.compile(
    r"</?(?:h[2-5]|p|ul|ol|li|strong|em|blockquote|hr|br|table|thead|tbody|tr|td|th)>|<th scope=\"col\">"
)


@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_text_is_shown_as_it_is(raw: str) -> None:
    shown = text(raw)
    assert not TAG.search(shown)
    assert html.unescape(shown) == re.sub(r"\s+", " ", raw)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=200))
def test_any_text_holds_no_tag_and_no_markdown_sign(raw: str) -> None:
    shown = text(raw)
    assert not TAG.search(shown)
    assert not re.search(r"[<>\[\]!*`$\\\n|~]", shown)


@pytest.mark.parametrize("raw", HOSTILE)
def test_a_note_shows_only_the_tags_of_a_note(raw: str) -> None:
    shown = note(f"## Heading\n\n- {raw}\n\n{raw}\n")
    assert "<" not in ALLOWED.sub("", shown)
    assert "\n" not in shown


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>\"'=&;:/![]()#*_`$|\\ \nabchrefsonimgxjavascript"), max_size=120))
def test_any_note_shows_only_the_tags_of_a_note(raw: str) -> None:
    assert "<" not in ALLOWED.sub("", note(raw))


def test_a_note_keeps_its_headings_table_and_bold_one_level_down() -> None:
    shown = note("# Title\n\n**Bold** text\n\n| A | B |\n|---|---|\n| 1 | 2 |\n")
    assert "<h2>Title</h2>" in shown
    assert "<strong>Bold</strong>" in shown
    assert '<th scope="col">A</th>' in shown


def test_edges_and_inner_blanks_of_a_passage_are_kept_so_that_pieces_join() -> None:
    assert text("ends here ") + text("and goes on") == "ends here and goes on"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "ftp://x.example/a",
        "http://a b",
        "not seen",
    ],
)
def test_only_web_addresses_become_links(address: str) -> None:
    assert "<a" not in link(address)


def test_a_web_address_opens_apart_and_tells_nothing() -> None:
    shown = link("https://www.gov.uk/a?b=1&c=2")
    assert 'href="https://www.gov.uk/a?b=1&amp;c=2"' in shown
    assert 'rel="noopener noreferrer"' in shown
