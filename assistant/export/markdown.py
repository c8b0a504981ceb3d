"""A briefing note as Markdown, in which words of a source can never become layout, links or images."""

from __future__ import annotations

import re

from assistant.export.outline import Line, Style, Table, outline
from assistant.types import BriefingNote

_OPENINGS = {
    Style.TITLE: "# ",
    Style.HEADING: "## ",
    Style.SUBHEADING: "### ",
    Style.BULLET: "- ",
    Style.SOURCE: "- ",
    Style.SOURCE_DETAIL: "  ",
}


def note_to_markdown(note: BriefingNote) -> str:
    """The whole note as CommonMark, with one table in the GitHub form."""
    text = ""
    previous: Style | None = None
    for part in outline(note):
        style = part.style if isinstance(part, Line) else None
        tight = style is Style.SOURCE_DETAIL or (style is previous is Style.BULLET)
        gap = "" if not text else "\n" if tight else "\n\n"
        text += gap + (_line(part) if isinstance(part, Line) else _table(part))
        previous = style
    return text + "\n"


def escape(text: str) -> str:
    """The same words with every sign that Markdown or HTML would read as layout made plain."""
    flat = re.sub(r"([\\`*_\[\]<|~$])", r"\\\1", " ".join(text.split()))
    flat = re.sub(r"&(?=#?\w+;)", r"\\&", flat)
    flat = re.sub(r"(?i)(?<=[a-z]):(?=//)|(?<=mailto):", r"\\:", flat)
    flat = re.sub(r"(?i)\bwww\.", r"www\\.", flat)
    flat = re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", flat)
    return re.sub(r"^([-+>#=])", r"\\\1", flat)


def _line(line: Line) -> str:
    lead = ""
    if line.lead:
        lead = f"{line.lead} " if line.style is Style.SOURCE else f"**{escape(line.lead)}** "
    parts = [f"{lead}{escape(line.text)}", line.marks, f"Link: <{line.link}>" if line.link else ""]
    end = "  " if line.style is Style.SOURCE else ""
    return _OPENINGS.get(line.style, "") + " ".join(filter(None, parts)) + end


def _table(table: Table) -> str:
    lines = ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in (table.header, *table.rows)]
    lines.insert(1, "|" + " --- |" * len(table.header))
    return "\n".join(lines)
