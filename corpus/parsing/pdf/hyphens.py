"""Hyphens at line ends: the writer's own, or the typesetter's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from corpus.parsing.pdf.lettering import HYPHEN_AT_END

_WORD = re.compile(r"[^\W\d_]+(?:['’\-‐‑][^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)$")
_FIRST = re.compile(r"[^\W\d_]+")
_SOFT = "\u00ad"
# Short- and long-term: the hyphen hangs, and a space follows.
_HANGING = frozenset({"and", "or", "to", "und", "et"})
_ENOUGH = 5


class Words:
    """The words of a document, with and without hyphens, and whether it is set with broken words."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        broken: list[tuple[str, str]] = []
        tail = ""
        for line in lines:
            whole = line[:-1] if line.endswith((HYPHEN_AT_END, _SOFT)) else line
            words = _WORD.findall(whole)
            if tail and words:
                broken.append((tail, words.pop(0).casefold()))
            tail = ""
            if line.endswith(HYPHEN_AT_END) and words:
                tail = words.pop().casefold()
            self._seen.update(word.casefold() for word in words)
        joins = sum(self._seen[a + b] > self._seen[f"{a}-{b}"] for a, b in broken)
        keeps = sum(self._seen[f"{a}-{b}"] > 0 for a, b in broken)
        self._breaks_words = joins >= _ENOUGH and joins > 2 * keeps

    def across(self, before: str, after: str) -> str:
        """The text of two lines put together, the first as it ends in `Line.text`."""
        if before.endswith(_SOFT):
            return before[:-1] + after
        if not before.endswith(HYPHEN_AT_END):
            dashed = before.endswith("—") and before[-2:-1] != " "
            tight = dashed or before.endswith("/") or (before.endswith("–") and before[-2:-1].isdigit())
            return f"{before}{'' if tight else ' '}{after}"
        before = before[:-1]
        left, right = _LAST.search(before), _FIRST.match(after)
        if left and right and right[0] in _HANGING:
            return f"{before}- {after}"
        if left and right and self._joined(left[1].casefold(), right[0]):
            return before + after
        return f"{before}-{after}"

    def _joined(self, left: str, right: str) -> bool:
        if not right[:1].islower():
            return False
        hyphened, whole = self._seen[f"{left}-{right}"], self._seen[left + right]
        if hyphened or whole:
            return whole > hyphened if self._breaks_words else bool(whole and not hyphened)
        return self._breaks_words
