"""Rows of tables: found and quoted by their labels, shown with caption, unit and labels, opened again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from small_library import WordEmbedder, assistant_over, write_files

from assistant.asked_cell import asked_cell, label_share
from assistant.chain import Assistant
from assistant.grounding.gate import check, citation_id
from assistant.records import to_record
from assistant.rendering import to_markdown, to_text
from assistant.retrieval import Retrieval
from assistant.types import CheckedSentence, DraftSentence, Outcome, Quotation
from corpus.types import Block, BlockKind, Kind, PageRef, PageTurn, Publication, Report, Role, Table
from indexing.search import Library
from indexing.sync import fingerprint, sync
from indexing.table_rows import TableRow
from indexing.vocabulary import stems

ROWS = (
    ("", "2023-24", "2024-25"),
    ("Ambulances:", "", ""),
    ("Vehicles", "1,201", "1,188"),
    ("Total ambulances", "1,201", "1,188"),
    ("Buildings:", "", ""),
    ("Vehicles", "1,201", "1,188"),
    ("Boilers", "77", "64"),
    ("Lifts", "5", "9"),
)
TEXT = "\n".join(" | ".join(row) for row in ROWS)
PUBLICATION = Publication(
    "estates",
    "Hospital estates account",
    Kind.PUBLIC_AUDIT,
    "England",
    Role.PUBLICATION,
    ("estates",),
    "report",
)
CAPTION, UNIT = "Table 4: Cost of upkeep", "£ million"
COLUMNS = ("", "2023-24", "2024-25")
BOILERS = "Boilers | 77 | 64"


def _report() -> Report:
    turn = PageTurn(TEXT.index("Buildings:"), PageRef(9, "7"))
    table = Block(
        BlockKind.TABLE,
        TEXT,
        ("Upkeep",),
        PageRef(8, "6"),
        turns=(turn,),
        table=Table(ROWS, 1, 1, CAPTION, UNIT),
    )
    two = Table((("Wards", "Beds"), ("Maple", "12"), ("Willow", "30")), 1, 1)
    beds = Block(BlockKind.TABLE, "Wards | Beds\nMaple | 12\nWillow | 30", ("Wards",), PageRef(11), table=two)
    said = Block(
        BlockKind.PARAGRAPH, "Upkeep is paid for by each trust out of its budget.", ("Upkeep",), PageRef(8)
    )
    blocks = (said, table, beds)
    digest = hashlib.sha256(repr(blocks).encode()).hexdigest()
    return Report(PUBLICATION, blocks, is_digest=False, content_hash=digest)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("estates")
    write_files(folder)
    embedder = WordEmbedder()
    sync(folder / "home", [_report()], embedder)
    library = Library(folder / "home", embedder, fingerprint(embedder))
    yield assistant_over(folder, library, Retrieval(library))
    library.close()


def test_a_row_answers_by_its_labels_with_what_names_it(assistant: Assistant) -> None:
    answer = assistant.ask("What was the cost of upkeep of boilers in 2024-25?")
    assert answer.outcome is Outcome.ANSWERED
    (sentence,) = answer.sentences
    assert (sentence.text, sentence.numbers) == (BOILERS, ("64",))
    (citation,) = sentence.citations
    assert citation.quotation == BOILERS
    assert citation.page == PageRef(9, "7")
    assert citation.row == TableRow(CAPTION, UNIT, ("Buildings:",), COLUMNS, ("Boilers", "77", "64"))


def test_a_year_no_column_has_is_not_answered_by_another(assistant: Assistant) -> None:
    answer = assistant.ask("What was the cost of upkeep of boilers in 2019?")
    assert answer.outcome is Outcome.NOT_IN_EVIDENCE


def test_the_answer_shows_header_unit_and_caption(assistant: Assistant) -> None:
    answer = assistant.ask("What was the cost of upkeep of boilers in 2024-25?")
    told = "Buildings: Boilers; 2023-24: 77; 2024-25: 64"
    for shown in (to_text(answer), to_markdown(answer).replace("\\", "")):
        assert f"In its table: {told} ({CAPTION}; figures in: {UNIT})" in shown
        assert f"Table: {CAPTION}; figures in: {UNIT}" in shown
        assert f"Row of the table: {told}" in shown
    assert to_record(answer, "1")["sentences"][0]["citations"][0]["table"] == {
        "caption": CAPTION,
        "unit": UNIT,
        "under": ["Buildings:"],
        "columns": list(COLUMNS),
        "cells": ["Boilers", "77", "64"],
    }


def test_a_label_with_its_figure_is_enough_to_quote(assistant: Assistant) -> None:
    answer = assistant.ask("How many beds does the Maple ward have?")
    assert [s.text for s in answer.sentences] == ["Maple | 12"]


def test_two_words_of_a_table_that_are_no_row_are_not(assistant: Assistant) -> None:
    hits = assistant.library.hits_of(assistant.library.chunks_of("estates"))
    hit = next(h for h in hits if "Maple" in h.chunk.text)
    for words in ("Wards | Beds", "Maple"):
        result = check(DraftSentence(words, (Quotation(hit.chunk.id, words),)), [hit])
        assert not isinstance(result, CheckedSentence)


def test_rows_of_the_same_words_are_told_apart_and_opened_in_their_place(assistant: Assistant) -> None:
    words = "Vehicles | 1,201 | 1,188"
    opened = []
    for group in ("Ambulances:", "Buildings:"):
        row = TableRow(CAPTION, UNIT, (group,), COLUMNS, ("Vehicles", "1,201", "1,188"))
        passage = assistant.show(citation_id("estates", words, row))
        assert passage.paragraphs[passage.index][passage.start : passage.end] == words
        assert passage.citation.row == row
        opened.append((passage.start, passage.citation.page))
    assert opened == [(TEXT.index("Vehicles"), PageRef(8, "6")), (TEXT.rindex("Vehicles"), PageRef(9, "7"))]


def test_a_passage_says_which_of_its_paragraphs_are_tables(assistant: Assistant) -> None:
    row = TableRow(CAPTION, UNIT, ("Buildings:",), COLUMNS, ("Boilers", "77", "64"))
    passage = assistant.show(citation_id("estates", BOILERS, row))
    assert passage.index == 1
    assert dict(passage.tables) == {1: Table(ROWS, 1, 1, CAPTION, UNIT)}


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How much did boilers cost in 2024-25?", "64"),
        ("How much did boilers cost in 2023-24?", "77"),
        ("How much did boilers cost?", None),
        ("How much did boilers cost in 2023-24 and 2024-25?", None),
        ("How much did boilers cost in 2019?", None),
    ],
)
def test_the_cell_asked_for_is_that_of_its_column_alone(question: str, cell: str | None) -> None:
    row = TableRow(CAPTION, UNIT, (), COLUMNS, ("Boilers", "77", "64"))
    assert asked_cell(row, question) == cell


def test_one_cell_beside_its_label_is_the_one_asked_for() -> None:
    assert asked_cell(TableRow("", "", (), ("Ward", "Beds"), ("Maple", "12")), "Maple?") == "12"
    assert asked_cell(TableRow("", "", (), ("Ward", "Beds"), ("Maple", "")), "Maple?") is None


def test_words_that_all_columns_share_do_not_choose() -> None:
    columns = ("", "Cost in March 2023", "Cost in March 2024")
    row = TableRow("", "", (), columns, ("Boilers", "77", "64"))
    assert asked_cell(row, "What did they cost in March?") is None
    assert asked_cell(row, "What did they cost in March 2024?") == "64"


@pytest.mark.parametrize(
    ("cells", "question", "share"),
    [
        (("Net sales", "77"), "net sales in 2024", 1.0),
        (("Total net sales", "77"), "net sales in 2024", 2 / 3),
        (("North America", "77"), "net sales in 2024", 0.0),
        (("The Rt Hon. A. Mercer", "Minister for Veterans"), "Who is the minister for veterans?", 1.0),
        (("18", "198"), "How many for question 18?", 1.0),
        (("45", "198"), "How many for question 18?", 0.0),
        (("Beds 18", "4"), "How many for question 18?", 0.0),
        (("", ""), "net sales", 0.0),
        (("Net sales", "77"), "", 0.0),
    ],
)
def test_a_row_is_asked_for_by_its_label(cells: tuple[str, ...], question: str, share: float) -> None:
    row = TableRow("", "", (), ("",) * len(cells), cells)
    assert label_share(row, set(stems(question))) == pytest.approx(share)


def test_another_row_of_the_table_that_is_asked_for_less_is_not_added(assistant: Assistant) -> None:
    answer = assistant.ask("What was the cost of upkeep of lifts in 2023-24?")
    assert [s.text for s in answer.sentences if "|" in s.text] == ["Lifts | 5 | 9"]
