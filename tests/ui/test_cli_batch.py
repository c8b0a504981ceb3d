"""`--batch`: lines read one by one, in order, a bad one answered as failed while the run goes on."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from test_cli_library import built, evidence

from assistant.types import Turn
from indexing.types import IndexDamagedError
from ui.cli_ask import failed_answer
from ui.cli_batch import Asked, Unusable, read_lines, run_batch, writing_to
from ui.cli_filters import Wanted
from ui.cli_output import UserError

SATISFIED = "What share of people in Britain were dissatisfied with the NHS in 2024?"


def line(**fields: Any) -> bytes:
    """A line of a batch."""
    return json.dumps(fields).encode() + b"\n"


def read(*lines: bytes) -> Sequence[Asked | Unusable]:
    """The lines of a batch as they are read."""
    return list(read_lines(lines))


def test_whole_line() -> None:
    [asked] = read(
        line(
            id="q1",
            question="And in 2022?",
            history=[{"role": "user", "content": "How many waited?"}],
            as_of="2024",
            since=2020,
            publisher=["NHS England", "BMJ"],
            source_kind="press",
            nation=["England"],
            publication="kf-bsa-2024",
            latest_only=False,
            note="not ours",
        )
    )
    assert asked == Asked(
        1,
        "q1",
        "And in 2022?",
        (Turn("user", "How many waited?"),),
        Wanted("2024", "2020", ("NHS England", "BMJ"), ("press",), ("England",), ("kf-bsa-2024",), False),
    )


def test_absent_and_null_fields() -> None:
    nothing = dict.fromkeys(
        ("history", "as_of", "since", "publisher", "source_kind", "nation", "publication", "latest_only")
    )
    first, second = read(line(id=7, question=""), line(id="8", question="x", **nothing))
    assert first == Asked(1, "7", "", (), Wanted())
    assert second == Asked(2, "8", "x", (), Wanted())


def test_blank_lines_and_byte_order_mark_are_passed_over() -> None:
    lines = read(
        b"\xef\xbb\xbf\n", b"\xef\xbb\xbf" + line(id="a", question="x"), b" \r\n", line(id="b", question="y")
    )
    assert [(each.number, each.id) for each in lines] == [(2, "a"), (4, "b")]
    assert all(isinstance(each, Asked) for each in lines)


@pytest.mark.parametrize(
    ("raw", "name", "reason"),
    [
        (b"not json\n", "line 1", "not valid JSON"),
        (b"\xff\xfe\n", "line 1", "not valid JSON"),
        (b"[" * 100_000, "line 1", "not valid JSON"),
        (b"[1]\n", "line 1", "not a JSON object"),
        (line(question="x"), "line 1", "'id' is missing"),
        (line(id="  ", question="x"), "line 1", "'id' is missing"),
        (line(id=True, question="x"), "line 1", "'id' is missing"),
        (line(id="a"), "a", "'question' is missing"),
        (line(id=5, question=5), "5", "'question' is missing"),
        (line(id="a", question="x", history="before"), "a", "'history' must be"),
        (line(id="a", question="x", history=[{"role": "system", "content": ""}]), "a", "'history' must be"),
        (line(id="a", question="x", history=[{"role": "user"}]), "a", "'history' must be"),
        (line(id="a", question="x", as_of=["2024"]), "a", "'as_of' is no date"),
        (line(id="a", question="x", since=True), "a", "'since' is no date"),
        (line(id="a", question="x", publisher=3), "a", "'publisher' must be"),
        (line(id="a", question="x", nation={"name": "Wales"}), "a", "'nation' must be"),
        (line(id="a", question="x", publication=1), "a", "'publication' must be"),
        (line(id="a", question="x", latest_only="yes"), "a", "'latest_only' must be true or false"),
        (line(id="a", question="x", source_kind=["press", None]), "a", "'source_kind' must be"),
    ],
)
def test_unusable_lines(raw: bytes, name: str, reason: str) -> None:
    [found] = read(raw)
    assert isinstance(found, Unusable)
    assert found.id == name
    assert reason in found.reason


def test_repeated_id() -> None:
    first, second, third = read(*(line(id=i, question="x") for i in ("a", "a", "b")))
    assert isinstance(first, Asked)
    assert isinstance(third, Asked)
    assert second == Unusable(2, "a", "x", "the id 'a' was used on an earlier line")


def test_half_characters_are_made_whole() -> None:
    [asked] = read(b'{"id": "a", "question": "how \\ud800 many"}\n')
    assert isinstance(asked, Asked)
    assert asked.question == "how ? many"


def test_own_filters_go_before_those_of_the_command() -> None:
    default = Wanted("2024", "2020", ("BMJ",), ("press",))
    assert Wanted().or_else(default) == default
    assert Wanted("2023", None, ("HSJ",)).or_else(default) == Wanted("2023", "2020", ("HSJ",), ("press",))
    latest = Wanted(nations=("Wales",), publications=("a",), latest_only=True)
    assert Wanted().or_else(latest) == latest
    assert not Wanted(latest_only=False).or_else(latest).latest_only


def test_a_crash_fails_its_own_question_only(capsys: pytest.CaptureFixture[str]) -> None:
    written: list[dict[str, Any]] = []

    def answer(asked: Asked) -> dict[str, Any]:
        if asked.id == "wrong":
            raise UserError("Unknown kind.")
        if asked.id == "bug":
            raise KeyError("secret question")
        if asked.id == "index":
            raise IndexDamagedError("The index is damaged.")
        return {"id": asked.id, "outcome": "failed" if asked.id == "own" else "answered"}

    lines = [line(id=i, question=f"about {i}") for i in ("a", "wrong", "bug", "index", "own", "z")]
    failures = run_batch(lines, answer, failed_answer, lambda text: written.append(json.loads(text)))
    assert failures == 4
    assert [r["id"] for r in written] == ["a", "wrong", "bug", "index", "own", "z"]
    assert [r["outcome"] for r in written] == ["answered", *["failed"] * 4, "answered"]
    assert written[1]["text"] == "Line 2: Unknown kind."
    assert written[2]["question"] == "about bug"
    assert "KeyError" in written[2]["text"]
    said = capsys.readouterr().err
    assert "Line 3 (id bug): " in said
    assert "Line 4 (id index): The index is damaged." in said
    assert "secret" not in said
    assert "4 of 6 questions failed." in said


def test_each_record_is_written_before_the_next_line_is_read() -> None:
    written: list[str] = []

    def lines() -> Any:
        for number in range(3):
            assert len(written) == number
            yield line(id=number, question="x")

    assert run_batch(lines(), lambda asked: {"id": asked.id}, failed_answer, written.append) == 0
    assert len(written) == 3


def test_the_questions_are_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(line(id="a", question="x"))
    with path.open("rb") as source, pytest.raises(UserError), writing_to(str(path), source):
        pass
    assert path.read_bytes() == line(id="a", question="x")
    with writing_to(str(tmp_path / "answers.jsonl"), io.BytesIO()) as write:
        write("{}")
        assert (tmp_path / "answers.jsonl").read_text("utf-8") == "{}\n"


LINES = b"".join(
    (
        line(id="a", question=SATISFIED, publisher="kings fund"),
        b"broken\n",
        line(id="b", question=SATISFIED, as_of="2019"),
        line(id="c", question=SATISFIED, publisher="Kings Fnd"),
        line(id="d", question="And very satisfied?", history=[{"role": "user", "content": SATISFIED}]),
    )
)


@pytest.mark.slow
@pytest.mark.parametrize("by_file", [True, False])
def test_ask_batch(tmp_path: Path, by_file: bool) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(LINES)
    args = ("--batch", str(source), "--out", str(out)) if by_file else ("--batch", "-")
    result = evidence(built(), "ask", *args, given=LINES)
    assert result.exit_code == 1
    text = out.read_text("utf-8") if by_file else result.stdout
    records = [json.loads(each) for each in text.splitlines()]
    assert [r["id"] for r in records] == ["a", "line 2", "b", "c", "d"]
    assert [r["outcome"] for r in records[:4]] == ["answered", "failed", "not_in_evidence", "failed"]
    assert len({frozenset(r) for r in records}) == 1
    assert "Line 2 (id line 2): it is not valid JSON" in result.stderr
    assert "Unknown publisher 'Kings Fnd'. Nearest: The King's Fund and Nuffield Trust." in result.stderr


def test_search_batch() -> None:
    result = evidence(built(), "search", "--batch", "-", "--top-k", "2", "--as-of", "2024-12", given=LINES)
    assert result.exit_code == 1
    records = [json.loads(each) for each in result.stdout.splitlines()]
    assert [len(r["hits"]) for r in records] == [0, 0, 0, 0, 2]
    assert ["error" in r for r in records] == [False, True, False, True, False]
    assert {key for r in records for key in r} - {"error"} == set(records[1]) - {"error"}
    assert "No report in this library is both" in records[0]["notes"][0]


def test_empty_batch() -> None:
    result = evidence(built(), "ask", "--batch", "-", given=b"\n")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "The batch holds no question." in result.stderr


def test_answers_cannot_be_written(tmp_path: Path) -> None:
    result = evidence(built(), "ask", "--batch", "-", "--out", "/no/such/folder/x", given=LINES)
    assert result.exit_code == 2
    assert "/no/such/folder/x: No such file or directory." in result.stderr
