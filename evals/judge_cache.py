"""Replies of the judge on disk: what was paid for once is not asked again, also after a kill."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TextIO

from evals.judge_inputs import JudgeError


def reply_key(model: str, version: str, prompt: str, run: int) -> str:
    """What a reply belongs to: SHA-256 of model name, prompt version, prompt and number of the run."""
    return hashlib.sha256(json.dumps([model, version, prompt, run]).encode()).hexdigest()


class ReplyCache:
    """A file of JSON lines, one a reply, written as each comes in. Close it, or use it in a `with`.

    A line that is not whole (the program was killed while writing it) is as if it had never been: that reply
    is asked for again. Where a key occurs twice the first counts. One writer at a time.
    """

    def __init__(self, path: Path) -> None:
        """Read what is there. Raises JudgeError where the file cannot be read or is another kind of file."""
        self.path = path
        self._file: TextIO | None = None
        self._replies: dict[str, str] = {}
        self._torn = False
        try:
            content = path.read_bytes() if path.exists() else b""
        except OSError as error:
            raise JudgeError(f"The judge's replies in {path} cannot be read: {error}.") from None
        lines = content.splitlines()
        for line in lines:
            self._take(line)
        self._torn = bool(content) and not content.endswith(b"\n")
        if len(lines) > self._torn and not self._replies:
            raise JudgeError(f"{path} holds something else than the judge's replies. Move it away.")

    def _take(self, line: bytes) -> None:
        try:
            entry = json.loads(line)
            key, reply = entry["key"], entry["reply"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return
        if isinstance(key, str) and isinstance(reply, str):
            self._replies.setdefault(key, reply)

    def get(self, key: str) -> str | None:
        """The reply kept under a key, if there is one."""
        return self._replies.get(key)

    def put(self, key: str, reply: str) -> None:
        """Keep a reply; it is on its way to the disk when this returns. Raises JudgeError where it cannot be
        written."""
        entry = json.dumps({"key": key, "reply": reply})
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("a", encoding="utf-8")
            self._file.write(("\n" if self._torn else "") + entry + "\n")
            self._file.flush()
        except OSError as error:
            raise JudgeError(
                f"The judge's replies cannot be written to {self.path}: {error}. "
                "Free space or name another place, and run it again: what was written is not asked again."
            ) from None
        self._torn = False
        self._replies.setdefault(key, reply)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> ReplyCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
