"""Rows of tables asked for by their labels: is the passage that holds the row found, and is the row quoted?

    python -m evals.benchmarks.table_rows FOLDER… [--rows 200] [--seed 0] [--misses] [--write FILE]

Every document below the folders is read and indexed. Rows with a figure under a labelled column are drawn
from their tables, one of each document in turn; the question is made of the two labels, as `What was <column>
for <row>?`. A passage counts that holds the row word for word.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from assistant.chain import Assistant
from assistant.compose import open_assistant, open_embedder
from assistant.settings import load_settings
from corpus.originals import Details, new_id, publication_of, report_from
from corpus.parsing.reading import read_file
from corpus.parsing.table_cells import is_figure
from corpus.parsing.table_text import column_labels
from corpus.parsing.types import DocumentError
from corpus.types import Block, Original, Report
from evals.benchmarks.tables import SectionError, markdown_table, publish, with_interval
from evals.statistics import wilson
from indexing.sync import sync
from indexing.types import Chunk, Filters, IndexingError

MODULE = "evals.benchmarks.table_rows"
TOP_K = 10
DEPTHS = (1, 5, 10)
SUFFIXES = (".pdf", ".html", ".htm", ".docx", ".md")
MOST_WORDS = 60
"""Of a row: a longer one is cut into pieces when it is indexed."""
LIMIT = 8
"""Words of a label that a reader would type."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row of a table of a report, as a line of text, and the question its labels make."""

    publication_id: str
    line: str
    question: str


@dataclass(frozen=True, slots=True)
class Found:
    """At which rank, from 1, the passage with the row came among ten: in the whole library, in its report
    alone; None where it did not. `quoted`: the answer from its report quotes the row."""

    drawn: Drawn
    anywhere: int | None
    in_report: int | None
    quoted: bool


def reports_of(paths: Sequence[Path], say: Callable[[str], None]) -> list[Report]:
    """The documents that can be read, each as a report; what cannot is said."""
    found: list[Report] = []
    for path in paths:
        try:
            parsed = read_file(path)
        except DocumentError as error:
            say(str(error))
            continue
        taken = [report.publication.id for report in found]
        publication = publication_of(new_id(path.stem, taken), Details(), parsed.proposed, path.name)
        original = Original(path.name, path.name, "", path.stat().st_size)
        found.append(report_from(parsed, publication, original))
    return found


def draw(reports: Sequence[Report], rows: int, seed: int) -> list[Drawn]:
    """So many rows, one of each report that has any left in turn."""
    chance = random.Random(seed)  # noqa: S311 - a sample that can be drawn again
    by_report = []
    for report in reports:
        mine = [drawn for block in report.blocks for drawn in _rows(report.publication.id, block, chance)]
        chance.shuffle(mine)
        by_report.append(mine)
    in_turn = chain.from_iterable(zip_longest(*by_report))
    return [drawn for drawn in in_turn if drawn][:rows]


def _rows(publication_id: str, block: Block, chance: random.Random) -> Iterator[Drawn]:
    """The rows of a table that hold a figure under a labelled column beside a label in words."""
    table = block.table
    if table is None:
        return
    columns = column_labels(table)
    labels = max(table.header_columns, 1)
    for row in table.rows[table.header_rows :]:
        name = " ".join(dict.fromkeys(filter(None, row[:labels])))
        figured = [i for i in range(labels, len(row)) if columns[i] and is_figure(row[i]) and _digits(row[i])]
        if figured and any(c.isalpha() for c in name) and len(" ".join(row).split()) <= MOST_WORDS:
            column = " ".join(columns[chance.choice(figured)].replace(" / ", " ").split()[-LIMIT:])
            name = " ".join(name.split()[:LIMIT])
            yield Drawn(publication_id, _plain(" | ".join(row)), f"What was {column} for {name}?")


def _digits(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _plain(line: str) -> str:
    return " ".join(line.split())


def measure(assistant: Assistant, drawn: Sequence[Drawn]) -> Iterator[Found]:
    """What an assistant finds for each question, and whether it answers with the row."""
    for one in drawn:
        own = Filters(publication_ids=(one.publication_id,))
        anywhere = _rank(one, [h.chunk for h in assistant.search(one.question, Filters(), TOP_K)])
        in_report = _rank(one, [h.chunk for h in assistant.search(one.question, own, TOP_K)])
        quoted = {_plain(c.quotation) for c in assistant.ask(one.question, filters=own).citations}
        yield Found(one, anywhere, in_report, one.line in quoted)


def _rank(drawn: Drawn, chunks: Sequence[Chunk]) -> int | None:
    """The place of the first passage of the report with the row."""
    for rank, chunk in enumerate(chunks, 1):
        if chunk.publication_id == drawn.publication_id and any(
            _plain(s.text) == drawn.line for s in chunk.sentences
        ):
            return rank
    return None


def report(found: Sequence[Found], reports: Sequence[Report]) -> str:
    """The shares with their 95% intervals, and what must be known to read them."""
    shares: list[list[object]] = []
    for name, ranks in (
        ("its report alone", [f.in_report for f in found]),
        ("the whole library", [f.anywhere for f in found]),
    ):
        hits = [sum(rank is not None and rank <= depth for rank in ranks) for depth in DEPTHS]
        shares.append([name, len(found), *(_share(hit, len(found)) for hit in hits)])
    quoted = sum(f.quoted for f in found)
    table = markdown_table(["searched", "n", *(f"found@{depth}" for depth in DEPTHS)], shares)
    return (
        f"Rows of tables of {len(reports)} documents, asked for by the labels of row and column. Tables "
        "of one report, and reports of one kind, share many labels, so that another row may answer as well. "
        f"Intervals: Wilson, 95%.\n\n{table}\n\n"
        f"Asked of its report, the answer quotes the row itself: {_share(quoted, len(found))}."
    )


def _share(count: int, n: int) -> str:
    return with_interval(count / n, wilson(count, n))


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Rows found by their labels.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--home", type=Path, help="where the library is made")
    parser.add_argument("--misses", action="store_true", help="print every question that was missed")
    parser.add_argument("--write", type=Path, metavar="FILE")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Print the report; exit code 2 where no table was found or something cannot be used."""
    given = _arguments(arguments)
    paths = sorted(p for folder in given.folders for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
    try:
        with ExitStack() as stack:
            home = given.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            reports = reports_of(paths, lambda message: print(message, file=sys.stderr))
            drawn = draw(reports, given.rows, given.seed)
            if not drawn:
                print("No table with labels was found. Name folders with reports.", file=sys.stderr)
                return 2
            settings = load_settings().model_copy(update={"home": home})
            sync(home, reports, open_embedder(settings))
            found = list(measure(open_assistant(settings), drawn))
        publish("Rows of tables", "table rows", MODULE, arguments, report(found, reports), given.write)
        for one in found if given.misses else ():
            if not (one.in_report == 1 and one.quoted):
                print(one.in_report, one.anywhere, one.quoted, one.drawn.question, "|", one.drawn.line)
    except (IndexingError, OSError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
