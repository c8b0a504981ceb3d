"""Ctrl-C and SIGTERM as an orderly end of a command that takes long."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from ui.cli_output import end, note


@contextmanager
def orderly_end(message: Callable[[], str]) -> Iterator[Callable[[], None]]:
    """Ctrl-C and SIGTERM end what is inside with a message and exit code 130 or 143.

    What was raised on the way out does not matter: native code may turn an interrupt into errors of its own,
    or lose it. What is given raises KeyboardInterrupt where a signal came, for use between steps.
    """
    caught: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        caught.append(number)
        raise KeyboardInterrupt

    def check() -> None:
        if caught:
            raise KeyboardInterrupt

    numbers = [n for n in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(n) is not signal.SIG_IGN]
    before = {n: signal.signal(n, stop) for n in numbers}
    try:
        yield check
    except BaseException:
        if not caught:
            raise
        for n in before:
            signal.signal(n, signal.SIG_IGN)
        note(message())
        end(128 + caught[0])
    finally:
        for n, handler in before.items():
            signal.signal(n, handler)
