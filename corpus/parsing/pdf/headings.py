"""Headings of a document without tags: lines that are set apart from the running text, consistently.

A heading is short, larger than the running text, or bold, in capitals or in another font with white space
above it; it shares its rows with nothing, is followed by text and is no caption. Bold words that a sentence
begins with are no heading.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.parsing.pdf import outline
from corpus.parsing.pdf.heading_signs import (
    MOST_LINES,
    NUMBERED,
    Manner,
    is_heading,
    levels_by_title,
    number_depth,
    page_manner,
)
from corpus.parsing.pdf.heading_styles import (
    LARGER,
    Body,
    Rank,
    Style,
    body_of,
    levels,
    running_styles,
    stands_out,
    style_of,
    text_of,
)
from corpus.parsing.pdf.types import Line, Piece

_SPLIT = ("P", "LI", "Box")
_WIDE = 0.85
_LIST = 5
_CLOSE = 0.25
"""White space between the lines of one heading, in font sizes, at most."""


def with_headings(pieces: Sequence[Piece], entries: Sequence[outline.Entry]) -> tuple[Piece, ...]:
    """The pieces of a whole document in order, those that are headings with roles H1 to H6.

    Pieces whose role is the file's own are left as they are, but for paragraphs that look as its headings do
    and as hardly a paragraph does; levels of its headings are taken over for others that look the same.
    `entries` is the document's outline: what it names on its page is a heading if it may be one at all. A
    heading that heads the lines of a paragraph is split off.
    """
    body = body_of(pieces)
    pages = {number: page_manner(own) for number, own in _by_page(pieces).items()}
    split = [
        (number, part)
        for number, piece in enumerate(pieces)
        for part in _parts(piece, body, pages[piece.page].sides[piece.column][1] if piece.lines else 0.0)
    ]
    parts = [part for _, part in split]
    plain = [(style_of(part.lines, body), text_of(part.lines)) for part in parts if _open(part)]
    manner = Manner(body, frozenset(running_styles(plain)), pages, levels_by_title(entries))
    dressed = _styles_of_headings(parts, body)
    chosen = [
        (_open(part) or _is_dressed(part, dressed, body)) and is_heading(parts, i, manner)
        for i, part in enumerate(parts)
    ]
    for i in _contents(parts, chosen, manner):
        chosen[i] = False
    return tuple(_levelled(_merged(split, chosen, body), manner))


def _contents(parts: Sequence[Piece], chosen: Sequence[bool], manner: Manner) -> Iterator[int]:
    """Those that look like headings but head nothing: `_LIST` or more on end in one column are a list of
    contents. The one that is larger than all others heads it; what the outline names stays."""
    run: list[int] = []
    for i, part in enumerate([*parts, None]):
        goes_on = part is not None and chosen[i]
        if run and not (goes_on and part and _beside(parts[run[-1]], part)):
            yield from _heading_nothing(parts, run, manner) if len(run) >= _LIST else ()
            run = []
        if goes_on:
            run.append(i)


def _beside(before: Piece, piece: Piece) -> bool:
    return (before.page, before.column) == (piece.page, piece.column)


def _heading_nothing(parts: Sequence[Piece], run: Sequence[int], manner: Manner) -> Iterator[int]:
    sizes = [style_of(parts[i].lines, manner.body).size for i in run]
    for i, size in zip(run, sizes, strict=True):
        largest = size == max(sizes) and sizes.count(size) == 1
        if not largest and (outline.key(text_of(parts[i].lines)), parts[i].page) not in manner.named:
            yield i


def _open(piece: Piece) -> bool:
    return not piece.tagged and piece.role in _SPLIT and bool(piece.lines)


def _styles_of_headings(parts: Sequence[Piece], body: Body) -> frozenset[Style]:
    """Larger styles that the file's own roles have for headings, for every paragraph so set two at least."""
    heads, others = Counter[Style](), Counter[Style]()
    for part in parts:
        if part.tagged and part.lines and part.table is None:
            style = style_of(part.lines, body)
            counted = heads if _tagged_level(part) else others
            counted[style] += style.size > LARGER * body.size
    return frozenset(style for style, count in heads.items() if count >= 2 * max(others[style], 1))


