"""One file from its address onto the disk: in part files that can be gone on with, never half in place."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from corpus.fetching.judge import Came
from corpus.fetching.session import Reply, WebSession, refuse_status
from corpus.fetching.types import Fetched, FetchError, FetchReason

STRONG_AFTER = timedelta(seconds=60)
"""How much older than the answer a `Last-Modified` must be to name one version (RFC 9110, 8.8.2.2)."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that came whole, and the names of its version."""

    came: Came
    etag: str | None
    last_modified: str | None


class PartFile:
    """What has come of one file so far, and of which version of which address it is a part."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path, self._note = folder / f".{name}.part", folder / f".{name}.part.json"

    def resumable(self, url: str) -> tuple[int, str] | None:
        """Bytes that are here of this address, and the version they belong to; None to begin anew."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            size = self.path.stat().st_size
        except (OSError, ValueError):
            return None
        named = isinstance(note, dict) and note.get("url") == url and isinstance(note.get("version"), str)
        return (size, note["version"]) if named and size else None

    def begin(self, url: str, version: str | None) -> None:
        """Empty it for this version of this address; with None it cannot be gone on with later."""
        self.discard()
        self.path.write_bytes(b"")
        if version is not None:
            self._note.write_text(json.dumps({"url": url, "version": version}), encoding="utf-8")

    def keep_or_discard(self) -> None:
        """After a failure: what can be gone on with stays."""
        if not self._note.exists():
            self.discard()

    def discard(self) -> None:
        """Take it away."""
        for path in (self._note, self.path):
            path.unlink(missing_ok=True)

    def settled(self) -> None:
        """The file has been put in its place under its name."""
        self._note.unlink(missing_ok=True)


def download(
    session: WebSession,
    url: str,
    part: PartFile,
    known: Fetched | None,
    progress: Callable[[int, int | None], None],
) -> Download | None:
    """The file of an address in `part`, whole and on the disk; None where it is still the known one.

    Goes on with an earlier part where the publisher has the same version still. Raises FetchError, after
    which the part stays if it can be gone on with.
    """
    earlier = part.resumable(url)
    with session.get(url, _headers(earlier, known)) as reply:
        if reply.status == httpx.codes.NOT_MODIFIED and known and not earlier:
            return None
        if reply.status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and earlier:
            part.discard()
            raise FetchError(FetchReason.INCOMPLETE, "an earlier part no longer fits", again=True)
        refuse_status(reply, session)
        total = _continued(reply, earlier, part)
        if reply.status != httpx.codes.PARTIAL_CONTENT:
            part.begin(url, _version(reply))
        try:
            _write(reply, part.path, total, session.limits.bytes, progress)
        except BaseException:
            part.keep_or_discard()
            raise
        size = part.path.stat().st_size
        if total is not None and size != total:
            part.discard()
            raise FetchError(FetchReason.INCOMPLETE, f"{size:,} bytes of {total:,}", again=True)
        etag, modified = reply.headers.get("etag"), reply.headers.get("last-modified")
        return Download(Came(part.path.read_bytes(), str(reply.url)), etag, modified)


def _headers(earlier: tuple[int, str] | None, known: Fetched | None) -> dict[str, str]:
    if earlier:
        return {"Range": f"bytes={earlier[0]}-", "If-Range": earlier[1]}
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified} if known else {}
    return {name: value for name, value in asked.items() if value}


def _continued(reply: Reply, earlier: tuple[int, str] | None, part: PartFile) -> int | None:
    """Bytes of the whole file where that was said. Raises FetchError for a part that does not fit on."""
    if reply.status != httpx.codes.PARTIAL_CONTENT:
        return reply.length
    said = re.fullmatch(r"bytes (\d{1,15})-\d{1,15}/(\d{1,15}|\*)", reply.headers.get("content-range", ""))
    if not earlier or not said or int(said[1]) != earlier[0] or reply.encoded:
        part.discard()
        raise FetchError(FetchReason.INCOMPLETE, "the publisher sent another part than asked for", again=True)
    return None if said[2] == "*" else int(said[2])


def _version(reply: Reply) -> str | None:
    """A name of exactly this version, good for going on later; None where there is none."""
    if reply.encoded or reply.headers.get("accept-ranges", "").strip().lower() == "none":
        return None
    etag = reply.headers.get("etag", "")
    if etag.startswith('"'):
        return str(etag)
    modified = reply.headers.get("last-modified")
    with suppress(ValueError, TypeError):
        answered = parsedate_to_datetime(reply.headers.get("date", ""))
        if modified and answered - parsedate_to_datetime(modified) >= STRONG_AFTER:
            return str(modified)
    return None


def _write(
    reply: Reply, path: Path, total: int | None, limit: int, progress: Callable[[int, int | None], None]
) -> None:
    with path.open("ab") as file:
        done = file.tell()
        progress(done, total)
        for piece in reply.chunks(limit - done):
            file.write(piece)
            done += len(piece)
            progress(done, total)
        file.flush()
        os.fsync(file.fileno())
