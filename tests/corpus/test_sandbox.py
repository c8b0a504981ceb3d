"""The sandbox: whatever a parser does to its process, the caller gets a result or a reason."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import scripted_parsers

from corpus.parsing.child_process import ChildProcess, Ending
from corpus.parsing.sandbox import Sandbox, why_it_died
from corpus.parsing.types import DocumentError, Format, Limits, Parsed, Reason

HERE = Path(__file__).resolve().parent
LIMITS = Limits(memory_bytes=500_000_000, seconds=2.0)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, [HERE]) as made:
        yield made


def parsed(sandbox: Sandbox, parser: str, data: bytes = b"text") -> Parsed:
    return sandbox.call(f"scripted_parsers:{parser}", Parsed, data, "report.txt")


def given(sandbox: Sandbox, function: str, data: bytes = b"", *arguments: str | float | None) -> str:
    return sandbox.call(f"scripted_parsers:{function}", bytes, data, "report.txt", *arguments).decode()


def reason(sandbox: Sandbox, parser: str, data: bytes = b"text") -> tuple[Reason, str]:
    with pytest.raises(DocumentError) as caught:
        parsed(sandbox, parser, data)
    assert caught.value.name == "report.txt"
    return caught.value.reason, caught.value.detail


def test_text_and_name_reach_the_parser_and_the_blocks_come_back(sandbox: Sandbox) -> None:
    result = parsed(sandbox, "echo", "Zahl der Fälle".encode())
    assert result.blocks[0].text == "Zahl der Fälle"
    assert result.blocks[0].heading_path == ("One", "Two")
    assert result.notes == ("report.txt",)


def test_every_field_of_a_result_comes_back_as_it_was_made(sandbox: Sandbox) -> None:
    assert parsed(sandbox, "everything") == scripted_parsers.everything(b"", "")


def test_an_open_file_is_read_from_its_beginning_whatever_was_read_before(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * 3_000_001)
    with path.open("rb") as file:
        file.read(10)
        assert sandbox.call("scripted_parsers:count_bytes", bytes, file, "large.bin") == b"3000001"


def test_arguments_are_passed_on(sandbox: Sandbox) -> None:
    assert given(sandbox, "arguments", b"", 3, "eng", None) == "(3, 'eng', None)"


@pytest.mark.parametrize(
    ("parser", "expected", "detail"),
    [
        ("refuse", Reason.NO_TEXT, "2 pages"),
        ("fail", Reason.CRASHED, "KeyError: 'no such font'"),
        ("fill_memory", Reason.TOO_MUCH_MEMORY, "over 500 MB"),
        ("fill_memory_and_abort", Reason.TOO_MUCH_MEMORY, "over 500 MB"),
        ("sleep", Reason.TOO_SLOW, "over 2 seconds"),
        ("spin", Reason.TOO_SLOW, "over 2 seconds"),
        ("sleep_deaf", Reason.TOO_SLOW, "over 2 seconds"),
        ("crash", Reason.CRASHED, "signal 11, Segmentation fault"),
        ("end", Reason.CRASHED, "exit code 7"),
        ("recurse", Reason.UNSAFE, "its parts are nested too deeply"),
        ("start_program", Reason.CRASHED, "RefusedError: a parser may not do this (subprocess.Popen)"),
    ],
)
def test_every_way_to_die_has_its_reason_and_the_next_document_is_read(
    sandbox: Sandbox, parser: str, expected: Reason, detail: str
) -> None:
    assert reason(sandbox, parser) == (expected, detail)
    assert parsed(sandbox, "echo").blocks[0].text == "text"


def test_pages_lengthen_the_time_allowed() -> None:
    parsers = {Format.PDF: "scripted_parsers:sleep"}
    with (
        Sandbox(Limits(seconds=0.2, seconds_a_page=0.1), [HERE]) as short,
        pytest.raises(DocumentError) as caught,
    ):
        short.parse(b"x", "report.pdf", Format.PDF, pages=13, parsers=parsers)
    assert caught.value.detail == "over 2 seconds"  # 0.2 + 13 × 0.1 = 1.5, rounded


def test_python_code_cannot_reach_a_server(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1]).encode()
        found, detail = reason(sandbox, "reach_out", port)
    assert found is Reason.CRASHED
    assert detail.startswith("RefusedError: a parser may not do this (socket.")


def test_c_code_cannot_reach_a_server_where_the_kernel_gives_a_network_of_ones_own(sandbox: Sandbox) -> None:
    child = ChildProcess()
    isolated = child.isolated
    child.kill()
    if not isolated:
        pytest.skip("this kernel lets no process leave the network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1]).encode()
        assert given(sandbox, "reach_out_by_c", port) != "0"


def test_nothing_can_be_written(sandbox: Sandbox, tmp_path: Path) -> None:
    target = tmp_path / "planted"
    found, detail = reason(sandbox, "write", str(target).encode())
    assert found is Reason.CRASHED
    assert "a parser may not write files" in detail
    assert not target.exists()


def test_nothing_of_our_environment_reaches_a_parser(sandbox: Sandbox) -> None:
    assert given(sandbox, "environment").split() == [
        "/",
        "LANG",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "PATH",
        "PYTHONPATH",
        "PYTHONUTF8",
    ]


def test_no_document_sees_what_another_left_in_memory(sandbox: Sandbox) -> None:
    assert [given(sandbox, "count_calls") for _ in range(3)] == ["1", "1", "1"]


@pytest.mark.parametrize(("parser", "amount"), [("many_blocks", b"250001"), ("long_text", b"100000001")])
def test_a_result_beyond_the_limit_is_refused_in_the_child(
    sandbox: Sandbox, parser: str, amount: bytes
) -> None:
    assert reason(sandbox, parser, amount)[0] is Reason.TOO_LARGE


def test_a_result_that_is_none_is_refused(sandbox: Sandbox) -> None:
    found, detail = reason(sandbox, "not_blocks")
    assert found is Reason.CRASHED
    assert detail.startswith("its result cannot be used")


def test_a_parser_that_is_not_there_is_named() -> None:
    with Sandbox(LIMITS) as sandbox, pytest.raises(DocumentError, match="No module named 'no_such_module'"):
        sandbox.call("no_such_module:parse", Parsed, b"x", "report.txt")


def test_two_threads_parse_at_once_each_in_a_child_of_its_own() -> None:
    with Sandbox(LIMITS, [HERE]) as sandbox, ThreadPoolExecutor(4) as threads:
        texts = [f"document {i}".encode() for i in range(40)]
        results = threads.map(lambda text: parsed(sandbox, "echo", text).blocks[0].text, texts)
        assert list(results) == [text.decode() for text in texts]


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        (
            Ending(-signal.SIGABRT, 10, b"terminate called after throwing 'std::bad_alloc'"),
            Reason.TOO_MUCH_MEMORY,
        ),
        (Ending(-signal.SIGABRT, 10), Reason.CRASHED),
        (Ending(-signal.SIGSEGV, 400_000_000), Reason.TOO_MUCH_MEMORY),
        (Ending(-signal.SIGKILL, 10), Reason.TOO_MUCH_MEMORY),
        (Ending(-signal.SIGXCPU, 10), Reason.TOO_SLOW),
        (Ending(None), Reason.TOO_SLOW),
        (Ending(1, 10, b"OSError(27, 'File too large')"), Reason.CRASHED),
    ],
)
def test_why_it_died(ending: Ending, expected: Reason) -> None:
    assert why_it_died(ending, LIMITS, 2.0)[0] is expected
