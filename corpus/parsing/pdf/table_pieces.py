"""Tables with horizontal rules in pieces, one over each column of figures, as in annual reports. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from corpus.parsing.pdf.ruling import Ruling
from corpus.parsing.pdf.table_columns import (
    TextLine,
    cells_of,
    channels,
    column_of,
    figures_in,
    figures_side_by_side,
    fits,
    has_figures_apart,
    place_of,
    rows_of,
    within,
)
from corpus.parsing.pdf.table_grid import Cell, Grid
from corpus.parsing.pdf.table_heads import Segment, head_cells
from corpus.parsing.pdf.table_rules import ALIGNED, RuleRow, atoms_of, compatible, touches, width_of
from corpus.parsing.pdf.table_words import Phrase, is_number, text_of

_FARTHEST = 400.0
_NARROW = 0.3
_NEXT_LINES = 60.0
_NAMED = 0.4
"""Share of rows that begin with a label; figures without are those of a chart."""
_YEAR = re.compile(r"(19|20)\d\d")


def under_pieces(rules: Sequence[RuleRow], lines: Sequence[TextLine], ruling: Ruling) -> list[Grid]:
    """Tables whose columns of figures stand under pieces of rules with gaps between them."""
    found = []
    at = 0
    wide = max((line.right for line in lines), default=0.0) - min((line.left for line in lines), default=0.0)
    while at < len(rules):
        if len(rules[at].segments) < 2 and width_of(rules[at].segments[0]) > _NARROW * wide:
            at += 1
            continue
        group = _group(rules, at, lines)
        grid = _PieceTable(group, lines, ruling).grid() if _is_seed(group) else None
        if grid:
            found.append(grid)
        at += len([r for r in group if r.y >= rules[at].y]) or 1
    return found


def _is_seed(group: Sequence[RuleRow]) -> bool:
    """Pieces beside each other, or one over another: a single short rule parts text or underlines it."""
    return len(atoms_of(group)) > 1 or len(group) > 1


def _group(rules: Sequence[RuleRow], start: int, lines: Sequence[TextLine]) -> list[RuleRow]:
    """Rules of one table, from the first with pieces on, and those above that head several of its columns."""
    group = [rules[start]]
    for rule in rules[start + 1 :]:
        atoms = atoms_of(group)
        if len(atoms) == 1 and not touches(rule, atoms[0]):
            break
        between = [line for line in lines if group[-1].y < line.baseline <= rule.y]
        if rule.y - group[-1].y > _FARTHEST or not compatible(rule, atoms) or _has_prose(between, atoms):
            break
        if _heads_again(rule, atoms, [line for line in lines if group[0].y < line.baseline <= rule.y]):
            break
        group.append(rule)
    atoms = atoms_of(group)
    inner = _between(group, lines)
    labelled = any(line.left < atoms[0][0] - 3 for line in inner)
    for rule in reversed(rules[:start]):
        between = [line for line in lines if rule.y < line.baseline <= group[0].y]
        inside = all(line.left > atoms[0][0] - ALIGNED for line in between)
        whole = rule.left <= atoms[0][0] + ALIGNED and not labelled
        apart = not any(touches(rule, atom) for atom in atoms) or not compatible(rule, atoms)
        if len(rule.segments) > 1 or whole or not inside or not between or apart:
            break
        group.insert(0, rule)
    return group


def _between(rules: Sequence[RuleRow], lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines between the first rule and the last, with the next ones where there are no figures among them."""
    top, bottom = rules[0].y, rules[-1].y
    inner = [line for line in lines if top < line.baseline <= bottom]
    if any(_is_figure(phrase) for line in inner for phrase in line.phrases):
        return inner
    return inner + [line for line in lines if bottom < line.baseline <= bottom + _NEXT_LINES]


def _has_prose(lines: Sequence[TextLine], atoms: Sequence[Segment]) -> bool:
    """Whether a line runs from before the columns of figures into the second of them."""
    figures = (
        atoms[1:] if len(atoms) > 2 and width_of(atoms[0]) > 1.5 * max(map(width_of, atoms[1:])) else atoms
    )
    reach = figures[min(1, len(figures) - 1)][0]
    return any(p.left < figures[0][0] - 12 and p.right > reach for line in lines for p in line.phrases)


def _heads_again(rule: RuleRow, atoms: Sequence[Segment], so_far: Sequence[TextLine]) -> bool:
    """Whether a rule over several columns stands under a title without a label beside it: a new head."""
    over = any(sum(a[0] >= s[0] - 3 and a[1] <= s[1] + 3 for a in atoms) > 1 for s in rule.segments)
    last = so_far[-1] if so_far else None
    unlabelled = last is not None and last.left > atoms[0][0] - 3 and not any(map(_is_figure, last.phrases))
    return over and unlabelled and any(any(map(_is_figure, line.phrases)) for line in so_far[:-1])


def _is_figure(phrase: Phrase) -> bool:
    text = text_of(phrase.words)
    return is_number(text) and not _YEAR.fullmatch(text)


def _parted(atom: Segment, rules: Sequence[RuleRow], lines: Sequence[TextLine]) -> list[Segment]:
    """A piece of rule, or its parts where two columns of figures stand under it side by side."""
    top, bottom = rules[0].y, rules[-1].y + _NEXT_LINES
    under = within(lines, atom[0] - 2, atom[1] + 8, top, bottom)
    figures = [line for line in under if any(map(_is_figure, line.phrases))]
    if not figures or 2 * sum(map(has_figures_apart, figures)) < len(figures):
        return [atom]
    return list(pairwise([atom[0], *channels(figures, atom[0], atom[1], width=0.1), atom[1]]))


