"""Highlight benchmark: random quotations of parsed PDFs found again on their pages, and the lines they mark.

    python -m evals.benchmarks.highlights FOLDER… [--seed N] [--quotations 500] [--write docs/benchmarks.md]

Every PDF of the folders is parsed in the sandbox; quotations of 10 to 40 words are drawn from its blocks and
located on the page the block names, on the file as it is and on copies with every page rotated by 90, 180 and
270 degrees and cropped to what is printed. Rectangles are right where the text that PDFium finds inside them
is the quotation and each holds ink.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError
from evals.benchmarks.highlight_trials import ORIGINAL, VARIANTS, Trial
from evals.benchmarks.measuring import percentile
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    mean_cell,
    publish,
)

MODULE = "evals.benchmarks.highlights"
_TRIALS = "evals.benchmarks.highlight_trials:trials"
_SHARE_CHANGED = 0.25
_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Measured:
    """Every trial with the name of its file, and the files that could not be read with the reason."""

    trials: tuple[tuple[str, Trial], ...]
    refused: tuple[str, ...]


def measure(
    folders: Sequence[Path], quotations: int, seed: int, say: Callable[[str], None] = print
) -> Measured:
    """Run at least so many trials on files as they are, a quarter as many on each variant."""
    files = sorted({path for folder in folders for path in folder.rglob("*.pdf")})
    each = math.ceil(quotations / max(len(files), 1))
    found: list[tuple[str, Trial]] = []
    refused: list[str] = []
    with Sandbox(import_from=[Path(__file__).resolve().parents[2]]) as sandbox:
        for path in files:
            try:
                answer = sandbox.call(
                    _TRIALS, bytes, path.read_bytes(), path.name, float(seed), float(each),
                    float(math.ceil(each * _SHARE_CHANGED)), seconds=_SECONDS,
                )  # fmt: skip
            except DocumentError as error:
                refused.append(str(error))
                continue
            mine = [Trial(**trial) for trial in json.loads(answer)]
            found += [(path.name, trial) for trial in mine]
            say(
                f"{path.name}: {sum(t.located for t in mine)}/{len(mine)}, right {sum(t.right for t in mine)}"
            )
    return Measured(tuple(found), tuple(refused))


def report(measured: Measured) -> str:
    """Figures by variant and kind as Markdown; intervals are bootstrap intervals over files."""
    rows = []
    groups = [(variant, "text") for variant in VARIANTS] + [(ORIGINAL, "table")]
    for variant, kind in groups:
        mine = [(f, t) for f, t in measured.trials if (t.variant, t.kind) == (variant, kind)]
        if not mine:
            continue
        hits = [(f, t) for f, t in mine if t.located]
        right = mean_cell([float(t.right) for _, t in hits], [f for f, _ in hits]) if hits else None
        located = mean_cell([float(t.located) for _, t in mine], [f for f, _ in mine])
        middle = 1000 * percentile([t.seconds for _, t in mine], 0.5)
        rows.append([variant, kind, len(mine), len({f for f, _ in mine}), located, right, f"{middle:.0f}"])
    header = ["pages", "of", "n", "files", "located", "of the located on the right lines", "ms, median"]
    refused = "".join(f"\n- {line}" for line in measured.refused)
    return markdown_table(header, rows) + (f"\n\nNot read:\n{refused}" if refused else "")


def misses(measured: Measured) -> str:
    """Each miss by file and page, for those who mend the method."""
    lines = [
        f"{file} p. {t.page} ({t.variant}, {t.kind}): {t.why} || {t.quotation}"
        for file, t in measured.trials
        if t.why
    ]
    kinds = Counter(t.why.split(":")[0] for _, t in measured.trials if t.why)
    return "\n".join([*lines, *(f"{count} × {why}" for why, count in kinds.most_common())])


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Benchmark of highlighting.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--quotations", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--misses", action="store_true", help="print every miss")
    parser.add_argument("--write", type=Path, metavar="FILE")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Print the report; exit code 2 where there is nothing to measure or a file cannot be written."""
    given = _arguments(arguments)
    measured = measure(given.folders, given.quotations, given.seed, lambda line: print(line, file=sys.stderr))
    if not measured.trials:
        print("No PDF with text was found. Name a folder that holds some.", file=sys.stderr)
        return 2
    try:
        publish("Highlights", "highlights", MODULE, arguments, report(measured), given.write)
        if given.misses:
            print(misses(measured))
    except SectionError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
