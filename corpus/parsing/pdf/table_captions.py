"""What is said of a table around it: its caption and the unit of its figures. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.parsing.pdf.table_columns import TextLine
from corpus.parsing.pdf.table_grid import Grid
from corpus.parsing.pdf.table_words import text_of

_TITLE = re.compile(r"(table|exhibit|annex)\s+[A-Z]?\d", re.IGNORECASE)
_UNIT = re.compile(
    r"\(([^()]*\bin (?:£|\$|€)?\s?(?:thousands|millions|billions|000s?)\b[^()]*)\)"
    r"|\(((?:£|\$|€)\s?(?:m|bn|k|million|billion|thousand|'?000s?)?|%|per cent|percentages?)\)"
    r"|((?:£|\$|€)\s?(?:million|billion|bn|m|'?000s?)\b)",
    re.IGNORECASE,
)


def _beside(grid: Grid, lines: Sequence[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """The last lines above a table and the first below it, as far as they stand over or under it."""
    left, top, right, bottom = grid.place
    over = [part for line in lines if (part := _over(line, left, right))]
    above = [line for line in over if top - 80 <= line.baseline <= top + 4]
    below = [line for line in over if bottom - 4 <= line.baseline - line.size <= bottom + 80]
    return above[-5:], below[:6]


def _over(line: TextLine, left: float, right: float) -> TextLine | None:
    """The phrases of a line that stand at least in part between two edges."""
    phrases = tuple(p for p in line.phrases if p.left < right + 8 and p.right > left - 8)
    return TextLine.of(phrases) if any(not w.mark for p in phrases for w in p.words) else None


def captions(found: Sequence[Grid], lines: Sequence[TextLine]) -> list[tuple[str | None, list[str]]]:
    """The caption of each table, and the last lines above it. Captions of a page stand on one side of their
    tables: above where it fits as many. One on the other side counts where no other table has it on its own
    side."""
    sides = [_beside(grid, lines) for grid in found]
    over = [_titled(above) for above, _ in sides]
    under = [_styled(below) if below and _is_title(below[0]) else None for _, below in sides]
    below_fits = sum(c is not None for c in under) > sum(c is not None for c in over)
    out = []
    for grid, (above, _), one, other in zip(found, sides, over, under, strict=True):
        said = [text_of(line.words) for line in above]
        first, second, theirs = (other, one, under) if below_fits else (one, other, over)
        caption = first or (None if second in theirs else second)
        out.append((caption or _bold_title(above, said, grid.place[1]), said[-3:]))
    return out


def _is_title(line: TextLine) -> bool:
    return _TITLE.match(text_of(line.words)) is not None


def _titled(above: Sequence[TextLine]) -> str | None:
    for i in reversed(range(len(above))):
        if _is_title(above[i]):
            return _styled(above[i:])
    return None


def _bold_title(above: Sequence[TextLine], said: Sequence[str], top: float) -> str | None:
    """A bold line right above, remarks in brackets between them aside."""
    for line, text in zip(reversed(above), reversed(said), strict=True):
        if top - line.baseline > 2.2 * line.size or not all(word.bold for word in line.words):
            return None
        if not text.startswith("("):
            return None if text.casefold() == "table of contents" else text
    return None


def _styled(lines: Sequence[TextLine]) -> str:
    """The first line and those that follow closely in its type."""
    taken = [lines[0]]
    for line in lines[1:]:
        one, other = taken[-1].words[0], line.words[0]
        close = line.baseline - taken[-1].baseline < 2.0 * line.size
        if not close or other.bold != one.bold or abs(other.size - one.size) > 0.5 or len(taken) == 4:
            break
        taken.append(line)
    return " ".join(text_of(line.words) for line in taken)


def unit_in(texts: Sequence[str]) -> str | None:
    """The first unit the texts state, as printed, without brackets; None where none does."""
    for text in texts:
        match = _UNIT.search(text)
        if match:
            return next(group for group in match.groups() if group).strip()
    return None
