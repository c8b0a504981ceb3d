"""Chunks of whole publications: tables by rows, boxes and footnotes apart, and the page of every sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_reports import block, publication, report_of

from corpus.types import Block, BlockKind, PageRef, PageTurn, Table
from indexing.chunking import chunk_report
from indexing.embedding import Embedder
from indexing.sections import is_contents
from indexing.types import Chunk


def by_words(text: str) -> int:
    return len(text.split()) + 2


def cut(*blocks: Block, target: int = 100) -> list[Chunk]:
    chunks = list(chunk_report(report_of(publication("a", "Title"), *blocks), by_words, target))
    assert all(by_words(c.prefix) + by_words(c.text) <= target for c in chunks)
    assert len({c.id for c in chunks}) == len(chunks)
    assert [c.ordinal for c in chunks] == list(range(len(chunks)))
    return chunks


def of(kind: BlockKind, text: str, *headings: str, page: int = 1) -> Block:
    return replace(block(text, *headings, page=page), kind=kind)


def table(
    *rows: tuple[str, ...], heads: int = 1, caption: str | None = None, unit: str | None = None
) -> Block:
    return Block(
        BlockKind.TABLE,
        "\n".join(" | ".join(row) for row in rows),
        ("A",),
        PageRef(3),
        table=Table(rows, heads, 0, caption, unit),
    )


def test_headings_are_no_text() -> None:
    chunks = cut(
        of(BlockKind.HEADING, "A"), block("One.", "A"), of(BlockKind.HEADING, "B"), block("Two.", "B")
    )
    assert [(c.text, c.heading_path) for c in chunks] == [("One.", ("A",)), ("Two.", ("B",))]


def test_two_sections_of_one_name_stay_apart() -> None:
    heading = of(BlockKind.HEADING, "A")
    assert [c.text for c in cut(heading, block("One.", "A"), heading, block("Two.", "A"))] == ["One.", "Two."]


def test_a_sentence_knows_the_page_it_begins_on() -> None:
    text = "One ends here. Two goes over. Three is there. Four too."
    turns = (PageTurn(text.index("over"), PageRef(8, "6")), PageTurn(text.index("Four"), PageRef(9)))
    (found,) = cut(replace(block(text, "A", page=7), turns=turns), block("Five.", "A", page=9))
    assert [s.page.physical for s in found.sentences if s.page] == [7, 7, 8, 9, 9]
    assert found.sentences[2].page == PageRef(8, "6")
    assert found.page == PageRef(7)
    assert [found.page_of(s) for s in found.sentences] == [s.page for s in found.sentences]


def test_a_sentence_that_stands_twice_has_its_own_page_each_time() -> None:
    text = "The same. Other words. The same."
    turned = replace(block(text, "A", page=1), turns=(PageTurn(text.index("Other"), PageRef(2)),))
    (found,) = cut(turned)
    assert [s.page.physical for s in found.sentences if s.page] == [1, 2, 2]


def test_pages_that_are_not_known_are_not_guessed() -> None:
    (found,) = cut(block("One.", "A"), block("Two.", "A", page=4))
    assert [found.page_of(s) for s in found.sentences] == [None, PageRef(4)]


def test_the_rows_of_a_table_are_sentences_of_a_chunk_of_their_own() -> None:
    rows = (("Year", "Waiting"), ("2019", "4.4"), ("2024", "7.6"))
    text, found, after = cut(
        block("Before it.", "A", page=3),
        table(*rows, caption="Table 1: People waiting", unit="million"),
        block("After it.", "A", page=3),
    )
    assert (text.text, after.text) == ("Before it.", "After it.")
    assert [s.text for s in found.sentences] == ["Year | Waiting", "2019 | 4.4", "2024 | 7.6"]
    assert [s.paragraph for s in found.sentences] == [0, 1, 2]
    assert found.prefix == "Title › A › Table 1: People waiting (million)"
    assert found.heading_path == ("A",)
    assert {s.page for s in found.sentences} == {PageRef(3)}
    assert text.prefix == after.prefix == "Title › A"


def test_a_long_table_has_its_labels_at_the_head_of_every_chunk() -> None:
    rows = [("Year", "Waiting"), ("", "million"), *((str(2000 + i), f"{i}.5") for i in range(40))]
    chunks = cut(table(*rows, heads=2), target=40)
    assert len(chunks) > 2
    assert all([s.text for s in c.sentences][:2] == ["Year | Waiting", "| million"] for c in chunks)
    told = [s.text for c in chunks for s in c.sentences[2:]]
    assert told == [" | ".join(row) for row in rows[2:]]


def test_a_table_whose_text_has_no_labels_or_only_labels_loses_nothing() -> None:
    assert [c.text for c in cut(table(("a", "b"), ("c", "d"), heads=0))] == ["a | b\n\nc | d"]
    assert [c.text for c in cut(table(("a", "b"), ("c", "d"), heads=2))] == ["a | b\n\nc | d"]
    bare = replace(table(("a", "b"), ("", ""), ("c", "d")), table=None)
    assert [c.text for c in cut(bare)] == ["a | b\n\nc | d"]


def test_labels_that_leave_no_room_are_rows_like_others() -> None:
    rows = [(" ".join(f"label{i}" for i in range(20)), "x"), *((f"row{i}", "y") for i in range(20))]
    chunks = cut(table(*rows), target=40)
    assert [s.text for c in chunks for s in c.sentences] == [" | ".join(row) for row in rows]


def test_a_row_that_does_not_fit_comes_in_pieces_under_the_labels() -> None:
    long = " ".join(f"word{i}" for i in range(90))
    chunks = cut(table(("Head", "Text"), ("a", long)), target=40)
    assert all(c.sentences[0].text == "Head | Text" for c in chunks)
    assert " ".join(s.text for c in chunks for s in c.sentences[1:]) == f"a | {long}"


def test_the_caption_beside_a_table_goes_with_it() -> None:
    rows = (("Year", "Waiting"), ("2019", "4.4"))
    above = [of(BlockKind.CAPTION, "Table 1: Waiting.", "A", page=3), table(*rows)]
    (found,) = cut(*above)
    assert [s.text for s in found.sentences] == ["Table 1: Waiting.", "Year | Waiting", "2019 | 4.4"]
    assert found.prefix == "Title › A › Table 1: Waiting."
    below = [
        table(*rows, caption="Table 1: Waiting."),
        of(BlockKind.CAPTION, "Table 1: Waiting.", "A", page=3),
    ]
    assert [c.text for c in cut(*below)] == [found.text]
    other = cut(table(*rows), of(BlockKind.CAPTION, "Figure 2: Another thing.", "A"))
    assert [c.text for c in other] == ["Year | Waiting\n\n2019 | 4.4", "Figure 2: Another thing."]


def test_the_caption_of_a_figure_stands_with_the_text_around_it() -> None:
    (found,) = cut(
        block("Before.", "A", page=1),
        of(BlockKind.CAPTION, "Figure 1: A line.", "A"),
        block("After.", "A", page=1),
    )
    assert found.text == "Before.\n\nFigure 1: A line.\n\nAfter."


def test_footnotes_do_not_interrupt_the_text_and_have_chunks_of_their_own() -> None:
    text, notes = cut(
        block("One.", "A", page=1),
        of(BlockKind.FOOTNOTE, "1 See there.", "A"),
        block("Two.", "A", page=2),
        of(BlockKind.FOOTNOTE, "2 And there.", "A", page=2),
    )
    assert text.text == "One.\n\nTwo."
    assert notes.text == "1 See there.\n\n2 And there."
    assert [s.page.physical for s in notes.sentences if s.page] == [1, 2]


def test_a_box_has_chunks_of_its_own() -> None:
    chunks = cut(
        block("One.", "A", page=1),
        of(BlockKind.BOX, "In the box.", "A"),
        of(BlockKind.BOX, "In it too.", "A"),
        block("Two.", "A", page=1),
    )
    assert [c.text for c in chunks] == ["One.", "In the box.\n\nIn it too.", "Two."]


def test_a_long_caption_is_cut_and_the_prefix_fits(tokenizer: Embedder) -> None:
    caption = "Table 9: " + " ".join(f"word{i}" for i in range(200))
    report = report_of(publication("a", "Title"), table(("x", "y"), ("1", "2"), caption=caption))
    (found,) = chunk_report(report, tokenizer.count_pieces)
    assert found.prefix.startswith("Title › A › Table 9: word0")
    assert tokenizer.count_pieces(found.embedded_text) <= 250


def test_sizes_add_up_over_spaces(tokenizer: Embedder) -> None:
    texts = ["The N.H.S.", "it’s £5.50 (2019/20)", "naïve — “so”", "xx" * 30, "4.4 | 7.6", "😀 emoji"]
    whole = tokenizer.count_pieces(" ".join(texts))
    assert whole - 2 == sum(tokenizer.count_pieces(t) - 2 for t in texts)


@pytest.mark.parametrize(
    "text",
    [
        "Findings.................................................................... 10",
        "Findings . . . . . . . . . . . . . . . 4",
        "Foreword ........ iv",
        "1. Background ........ 2\n2. What we did ........ 3 Annex ...... 44",
    ],
)
def test_entries_of_a_table_of_contents_are_no_evidence(text: str) -> None:
    assert is_contents(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Findings",
        "We waited ... 3 days.",
        "See the annex .... it is on page 3 of the report",
        "1.5 .... 2.5 beds",
    ],
)
def test_sentences_with_dots_are_evidence(text: str) -> None:
    assert not is_contents(text)


def test_a_long_line_of_dots_is_read_at_once() -> None:
    assert not is_contents("a " * 5_000 + "." * 50_000 + " x")
    assert not is_contents("." * 50_000)


def test_contents_are_left_out_and_the_text_around_stays() -> None:
    entry = "Findings ........ 10"
    chunks = cut(block("First.", "A"), block(entry, "A"), block("Last.", "A"))
    assert [c.text for c in chunks] == ["First.\n\nLast."]
