"""From a report to chunks: pure. Whole sentences of one section, cut where the report's structure cuts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

import sentencex

from corpus.parsing.table_text import column_labels
from corpus.types import Block, Report
from indexing.sections import Run, runs_of, sections_of
from indexing.table_rows import BAR, InTable, Line, TableLabels, lines_of
from indexing.types import Chunk, Sentence

CHUNKING_VERSION = "chunks/3"
MAX_PIECES = 250
"""Most word-pieces of a chunk with its prefix: MiniLM silently drops what is beyond 256."""
MAX_PREFIX_PIECES = 60
MAX_CAPTION_PIECES = 40
REMEMBERED = 10_000
"""Texts of a report whose word-pieces are counted once."""

CountPieces = Callable[[str], int]
Unit = list[Sentence]
"""Sentences that stay in one chunk: a paragraph, a part of a long one, or a row of a table."""


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph, each a verbatim piece of it without white space around."""
    return [s.strip() for s in sentencex.segment("en", text) if s.strip()]


def fit_sentence(sentence: str, count_pieces: CountPieces, limit: int) -> Iterator[str]:
    """The sentence itself, or, where it alone is over the limit, pieces of it cut after a clause or word.

    Only text that is no real sentence (a table run together, a list without stops) is as long as that.
    """
    if count_pieces(sentence) <= limit:
        yield sentence
        return
    rest = sentence
    while count_pieces(rest) > limit:
        cut = _last_cut(rest, lambda part: count_pieces(part) <= limit)
        yield rest[:cut].strip()
        rest = rest[cut:].strip()
    if rest:
        yield rest


def _last_cut(text: str, fits: Callable[[str], bool]) -> int:
    """Where the longest fitting head of a text ends: after ; : , if that keeps half of it, else at a space.

    Inside a word only where the first word alone does not fit.
    """
    spaces = [m.start() for m in re.finditer(r"\s", text)]
    if not spaces or not fits(text[: spaces[0]]):
        spaces = list(range(1, spaces[0] if spaces else len(text)))
    low, high = 0, len(spaces) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if fits(text[: spaces[middle]]):
            low = middle
        else:
            high = middle - 1
    end = spaces[low]
    clauses = [m.end() for m in re.finditer(r"[;:,](?=\s)", text[:end])]
    return clauses[-1] if clauses and clauses[-1] >= end / 2 else end


def section_prefix(title: str, heading_path: Iterable[str], count_pieces: CountPieces) -> str:
    """`title › heading`, the title shortened by whole words until the prefix fits.

    A title without spaces that is too long by itself is cut.
    """
    words, headings = title.split(), list(heading_path)
    while headings and count_pieces(" › ".join(headings)) > MAX_PREFIX_PIECES - 10:
        headings.pop(0)
    prefix = " › ".join([" ".join(words), *headings])
    while count_pieces(prefix) > MAX_PREFIX_PIECES and len(words) > 1:
        words.pop()
        prefix = " › ".join([" ".join(words) + " …", *headings])
    return next(fit_sentence(prefix, count_pieces, MAX_PREFIX_PIECES))


