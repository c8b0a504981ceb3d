"""How the blocks of a report fall into sections and runs, within which chunks are cut: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from corpus.types import Block, BlockKind

Numbered = tuple[int, Block]
"""A block and a number that no other paragraph of its section has; a table's rows take those after it."""


@dataclass(slots=True)
class Run:
    """Blocks of a section that may share chunks: running text, a box, footnotes, or one table.

    Of a table, `blocks` are its caption where that is a block of its own, and `caption` and `unit` are what
    it says of itself, empty where it does not; for want of a caption the words that lead up to it.
    """

    blocks: list[Numbered] = field(default_factory=list)
    table: Numbered | None = None
    caption: str = ""
    unit: str = ""

    @property
    def label(self) -> str:
        """Caption and unit in words."""
        told = self.caption
        return f"{told} ({self.unit})" if told and self.unit and self.unit not in told else told or self.unit


_LEADER = re.compile(r"(?:\s?\.){4,}")
_PAGE = re.compile(r"\s*[\divxlc]{1,5}(?=\s|$)", re.IGNORECASE)
_LONGEST_ENTRY = 200
_LONGEST_LEAD = 40
"""Words of a sentence that leads up to a table."""


def is_contents(text: str) -> bool:
    """Whether a text is nothing but entries of a table of contents: `Findings ........ 10`."""
    name, *rest = _LEADER.split(text)
    pages = [_PAGE.match(part) for part in rest]
    if not rest or not all(pages):
        return False
    names = [name, *(part[page.end() :] for part, page in zip(rest, pages, strict=True) if page)]
    return not names.pop().strip() and all(0 < len(n.strip()) <= _LONGEST_ENTRY for n in names)


def sections_of(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks that follow each other under one heading, the headings themselves and tables of contents left
    out: these name what the report says elsewhere, and would be found in its place."""
    section: list[Block] = []
    for block in blocks:
        if is_contents(block.text):
            continue
        if section and (block.kind is BlockKind.HEADING or block.heading_path != section[0].heading_path):
            yield section
            section = []
        if block.kind is not BlockKind.HEADING:
            section.append(block)
    if section:
        yield section


def runs_of(section: Sequence[Block]) -> Iterator[Run]:
    """The runs of a section in reading order, its footnotes, which interrupt the text of their page, last."""
    numbers, captions = _numbers(section), _captions(section)
    text, notes, in_box = Run(), Run(), False
    for i, block in enumerate(section):
        numbered = (numbers[i], block)
        if i in captions:
            continue
        if block.kind is BlockKind.FOOTNOTE:
            notes.blocks.append(numbered)
            continue
        is_table, is_box = block.kind is BlockKind.TABLE, block.kind is BlockKind.BOX
        own = [(numbers[j], section[j]) for j, table in captions.items() if table == i]
        caption = _caption(block, own) if is_table else ""
        if is_table and not caption and text.blocks and text.blocks[-1][1] is section[i - 1]:
            caption = _leading_up(section[i - 1].text)
            own += [text.blocks.pop()] if caption == _words(section[i - 1].text) else []
        if text.blocks and (is_table or is_box != in_box):
            yield text
            text = Run()
        if is_table:
            yield Run(own, numbered, caption, (block.table.unit if block.table else None) or "")
        else:
            text.blocks.append(numbered)
            in_box = is_box
    yield from (run for run in (text, notes) if run.blocks)


def _numbers(section: Sequence[Block]) -> list[int]:
    """A number for each block, with room behind a table's for its rows."""
    sizes = (1 + (b.text.count("\n") if b.kind is BlockKind.TABLE else 0) for b in section)
    return list(accumulate(sizes, initial=0))[:-1]


def _captions(section: Sequence[Block]) -> dict[int, int]:
    """Where a caption beside a table is the table's: index of the caption → index of the table."""
    found: dict[int, int] = {}
    for i, block in enumerate(section):
        if block.kind is not BlockKind.TABLE:
            continue
        told = _plain(block.table.caption) if block.table and block.table.caption else ""
        for j in (i - 1, i + 1):
            if 0 <= j < len(section) and section[j].kind is BlockKind.CAPTION and j not in found:
                text = _plain(section[j].text)
                if (told and (told in text or text in told)) or (not told and j < i):
                    found[j] = i
                    break
    return found


def _plain(text: str) -> str:
    return _words(text).casefold()


def _words(text: str) -> str:
    return " ".join(text.split())


def _leading_up(text: str) -> str:
    """The sentence with which a text leads up to what follows it: `Waiting times were as follows:`."""
    last = re.split(r"(?<=[.!?;])\s+", _words(text))[-1]
    return last if last.endswith(":") and len(last.split()) <= _LONGEST_LEAD else ""


def _caption(block: Block, captions: Sequence[Numbered]) -> str:
    caption = (block.table.caption if block.table else None) or " ".join(b.text for _, b in captions)
    return _words(caption)
