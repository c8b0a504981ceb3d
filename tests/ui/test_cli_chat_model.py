"""`evidence ask` with a chat model on loopback: what is sent and recorded; a key that is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from scripted_model import ScriptedModel
from test_cli_library import built

from ui.cli import cli

KEY = "sk-abcdefghijklmnop0123456789"
SATISFIED = "What share of people in Britain were dissatisfied with the NHS in 2024?"
FOLLOW_UP = "And how many were satisfied?"
WORDED = "What share of people in Britain were satisfied with the NHS in 2024?"
LINES = (
    {"id": "first", "question": SATISFIED},
    {"id": "follows", "question": FOLLOW_UP, "history": [{"role": "user", "content": SATISFIED}]},
)


def asked(home: Path, server: ScriptedModel, *args: str, given: str = "") -> Result:
    """The command with a chat model in the environment."""
    own = {"MODEL": "openai:scripted", "BASE_URL": server.url, "API_KEY": KEY}
    env = {"EVIDENCE_HOME": str(home), **{f"EVIDENCE_CHAT_{name}": value for name, value in own.items()}}
    result = CliRunner().invoke(cli, ["ask", *args], env=env, input=given)
    assert KEY not in result.output
    return result


@pytest.mark.slow
def test_only_the_follow_up_of_a_batch_is_sent_and_its_record_says_so(scripted_model: ScriptedModel) -> None:
    scripted_model.says(WORDED)
    lines = "".join(json.dumps(line) + "\n" for line in LINES)
    result = asked(built(), scripted_model, "--batch", "-", given=lines)
    assert result.exit_code == 0, result.output
    first, follows = (json.loads(line) for line in result.stdout.splitlines())
    (prompt,) = scripted_model.prompts()
    assert FOLLOW_UP in prompt
    assert first["rewritten"] is None
    assert follows["rewritten"] == {"question": WORDED, "model": "openai:scripted"}
    assert follows["question"] == FOLLOW_UP
    assert follows["notes"] == []
    assert "condense" in follows["timings_ms"]
    assert "condense" not in first["timings_ms"]


def test_a_key_that_is_missing_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    env = {"EVIDENCE_HOME": str(tmp_path / "none"), "EVIDENCE_CHAT_MODEL": "openai:scripted"}
    result = CliRunner().invoke(cli, ["ask", SATISFIED], env=env)
    assert result.exit_code == 2
    assert result.stderr == "Error: EVIDENCE_CHAT_API_KEY is not set. Set it to the key of the provider.\n"
    assert not (tmp_path / "none").exists()
