"""From plain text to blocks: paragraphs, headings, list items, tables; form feeds turn the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.parsing.dates_in_files import published_date
from corpus.parsing.decoding import decode
from corpus.parsing.numbering import with_paragraph_numbers
from corpus.parsing.table_cells import Cell, head_rows, label_columns
from corpus.parsing.text_hygiene import original_of, tidy, visible
from corpus.parsing.text_lines import ITEM, Line, groups_of, lines_of
from corpus.parsing.types import DocumentError, Format, Parsed, Proposed, Reason
from corpus.types import Block, BlockKind, PageTurn, Table

_MOST_BYTES = 50_000_000
_RULE = re.compile(r"[-=~_*·•.#\s]{3,}")
_NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})\.?\s+(?=[A-Z])")
_CHAPTER = re.compile(r"(?:chapter|part|annex|appendix|section)\s+(?:\d+|[ivxlc]+|[a-z])\b.*", re.I)
_LINE_END = re.compile(r"([^\W\d_]+)([-\u2010\u2011])\n([^\W\d_]+)")
_LONGEST_HEADING = 90
_TITLE_WITHIN = 5


def parse(data: bytes, name: str) -> Parsed:
    """Read a plain text file.

    Lines broken by their width are joined, and a hyphen at a line end is kept (in policy reports it is nearly
    always the author's) unless the file elsewhere has the word without it and never with it. `original` keeps
    line ends where more was changed than white space. Pages are known where form feeds part them, and count
    from 1; else `page` is None. Raises DocumentError: EMPTY, TOO_LARGE, UNKNOWN_TYPE, DAMAGED or NO_TEXT.
    """
    if not data.strip():
        raise DocumentError(name, Reason.EMPTY)
    if len(data) > _MOST_BYTES:
        raise DocumentError(name, Reason.TOO_LARGE, f"{len(data):,} bytes")
    decoded = decode(data, name)
    text, hidden = visible(decoded.text)
    blocks = _blocks(groups_of(lines_of(text)), frozenset(_words(text)))
    if not blocks:
        raise DocumentError(name, Reason.NO_TEXT)
    title = next((b.text for b in blocks[:_TITLE_WITHIN] if b.level == 1 and " " in b.text), None)
    proposed = Proposed(title=title, published=published_date(text[:3000]))
    notes = (decoded.note,) if decoded.note else ()
    return Parsed(Format.TEXT, blocks, proposed, hidden=hidden, notes=notes)


def _words(text: str) -> list[str]:
    """Every word in small letters, hyphens inside it as they are."""
    return re.findall(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*", text.lower())


def _joined(raw: str, known: frozenset[str]) -> str:
    """Lines with the words broken at their ends whole."""

    def word(match: re.Match[str]) -> str:
        start, hyphen, end = match.groups()
        if end.lower() in ("and", "or", "to"):
            return match[0]  # short- and long-term
        whole, apart = f"{start}{end}".lower(), f"{start}{hyphen}{end}".lower()
        return f"{start}{end}" if whole in known and apart not in known else f"{start}{hyphen}{end}"

    return _LINE_END.sub(word, raw)


def _blocks(groups: Sequence[Sequence[Line]], known: frozenset[str]) -> tuple[Block, ...]:
    """Blocks under their headings."""
    blocks: list[Block] = []
    path: list[tuple[int, str]] = []
    for i, group in enumerate(groups):
        if _RULE.fullmatch(group[0].text) and len(group) == 1:
            continue
        following = groups[i + 1] if i + 1 < len(groups) else ()
        level, lines = _heading(group, following, blocks[-1] if blocks else None)
        if level:
            path = [heading for heading in path if heading[0] < level]
        block = _block(lines, level, tuple(text for _, text in path), known)
        if not any(char.isalnum() for char in block.text):
            continue
        blocks.append(block)
        if level:
            path.append((level, block.text))
    return with_paragraph_numbers(blocks)


def _heading(
    group: Sequence[Line], following: Sequence[Line], above: Block | None
) -> tuple[int | None, Sequence[Line]]:
    """The level of a heading, and its lines without what underlines it; None for no heading. `above` is the
    block before it."""
    first = group[0]
    if len(group) == 2 and _is_underline(group[1].text, first.text):
        return (1 if group[1].text[0] == "=" else 2), group[:1]
    if len(group) > 1 or len(first.text) > _LONGEST_HEADING or first.text[-1] in ".,;:":
        return None, group
    if following and len(following) == 1 and _is_underline(following[0].text, first.text):
        return (1 if following[0].text[0] == "=" else 2), group
    if match := _NUMBERED.match(first.text):
        listed = following and _NUMBERED.match(following[0].text) and len(following) == 1
        in_list = above is not None and above.kind is BlockKind.LIST_ITEM and above.number is not None
        deep = match["number"].count(".") + 1
        return (None if (listed or in_list) and deep == 1 else min(6, deep)), group
    letters = [char for char in first.text if char.isalpha()]
    if len(letters) >= 4 and all(char.isupper() for char in letters) and first.columns == 1:
        return 1, group
    return (1 if _CHAPTER.fullmatch(first.text) and first.columns == 1 else None), group


def _is_underline(text: str, above: str) -> bool:
    return (
        len(set(text)) == 1
        and text[0] in "=-~*_"
        and len(text) >= max(3, len(above) // 2)
        and len(above) <= _LONGEST_HEADING
        and any(char.isalnum() for char in above)
    )


def _block(lines: Sequence[Line], level: int | None, path: tuple[str, ...], known: frozenset[str]) -> Block:
    if not level and len(lines) > 1 and lines[0].columns > 1 and (table := _table(lines)):
        text = "\n".join(" | ".join(row) for row in table.rows)
        return Block(BlockKind.TABLE, text, path, page=lines[0].page, table=table)
    raw = "\n".join(line.text for line in lines)
    item = None if level else ITEM.match(raw)
    raw = raw[item.end() :] if item else raw
    text = tidy(_joined(raw, known))
    kind = BlockKind.HEADING if level else BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
    return Block(
        kind,
        text,
        path,
        page=lines[0].page,
        level=level,
        number=item["number"] if item else None,
        original=original_of(raw, text),
        turns=tuple(_turns(lines, text, known)),
    )


def _turns(lines: Sequence[Line], text: str, known: frozenset[str]) -> Iterator[PageTurn]:
    """Where the text goes on to another page: what stands after the turn is counted from its end."""
    for i, (before, line) in enumerate(pairwise(lines), 1):
        if line.page is not None and line.page != before.page:
            rest = tidy(_joined("\n".join(later.text for later in lines[i:]), known))
            yield PageTurn(len(text) - len(rest), line.page)


def _table(lines: Sequence[Line]) -> Table | None:
    """Lines in columns as rows, where every line has the same number of cells."""
    rows = tuple(tuple(tidy(cell) for cell in re.split(r"\t+|[ ]{3,}", line.text)) for line in lines)
    if len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:
        return None
    cells = [[Cell(text, column, 1, False, False) for column, text in enumerate(row)] for row in rows]
    heads = head_rows(cells)
    return Table(rows, heads, label_columns(cells, heads))
