"""Items of a Word file put under their headings, with notes after their section, as blocks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.parsing.docx_items import Item
from corpus.parsing.docx_notes import Note
from corpus.parsing.docx_typed import with_typed_numbers
from corpus.parsing.table_text import captioned
from corpus.parsing.text_hygiene import original_of
from corpus.types import Block, BlockKind

_LONGEST_HEADING = 120
_LARGER = 1.12
"""How much larger than running text a heading without a style is printed."""
_MOST_HEADINGS = 0.4
"""Share of paragraphs beyond which bold ones are no headings but the way the text is set."""

NoteReader = Callable[[Note], tuple[str, str]]
"""(raw text, text) of a note; both empty where it has none."""


def blocks_of(items: Sequence[Item], read_note: NoteReader) -> tuple[Block, ...]:
    """Blocks in reading order. Notes stand at the end of the section that refers to them; a caption next to a
    table is also the table's own; numbers that count on past a heading are those of paragraphs, not of lists.
    """
    items = _with_captions(_with_headings(with_typed_numbers(items)))
    running = _running(items)
    section = _Section(read_note)
    blocks: list[Block] = []
    for item in items:
        if item.kind is BlockKind.HEADING:
            blocks += section.notes()
            blocks.append(section.heading(item))
        else:
            counted = item.kind is BlockKind.LIST_ITEM and item.printed is not None and item.number
            if counted and item.printed is not None and item.printed.key in running:
                item = replace(item, kind=BlockKind.PARAGRAPH)
            blocks.append(section.block(item))
    return (*blocks, *section.notes())


@dataclass(slots=True)
class _Section:
    """The headings that are open, and the notes referred to under the last of them."""

    read_note: NoteReader
    path: list[tuple[int, str]] = field(default_factory=list)
    referred: list[Note] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)

    def heading(self, item: Item) -> Block:
        level = item.level or 1
        self.path = [above for above in self.path if above[0] < level]
        block = replace(self.block(item), level=level)
        self.path.append((level, item.text))
        return block

    def block(self, item: Item) -> Block:
        self.referred += item.notes
        return Block(
            item.kind,
            item.text,
            tuple(text for _, text in self.path),
            number=item.number,
            original=original_of(item.raw, item.text) if item.raw else None,
            table=item.table,
        )

    def notes(self) -> Iterator[Block]:
        """The notes referred to so far, each once."""
        path = tuple(text for _, text in self.path)
        referred, self.referred = self.referred, []
        for note in referred:
            if (note.kind, note.id) in self.told:
                continue
            self.told.add((note.kind, note.id))
            raw, text = self.read_note(note)
            if text:
                yield Block(
                    BlockKind.FOOTNOTE, text, path, number=note.number, original=original_of(raw, text)
                )


def _with_headings(items: Sequence[Item]) -> list[Item]:
    """Where no style or outline level makes a heading, short paragraphs that are all bold or larger than the
    text are headings, the largest of the first level."""
    styled = any(i.kind is BlockKind.HEADING and not i.style.is_named("title") for i in items)
    letters: dict[float, int] = {}
    for item in items:
        if item.kind is not BlockKind.TABLE:
            letters[item.size] = letters.get(item.size, 0) + len(item.text)
    if styled or not letters:
        return list(items)
    body = max(letters, key=lambda size: letters[size])
    found = {
        i
        for i, item in enumerate(items)
        if (item.kind is BlockKind.PARAGRAPH or (item.kind is BlockKind.LIST_ITEM and item.number))
        and (item.bold or item.size > body * _LARGER)
        and len(item.text) <= _LONGEST_HEADING
        and item.text[-1] not in ".;,"
        and any(later.kind is not BlockKind.HEADING for later in items[i + 1 : i + 2])
    }
    if len(found) > _MOST_HEADINGS * len(items):
        return list(items)
    sizes = sorted({items[i].size for i in found}, reverse=True)
    return [
        replace(item, kind=BlockKind.HEADING, level=min(sizes.index(item.size) + 1, 3))
        if i in found
        else item
        for i, item in enumerate(items)
    ]


def _with_captions(items: Sequence[Item]) -> list[Item]:
    """Tables with the caption before them, else the one behind them, and the unit it states."""
    done = list(items)
    for i, item in enumerate(items):
        if item.table is None:
            continue
        beside = [j for j in (i - 1, i + 1) if 0 <= j < len(items) and items[j].kind is BlockKind.CAPTION]
        caption = next((items[j].text for j in beside if j < i or _is_behind(items, j)), None)
        if caption is not None:
            done[i] = replace(item, table=captioned(item.table, caption))
    return done


def _is_behind(items: Sequence[Item], at: int) -> bool:
    """Whether a caption behind a table is that table's, not one before the next."""
    follows = items[at + 1] if at + 1 < len(items) else None
    return items[at].text[:5].lower() == "table" and (follows is None or follows.table is None)


def _running(items: Sequence[Item]) -> frozenset[tuple[str, int]]:
    """Lists that count on past a heading."""
    last: dict[tuple[str, int], tuple[int, int]] = {}
    found: set[tuple[str, int]] = set()
    headings = 0
    for item in items:
        if item.kind is BlockKind.HEADING:
            headings += 1
        elif item.printed is not None and item.number is not None:
            before = last.get(item.printed.key)
            if before and before[0] < headings and item.printed.counted == before[1] + 1:
                found.add(item.printed.key)
            last[item.printed.key] = (headings, item.printed.counted)
    return frozenset(found)
