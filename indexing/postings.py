"""The files of a term index: in which chunks each stem stands, how often, and where in their texts.

A token is one number of 64 bits (stem, row, place in the text): to sort tokens is to build the index, and it
is changed by sorting those that stay with those that are new.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexing.exact import Rows

FOLDER = "terms"
PLACE_BITS, ROW_BITS = 16, 24
"""Of a token, lowest first; its stem takes the other 24. Places beyond the last that fits count as that."""
STEM_AT = np.uint64(PLACE_BITS + ROW_BITS)
ROW_AT = np.uint64(PLACE_BITS)
LAST_PLACE = (1 << PLACE_BITS) - 1
MOST = 1 << ROW_BITS
"""More chunks, or stems, than an index can hold."""
K1, B = 1.2, 0.75
"""How soon further occurrences of a stem stop counting, and how much those in long chunks count less, as
Lucene has them."""
SCALE = 65_535
"""A saturation of 1 as it is written."""

Tokens = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]
Found = npt.NDArray[np.integer]
Stems = Callable[[str], list[str]]
"""The stems of a text in their order."""
AT_ONCE = 1_000_000
"""Tokens that are worked on together while an index is written, so that few copies of all are held."""
STEMS_AT_ONCE = 2_000


def build(folder: Path, texts: Iterable[str], stems: Stems) -> None:
    """Write the index of these texts, whose rows are in their order. Raises ValueError beyond `MOST`."""
    tokens, numbers = array("Q"), dict[str, int]()
    count = _add(tokens, enumerate(texts), stems, numbers)
    _write(folder / FOLDER, list(numbers), tokens, count)


def change(base: Path, folder: Path, kept: Rows, texts: Iterable[tuple[int, str]], stems: Stems) -> None:
    """Write an index like that in `base`, of which each row moves to that in `kept`, or goes where that says
    -1, and with these texts in further rows. Raises OSError or ValueError where the base cannot be read."""
    tokens = array("Q")
    with closing(Postings(base)) as before:
        numbers = {word: i for i, word in enumerate(before.words())}
        for some in before.tokens(kept):
            tokens.frombytes(some.tobytes())
    added = _add(tokens, texts, stems, numbers)
    _write(folder / FOLDER, list(numbers), tokens, int((kept >= 0).sum()) + added)


def _add(tokens: array[int], texts: Iterable[tuple[int, str]], stems: Stems, numbers: dict[str, int]) -> int:
    """Add the tokens of texts, and to `numbers` stems that are not there yet; how many texts there were."""
    count = 0
    for row, text in texts:
        found = np.array([numbers.setdefault(s, len(numbers)) for s in stems(text)], np.uint64)
        tokens.frombytes(_packed(found, row, np.arange(len(found))).tobytes())
        count += 1
    return count


def _packed(stems: npt.ArrayLike, rows: npt.ArrayLike, places: npt.ArrayLike) -> Tokens:
    stem, row = np.asarray(stems, np.uint64), np.asarray(rows, np.uint64)
    return stem << STEM_AT | row << ROW_AT | np.minimum(places, LAST_PLACE).astype(np.uint64)


def _write(path: Path, words: list[str], added: array[int], count: int) -> None:
    tokens: Tokens = np.frombuffer(added, np.uint64)
    if max(count, len(words)) >= MOST:
        raise ValueError(f"{count} chunks with {len(words)} different words are more than an index can hold")
    spelt = np.array([word.encode() for word in words], "S")
    order = np.argsort(spelt)
    rank = np.empty(len(order), np.uint64)
    rank[order] = np.arange(len(order))
    low = (np.uint64(1) << STEM_AT) - np.uint64(1)
    for start in range(0, len(tokens), AT_ONCE):
        part = tokens[start : start + AT_ONCE]
        part[:] = rank[(part >> STEM_AT).astype(np.int64)] << STEM_AT | part & low
    tokens.sort()
    places = np.empty(len(tokens), np.uint16)
    for start in range(0, len(tokens), AT_ONCE):
        places[start : start + AT_ONCE] = tokens[start : start + AT_ONCE] & np.uint64(LAST_PLACE)
    first = _firsts(tokens)
    in_chunk = tokens[first] >> ROW_AT
    rows = (in_chunk & np.uint64(MOST - 1)).astype(np.int64)
    stems, starts = np.unique(in_chunk >> np.uint64(ROW_BITS), return_index=True)
    counts = np.diff(first, append=len(tokens))
    lengths = np.bincount(rows, counts, count).astype(np.int32)
    path.mkdir()
    files = {
        "words": spelt[order][stems.astype(np.int64)],
        "starts": np.append(starts, len(first)),
        "first_places": np.append(first[starts], len(tokens)),
        "rows": rows.astype(np.int32),
        "counts": counts.astype(np.uint16),
        "places": places,
        "lengths": lengths,
        "saturations": _saturations(counts, rows, lengths),
    }
    for name, numbers in files.items():
        np.save(path / f"{name}.npy", numbers)


def _firsts(tokens: Tokens) -> Rows:
    """Places of tokens, which are sorted, that are the first of their stem in their chunk."""
    found = [np.zeros(min(1, len(tokens)), np.int64)]
    for start in range(0, len(tokens) - 1, AT_ONCE):
        part = tokens[start : start + AT_ONCE + 1] >> ROW_AT
        found.append(np.flatnonzero(part[1:] != part[:-1]) + start + 1)
    return np.concatenate(found)


def _saturations(counts: Counts, rows: Rows, lengths: npt.NDArray[np.int32]) -> npt.NDArray[np.uint16]:
    """What BM25 makes of so many occurrences in each of these rows, in [0, 1), as a share of `SCALE`
    (Robertson et al. 1994)."""
    mean = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
    saturations = np.asarray(counts / (counts + K1 * (1 - B + B * lengths[rows] / mean)), np.float32)
    return np.rint(saturations * SCALE).astype(np.uint16)


class _Numbers:
    """An array in a file, of which parts are read. Not mapped into memory: what is next to a part would come
    along, and each new part would cost more than to read it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        np.lib.format.read_magic(self._file)
        (self._count,), _, self._dtype = np.lib.format.read_array_header_1_0(self._file)
        self._start = self._file.tell()
        if path.stat().st_size != self._start + self._count * self._dtype.itemsize:
            raise ValueError(f"{path.name} is cut short")

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> Found:
        start, stop, _ = part.indices(self._count)
        size = self._dtype.itemsize
        read = bytearray(max(0, stop - start) * size)
        left, at = memoryview(read), self._start + start * size
        while left:  # no more than 2 GB come at once
            got = os.preadv(self._file.fileno(), [left], at)
            if not got:
                raise OSError(f"{self._file.name} has become shorter")
            left, at = left[got:], at + got
        return np.frombuffer(read, self._dtype)

    def close(self) -> None:
        self._file.close()


