"""Pieces with their roles and numbers to blocks: text, original, places, page turns, headings above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.parsing.pdf import joins, table_turns
from corpus.parsing.pdf.hyphens import Words
from corpus.parsing.pdf.lettering import HYPHEN_AT_END
from corpus.parsing.pdf.numbering import is_bullet
from corpus.parsing.pdf.types import Line, Piece
from corpus.parsing.text_hygiene import original_of
from corpus.types import Area, Block, BlockKind, Page, PageTurn

_KINDS = {
    "P": BlockKind.PARAGRAPH, "LI": BlockKind.LIST_ITEM, "Table": BlockKind.TABLE, "Box": BlockKind.BOX,
    "Caption": BlockKind.CAPTION, "Note": BlockKind.FOOTNOTE,
}  # fmt: skip
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    original: str | None
    turns: tuple[tuple[int, int], ...]


def build(pieces: Sequence[Piece], words: Words, pages: Mapping[int, Page]) -> tuple[Block, ...]:
    """The blocks of a document in reading order."""
    path: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for group in joins.groups(pieces):
        block = _block(group, words, pages)
        if not block.text:
            continue
        if block.level is not None:
            path = [(level, text) for level, text in path if level < block.level]
        blocks.append(replace(block, heading_path=tuple(text for _, text in path)))
        if block.level is not None:
            path.append((block.level, block.text))
    return tuple(_captioned(blocks))


def _block(group: Sequence[Piece], words: Words, pages: Mapping[int, Page]) -> Block:
    first = group[0]
    lines = [line for piece in group for line in piece.lines]
    level = int(first.role[1]) if first.role[:1] == "H" and first.role[1:].isdigit() else None
    kind = BlockKind.HEADING if level else _KINDS.get(first.role, BlockKind.PARAGRAPH)
    table = first.table
    if table is not None:
        table, text, turns = table_turns.joined(group)
        made = _Text(text, None, turns)
    else:
        made = _joined(lines, first.number, first.role == "LI", words)
    return Block(
        kind, made.text, (), page=pages[first.page].ref, level=min(level, _DEEPEST) if level else None,
        number=first.number, original=made.original,
        turns=tuple(PageTurn(offset, pages[page].ref) for offset, page in made.turns),
        areas=tuple(areas(lines, pages)), table=table,
    )  # fmt: skip


def _joined(lines: Sequence[Line], number: str | None, item: bool, words: Words) -> _Text:
    """Lines as one text without the number or bullet they begin with; the original where that differs."""
    text = ""
    turns: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        own = _unmarked(line, number, item) if i == 0 else line.text
        text = words.across(text, own) if text else own
        if i and line.page != lines[i - 1].page:
            turns.append((len(text) - len(own), line.page))
    if text.endswith((HYPHEN_AT_END, "\u00ad")):
        text = text[:-1] + ("-" if text[-1] == HYPHEN_AT_END else "")
    return _Text(text, original_of("\n".join(line.original for line in lines), text), tuple(turns))


def _unmarked(line: Line, number: str | None, item: bool) -> str:
    if number is not None and line.marker == number:
        return line.text[len(number) :].strip()
    if item and is_bullet(line.marker):
        return line.text[1:].strip()
    return line.text


def areas(lines: Sequence[Line], pages: Mapping[int, Page]) -> Iterator[Area]:
    """One rectangle for lines that follow one another downwards on a page."""
    part: list[Line] = []
    for line in lines:
        if part and (
            line.page != part[-1].page or line.baseline < part[-1].baseline - 1 or line.angle != part[0].angle
        ):
            yield _area(part, pages[part[0].page])
            part = []
        part.append(line)
    if part:
        yield _area(part, pages[part[0].page])


def _area(lines: Sequence[Line], page: Page) -> Area:
    left, top = min(line.left for line in lines), min(line.top for line in lines)
    right, bottom = max(line.right for line in lines), max(line.bottom for line in lines)
    angle = lines[0].angle
    if angle == 90:
        left, top, right, bottom = page.width - bottom, left, page.width - top, right
    elif angle == 180:
        left, top, right, bottom = (
            page.width - right,
            page.height - bottom,
            page.width - left,
            page.height - top,
        )
    elif angle == 270:
        left, top, right, bottom = top, page.height - right, bottom, page.height - left
    left, top = (round(max(0.0, value), 1) for value in (left, top))
    return Area(page.ref.physical, left, top, round(max(left, right), 1), round(max(top, bottom), 1))


def _captioned(blocks: Sequence[Block]) -> Iterator[Block]:
    """Tables with the caption that stands next to them, above rather than below."""
    for i, block in enumerate(blocks):
        if block.table is None or block.table.caption is not None:
            yield block
            continue
        near = [blocks[j] for j in (i - 1, i + 1) if 0 <= j < len(blocks)]
        captions = [b.text for b in near if b.kind is BlockKind.CAPTION and b.page == block.page]
        yield replace(block, table=replace(block.table, caption=captions[0])) if captions else block
