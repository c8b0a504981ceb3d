"""Hidden text: files that hide a sentence in 55 ways, twins that show it, and false alarms on real pages.

    python -m evals.benchmarks.hidden_text [FOLDER…] [--misses] [--write docs/benchmarks.md]

Every file is made here, read in the sandbox and looked through: a hidden sentence may not be in what is
searched and must be reported; of its twin and of what stands beside it every word must be kept, without a
report. Folders are of ordinary documents, searched to any depth: whatever is reported of their pages is
listed with `--misses`, to be judged by eye.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.parsing.reading import read_document, read_file
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.text_hygiene import fold
from corpus.parsing.types import DocumentError, Parsed
from corpus.types import CorpusError, HiddenText
from evals.benchmarks.hidden_files import ORDINARY, PLANTED, Trap, traps
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    publish,
    with_interval,
)
from evals.statistics import wilson

MODULE = "evals.benchmarks.hidden_text"


@dataclass(frozen=True, slots=True)
class Caught:
    """How a trap ended: whether the hidden sentence was left out of what is searched, whether it was reported
    as it should be, whether its twin was kept whole without a report, and whether all else was kept."""

    trap: Trap
    left_out: bool
    reported: bool
    twin_kept: bool
    rest_kept: bool


@dataclass(frozen=True, slots=True)
class Ordinary:
    """What was reported of one ordinary document of so many pages (1 where it has none)."""

    name: str
    pages: int
    ocr: bool
    reports: tuple[HiddenText, ...]


def spring(trap: Trap, sandbox: Sandbox) -> Caught:
    """Read a trap and its twin. Raises DocumentError where one cannot be read."""
    hiding, showing = (
        read_document(data, trap.name, len(data), sandbox=sandbox) for data in (trap.hiding, trap.showing)
    )
    planted = fold(PLANTED).text
    return Caught(
        trap,
        left_out=planted[:40] not in searched(hiding) and planted[-40:] not in searched(hiding),
        reported=bool(hiding.hidden) == trap.told,
        twin_kept=planted in searched(showing) and not showing.hidden,
        rest_kept=all(
            fold(said).text in searched(parsed) for said in ORDINARY for parsed in (hiding, showing)
        ),
    )


def searched(parsed: Parsed) -> str:
    """The text of a document that is searched, as a key that agrees whatever its spaces and hyphens."""
    return fold("\n".join(block.text for block in parsed.blocks)).text


def ordinary(folders: Sequence[Path], sandbox: Sandbox) -> Iterator[Ordinary]:
    """What is reported of every document below the folders that can be read."""
    for path in (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()):
        try:
            parsed = read_file(path, sandbox=sandbox)
        except CorpusError:
            continue
        yield Ordinary(path.name, len(parsed.pages) or 1, parsed.ocr, parsed.hidden)


def report(caught: Sequence[Caught], read: Sequence[Ordinary]) -> str:
    """Tables of the traps by method and of the ordinary documents."""
    rows: list[list[object]] = []
    for method in dict.fromkeys(one.trap.method for one in caught):
        rows.append([method, *_tallies([one for one in caught if one.trap.method == method])])
    rows.append(["all", *_tallies(caught)])
    whole = sum(one.left_out and one.reported for one in caught)
    share = with_interval(whole / len(caught), wilson(whole, len(caught)))
    lines = [
        "Comments of a web page are to be left out without a report; everything else is to be reported.",
        "",
        markdown_table(["method", "files", "left out", "reported", "twin kept", "rest kept"], rows),
        "",
        f"Left out and reported: {share} (n = {len(caught)}).",
    ]
    if read:
        pages, scans = sum(one.pages for one in read), sum(one.ocr for one in read)
        alarms = sum(len({report.page for report in one.reports}) for one in read)
        told = sum(bool(one.reports) for one in read)
        lines += [
            "",
            f"Ordinary documents: {len(read):,}, of {pages:,} pages together, {scans:,} of them scans with a "
            f"layer of text. Text is reported as hidden on {_counted(alarms, 'page')} of "
            f"{_counted(told, 'document')}.",
        ]
    return "\n".join(lines)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _tallies(caught: Sequence[Caught]) -> list[object]:
    kept = (sum(one.twin_kept for one in caught), sum(one.rest_kept for one in caught))
    return [len(caught), sum(one.left_out for one in caught), sum(one.reported for one in caught), *kept]


def misses(caught: Iterable[Caught], read: Iterable[Ordinary]) -> Iterator[str]:
    """A line for every trap that did not end as it should, and for every report of an ordinary document."""
    for one in caught:
        if not (one.left_out and one.reported and one.twin_kept and one.rest_kept):
            yield (
                f"{one.trap.method}, {one.trap.how}: left out {one.left_out}, reported {one.reported}, "
                f"twin kept {one.twin_kept}, rest kept {one.rest_kept}"
            )
    for document in read:
        for told in document.reports:
            yield f"{document.name} p. {told.page}: {told.how}: {told.excerpt}"


def main(arguments: Sequence[str]) -> int:
    """Print the report; exit code 1 where a trap did not end as it should, 2 on misuse."""
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Text that no reader sees.")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--misses", action="store_true", help="print every miss and every report")
    parser.add_argument("--write", type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    try:
        with Sandbox() as sandbox:
            caught = [spring(trap, sandbox) for trap in traps()]
            read = list(ordinary(given.folders, sandbox))
        publish("Hidden text", "hidden text", MODULE, arguments, report(caught, read), given.write)
        print(*(misses(caught, read) if given.misses else ()), sep="\n")
    except (DocumentError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    return int(not all(one.left_out and one.reported and one.twin_kept and one.rest_kept for one in caught))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
