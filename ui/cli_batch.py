"""Many questions from a file of JSON lines: each line read by itself, each answered in its turn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from assistant.types import Turn
from ui.cli_filters import Wanted
from ui.cli_output import StatusLine, UserError, clean, json_line, note, plain_message, say

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One line that can be asked. `id` is text also where the line gives a number."""

    number: int
    id: str
    question: str
    history: tuple[Turn, ...]
    typed: Wanted


@dataclass(frozen=True, slots=True)
class Unusable:
    """One line that cannot be asked, and why. `id` is `line N` where the line gives none."""

    number: int
    id: str
    question: str
    reason: str


class _LineError(ValueError):
    """A field of a line is missing or of the wrong form."""


def read_lines(lines: Iterable[bytes]) -> Iterator[Asked | Unusable]:
    """Every line that is not blank, in order, as soon as it comes. Raises nothing for a bad line."""
    seen: set[str] = set()
    for number, raw in enumerate(lines, 1):
        if not raw.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        line = _read_line(number, raw)
        if line.id in seen:
            reason = f"the id '{line.id}' was used on an earlier line"
            line = Unusable(number, line.id, line.question, reason)
        seen.add(line.id)
        yield line


def _read_line(number: int, raw: bytes) -> Asked | Unusable:
    fields: Any = None
    try:
        try:
            fields = json.loads(raw.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise _LineError("it is not valid JSON") from None
        if not isinstance(fields, dict):
            raise _LineError("it is not a JSON object with an id and a question")
        return Asked(number, _id(fields), _question(fields), _history(fields), _typed(fields))
    except _LineError as error:
        given = fields if isinstance(fields, dict) else {}
        question = given.get("question")
        try:
            name = _id(given)
        except _LineError:
            name = f"line {number}"
        return Unusable(number, name, clean(question) if isinstance(question, str) else "", str(error))


def _id(fields: Record) -> str:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise _LineError("its 'id' is missing or is no text")
    return clean(value)


def _question(fields: Record) -> str:
    value = fields.get("question")
    if not isinstance(value, str):
        raise _LineError("its 'question' is missing or is no text")
    return clean(value)


def _history(fields: Record) -> tuple[Turn, ...]:
    turns = fields.get("history") or []
    wrong = _LineError("its 'history' must be a list of {role: user or assistant, content: text}")
    if not isinstance(turns, list):
        raise wrong
    for turn in turns:
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
            raise wrong
        if not isinstance(turn.get("content"), str):
            raise wrong
    return tuple(Turn(turn["role"], clean(turn["content"])) for turn in turns)


def _typed(fields: Record) -> Wanted:
    return Wanted(
        _date(fields, "as_of"),
        _date(fields, "since"),
        _names(fields, "publisher"),
        _names(fields, "source_kind"),
        _names(fields, "nation"),
        _names(fields, "publication"),
        _yes_or_no(fields, "latest_only"),
    )


def _date(fields: Record, name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _LineError(f"its '{name}' is no date")
    return clean(str(value))


def _yes_or_no(fields: Record, name: str) -> bool | None:
    value = fields.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise _LineError(f"its '{name}' must be true or false")


def _names(fields: Record, name: str) -> tuple[str, ...]:
    value = fields.get(name)
    given = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in given):
        raise _LineError(f"its '{name}' must be text or a list of texts")
    return tuple(clean(item) for item in given)


def run_batch(
    lines: Iterable[bytes],
    answer: Callable[[Asked], Record],
    failed: Callable[[str, str, str], Record],
    write: Callable[[str], None],
) -> int:
    """Write one record a line, in order; how many of them failed.

    `failed(id, question, message)` makes the record of a line that could not be answered; whatever `answer`
    raises becomes one, so that the run goes on.
    """
    status = StatusLine()
    count = failures = 0
    for line in read_lines(lines):
        status.show(f"Question {count + 1}")
        reason = line.reason if isinstance(line, Unusable) else ""
        record: Record = {}
        if isinstance(line, Asked):
            try:
                record = answer(line)
            except UserError as error:
                reason = error.message
            except Exception as error:  # one question must not stop the others
                reason = plain_message(error)
                reason = reason or f"the program failed on this question ({type(error).__name__})"
        status.clear()
        if reason:
            note(f"Line {line.number} (id {line.id}): {reason}")
            record = failed(line.id, line.question, f"Line {line.number}: {reason}")
        failures += bool(reason) or record.get("outcome") == "failed"
        write(json_line(record))
        count += 1
    if not count:
        note("The batch holds no question.")
    elif failures:
        note(f"{failures} of {count} questions failed.")
    return failures


@contextmanager
def writing_to(out: str | None, source: IO[bytes]) -> Iterator[Callable[[str], None]]:
    """A function that writes a line to the file, or to standard output, at once.

    Raises UserError where the file cannot be written or is the one the questions are read from.
    """
    if out is None:
        yield say
        return
    path, read = Path(out), Path(str(getattr(source, "name", "")))
    if path.exists() and read.exists() and path.samefile(read):
        raise UserError(f"{out} holds the questions. Name another file for the answers.")
    with path.open("w", encoding="utf-8") as file:

        def write(line: str) -> None:
            file.write(line + "\n")
            file.flush()

        yield write
