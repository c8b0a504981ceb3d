"""Files read two at a time while what was read before is being kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, TypeVar

from corpus.parsing.types import DocumentError, Parsed
from corpus.types import CorpusError

T = TypeVar("T")

Read = Callable[[BinaryIO, str, int], Parsed]
"""Reads an open file of a name and a size in bytes. Raises DocumentError or another CorpusError."""
WORKERS = 2
WAITING = 2 * WORKERS
"""So many may be read, or being read, beyond the one that is asked for."""


def read_ahead(
    items: Iterable[T], read: Callable[[T], Parsed | None]
) -> Iterator[tuple[T, Parsed | str | None]]:
    """Each item, in order, with what was read of it or the reason why nothing was.

    `read` is called by threads; for what needs no reading it returns None.
    """
    pool = ThreadPoolExecutor(WORKERS)
    waiting: deque[tuple[T, Future[Parsed | None]]] = deque()
    try:
        for item in items:
            waiting.append((item, pool.submit(read, item)))
            if len(waiting) > WAITING:
                yield _ended(*waiting.popleft())
        while waiting:
            yield _ended(*waiting.popleft())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _ended(item: T, reading: Future[Parsed | None]) -> tuple[T, Parsed | str | None]:
    try:
        return item, reading.result()
    except DocumentError as error:
        return item, f"{error.reason.value}{f' ({error.detail})' if error.detail else ''}."
    except CorpusError as error:
        return item, str(error)
    except OSError as error:
        return item, f"It cannot be read: {error.strerror or error}."
