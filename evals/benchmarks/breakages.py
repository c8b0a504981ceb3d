"""Is the comparison worth trusting? The product broken in six ways, and unchanged, many times over.

    python -m evals.benchmarks.breakages [SET] [--every N] [--repeats 20] [--write docs/benchmarks.md]

Every repeat asks all items again, with another seed, and compares with one baseline. A breakage is caught
where the comparison says "regressed"; the unchanged product must never be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from assistant.compose import open_assistant
from assistant.errors import AssistantError
from assistant.settings import Settings, load_settings
from evals.benchmarks.tables import markdown_table, section_text, shown_command, write_section
from evals.breakages import BREAKAGES, ShuffledRetrieval
from evals.compare import compare
from evals.gold import GoldError, GoldItem, read_set
from evals.gold_check import require_sound
from evals.responses import Ask, Response, product
from evals.run import Request, chosen_lines, config_of, row_of
from evals.run_folder import Run, RunError
from evals.subjects import Subject, score_item, yardstick
from evals.types import Question
from indexing.types import IndexingError

UNCHANGED, SHUFFLED = "nothing (unchanged)", "shuffled ranking"


@dataclass(frozen=True, slots=True)
class Trial:
    """One comparison: what was broken, and the headline metrics that regressed."""

    broken: str
    regressed: tuple[str, ...]


def trials(
    settings: Settings, request: Request, repeats: int, progress: Callable[[str], None]
) -> Iterator[Trial]:
    """Compare each breakage, and the unchanged product, with the baseline, `repeats` times each.

    Raises GoldError, RunError or IndexingError.
    """
    gold = read_set(request.set_name)
    if gold.header.kind != "questions":
        raise GoldError(
            f"Breakages are tried on sets of questions; '{request.set_name}' is of {gold.header.kind}."
        )
    lines = chosen_lines(gold, request)
    whole, spoilt = open_assistant(settings), open_assistant(settings, ShuffledRetrieval)
    require_sound(gold, whole.library.reports)
    by = yardstick(gold, whole)
    config = config_of(gold, lines, request, whole)

    def run(name: str, ask: Ask) -> Run:
        subject = Subject(_of_questions(ask), lambda item, response: score_item(item, response, by))
        return Run(Path(name), config, tuple(row_of(line, subject) for line in lines))

    progress("baseline")
    baseline = run("baseline", product(whole))
    for seed in range(repeats):
        ShuffledRetrieval.seed = seed
        asked_anew = remembering(product(whole))
        systems = {UNCHANGED: asked_anew, SHUFFLED: product(spoilt)}
        systems |= {name: breakage(asked_anew, seed) for name, breakage in BREAKAGES.items()}
        for name, ask in systems.items():
            progress(f"{name}, {seed + 1} of {repeats}")
            comparison = compare(baseline, run(name, ask))
            yield Trial(name, tuple(m.metric.title for m in comparison.regressed))


def remembering(ask: Ask) -> Ask:
    """The same system, asked once a question within one repeat: what breaks its answers breaks these."""
    known: dict[tuple[str, bool], Response] = {}

    def asked(question: Question) -> Response:
        key = (question.id, bool(question.history))
        if key not in known:
            known[key] = ask(question)
        return known[key]

    return asked


def _of_questions(ask: Ask) -> Callable[[GoldItem], Response]:
    def asked(item: GoldItem) -> Response:
        if not isinstance(item, Question):
            raise TypeError("breakages are tried on sets of questions")
        return ask(item)

    return asked


def trial_table(found: Sequence[Trial]) -> str:
    """What was broken, how often the comparison said so, and by which metrics."""
    names = list(dict.fromkeys(t.broken for t in found))
    rows = []
    for name in names:
        own = [t for t in found if t.broken == name]
        caught = sum(bool(t.regressed) for t in own)
        by = Counter(title for t in own for title in t.regressed)
        told = ", ".join(f"{title} {count}" for title, count in by.most_common())
        rows.append((name, f"{caught} of {len(own)}", told or "–"))
    return markdown_table(("broken", "called a regression", "metrics that regressed, and how often"), rows)


@click.command()
@click.argument("set_name", default="core")
@click.option("--every", default=1, type=click.IntRange(1), help="Only each N-th question.")
@click.option("--repeats", default=20, type=click.IntRange(1), help="How often each is tried.")
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False), help="Results file to write into.")
def main(set_name: str, every: int, repeats: int, write: Path | None) -> None:
    """Break the product in six ways and see whether the comparison notices."""
    try:
        request = Request(set_name, every=every)
        found = list(trials(load_settings(), request, repeats, lambda s: click.echo(s, err=True)))
    except (AssistantError, GoldError, IndexingError, RunError) as error:
        raise click.ClickException(str(error)) from None
    result = trial_table(found)
    click.echo(result)
    if write:
        asked = f"{set_name}, every {every}" if every > 1 else set_name
        arguments = [set_name, "--every", str(every), "--repeats", str(repeats)]
        command = shown_command("evals.benchmarks.breakages", arguments)
        title = f"Six deliberate breakages and the unchanged product ({asked}; {repeats} repeats)"
        write_section(write, "breakages", section_text(title, command, date.today(), result))
    wrong = [t for t in found if bool(t.regressed) == (t.broken == UNCHANGED)]
    if wrong:
        raise click.ClickException(f"{len(wrong)} of {len(found)} comparisons were wrong.")


if __name__ == "__main__":
    main()
