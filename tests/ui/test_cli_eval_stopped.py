"""Ctrl-C and SIGTERM while `evidence eval run` asks: what was asked is kept, the next command is told."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
from pathlib import Path

import pytest
from eval_runs import evaluated, gold_file, questions
from test_cli_library import EVIDENCE, built, command

from evals.types import Answerability


def started(*args: str | Path) -> subprocess.Popen[str]:
    """The command in a process of its own, with Ctrl-C as a terminal sends it."""
    return subprocess.Popen(
        [*EVIDENCE, "eval", "run", *map(str, args)],
        env=command(built(), built().parent / "digests"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def stopped_at(run: subprocess.Popen[str], line: str, number: signal.Signals) -> str:
    """What the process says on its way out, having been sent a signal when it said this."""
    assert run.stderr is not None
    for said in run.stderr:
        if said.startswith(line):
            break
    run.send_signal(number)
    output, errors = run.communicate(timeout=120)
    assert run.returncode == 128 + number
    assert output == ""
    assert "Traceback" not in errors
    return errors


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_asked_and_the_command_it_names_goes_on(tmp_path: Path) -> None:
    # Seven that are declined at once, and in the middle one that takes long enough to be stopped in.
    quick = [q for q in questions() if q.answerability is Answerability.DECLINED][:7]
    slow = next(q for q in questions() if q.wants_answer)
    gold = gold_file(tmp_path / "my set.jsonl", *quick[:3], slow, *quick[3:])
    folder = tmp_path / "my run"
    errors = stopped_at(started(gold, "--every", "1", "--out", folder), "Asking: 2 of 8", signal.SIGINT)
    kept = (folder / "rows.jsonl").read_bytes()
    assert kept.endswith(b"\n")
    assert 1 <= kept.count(b"\n") < 8
    said = errors.splitlines()[-1]
    go_on = f"evidence eval run '{gold}' --resume '{folder}'"
    assert said == f"Stopped. Every item asked so far is kept. Go on with: {go_on}"
    assert not (folder / "summary.json").exists()
    result = evaluated(*shlex.split(go_on)[2:])
    assert result.exit_code == 0, result.output
    rows = (folder / "rows.jsonl").read_bytes()
    assert rows.startswith(kept)
    asked = [json.loads(line)["id"] for line in rows.splitlines()]
    assert asked == json.loads((folder / "config.json").read_text("utf-8"))["items"]
    assert all(json.loads(line)["response"]["error"] is None for line in rows.splitlines())


@pytest.mark.slow
def test_stopped_before_anything_was_asked(tmp_path: Path) -> None:
    gold = gold_file(tmp_path / "gold.jsonl", questions()[0])
    run = started(gold, "--out", tmp_path / "run")
    errors = stopped_at(run, "Opening the library", signal.SIGTERM)
    assert errors.endswith("Stopped. Nothing had been asked yet.\n")
    assert not (tmp_path / "run" / "rows.jsonl").exists()
