"""The nouns of reading a Word file's stories: a piece of a story, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.parsing.docx_looks import Look
from corpus.parsing.docx_notes import Note
from corpus.parsing.docx_numbering import Printed
from corpus.parsing.docx_styles import Style
from corpus.types import BlockKind, Table


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a story before its place under the headings is known.

    Fields as in `corpus.types.Block` and `docx_inline.Inline`; `raw` is empty for tables, `printed` what
    Word's numbering puts before the text.
    """

    kind: BlockKind
    text: str
    raw: str
    style: Style
    level: int | None = None
    number: str | None = None
    table: Table | None = None
    notes: tuple[Note, ...] = ()
    printed: Printed | None = None
    bold: bool = False
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands: on which fill (None: the page's, `?`: unknown), in which table's look, in a
    box or not, and in a table's cell or not, where a number may stand alone."""

    fill: str | None = None
    look: Look = field(default_factory=Look)
    boxed: bool = False
    cell: bool = False
