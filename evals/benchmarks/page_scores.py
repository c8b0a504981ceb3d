"""Scores of one page's headings and reading order against what was read from its image. Pure.

Texts are compared by their letters and figures alone, without case, accents, spaces and line ends.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from pydantic import BaseModel, ConfigDict

from corpus.types import Block, BlockKind
from evals.benchmarks.parsing_systems import page_texts

PRECISION, RECALL, LEVELS = "headings P", "headings R", "heading levels"
FOUND, ORDER = "openings found", "pairs in order"
MEASURES = (PRECISION, RECALL, LEVELS, FOUND, ORDER)

Place = tuple[int, int]
"""Where an opening stands on a page as parsed: the piece of text, and the letter in it."""


class GoldHeading(BaseModel):
    """A heading as printed; levels count from 1, the outermost, and hold within the page. None: not told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    level: int | None


class GoldPage(BaseModel):
    """What a reader of a page's image sees.

    `order` holds first words in reading order; each of `asides` stands before or after them, in one go, in
    its own order. A heading found that is part of one of `either` counts neither way. `tagged` says that the
    file has tags that tell headings.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: str
    page: int
    tagged: bool
    layout: str
    headings: list[GoldHeading]
    order: list[str]
    asides: list[list[str]]
    either: list[str]


@dataclass(frozen=True, slots=True)
class Scored:
    """One gold page: (part, whole) by measure, and what is wrong, a line each."""

    gold: GoldPage
    tallies: dict[str, tuple[float, float]]
    misses: tuple[str, ...]


def folded(text: str) -> str:
    """The letters and figures of a text, without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def score(gold: GoldPage, blocks: Sequence[Block], failed: Sequence[str] = ()) -> Scored:
    """A page against the blocks of its file. `failed` says why there are none."""
    misses = list(failed)
    tallies = _headings(gold, blocks, misses)
    pieces = next((page.pieces for page in page_texts(tuple(blocks)) if page.number == gold.page), ())
    tallies |= _order(gold, [folded(piece.text) for piece in pieces], misses)
    return Scored(gold, tallies, tuple(misses))


def _headings(gold: GoldPage, blocks: Sequence[Block], misses: list[str]) -> dict[str, tuple[float, float]]:
    """Found of all due, due of all found, and of the pairs of headings found those whose levels stand to
    each other as printed."""
    on_page = [b for b in blocks if b.kind is BlockKind.HEADING and b.page and b.page.physical == gold.page]
    levels = {folded(f"{block.number or ''}{block.text}"): block.level or 0 for block in reversed(on_page)}
    found = Counter(folded(f"{block.number or ''}{block.text}") for block in on_page)
    due = Counter(folded(heading.text) for heading in gold.headings)
    either = [folded(text) for text in gold.either]
    false = Counter(
        {text: n for text, n in (found - due).items() if not any(text in other for other in either)}
    )
    right = (found & due).total()
    misses += [f"heading missed: {h.text}" for h in gold.headings if folded(h.text) not in found]
    misses += [f"no heading: {b.text}" for b in on_page if folded(f"{b.number or ''}{b.text}") in false]
    told = [h for h in gold.headings if h.level is not None and folded(h.text) in levels]
    agreed = 0
    for a, b in (pairs := list(combinations(told, 2))):
        given = (levels[folded(a.text)], levels[folded(b.text)])
        if _sign(a.level or 0, b.level or 0) == _sign(*given):
            agreed += 1
        else:
            misses.append(f"levels {a.level}, {b.level} given as {given[0]}, {given[1]}: {a.text} | {b.text}")
    return {
        PRECISION: (right, right + false.total()),
        RECALL: (right, due.total()),
        LEVELS: (agreed, len(pairs)),
    }


def _sign(a: int, b: int) -> int:
    return (a > b) - (a < b)


def _order(gold: GoldPage, pieces: Sequence[str], misses: list[str]) -> dict[str, tuple[float, float]]:
    """Openings found on the page of all, and of the pairs found those in the right order."""
    flows = [gold.order, *gold.asides]
    places = [[(text, place) for text in flow if (place := _place(text, pieces))] for flow in flows]
    found = {text for flow in places for text, _ in flow}
    misses += [f"opening not found: {text}" for flow in flows for text in flow if text not in found]
    right = pairs = 0
    for flow in places:
        verdicts = [a < b for (_, a), (_, b) in combinations(flow, 2)]
        right, pairs = right + sum(verdicts), pairs + len(verdicts)
        misses += [f"order: {b} | before {a}" for (a, at), (b, other) in pairwise(flow) if at >= other]
    for text, kept_out in _between(places[0], places[1:]):
        right, pairs = right + kept_out, pairs + 1
        misses += [] if kept_out else [f"order: inside an aside: {text}"]
    return {FOUND: (len(found), sum(map(len, flows))), ORDER: (right, pairs)}


def _between(
    main: Sequence[tuple[str, Place]], asides: Sequence[Sequence[tuple[str, Place]]]
) -> Iterator[tuple[str, bool]]:
    """Every opening against every aside of two or more: whether it keeps out of it."""
    for aside in asides:
        ends = sorted(place for _, place in aside)
        for text, place in main if len(ends) > 1 else ():
            yield text, not ends[0] < place < ends[-1]


def _place(opening: str, pieces: Sequence[str]) -> Place | None:
    """A piece that is the opening, else one that begins with it, else one that has it somewhere."""
    key = folded(opening)
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for number, piece in enumerate(pieces):
            if fits(piece, key):
                return number, piece.find(key)
    return None
