"""Rows of tables in chunks: what they stand under, what leads up to their table, rows in pieces."""

from __future__ import annotations

from dataclasses import replace

from sample_reports import block, publication, report_of

from corpus.types import Block, BlockKind, Table
from indexing.chunking import chunk_report
from indexing.table_rows import InTable, TableLabels
from indexing.types import Chunk

COSTS = (
    ("", "2023", "2024"),
    ("Staff:", "", ""),
    *((f"Ward number {i}", f"{i}.1", f"{i}.2") for i in range(12)),
    ("Total staff", "66", "67"),
    ("Buildings", "7", "8"),
)


def by_words(text: str) -> int:
    return len(text.split()) + 2


def cut(*blocks: Block, target: int = 100) -> list[Chunk]:
    chunks = list(chunk_report(report_of(publication("a", "Title"), *blocks), by_words, target))
    assert all(by_words(c.prefix) + by_words(c.text) <= target for c in chunks)
    return chunks


def table(rows: tuple[tuple[str, ...], ...], heads: int = 1, caption: str = "", unit: str = "") -> Block:
    text = "\n".join(" | ".join(row) for row in rows)
    made = Table(rows, heads, 1, caption or None, unit or None)
    return Block(BlockKind.TABLE, text, ("A",), table=made)


def test_a_chunk_that_goes_on_with_a_group_names_it_again() -> None:
    chunks = cut(table(COSTS, caption="Costs", unit="£ million"), target=60)
    assert len(chunks) > 2
    rows = [[s.text for s in c.sentences] for c in chunks]
    assert all(texts[:2] == ["| 2023 | 2024", "Staff: |  |"] for texts in rows[:-1])
    assert [t for texts in rows for t in texts if t.startswith(("Ward", "Total", "Buil"))] == [
        " | ".join(row) for row in COSTS[2:]
    ]


def test_every_row_is_read_with_its_labels() -> None:
    chunks = cut(table(COSTS, caption="Costs", unit="£ million"), target=60)
    assert {c.table for c in chunks} == {TableLabels("Costs", "£ million", ("", "2023", "2024"))}
    told = [c.in_words(s) for c in chunks for s in c.evidence]
    assert told[0] == "Staff: Ward number 0; 2023: 0.1; 2024: 0.2"
    assert told[-2:] == ["Staff: Total staff; 2023: 66; 2024: 67", "Buildings; 2023: 7; 2024: 8"]


def test_figures_are_not_embedded() -> None:
    (found,) = cut(block("Costs were as follows:", "A"), table(COSTS[:4]))
    assert found.embedded_text == (
        "Title › A › Costs were as follows:\nCosts were as follows:\n"
        "2023, 2024\nStaff:\nWard number 0\nWard number 1"
    )
    assert "1.2" in found.text


def test_labels_are_no_evidence() -> None:
    (found,) = cut(table(COSTS[:4]))
    assert [s.text for s in found.evidence] == ["Ward number 0 | 0.1 | 0.2", "Ward number 1 | 1.1 | 1.2"]
    assert found.row_of(found.sentences[0]) is None
    assert found.in_words(found.sentences[0]) == found.sentences[0].text


def test_text_is_read_as_it_stands() -> None:
    (found,) = cut(block("One is here.", "A"))
    assert (found.table, found.row_of(found.sentences[0])) == (None, None)
    assert found.in_words(found.sentences[0]) == "One is here."
    assert found.evidence == found.sentences


def test_the_pieces_of_a_long_row_know_their_row_and_column() -> None:
    long = " ".join(f"word{i}" for i in range(90))
    chunks = cut(table((("Risk", "Answer"), ("Staff leave", long))), target=40)
    pieces = [s for c in chunks for s in c.evidence]
    assert pieces[0].row == InTable()
    assert {p.row for p in pieces[1:]} == {InTable(under=("Staff leave",), column=1)}
    assert chunks[1].in_words(pieces[1]) == f"Staff leave: Answer: {pieces[1].text}"


def test_words_that_lead_up_to_a_table_stand_for_its_caption() -> None:
    lead = "Waits by region were as follows:"
    (found,) = cut(block(lead, "A"), table((("", "2024"), ("North", "7"))))
    assert [s.text for s in found.sentences] == [lead, "| 2024", "North | 7"]
    assert found.prefix == f"Title › A › {lead}"
    assert found.table == TableLabels(lead, "", ("", "2024"))
    text, after = cut(block(f"Waits grew. {lead}", "A"), table((("", "2024"), ("North", "7"))))
    assert text.text == f"Waits grew. {lead}"
    assert (after.prefix, after.text) == (f"Title › A › {lead}", "| 2024\n\nNorth | 7")


def test_a_caption_comes_before_words_that_lead_up() -> None:
    text, found = cut(
        block("As follows:", "A"), table((("", "2024"), ("North", "7")), caption="Table 1: Waits")
    )
    assert (text.text, found.prefix) == ("As follows:", "Title › A › Table 1: Waits")


def test_text_that_does_not_lead_up_stays_where_it_is() -> None:
    rows = (("", "2024"), ("North", "7"))
    for words in ("Waits grew.", " ".join(["word"] * 41) + ":"):
        text, found = cut(block(words, "A"), table(rows))
        assert (text.text, found.prefix) == (words, "Title › A")
    note = replace(block("Note:", "A"), kind=BlockKind.FOOTNOTE)
    assert cut(note, table(rows))[0].prefix == "Title › A"
