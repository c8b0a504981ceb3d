"""Main text of web pages: what our parser keeps of news and blog pages, beside trafilatura, against gold.

    python -m evals.benchmarks.articles FOLDER [--write docs/benchmarks.md]

FOLDER holds gold.jsonl (`html`: a path in the folder, `gold_text`: the article's text) and the pages. Both
systems read each page in a child process with limits. Scored as in the article extraction benchmark
(github.com/scrapinghub/article-extraction-benchmark, evaluate.py): bags of shingles of 4 words; precision
and recall are means over pages, F1 is their harmonic mean.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import trafilatura
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError, Format, Parsed
from evals.benchmarks.tables import (
    SectionError,
    markdown_table,
    publish,
    with_difference,
    with_interval,
)
from evals.resampling import Floats, Value
from evals.statistics import bootstrap_interval, paired_difference, ratio

MODULE = "evals.benchmarks.articles"
OURS, TRAFILATURA = "our parser", "trafilatura"
SHINGLE = 4
Tally = tuple[float, float, float, float]
"""Precision and 1, recall and 1; 0 and 0 where the page does not count for that mean."""


class ArticlesError(Exception):
    """A folder is no set of articles; the message names the file and line at fault."""


class Article(BaseModel):
    """One page and the text a person marked as its article."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(alias="_id", min_length=1)
    html: str = Field(min_length=1)
    gold_text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """The tallies of one system, one a page, and the pages it gave no text for, with the reason."""

    system: str
    tallies: tuple[Tally, ...]
    without_text: tuple[str, ...]


def read_articles(folder: Path) -> list[tuple[Article, bytes]]:
    """Every article of a folder with its page. Raises ArticlesError."""
    path = folder / "gold.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ArticlesError(
            f"{path} cannot be read ({error}). Name a folder that holds gold.jsonl."
        ) from None
    found: list[tuple[Article, bytes]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            article = Article.model_validate_json(line)
            page = (folder / article.html).resolve()
            if not page.is_relative_to(folder.resolve()):
                raise ValueError(f"{article.html} is outside the folder")
            found.append((article, page.read_bytes()))
        except (ValidationError, ValueError, OSError) as error:
            raise ArticlesError(f"{path}, line {number}: {' '.join(str(error).split())[:200]}") from None
    if not found:
        raise ArticlesError(f"{path} holds no article.")
    return found


def main_text(parsed: Parsed) -> str:
    """The text of every block but the page's title, which the gold does not count as article text."""
    return "\n".join(block.text for block in parsed.blocks if block.level != 1)


def trafilatura_text(data: bytes, name: str) -> bytes:
    """What trafilatura takes for the main text, without comments; called in the child."""
    return (trafilatura.extract(data, include_comments=False) or "").encode("utf-8", "replace")


def ours(sandbox: Sandbox, data: bytes, name: str) -> str:
    """Our parser's main text. Raises DocumentError."""
    return main_text(sandbox.parse(data, name, Format.HTML))


def theirs(sandbox: Sandbox, data: bytes, name: str) -> str:
    """trafilatura's main text. Raises DocumentError."""
    return sandbox.call(f"{MODULE}:trafilatura_text", bytes, data, name).decode("utf-8")


def tally(gold: str, found: str) -> Tally:
    """Precision and recall of the shingles of one page; a mean takes a page only where it has any."""
    wanted, given = shingles(gold), shingles(found)
    true = sum((wanted & given).values())
    precision = (true / given.total(), 1.0) if given else (0.0, 0.0)
    recall = (true / wanted.total(), 1.0) if wanted else (0.0, 0.0)
    return (*precision, *recall)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """How often each run of 4 words occurs; all words of a shorter text are one run."""
    words = re.findall(r"\w+", text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def f1_of_means(sums: Floats) -> Floats:
    """The harmonic mean of mean precision and mean recall, from tallies; nan where either has no page."""
    precision = sums[..., 0] / sums[..., 1]
    recall = sums[..., 2] / sums[..., 3]
    return np.asarray(2 * precision * recall / (precision + recall))


def measure(
    system: str, read: Callable[[Sandbox, bytes, str], str], articles: Sequence[tuple[Article, bytes]]
) -> Measured:
    """Read every page with one system."""
    tallies: list[Tally] = []
    failed: list[str] = []
    with Sandbox() as sandbox:
        for article, data in articles:
            text = ""
            try:
                text = read(sandbox, data, article.id)
            except DocumentError as error:
                failed.append(str(error))
            tallies.append(tally(article.gold_text, text))
    return Measured(system, tuple(tallies), tuple(failed))


def report(measured: Sequence[Measured], ids: Sequence[str]) -> str:
    """The table and what has to be known to read it, as Markdown; the first system against the rest."""
    rows = [[one.system, len(ids), *_cells(one, ids), len(one.without_text)] for one in measured]
    first, *others = measured
    compared = "\n".join(_compared(first, other, ids) for other in others)
    failed = "\n".join(f"- {one.system}: {why}" for one in measured for why in one.without_text)
    preface = (
        "Bags of shingles of 4 words; precision and recall are means over pages and F1 is of these means, as "
        "the published benchmark scores them. The page's title is not counted as text. 95% intervals "
        "resample pages."
    )
    header = ("system", "pages", "F1 [95%]", "precision [95%]", "recall [95%]", "no text")
    return "\n\n".join(part for part in (preface, markdown_table(header, rows), compared, failed) if part)


def _cells(one: Measured, ids: Sequence[str]) -> list[str]:
    whole = np.asarray(one.tallies)
    values: tuple[tuple[Floats, Value], ...] = (
        (whole, f1_of_means),
        (whole[:, :2], ratio),
        (whole[:, 2:], ratio),
    )
    return [
        with_interval(float(value(rows.sum(axis=0)[None])[0]), bootstrap_interval(rows, ids, value))
        for rows, value in values
    ]


def _compared(one: Measured, other: Measured, ids: Sequence[str]) -> str:
    paired = paired_difference(other.tallies, one.tallies, ids, f1_of_means)
    return f"{one.system} − {other.system}, F1: {with_difference(paired, paired.p_value)}."


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Main text of web pages.")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="holds gold.jsonl and the pages")
    parser.add_argument("--write", type=Path, help="the Markdown file whose section is replaced")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Print the report; exit code 2 where something is wrong with what was given."""
    given = _arguments(arguments)
    try:
        articles = read_articles(given.folder)
        measured = [measure(OURS, ours, articles), measure(TRAFILATURA, theirs, articles)]
        body = report(measured, [article.id for article, _ in articles])
        publish("Main text of web pages", "articles", MODULE, arguments, body, given.write)
    except (ArticlesError, SectionError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