class _PieceTable:
    """One group of rules with the lines of its table; `before` is 1 where labels stand left of its pieces."""

    def __init__(self, rules: list[RuleRow], lines: Sequence[TextLine], ruling: Ruling) -> None:
        self.rules, self.ruling = rules, ruling
        atoms = atoms_of(rules)
        self.atoms = [part for atom in atoms for part in _parted(atom, rules, lines)]
        self.right = self.atoms[-1][1]
        near = [line for line in lines if line.left < self.right + 2]
        inner = _between(rules, near)
        self.before = int(any(line.left < self.atoms[0][0] - 3 for line in inner))
        self.bounds = [self.atoms[0][0] - 3] * self.before
        self.bounds += [(a[1] + b[0]) / 2 for a, b in pairwise(self.atoms)]
        self.body_lines: list[TextLine] = []
        self.head_lines: list[TextLine] = []
        if self.bounds:
            self.body_lines, self.head_lines = self._split(near)

    def _fit(self, line: TextLine) -> bool:
        remark = len(line.phrases) == 1 and text_of(line.words).startswith("(") and line.left > self.bounds[0]
        return remark or (fits(line, self.bounds) and line.right <= self.right + 14)

    def _split(self, lines: Sequence[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
        """Lines of the body, and lines of the head above them."""
        first, last = self.rules[0].y, self.rules[-1].y
        inner = [line for line in lines if first < line.baseline <= last]
        before = [line for line in lines if line.baseline <= first]
        below = self._running([line for line in lines if line.baseline > last], last)
        if before and first - before[-1].baseline < 2 * before[-1].size and self._is_data(before[-1]):
            return self._running(reversed(before), first)[::-1] + inner + below, []
        above = self._above(before, inner)
        data = [i for i, line in enumerate(inner) if self._is_data(line)]
        first_data = inner[data[0]].baseline if data else float("inf")
        head_end = max([r.y for r in self.rules if r.y < first_data - 1], default=first)
        body = [line for line in inner if line.baseline > head_end] + below
        head = above + [line for line in inner if line.baseline <= head_end]
        return body, head

    def _has_figures_in_labels(self, line: TextLine) -> bool:
        """Whether figures stand where labels should: those of another table to the left."""
        return any(_is_figure(p) and column_of(p.middle, self.bounds) == 0 for p in line.phrases[1:])

    def _is_data(self, line: TextLine) -> bool:
        figures = [p for p in line.phrases if p.left > self.bounds[0] and _is_figure(p)]
        label = line.left < self.bounds[0]
        return len(figures) >= 1 and (label or all(p in figures for p in line.phrases))

    def _above(self, lines: Sequence[TextLine], inner: Sequence[TextLine]) -> list[TextLine]:
        """Lines close above the first rule, each phrase over one of its pieces or in the column of labels."""
        taken: list[TextLine] = []
        below = self.rules[0].y
        largest = 1.25 * min((line.size for line in (*lines[-1:], *inner)), default=0.0)
        for line in reversed(lines):
            if below - line.baseline > 1.9 * line.size or len(taken) == 5 or line.size > largest:
                break
            over = [
                any(a - 4 <= p.left and p.right <= b + 4 for a, b in self.rules[0].segments)
                for p in line.phrases
            ]
            labels = [p.right < self.bounds[0] for p in line.phrases]
            if not any(over) or not all(o or s for o, s in zip(over, labels, strict=True)):
                break
            taken.insert(0, line)
            below = line.baseline
        return taken

    def _running(self, lines: Iterable[TextLine], at: float) -> list[TextLine]:
        """Lines away from a rule that go on with the table: figures in its columns, labels between."""
        taken: list[TextLine] = []
        waiting: list[TextLine] = []
        for line in lines:
            if abs(line.baseline - at) > 3.2 * line.size or not self._fit(line) or len(waiting) > 2:
                break
            at = line.baseline
            waiting.append(line)
            if figures_in(line, self.bounds):
                taken += waiting
                waiting = []
        return taken

    def grid(self) -> Grid | None:
        """Its cells; None where it holds fewer than two lines of figures that fit its columns."""
        fitting = [line for line in self.body_lines if self._fit(line)]
        with_figures = [line for line in fitting if figures_in(line, self.bounds)]
        others = len(self.body_lines) - len(fitting)
        if len(fitting) < 2 or len(with_figures) < 1 or others > 0.2 * len(self.body_lines):
            return None
        labels = [
            text_of(line.phrases[0].words) for line in fitting if column_of(line.left, self.bounds) == 0
        ]
        named = sum(not is_number(text) or _YEAR.fullmatch(text) is not None for text in labels)
        beside = sum(self._has_figures_in_labels(line) for line in fitting)
        if beside > 0.3 * len(fitting) or (len(self.atoms) == 1 and len(with_figures) < 3):
            return None
        if named < _NAMED * len(fitting):
            return None
        head, rows = self._head()
        body = rows_of(self.body_lines, self.bounds, self.ruling.fills)
        cells = head + cells_of(body, self.bounds, rows)
        width = len(self.bounds) + 1
        if figures_side_by_side(cells):
            return None
        return Grid(
            rows + len(body), width, tuple(cells), place_of([w for c in cells for w in c.words]), rows
        )

    def _head(self) -> tuple[list[Cell], int]:
        """The head's cells: what stands between two rules is a row, each cell as wide as the piece below."""
        tops = [-1.0, *(rule.y for rule in self.rules)]
        bands = [
            ([line for line in self.head_lines if top < line.baseline <= rule.y], rule.segments)
            for top, rule in zip(tops, self.rules, strict=False)
        ]
        return head_cells(bands, [(0.0, self.bounds[0])] * self.before + self.atoms)
