"""A run on disk: what was asked of what, one row an item as it ends, and what is made of them at the end.

config.json    what was run: set, split, corpus, index, versions, git revision, command
gold.jsonl     the gold items themselves, so that the run can be read and repeated when the set has moved on
rows.jsonl     one line an item: response, tallies, cause; appended as each ends
summary.json   written last: a folder without it was stopped half way and can be resumed
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from shlex import quote
from typing import Annotated, Any, Final, Literal, TypeVar

import filelock
from pydantic import Field, TypeAdapter, ValidationError

from evals.gold import GoldItem, Line
from evals.metrics import METRICS, Metric
from evals.responses import Response
from evals.scoring.items import Scored

CONFIG, GOLD, ROWS, SUMMARY = "config.json", "gold.jsonl", "rows.jsonl", "summary.json"
LOCK = ".lock"
FORMAT: Final = "evidence-run/1"
_IDENTITY = {
    "set_sha256": "gold set", "split": "split", "items": "items", "corpus_sha256": "corpus", "index": "index",
    "settings": "settings", "versions": "versions", "revision": "revision",
}  # fmt: skip
_Read = TypeVar("_Read")


class RunError(Exception):
    """A run cannot be started, resumed or read; the message names the folder and the next command."""


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What a run is of. Runs compare only where set and corpus are the same. `matcher` says in a sentence how
    far the rule that finds stated points agrees with people; empty where no point is looked for."""

    set_name: str
    set_version: str
    set_sha256: str
    kind: Literal["questions", "claims", "briefs"]
    split: str
    items: Annotated[tuple[str, ...], Field(min_length=1)]
    corpus_sha256: str
    publications: int
    index: Mapping[str, str]
    settings: Mapping[str, str]
    versions: Mapping[str, str]
    revision: str
    command: str
    started: str
    matcher: str = ""
    format: Literal["evidence-run/1"] = FORMAT

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """The metrics of this kind of set."""
        return METRICS[self.kind]

    def differences(self, other: RunConfig) -> list[str]:
        """What keeps two runs from being one run, or from being resumed as one, in words."""
        return [word for name, word in _IDENTITY.items() if getattr(self, name) != getattr(other, name)]

    def resume_command(self, folder: Path) -> str:
        """What to type to go on with this run in its folder."""
        return f"{self.command} --resume {quote(str(folder))}"


@dataclass(frozen=True, slots=True)
class Row:
    """One gold item as it came out. `group` is what is resampled together."""

    id: str
    split: str
    group: str
    tags: tuple[str, ...]
    asked: str
    turn: int
    response: Response
    scored: Scored


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run as read from its folder."""

    folder: Path
    config: RunConfig
    rows: tuple[Row, ...]
    summary: Mapping[str, Any] = field(default_factory=dict)


_CONFIG = TypeAdapter(RunConfig)
_ROW = TypeAdapter(Row)
_SUMMARY: TypeAdapter[Mapping[str, Any]] = TypeAdapter(dict[str, Any])


def require_new(folder: Path) -> None:
    """Raise RunError where a folder cannot become that of a new run: it holds something, a lock aside."""
    if (folder / CONFIG).is_file():
        command = read_config(folder).resume_command(folder)
        raise RunError(f"{folder} holds a run. Name another folder with --out, or go on with it: {command}")
    if folder.exists() and any(path.name != LOCK for path in folder.iterdir()):
        raise RunError(f"{folder} is not empty. Name another folder with --out.")


def start(folder: Path, config: RunConfig, lines: Sequence[Line]) -> None:
    """Make a new run folder. Raises RunError where it holds something already."""
    require_new(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / GOLD, "".join(_gold_line(line.item, line.split) for line in lines))
    _write(folder / CONFIG, json.dumps(asdict(config), indent=1, ensure_ascii=False) + "\n")


def require_same(folder: Path, config: RunConfig) -> None:
    """Raise RunError where a folder to be resumed is of another set, corpus, index or version."""
    if differs := read_config(folder).differences(config):
        named = ", ".join(differs)
        raise RunError(f"{folder} was begun with another {named}. Start a new run: leave out --resume.")


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """One process at a time writes to a run; its folder is made where it is not there. Raises RunError."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise RunError(f"Another process is writing to {folder}. Wait for it to end.") from None
    try:
        yield
    finally:
        lock.release()


