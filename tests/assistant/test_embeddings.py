"""LangChain embeddings as the embedder: what is sent, how failures are told, and that keys stay hidden."""

from __future__ import annotations

import importlib.util
import math
import subprocess
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr
from scripted_embeddings import ScriptedEmbeddings

from assistant.compose import open_embedder
from assistant.embeddings import TEXTS_A_CALL, EmbeddingsError, LangChainEmbedder, open_embeddings
from assistant.errors import AssistantError, SettingsError
from assistant.settings import Settings
from indexing.types import IndexingError

KEY = "sk-abcdefghijklmnop0123456789"


@pytest.fixture
def server() -> Iterator[ScriptedEmbeddings]:
    with ScriptedEmbeddings() as running:
        yield running


def settings(server: ScriptedEmbeddings | None = None, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "embedder": "openai:scripted", "embedder_api_key": SecretStr(KEY), "embedder_max_retries": 0,
    }  # fmt: skip
    if server:
        given["embedder_base_url"] = server.url
    return Settings(**{**given, **more})


def opened(server: ScriptedEmbeddings, **more: Any) -> LangChainEmbedder:
    return open_embeddings(settings(server, **more))


def failed(embedder: LangChainEmbedder) -> EmbeddingsError:
    with pytest.raises(EmbeddingsError) as caught:
        embedder.embed(["care"])
    return caught.value


def test_the_setting_opens_it_and_nothing_is_sent_by_that(server: ScriptedEmbeddings) -> None:
    embedder = open_embedder(settings(server))
    assert isinstance(embedder, LangChainEmbedder)
    assert embedder.name == "openai:scripted"
    assert embedder.way == "openai:scripted by LangChain"
    assert embedder.count_pieces("Care in the community.") == 7
    assert server.received == []


def test_texts_go_out_as_they_are_and_come_back_as_unit_vectors(server: ScriptedEmbeddings) -> None:
    embedder = opened(server)
    vectors = embedder.embed(["care care home", "café {x}"])
    place = int(np.argmax(server.vector("care care")))
    assert vectors.shape == (2, 64)
    assert vectors[0, place] == pytest.approx(2 / math.sqrt(5))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(2))
    assert server.received[0].texts == ["care care home", "café {x}"]
    assert server.received[0].path == "/v1/embeddings"
    assert server.received[0].authorisation == f"Bearer {KEY}"
    assert np.array_equal(embedder.embed_queries(["care care home"])[0], vectors[0])
    assert embedder.embed([]).shape == embedder.embed_queries([]).shape == (0, 64)


def test_many_texts_go_in_several_calls(server: ScriptedEmbeddings) -> None:
    texts = [f"text {n}" for n in range(TEXTS_A_CALL + 1)]
    vectors = opened(server).embed(texts)
    assert [len(r.texts) for r in server.received][:2] == [TEXTS_A_CALL, 1]
    assert vectors[-1] == pytest.approx(opened(server).embed([texts[-1]])[0])


def test_the_fingerprint_is_of_the_name_and_the_size_of_vectors(server: ScriptedEmbeddings) -> None:
    first = opened(server).fingerprint
    assert len(server.received) == 1
    assert opened(server).fingerprint == first
    assert opened(server, embedder="openai:other").fingerprint != first
    server.dimension = 65
    assert opened(server).fingerprint != first


def test_vectors_of_another_size_than_before_are_refused(server: ScriptedEmbeddings) -> None:
    embedder = opened(server)
    assert embedder.dimension == 64
    server.dimension = 65
    assert "cannot be used" in str(failed(embedder))


@pytest.mark.parametrize("rows", [[], [[]], [[0.0, 0.0]], [[1.0], [1.0]]])
def test_an_answer_that_holds_no_vector_is_a_failure(
    server: ScriptedEmbeddings, rows: list[list[float]]
) -> None:
    embedder = opened(server)
    data = [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)]
    server.answer = {"object": "list", "data": data, "model": "x", "usage": {}}
    assert "EVIDENCE_EMBEDDER" in str(failed(embedder))