class Postings:
    """The index opened; rows of a stem come in order. Safe to share by threads."""

    def __init__(self, folder: Path) -> None:
        """Open what is in `folder`. Raises OSError or ValueError where files are gone or not ours."""
        path = folder / FOLDER
        self._words = np.asarray(np.load(path / "words.npy", mmap_mode="r"))
        self._starts, self._first_places = (np.load(path / f"{n}.npy") for n in ("starts", "first_places"))
        self._lengths = np.load(path / "lengths.npy")
        self._rows, self._counts, self._places, self._saturations = (
            _Numbers(path / f"{name}.npy") for name in ("rows", "counts", "places", "saturations")
        )
        if not (
            len(self._words) + 1 == len(self._starts) == len(self._first_places)
            and len(self._rows) == len(self._counts) == len(self._saturations) == self._starts[-1]
            and len(self._places) == self._first_places[-1]
        ):
            raise ValueError("the files of the terms differ in length")

    def __len__(self) -> int:
        return len(self._lengths)

    def words(self) -> list[str]:
        """Every stem that a chunk holds."""
        return [word.decode() for word in self._words.tolist()]

    def count(self, stem: str) -> int:
        """How many chunks hold a stem."""
        at = self._find(stem)
        return 0 if at is None else int(self._starts[at + 1] - self._starts[at])

    def of(self, stem: str) -> tuple[Found, Found]:
        """The rows of the chunks that hold a stem, and for each what BM25 makes of how often it does in a
        chunk of its length, as a share of `SCALE`."""
        at = self._find(stem)
        part = slice(0, 0) if at is None else slice(self._starts[at], self._starts[at + 1])
        return self._rows[part], self._saturations[part]

    def of_phrase(self, stems: tuple[str, ...]) -> tuple[Found, Found]:
        """The same for chunks that hold these stems one after another."""
        places_of = cache(self._places_of)  # a stem may stand in a phrase more than once
        (first, rarest), *others = sorted(enumerate(stems), key=lambda placed: self.count(placed[1]))
        begins = places_of(rarest)
        begins = begins[begins & LAST_PLACE >= first] - first
        for i, stem in others:
            if not len(begins):
                break
            places = places_of(stem)
            found = np.minimum(np.searchsorted(places, begins + i), len(places) - 1)
            begins = begins[places[found] == begins + i]
        rows, counts = np.unique(begins >> PLACE_BITS, return_counts=True)
        return rows, _saturations(counts, rows, self._lengths)

    def _places_of(self, stem: str) -> Rows:
        """Where a stem stands, in order: row and place in one number."""
        at = self._find(stem)
        if at is None:
            return np.zeros(0, np.int64)
        part, places = slice(*self._starts[at : at + 2]), slice(*self._first_places[at : at + 2])
        rows = np.repeat(self._rows[part].astype(np.int64), self._counts[part])
        return (rows << PLACE_BITS) + self._places[places].astype(np.int64)

    def _find(self, stem: str) -> int | None:
        spelt = stem.encode()
        if len(spelt) > self._words.dtype.itemsize:
            return None
        at = int(np.searchsorted(self._words, np.array([spelt], self._words.dtype))[0])
        return at if at < len(self._words) and self._words[at] == spelt else None

    def stems_of(self, rows: Iterable[int]) -> list[set[str]]:
        """The stems of each of these chunks. Reads the whole index, once."""
        every = self._rows[:]
        stems = (np.searchsorted(self._starts, np.flatnonzero(every == row), "right") - 1 for row in rows)
        return [{word.decode() for word in self._words[some].tolist()} for some in stems]

    def tokens(self, kept: Rows) -> Iterator[Tokens]:
        """Every token, some at once, in the row that `kept` has for its row, but where that is -1."""
        for start in range(0, len(self._words), STEMS_AT_ONCE):
            bounds = slice(start, start + STEMS_AT_ONCE + 1)
            starts, places = self._starts[bounds], self._first_places[bounds]
            part = slice(starts[0], starts[-1])
            stems = np.repeat(np.arange(start, start + len(starts) - 1), np.diff(places))
            rows = np.repeat(kept[self._rows[part]], self._counts[part])
            stay = rows >= 0
            yield _packed(stems[stay], rows[stay], self._places[slice(places[0], places[-1])][stay])

    def close(self) -> None:
        """Let go of the files."""
        for numbers in (self._rows, self._counts, self._places, self._saturations):
            numbers.close()
