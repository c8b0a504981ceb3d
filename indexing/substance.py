"""How much a passage says: one that is hardly more than its heading must not come before real text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from indexing.types import Chunk, Hit

FULL = 12
"""Words of a passage that counts in full: a short sentence has as many."""
LEAST = 0.7
"""What the score of a passage without a word is multiplied by."""
SPARE = 10
"""So many more passages are looked at than are wanted, since some may fall back."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def substance(chunk: Chunk) -> float:
    """Between LEAST, for a date or a number alone, and 1, for `FULL` words and for rows of a table."""
    if chunk.table:
        return 1.0
    words = sum(1 for _ in islice(_WORD.finditer(chunk.text), FULL))
    return LEAST + (1 - LEAST) * words / FULL


def weighed(hit: Hit) -> Hit:
    """A hit with its score, which owes much to title and heading where there is hardly a text, made less by
    what its passage lacks in substance; never more."""
    lacking = 1 - substance(hit.chunk)
    return replace(hit, score=hit.score - lacking * abs(hit.score)) if lacking else hit


def best_first(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """By score; equal ones stay in their order."""
    return tuple(sorted(hits, key=lambda hit: -hit.score))
