"""An OpenAI-compatible chat server on loopback that answers from a script: the real protocol, no model."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Scripted:
    """One answer of the server: what the model says, or an HTTP status that is an error. A slow one comes
    only when the server is stopped. `{key}` in `text` is replaced by what the client signed in with."""

    text: str | None = ""
    status: int = 200
    slow: bool = False
    refusal: str | None = None


@dataclass(frozen=True)
class Received:
    """A request as it came in."""

    path: str
    authorisation: str
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """The text of its one message."""
        (message,) = self.body["messages"]
        return str(message["content"])


class ScriptedModel:
    """Answers with the script's entries in turn, then always with `otherwise`."""

    def __init__(self) -> None:
        self.script: list[Scripted] = []
        self.otherwise = Scripted('{"verdict": "support"}')
        self.received: list[Received] = []
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def says(self, *answers: Scripted | str) -> None:
        """Add to the script."""
        self.script += [Scripted(a) if isinstance(a, str) else a for a in answers]

    def next_answer(self, received: Received) -> Scripted:
        """Note a request and take the script's next entry."""
        with self._lock:
            self.received.append(received)
            return self.script.pop(0) if self.script else self.otherwise

    def prompts(self) -> Iterable[str]:
        """What was asked, in order."""
        return [r.prompt for r in self.received]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(model: ScriptedModel) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the request's
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                signed = self.headers.get("Authorization", "")
                answer = model.next_answer(Received(self.path, signed, body))
                if answer.slow:
                    model.stopping.wait(30)
                key = signed.removeprefix("Bearer ")
                content = _content(answer, key)
                try:
                    self.send_response(answer.status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except OSError:
                    return  # whoever asked has gone away

            def log_message(self, *_: object) -> None:
                return

        return Handler


def _content(answer: Scripted, key: str) -> bytes:
    text = None if answer.text is None else answer.text.replace("{key}", key)
    if answer.status != 200:
        return json.dumps({"error": {"message": text, "type": "scripted", "code": None}}).encode()
    message = {"role": "assistant", "content": text, "refusal": answer.refusal}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    whole = {"id": "x", "object": "chat.completion", "created": 0, "model": "scripted", "usage": usage}
    return json.dumps({**whole, "choices": [choice]}).encode()
