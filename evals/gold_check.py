"""Hold a gold set against the corpus: gold rot (a quotation no longer found) is an error. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from assistant.grounding.quotations import find
from corpus.types import Report
from evals.gold import CorpusMark, GoldError, GoldSet, Line
from evals.types import Evidence, Question


def corpus_mark(reports: Iterable[Report]) -> CorpusMark:
    """What identifies a corpus: its publications and every block of text with its headings and page."""
    digest = hashlib.sha256()
    count = 0
    for report in sorted(reports, key=lambda r: r.publication.id):
        count += 1
        digest.update(report.publication.id.encode() + b"\x1e")
        for block in report.blocks:
            page = str(block.page.physical) if block.page else ""
            digest.update("\x1f".join((*block.heading_path, page, block.text)).encode() + b"\x1e")
    return CorpusMark(sha256=digest.hexdigest(), publications=max(1, count))


def problems(gold: GoldSet, reports: Sequence[Report]) -> tuple[str, ...]:
    """Everything in the set that the corpus does not bear out, one message each, in order of lines."""
    by_id = {r.publication.id: r for r in reports}
    return tuple(problem for line in gold.lines for problem in _of_line(line, by_id))


def require_sound(gold: GoldSet, reports: Sequence[Report], check_corpus: bool = True) -> None:
    """Raise GoldError where a quotation is not found, or the set was written for another corpus."""
    found = problems(gold, reports)
    mark = corpus_mark(reports)
    if check_corpus and gold.header.corpus and gold.header.corpus.sha256 != mark.sha256:
        rot = "\n  ".join(["", *found[:20]]) if found else " Every quotation is still found."
        raise GoldError(
            f"The set '{gold.header.name}' was written for another corpus: "
            f"{gold.header.corpus.publications} publications then, {mark.publications} in the library now, "
            f"or their text changed.{rot}\n"
            f"Index the corpus it was written for, or renew it with: evidence eval check "
            f"{gold.header.name} --renew"
        )
    if found:
        listed = "\n  ".join(["", *found[:50]])
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        raise GoldError(
            f"Gold rot in '{gold.header.name}': {count}.{listed}\n"
            f"Mend the lines, then: evidence eval check {gold.header.name}"
        )


def _of_line(line: Line, reports: Mapping[str, Report]) -> list[str]:
    told = [
        f"{line.place}: {line.item.id}: {problem}"
        for evidence in line.item.evidence
        if (problem := _missing(evidence, reports.get(evidence.publication)))
    ]
    if isinstance(line.item, Question):
        named = dict.fromkeys((*line.item.readings, *line.item.not_publications))
        told += [f"{line.place}: {line.item.id}: no publication '{p}'" for p in named if p not in reports]
    return told


def _missing(evidence: Evidence, report: Report | None) -> str | None:
    """Why a gold span is not found; None where it stands at its page or section."""
    if report is None:
        return f"no publication '{evidence.publication}' in the library"
    holding = [b for b in report.blocks if find(evidence.quote, b.text) is not None]
    short = evidence.quote if len(evidence.quote) <= 80 else evidence.quote[:79] + "…"
    if not holding:
        return f"“{short}” is not found in {evidence.publication}"
    if evidence.page is not None:
        holding = [b for b in holding if b.page and b.page.physical == evidence.page]
        if not holding:
            return f"“{short}” is not on page {evidence.page} of {evidence.publication}"
    # The nearest heading: passages and citations are told apart by it, so any other could not be hit.
    if evidence.section is not None and not any(evidence.section in b.heading_path[-1:] for b in holding):
        where = " › ".join(holding[0].heading_path) or "no section"
        return f"“{short}” is under “{where}” of {evidence.publication}, not “{evidence.section}”"
    return None
