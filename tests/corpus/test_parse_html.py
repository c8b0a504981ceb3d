from __future__ import annotations

import pytest
from govuk_page import GOVUK_PAGE

from corpus.parsing import html
from corpus.parsing.types import DocumentError, Format, Parsed, Reason
from corpus.types import Block, BlockKind, PartialDate, Table


def page(body: str, head: str = "") -> Parsed:
    return html.parse(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "page.html")


def texts(parsed: Parsed, kind: BlockKind | None = None) -> list[str]:
    return [block.text for block in parsed.blocks if kind in (None, block.kind)]


def one(parsed: Parsed, start: str) -> Block:
    found = [block for block in parsed.blocks if block.text.startswith(start)]
    assert len(found) == 1, texts(parsed)
    return found[0]


@pytest.fixture(scope="module")
def govuk() -> Parsed:
    return html.parse(GOVUK_PAGE.encode(), "plan.html")


def test_a_govuk_publication_in_reading_order_without_what_surrounds_it(govuk: Parsed) -> None:
    assert govuk.format is Format.HTML
    assert [
        (block.kind.value, block.text) for block in govuk.blocks if block.kind is not BlockKind.TABLE
    ] == [
        ("heading", "Care closer to home: a plan"),
        ("heading", "1. Findings"),
        ("paragraph", "Waits fell in 3 of 5 places. Staff said they were well supported."),
        ("paragraph", "The first visits cost £4.5 million (10⁶ pounds) over 20 km²."),
        ("box", "Figures are provisional."),
        ("list item", "clinics in every town"),
        ("list item", "open at weekends"),
        ("list item", "more nurses"),
        ("list item", "Plan"),
        ("list item", "Build"),
        ("heading", "Costs"),
        ("caption", "Table 1: Spending by year (£ million)"),
        ("caption", "Figure 1: waits by month"),
        ("paragraph", "We were listened to."),
        ("heading", "Case study"),
        ("box", "In Leeds, one team did it all."),
        ("paragraph", "After the box."),
        ("paragraph", "A line and its end."),
        ("footnote", "Survey of 40 staff, 2023."),
    ]
    assert all(block.page is None for block in govuk.blocks)


def test_what_a_govuk_page_says_of_itself(govuk: Parsed) -> None:
    assert govuk.proposed.title == "Care closer to home: a plan"
    assert govuk.proposed.publisher == "Department of Health"
    assert govuk.proposed.published == PartialDate.parse("2024-09-12")
    assert govuk.proposed.language == "en"


def test_helpers_for_screen_readers_raise_no_alarm(govuk: Parsed) -> None:
    assert govuk.hidden == ()


def test_headings_have_levels_and_stand_over_what_follows(govuk: Parsed) -> None:
    assert [block.level for block in govuk.blocks if block.kind is BlockKind.HEADING] == [1, 2, 3, 4]
    assert one(govuk, "more nurses").heading_path == ("Care closer to home: a plan", "1. Findings")
    assert one(govuk, "Costs").heading_path == ("Care closer to home: a plan", "1. Findings")


def test_the_headings_of_a_box_end_with_it(govuk: Parsed) -> None:
    assert one(govuk, "In Leeds").heading_path[-1] == "Case study"
    assert one(govuk, "After the box").heading_path[-1] == "Costs"


def test_numbers_of_paragraphs_lists_and_footnotes_are_not_text(govuk: Parsed) -> None:
    assert [one(govuk, start).number for start in ("Waits", "The first", "Plan", "Build", "Survey")] == [
        "1.1",
        "1.2",
        "1",
        "2",
        "1",
    ]


def test_the_original_keeps_marks_soft_hyphens_and_ligatures(govuk: Parsed) -> None:
    assert one(govuk, "Waits").original == (
        "1.1 Waits fell in 3 of 5 places.[footnote 1] Staff said they were well sup\u00adported."
    )
    assert (
        one(govuk, "The first").original == "1.2 The ﬁrst visits cost £4.5 million (10⁶ pounds) over 20 km²."
    )
    assert one(govuk, "more nurses").original is None


def test_the_anchor_is_the_nearest_id(govuk: Parsed) -> None:
    assert one(govuk, "more nurses").anchor == "findings"
    assert one(govuk, "After the box").anchor == "costs"
    assert one(govuk, "Survey").anchor == "fn:1"


def test_a_table_keeps_headers_caption_and_unit(govuk: Parsed) -> None:
    (table,) = [block for block in govuk.blocks if block.kind is BlockKind.TABLE]
    assert table.table == Table(
        rows=(
            ("Place", "Spending", "Spending"),
            ("", "2022", "2023"),
            ("Leeds", "1.5", "2.5"),
            ("Hull", "not known", ""),
        ),
        header_rows=2,
        header_columns=1,
        caption="Table 1: Spending by year (£ million)",
        unit="£ million",
    )
    assert table.text.splitlines()[2] == "Leeds | 1.5 | 2.5"


