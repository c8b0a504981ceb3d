"""Settings come from the environment only, and a wrong one is refused by its name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.settings import Settings

READ = """
import json, os, sys
from assistant.errors import SettingsError
from assistant.settings import load_settings
found = {}
for name, variables in json.load(sys.stdin).items():
    os.environ.update(variables)
    try:
        found[name] = {"read": load_settings().model_dump(mode="json")}
    except SettingsError as error:
        found[name] = {"refused": str(error)}
    for variable in variables:
        del os.environ[variable]
print(json.dumps(found))
"""
PORTS = ("0", "65536", "-1", "eighty", "")
CASES = {
    "good": {"EVIDENCE_HOME": "/somewhere/else", "EVIDENCE_PORT": "9000"},
    "lower case": {"evidence_port": "9001"},
    "misspelt": {"EVIDENCE_HOOM": "/somewhere/else"},
    "two misspelt": {"EVIDENCE_A": "1", "evidence_b": "2"},
    **{f"port {port}": {"EVIDENCE_PORT": port} for port in PORTS},
}


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, Any]]:
    """What another process makes of each case; the environment of this one is left alone."""
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("EVIDENCE_")}
    ran = subprocess.run(
        [sys.executable, "-c", READ],
        env=clean, input=json.dumps(CASES), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(json.loads(ran.stdout))


def test_settings_are_read_from_the_environment(found: dict[str, dict[str, Any]]) -> None:
    read = found["good"]["read"]
    assert read["home"] == "/somewhere/else"
    assert read["port"] == 9000
    assert Path(read["digests"]).is_dir()
    assert found["lower case"]["read"]["port"] == 9001


def test_an_unknown_setting_is_refused_by_name_with_the_known_ones(found: dict[str, dict[str, Any]]) -> None:
    told = found["misspelt"]["refused"]
    assert "EVIDENCE_HOOM" in told
    assert "EVIDENCE_HOME" in told


def test_every_unknown_setting_is_named_at_once(found: dict[str, dict[str, Any]]) -> None:
    told = found["two misspelt"]["refused"]
    assert "EVIDENCE_A" in told
    assert "evidence_b" in told


@pytest.mark.parametrize("port", PORTS)
def test_an_impossible_port_is_refused_by_name_and_value(found: dict[str, dict[str, Any]], port: str) -> None:
    told = found[f"port {port}"]["refused"]
    assert "EVIDENCE_PORT" in told
    assert f"'{port}'" in told


def test_a_path_is_made_absolute_and_a_tilde_is_the_home_folder() -> None:
    assert Settings(home=Path("here")).home == Path.cwd() / "here"
    assert Settings(home=Path("~/here")).home == Path.home() / "here"


def test_settings_cannot_be_changed_or_added_to() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.port = 1
    with pytest.raises(ValidationError):
        Settings(hoom="x")  # type: ignore[call-arg]
