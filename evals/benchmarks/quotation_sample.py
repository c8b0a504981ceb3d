"""Quotations drawn from parsed PDFs, judged by eye on page images, and looked up again after every change.

    python -m evals.benchmarks.quotation_sample FOLDER… --draw 200 --files 20 --seed 4 --out FILE
    python -m evals.benchmarks.quotation_sample FOLDER… --check FILE [--misses] [--write docs/benchmarks.md]

Each quotation is drawn with the page and the printed page label that the parser gives (see `quotation_draw`);
the judgement says what is on the image of the page.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus.parsing.reading import read_file
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.text_hygiene import locate
from corpus.parsing.types import DocumentError
from corpus.types import Block, PageRef
from evals.benchmarks.judged_lines import read_judged
from evals.benchmarks.pdf_files import pdfs_by_hash
from evals.benchmarks.quotation_draw import draw
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    publish,
    with_interval,
)
from evals.statistics import wilson

MODULE = "evals.benchmarks.quotation_sample"
GOLD = Path(__file__).resolve().parents[1] / "gold" / "parsing" / "quotations.jsonl"


class Judged(BaseModel):
    """What the image of the page says of a quotation: the page it begins on, the number printed there (None
    where none is), whether it is printed so to the letter (`exact`); where not, `printed` is what stands
    there, cells parted by ` | ` as in the quotation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha: str
    kind: str
    quotation: str
    page_true: int
    label_true: str | None
    exact: bool
    printed: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A judged quotation and what the parser gives now; `exact` where it gives what is printed to the letter.
    The page and its label are looked for by letters alone where that is not so."""

    judged: Judged
    page: PageRef | None
    exact: bool

    @property
    def page_right(self) -> bool:
        """Whether it begins on the page it is printed on."""
        return self.page is not None and self.page.physical == self.judged.page_true

    @property
    def label_right(self) -> bool:
        """Whether that page has the number that is printed on it, or none where none is."""
        return self.page is not None and self.page.label == self.judged.label_true


def read_gold(path: Path) -> list[Judged]:
    """The judgements of a file, one a line after the first, which says how they came. Raises ValueError."""
    return read_judged(path, Judged)


def look_up(judged: Judged, blocks: Sequence[Block]) -> Checked:
    """Where the parser has a quotation as printed; of several places, as rows of tables recur, one on the
    right page. A quotation that was not as printed is so now where its wrong form is gone as well."""
    wanted = judged.printed or judged.quotation
    pages, drawn = _exactly(wanted, blocks), _exactly(judged.quotation, blocks)
    exact = bool(pages) and (judged.exact or not drawn)
    pages = pages or drawn or _by_letters(wanted, blocks)
    right = [page for page in pages if page and page.physical == judged.page_true]
    return Checked(judged, next(iter([*right, *pages]), None), exact)


def _exactly(wanted: str, blocks: Sequence[Block]) -> list[PageRef | None]:
    """The page of every place where the text stands."""
    place = re.compile(re.escape(wanted))
    return [block.page_at(match.start()) for block in blocks for match in place.finditer(block.text)]


def _by_letters(wanted: str, blocks: Sequence[Block]) -> list[PageRef | None]:
    """The same, whatever the spaces, hyphens, quotation marks and bounds of cells."""
    spans = [(b, locate(wanted.replace("|", " "), b.text.replace("|", " "))) for b in blocks]
    return [block.page_at(span[0]) for block, span in spans if span]


def check(folders: Sequence[Path], gold: Sequence[Judged]) -> Iterator[Checked]:
    """Every judged quotation of which a folder holds the file; each file is parsed once."""
    paths = pdfs_by_hash(folders)
    with Sandbox() as sandbox:
        for sha in sorted({one.sha for one in gold} & set(paths)):
            try:
                blocks: Sequence[Block] = read_file(paths[sha], sandbox=sandbox).blocks
            except DocumentError:
                blocks = ()
            yield from (look_up(one, blocks) for one in gold if one.sha == sha)


def report(checked: Sequence[Checked]) -> str:
    """Shares right with 95% Wilson intervals, of all and by what is printed on the page."""
    numbered = [c for c in checked if c.judged.label_true is not None]
    bare = [c for c in checked if c.judged.label_true is None]
    pages = {(c.judged.sha, c.judged.page_true): c for c in checked}
    rows = [
        _row("physical page right", checked, lambda c: c.page_right),
        _row("printed page label right, where one is printed", numbered, lambda c: c.label_right),
        _row("no label given, where none is printed", bare, lambda c: c.label_right),
        _row("label right or rightly none, each page once", list(pages.values()), lambda c: c.label_right),
        _row("text exactly as printed", checked, lambda c: c.exact),
    ]
    for kind in sorted({c.judged.kind for c in checked}):
        of_kind = [c for c in checked if c.judged.kind == kind]
        rows.append(_row(f"text exactly as printed: {kind}", of_kind, lambda c: c.exact))
    files = len({c.judged.sha for c in checked})
    table = markdown_table(["quotations judged by eye", "n", "right", "share"], rows)
    return f"{len(checked)} quotations on {len(pages)} pages of {files} PDFs.\n\n{table}"


def _row(name: str, checked: Sequence[Checked], right: Callable[[Checked], bool]) -> list[object]:
    hits = sum(map(right, checked))
    share = with_interval(hits / len(checked), wilson(hits, len(checked))) if checked else None
    return [name, len(checked), hits, share]


def misses(checked: Sequence[Checked]) -> Iterator[str]:
    """Each miss by file and page, for those who mend the parser."""
    for c in checked:
        if not (c.page_right and c.label_right and c.exact):
            given = f"p. {c.page.physical} ({c.page.label})" if c.page else "not found"
            one, text = c.judged, "exact" if c.exact else "not as printed"
            yield f"{one.file} p. {one.page_true} ({one.label_true}): {given}, {text}: {one.quotation}"


def main(arguments: Sequence[str]) -> int:
    """Draw or check; exit code 2 where there is nothing to do or a file cannot be used."""
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Quotations judged by eye.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--draw", type=int, metavar="N")
    parser.add_argument("--files", type=int, default=20, help="fewest files to draw from")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the drawn quotations go")
    parser.add_argument("--check", type=Path, metavar="FILE", default=GOLD)
    parser.add_argument("--misses", action="store_true", help="print every miss")
    parser.add_argument("--write", type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    if (given.draw is None) != (given.out is None):
        parser.error("--draw and --out go together")
    try:
        return _draw(given) if given.draw else _check(given, arguments)
    except (OSError, ValueError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2


def _draw(given: argparse.Namespace) -> int:
    drawn, left_out = draw(given.folders, given.draw, given.files, given.seed)
    given.out.write_text("".join(f"{q.model_dump_json()}\n" for q in drawn), encoding="utf-8")
    print(*(f"Left out: {reason}" for reason in left_out), sep="\n", file=sys.stderr)
    print(f"{len(drawn)} quotations of {len({q.sha for q in drawn})} PDFs in {given.out}")
    return 0


def _check(given: argparse.Namespace, arguments: Sequence[str]) -> int:
    checked = list(check(given.folders, read_gold(given.check)))
    if not checked:
        raise ValueError("No file of the judgements was found. Name the folders that hold them.")
    title, body = "Quotations judged by eye", report(checked)
    publish(title, "quotation-sample", MODULE, arguments, body, given.write)
    print(*(misses(checked) if given.misses else ()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