def test_a_failure_names_setting_cause_and_next_step_and_no_key(server: ScriptedEmbeddings) -> None:
    server.fails_after = 0
    error = failed(opened(server))
    assert "'openai:scripted' (EVIDENCE_EMBEDDER)" in str(error)
    assert "out of order for [key]" in str(error)
    assert "EVIDENCE_EMBEDDER_BASE_URL" in str(error)
    assert KEY not in "".join(traceback.format_exception(error))
    assert error.__context__ is None
    assert isinstance(error, AssistantError)
    assert isinstance(error, IndexingError)


def test_a_server_that_is_not_there_is_a_failure() -> None:
    with ScriptedEmbeddings() as gone:
        embedder = opened(gone)
    assert "onnect" in str(failed(embedder))


def test_the_key_is_in_no_form_of_the_settings_or_the_embedder(server: ScriptedEmbeddings) -> None:
    chosen = settings(server)
    forms = (repr(chosen), chosen.model_dump_json(), str(chosen.model_dump()), repr(open_embeddings(chosen)))
    assert not any(KEY in form for form in forms)


def test_no_key_meant_for_another_goes_to_a_server_of_ones_own(server: ScriptedEmbeddings) -> None:
    opened(server, embedder_api_key=None).embed(["care"])
    assert server.received[0].authorisation == "Bearer none"


def test_a_provider_without_its_key_is_refused_with_the_setting_to_set() -> None:
    with pytest.raises(SettingsError, match="EVIDENCE_EMBEDDER_API_KEY"):
        open_embeddings(settings(embedder_api_key=None))


def test_an_unknown_provider_is_refused_by_the_name_of_the_setting() -> None:
    with pytest.raises(SettingsError, match=r"'nobody:x' \(EVIDENCE_EMBEDDER\)"):
        open_embeddings(settings(embedder="nobody:x"))


def test_a_provider_that_would_fetch_a_model_is_refused() -> None:
    with pytest.raises(SettingsError, match="folder"):
        open_embeddings(settings(embedder="huggingface:BAAI/bge-small-en-v1.5"))


@pytest.mark.skipif(
    importlib.util.find_spec("langchain_cohere") is not None, reason="langchain-cohere is installed"
)
def test_a_provider_whose_package_is_missing_is_refused_with_the_package() -> None:
    with pytest.raises(SettingsError, match="pip install langchain-cohere"):
        open_embeddings(settings(embedder="cohere:x"))


CONTACTS = """
import os, sys
def noted(event, details):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        whom = details[:2] if event == "socket.getaddrinfo" else details[-1]
        os.write(1, (repr((event, whom)) + "\\n").encode())
sys.addaudithook(noted)
from assistant.compose import open_embedder
from assistant.settings import Settings
embedder = open_embedder(Settings(embedder="openai:text-embedding-3-small", embedder_base_url=sys.argv[1]))
embedder.embed(["care in the community"]), embedder.embed_queries(["care?"])
"""


@pytest.mark.slow
def test_nothing_but_the_named_server_is_contacted(server: ScriptedEmbeddings) -> None:
    """OpenAI's own way would fetch a table of word-pieces first."""
    tempting = {
        "OPENAI_BASE_URL": "http://127.0.0.3:9/v1", "OPENAI_API_KEY": "sk-another-key",
        "LANGSMITH_TRACING": "true", "LANGSMITH_ENDPOINT": "http://127.0.0.2:9/",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", CONTACTS, server.url],
        env=tempting, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(ran.stdout.splitlines()) == {
        f"('socket.connect', ('127.0.0.1', {server.port}))",
        f"('socket.getaddrinfo', ('127.0.0.1', {server.port}))",
    }
    assert server.texts()[0] == "care in the community"
    assert {r.authorisation for r in server.received} == {"Bearer none"}
