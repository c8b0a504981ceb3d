"""From a web page to blocks: `parse` is the flow, each step has a file of its own."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.parsing.decoding import declared_encoding, decode
from corpus.parsing.html_blocks import Draft
from corpus.parsing.html_furniture import find_furniture
from corpus.parsing.html_hidden import take_out_hidden
from corpus.parsing.html_main import main_drafts
from corpus.parsing.html_metadata import read_metadata
from corpus.parsing.html_safety import checked
from corpus.parsing.html_tree import parse_tree, remove_all, text_of
from corpus.parsing.numbering import with_paragraph_numbers
from corpus.parsing.types import DocumentError, Format, Parsed, Reason
from corpus.types import Block

_MOST_BYTES = 20_000_000
"""No encoding of the most characters that are read takes more."""


def parse(data: bytes, name: str) -> Parsed:
    """Read a web page: its main text as blocks, what it says of itself, and the text it hides.

    Navigation, banners, forms, related links and lists of contents are left out; the text is the page's own.
    A web page has no pages: `page` is None, and `anchor` is the id to link to. Raises DocumentError: EMPTY,
    UNKNOWN_TYPE, TOO_LARGE, UNSAFE, DAMAGED, or NO_TEXT where the main part holds none.
    """
    if not data.strip():
        raise DocumentError(name, Reason.EMPTY)
    if len(data) > _MOST_BYTES:
        raise DocumentError(name, Reason.TOO_LARGE, f"{len(data):,} bytes")
    decoded = decode(data, name, declared_encoding(data))
    root = parse_tree(checked(decoded.text, name), name)
    proposed = read_metadata(root)
    hidden = take_out_hidden(root, name)
    deleted = [element for element in root.iter("del") if text_of(element)]
    remove_all(root, deleted)
    furniture = find_furniture(root)
    remove_all(root, furniture)
    drafts, in_characters = main_drafts(root, plain=not furniture)
    if not drafts:
        raise DocumentError(name, Reason.NO_TEXT, "its main part has no text")
    notes = (decoded.note, "Text that the page marks as deleted is left out." if deleted else None)
    said = tuple(note for note in notes if note)
    return Parsed(Format.HTML, blocks_of(drafts), proposed, hidden=hidden + in_characters, notes=said)


def blocks_of(drafts: Sequence[Draft]) -> tuple[Block, ...]:
    """Blocks under their headings. A box may have headings of its own, which end with it."""
    blocks: list[Block] = []
    path: list[tuple[int, str]] = []
    inner: list[tuple[int, str]] = []
    box = 0
    for draft in drafts:
        if draft.box != box:
            box, inner = draft.box, []
        stack = inner if box else path
        if draft.level:
            stack[:] = [heading for heading in stack if heading[0] < draft.level]
        blocks.append(
            Block(
                draft.kind,
                draft.text,
                tuple(text for _, text in path + inner),
                level=draft.level,
                number=draft.number,
                original=draft.original,
                table=draft.table,
                anchor=draft.anchor,
            )
        )
        if draft.level:
            stack.append((draft.level, draft.text))
    return with_paragraph_numbers(blocks)
