"""`evidence eval judge`: what it would cost, a scripted model on loopback, and when its result is void."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from eval_runs import copied, evaluated, finished_run
from scripted_model import Scripted, ScriptedModel
from test_cli_library import EVIDENCE, built, command

from ui.cli import cli

KEY = "sk-abcdefghijklmnop0123456789"
pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A copy of the finished run."""
    return copied(tmp_path / "run")


def of_judge(server: ScriptedModel, **more: str) -> dict[str, str]:
    """The settings that name a judge."""
    own = {"MODEL": "openai:scripted", "BASE_URL": server.url, "API_KEY": KEY, "MAX_RETRIES": "0"}
    return {f"EVIDENCE_JUDGE_{name}": value for name, value in {**own, **more}.items()}


def judged(server: ScriptedModel, *args: str | Path) -> Result:
    """The command with a judge."""
    env = {"EVIDENCE_HOME": str(built()), **of_judge(server)}
    result = CliRunner().invoke(cli, ["eval", "judge", *map(str, args)], env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert KEY not in result.output
    return result


def calls(text: str) -> tuple[int, int, int]:
    """Calls, kept, to be sent."""
    found = re.match(r"(\d+) calls, (\d+) of them kept from before; (\d+) would be sent, about ", text)
    assert found, text
    return int(found[1]), int(found[2]), int(found[3])


def test_a_dry_run_sends_nothing(scripted_model: ScriptedModel, run: Path) -> None:
    before = {p.name for p in run.iterdir()}
    result = judged(scripted_model, run, "--dry-run", "--runs", "1")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(" tokens of questions.\n")
    all_, kept, to_send = calls(result.stdout)
    assert 0 < to_send == all_
    assert kept == 0
    assert scripted_model.received == []
    assert {p.name for p in run.iterdir()} == before
    three = judged(scripted_model, run, "--dry-run")
    assert calls(three.stdout)[0] == 3 * all_


def test_verdicts_and_their_table(scripted_model: ScriptedModel, run: Path) -> None:
    would = calls(judged(scripted_model, run, "--dry-run", "--runs", "1", "--task", "nugget").stdout)
    result = judged(scripted_model, run, "--runs", "1", "--task", "nugget")
    assert result.exit_code == 0
    assert result.stdout.startswith("The judge's result counts. Judge: openai:scripted at http://127.0.0.1:")
    assert "| nugget (nugget-1) |" in result.stdout
    assert "Judging: " in result.stderr
    assert len(scripted_model.received) == would[2]
    again = judged(scripted_model, run, "--runs", "1", "--task", "nugget")
    assert f"0 calls sent, {would[0]} replies kept from before" in again.stdout
    assert len(scripted_model.received) == would[2]
    assert (run / "judge.md").read_text("utf-8") in again.stdout


def test_a_void_result_ends_with_2_and_says_why(scripted_model: ScriptedModel, run: Path) -> None:
    scripted_model.otherwise = Scripted("no such model \x1b[31m", 404)
    result = judged(scripted_model, run, "--runs", "1", "--task", "relevance")
    assert result.exit_code == 2
    assert "The judge's result is void" in result.stdout
    assert "A call failed: The chat model did not answer: " in result.stderr
    assert "no such model" in result.stderr
    assert "run it again" in result.stderr
    assert "\x1b" not in result.output


def test_unreadable_verdicts_are_void_too(scripted_model: ScriptedModel, run: Path) -> None:
    scripted_model.otherwise = Scripted("I would rather not say.")
    result = judged(scripted_model, run, "--runs", "1", "--task", "relevance")
    assert result.exit_code == 2
    assert "The judge's result is void" in result.stdout
    assert "A call failed" not in result.stderr


def test_no_judge_is_set(run: Path) -> None:
    result = evaluated("judge", run)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: No judge is set. Name a chat model in EVIDENCE_JUDGE_MODEL, such as openai:NAME.\n"
    )
    assert not (run / "judge.jsonl").exists()
    dry = evaluated("judge", run, "--dry-run")
    assert dry.exit_code == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("no-such-folder",), "does not exist"),
        (("HERE",), "holds no run"),
        (("RUN", "--task", "taste"), "'taste' is not one of 'nugget', 'support', 'relevance'"),
        (("RUN", "--runs", "0"), "--runs"),
        (("RUN", "--labels", "no-such-file"), "does not exist"),
        (("RUN", "--labels", "LABELS"), "labels.jsonl is refused"),
    ],
)
def test_wrong_use(scripted_model: ScriptedModel, tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    (tmp_path / "labels.jsonl").write_text('{"id": 7}\n', "utf-8")
    places = {"HERE": tmp_path, "RUN": finished_run(), "LABELS": tmp_path / "labels.jsonl"}
    result = judged(scripted_model, *(places.get(a, a) for a in args))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert scripted_model.received == []


def test_ctrl_c_keeps_the_replies(scripted_model: ScriptedModel, run: Path) -> None:
    scripted_model.says('{"verdict": "support"}', '{"verdict": "support"}')
    scripted_model.otherwise = Scripted("too late", slow=True)
    args = ["eval", "judge", str(run), "--runs", "1", "--task", "nugget"]
    child = subprocess.Popen(
        [*EVIDENCE, *args],
        env=command(built()) | of_judge(scripted_model, TIMEOUT_S="1"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    # Four are asked at a time: where six were asked, the first two were answered and kept.
    while len(scripted_model.received) < 6 and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    output, errors = child.communicate(timeout=60)
    assert child.returncode == 130
    assert output == ""
    assert errors.endswith("Stopped. Every reply so far is kept; the same command goes on from there.\n")
    assert "Traceback" not in errors
    assert (run / "judge.jsonl").read_bytes().count(b"\n") == 2
