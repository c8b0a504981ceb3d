"""THE EVALUATION FLOW: read a set, ask every item, score it, write it down, add up, report."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from assistant.compose import open_assistant
from evals import provenance
from evals.compare import Comparison, compare, require_comparable
from evals.gold import GoldError, GoldItem, GoldSet, Line, read_set
from evals.gold_check import corpus_mark, require_sound
from evals.report.files import report_files
from evals.responses import ERROR, Response
from evals.run_folder import (
    Row,
    Run,
    RunConfig,
    append,
    drop_torn_row,
    finish,
    only_writer,
    ordered_rows,
    read_config,
    read_rows,
    read_run,
    require_new,
    require_same,
    start,
)
from evals.scoring.agreement import agreement, read_pairs
from evals.scoring.items import Scored
from evals.subjects import Subject, subject_of
from evals.summary import Summary, summarise
from evals.types import Claim, Question

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from assistant.settings import Settings

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many items are done, and how many there are. It may raise to stop."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants run. `split` is a split of the set or `all`; `every` n takes each n-th item of
    what is left, always the same ones. Without a `folder` a new one beside the library is used; with
    `resume` the run in the folder goes on. `against` is the folder of a run to compare with."""

    set_name: str
    split: str = "all"
    every: int = 1
    folder: Path | None = None
    resume: bool = False
    against: Path | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A run that can begin: everything about it that is known before the library is opened was in order."""

    request: Request
    gold: GoldSet
    lines: tuple[Line, ...]
    folder: Path
    baseline: Run | None


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that ended, and how it compares where it was run against another."""

    run: Run
    summary: Summary
    comparison: Comparison | None


def run_set(settings: Settings, request: Request, progress: Progress) -> Finished:
    """Run a gold set over the current library. Raises GoldError, RunError or IndexingError, each with the
    next command; a run that is stopped can be resumed."""
    plan = planned(settings.home, request)
    progress("Opening the library", 0, len(plan.lines))
    return carry_out(plan, open_assistant(settings), progress)


def planned(home: Path, request: Request) -> Plan:
    """Read the set, and the baseline where there is one. Writes nothing. Raises GoldError or RunError."""
    gold = read_set(request.set_name)
    lines = chosen_lines(gold, request)
    folder = request.folder or default_folder(home, request.set_name)
    if request.resume:
        read_config(folder)
    else:
        require_new(folder)
    return Plan(request, gold, lines, folder, read_run(request.against) if request.against else None)


def carry_out(plan: Plan, assistant: Assistant, progress: Progress) -> Finished:
    """Ask the assistant every item of a plan that has no row yet, and write the reports. Raises GoldError
    where the set does not fit the library, RunError where the folder or the baseline does not fit."""
    require_sound(plan.gold, assistant.library.reports)
    config = config_of(plan.gold, plan.lines, plan.request, assistant)
    if plan.baseline:
        require_comparable(plan.baseline, Run(plan.folder, config, ()))
    assistant.warm_up()
    with only_writer(plan.folder):
        if plan.request.resume:
            require_same(plan.folder, config)
        else:
            start(plan.folder, config, plan.lines)
        ask_all(plan.folder, plan.lines, subject_of(plan.gold, assistant), progress)
        return conclude(plan.folder, plan.baseline)


def chosen_lines(gold: GoldSet, request: Request) -> tuple[Line, ...]:
    """The items asked for. Raises GoldError where there are none."""
    splits = gold.header.splits
    if request.split != "all" and request.split not in splits:
        raise GoldError(
            f"The set '{gold.header.name}' has no split '{request.split}'. "
            f"It has: {', '.join(splits)}; leave out --split for all."
        )
    lines = [line for line in gold.lines if request.split in ("all", line.split)]
    if not lines:
        raise GoldError(f"The split '{request.split}' of '{gold.header.name}' is empty. Name another.")
    return tuple(lines[:: request.every])


