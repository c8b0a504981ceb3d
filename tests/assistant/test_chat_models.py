"""Any chat model from the settings: what it is asked with, how it fails, and that its key stays hidden."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import traceback
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from scripted_model import Scripted, ScriptedModel

from assistant.chat_models import (
    NO_KEY,
    OPENAI_ADDRESS,
    ChatModelError,
    chat_model_name,
    completion,
    open_chat_model,
)
from assistant.errors import AssistantError, SettingsError
from assistant.settings import Settings

KEY = "sk-abcdefghijklmnop0123456789"


def settings(model: ScriptedModel | None = None, **more: Any) -> Settings:
    given: dict[str, Any] = {"judge_model": "openai:scripted", "judge_api_key": SecretStr(KEY)}
    if model:
        given["judge_base_url"] = model.url
    return Settings(**{**given, **more})


def ask(chosen: Settings, prompt: str = "What?") -> str:
    model = open_chat_model(chosen.judge)
    assert model is not None
    return completion(model)(prompt)


def failed(chosen: Settings) -> ChatModelError:
    with pytest.raises(ChatModelError) as caught:
        ask(chosen)
    return caught.value


def test_without_a_model_in_the_settings_there_is_none() -> None:
    assert open_chat_model(Settings().judge) is None
    assert chat_model_name(Settings().judge) == ""


def test_a_prompt_goes_out_as_it_is_and_the_text_comes_back(scripted_model: ScriptedModel) -> None:
    scripted_model.says("Forty-two, {she} said.")
    assert ask(settings(scripted_model), "What is {six} times %s?") == "Forty-two, {she} said."
    (request,) = scripted_model.received
    assert request.path == "/v1/chat/completions"
    assert request.prompt == "What is {six} times %s?"
    assert request.body["model"] == "scripted"
    assert request.body["temperature"] == 0
    assert request.authorisation == f"Bearer {KEY}"


def test_the_temperature_of_the_settings_is_sent(scripted_model: ScriptedModel) -> None:
    ask(settings(scripted_model, judge_temperature=1))
    assert scripted_model.received[0].body["temperature"] == 1


@pytest.mark.parametrize("answer", [Scripted(""), Scripted(None, refusal="I cannot help with that.")])
def test_a_model_that_writes_nothing_gives_an_empty_text(
    scripted_model: ScriptedModel, answer: Scripted
) -> None:
    scripted_model.says(answer)
    assert ask(settings(scripted_model)) == ""


def test_a_passing_failure_is_tried_again(scripted_model: ScriptedModel) -> None:
    scripted_model.says(Scripted("out of order", 500), "Yes.")
    assert ask(settings(scripted_model, judge_max_retries=1)) == "Yes."
    assert len(scripted_model.received) == 2


def test_tries_are_bounded_and_the_cause_is_told(scripted_model: ScriptedModel) -> None:
    scripted_model.otherwise = Scripted("out of order", 500)
    error = failed(settings(scripted_model, judge_max_retries=1))
    assert isinstance(error, AssistantError)
    assert "out of order" in str(error)
    assert "500" in str(error)
    assert len(scripted_model.received) == 2


def test_a_refused_key_is_not_tried_again(scripted_model: ScriptedModel) -> None:
    scripted_model.otherwise = Scripted("no such key", 401)
    assert "no such key" in str(failed(settings(scripted_model)))
    assert len(scripted_model.received) == 1


def test_an_answer_slower_than_the_time_out_is_a_failure(scripted_model: ScriptedModel) -> None:
    scripted_model.otherwise = Scripted("Too late.", slow=True)
    error = failed(settings(scripted_model, judge_timeout_s=0.2, judge_max_retries=0))
    assert "imed out" in str(error)


def test_a_server_that_is_not_there_is_a_failure() -> None:
    with ScriptedModel() as gone:
        chosen = settings(gone, judge_max_retries=0)
    assert "onnect" in str(failed(chosen))


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_key_that_the_server_repeats_is_in_no_error(scripted_model: ScriptedModel, status: int) -> None:
    scripted_model.otherwise = Scripted("Incorrect key {key}; " * 20, status)
    error = failed(settings(scripted_model, judge_max_retries=0))
    assert "[key]" in str(error)
    assert KEY not in "".join(traceback.format_exception(error))
    assert error.__context__ is None


def test_a_key_that_the_model_repeats_is_in_no_text(scripted_model: ScriptedModel) -> None:
    scripted_model.says("Your key is {key}.")
    assert ask(settings(scripted_model)) == "Your key is [key]."


def test_the_key_is_in_no_form_of_the_settings_or_the_model(scripted_model: ScriptedModel) -> None:
    chosen = settings(scripted_model)
    model = open_chat_model(chosen.judge)
    shown = (
        repr(chosen),
        str(chosen),
        repr(chosen.judge),
        chosen.model_dump_json(),
        repr(model),
        str(model),
        str(chosen.model_dump()),
    )
    assert not any(KEY in form for form in (*shown, chat_model_name(chosen.judge)))


@pytest.mark.parametrize(
    "key", ["short", "two words of it", "line\nbreak-in-it", "quo'ted-key-1234", "käy-in-the-lock"]
)
def test_a_key_that_could_not_be_hidden_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(judge_api_key=SecretStr(key))
    assert key not in str(caught.value)


def test_no_key_meant_for_another_goes_to_a_server_of_ones_own(scripted_model: ScriptedModel) -> None:
    ask(settings(scripted_model, judge_api_key=None))
    assert scripted_model.received[0].authorisation == f"Bearer {NO_KEY}"


def test_a_placeholder_for_a_key_does_not_spoil_a_verdict(scripted_model: ScriptedModel) -> None:
    scripted_model.says('{"verdict": "none"}')
    assert ask(settings(scripted_model, judge_api_key=None)) == '{"verdict": "none"}'


def test_a_provider_without_its_key_is_refused_with_the_setting_to_set() -> None:
    with pytest.raises(SettingsError, match="EVIDENCE_JUDGE_API_KEY"):
        open_chat_model(settings(judge_api_key=None).judge)


def test_without_an_address_texts_go_to_the_provider_itself() -> None:
    model: Any = open_chat_model(settings().judge)
    assert model.openai_api_base == OPENAI_ADDRESS


def test_an_unknown_provider_is_refused_by_the_name_of_the_setting() -> None:
    with pytest.raises(SettingsError, match=r"'nobody:x' \(EVIDENCE_JUDGE_MODEL\)"):
        open_chat_model(settings(judge_model="nobody:x").judge)


@pytest.mark.skipif(
    importlib.util.find_spec("langchain_groq") is not None, reason="langchain-groq is installed"
)
def test_a_provider_whose_package_is_missing_is_refused_with_the_package() -> None:
    with pytest.raises(SettingsError, match="pip install langchain-groq"):
        open_chat_model(settings(judge_model="groq:x").judge)


WITHOUT_LANGCHAIN = """
import sys
sys.modules["langchain"] = None  # as good as not installed
from assistant.chat_models import open_chat_model
from assistant.errors import SettingsError
from assistant.settings import Settings
assert not {"langchain_core", "langchain_openai", "langsmith"} & set(sys.modules), "imported too early"
try:
    open_chat_model(Settings(judge_model="azure_openai:x").judge)
