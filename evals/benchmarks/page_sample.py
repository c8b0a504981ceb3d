"""Benchmark of headings and reading order: pages read by eye from page images against what the parser makes.

    python -m evals.benchmarks.page_sample FOLDER… [--without-tags] [--misses] [--write docs/benchmarks.md]

`--without-tags` reads every file a second time by geometry alone. Files are found by their content, whatever
their names, and parsed in the sandbox. How a page is scored: `evals.benchmarks.page_scores`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from corpus.parsing.pdf import reading
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError, Parsed
from corpus.types import Block
from evals.benchmarks.judged_lines import read_judged
from evals.benchmarks.page_scores import MEASURES, GoldPage, Scored, score
from evals.benchmarks.pdf_files import pdfs_by_hash
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    publish,
    with_interval,
)
from evals.statistics import bootstrap_interval, ratio

MODULE = "evals.benchmarks.page_sample"
GOLD = Path(__file__).resolve().parents[1] / "gold" / "parsing" / "pages.jsonl"
_PARSED = f"{MODULE}:parsed"
_USED, _HIDDEN = "tags used", "tags hidden"
_GROUPS: dict[str, Callable[[GoldPage], bool]] = {
    "all": lambda page: True,
    "of tagged files": lambda page: page.tagged,
    "of files without": lambda page: not page.tagged,
    "columns or boxes": lambda page: _is_beside(page),
    "one column": lambda page: not _is_beside(page),
}


def read_gold(path: Path) -> list[GoldPage]:
    """The pages of a file, one a line after the first, which says how they were read. Raises ValueError."""
    return read_judged(path, GoldPage)


def parsed(data: bytes, name: str, use_tags: float) -> Parsed:
    """A PDF read with its tags (1) or by geometry alone (0); runs in the child process."""
    return reading.parse(data, name, use_tags=bool(use_tags))


def files_of(folders: Sequence[Path], gold: Sequence[GoldPage]) -> dict[str, Path]:
    """Where the files of the gold are, by the beginning of their SHA-256."""
    wanted = {page.sha256 for page in gold}
    return {digest: path for digest, path in pdfs_by_hash(folders).items() if digest in wanted}


def measure(folders: Sequence[Path], gold: Sequence[GoldPage], use_tags: bool) -> Iterator[Scored]:
    """The score of each gold page of which a folder holds the file; each file is parsed once."""
    files = files_of(folders, gold)
    with Sandbox(import_from=[Path(__file__).resolve().parents[2]]) as sandbox:
        for digest, path in files.items():
            blocks: Sequence[Block] = ()
            failed: tuple[str, ...] = ()
            try:
                blocks = sandbox.call(_PARSED, Parsed, path.read_bytes(), path.name, float(use_tags)).blocks
            except DocumentError as error:
                failed = (str(error),)
            for page in gold:
                if page.sha256 == digest:
                    yield score(page, blocks, failed)


def report(runs: Mapping[str, Sequence[Scored]]) -> str:
    """Every measure for all pages, by tags and by layout, a column a way of reading; intervals resample
    pages."""
    rows = []
    first = next(iter(runs.values()))
    for shown, belongs in _GROUPS.items():
        pages = sum(belongs(one.gold) for one in first)
        for name in MEASURES:
            cells = [_figure([one for one in scored if belongs(one.gold)], name) for scored in runs.values()]
            rows.append([shown, pages, name, *cells])
    said = (
        "Pages read by eye from their images before the parser's answer was seen; higher is better; 95% "
        "bootstrap intervals over pages; in round brackets of how many. A page without headings has no "
        "share in their recall. Levels and order are compared by pairs on one page."
    )
    return f"{said}\n\n{markdown_table(['pages', 'n', 'measure', *runs], rows)}"


def _is_beside(page: GoldPage) -> bool:
    return "columns" in page.layout or "box" in page.layout


def _figure(scored: Sequence[Scored], name: str) -> str | None:
    tallies = [one.tallies[name] for one in scored]
    whole = sum(of for _, of in tallies)
    if not whole:
        return None
    groups = [f"{one.gold.sha256} {one.gold.page}" for one in scored]
    share = sum(part for part, _ in tallies) / whole
    return f"{with_interval(share, bootstrap_interval(tallies, groups, ratio))} ({whole:,.0f})"


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Headings and reading order.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--without-tags", action="store_true", help="read by geometry alone as well")
    parser.add_argument("--misses", action="store_true", help="print every miss")
    parser.add_argument("--write", type=Path, metavar="FILE")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Print the report; exit code 2 where no file of the gold is there or a file cannot be used."""
    given = _arguments(arguments)
    ways = {_USED: True} | ({_HIDDEN: False} if given.without_tags else {})
    try:
        gold = read_gold(given.gold)
        runs = {way: list(measure(given.folders, gold, use_tags)) for way, use_tags in ways.items()}
        if not runs[_USED]:
            print("No file of the gold was found. Name the folders that hold them.", file=sys.stderr)
            return 2
        title = "Headings and reading order, by hand"
        publish(title, "pages by hand", MODULE, arguments, report(runs), given.write)
        for way, scored in runs.items() if given.misses else ():
            for one in scored:
                print(f"{way}: {one.gold.file} p. {one.gold.page}", *one.misses, sep="\n  ")
    except (OSError, ValueError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
