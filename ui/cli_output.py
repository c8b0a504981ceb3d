"""What the command line writes: plain text without colour, JSON lines, and a status line on a terminal."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

import click

PARTIAL = 1
"""Exit code of a run that did a part of its work; what is missing was said."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class UserError(click.ClickException):
    """Something that was typed, or the index, cannot be used: one plain message, exit code 2."""

    exit_code = 2

    def format_message(self) -> str:
        """The message without signs that a terminal would obey."""
        return readable(self.message)


def end(code: int) -> NoReturn:
    """End the command with an exit code and no message."""
    raise click.exceptions.Exit(code)


def plain_message(error: Exception) -> str:
    """What to tell the user of an error that is theirs or the index's; empty for a fault of the program."""
    from sqlite3 import DatabaseError

    from assistant.errors import AssistantError  # SettingsError is one
    from corpus.types import CorpusError
    from evals.gold import GoldError
    from evals.judge_inputs import JudgeError
    from evals.run_folder import RunError
    from indexing.types import IndexingError

    if isinstance(error, AssistantError | CorpusError | IndexingError | GoldError | RunError | JudgeError):
        return str(error)
    if isinstance(error, DatabaseError):
        return f"The library cannot be read ({error}). Move its folder away and build it with: evidence index"
    return ""


def clean(text: str) -> str:
    """The same text without half characters, which cannot be written or searched for."""
    return text.encode("utf-8", "surrogateescape" if _only_bytes(text) else "replace").decode(
        "utf-8", "replace"
    )


def _only_bytes(text: str) -> bool:
    """Whether every half character stands for a byte that the terminal sent, as Python passes them on."""
    return all("\udc80" <= c <= "\udcff" for c in text if "\ud800" <= c <= "\udfff")


def readable(text: str) -> str:
    """Text for a screen: no signs that a terminal would obey."""
    return _CONTROLS.sub("", clean(text))


def say(text: str) -> None:
    """A result, on standard output."""
    click.echo(readable(text))


def note(text: str) -> None:
    """Something about the run, on standard error."""
    click.echo(readable(text), err=True)


def json_line(record: Mapping[str, Any]) -> str:
    """A record as one line of JSON."""
    return clean(json.dumps(record, ensure_ascii=False))


class StatusLine:
    """A line on standard error that is written over; nothing where that is not a terminal."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._length = 0

    def show(self, text: str) -> None:
        """Put this in the place of what stood there."""
        if self._terminal:
            line = readable(text).replace("\n", " ")[:78]
            click.echo("\r" + line.ljust(self._length), nl=False, err=True)
            self._length = len(line)

    def clear(self) -> None:
        """Take the line away, so that a result can be written."""
        if self._terminal and self._length:
            click.echo("\r" + " " * self._length + "\r", nl=False, err=True)
            self._length = 0
