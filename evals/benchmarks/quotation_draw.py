"""Quotations drawn at random from parsed PDFs, to be judged by eye on the images of their pages.

Drawn are sentences of paragraphs and boxes, list items, footnotes and captions, and rows of tables.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus.parsing.reading import read_file
from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError
from corpus.types import Block, BlockKind, PageRef
from evals.benchmarks.pdf_files import pdfs_by_hash
from indexing.chunking import split_sentences

MOST_A_FILE = 10
_FEWEST_WORDS = {BlockKind.PARAGRAPH: 8, BlockKind.BOX: 8}
_FEWEST_OTHERWISE, _MOST_WORDS = 4, 40


class Quotation(BaseModel):
    """A quotation as drawn: `sha` is the first 16 digits of the file's SHA-256, `page` from 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha: str
    quotation: str
    page: int | None
    label: str | None
    kind: str


def quotable(blocks: Sequence[Block]) -> Iterator[tuple[str, PageRef | None, BlockKind]]:
    """Everything that can be drawn, with the page it begins on and the kind of its block."""
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            continue
        is_table = block.kind is BlockKind.TABLE
        least = _FEWEST_WORDS.get(block.kind, _FEWEST_OTHERWISE)
        at = 0
        for piece in block.text.split("\n") if is_table else split_sentences(block.text):
            at = block.text.index(piece, at)
            if least <= sum(word != "|" for word in piece.split()) <= _MOST_WORDS:
                yield piece, block.page_at(at), block.kind
            at += len(piece)


def draw(
    folders: Sequence[Path], count: int, files: int, seed: int
) -> tuple[list[Quotation], list[DocumentError]]:
    """So many quotations at random, one of each file in turn, at most 10 a file; and why files were left out.

    Raises ValueError where fewer than `files` files have text.
    """
    rng = random.Random(seed)  # noqa: S311 - a sample, no secret
    by_file: list[list[Quotation]] = []
    left_out: list[DocumentError] = []
    with Sandbox() as sandbox:
        for sha, path in sorted(pdfs_by_hash(folders).items()):
            try:
                blocks = read_file(path, sandbox=sandbox).blocks
            except DocumentError as error:
                left_out.append(error)
                continue
            units = list(_units(path.name, sha, blocks))
            by_file.append(rng.sample(units, min(MOST_A_FILE, len(units))))
    with_text = [mine for mine in by_file if mine]
    if len(with_text) < files:
        raise ValueError(f"Only {len(with_text)} PDFs with text, {files} wanted. Name more folders.")
    rng.shuffle(with_text)
    turns = [mine[turn] for turn in range(MOST_A_FILE) for mine in with_text if turn < len(mine)]
    return sorted(turns[:count], key=lambda q: (q.file, q.page or 0)), left_out


def _units(name: str, sha: str, blocks: Sequence[Block]) -> Iterator[Quotation]:
    for text, page, kind in quotable(blocks):
        number, label = (page.physical, page.label) if page else (None, None)
        yield Quotation(file=name, sha=sha, quotation=text, page=number, label=label, kind=kind)
