"""The Markdown of a note is complete, numbered like its sources, and cannot be steered by their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.export.markdown import escape, note_to_markdown
from assistant.export.outline import STANDING_LINE, address, clean
from assistant.types import BriefingNote
from indexing.table_rows import TableRow

HEADINGS = ["Issue", "Top lines", "Key facts", "What the evidence says", "Gaps", "Sources"]


def tokens(markdown: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(markdown):
        yield token
        yield from token.children or ()


def headings(markdown: str, level: int) -> list[str]:
    return re.findall(rf"(?m)^{'#' * level} (.+)$", markdown)


def test_every_section_stands_in_order_with_the_standing_line(note: BriefingNote) -> None:
    text = note_to_markdown(note)
    assert headings(text, 1) == ["Hubs in town"]
    assert headings(text, 2) == HEADINGS
    assert headings(text, 3) == ["Money in town", "Savings"]
    assert STANDING_LINE in text
    assert "29 March 2026. Library version a1b2c3." in text
    assert text.endswith("\n")
    assert "\n\n\n" not in text


def test_numbers_in_the_text_match_the_sources(note: BriefingNote) -> None:
    body, _, sources = note_to_markdown(note).partition("## Sources")
    used = set(re.findall(r"\[(\d+)\\?\]", body))
    assert used == set(re.findall(r"(?m)^- \[(\d+)\]", sources)) == {"1", "2"}
    assert "- Hubs cost £2.5 million. in town [1]\n" in body
    assert "[1] “Hubs cost £2.5 million. in town”" in sources


def test_a_quoted_row_of_a_table_is_told_with_its_labels(note: BriefingNote) -> None:
    row = TableRow("Table 2: Costs", "£ million", ("Hubs:",), ("", "2024"), ("Rent", "2.5"))
    line = note.top_lines[0]
    cited = replace(line, citations=(replace(line.citations[0], row=row),))
    text = note_to_markdown(replace(note, top_lines=(cited,)))
    told = "Table: Table 2: Costs; figures in: £ million. Row of the table: Hubs: Rent; 2024: 2.5."
    assert told in text


def test_the_key_facts_are_one_table(note: BriefingNote) -> None:
    kinds = [t.type for t in tokens(note_to_markdown(note))]
    assert kinds.count("table_open") == 1
    assert kinds.count("th_open") == 4
    assert kinds.count("tr_open") == 3


def test_two_sides_stand_together_dated_with_the_likely_reason(note: BriefingNote) -> None:
    text = note_to_markdown(note)
    start = text.index("**Sources differ:** what hubs cost in town.")
    block = text[start : text.index("### Savings")]
    assert "- **published 12 September 2024:** Hubs saved 4% & more. [2][1]" in block
    assert "- **January 2026:** Hubs cost £2.5 million. in town [1]" in block
    assert "**Likely reason:** They count differently. Name both." in block


def test_a_source_says_what_it_is_and_where_it_was_read(note: BriefingNote) -> None:
    sources = note_to_markdown(note).partition("## Sources")[2]
    for part in (
        "First report. Office of First report, 12 September 2024.",
        "Costs in town; page 4 (printed as ii).",
        "Public audit.",
        "Held as our own short account, not the publication itself.",
        "Held as the publication itself.",
        "Figure as at: January 2026.",
        "Read in a report of the publication, item in town",
        "Link: <https://example.org/a_b>",
    ):
        assert part in sources, part


def test_withheld_sentences_are_counted_and_not_shown(note: BriefingNote) -> None:
    text = note_to_markdown(note)
    assert "1 sentence was withheld" in text
    assert "£9" not in text


def test_an_empty_note_says_so_under_every_heading(empty_note: BriefingNote) -> None:
    text = note_to_markdown(empty_note)
    assert headings(text, 2) == HEADINGS
    for part in ("No line of evidence", "No figures were found", "Nothing was found.", "No source is cited"):
        assert part in text


def test_hostile_words_stay_words(hostile: str, note_with: Callable[[str], BriefingNote]) -> None:
    text = note_to_markdown(note_with(hostile))
    found = list(tokens(text))
    kinds = {t.type for t in found}
    assert not kinds & {"html_block", "html_inline", "image", "code_inline", "fence", "code_block", "s_open"}
    assert not kinds & {"blockquote_open", "ordered_list_open", "em_open", "hr"}
    links = {t.attrs["href"] for t in found if t.type == "link_open"}
    assert all(re.match(r"https?://", str(link)) for link in links)
    assert headings(text, 2) == HEADINGS
    plain = [t.type for t in tokens(note_to_markdown(note_with("plain")))]
    for kind in ("th_open", "tr_open", "strong_open", "list_item_open", "heading_open"):
        assert [t.type for t in found].count(kind) == plain.count(kind) > 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e\ufffe\uffff\ud800-\udfff]", text)


@pytest.mark.parametrize(
    "text", ["A&E at 1.87%", "£7.25 million (6.13 million)", "7-day, 18-week", "x_y", "1. a"]
)
def test_escaped_words_read_the_same(text: str) -> None:
    inline = [t for t in tokens(escape(text)) if t.type in {"text", "text_special"}]
    assert "".join(t.content for t in inline) == text


def test_cleaning_keeps_words_and_joiners_and_drops_what_cannot_be_seen() -> None:
    assert clean(" e\u0301a\x00b\n\u202ec £–’ ") == "éa b c £–’"
    assert clean("👩\u200d⚕") == "👩\u200d⚕"


@pytest.mark.parametrize(
    "link", [None, "javascript:alert(1)", "https://a b", "https://a>b", "ftp://a", "https://"]
)
def test_only_plain_web_addresses_are_written_as_links(link: str | None) -> None:
    assert address(link) == ""
