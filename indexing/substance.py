"""How much a passage says: one that is hardly more than its heading must not come before real text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexing.types import Chunk, Hit

FULL = 12
"""Words of a passage that counts in full: a short sentence has as many."""
LEAST = 0.7
"""What the score of a passage without a word is multiplied by."""
SPARE = 10
"""So many more passages are fetched than are wanted, since some may fall back."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def substance(chunk: Chunk) -> float:
    """Between LEAST, for a date or a number alone, and 1, for `FULL` words and for rows of a table."""
    if chunk.table:
        return 1.0
    return LEAST + (1 - LEAST) * min(1.0, len(_WORD.findall(chunk.text)) / FULL)


def by_substance(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits with their score, which owes much to title and heading where there is hardly a text, multiplied by
    the passage's substance; best first."""
    weighed = (replace(hit, score=hit.score * substance(hit.chunk)) for hit in hits)
    return tuple(sorted(weighed, key=lambda hit: -hit.score))
