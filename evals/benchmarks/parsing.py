"""Parsing benchmark: what becomes of the pages of tagged PDFs, with their tags as silver gold.

    python -m evals.benchmarks.parsing FOLDER_OR_FILE… [--spans 1000] [--seed N] [--misses FILE]
        [--write docs/benchmarks.md]

Every tagged PDF is read with its tags hidden from the product's parser, with them, and by plain text
extraction, all in the same run. Tags are read for the gold apart from the product's code, and have faults.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.benchmarks.parsing_run import (
    EXACT,
    FOREIGN,
    HEADINGS,
    HYPHENS,
    INSIDE,
    JOINS,
    KEPT,
    LEAKED,
    NORMALISED,
    ORDER,
    ORDER_BY_PAGE,
    PRECISION,
    RECALL,
    FileResult,
    gold_of,
    measure,
)
from evals.benchmarks.parsing_systems import systems
from evals.benchmarks.pdf_files import pdfs_by_hash
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    megabytes,
    publish,
    with_interval,
)
from evals.statistics import bootstrap_interval, ratio

MODULE = "evals.benchmarks.parsing"
HIDDEN, USED = "tags hidden", "tags used"
FEWEST_PAGES = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its target as text, and what its `n` counts."""

    name: str
    target: str
    unit: str


FIGURES = (
    Figure(KEPT, "≥ 0.999", "words"),
    Figure(FOREIGN, "≤ 0.005", "words"),
    Figure(EXACT, "", "spans"),
    Figure(NORMALISED, "≥ 0.995", "spans"),
    Figure(INSIDE, "", "spans"),
    Figure(LEAKED, "≤ 0.02", "pages"),
    Figure(ORDER, "≥ 0.995", "trigrams"),
    Figure(ORDER_BY_PAGE, "≥ 0.995", "pages"),
    Figure(PRECISION, "≥ 0.75", "headings"),
    Figure(RECALL, "≥ 0.75", "headings"),
    Figure(HYPHENS, "≤ 0.01", "hyphens"),
    Figure(JOINS, "", "joins"),
)

_PREFACE = (
    "Gold is silver: the files' own tags, read apart from the product; text and its order come from PDFium "
    "on both sides, which flatters. Words are of visible text that is no artifact. Intervals are 95% and "
    "resample files. Quotations are looked up on their own page: exactly as printed but for white space, "
    "normalised (NFKC, quotes alike, no white space or hyphens), and normalised inside one block. A page has "
    "a running head left in where one of its artifacts is in its blocks. Reading order is the share of "
    "unique trigrams in increasing order, the mean of files, and of pages. With its tags hidden a file's "
    "outline is still used. Headings with tags used are not shown: that would be tags against tags."
)


def report(results: Sequence[FileResult]) -> str:
    """The tables and what has to be known to read them, as Markdown."""
    names = list(dict.fromkeys(result.system for result in results))
    of_first = [result for result in results if result.system == names[0]]
    pages = sum(len(result.file.gold) for result in of_first)
    cells = [[_cell(results, name, figure) for name in names] for figure in FIGURES]
    rows = [
        (figure.name, figure.target, _count(of_first, figure), *own)
        for figure, own in zip(FIGURES, cells, strict=True)
    ]
    return "\n\n".join(
        (
            f"{len(of_first)} files, {pages:,} tagged pages. {_PREFACE}",
            markdown_table(("measure", "target, tags hidden", "n", *names), rows),
            f"By file, {HIDDEN}:",
            _file_table([result for result in results if result.system == HIDDEN]),
            "Cost in a process of its own (peak memory is VmHWM, MB of 10^6 bytes; the median is of files of "
            f"{FEWEST_PAGES} pages and more):",
            _cost_table(results, names),
        )
    )


def _count(results: Sequence[FileResult], figure: Figure) -> str:
    whole = sum(result.scores.tallies.get(figure.name, (0, 0))[1] for result in results)
    return f"{whole:,.0f} {figure.unit}"


def _cell(results: Sequence[FileResult], system: str, figure: Figure) -> str | None:
    """A share with its interval; None where there is nothing to count or it would not be fair."""
    if figure.name in HEADINGS and system != HIDDEN:
        return None
    own = [result for result in results if result.system == system]
    told = [(r.file.name, r.scores.tallies[figure.name]) for r in own if figure.name in r.scores.tallies]
    told = [(name, tally) for name, tally in told if tally[1]]
    if not told:
        return None
    tallies = [(part / whole, 1.0) if figure.name == ORDER else (part, whole) for _, (part, whole) in told]
    value = sum(part for part, _ in tallies) / sum(whole for _, whole in tallies)
    interval = bootstrap_interval(tallies, [name for name, _ in told], ratio)
    return f"{value:.3f}" if math.isnan(interval.low) else with_interval(value, interval)


def _file_table(results: Sequence[FileResult]) -> str:
    shown = (KEPT, FOREIGN, NORMALISED, LEAKED, ORDER, PRECISION, RECALL)
    rows = [
        (r.file.name, len(r.file.gold), *(_share(r.scores.tallies.get(name)) for name in shown))
        for r in results
    ]
    return markdown_table(("file", "pages", *shown), rows)


def _share(tally: tuple[float, float] | None) -> str | None:
    return f"{tally[0] / tally[1]:.4f}" if tally and tally[1] else None


def _cost_table(results: Sequence[FileResult], names: Sequence[str]) -> str:
    rows: list[tuple[object, ...]] = []
    for name in names:
        own = [result for result in results if result.system == name]
        read = [(result.file.pages, result.read) for result in own if result.read]
        long = [pages / done.seconds for pages, done in read if pages >= FEWEST_PAGES]
        total = sum(pages for pages, _ in read) / sum(done.seconds for _, done in read) if read else None
        peak = max((done.peak_bytes or 0 for _, done in read), default=0)
        rows.append(
            (
                name,
                f"{statistics.median(long):.0f}" if long else None,
                f"{total:.0f}" if total else None,
                megabytes(peak or None),
                len(own) - len(read),
            )
        )
    return markdown_table(("system", "pages/s, median", "pages/s, all", "peak MB", "files failed"), rows)


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="How well PDFs are parsed.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument("--spans", type=int, default=1000, help="how many quotations are drawn")
    parser.add_argument("--seed", type=int, default=0, help="another seed draws other quotations")
    parser.add_argument("--only", nargs="+", choices=sorted(systems()), help="only these systems")
    parser.add_argument("--misses", type=Path, help="a file for what went wrong, a line of JSON each")
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is replaced")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Print the report; exit code 2 where something is wrong with what was given."""
    given = _arguments(arguments)
    try:
        files = gold_of(
            pdfs_by_hash(given.paths).values(), lambda line: print(line, file=sys.stderr, flush=True)
        )
        if not files:
            print("No tagged PDF was found there. Name a folder that has some.", file=sys.stderr)
            return 2
        results = measure(
            files, given.only or systems(), given.spans, given.seed, lambda line: print(line, file=sys.stderr)
        )
        publish("Parsing", "parsing", MODULE, arguments, report(results), given.write)
        if given.misses:
            lines = (json.dumps(asdict(m), ensure_ascii=False) for r in results for m in r.scores.misses)
            given.misses.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except (OSError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
