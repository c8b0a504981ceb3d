"""Reading test collections in BEIR's files, and turning their documents into reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_collection import DOCUMENTS, QUERIES, write_collection

from evals.benchmarks.beir import (
    CollectionError,
    ConversationLine,
    DocumentLine,
    QueryLine,
    as_reports,
    find_qrels,
    read_collection,
)

SHARED = Path(__file__).parents[2].parent / "shared" / "dev-data"


def test_documents_judged_queries_and_grades_are_read(tmp_path: Path) -> None:
    collection = read_collection(write_collection(tmp_path / "tiny"), "test", QueryLine)
    assert (collection.name, collection.split) == ("tiny", "qrels.test.tsv")
    assert [d.id for d in collection.documents] == [d["_id"] for d in DOCUMENTS]
    assert [q.id for q in collection.queries] == ["q1", "q2", "q3"]
    assert collection.grades["q1"] == {"wait": 2, "beds": 1}
    assert collection.grades["q2"] == {"nurse": 1, "hubs": 0}
    assert collection.unknown_documents == 0


def test_a_query_without_a_relevant_document_is_left_out(tmp_path: Path) -> None:
    write_collection(tmp_path, qrels=[("q1", "wait", 1), ("q2", "hubs", 0), ("q3", "beds", -1)])
    collection = read_collection(tmp_path, "test", QueryLine)
    assert [q.id for q in collection.queries] == ["q1"]
    assert collection.grades == {"q1": {"wait": 1}}


def test_a_judged_document_that_the_corpus_lacks_stays_and_is_counted(tmp_path: Path) -> None:
    write_collection(tmp_path, qrels=[("q1", "wait", 1), ("q1", "gone", 1), ("q2", "gone", 1)])
    collection = read_collection(tmp_path, "test", QueryLine)
    assert collection.grades["q1"] == {"wait": 1, "gone": 1}
    assert collection.unknown_documents == 1


@pytest.mark.parametrize("name", ["qrels.dev.tsv", "qrels/dev.tsv", "qrels.tsv"])
def test_judgements_are_found_where_collections_keep_them(tmp_path: Path, name: str) -> None:
    write_collection(tmp_path, judged_in=name)
    assert find_qrels(tmp_path, "dev") == tmp_path / name


def test_judgements_need_no_header_and_may_be_of_trec(tmp_path: Path) -> None:
    write_collection(tmp_path)
    (tmp_path / "qrels.test.tsv").write_text("q1 0 wait 2\r\nq2 0 nurse 1\r\n", encoding="utf-8")
    assert read_collection(tmp_path, "test", QueryLine).grades == {"q1": {"wait": 2}, "q2": {"nurse": 1}}


def test_a_split_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    write_collection(tmp_path)
    with pytest.raises(
        CollectionError, match=r"'dev' \(found: qrels\.test\.tsv\)\. Name another with --split"
    ):
        read_collection(tmp_path, "dev", QueryLine)


def test_every_bad_line_is_refused_by_number_at_once(tmp_path: Path) -> None:
    write_collection(
        tmp_path,
        [
            *DOCUMENTS,
            "{not json",
            {"title": "no id"},
            {"_id": "beds", "text": "again"},
            {"_id": "e", "text": " "},
        ],
        [*QUERIES, {"_id": "empty", "text": ""}],
        [("q1", "wait", 1), ("q1", "wait", 2), ("ghost", "wait", 1), ("q2", "nurse", "high"), ("q3", 1)],
    )
    with pytest.raises(CollectionError) as error:
        read_collection(tmp_path, "test", QueryLine)
    told = str(error.value)
    for part in (
        "corpus.jsonl line 7: Invalid JSON",
        "corpus.jsonl line 8: _id: Field required",
        "corpus.jsonl line 9: the id 'beds' was used before",
        "corpus.jsonl line 10: 'e' has neither title nor text",
        "queries.jsonl line 5: text: String should have at least 1 character",
        "qrels.test.tsv line 3: 'wait' is judged twice for 'q1'",
        "qrels.test.tsv line 4: query 'ghost' is not in queries.jsonl",
        "qrels.test.tsv line 5: expected query, document and a whole-number grade",
        "qrels.test.tsv line 6: expected query, document and a whole-number grade",
    ):
        assert part in told
    assert told.count("\n  ") == 9


def test_many_bad_lines_are_counted(tmp_path: Path) -> None:
    write_collection(tmp_path, ["{" for _ in range(50)])
    with pytest.raises(CollectionError, match="and 30 more"):
        read_collection(tmp_path, "test", QueryLine)


def test_judgements_without_a_relevant_document_are_refused(tmp_path: Path) -> None:
    write_collection(tmp_path, qrels=[("q1", "wait", 0)])
    with pytest.raises(CollectionError, match="no query has a relevant document"):
        read_collection(tmp_path, "test", QueryLine)


def test_a_folder_that_is_no_collection_says_what_one_holds(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match=r"corpus\.jsonl cannot be read .*queries\.jsonl and qrels"):
        read_collection(tmp_path / "nowhere", "test", QueryLine)
    (tmp_path / "corpus.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CollectionError, match=r"corpus\.jsonl cannot be read"):
        read_collection(tmp_path, "test", QueryLine)


def test_other_documents_are_another_collection(tmp_path: Path) -> None:
    one = read_collection(write_collection(tmp_path / "one"), "test", QueryLine)
    same = read_collection(write_collection(tmp_path / "same", queries=QUERIES[:3]), "test", QueryLine)
    changed = [{**DOCUMENTS[0], "text": "Another text."}, *DOCUMENTS[1:]]
    other = read_collection(write_collection(tmp_path / "other", changed), "test", QueryLine)
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_a_document_becomes_a_report_of_its_lines() -> None:
    first, empty = as_reports(
        [
            DocumentLine(_id="a", title="Title", text="One.\n\n  Two. \nThree."),
            DocumentLine(_id="b", title="Only a title", text=""),
        ]
    )
    assert (first.publication.id, first.publication.title) == ("a", "Title")
    assert [b.text for b in first.blocks] == ["One.", "Two.", "Three."]
    assert [b.text for b in empty.blocks] == ["Only a title"]
    assert first.content_hash != empty.content_hash
    assert not first.is_digest


def test_a_turn_belongs_to_its_conversation() -> None:
    line = ConversationLine(
        _id="abc<::>3", text="And then?", turn=3, history=({"role": "user", "text": "A?"},)
    )
    assert (line.conversation, line.rewrite, line.history[0].text) == ("abc", None, "A?")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data sets are not beside the repository")
@pytest.mark.parametrize(
    ("folder", "documents", "queries"),
    [
        ("nfcorpus", 3633, 323),
        ("clapnq_dev", 11261, 300),
        ("sharc_dev", 68, 2132),
        ("mtrag/clapnq", 10741, 208),
    ],
)
def test_real_collections_have_as_many_documents_and_judged_queries_as_published(
    folder: str, documents: int, queries: int
) -> None:
    collection = read_collection(SHARED / folder, "test", QueryLine)
    assert (len(collection.documents), len(collection.queries)) == (documents, queries)
    assert collection.unknown_documents == 0
