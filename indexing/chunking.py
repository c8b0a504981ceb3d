"""From a report to chunks: pure. Whole sentences of one section, cut where the report's structure cuts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import sentencex

from corpus.types import Block, Report
from indexing.types import Chunk, Sentence

CHUNKING_VERSION = "chunks/1"
MAX_PIECES = 250
"""Most word-pieces of a chunk with its prefix: MiniLM silently drops what is beyond 256."""
MAX_PREFIX_PIECES = 60

CountPieces = Callable[[str], int]


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


def _units(blocks: Iterable[Block], count_pieces: CountPieces, limit: int) -> Iterator[list[Sentence]]:
    """The paragraphs of a section as sentences; a paragraph that does not fit one chunk comes in parts."""
    for number, block in enumerate(blocks):
        part: list[Sentence] = []
        for whole in split_sentences(block.text):
            for text in fit_sentence(whole, count_pieces, limit):
                sentence = Sentence(text, number, block.source)
                if part and count_pieces(_joined([*part, sentence])) > limit:
                    yield part
                    part = []
                part.append(sentence)
        if part:
            yield part


def _joined(sentences: Iterable[Sentence]) -> str:
    return " ".join(s.text for s in sentences)


def _packed(
    units: Iterable[list[Sentence]], count_pieces: CountPieces, limit: int
) -> Iterator[list[Sentence]]:
    """Paragraphs put together while they fit."""
    chunk: list[Sentence] = []
    for unit in units:
        if chunk and count_pieces(_joined([*chunk, *unit])) > limit:
            yield chunk
            chunk = []
        chunk = [*chunk, *unit]
    if chunk:
        yield chunk


def chunk_report(
    report: Report, count_pieces: CountPieces, target_pieces: int = MAX_PIECES
) -> tuple[Chunk, ...]:
    """The chunks of a report in reading order.

    A chunk never crosses a heading or a page and never ends inside a sentence. With its prefix it has at
    most `target_pieces` (≤ 250) word-pieces as counted by `count_pieces`, special tokens included.
    """
    chunks: list[Chunk] = []
    seen: dict[str, int] = {}
    for (headings, page), blocks in groupby(report.blocks, key=lambda b: (b.heading_path, b.page)):
        prefix = section_prefix(report.publication.title, headings, count_pieces)
        limit = target_pieces - count_pieces(prefix)
        for sentences in _packed(_units(blocks, count_pieces, limit), count_pieces, limit):
            key = "\x1f".join((report.publication.id, prefix, *(s.text for s in sentences)))
            seen[key] = seen.get(key, 0) + 1
            chunk_id = hashlib.sha256(f"{key}\x1f{seen[key]}".encode()).hexdigest()[:24]
            first = sentences[0].paragraph
            numbered = tuple(Sentence(s.text, s.paragraph - first, s.source) for s in sentences)
            chunks.append(
                Chunk(chunk_id, report.publication.id, len(chunks), prefix, headings, page, numbered)
            )
    return tuple(chunks)
