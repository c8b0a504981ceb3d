from __future__ import annotations

import pytest

from corpus.parsing import html
from corpus.parsing.types import DocumentError, Reason

BOMBS = {
    "attributes": ("<p " + "a=1 " * 2_001 + ">text</p>", Reason.UNSAFE),
    "attributes of an open quotation": ("<p " + 'a="' * 5_000 + ">text</p>", Reason.UNSAFE),
    "nesting": ("<div>" * 300 + "text", Reason.UNSAFE),
    "nesting of elements whose end may be left out": ("<ul><li>" * 200 + "text", Reason.UNSAFE),
    "nesting of terms": ("<dl><dt>term<dd>" * 121 + "text", Reason.UNSAFE),
    "tags": ("<b></b>" * 250_001 + "text", Reason.UNSAFE),
    "entities": ('<!DOCTYPE html [<!ENTITY a "text">]><p>&a;</p>', Reason.UNSAFE),
    "characters": ("text " * 1_000_001, Reason.TOO_LARGE),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_before_they_are_parsed(bomb: str) -> None:
    markup, reason = BOMBS[bomb]
    with pytest.raises(DocumentError) as raised:
        html.parse(markup.encode(), "bomb.html")
    assert raised.value.reason is reason


@pytest.mark.parametrize(
    "markup",
    [
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'>",
        "<?xml version='1.0' encoding='utf-8'?>",
        "<p title='a < b and c > d' data-x=\"{'a': '<div><div>'}\">",
        "<script>if (a < b && c > d) '<div>'.repeat(500)</script>",
        "<div><span><b></div>" * 400,
        "<!-- <div> " * 3 + "-->",
        "<p" + " " * 100_000 + ">",
    ],
)
def test_ordinary_markup_is_not_refused(markup: str) -> None:
    assert html.parse(f"{markup}<p>Waits fell.</p>".encode(), "page.html").blocks[-1].text == "Waits fell."


@pytest.mark.parametrize(
    "markup", ["<", "<<<<", "<a", '<a b="', "<!--", "</", "<p><", "&#0;&#xD800;", "<a =b=c>"]
)
def test_broken_markup_ends_in_text_or_a_named_reason(markup: str) -> None:
    try:
        parsed = html.parse(f"<p>Waits fell.</p>{markup}".encode(), "page.html")
    except DocumentError:
        return
    assert parsed.blocks[0].text.startswith("Waits fell.")


@pytest.mark.parametrize(
    "term", ["<dt>Beds", "<dd>Beds", "<dd><p>Beds", "<dd><b>Beds</b>", "<DD class=x>Beds"]
)
def test_terms_whose_end_is_left_out_are_not_nested(term: str) -> None:
    markup = f"<p>Waits fell.</p><dl>{term * 2_000}</dl><p>Staff rose.</p>"
    parsed = html.parse(markup.encode(), "page.html")

    assert parsed.blocks[0].text == "Waits fell."
    assert " ".join(block.text for block in parsed.blocks).split().count("Beds") == 2_000
    assert parsed.blocks[-1].text == "Staff rose."


def test_a_table_with_huge_spans_stays_in_bounds() -> None:
    cells = "<td colspan=1000 rowspan=60000>7</td>" * 50
    parsed = html.parse(
        f"<table><tr><th>Place{cells}</tr>{'<tr><td>8</tr>' * 50}</table>".encode(), "page.html"
    )
    table = parsed.blocks[0].table
    assert table is not None
    assert len(table.rows) * len(table.rows[0]) <= 1_000_000


def test_no_cell_is_lost_where_the_grid_would_be_too_large() -> None:
    wide = "<td>7</td>" * 2_000
    parsed = html.parse(f"<table><tr>{wide}</tr>{'<tr><td>8</tr>' * 1_000}</table>".encode(), "page.html")
    assert len(parsed.blocks) == 3_000


def test_style_sheets_beyond_measure_are_refused() -> None:
    rules = "".join(f".a .b{i} p.c{{display:none}}" for i in range(20_001))
    with pytest.raises(DocumentError) as raised:
        html.parse(f"<style>{rules}</style><p class=c>Waits fell.</p>".encode(), "page.html")
    assert raised.value.reason is Reason.UNSAFE


def test_external_entities_and_files_are_not_read() -> None:
    parsed = html.parse(b"<p>Waits &xxe; fell.</p><iframe src='file:///etc/passwd'></iframe>", "page.html")
    assert parsed.blocks[0].text == "Waits &xxe; fell."
