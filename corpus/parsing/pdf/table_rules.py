"""Horizontal rules of a page by height, in pieces or from edge to edge. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.parsing.pdf.ruling import Ruling
from corpus.parsing.pdf.table_columns import TextLine
from corpus.parsing.pdf.table_heads import Segment

_SAME_RULE = 2.6
_SHORTEST = 12.0
ALIGNED = 7.0
"""Points within which ends of rules are taken to be at one place."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Rules at one height, from left to right."""

    y: float
    segments: tuple[Segment, ...]

    @property
    def left(self) -> float:
        """Where the first begins."""
        return self.segments[0][0]

    @property
    def right(self) -> float:
        """Where the last ends."""
        return self.segments[-1][1]


def rule_rows(ruling: Ruling) -> list[RuleRow]:
    """The horizontal rules by height, double rules as one."""
    rows: list[list[tuple[float, float, float]]] = []
    for y, left, right in sorted(map(tuple, ruling.across.tolist())):
        if rows and y - rows[-1][-1][0] <= _SAME_RULE:
            rows[-1].append((y, left, right))
        else:
            rows.append([(y, left, right)])
    made = [RuleRow(sum(r[0] for r in row) / len(row), _merged([r[1:] for r in row])) for row in rows]
    return [row for row in made if row.segments]


def _merged(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    done: list[Segment] = []
    for left, right in sorted(segments):
        if done and left <= done[-1][1] + 1:
            done[-1] = (done[-1][0], max(done[-1][1], right))
        else:
            done.append((left, right))
    return tuple(piece for piece in done if width_of(piece) >= _SHORTEST)


def without_underlines(ruling: Ruling, lines: Sequence[TextLine]) -> Ruling:
    """The rules without lines under words, of links for the most part: as long as the words, close below, and
    alone at their height."""
    under = [_is_underline(rule, lines) for rule in ruling.across.tolist()]
    if not any(under):
        return ruling
    heights = ruling.across[:, 0]
    alone = [all(under[j] for j in np.flatnonzero(abs(heights - y) < 1)) for y in heights]
    return replace(ruling, across=ruling.across[~np.array(alone)])


def _is_underline(rule: Sequence[float], lines: Sequence[TextLine]) -> bool:
    y, left, right = rule
    return any(
        -1 <= y - line.baseline <= 0.4 * line.size
        and any(abs(word.left - left) < 1.5 for word in line.words)
        and any(abs(word.right - right) < 1.5 for word in line.words)
        for line in lines
    )


def atoms_of(rules: Sequence[RuleRow]) -> list[Segment]:
    """The pieces of rules that hold no shorter piece: one for each column."""
    atoms: list[Segment] = []
    for left, right in sorted((s for rule in rules for s in rule.segments), key=lambda s: s[1] - s[0]):
        if all(min(right, b) - max(left, a) <= 2 for a, b in atoms):
            atoms.append((left, right))
    return sorted(atoms)


def width_of(segment: Segment) -> float:
    """Its length in points."""
    return segment[1] - segment[0]


def touches(rule: RuleRow, atom: Segment) -> bool:
    """Whether a rule stands at least in part over or under a piece."""
    return any(min(b, atom[1]) - max(a, atom[0]) > 2 for a, b in rule.segments)


def compatible(rule: RuleRow, atoms: Sequence[Segment]) -> bool:
    """Whether each piece begins and ends where columns do, or stands inside or beside one."""
    for left, right in rule.segments:
        touching = [a for a in atoms if min(right, a[1]) - max(left, a[0]) > 2]
        if not touching or any(a[0] - ALIGNED <= left and right <= a[1] + ALIGNED for a in touching):
            continue
        if abs(touching[0][0] - left) > ALIGNED or abs(touching[-1][1] - right) > ALIGNED:
            return False
    return True
