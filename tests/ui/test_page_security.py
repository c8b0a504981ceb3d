"""The page's doors: which are open, to whom, and what every reply carries (trust.md S5)."""

from __future__ import annotations

import json
import logging
import uuid
from typing import Any

import pytest
from scripted_assistant import ScriptedAssistant
from starlette.testclient import TestClient

SECRETS = (
    "/etc/passwd",
    "/proc/self/environ",
    "pyproject.toml",
    "corpus/catalogue.toml",
    "C:/Windows/win.ini",
)
DOORS = ("/gradio_api/file=", "/file=", "/gradio_api/file/", "/static/", "/assets/", "/svelte/")
CLIMBS = (
    "",
    "../../../../../..",
    "..%2f..%2f..%2f..%2f..",
    "%2e%2e/%2e%2e/%2e%2e/%2e%2e",
    "....//....//....//",
)
TRAVERSALS = [f"{door}{climb}{name}" for door in DOORS for climb in CLIMBS for name in SECRETS]
CLOSED = (
    "/docs /redoc /openapi.json /monitoring /monitoring/summary /gradio_api/runs /runs /gradio_api/upload "
    "/upload /gradio_api/mcp /manifest.json /pwa_icon /login /logout /gradio_api/deep_link "
    "/gradio_api/proxy=http://127.0.0.1/ /gradio_api/component_server /gradio_api/app_id "
    "/gradio_api/vibe-code/ /gradio_api/mcp/sse "
    "/gradio_api/call/respond /gradio_api/run/predict /gradio_api/upload_progress /gradio_api/stream/a/b/c/d"
).split()


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_to_a_file(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code in {400, 403, 404}, path
    assert "root:" not in reply.text
    assert "[project]" not in reply.text


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_doors_that_are_not_needed_are_closed(client: TestClient, path: str, method: str) -> None:
    assert client.request(method, path).status_code in {404, 405}


@pytest.mark.parametrize(
    "host",
    ["spoof.example", "127.0.0.1.spoof.example", "evil", "[::1]", "localhost.evil.test", "169.254.169.254"],
)
def test_another_host_name_is_refused(client: TestClient, host: str) -> None:
    reply = client.get("/config", headers={"Host": host, "Origin": "https://evil.example"})
    assert reply.status_code == 400
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_another_origin_gets_no_permission(client: TestClient, origin: str) -> None:
    reply = client.get("/config", headers={"Origin": origin})
    assert reply.headers.get("access-control-allow-origin") not in {origin, "*"}


@pytest.mark.parametrize("path", ["/", "/page.js", "/theme.css", "/config", "/nothing-here"])
def test_every_reply_carries_the_safe_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_is_ours(client: TestClient) -> None:
    page = client.get("/").text
    assert 'lang="en-GB"' in page
    assert "<title>Policy evidence assistant</title>" in page
    for word in ("githubusercontent", "og:image", "twitter:", "fonts.googleapis"):
        assert word not in page
    config = client.get("/config").json()
    assert not config.get("show_error")
    assert not config.get("analytics_enabled")


def _call(client: TestClient, index: int, data: list[Any]) -> str:
    session = uuid.uuid4().hex
    body = {"data": data, "fn_index": index, "session_hash": session}
    joined = client.post("/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        assert joined.status_code in {400, 404, 422}
        return joined.text
    return client.get("/gradio_api/queue/data", params={"session_hash": session}).text


@pytest.mark.parametrize(
    "data",
    [
        [None] * 9,
        [7, "state", "darzi-iinhs-2024", "NAO", {}, [], [], 3, "yes"],
        ["x" * 5000, None, [], [], [], [], "", "", False],
        ["ok", None, ["no such report"], [], [], [], "", "", False],
        ["ok", None, [], ["no such publisher"], [], [], "", "", False],
        ["ok", None, [], [], [["nested"]], [], "", "", False],
        ["ok", None, [], [], [], ["Atlantis"], "", "", False],
        ["ok", None, [], [], [], [], "2024-13-40", "", False],
        ["ok", None, [], [], [], [], "2025", "2020", False],
        ["ok", None, [], [], [], [], "", "", "yes"],
    ],
)
def test_a_handler_refuses_what_a_page_would_never_send(
    client: TestClient, scripted: ScriptedAssistant, data: list[Any]
) -> None:
    before = len(scripted.asked)
    said = _call(client, _index(client, inputs=9), data)
    assert "Traceback" not in said
    assert 'File \\"' not in said
    assert "There is a problem" in said or '"success":false' in said
    assert len(scripted.asked) == before


def test_opening_a_source_that_was_never_shown_is_refused_in_words(client: TestClient) -> None:
    said = _call(client, _index(client, inputs=1), [None])
    assert "not part of the answer shown" in said


def _index(client: TestClient, inputs: int) -> int:
    found = [d["id"] for d in client.get("/config").json()["dependencies"] if len(d["inputs"]) == inputs]
    assert found, "no event takes that many inputs: the page has changed"
    return int(found[0])


def test_a_failure_reaches_the_reader_in_words_and_the_log_without_the_question(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        said = _call(
            client,
            _index(client, inputs=9),
            ["broken canary-7731", None, [], [], [], [], "", "", False],
        )
    assert "Something went wrong" in said
    assert "Traceback" not in said
    assert "secret words" not in json.dumps(said)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("evidence")]
    assert ours == ["answering failed: RuntimeError"]
    assert not any("canary-7731" in record.getMessage() for record in caplog.records)
