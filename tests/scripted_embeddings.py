"""An OpenAI-compatible embeddings server on loopback: the real protocol, vectors from hashes of words."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Received:
    """A request as it came in; `texts` are what was to be embedded."""

    path: str
    authorisation: str
    body: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        """What was to be embedded."""
        given = self.body["input"]
        return [given] if isinstance(given, str) else given


class ScriptedEmbeddings:
    """Gives each text a vector that is no unit vector; texts with words in common are near each other.

    `fails_after` so many further calls it answers with an error that repeats the key.
    """

    def __init__(self, dimension: int = 64) -> None:
        self.dimension = dimension
        self.fails_after: int | None = None
        self.answer: dict[str, Any] | None = None
        self.received: list[Received] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def texts(self) -> list[str]:
        """Everything that was to be embedded, in order."""
        return [text for received in self.received for text in received.texts]

    def vector(self, text: str) -> list[float]:
        """Three times as long as a unit vector would be for each word."""
        found = [0.0] * self.dimension
        for word in re.findall(r"\w+", text.lower()) or [""]:
            found[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % self.dimension] += 3.0
        return found

    def reply(self, received: Received) -> tuple[int, dict[str, Any]]:
        """Note a request; status and body of the answer."""
        with self._lock:
            self.received.append(received)
            if self.fails_after is not None:
                self.fails_after -= 1
                if self.fails_after < 0:
                    key = received.authorisation.removeprefix("Bearer ")
                    return 400, {"error": {"message": f"out of order for {key}", "type": "scripted"}}
        rows = [{"object": "embedding", "index": n, "embedding": self.vector(t)}
                for n, t in enumerate(received.texts)]  # fmt: skip
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return 200, self.answer or {"object": "list", "data": rows, "model": "scripted", "usage": usage}

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(model: ScriptedEmbeddings) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the request's
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = model.reply(Received(self.path, self.headers.get("Authorization", ""), body))
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                return

        return Handler