def config_of(gold: GoldSet, lines: Sequence[Line], request: Request, assistant: Assistant) -> RunConfig:
    """What identifies a run, and what is needed to repeat it."""
    mark = corpus_mark(assistant.library.reports)
    weight = assistant.library.vocabulary.weight
    points = gold.header.kind != "claims"  # claims have no points that a rule would look for
    every = f" --every {request.every}" if request.every > 1 else ""
    split = f" --split {request.split}" if request.split != "all" else ""
    return RunConfig(
        set_name=gold.header.name,
        set_version=gold.header.version,
        set_sha256=gold.sha256,
        kind=gold.header.kind,
        split=request.split,
        items=tuple(line.item.id for line in lines),
        corpus_sha256=mark.sha256,
        publications=mark.publications,
        index=dict(assistant.library.manifest.fingerprint),
        settings=_settings(assistant),
        versions=provenance.versions(),
        revision=provenance.revision(),
        command=f"evidence eval run {quote(request.set_name)}{split}{every}",
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        matcher=agreement(read_pairs(), gold.header.matcher, weight).sentence if points else "",
    )


def _settings(assistant: Assistant) -> dict[str, str]:
    """What was set beside the library: models that take part, where any do."""
    reranker = assistant.library.reranker
    models = {"chat_model": assistant.chat_model, "reranker": reranker.mark if reranker else ""}
    return {"writer": "quoting"} | {name: model for name, model in models.items() if model}


def default_folder(home: Path, set_name: str) -> Path:
    """`runs/<set>-<time>` beside the library; the set by the name of its file or folder."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", Path(set_name).stem).strip("-") or "set"
    return home / "runs" / f"{name}-{datetime.now(UTC):%Y%m%d-%H%M%S}"


def ask_all(folder: Path, lines: Sequence[Line], subject: Subject, progress: Progress) -> None:
    """Ask every item that has no row yet; each row is on the disk before the next item is asked.

    Where `progress` raises to stop the run, the row of the item just asked is not kept: being stopped may
    have made it fail.
    """
    drop_torn_row(folder)
    done = {row.id for row in read_rows(folder)}
    for number, line in enumerate(lines, 1):
        row = None if line.item.id in done else row_of(line, subject)
        progress("Asking", number, len(lines))
        if row:
            append(folder, row)


def row_of(line: Line, subject: Subject) -> Row:
    """One item asked and scored. Whatever the system raises is its answer to the item: a failure."""
    item = line.item
    try:
        response = subject.ask(item)
    except Exception as error:  # a crash of the system under evaluation is a result
        response = Response(ERROR, error=f"{type(error).__name__}: {error}"[:500])
    scored: Scored = subject.score(item, response)
    turn = item.turn if isinstance(item, Question) else 1
    return Row(item.id, line.split, item.group, tuple(item.tags), asked_of(item), turn, response, scored)


def asked_of(item: GoldItem) -> str:
    """The words put to the system."""
    if isinstance(item, Question):
        return item.question
    return item.claim if isinstance(item, Claim) else item.topic


def conclude(folder: Path, baseline: Run | None) -> Finished:
    """Add up the rows, compare where there is a baseline, write the reports and mark the run as finished."""
    config = read_config(folder)
    run = Run(folder, config, ordered_rows(folder, config))
    summary = summarise(run.config, run.rows, peak_memory_mb())
    comparison = compare(baseline, run) if baseline else None
    finish(folder, report_files(run, summary, comparison), summary.as_json())
    return Finished(run, summary, comparison)


def compare_folders(a: Path, b: Path, write: bool = False) -> Comparison:
    """Compare the run in `b` with its baseline in `a`; with `write` the reports of `b` then tell of it.

    Raises RunError.
    """
    comparison = compare(read_run(a), read_run(b))
    if write:
        run = comparison.b
        summary = summarise(run.config, run.rows, run.summary.get("peak_memory_mb"))
        with only_writer(b):
            finish(b, report_files(run, summary, comparison), summary.as_json())
    return comparison


def peak_memory_mb() -> float | None:
    """The most memory this process has held, in megabytes; None where the system does not tell."""
    peak = provenance.peak_memory_bytes()
    return round(peak / (1024 * 1024), 1) if peak else None
