"""One run of the parsing benchmark: gold of every tagged file, what each system made of it, and tallies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.benchmarks.parsing_gold import GoldFile, read_gold
from evals.benchmarks.parsing_scores import PageText, heading_scores, hyphen_scores, order_score, word_scores
from evals.benchmarks.parsing_spans import Span, draw_spans, span_found
from evals.benchmarks.parsing_systems import FileFailedError, ReadFile, limited, read_apart

KEPT, FOREIGN, ORDER = "words kept", "foreign words", "reading order"
ORDER_BY_PAGE = "reading order, mean of pages"
LEAKED = "pages with a running head left in"
EXACT, NORMALISED, INSIDE = "quotations exact", "quotations normalised", "quotations inside one block"
PRECISION, RECALL = "headings P", "headings R"
HYPHENS, JOINS = "genuine line-end hyphens lost", "line-end joins made"
HEADINGS = (PRECISION, RECALL)


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that a system got wrong."""

    system: str
    file: str
    page: int
    kind: str
    text: str


@dataclass(slots=True)
class Scores:
    """What one system made of one file: (part, whole) by measure, and what it got wrong."""

    tallies: dict[str, tuple[float, float]] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def add(self, measure: str, part: float, whole: float) -> None:
        """Add to a tally."""
        before = self.tallies.get(measure, (0.0, 0.0))
        self.tallies[measure] = (before[0] + part, before[1] + whole)


@dataclass(frozen=True, slots=True)
class FileResult:
    """One system on one file; `read` is None where it failed."""

    system: str
    file: GoldFile
    read: ReadFile | None
    scores: Scores


def gold_of(paths: Iterable[Path], say: Callable[[str], None]) -> list[tuple[Path, GoldFile]]:
    """The tagged files among the paths with their gold; one that cannot be read is named and left out."""
    found = []
    for path in paths:
        try:
            gold = limited(read_gold, path.read_bytes(), path.name)
        except FileFailedError as error:
            say(f"{path.name}: left out, {error}")
            continue
        if gold.gold:
            say(f"{path.name}: {len(gold.gold)} of {gold.pages} pages are tagged")
            found.append((path, gold))
    return found


def measure(
    files: Sequence[tuple[Path, GoldFile]],
    systems: Iterable[str],
    count: int,
    seed: int,
    say: Callable[[str], None],
) -> list[FileResult]:
    """Every system on every file, over the same spans. A file that a system fails on has no text, and no
    misses one by one."""
    spans = draw_spans([gold for _, gold in files], count, seed)
    results = []
    for system in systems:
        for path, gold in files:
            read = None
            try:
                read = read_apart(system, path)
            except FileFailedError as error:
                say(f"{system}: {path.name}: {error}")
            pages = read.pages if read else ()
            own = [span for span in spans if span.file == gold.name]
            scores = score_file(system, gold, pages, own)
            results.append(FileResult(system, gold, read, scores if read else Scores(scores.tallies)))
        say(f"{system}: done")
    return results


def score_file(system: str, gold: GoldFile, read: Sequence[PageText], spans: Sequence[Span]) -> Scores:
    """All tallies of one file; pages that the system does not have count as empty."""
    pages = {page.number: page for page in read}
    scores = Scores()
    for expected in gold.gold:
        page = pages.get(expected.number, PageText(expected.number, ()))

        def miss(kind: str, texts: Iterable[str], number: int = expected.number) -> None:
            scores.misses.extend(Miss(system, gold.name, number, kind, text) for text in texts)

        found = word_scores(expected, page)
        scores.add(KEPT, found.kept, found.expected)
        scores.add(FOREIGN, found.foreign, found.found)
        miss("words lost", [" ".join(found.lost_words)] if found.lost_words else [])
        miss("foreign words", [" ".join(found.foreign_words)] if found.foreign_words else [])
        if found.leaked is not None:
            scores.add(LEAKED, found.leaked, 1)
            miss("running head left in", [" / ".join(expected.artifacts)] if found.leaked else [])
        scores.add(ORDER, *(order := order_score(expected, page)))
        if order[1]:
            scores.add(ORDER_BY_PAGE, order[0] / order[1], 1)
        miss("order", [f"{order[0]} of {order[1]}"] if order[0] < order[1] else [])
        headings = heading_scores(expected.runs, page)
        scores.add(PRECISION, headings.right, headings.found)
        scores.add(RECALL, headings.recalled, headings.expected)
        miss("no heading", headings.false)
        miss("heading missed", headings.missed)
    _score_spans(system, scores, spans, pages)
    hyphens = hyphen_scores(gold, pages)
    scores.add(HYPHENS, hyphens.genuine - hyphens.kept, hyphens.genuine)
    scores.add(JOINS, hyphens.joined, hyphens.due)
    return scores


def _score_spans(system: str, scores: Scores, spans: Sequence[Span], pages: dict[int, PageText]) -> None:
    for span in spans:
        for name, found in zip((EXACT, NORMALISED, INSIDE), span_found(span, pages), strict=True):
            scores.add(name, found, 1)
            if not found and name != EXACT:
                scores.misses.append(Miss(system, span.file, span.page, f"not found: {name}", span.text))
