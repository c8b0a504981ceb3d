"""`evidence eval …`: gold sets checked and run, runs compared."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from ui.cli_eval_output import comparison_lines, run_lines
from ui.cli_index import IndexProgress
from ui.cli_output import end, say
from ui.stopping import orderly_end

if TYPE_CHECKING:
    from evals.run import Finished

FAILED = 1
"""Exit code of a comparison in which a headline metric regressed."""
FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group(name="eval")
def evaluate() -> None:
    """Measure answers against questions with known answers, and compare two runs."""


@evaluate.command(name="list")
def list_sets() -> None:
    """List the gold sets that are shipped."""
    from evals.gold import read_set, shipped_sets

    for name in shipped_sets():
        gold = read_set(name)
        splits = ", ".join(
            f"{split} {sum(line.split == split for line in gold.lines)}" for split in gold.header.splits
        )
        say(f"{name} {gold.header.version}: {len(gold.lines)} {gold.header.kind} ({splits})")
        say(f"    {gold.header.about}")


@evaluate.command()
@click.argument("set_name", metavar="SET")
@click.option("--renew", is_flag=True, help="Where every quotation is found: mark the set as checked.")
def check(set_name: str, renew: bool) -> None:
    """Check a gold set, line by line, and that every quotation is still found in the digests.

    SET is a shipped set, a folder with evalset.yaml, or a file of questions (*.jsonl).
    """
    from assistant.settings import load_settings
    from corpus.catalogue import load_catalogue
    from corpus.digests import read_digests
    from evals.gold import read_set
    from evals.gold_check import require_sound
    from evals.gold_renew import renew as mark_anew

    settings = load_settings()
    reports, _ = read_digests(settings.digests, load_catalogue(settings.catalogue))
    if renew:
        mark = mark_anew(set_name, reports)
        say(f"Renewed: {set_name} is now marked as checked against {mark.publications} publications.")
        return
    gold = read_set(set_name)
    require_sound(gold, reports)
    quotations = sum(len(line.item.evidence) for line in gold.lines)
    say(f"Sound: {len(gold.lines)} {gold.header.kind}, {quotations} quotations, all found.")


@evaluate.command()
@click.argument("set_name", metavar="SET")
@click.option("--split", default="all", metavar="NAME", help="One split of the set, such as dev or test.")
@click.option("--every", default=1, type=click.IntRange(1), metavar="N", help="Only each N-th item.")
@click.option("--out", type=FOLDER, metavar="FOLDER", help="Folder of the run; a new one if not given.")
@click.option("--resume", type=FOLDER, metavar="FOLDER", help="Go on with a run that was stopped.")
@click.option("--against", type=FOLDER, metavar="RUN", help="Compare with this run when it ends.")
def run(
    set_name: str, split: str, every: int, out: Path | None, resume: Path | None, against: Path | None
) -> None:
    """Run a gold set over the library and write a report.

    SET is a shipped set (core, claims, briefs), a folder with evalset.yaml, or a file of questions. With
    --against the exit code is 1 where a headline figure regressed.
    """
    from assistant.settings import load_settings
    from evals.run import Request, default_folder, run_set

    if out and resume:
        raise click.UsageError("Give --out for a new run or --resume for a stopped one, not both.")
    settings = load_settings()
    folder = resume or out or default_folder(settings.home, set_name)
    request = Request(set_name, split, every, folder, resume is not None, against)
    progress = IndexProgress()
    with orderly_end(lambda: how_to_go_on(folder, against)) as stop_if_asked:

        def told(stage: str, done: int, total: int) -> None:
            stop_if_asked()
            progress(stage, done, total)

        try:
            finished = run_set(settings, request, told)
        finally:
            progress.clear()
    tell(finished)
    if finished.comparison and not finished.comparison.passed:
        end(FAILED)


@evaluate.command()
@click.argument("a", type=FOLDER, metavar="A")
@click.argument("b", type=FOLDER, metavar="B")
@click.option("--write", is_flag=True, help="Write the comparison into the report of B.")
def compare(a: Path, b: Path, write: bool) -> None:
    """Compare run B with run A, the baseline.

    The exit code is 1 where a headline figure regressed, 2 where the runs cannot be compared.
    """
    from evals.run import compare_folders

    comparison = compare_folders(a, b, write)
    say("\n".join(comparison_lines(comparison)))
    if not comparison.passed:
        end(FAILED)


def how_to_go_on(folder: Path, against: Path | None) -> str:
    """What to say of a run that was stopped: what is kept, and the command that goes on with it."""
    from evals.run_folder import CONFIG, read_config

    if not (folder / CONFIG).is_file():
        return "Stopped. Nothing had been asked yet."
    compared = f" --against {quote(str(against))}" if against else ""
    command = read_config(folder).resume_command(folder)
    return f"Stopped. Every item asked so far is kept. Go on with: {command}{compared}"


def tell(finished: Finished) -> None:
    """What came out, and where the report is."""
    say("\n".join(run_lines(finished)))
    if finished.comparison:
        say("\n".join(("", *comparison_lines(finished.comparison))))
    say(f"Report: {finished.run.folder / 'report.html'}")