class _Cutter:
    """Cuts the runs of one section at a limit of word-pieces."""

    def __init__(self, count_pieces: CountPieces, limit: int) -> None:
        self._count = count_pieces
        self._limit = limit
        self._empty = count_pieces("")

    def _size(self, sentences: Iterable[Sentence]) -> int:
        """Word-pieces of sentences joined by spaces, where no word-piece spans a space."""
        return self._empty + sum(self._count(s.text) - self._empty for s in sentences)

    def chunks(self, run: Run) -> Iterator[Unit]:
        """The run as lists of sentences that fit."""
        units = [unit for number, block in run.blocks for unit in self._units(number, block)]
        if run.table:
            yield from self._table(units, *run.table)
        else:
            yield from self._packed(units)

    def _table(self, caption: Sequence[Unit], number: int, block: Block) -> Iterator[Unit]:
        """Rows, each list of them with the table's labels at its head and the name of the group it goes on
        with, the first with the caption too."""
        lines = list(enumerate(lines_of(block), number))
        heads = sum(line.is_head for _, line in lines)
        head = [s for n, line in lines[:heads] for s in self._row(block, line, n)]
        if self._size(head) > self._limit // 2:
            head, heads = [], 0
        lead = [s for unit in caption for s in unit]
        if not lines or self._size([*lead, *head]) > self._limit // 2:
            yield from self._packed(caption)
            lead = []
        room = self._limit - self._size([*lead, *head]) + self._empty
        above: dict[int, Unit] = {}
        rows: list[Unit] = []
        name, names = "", list[Sentence]()
        for n, line in lines[heads:]:
            if line.place.under[:1] == (name,) and self._size(names) <= self._limit // 4:
                above[n] = names
            pieces = list(self._row(block, line, n, room - self._size(above.get(n, [])) + self._empty))
            rows += [[piece] for piece in pieces]
            if line.place.is_label:
                name, names = line.label, pieces
        yield from self._packed(rows, lead, head, above)

    def _row(self, block: Block, line: Line, number: int, limit: int | None = None) -> Iterator[Sentence]:
        """A row of a table, or pieces of it, of which the later know the row's label and their column."""
        under, at = (*line.place.under, *filter(None, (line.label,))), 0
        for i, piece in enumerate(self._pieces(block, [line.text], line.start, number, limit)):
            at = line.text.index(piece.text, at)
            column = f" {line.text[:at]}".count(BAR)
            at += len(piece.text)
            yield replace(piece, row=InTable(line.place.is_label, under, column) if i else line.place)

    def _units(self, number: int, block: Block) -> Iterator[Unit]:
        """A paragraph; one that does not fit a chunk comes in parts."""
        part: Unit = []
        for sentence in self._pieces(block, split_sentences(block.text), 0, number):
            if part and self._size([*part, sentence]) > self._limit:
                yield part
                part = []
            part.append(sentence)
        if part:
            yield part

    def _pieces(
        self, block: Block, sentences: Iterable[str], at: int, number: int, limit: int | None = None
    ) -> Iterator[Sentence]:
        """Sentences that follow each other in the block's text from a place on, each with its page."""
        for whole in sentences:
            for piece in fit_sentence(whole, self._count, limit or self._limit):
                at = block.text.index(piece, at)
                yield Sentence(piece, number, block.source, block.page_at(at))
                at += len(piece)

    def _packed(
        self,
        units: Iterable[Unit],
        lead: Sequence[Sentence] = (),
        head: Sequence[Sentence] = (),
        above: Mapping[int, Unit] = MappingProxyType({}),
    ) -> Iterator[Unit]:
        """Units put together while they fit: the first after `lead` and `head`, others after `head` and what
        is to stand `above` their paragraph."""
        chunk, holds_any = [*lead, *head], False
        for unit in units:
            if holds_any and self._size([*chunk, *unit]) > self._limit:
                yield chunk
                chunk = [*head, *above.get(unit[0].paragraph, ())]
            chunk, holds_any = [*chunk, *unit], True
        if holds_any:
            yield chunk


def chunk_report(
    report: Report, count_pieces: CountPieces, target_pieces: int = MAX_PIECES
) -> tuple[Chunk, ...]:
    """The chunks of a report in reading order.

    A chunk never crosses a heading and never ends inside a sentence; it may go over a page turn. Tables,
    boxes and footnotes have chunks of their own; headings are no text. With its prefix a chunk has at most
    `target_pieces` (≤ 250) word-pieces as counted by `count_pieces`, special tokens included, which must not
    count a piece across a space.
    """
    count_pieces = lru_cache(maxsize=REMEMBERED)(count_pieces)
    chunks: list[Chunk] = []
    seen: dict[str, int] = {}
    for section in sections_of(report.blocks):
        for run in runs_of(section):
            label = run.label and next(fit_sentence(run.label, count_pieces, MAX_CAPTION_PIECES))
            prefix = section_prefix(
                report.publication.title,
                [*section[0].heading_path, *([label] if label else [])],
                count_pieces,
            )
            labels = _labels(run)
            for sentences in _Cutter(count_pieces, target_pieces - count_pieces(prefix)).chunks(run):
                key = "\x1f".join((report.publication.id, prefix, *(s.text for s in sentences)))
                seen[key] = seen.get(key, 0) + 1
                chunk_id = hashlib.sha256(f"{key}\x1f{seen[key]}".encode()).hexdigest()[:24]
                made = _chunk(chunk_id, report, len(chunks), prefix, section[0], sentences)
                chunks.append(replace(made, table=labels) if labels else made)
    return tuple(chunks)


def _labels(run: Run) -> TableLabels | None:
    """What names the rows of a run that is a table."""
    table = run.table[1].table if run.table else None
    return TableLabels(run.caption, run.unit, column_labels(table)) if table else None


def _chunk(
    chunk_id: str, report: Report, ordinal: int, prefix: str, first: Block, sentences: Sequence[Sentence]
) -> Chunk:
    """A chunk whose paragraphs are numbered from 0."""
    order = {n: i for i, n in enumerate(dict.fromkeys(s.paragraph for s in sentences))}
    numbered = tuple(replace(s, paragraph=order[s.paragraph]) for s in sentences)
    return Chunk(
        chunk_id, report.publication.id, ordinal, prefix, first.heading_path, sentences[0].page, numbered
    )
