"""Quotations drawn at random from the silver gold of tagged PDFs, and looked up in parsed text. Pure."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from evals.benchmarks.parsing_characters import HYPHEN
from evals.benchmarks.parsing_gold import RAISED, GoldFile
from evals.benchmarks.parsing_scores import PageText, without_marks

SHORTEST, LONGEST = 10, 40
_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "´": "'"})
_DASHES = re.compile(f"[-\u00ad\u2010-\u2015\u2212{HYPHEN}]")
_ALPHANUMERIC = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a tagged run on one page of one file."""

    file: str
    page: int
    text: str


def folded(text: str) -> str:
    """For finding a quotation: NFKC, quotation marks alike, no white space, hyphens or dashes."""
    alike = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return re.sub(r"\s+", "", _DASHES.sub("", alike))


def spaced(text: str) -> str:
    """For finding a quotation as printed: white space as one space, a hyphen at a line's end a hyphen."""
    return " ".join(re.sub(rf"{HYPHEN}\s*", "-", text).split())


def draw_spans(files: Sequence[GoldFile], count: int, seed: int) -> list[Span]:
    """Random spans of 10 to 40 words, each inside one tagged run and not across words that the page prints
    there and nobody tagged; runs are drawn by their number of words. Runs of which more than a third are no
    words, formulas, are left out."""
    runs = [
        (file.name, page.number, part.split())
        for file in files
        for page in file.gold
        for run in page.runs
        for part in run.parts or (run.text,)
    ]
    long = [run for run in runs if len(run[2]) >= SHORTEST and _is_prose(run[2])]
    if not long:
        return []
    draw = random.Random(seed)  # noqa: S311 - a sample
    spans = []
    for name, page, run in draw.choices(long, [len(run[2]) for run in long], k=count):
        length = draw.randint(SHORTEST, min(LONGEST, len(run)))
        start = draw.randint(0, len(run) - length)
        while start + 1 < len(run) and not _ALPHANUMERIC.search(
            run[start]
        ):  # a bullet is no part of a quotation
            start += 1
        spans.append(Span(name, page, " ".join(run[start : start + length])))
    return spans


def _is_prose(tokens: Sequence[str]) -> bool:
    return 3 * sum(bool(re.search(r"[^\W\d_]{2}", token)) for token in tokens) >= 2 * len(tokens)


def span_found(span: Span, pages: dict[int, PageText]) -> tuple[bool, bool, bool]:
    """Whether a span stands on its page exactly (white space aside), normalised, and normalised inside one
    piece; with its raised figures or without."""
    page = pages.get(span.page, PageText(span.page, ()))
    forms = {without_marks(span.text), span.text.replace(RAISED, "")}
    exact = any(spaced(form) in spaced(page.text) for form in forms)
    keys = [folded(form) for form in forms]
    normalised = any(key in folded(page.text) for key in keys)
    inside = any(key in folded(piece.text) for key in keys for piece in page.pieces)
    return exact, normalised, inside