def _is_dressed(part: Piece, dressed: frozenset[Style], body: Body) -> bool:
    """Whether a paragraph of the file's own roles looks as its headings do."""
    own = part.tagged and part.role == "P" and part.lines and part.table is None
    return bool(own) and style_of(part.lines, body) in dressed


def _by_page(pieces: Sequence[Piece]) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        found[piece.page].append(piece)
    return found


def _parts(piece: Piece, body: Body, right: float) -> Iterator[Piece]:
    """A piece, or what it comes apart into where the setting of its lines changes as after a heading."""
    if not _open(piece) or len(piece.lines) < 2:
        yield piece
        return
    start = 0
    for i in range(1, len(piece.lines)):
        if _turns(piece.lines[i - 1], piece.lines[i], body, right):
            yield _cut(piece, start, i)
            start = i
    yield _cut(piece, start, len(piece.lines))


def _cut(piece: Piece, start: int, end: int) -> Piece:
    if start == 0:
        return replace(piece, lines=piece.lines[:end])
    lines = piece.lines[start:end]
    gap = lines[0].top - piece.lines[start - 1].bottom
    return replace(piece, lines=lines, gap=gap, number=None, role="P" if piece.role == "LI" else piece.role)


def _turns(upper: Line, lower: Line, body: Body, right: float) -> bool:
    """Whether a heading may end or begin between two lines: one of them stands out, and the upper does not
    run on into the lower."""
    same_size = abs(upper.size - lower.size) <= 0.06 * upper.size
    if same_size and upper.bold == lower.bold:
        return False
    if not any(stands_out(style_of([line], body), body) for line in (upper, lower)):
        return False
    if not same_size:
        return True
    full = upper.right - upper.left > _WIDE * (right - upper.left)
    return not full and not lower.text[:1].islower() and not upper.text.endswith((",", ";", "-", "–"))


def _merged(
    split: Sequence[tuple[int, Piece]], chosen: Sequence[bool], body: Body
) -> list[tuple[Piece, bool]]:
    """Headings over several lines that came as a piece each put together, and pieces that were split for
    nothing."""
    found: list[tuple[Piece, bool]] = []
    origin = -1
    for (number, piece), heads in zip(split, chosen, strict=True):
        before, before_heads = found[-1] if found else (piece, False)
        again = number == origin and not heads and not before_heads
        if again or (heads and before_heads and _goes_on(before, piece, body)):
            found[-1] = (replace(before, lines=before.lines + piece.lines), heads)
        else:
            found.append((piece, heads))
        origin = number
    return found


def _goes_on(upper: Piece, lower: Piece, body: Body) -> bool:
    same_place = upper.page == lower.page and upper.column == lower.column
    alike = style_of(upper.lines, body) == style_of(lower.lines, body)
    text = text_of(lower.lines)
    close = lower.gap < _CLOSE * lower.lines[0].size
    few = len(upper.lines) + len(lower.lines) <= MOST_LINES
    return same_place and alike and close and few and not NUMBERED.match(text)


def _levelled(merged: Sequence[tuple[Piece, bool]], manner: Manner) -> Iterator[Piece]:
    """Pieces with the levels of their headings; levels that tags give stay."""
    styles = [style_of(piece.lines, manner.body) for piece, _ in merged]
    tagged = [_tagged_level(piece) for piece, _ in merged]
    fixed = any(tagged)
    told = tagged if fixed else [
        manner.named.get((outline.key(text_of(piece.lines)), piece.page)) if heads else None
        for piece, heads in merged
    ]  # fmt: skip
    by_style: dict[Style, Counter[int]] = defaultdict(Counter)
    for style, level in zip(styles, told, strict=True):
        if level:
            by_style[style][level] += 1
    usual = {style: counted.most_common(1)[0][0] for style, counted in by_style.items()}
    at = [i for i, (piece, heads) in enumerate(merged) if heads or told[i]]
    ranks = [Rank(styles[i], number_depth(merged[i][0]), told[i] or usual.get(styles[i]), fixed) for i in at]
    by_place = dict(zip(at, levels(ranks), strict=True))
    for i, (piece, heads) in enumerate(merged):
        yield replace(piece, role=f"H{by_place[i]}") if heads else piece


def _tagged_level(piece: Piece) -> int | None:
    heads = piece.tagged and piece.lines and re.fullmatch("H[1-6]", piece.role)
    return int(piece.role[1]) if heads else None