def test_terms_and_their_descriptions_stand_together_once() -> None:
    parsed = page(
        "<dl><dt>Phase</dt><dd>Beta</dd><div><dt>Users</dt><dd>Nurses<dl><dt>Where</dt><dd>Hull</dd></dl></dd></div></dl>"
    )
    assert texts(parsed) == ["Phase Beta", "Users Nurses", "Where Hull"]


def test_two_line_breaks_part_paragraphs_one_does_not() -> None:
    assert texts(page("<div>One<br>line.<br><br>Another.</div>")) == ["One line.", "Another."]


def test_code_keeps_its_lines() -> None:
    assert texts(page("<pre><code>first line\n  second</code></pre>")) == ["first line\nsecond"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("fell in 2023.<sup>4</sup> Then", "fell in 2023. Then"),
        ("fell <a href='#_ftn2' name='_ftnref2'>[2]</a>, then", "fell, then"),
        ("in Leeds<sup class='reference'><a href='#cite_note-1'>[1]</a></sup> and", "in Leeds and"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("x<sup>2</sup> and 10<sup>-3</sup>", "x² and 10⁻³"),
        ("see <a href='#annex'>annex A</a> now", "see annex A now"),
        ("CO<sub>2</sub> fell", "CO2 fell"),
    ],
)
def test_marks_of_footnotes_are_told_from_other_raised_text(markup: str, text: str) -> None:
    assert texts(page(f"<p>Waits {markup}</p>")) == [f"Waits {text}"]


def test_footnotes_that_begin_with_a_link_back() -> None:
    parsed = page("<p>Waits fell.</p><p><a href='#_ftnref3' name='_ftn3'>[3]</a> Survey, 2023.</p>")
    assert (parsed.blocks[1].kind, parsed.blocks[1].number) == (BlockKind.FOOTNOTE, "3")
    assert parsed.blocks[1].text == "Survey, 2023."


def test_a_number_that_opens_one_sentence_is_no_paragraph_number() -> None:
    parsed = page("<p>2.4 Trusts reported it on average.</p><p>Others did not.</p>")
    assert parsed.blocks[0].number is None
    assert parsed.blocks[0].text.startswith("2.4 Trusts")


def test_lists_whose_numbers_are_not_printed_have_none() -> None:
    listed = page("<ol class='govuk-list govuk-list--number'><li>A</ol><ol class='govuk-list'><li>B</ol>")
    assert [block.number for block in listed.blocks] == ["1", None]
    assert [b.number for b in page("<ol type=a start=3><li>Third<li>Fourth</ol>").blocks] == ["c", "d"]
    assert [b.number for b in page("<ol reversed><li>Top<li>Second</ol>").blocks] == ["2", "1"]


ARTICLE = (
    "<p>" + "The waits in every one of the places fell again during the autumn of that year. " * 4 + "</p>"
)


def test_without_a_design_system_the_main_text_is_found_and_stays_the_pages_own() -> None:
    teasers = "".join(f"<div><a href='/{i}'>Another story number {i}</a></div>" for i in range(30))
    parsed = page(
        f"<div class='top'>{teasers}</div><div class='story'><h1>Waits fall</h1>{ARTICLE}"
        "<h2>Why they fell</h2><p>“It’s&nbsp;the staff”, said one of the many people who were asked about it."
        f"</p>{ARTICLE}</div>"
        f"<div class='bottom'>{teasers}</div>"
    )
    assert texts(parsed, BlockKind.HEADING) == ["Waits fall", "Why they fell"]
    assert "“It’s the staff”, said one of the many people who were asked about it." in texts(parsed)
    assert not any("Another story" in text for text in texts(parsed))


def test_lists_of_contents_and_related_links_are_left_out() -> None:
    contents = "".join(f"<li><a href='#s{i}'>Section {i}</a></li>" for i in range(4))
    parsed = page(
        f"<main><h1>Report</h1><h2>Contents</h2><ul>{contents}</ul>{ARTICLE}"
        "<h2>Related content</h2><ul><li><a href='/x'>More</a></li></ul></main>"
    )
    assert texts(parsed, BlockKind.HEADING) == ["Report"]
    assert texts(parsed, BlockKind.LIST_ITEM) == []


def test_a_page_without_text_says_so() -> None:
    with pytest.raises(DocumentError) as raised:
        page("<main><img src='a.png' alt='A picture'></main><footer><p>© 2024</p></footer>")
    assert raised.value.reason is Reason.NO_TEXT


def test_an_empty_file_says_so() -> None:
    with pytest.raises(DocumentError) as raised:
        html.parse(b" \n", "empty.html")
    assert raised.value.reason is Reason.EMPTY
