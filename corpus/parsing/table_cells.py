"""Cells of a table where they begin, which of its rows and columns are labels, and its rows of one length.

For formats that have cells (web pages, Word); marks of the format come first, looks where it has none. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_MOST_HEADS = 4
_MOST_LABELS = 3
_FIGURE = re.compile(r"[(<>~]?\s*[-–−+]?\s*[£$€]?\s*\d[\d,.\s]*\s*(?:%|pp|k|m|bn|\)|\*|[a-z])*", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[/–-]\s?(?:\d\d|(?:19|20)\d\d))?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell where it begins: text, first column, columns it spans, whether it goes on from the row above,
    whether all its letters are bold, and whether the file itself marks it as a label."""

    text: str
    column: int
    span: int
    goes_on: bool
    bold: bool
    label: bool = False


Rows = Sequence[Sequence[Cell]]


def marked_head_rows(rows: Rows) -> int:
    """Rows at the top of which every cell is marked as a label; the name of a group of rows, over all
    columns below other labels, is none of them."""
    count = 0
    while count < len(rows) and all(cell.label for cell in _filled(rows[count])):
        if count and len(_filled(rows[count - 1])) > 1 and len(_filled(rows[count])) == 1:
            break
        count += 1
    return count


def marked_label_columns(rows: Rows, heads: int) -> int:
    """Columns at the left of which every cell below the first `heads` rows is marked as a label."""
    count = 0
    while True:
        cells = [c for row in rows[heads:] if len(row) > 1 for c in row if c.column == count]
        if not any(cell.label for cell in cells) or any(cell.text and not cell.label for cell in cells):
            return count
        count += 1


def head_rows(rows: Rows) -> int:
    """Rows at the top that are labels by their looks: bold unlike the rest, or words (or a run of years) over
    columns of figures; a title over all columns counts with the labels under it."""
    if len(rows) < 2:
        return 0
    first = _filled(rows[0])
    if len(first) == 1 and first[0].span > 1:
        below = head_rows(rows[1:])
        return below + 1 if below else int(first[0].bold)
    bold = _is_bold(rows[0]) and not all(map(_is_bold, rows[1:]))
    if bold and (not _is_bold(rows[1]) or any(cell.span > 1 for cell in first)):
        return with_lower_heads(rows, 1)
    for count in range(1, min(_MOST_HEADS, len(rows) - 1) + 1):
        if count > 1 and not any(cell.span > 1 for cell in rows[count - 2]):
            break
        if _over_figures(rows, count):
            return with_lower_heads(rows, count)
    return 0


def with_lower_heads(rows: Rows, count: int) -> int:
    """The first `count` rows, and those of labels right below labels that go over several columns."""
    while (
        0 < count < min(len(rows) - 1, _MOST_HEADS)
        and len(_filled(rows[count - 1])) > 1
        and any(cell.span > 1 for cell in rows[count - 1])
        and len(rows[count]) > 1
        and _may_be_head(rows[count])
    ):
        count += 1
    return count


def label_columns(rows: Rows, heads: int) -> int:
    """Columns at the left that are labels by their looks, below the first `heads` rows: a cell over several
    rows that the next column divides; bold unlike the rest; words beside figures. Less than all columns."""
    body = [row for row in rows[heads:] if len(_filled(row)) > 1 or any(cell.goes_on for cell in row)]
    width = 1 + max((cell.column for row in body for cell in row), default=0)
    spanning = 0
    while spanning < width - 1 and any(c.goes_on and c.column == spanning for row in body for c in row):
        spanning += 1
    most = min(_MOST_LABELS, width - 1)
    beside = next((count for count in range(1, most + 1) if _beside_figures(body, count)), 0)
    return max(spanning, beside, int(width > 1 and _is_set_off(body)))


def grid(rows: Rows, heads: int, labels: int) -> tuple[tuple[str, ...], ...]:
    """Rows of one length; columns in which no cell begins are left out.

    A cell over several columns or rows stands in the first of each. In head rows its text is repeated over
    its columns and rows, in label columns over its rows, so that each cell has all its labels in its own row
    and column; a title or a group's name over all columns stands once.
    """
    columns = sorted({cell.column for row in rows for cell in row})
    place = {column: i for i, column in enumerate(columns)}
    lines: list[tuple[str, ...]] = []
    for number, row in enumerate(rows):
        line = [""] * len(columns)
        for cell in row:
            at = place[cell.column]
            line[at] = cell.text
            if cell.goes_on and lines and (number < heads or at < labels):
                line[at] = lines[-1][at]
            if number < heads and len(row) > 1:
                for column in range(cell.column + 1, cell.column + cell.span):
                    if column in place:
                        line[place[column]] = line[at]
        lines.append(tuple(line))
    return tuple(lines)


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure and little else: `1,204`, `–3.2%`, `£4m`; years are figures too."""
    return bool(_FIGURE.fullmatch(text.strip())) or text.strip() in {"-", "–", "..", ":", "*", "n/a", "N/A"}


def _is_year(text: str) -> bool:
    return _YEAR.fullmatch(text.strip()) is not None


def _filled(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.text]


def _is_bold(row: Sequence[Cell]) -> bool:
    filled = _filled(row)
    return bool(filled) and all(cell.bold for cell in filled)


def _may_be_head(row: Sequence[Cell]) -> bool:
    """Whether a row below labels over several columns looks like labels: it is beside one that goes on from
    above, bold, or years."""
    filled = _filled(row)
    years = [_is_year(cell.text) for cell in filled]
    looks = any(cell.goes_on for cell in row) or _is_bold(row) or (len(years) > 1 and all(years))
    return looks and not any(is_figure(c.text) and not year for c, year in zip(filled, years, strict=True))


def _is_set_off(body: Rows) -> bool:
    first = [cell for row in body for cell in row if cell.column == 0 and cell.text]
    rest = [cell for row in body for cell in row if cell.column > 0 and cell.text]
    return bool(first and rest) and all(c.bold for c in first) and not all(c.bold for c in rest)


def _beside_figures(body: Rows, count: int) -> bool:
    """Whether the first columns hold words, the others mostly figures."""
    labels = [cell.text for row in body for cell in row if cell.column < count and cell.text]
    rest = [cell.text for row in body for cell in row if cell.column >= count and cell.text]
    figures = sum(map(is_figure, rest))
    return bool(labels and rest) and figures * 4 >= len(rest) * 3 and not any(map(is_figure, labels))


def _over_figures(rows: Rows, count: int) -> bool:
    """Whether the first rows name the columns below that are mostly figures, by words or a run of years."""
    heads: dict[int, str] = {}
    for row in rows[:count]:
        for cell in _filled(row):
            heads |= dict.fromkeys(range(cell.column, cell.column + cell.span), cell.text)
    below: dict[int, list[str]] = {}
    for row in rows[count:]:
        for cell in _filled(row):
            below.setdefault(cell.column, []).append(cell.text)
    figured = [c for c, texts in below.items() if sum(map(is_figure, texts)) * 4 >= len(texts) * 3]
    named = [heads.get(column, "") for column in sorted(figured) if column or column in heads]
    if not named or any(not name for name in named):
        return False
    years = [name for name in named if is_figure(name)]
    if not years:
        return True
    of_years = [_is_year(text) for column in figured for text in below[column]]
    apart = all(map(_is_year, years)) and len(years) > 1 and sum(of_years) * 2 < len(of_years)
    return apart and (all(a < b for a, b in pairwise(years)) or all(a > b for a, b in pairwise(years)))
