"""What tables of every format share: their text as lines, and the unit that they state. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.types import Table

_SCALE = (
    r"(?:£|\$|€)\s?(?:m|mn|million|bn|billion|k|thousand|'?000s?)?|%|per ?cent|percentages?"
    r"|(?:in )?(?:thousands|millions|billions|'?000s)|(?:£|\$|€)?\s?per (?:head|person|capita)(?: per year)?"
)
_CORNER = re.compile(_SCALE, re.I)
_UNIT = re.compile(
    _SCALE + r"|days?|weeks?|months?|years?|hours?|minutes?|per 1(?:00)?,000(?: population)?|fte|wte", re.I
)
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_NAMED_UNIT = re.compile(r"\bunits?:\s*([^.;]{1,40})", re.I)


def as_text(table: Table) -> str:
    """The rows as lines, cells apart by ` | `."""
    return "\n".join(" | ".join(row) for row in table.rows)


def column_labels(table: Table) -> tuple[str, ...]:
    """The label over each column: the cells of the head one under the other, outermost first, without
    repeats, parted by ` / `; empty where a column has none."""
    labels = []
    for column in range(len(table.rows[0]) if table.rows else 0):
        parts = dict.fromkeys(row[column] for row in table.rows[: table.header_rows])
        labels.append(" / ".join(filter(None, parts)))
    return tuple(labels)


def captioned(table: Table, caption: str) -> Table:
    """The table under this caption, with the unit that the two state."""
    unit = unit_of(caption, table.rows[: table.header_rows])
    return replace(table, caption=caption, unit=unit)


def unit_of(caption: str | None, header: tuple[tuple[str, ...], ...]) -> str | None:
    """The unit that a table states for all its figures: in its caption, its corner, or alike in each header
    of a column of figures; None where it states none."""
    if caption:
        if named := _NAMED_UNIT.search(caption):
            return named[1].strip()
        for match in _IN_BRACKETS.finditer(caption):
            if _UNIT.fullmatch(match[1].strip()):
                return match[1].strip()
        if (last := re.split(r"[,:–—]\s", caption)[-1].strip()) != caption and _UNIT.fullmatch(last):
            return last
    for row in header:
        if _CORNER.fullmatch(row[0]):
            return row[0]
        stated = {_stated(cell) for cell in row[1:]}
        if len(row) > 1 and len(stated) == 1 and (unit := stated.pop()):
            return unit
    return None


def _stated(cell: str) -> str | None:
    if _UNIT.fullmatch(cell):
        return cell
    match = _IN_BRACKETS.search(cell)
    return match[1].strip() if match and _UNIT.fullmatch(match[1].strip()) else None
