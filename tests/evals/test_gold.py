"""Reading gold sets: what is read, and every kind of bad input refused by file and line, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gold_files import BRIEF, CLAIM, EVIDENCE, QUESTION, header, lines, refused, write_set

from evals.gold import HEADER, read_set, shipped_sets
from evals.types import Answerability


def test_a_set_in_a_folder_is_read_with_the_place_of_every_line(tmp_path: Path) -> None:
    second = QUESTION | {"id": "q-2"}
    splits = "  dev: {files: [a.jsonl]}\n  test: {files: [b.jsonl]}"
    folder = write_set(tmp_path / "mine", splits=splits, a=lines(QUESTION), b="\n\r\n" + lines(second))
    gold = read_set(str(folder))
    assert [(line.item.id, line.split, line.place) for line in gold.lines] == [
        ("q-1", "dev", "a.jsonl:1"),
        ("q-2", "test", "b.jsonl:3"),  # empty lines are counted, and passed over
    ]
    assert gold.header.matcher.window == 2
    assert [q.answerability for q in gold.questions] == [Answerability.ANSWERABLE] * 2


def test_one_file_of_questions_is_a_set_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "Données – été 2024.jsonl"
    file.write_text("\ufeff" + lines(QUESTION), encoding="utf-8")  # a mark that some editors write
    gold = read_set(str(file))
    assert (gold.header.name, gold.header.kind) == ("donn-es----t--2024", "questions")
    assert [line.place for line in gold.lines] == [f"{file.name}:1"]
    assert [line.split for line in gold.lines] == ["all"]


@pytest.mark.parametrize("name", ["問題.jsonl", "-.jsonl", f"{'q' * 90}.jsonl"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(lines(QUESTION), encoding="utf-8")
    assert len(read_set(str(tmp_path / name)).lines) == 1


@pytest.mark.parametrize(("kind", "item"), [("claims", CLAIM), ("briefs", BRIEF)])
def test_claims_and_briefs_are_read_as_such(tmp_path: Path, kind: str, item: dict[str, Any]) -> None:
    gold = read_set(str(write_set(tmp_path / "mine", kind=kind, one=lines(item))))
    assert [line.item.id for line in gold.lines] == [item["id"]]
    assert gold.questions == ()
    assert "one.jsonl:1: " in refused(write_set(tmp_path / "other", kind="questions", one=lines(item)))


@pytest.mark.parametrize(
    "text", ["{", "[1, 2]", '"text"', "17", "null", "{'id': 1}", '{"id": "a"} {"id": "b"}', "[" * 100_000]
)
def test_a_line_that_is_not_one_json_object_is_refused(tmp_path: Path, text: str) -> None:
    told = refused(write_set(tmp_path / "mine", one=lines(QUESTION) + text + "\n"))
    assert "one.jsonl:2: it is not one JSON object" in told
    assert "1 problem;" in told


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "mine", one="")
    (folder / "one.jsonl").write_bytes(lines(QUESTION).encode() + b"\xff\xfe")
    assert "one.jsonl: it is not UTF-8 text" in refused(folder)


def test_an_id_used_twice_is_refused_over_all_files(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "mine", a=lines(QUESTION), b=lines(QUESTION | {"id": "q-2"}, QUESTION))
    assert "b.jsonl:2: id 'q-1' is already used at a.jsonl:1" in refused(folder)


def test_evidence_of_another_splits_publication_is_refused(tmp_path: Path) -> None:
    splits = (
        "  dev: {files: [a.jsonl], own_publications: [plan-2024]}\n"
        "  test: {files: [b.jsonl], own_publications: [plan-2020]}"
    )
    leak = QUESTION | {"id": "q-2"}
    near = {"id": "q-3", "nuggets": [], "near_miss": [EVIDENCE]}
    near |= {"answerability": "unanswerable", "unanswerable_kind": "absent_fact"}
    folder = write_set(tmp_path / "mine", splits=splits, a=lines(QUESTION), b=lines(leak, QUESTION | near))
    told = refused(folder)
    assert "b.jsonl:1: plan-2024 belongs to split 'dev'" in told
    assert "b.jsonl:2: plan-2024 belongs to split 'dev'" in told  # a passage that tempts tells as much
    assert "2 problems" in told


def test_a_publication_listed_for_two_splits_is_refused(tmp_path: Path) -> None:
    splits = (
        "  dev: {files: [a.jsonl], own_publications: [plan-2020]}\n"
        "  test: {files: [b.jsonl], own_publications: [plan-2024, plan-2020]}"
    )
    folder = write_set(tmp_path / "mine", splits=splits, a="", b=lines(QUESTION))
    assert f"{HEADER}: plan-2020 is listed more than once" in refused(folder)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    bad = QUESTION | {"id": "q-2", "answerability": "perhaps", "colour": "red"}
    folder = write_set(
        tmp_path / "mine",
        splits="  all: {files: [a.jsonl, gone.jsonl, b.jsonl]}",
        a=lines(QUESTION, bad) + "{\n",
        b=lines(QUESTION),
    )
    told = refused(folder)
    assert "The gold set has 5 problems" in told
    for problem in (
        "a.jsonl:2: answerability: ",
        "a.jsonl:2: colour: ",
        "a.jsonl:3: it is not one JSON object",
        "gone.jsonl: there is no such file in mine/",
        "b.jsonl:1: id 'q-1' is already used at a.jsonl:1",
    ):
        assert problem in told


def test_many_problems_are_counted_and_the_first_fifty_told(tmp_path: Path) -> None:
    told = refused(write_set(tmp_path / "mine", one="{\n" * 60))
    assert "60 problems" in told
    assert "one.jsonl:50:" in told
    assert "one.jsonl:51:" not in told
    assert "… and 10 more." in told


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_set_is_refused(tmp_path: Path, content: str) -> None:
    assert "The set 'mine' is empty" in refused(write_set(tmp_path / "mine", one=content))
    (tmp_path / "own.jsonl").write_text(content, encoding="utf-8")
    assert "The set 'own' is empty" in refused(tmp_path / "own.jsonl")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "evalset.yaml: "),
        ("[", "evalset.yaml cannot be read as YAML"),
        ("schema: evidence-gold/2", "evalset.yaml: schema: "),
        ("schema: evidence-gold/1", "evalset.yaml: splits: is missing"),
        (header(kind="poems"), "evalset.yaml: kind: "),
        (header(splits="  all: {files: []}"), "evalset.yaml: splits.all.files: "),
        (header(more="colour: red"), "evalset.yaml: colour: is not a field of this record"),
        (header(more="corpus: {sha256: ab, publications: 1}"), "evalset.yaml: corpus.sha256: "),
        (header(more="matcher: {support: 75}"), "evalset.yaml: matcher.support: "),
    ],
)
def test_a_header_with_a_fault_is_refused(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / HEADER).write_text(content, encoding="utf-8")
    assert told in refused(tmp_path)


def test_a_header_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / HEADER).write_bytes(b"name: \xff\xfe")
    assert "evalset.yaml cannot be read as YAML" in refused(tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "", "core/", "../gold", "gone.jsonl"])
def test_an_unknown_set_is_refused_with_the_sets_there_are(name: str) -> None:
    told = refused(name)
    assert f"There is no gold set '{name}'" in told
    assert "briefs, claims, core" in told


def test_the_hash_is_of_items_splits_and_matcher(tmp_path: Path) -> None:
    first = read_set(str(write_set(tmp_path / "a", one=lines(QUESTION)))).sha256
    assert read_set(str(write_set(tmp_path / "b", two=lines(QUESTION) + "\n"))).sha256 == first
    changed = lines(QUESTION | {"question": "How many nurses moved?"})
    assert read_set(str(write_set(tmp_path / "c", one=changed))).sha256 != first
    other = "  dev: {files: [one.jsonl]}"
    assert read_set(str(write_set(tmp_path / "d", splits=other, one=lines(QUESTION)))).sha256 != first
    matcher = "  all: {files: [one.jsonl]}\nmatcher: {support: 0.8}"
    assert read_set(str(write_set(tmp_path / "e", splits=matcher, one=lines(QUESTION)))).sha256 != first


@pytest.mark.parametrize("name", shipped_sets())
def test_every_shipped_set_is_read(name: str) -> None:
    assert read_set(name).header.name == name
    assert read_set(name).lines
