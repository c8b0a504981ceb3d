from __future__ import annotations

import pytest
from word_package import HEADINGS, level, listed, numbering, p, word_file

from corpus.parsing.docx import parse
from corpus.parsing.docx_numerals import numeral
from corpus.types import Block, BlockKind

DECIMALS = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2") + level(2, "decimal", "%1.%2.%3")


def read(body: str, numbers: str, styles: str = "") -> tuple[Block, ...]:
    return parse(word_file(body, styles, numbers), "report.docx").blocks


def printed(body: str, numbers: str, styles: str = "") -> list[str | None]:
    return [block.number for block in read(body, numbers, styles)]


def items(*levels: int, num: int = 1) -> str:
    return "".join(listed(f"Item {i}.", place, num) for i, place in enumerate(levels))


@pytest.mark.parametrize(
    ("number", "form", "said"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (26, "lowerLetter", "z"),
        (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"),
        (1994, "upperRoman", "MCMXCIV"),
        (9, "lowerRoman", "ix"),
        (22, "ordinal", "22nd"),
        (13, "ordinal", "13th"),
        (21, "cardinalText", "Twenty-one"),
        (21, "ordinalText", "Twenty-first"),
        (20, "ordinalText", "Twentieth"),
        (3, "decimalEnclosedCircle", "③"),
        (2, "chicago", "†"),
        (5, "chicago", "**"),
        (5, "none", ""),
        (7, "aiueo", "7"),
        (0, "lowerLetter", "0"),
        (123_456, "lowerRoman", "123456"),
    ],
)
def test_numbers_are_written_as_the_format_says(number: int, form: str, said: str) -> None:
    assert numeral(number, form) == said


def test_levels_count_and_start_anew_below_a_higher_one() -> None:
    found = printed(items(0, 1, 1, 2, 0, 1, 2, 2), numbering(DECIMALS))
    assert found == ["1", "1.1", "1.2", "1.2.1", "2", "2.1", "2.1.1", "2.1.2"]


def test_a_skipped_level_counts_from_its_start() -> None:
    assert printed(items(0, 2, 1), numbering(DECIMALS)) == ["1", "1.1.1", "1.2"]


def test_lists_of_one_definition_count_on_unless_they_override_the_start() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = items(0, 0) + items(0, num=2) + items(0, 0, num=3) + items(0, num=1)
    assert printed(body, numbering(DECIMALS, nums)) == ["1", "2", "3", "1", "2", "3"]


def test_a_list_overrides_how_a_level_is_written() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        + level(0, "upperRoman", "(%1)", start=4)
        + "</w:lvlOverride></w:num>"
    )
    assert printed(items(0, 0), numbering(DECIMALS, nums)) == ["(IV)", "(V)"]


def test_levels_that_never_restart_and_those_that_restart_after_a_given_one() -> None:
    never = level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)", '<w:lvlRestart w:val="0"/>')
    assert printed(items(0, 1, 1, 0, 1), numbering(never)) == ["1", "(a)", "(b)", "2", "(c)"]
    after_first = (
        level(0, "decimal", "%1")
        + level(1, "decimal", "%1.%2")
        + level(2, "lowerLetter", "%3)", '<w:lvlRestart w:val="1"/>')
    )
    assert printed(items(0, 1, 2, 1, 2, 0, 2), numbering(after_first)) == [
        "1", "1.1", "a)", "1.2", "b)", "2", "a)",
    ]  # fmt: skip


def test_legal_numbering_writes_all_levels_in_figures() -> None:
    levels = level(0, "upperRoman", "Article %1.") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert printed(items(0, 1), numbering(levels)) == ["Article I", "1.1"]


def test_bullets_have_no_number_and_are_list_items() -> None:
    blocks = read(items(0, 0), numbering(level(0, "bullet", "\uf0b7")))
    assert [(b.kind, b.number) for b in blocks] == [(BlockKind.LIST_ITEM, None)] * 2


def test_numbers_of_styles_with_the_level_the_list_links_to_the_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    levels = level(0, "decimal", "%1", '<w:pStyle w:val="H1"/>') + level(
        1, "decimal", "%1.%2", '<w:pStyle w:val="H2"/>'
    )
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("One", "H1") + p("Two", "H2") + p("Annex", "H1", off) + p("Three", "H2") + p("Text.")
    blocks = read(body, numbering(levels), styles)
    assert [(b.text, b.number, b.level) for b in blocks] == [
        ("One", "1", 1),
        ("Two", "1.1", 2),
        ("Annex", None, 1),
        ("Three", "1.2", 2),
        ("Text.", None, None),
    ]


def test_a_list_style_is_followed_to_its_definition() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/>'
        '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    numbers = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="5"><w:styleLink w:val="L"/>'
        f"{level(0, 'upperLetter', '%1.')}</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
    )
    assert printed(items(0, 0), numbers, styles) == ["A", "B"]


def test_empty_numbered_paragraphs_count_and_hidden_ones_do_not() -> None:
    in_list = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    hidden = p("x", properties=f"{in_list}<w:rPr><w:vanish/></w:rPr>", run="<w:vanish/>")
    body = items(0) + f"<w:p><w:pPr>{in_list}</w:pPr></w:p>" + hidden + items(0)
    assert printed(body, numbering(DECIMALS)) == ["1", "3"]


def test_numbers_that_count_on_past_a_heading_are_those_of_paragraphs() -> None:
    body = items(0, 0) + p("Next", "Heading1") + items(0)
    kinds = [b.kind for b in read(body, numbering(DECIMALS), HEADINGS)]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH]
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = items(0, 0) + p("Next", "Heading1") + items(0, num=2)
    kinds = [b.kind for b in read(body, numbering(DECIMALS, lists), HEADINGS)]
    assert kinds == [BlockKind.LIST_ITEM, BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.LIST_ITEM]


def test_typed_numbers_and_bullets_are_taken_off() -> None:
    tab = "<w:r><w:tab/></w:r>"
    body = (
        f"<w:p><w:r><w:t>1.2</w:t></w:r>{tab}<w:r><w:t>Pay rose.</w:t></w:r></w:p>"
        + p("• Point")
        + p("(a) no tab")
    )
    blocks = read(body, "")
    assert [(b.kind, b.number, b.text, b.original) for b in blocks] == [
        (BlockKind.PARAGRAPH, "1.2", "Pay rose.", "1.2\tPay rose."),
        (BlockKind.LIST_ITEM, None, "Point", "• Point"),
        (BlockKind.PARAGRAPH, None, "(a) no tab", None),
    ]


def test_figures_before_a_space_are_numbers_only_where_they_run_on() -> None:
    body = p("3.1 Pay rose.") + p("3.2 Pay fell.") + p("Then") + p("5.5 million wait.")
    assert [(b.number, b.text) for b in read(body, "")] == [
        ("3.1", "Pay rose."),
        ("3.2", "Pay fell."),
        (None, "Then"),
        (None, "5.5 million wait."),
    ]


def test_a_definition_that_points_at_itself_gives_no_number() -> None:
    styles = (
        '<w:style w:styleId="L"><w:basedOn w:val="L"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbers = numbering('<w:numStyleLink w:val="L"/>')
    assert printed(items(0), numbers, styles) == [None]
