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
MOST = ("0", "201", "12.5", "50MB", "")
MODELS = ("openai", "", "openai:", ":name", "openai: name", "Open AI:name")
ADDRESSES = (
    "ftp://host/v1",
    "http://",
    "host/v1",
    "http://me:hush-hush@host/v1",
    "http://host/v1?key=hush-hush",
)
KEYS = ("hush", "hush-hush hush-hush", "hush-hush\n", "hush-hush'")
OTHERS = {
    "timeout_s": ("0", "-1", "601", "nan", "inf"),
    "max_retries": ("-1", "6"),
    "temperature": ("-1", "2.1"),
}
JUDGE = {
    "EVIDENCE_JUDGE_MODEL": "openai:maker/model:8b",
    "EVIDENCE_JUDGE_BASE_URL": "http://127.0.0.1:8000/v1",
    "EVIDENCE_JUDGE_API_KEY": "hush-hush",
    "EVIDENCE_JUDGE_TIMEOUT_S": "2.5",
    "EVIDENCE_JUDGE_MAX_RETRIES": "0",
    "EVIDENCE_JUDGE_TEMPERATURE": "1",
}
CHAT = {name.replace("_JUDGE_", "_CHAT_"): value for name, value in JUDGE.items()}
NO_EMBEDDERS = ("BAAI/bge-small-en-v1.5", "all-MiniLM-L6-v2", "/nowhere/model", "pyproject.toml", "")
CASES = {
    "good": {"EVIDENCE_HOME": "/somewhere/else", "EVIDENCE_PORT": "9000"},
    "lower case": {"evidence_port": "9001"},
    "misspelt": {"EVIDENCE_HOOM": "/somewhere/else"},
    "two misspelt": {"EVIDENCE_A": "1", "evidence_b": "2"},
    **{f"port {port}": {"EVIDENCE_PORT": port} for port in PORTS},
    "most": {"EVIDENCE_FETCH_MAX_MB": "200"},
    **{f"most {most}": {"EVIDENCE_FETCH_MAX_MB": most} for most in MOST},
    "judge": JUDGE,
    "chat": CHAT,
    "chat key": {"EVIDENCE_CHAT_API_KEY": "hush-hush hush-hush"},
    "chat address": {"EVIDENCE_CHAT_BASE_URL": "http://me:hush-hush@host/v1"},
    "chat model": {"EVIDENCE_CHAT_MODEL": "openai"},
    "key misspelt": {"EVIDENCE_JUDGE_APIKEY": "hush-hush"},
    "folders": {"EVIDENCE_EMBEDDER": "assistant", "EVIDENCE_RERANKER": "assistant"},
    "provider": {"EVIDENCE_EMBEDDER": "ollama:nomic-embed-text", "EVIDENCE_EMBEDDER_API_KEY": "hush-hush"},
    "embedder's key": {"EVIDENCE_EMBEDDER_API_KEY": "hush"},
    "embedder's address": {"EVIDENCE_EMBEDDER_BASE_URL": "http://me:hush-hush@host/v1"},
    **{f"embedder {name}": {"EVIDENCE_EMBEDDER": name} for name in NO_EMBEDDERS},
    **{f"reranker {name}": {"EVIDENCE_RERANKER": name} for name in (*NO_EMBEDDERS, "openai:name")},
    **{f"model {model}": {"EVIDENCE_JUDGE_MODEL": model} for model in MODELS},
    **{f"address {address}": {"EVIDENCE_JUDGE_BASE_URL": address} for address in ADDRESSES},
    **{f"key {key}": {"EVIDENCE_JUDGE_API_KEY": key} for key in KEYS},
    **{
        f"{name} {v}": {f"EVIDENCE_JUDGE_{name.upper()}": v}
        for name, values in OTHERS.items()
        for v in values
    },
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


@pytest.mark.parametrize("most", MOST)
def test_how_much_may_be_fetched_is_a_whole_number_of_megabytes_up_to_200(
    found: dict[str, dict[str, Any]], most: str
) -> None:
    assert found["good"]["read"]["fetch_max_mb"] == 50
    assert found["most"]["read"]["fetch_max_mb"] == 200
    assert "EVIDENCE_FETCH_MAX_MB: Input should be" in found[f"most {most}"]["refused"]
    assert f"(it is '{most}')" in found[f"most {most}"]["refused"]


def test_the_judge_is_off_unless_it_is_set(found: dict[str, dict[str, Any]]) -> None:
    read = found["good"]["read"]
    assert read["judge_model"] is None
    assert read["judge_api_key"] is None
    assert read["judge_temperature"] == 0


def test_the_judge_is_read_and_its_key_is_not_written(found: dict[str, dict[str, Any]]) -> None:
    read = found["judge"]["read"]
    assert read["judge_model"] == "openai:maker/model:8b"
    assert read["judge_base_url"] == "http://127.0.0.1:8000/v1"
    assert (read["judge_timeout_s"], read["judge_max_retries"], read["judge_temperature"]) == (2.5, 0, 1)
    assert "hush" not in json.dumps(read)


def test_the_chat_model_is_read_as_the_judge_is_and_apart_from_it(
    found: dict[str, dict[str, Any]],
) -> None:
    assert found["good"]["read"]["chat_model"] is None
    chat, judge = found["chat"]["read"], found["judge"]["read"]
    names = ("model", "base_url", "timeout_s", "max_retries", "temperature")
    assert [chat[f"chat_{n}"] for n in names] == [judge[f"judge_{n}"] for n in names]
    assert chat["judge_model"] is None
    assert judge["chat_model"] is None
    for case, name in (("key", "API_KEY"), ("address", "BASE_URL"), ("model", "MODEL")):
        told = found[f"chat {case}"]["refused"]
        assert told.startswith(f"EVIDENCE_CHAT_{name}: ")
        assert "hush" not in told


def test_an_embedder_is_a_folder_or_a_provider_and_a_reranker_a_folder(
    found: dict[str, dict[str, Any]],
) -> None:
    folders, provider = found["folders"]["read"], found["provider"]["read"]
    assert folders["embedder"] == folders["reranker"] == str(Path.cwd() / "assistant")
    assert provider["embedder"] == "ollama:nomic-embed-text"
    assert "hush" not in json.dumps(provider)
    assert found["good"]["read"]["embedder"] is None
    assert found["good"]["read"]["reranker"] is None


@pytest.mark.parametrize("setting", ["embedder", "reranker"])
@pytest.mark.parametrize("name", NO_EMBEDDERS)
def test_a_name_of_a_model_is_not_fetched(found: dict[str, dict[str, Any]], setting: str, name: str) -> None:
    told = found[f"{setting} {name}"]["refused"]
    assert told.startswith(f"EVIDENCE_{setting.upper()}: must be the folder of a model on this machine")
    assert "no model is fetched by its name" in told
    assert f"(it is '{name}')" in told
    assert "must be the folder" in found["reranker openai:name"]["refused"]


@pytest.mark.parametrize("case", ["embedder's key", "embedder's address"])
def test_what_may_hold_the_key_of_the_embedder_is_not_shown(
    found: dict[str, dict[str, Any]], case: str
) -> None:
    assert "EVIDENCE_EMBEDDER_" in found[case]["refused"]
    assert "hush" not in found[case]["refused"]


@pytest.mark.parametrize("model", MODELS)
def test_a_model_without_provider_or_name_is_refused(found: dict[str, dict[str, Any]], model: str) -> None:
    assert found[f"model {model}"]["refused"].startswith("EVIDENCE_JUDGE_MODEL: must be PROVIDER:NAME")


@pytest.mark.parametrize(
    "case", ["key misspelt", *(f"key {k}" for k in KEYS), *(f"address {a}" for a in ADDRESSES)]
)
def test_what_may_hold_a_key_is_refused_without_being_shown(
    found: dict[str, dict[str, Any]], case: str
) -> None:
    told = found[case]["refused"]
    assert "EVIDENCE_JUDGE_" in told
    assert "hush" not in told


@pytest.mark.parametrize(("name", "value"), [(name, v) for name, values in OTHERS.items() for v in values])
def test_a_figure_of_the_judge_out_of_range_is_refused(
    found: dict[str, dict[str, Any]], name: str, value: str
) -> None:
    told = found[f"{name} {value}"]["refused"]
    assert f"EVIDENCE_JUDGE_{name.upper()}" in told
    assert f"'{value}'" in told


def test_a_path_is_made_absolute_and_a_tilde_is_the_home_folder() -> None:
    assert Settings(home=Path("here")).home == Path.cwd() / "here"
    assert Settings(home=Path("~/here")).home == Path.home() / "here"


def test_settings_cannot_be_changed_or_added_to() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.port = 1
    with pytest.raises(ValidationError):
        Settings(hoom="x")  # type: ignore[call-arg]
