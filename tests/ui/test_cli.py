"""The command as a whole: help, settings, exit codes, pipes, the page, `corpus check`."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_cli_library import EVIDENCE, built, command, digests, evidence

from corpus.digests import SHIPPED_DIGESTS
from ui.cli import cli

HEAVY = "{'torch', 'sentence_transformers', 'langchain_core', 'chromadb', 'gradio', 'transformers'}"


def python(code: str, home: Path, folder: Path | None = None) -> str:
    """What a Python process of its own prints."""
    run = subprocess.run(
        [sys.executable, "-c", code], env=command(home, folder), capture_output=True, text=True, check=True
    )
    return run.stdout


def test_help_needs_click_only(tmp_path: Path) -> None:
    code = "import sys, ui.cli; print({'numpy', 'pydantic', 'yaml', *" + HEAVY + "} & set(sys.modules))"
    assert python(code, tmp_path) == "set()\n"


@pytest.mark.slow
def test_an_index_run_that_changes_nothing_needs_nothing_heavy() -> None:
    code = (
        "import sys; from ui.cli import cli; cli.main(['index'], standalone_mode=False);"
        "cli.main(['status'], standalone_mode=False); print(" + HEAVY + " & set(sys.modules))"
    )
    printed = python(code, built(), built().parent / "digests")
    assert printed.startswith("Up to date")
    assert printed.endswith("Ready to answer.\nset()\n")


def test_every_command_explains_itself() -> None:
    runner = CliRunner()
    for name in ("", "ask", "search", "index", "status", "chat", "show", "brief", "corpus", "corpus check"):
        for flag in ("--help", "-h"):
            result = runner.invoke(cli, [*name.split(), flag])
            assert result.exit_code == 0
            assert result.stdout.startswith("Usage: ")


def test_version() -> None:
    assert CliRunner().invoke(cli, ["--version"]).stdout == "evidence, version 0.1.0\n"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("EVIDENCE_HOMES", "elsewhere", "Unknown setting EVIDENCE_HOMES"),
        ("EVIDENCE_PORT", "no", "EVIDENCE_PORT:"),
    ],
)
def test_wrong_setting(name: str, value: str, message: str) -> None:
    for args in (["status"], ["index"], ["ask", "x"], ["chat"], ["corpus", "check"]):
        result = CliRunner().invoke(cli, args, env={name: value})
        assert result.exit_code == 2
        assert message in result.stderr


def test_a_fault_of_the_program_is_not_hidden(tmp_path: Path) -> None:
    code = (
        "import sys; from ui.cli import cli, main\n"
        "@cli.command()\ndef boom(): raise KeyError('x')\n"
        "sys.argv = ['evidence', 'boom']; main()"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env=command(tmp_path), capture_output=True, text=True, check=False
    )
    assert run.returncode == 3
    assert "Traceback" in run.stderr
    assert "This is a fault of the program, not of what you typed." in run.stderr


def test_closed_pipe_is_quiet() -> None:
    run = subprocess.Popen(
        [*EVIDENCE, "status"], env=command(built()), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait(60) == 1


def test_output_that_cannot_be_written() -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [*EVIDENCE, "status"], env=command(built()), stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert run.returncode == 2
    assert run.stderr == "Error: No space left on device.\n"


def test_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = evidence(built(), "chat", "--port", str(port))
    assert result.exit_code == 2
    assert f"Port {port} is in use by another program. Choose another with --port" in result.stderr


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_wrong_port(port: str) -> None:
    result = evidence(built(), "chat", "--port", port)
    assert result.exit_code == 2
    assert "--port" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("indexed", [True, False])
def test_chat_indexes_where_needed_and_serves(tmp_path: Path, indexed: bool) -> None:
    home = tmp_path / "home"
    if indexed:
        shutil.copytree(built(), home)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    run = subprocess.Popen(
        [*EVIDENCE, "chat", "--port", str(port)],
        env=command(home, built().parent / "digests"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert run.stdout is not None
    try:
        assert run.stdout.readline() == f"The page is at http://127.0.0.1:{port}/ (Ctrl-C stops it).\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            assert answer.status == 200
            assert "5 publications" in answer.read().decode()
    finally:
        run.send_signal(signal.SIGINT)
    said, errors = run.communicate(timeout=60)
    assert (run.returncode, said) == (0, "Stopped.\n")
    assert ("Reports: 5 added" in errors) is not indexed
    assert "Traceback" not in errors


def test_chat_without_an_index(tmp_path: Path) -> None:
    result = evidence(tmp_path / "home", "chat", "--no-index", "--port", "1")
    assert result.exit_code == 2
    assert "Port 1 " in result.stderr or "Build it with: evidence index" in result.stderr


def test_shipped_digests_have_no_fault(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["corpus", "check"], env={"EVIDENCE_HOME": str(tmp_path)})
    assert (result.exit_code, result.stdout) == (0, "99 digests, 400 facts: no fault\n")


def test_every_fault_of_a_digest_is_listed(tmp_path: Path) -> None:
    folder = digests(tmp_path, *(path.stem for path in SHIPPED_DIGESTS.glob("*.md")))
    path = folder / "hull-jbicc.md"
    path.write_text(path.read_text("utf-8").replace("£9.5 million", "£ 9.5 million"), "utf-8")
    (folder / "broken.md").write_text("no front matter", "utf-8")
    result = evidence(tmp_path, "corpus", "check", "--digests", str(folder), folder=folder)
    assert result.exit_code == 1
    assert "broken has no front matter" in result.stdout
    assert "space between currency sign and amount" in result.stdout
    assert "currency sign without an amount" in result.stdout
    assert result.stdout.endswith("100 digests, 400 facts: 3 faults\n")


def test_words_shared_with_a_source(tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    source.write_text("the Jean Bishop centre in Hull was credited in its first 18 months", "utf-8")
    result = evidence(
        tmp_path, "corpus", "check", "--digests", str(SHIPPED_DIGESTS), "--against", str(source)
    )
    assert result.exit_code == 1
    assert "hull-jbicc: shares eight words with source.txt:" in result.stdout
    source.write_bytes(b"%PDF\xff")
    unread = evidence(tmp_path, "corpus", "check", "--against", str(source))
    assert unread.exit_code == 2
    assert "it is not UTF-8 text" in unread.stderr


def test_no_digest_to_check(tmp_path: Path) -> None:
    result = evidence(tmp_path, "corpus", "check", "--digests", str(tmp_path), folder=tmp_path)
    assert result.exit_code == 2
    assert f"No digest (*.md) is in {tmp_path}." in result.stderr
