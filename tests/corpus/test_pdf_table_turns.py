from __future__ import annotations

from small_pdf import paragraph, pdf, text

from corpus.parsing.pdf.reading import parse
from corpus.types import Block, BlockKind

PROSE = ["A sentence of the running text that says what the table is about, and ends."] * 2
HEAD = ("Region", "2023")
LEFT, MIDDLE, RIGHT, STEP = 60, 300, 500, 20


def grid(rows: list[tuple[str, str]], top: float, head: bool, right: float = RIGHT) -> str:
    """A ruled table of two columns whose upper edge is `top` points from the bottom; `head` sets its first
    row in bold."""
    low = top - STEP * len(rows)
    content = "".join(
        f"{LEFT} {top - STEP * i} m {right} {top - STEP * i} l S\n" for i in range(len(rows) + 1)
    )
    content += "".join(f"{x} {low} m {x} {top} l S\n" for x in (LEFT, MIDDLE, right))
    for i, row in enumerate(rows):
        for x, words in zip((LEFT + 5, MIDDLE + 5), row, strict=True):
            content += text(words, x, top - STEP * i - 14, 10, bold=head and not i)
    return content


def tables(*sheets: str) -> list[Block]:
    blocks = parse(pdf(sheets), "table.pdf").blocks
    return [block for block in blocks if block.kind is BlockKind.TABLE]


def numbered(first: int, last: int) -> list[tuple[str, str]]:
    return [(f"Area {i}", f"{i * 11}") for i in range(first, last + 1)]


def first_page(rows: list[tuple[str, str]]) -> str:
    """Running text, and a table that ends at the foot of the page."""
    return paragraph(PROSE, 60, 780) + grid(rows, 80 + STEP * len(rows), head=True)


def test_a_table_with_its_head_again_is_one_and_each_row_has_its_own_page() -> None:
    upper, lower = [HEAD, *numbered(1, 20)], [HEAD, *numbered(21, 24)]
    second = grid(lower, 790, head=True) + paragraph(PROSE, 60, 600)
    (block,) = tables(first_page(upper), second)
    assert block.table is not None
    assert block.table.rows == (HEAD, *numbered(1, 24))
    assert block.text.count("Region") == 1
    pages = {i: block.page_at(block.text.index(f"Area {i} ")) for i in (1, 20, 21, 24)}
    assert {i: page and page.physical for i, page in pages.items()} == {1: 1, 20: 1, 21: 2, 24: 2}
    assert [area.page for area in block.areas] == [1, 2]


def test_a_table_goes_on_without_a_head_over_three_pages() -> None:
    middle = grid(numbered(21, 55), 790, head=False)
    last = grid(numbered(56, 58), 790, head=False) + paragraph(PROSE, 60, 600)
    (block,) = tables(first_page([HEAD, *numbered(1, 20)]), middle, last)
    assert block.table is not None
    assert len(block.table.rows) == 59
    assert [turn.page.physical for turn in block.turns] == [2, 3]
    assert [block.text[turn.offset :].split(" |")[0] for turn in block.turns] == ["Area 21", "Area 56"]


def test_a_table_that_ended_with_its_total_does_not_go_on() -> None:
    upper = first_page([HEAD, *numbered(1, 19), ("Total areas", "2,090")])
    lower = grid([HEAD, *numbered(21, 24)], 790, head=True)
    assert [len(block.turns) for block in tables(upper, lower)] == [0, 0]


def test_a_table_after_text_or_of_other_columns_or_head_or_mid_page_is_another() -> None:
    upper, rows = first_page([HEAD, *numbered(1, 20)]), numbered(21, 24)
    after_text = paragraph(PROSE, 60, 800) + grid(rows, 740, head=False)
    narrower = grid(rows, 790, head=False, right=420)
    other_head = grid([("Country", "2024"), *rows], 790, head=True)
    for lower in (after_text, narrower, other_head):
        assert [len(block.turns) for block in tables(upper, lower)] == [0, 0]
    ends_early = grid([HEAD, *numbered(1, 8)], 800, head=True)
    starts_low = grid(rows, 300, head=False) + paragraph(PROSE, 60, 60)
    assert [len(block.turns) for block in tables(ends_early, starts_low)] == [0, 0]


def test_notes_and_a_caption_that_says_continued_may_stand_between() -> None:
    note = text("1 A note at the foot of the page.", 60, 40, 8)
    upper = first_page([HEAD, *numbered(1, 20)]) + note
    said = text("Table 1: Regions (continued)", 60, 800, 10)
    lower = said + grid([HEAD, *numbered(21, 24)], 790, head=True) + paragraph(PROSE, 60, 600)
    (block,) = tables(upper, lower)
    assert [turn.page.physical for turn in block.turns] == [2]


def test_a_running_head_that_the_lines_of_a_table_hold_is_no_row_of_it() -> None:
    head, date = "Report on waiting times", "03/10/2025, 19:52"
    over = text(date, 65, 818, 8) + text(head, 300, 818, 8)
    cell = "".join(f"{x} 790 m {x} 842 l S\n" for x in (LEFT, MIDDLE, RIGHT))
    plain = [over + paragraph(PROSE, 60, 700 - 20 * i) for i in range(4)]
    rows = grid([(date, ""), *numbered(21, 24)], 830, head=False) + cell + text(head, 300, 20, 8)
    parsed = parse(pdf([*plain, rows]), "table.pdf")
    (block,) = (b for b in parsed.blocks if b.kind is BlockKind.TABLE)
    assert block.table is not None
    assert block.table.rows == tuple(numbered(21, 24))
    assert block.text.startswith("Area 21")
    assert date in parsed.pages[4].furniture
    inside = grid([*numbered(21, 24), (head, "")], 500, head=False) + text(date, 65, 818, 8)
    (block,) = (b for b in parse(pdf([*plain, inside]), "table.pdf").blocks if b.kind is BlockKind.TABLE)
    assert block.text.endswith(f"{head} | ")
