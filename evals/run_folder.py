"""A run on disk: what was asked of what, one row an item as it ends, and what is made of them at the end.

config.json    what was run: set, split, corpus, index, versions, git revision, command
gold.jsonl     the gold items themselves, so that the run can be read and repeated when the set has moved on
rows.jsonl     one line an item: response, tallies, cause; appended as each ends
summary.json   written last: a folder without it was stopped half way and can be resumed
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import filelock
from pydantic import TypeAdapter, ValidationError

from evals.gold import GoldItem, Line
from evals.metrics import METRICS, Metric
from evals.responses import Response
from evals.scoring.items import Scored

CONFIG, GOLD, ROWS, SUMMARY = "config.json", "gold.jsonl", "rows.jsonl", "summary.json"
FORMAT = "evidence-run/1"


class RunError(Exception):
    """A run cannot be started, resumed or read; the message names the folder and the next command."""


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What a run is of. Runs compare only where set and corpus are the same."""

    set_name: str
    set_version: str
    set_sha256: str
    kind: str
    split: str
    items: tuple[str, ...]
    corpus_sha256: str
    publications: int
    index: Mapping[str, str]
    settings: Mapping[str, str]
    versions: Mapping[str, str]
    revision: str
    command: str
    started: str
    format: str = FORMAT

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """The metrics of this kind of set."""
        return METRICS[self.kind]

    def differences(self, other: RunConfig) -> list[str]:
        """Names of what keeps two runs from being one run, or from being resumed as one."""
        names = ("set_sha256", "split", "items", "corpus_sha256", "index", "settings", "revision")
        return [name for name in names if getattr(self, name) != getattr(other, name)]


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


def start(folder: Path, config: RunConfig, lines: Sequence[Line]) -> None:
    """Make a new run folder. Raises RunError where it holds something already."""
    if folder.exists() and any(folder.iterdir()):
        raise RunError(f"{folder} is not empty. Name another folder, or go on with: --resume {folder}")
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
    """One process at a time adds to a run. Raises RunError."""
    lock = filelock.FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise RunError(f"Another process is writing to {folder}. Wait for it to end.") from None
    try:
        yield
    finally:
        lock.release()


def append(folder: Path, row: Row) -> None:
    """Add a row; it is on the disk when this returns."""
    content = asdict(row) | {"response": row.response.stored()}
    with (folder / ROWS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(content, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_rows(folder: Path) -> tuple[Row, ...]:
    """The rows written so far. A last line cut off by a kill is taken away, and its item asked again."""
    path = folder / ROWS
    if not path.exists():
        return ()
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        _write(path, whole.decode("utf-8"))
    rows = []
    for number, line in enumerate(whole.decode("utf-8").split("\n"), 1):
        if line:
            try:
                rows.append(_ROW.validate_json(line))
            except ValidationError as error:
                raise RunError(
                    f"{path}:{number} is not a row of a run ({error.errors()[0]['msg']})."
                ) from None
    return tuple(rows)


def read_config(folder: Path) -> RunConfig:
    """What a run is of. Raises RunError where the folder holds no run."""
    try:
        return _CONFIG.validate_json((folder / CONFIG).read_bytes())
    except FileNotFoundError:
        raise RunError(f"{folder} holds no run (it has no {CONFIG}). See: evidence eval run --help") from None
    except ValidationError as error:
        raise RunError(f"{folder / CONFIG} is not of a run ({error.errors()[0]['msg']}).") from None


def read_run(folder: Path) -> Run:
    """A finished run. Raises RunError for a folder that holds none, or one that was stopped half way."""
    config = read_config(folder)
    rows = read_rows(folder)
    if not (folder / SUMMARY).is_file() or {r.id for r in rows} != set(config.items):
        raise RunError(
            f"{folder} was stopped after {len(rows)} of {len(config.items)} items. "
            f"Go on with: evidence eval run {config.set_name} --resume {folder}"
        )
    summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    return Run(folder, config, ordered_rows(folder), summary)


def ordered_rows(folder: Path) -> tuple[Row, ...]:
    """The rows in the order of the set, whatever order they were asked in."""
    order = {item: place for place, item in enumerate(read_config(folder).items)}
    return tuple(sorted(read_rows(folder), key=lambda r: order[r.id]))


def finish(folder: Path, files: Mapping[str, str], summary: Mapping[str, Any]) -> None:
    """Write the reports, then the summary that marks the run as finished."""
    for name, content in files.items():
        _write(folder / name, content)
    _write(folder / SUMMARY, json.dumps(summary, indent=1, ensure_ascii=False) + "\n")


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


def tallies(rows: Iterable[Row], metric: Metric) -> list[tuple[float, ...]]:
    """A metric's tally of every row, zeros where it does not apply."""
    return [tuple(row.scored.tallies.get(metric.name, metric.nothing)) for row in rows]
