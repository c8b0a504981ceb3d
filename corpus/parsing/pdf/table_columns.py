"""Columns of tables that are not ruled on all sides, and the rows of cells they make. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.parsing.pdf.table_grid import Cell
from corpus.parsing.pdf.table_words import Phrase, Word, is_number, lines_of, phrases_of, text_of
from corpus.parsing.pdf.types import Floats

Box = tuple[float, float, float, float]
_SLACK = 3.0
_SIGNS = ("$", "£", "€", "¥")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text as phrases and as words, from left to right; where it begins and ends, where it is
    written and its largest font size, in points."""

    phrases: tuple[Phrase, ...]
    words: tuple[Word, ...]
    left: float
    right: float
    baseline: float
    size: float

    @classmethod
    def of(cls, phrases: Sequence[Phrase]) -> TextLine:
        """From phrases in order from left to right, with a word among them that is no mark of a footnote."""
        words = tuple(word for phrase in phrases for word in phrase.words)
        return cls(
            tuple(phrases), words, phrases[0].left, max(phrase.right for phrase in phrases),
            max(word.baseline for word in words if not word.mark), max(word.size for word in words),
        )  # fmt: skip


def text_lines(lines: Sequence[Sequence[Word]]) -> list[TextLine]:
    """Lines of words as phrases; a line of marks of footnotes alone is none."""
    return [TextLine.of(phrases_of(line)) for line in lines if any(not word.mark for word in line)]


def within(lines: Sequence[TextLine], left: float, right: float, top: float, bottom: float) -> list[TextLine]:
    """The parts of lines whose words stand between these edges."""
    out = []
    for line in lines:
        if not top <= line.baseline <= bottom:
            continue
        words = [word for word in line.words if left <= word.middle <= right]
        if any(not word.mark for word in words):
            out.append(TextLine.of(phrases_of(words)))
    return out


def channels(
    lines: Sequence[TextLine], left: float, right: float, crossed: float = 0.1, width: float = 0.5
) -> list[float]:
    """Middles of the upright strips of white between `left` and `right` that at most a share `crossed` of the
    lines cross, `width` font sizes wide or more, with text of at least two lines on either side."""
    if not lines:
        return []
    allowed = int(crossed * len(lines))
    steps: list[tuple[float, int]] = []
    for line in lines:
        for start, end in _reaches(line):
            steps += [(start, 1), (end, -1)]
    steps.sort()
    narrowest = width * median(line.size for line in lines)
    out: list[float] = []
    depth, since = 0, left
    for x, step in steps:
        if depth <= allowed < depth + step:
            if x - since >= narrowest and since > left:
                out.append((since + x) / 2)
        elif depth > allowed >= depth + step:
            since = x
        depth += step
    return _supported(lines, [x for x in out if left < x < right])


def _reaches(line: TextLine) -> Iterator[tuple[float, float]]:
    """Where the phrases of a line begin and end, a sign of currency with the figure it stands before."""
    waiting: float | None = None
    for i, phrase in enumerate(line.phrases):
        start = phrase.left if waiting is None else waiting
        sign = len(phrase.words) == 1 and phrase.words[0].text in _SIGNS and i + 1 < len(line.phrases)
        waiting = start if sign else None
        if not sign:
            yield start, phrase.right


def _supported(lines: Sequence[TextLine], bounds: list[float]) -> list[float]:
    """Bounds without those to the right of a column that too few lines write in."""
    least = max(2, 0.2 * len(lines)) if len(lines) > 2 else 1
    kept: list[float] = []
    edges = [*bounds, float("inf")]
    for i, bound in enumerate(bounds):
        low, high = bound, edges[i + 1]
        if sum(any(low <= p.middle < high for p in line.phrases) for line in lines) >= least:
            kept.append(bound)
    if kept and sum(any(p.middle < kept[0] for p in line.phrases) for line in lines) < least:
        kept = kept[1:]
    return kept


def column_of(x: float, bounds: Sequence[float]) -> int:
    """Which column a place is in; `bounds` part the columns."""
    return bisect_right(bounds, x)


def fits(line: TextLine, bounds: Sequence[float]) -> bool:
    """Whether no phrase of the line goes over from one column into another."""
    for phrase in line.phrases:
        first, last = column_of(phrase.left + _SLACK, bounds), column_of(phrase.right - _SLACK, bounds)
        if last > first:
            return False
    return True


def figures_in(line: TextLine, bounds: Sequence[float]) -> int:
    """How many columns but the first hold a figure in this line."""
    cells: dict[int, list[Word]] = {}
    for word in line.words:
        cells.setdefault(column_of(word.middle, bounds), []).append(word)
    return sum(is_number(text_of(words)) for column, words in cells.items() if column > 0)