def append(folder: Path, row: Row) -> None:
    """Add a row; it is on the disk when this returns. Half characters, which cannot be written, become ?."""
    content = asdict(row) | {"response": row.response.stored()}
    with (folder / ROWS).open("ab") as file:
        file.write((json.dumps(content, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())


def drop_torn_row(folder: Path) -> None:
    """Take away a last row that a kill cut off, so that the next one starts a line. For the writer only."""
    path = folder / ROWS
    if not path.exists():
        return
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        with path.open("r+b") as file:
            file.truncate(whole)
            os.fsync(file.fileno())


def read_rows(folder: Path) -> tuple[Row, ...]:
    """The rows written so far. A last line that is not whole is still being written, or was cut off by a
    kill: it is no row yet. Raises RunError, by line, for what is no row of a run."""
    path = folder / ROWS
    if not path.exists():
        return ()
    lines = path.read_bytes().split(b"\n")[:-1]
    return tuple(
        _read(_ROW, line, f"{path}:{number} is not a row of a run")
        for number, line in enumerate(lines, 1)
        if line.strip()
    )


def ordered_rows(folder: Path, config: RunConfig) -> tuple[Row, ...]:
    """The row of each item, in the order of the set, whatever order they were asked in. Raises RunError where
    the run was stopped half way, or holds rows that are not its own."""
    rows = read_rows(folder)
    by_id = {row.id: row for row in rows}
    done = [item for item in config.items if item in by_id]
    if len(done) < len(config.items):
        raise _stopped(folder, config, len(done))
    if len(rows) > len(done):
        raise RunError(f"{folder / ROWS} has rows of other items, or two of one. Start a new run.")
    return tuple(by_id[item] for item in config.items)


def read_config(folder: Path) -> RunConfig:
    """What a run is of. Raises RunError where the folder holds no run."""
    try:
        content = (folder / CONFIG).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise RunError(f"{folder} holds no run (it has no {CONFIG}). See: evidence eval run --help") from None
    return _read(_CONFIG, content, f"{folder / CONFIG} is not of a run that can be read here")


def read_run(folder: Path) -> Run:
    """A finished run. Raises RunError for a folder that holds none, or one that was stopped half way."""
    config = read_config(folder)
    rows = ordered_rows(folder, config)
    path = folder / SUMMARY
    if not path.is_file():
        raise _stopped(folder, config, len(rows))
    return Run(folder, config, rows, _read(_SUMMARY, path.read_bytes(), f"{path} is not of a run"))


def finish(folder: Path, files: Mapping[str, str], summary: Mapping[str, Any]) -> None:
    """Write the reports, then the summary that marks the run as finished."""
    for name, content in files.items():
        _write(folder / name, content)
    _write(folder / SUMMARY, json.dumps(summary, indent=1, ensure_ascii=False) + "\n")


def _stopped(folder: Path, config: RunConfig, done: int) -> RunError:
    return RunError(
        f"{folder} was stopped after {done} of {len(config.items)} items. "
        f"Go on with: {config.resume_command(folder)}"
    )


def _read(adapter: TypeAdapter[_Read], content: bytes, complaint: str) -> _Read:
    try:
        return adapter.validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = "".join(f"{part}: " for part in first["loc"])
        raise RunError(f"{complaint} ({where}{first['msg']}). Start a new run.") from None


def _gold_line(item: GoldItem, split: str) -> str:
    content = {"split": split} | item.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(content, ensure_ascii=False) + "\n"


def _write(path: Path, content: str) -> None:
    """Replace a file whole or not at all."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
