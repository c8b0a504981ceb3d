"""Paragraph numbers told from figures, by the run of the numbers through a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.types import Block, BlockKind

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,3}|\d{1,3}(?=[.)]))[.)]?\s+(?=[A-Z“‘\"'(])")


def with_paragraph_numbers(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with the numbers that open paragraphs in `number` instead of in `text`.

    A number is a paragraph's where the numbers that open paragraphs run on from one to the next (1.1, 1.2,
    2.1); `2.4 Trusts in three reported it` alone is a sentence. `original` then holds the whole.
    """
    opening = [
        _NUMBER.match(block.text) if block.kind is BlockKind.PARAGRAPH and not block.number else None
        for block in blocks
    ]
    numbers = [_parts(match[1]) for match in opening if match]
    running = {number for one, other in pairwise(numbers) if _runs_on(one, other) for number in (one, other)}
    return tuple(
        replace(
            block,
            number=match[1],
            text=block.text[match.end() :],
            original=block.original or block.text,
            turns=tuple(replace(turn, offset=max(0, turn.offset - match.end())) for turn in block.turns),
        )
        if match and _parts(match[1]) in running
        else block
        for block, match in zip(blocks, opening, strict=True)
    )


def _parts(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def _runs_on(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether a number comes next: 1.2 after 1.1, 2.1 after 1.9, 1.1.1 after 1.1, 2 after 1.4."""
    if other == (*one, 1):
        return True
    return any(
        other[:d] == one[:d] and other[d] == one[d] + 1 and set(other[d + 1 :]) <= {1}
        for d in range(min(len(one), len(other)))
    )