except SettingsError as error:
    print(error)
"""


def test_without_langchain_the_next_command_is_named() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_LANGCHAIN], capture_output=True, text=True, check=True
    )
    assert "pip install langchain langchain-azure-openai" in ran.stdout


def test_two_chat_models_are_asked_each_with_its_own_address_key_and_temperature(
    scripted_model: ScriptedModel,
) -> None:
    with ScriptedModel() as other:
        chosen = settings(
            other, chat_model="openai:writer", chat_base_url=scripted_model.url, chat_temperature=1,
            chat_api_key=SecretStr("sk-the-key-of-the-writer"),
        )  # fmt: skip
        for group in (chosen.chat, chosen.judge):
            model = open_chat_model(group)
            assert model is not None
            completion(model)("What?")
        seen = [(r.authorisation, r.body["model"], r.body["temperature"]) for r in other.received]
        assert seen == [(f"Bearer {KEY}", "scripted", 0)]
    seen = [(r.authorisation, r.body["model"], r.body["temperature"]) for r in scripted_model.received]
    assert seen == [("Bearer sk-the-key-of-the-writer", "writer", 1)]
    assert chat_model_name(chosen.chat).startswith("openai:writer at http://127.0.0.1:")


def test_the_key_of_one_chat_model_does_not_stand_in_for_that_of_the_other() -> None:
    with pytest.raises(SettingsError, match="EVIDENCE_CHAT_API_KEY is not set"):
        open_chat_model(settings(chat_model="openai:writer").chat)


def test_the_name_of_the_judge_tells_model_address_and_temperature() -> None:
    assert chat_model_name(settings().judge) == "openai:scripted"
    there = settings(judge_base_url="http://127.0.0.1:8000/v1", judge_temperature=1)
    assert chat_model_name(there.judge) == "openai:scripted at http://127.0.0.1:8000/v1, temperature 1"


CONTACTS = """
import os, sys
def noted(event, details):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        whom = details[:2] if event == "socket.getaddrinfo" else details[-1]
        os.write(1, (repr((event, whom)) + "\\n").encode())
sys.addaudithook(noted)
from pydantic import SecretStr
from assistant.chat_models import completion, open_chat_model
from assistant.settings import Settings
url = sys.argv[1]
chosen = Settings(judge_model="openai:scripted", judge_base_url=url, judge_api_key=SecretStr("sk-0123456789"))
assert completion(open_chat_model(chosen.judge))("What?") == '{"verdict": "support"}'
"""


@pytest.mark.slow
def test_nothing_but_the_named_server_is_contacted_with_tracing_on_and_other_addresses_about(
    scripted_model: ScriptedModel,
) -> None:
    tempting = {
        "LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "ls-0123456789",
        "LANGSMITH_ENDPOINT": "http://127.0.0.2:9/", "OPENAI_BASE_URL": "http://127.0.0.3:9/v1",
        "OPENAI_API_BASE": "http://127.0.0.4:9/v1", "OPENAI_API_KEY": "sk-another-key",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", CONTACTS, scripted_model.url],
        env=tempting, capture_output=True, text=True, check=True,
    )  # fmt: skip
    contacts = set(ran.stdout.splitlines())
    assert contacts == {
        f"('socket.connect', ('127.0.0.1', {scripted_model.port}))",
        f"('socket.getaddrinfo', ('127.0.0.1', {scripted_model.port}))",
    }
    assert [r.authorisation for r in scripted_model.received] == ["Bearer sk-0123456789"]
