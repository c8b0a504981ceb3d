"""Serving the page: this machine only, a port in use, a quiet end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from scripted_assistant import ScriptedAssistant, scripted_brief

from ui.server import PageError, require_loopback, serve, take_port

HERE = Path(__file__).parent
PROGRAM = """
import sys
def watch(event, args):
    if event in ("socket.getaddrinfo", "socket.connect"):
        place = args[0] if event == "socket.getaddrinfo" else args[1]
        place = place[0] if isinstance(place, tuple) else place
        if place not in ("127.0.0.1", "localhost", "", None, "::1", "::", "0.0.0.0"):
            print("OUTSIDE", event, place, file=sys.stderr)
sys.addaudithook(watch)
sys.path.insert(0, {here!r})
from scripted_assistant import ScriptedAssistant, scripted_brief
from ui.server import serve
serve(ScriptedAssistant, lambda assistant, topic: scripted_brief(topic), "127.0.0.1", {port})
"""


ANYWHERE = "0.0.0.0"  # noqa: S104 - refused, never bound


@pytest.mark.parametrize("host", [ANYWHERE, "::", "192.168.1.4", "10.0.0.1", "example.org", "", "127.0.0.2"])
def test_any_address_but_this_machine_is_refused_before_anything_is_opened(host: str) -> None:
    opened: list[str] = []

    def never() -> ScriptedAssistant:
        opened.append("opened")
        return ScriptedAssistant()

    with pytest.raises(PageError, match=r"no sign-in yet.*--host 127\.0\.0\.1"):
        serve(never, lambda _, topic: scripted_brief(topic), host, 0)
    assert opened == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_allowed(host: str) -> None:
    require_loopback(host)


def test_a_port_in_use_is_named_with_the_flag_that_changes_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PageError, match=rf"Port {port} is in use.*--port"):
            take_port("127.0.0.1", port)


@pytest.mark.slow
def test_the_page_says_where_it_is_calls_nobody_and_stops_quietly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = PROGRAM.format(here=str(HERE), port=port)
    switched_on = {"GRADIO_ANALYTICS_ENABLED": "True", "GRADIO_SHARE": "True", "GRADIO_MCP_SERVER": "True"}
    environment = {**os.environ, **switched_on, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=HERE.parents[1],
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        deadline = time.monotonic() + 60
        status = 0
        while status != 200 and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/page.js", timeout=5) as reply:
                    status = reply.status
            except OSError:
                time.sleep(0.2)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}/" in first
    assert status == 200
    assert child.returncode == 0
    assert out.strip() == "Stopped."
    assert "Traceback" not in err
    assert "OUTSIDE" not in err
