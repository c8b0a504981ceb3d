"""`evidence eval judge`: a chat model's verdicts on a run, which never take part in a comparison."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evals.report.plain_text import visible
from ui.cli_index import IndexProgress
from ui.cli_output import end, note, say
from ui.stopping import orderly_end

if TYPE_CHECKING:
    from evals.judge_figures import JudgeReport

INVALID = 2
"""Exit code where so many verdicts could not be read that the figures are worth nothing."""
TASKS = ("nugget", "support", "relevance")


@click.command()
@click.argument("run", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="RUN")
@click.option(
    "--task",
    "tasks",
    multiple=True,
    type=click.Choice(TASKS),
    help="What to judge; may be given again. Default: nugget, relevance.",
)
@click.option(
    "--runs", default=3, type=click.IntRange(1, 10), metavar="N", help="How often each verdict is asked for."
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Labels by people, to hold the judge against.",
)
@click.option("--dry-run", is_flag=True, help="Say how many calls and tokens it would take; send nothing.")
def judge(run: Path, tasks: tuple[str, ...], runs: int, labels: Path | None, dry_run: bool) -> None:
    """Have a chat model judge the answers of a run.

    The model is set by EVIDENCE_JUDGE_MODEL; without it nothing is sent anywhere. Refusals are scored by rule
    and not sent. Exit code 2 where more than 2% of the verdicts could not be had.
    """
    from assistant.settings import load_settings
    from evals.judge_run import judge_estimate, judge_run
    from evals.judge_table import judge_table

    settings, tasks = load_settings(), tasks or ("nugget", "relevance")
    if dry_run:
        would = judge_estimate(settings, run, tasks, runs, labels)
        say(
            f"{would.calls:,} calls, {would.kept:,} of them kept from before; {would.to_send:,} would be "
            f"sent, about {would.approximate_tokens:,} tokens of questions."
        )
        return
    progress = IndexProgress()
    stopped = "Stopped. Every reply so far is kept; the same command goes on from there."
    with orderly_end(lambda: stopped):
        try:
            report = judge_run(settings, run, tasks, runs, labels, lambda d, n: progress("Judging", d, n))
        finally:
            progress.clear()
    say(judge_table(report))
    if failure := first_failure(report):
        note(f"A call failed: {visible(failure)} Replies that came are kept; run it again for the others.")
    if not report.valid:
        end(INVALID)


def first_failure(report: JudgeReport) -> str:
    """Why a call brought no reply; empty where every call did."""
    from evals.judge_figures import Problem

    marks = (mark for row in (*report.rows, *report.label_rows) for mark in row.marks)
    return next((mark.detail for mark in marks if mark.problem is Problem.FAILED), "")
