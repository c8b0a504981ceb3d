"""The body of an answer, decoded in small steps and never beyond a number of bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from corpus.fetching.types import FetchError, FetchReason

STEP = 1 << 18


def decoded(chunks: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """The chunks of a body without its `Content-Encoding`.

    Raises FetchError: TOO_LARGE beyond `limit` bytes in all, INCOMPLETE for a body that is damaged or cut,
    WRONG_TYPE for an encoding other than gzip and deflate (none was asked for).
    """
    total = 0
    for piece in _plain(chunks, encoding.strip().lower()):
        total += len(piece)
        if total > limit:
            raise too_large(limit)
        yield piece


def too_large(limit: int) -> FetchError:
    """The error of a body beyond the limit."""
    return FetchError(FetchReason.TOO_LARGE, f"more than {limit / 1e6:.0f} MB")


def _plain(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(FetchReason.WRONG_TYPE, f"it came encoded as {encoding[:20]}")
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: gzip or zlib, by the body's own first bytes
    try:
        for chunk in chunks:
            data = chunk
            while data and not inflate.eof:
                yield inflate.decompress(data, STEP)
                data = inflate.unconsumed_tail
        if not inflate.eof:
            yield inflate.flush()
    except zlib.error as error:
        raise FetchError(FetchReason.INCOMPLETE, f"its compression is damaged: {error}", again=True) from None
    if not inflate.eof:
        raise FetchError(FetchReason.INCOMPLETE, "it was cut short", again=True)