def rows_of(lines: Sequence[TextLine], bounds: Sequence[float], fills: Floats) -> list[list[TextLine]]:
    """Lines as rows: a label broken over lines is one row with what stands beside it, as the fill behind it
    or its closer lines and words tell."""
    if not lines:
        return []
    pitches = [b.baseline - a.baseline for a, b in pairwise(lines)]
    usual = median(pitches) if pitches else 0.0
    behind = [_fill_behind(line, fills) for line in lines]
    full = [i for i in set(behind) if i >= 0 and sum(b == i for b in behind) <= 4]
    rows = [[lines[0]]]
    for i in range(1, len(lines)):
        last, line = lines[i - 1], lines[i]
        same = behind[i] == behind[i - 1] and behind[i] in full
        one_fill = same and not _both_have_figures(last, line, bounds)
        apart = behind[i] != behind[i - 1] and behind[i] >= 0 and behind[i - 1] >= 0
        over = pitches[i - 1] < 0.85 * min(last.size, line.size)
        if over and not (figures_in(line, bounds) and any(figures_in(part, bounds) for part in rows[-1])):
            rows[-1].append(line)
            continue
        tight = pitches[i - 1] < min(0.87 * usual, 1.35 * line.size)
        if one_fill or (tight and not apart and _wraps(rows[-1], line, bounds)):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _fill_behind(line: TextLine, fills: Floats) -> int:
    """The number of the row's fill behind the beginning of a line: its top edge, rounded; -1 without."""
    x, y = line.left + 1, line.baseline - 0.3 * line.size
    over = (fills[:, 0] <= x) & (fills[:, 2] >= x) & (fills[:, 1] <= y) & (fills[:, 3] >= y)
    over &= (fills[:, 3] - fills[:, 1]) < 7 * line.size
    return int(fills[over][-1, 1]) if over.any() else -1


def _both_have_figures(one: TextLine, other: TextLine, bounds: Sequence[float]) -> bool:
    return bool(figures_in(one, bounds)) and bool(figures_in(other, bounds))


def _wraps(row: list[TextLine], line: TextLine, bounds: Sequence[float]) -> bool:
    """Whether a line close below a row goes on with its label."""
    last = row[-1]
    if not bounds or column_of(last.phrases[0].middle, bounds) or column_of(line.phrases[0].middle, bounds):
        return False
    text = text_of(last.phrases[0].words)
    goes_on = text_of(line.phrases[0].words)[:1].islower()
    had_figures = any(figures_in(part, bounds) for part in row)
    if had_figures:
        return goes_on and len(line.phrases) == 1
    return not text.endswith((":", ".")) and (len(last.phrases) == 1) and line.left >= last.left - 2


def cells_of(rows: Sequence[Sequence[TextLine]], bounds: Sequence[float], first_row: int) -> list[Cell]:
    """Cells of rows by the columns their words stand in."""
    out = []
    for i, row in enumerate(rows):
        by_column: dict[int, list[Word]] = {}
        for line in row:
            for phrase in line.phrases:
                for word, column in _placed(phrase, bounds):
                    by_column.setdefault(column, []).append(word)
        for column, words in sorted(by_column.items()):
            out.append(Cell(first_row + i, column, 1, 1, tuple(words), -1, place_of(words)))
    return out


def _placed(phrase: Phrase, bounds: Sequence[float]) -> list[tuple[Word, int]]:
    """Each word of a phrase with its column: all in one where the phrase fits or is a label, else apart."""
    first, last = column_of(phrase.left + _SLACK, bounds), column_of(phrase.right - _SLACK, bounds)
    if first >= last:
        return [(word, column_of(phrase.middle, bounds)) for word in phrase.words]
    if first == 0 and not any(is_number(word.text) for word in phrase.words[1:]):
        return [(word, 0) for word in phrase.words]
    said = text_of(phrase.words)
    if said.startswith("(") and said.endswith(")") and not is_number(said):
        return [(word, column_of(phrase.middle, bounds)) for word in phrase.words]
    placed = [(word, column_of(word.middle, bounds)) for word in phrase.words]
    column = placed[0][1]
    out = []
    for word, own in placed:
        column = max(column, own)
        out.append((word, column))
    return out


def place_of(words: Sequence[Word]) -> Box:
    """The rectangle around words."""
    return (
        min(w.left for w in words),
        min(w.top for w in words),
        max(w.right for w in words),
        max(w.bottom for w in words),
    )


def figures_side_by_side(cells: Iterable[Cell]) -> bool:
    """Whether two cells or more hold two figures on one line with a wide gap between: the columns are not
    those of the table."""
    found = 0
    for cell in cells:
        for line in text_lines(lines_of(cell.words)) if len(cell.words) > 1 else ():
            words = line.words
            whole = not is_number(text_of(words)) and all(_is_whole([word]) for word in words)
            found += has_figures_apart(line) or (whole and len(words) > 1)
    return found >= 2


def has_figures_apart(line: TextLine) -> bool:
    """Whether a line holds two figures with a wide gap between."""
    return any(_is_whole(a.words) and _is_whole(b.words) for a, b in pairwise(line.phrases))


def _is_whole(words: Sequence[Word]) -> bool:
    """A figure with a digit in it, not a bracket or a sign that stands apart from one."""
    text = text_of(words)
    return is_number(text) and any(c.isdigit() for c in text)
