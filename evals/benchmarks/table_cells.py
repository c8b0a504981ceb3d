"""Table benchmark: cells of tables read by eye from page images, looked up in what the parser makes of them.

    python -m evals.benchmarks.table_cells FOLDER… [--gold FILE] [--misses] [--write docs/benchmarks.md]

A cell counts as right where one table of its page has a row with its label, a column with its label and
exactly its text where they meet. Tables are found by geometry alone, in the sandbox; tags are not used. Pages
looked at while the method was made and pages drawn afterwards are reported apart.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium
from pydantic import BaseModel, ConfigDict, TypeAdapter

from corpus.parsing.pdf import chars, drawn, hidden, ruling, tables
from corpus.parsing.pdf.frame import frame_of
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.table_text import column_labels
from corpus.parsing.types import DocumentError
from corpus.types import Table
from evals.benchmarks.judged_lines import read_judged
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    publish,
    with_interval,
)
from evals.statistics import bootstrap_interval, ratio

MODULE = "evals.benchmarks.table_cells"
GOLD = Path(__file__).resolve().parents[1] / "gold" / "parsing" / "tables.jsonl"
_TABLES = "evals.benchmarks.table_cells:tables_on"
_KINDS = ("ruled", "half-ruled")
_SEEN = {"building": "seen while building", "after": "drawn afterwards", "fresh": "drawn in a second round"}
_Found = TypeAdapter(list[Table])


class GoldTable(BaseModel):
    """Cells of one table: each row is its label and a value for each of `columns`, the labels over a column
    parted by ` / ` from the outermost in. `seen` says whether the page was looked at while building."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    page: int
    kind: str
    seen: str
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Scored:
    """One gold table, how many of its cells are right, and those that are not as row, column and text."""

    gold: GoldTable
    cells: int
    right: int
    misses: tuple[str, ...]


def read_gold(path: Path) -> list[GoldTable]:
    """The tables of a file, one a line after the first, which says how they were read. Raises ValueError."""
    return read_judged(path, GoldTable)


def tables_on(data: bytes, name: str, page: float) -> bytes:
    """JSON of the tables found on a page; runs in the child process."""
    document = pdfium.PdfDocument(data)
    sheet = document[int(page) - 1]
    found = chars.read(sheet, int(page))
    concealed = hidden.find(sheet, found, drawn.read(sheet, frame_of(sheet)))
    made = tables.find(replace(found, hidden=concealed.flags), ruling.read(sheet))
    return _Found.dump_json([table.table for table in made])


def score(gold: GoldTable, found: Sequence[Table]) -> Scored:
    """The table of the page that holds most of the gold cells, and what it lacks."""
    scored = [_against(gold, table) for table in found]
    cells = sum(len(gold.columns) for _ in gold.rows)
    none = Scored(gold, cells, 0, ("no table of the page holds any of it",))
    return max(scored, key=lambda s: s.right, default=none)


def _against(gold: GoldTable, table: Table) -> Scored:
    labels = column_labels(table)
    right, misses = 0, []
    for label, *values in gold.rows:
        rows = [row for row in table.rows[table.header_rows :] if row[0] == label]
        for column, value in zip(gold.columns, values, strict=True):
            places = [i for i, name in enumerate(labels) if name == column]
            if any(row[i] == value for row in rows for i in places):
                right += 1
            else:
                misses.append(f"{label} | {column} | {value}")
    return Scored(gold, right + len(misses), right, tuple(misses))


def measure(folders: Sequence[Path], gold: Sequence[GoldTable]) -> Iterator[Scored]:
    """The score of each gold table of which a folder holds the file."""
    paths = {path.name: path for folder in folders for path in folder.rglob("*.pdf")}
    with Sandbox(import_from=[Path(__file__).resolve().parents[2]]) as sandbox:
        for table in gold:
            if table.file not in paths:
                continue
            try:
                data = paths[table.file].read_bytes()
                answer = sandbox.call(_TABLES, bytes, data, table.file, float(table.page))
                yield score(table, _Found.validate_json(answer))
            except DocumentError as error:
                cells = len(table.columns) * len(table.rows)
                yield Scored(table, cells, 0, (str(error),))


def report(scored: Sequence[Scored]) -> str:
    """Share of cells by kind of table and by when the page was seen; intervals resample tables."""
    rows = []
    for kind in _KINDS:
        for seen, shown in _SEEN.items():
            mine = [s for s in scored if (s.gold.kind, s.gold.seen) == (kind, seen)]
            if mine:
                rows.append([kind, shown, *_figures(mine)])
    rows.append(["all", "", *_figures(scored)])
    return markdown_table(["tables", "pages", "n", "cells", "cells right"], rows)


def _figures(scored: Sequence[Scored]) -> list[object]:
    tallies = [(float(s.right), float(s.cells)) for s in scored]
    groups = [f"{s.gold.file} {s.gold.page} {i}" for i, s in enumerate(scored)]
    cells = sum(s.cells for s in scored)
    share = sum(s.right for s in scored) / cells
    return [len(scored), cells, with_interval(share, bootstrap_interval(tallies, groups, ratio))]


def main(arguments: Sequence[str]) -> int:
    """Print the report; exit code 2 where no file of the gold is there or a file cannot be used."""
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Benchmark of tables.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--misses", action="store_true", help="print every miss")
    parser.add_argument("--write", type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    try:
        scored = list(measure(given.folders, read_gold(given.gold)))
        if not scored:
            print("No file of the gold was found. Name the folders that hold them.", file=sys.stderr)
            return 2
        publish("Tables", "tables", MODULE, arguments, report(scored), given.write)
        for one in scored if given.misses else ():
            print(f"{one.gold.file} p. {one.gold.page}: {one.right}/{one.cells}", *one.misses, sep="\n  ")
    except (OSError, ValueError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
