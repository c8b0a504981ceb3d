"""Malformed copies of documents: what a bad disk, a cut download or a careless program makes of a file."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_SEED = 5_000_000
"""Bytes of the largest file taken to make copies of."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A damaged copy of a file, and what was done to it."""

    origin: Path
    damage: str
    data: bytes


def cut(data: bytes, chance: random.Random) -> bytes:
    """Only the beginning."""
    return data[: chance.randrange(1, len(data))]


def flip(data: bytes, chance: random.Random) -> bytes:
    """One byte in 200 is another."""
    changed = bytearray(data)
    for _ in range(max(1, len(data) // 200)):
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def blank(data: bytes, chance: random.Random) -> bytes:
    """A twentieth is NULs, as after a power cut."""
    start, length = chance.randrange(len(data)), max(1, len(data) // 20)
    return data[:start] + bytes(min(length, len(data) - start)) + data[start + length :]


def drop(data: bytes, chance: random.Random) -> bytes:
    """A twentieth is missing."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + max(1, len(data) // 20) :]


def swap(data: bytes, chance: random.Random) -> bytes:
    """Numbers of one digit and brackets are others, so that lengths and references lead astray."""
    changed = bytearray(data)
    places = [i for i, byte in enumerate(data) if byte in b"0123456789<>[]()/"]
    for place in chance.sample(places, min(len(places), max(1, len(places) // 100))):
        changed[place] = chance.choice(b"0123456789<>[]()/")
    return bytes(changed)


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (cut, flip, blank, drop, swap)


def malformed(files: Sequence[Path], count: int, seed: int = 0) -> Iterator[Malformed]:
    """`count` copies of files drawn at random, each kind of damage in turn; a seed always gives the same."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    seeds = [path for path in files if 1 < path.stat().st_size <= MAX_SEED]
    for number in range(count if seeds else 0):
        if number % len(DAMAGES) == 0:
            origin = chance.choice(seeds)
            data = origin.read_bytes()
        damage = DAMAGES[number % len(DAMAGES)]
        yield Malformed(origin, damage.__name__, damage(data, chance))
