"""The nouns of reading PDFs: the characters of a page and the lines they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.types import Table

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Handles = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class PageChars:
    """The characters of one page as PDFium gives them, in its order; every array has one entry a character.

    `text[i]` is the character (U+FFFE where PDFium joined a hyphen at a line end); `boxes[i]` is left, top,
    right, bottom in points from the top left corner of the page as shown, as high as the font. `sizes` are
    font sizes in points as shown, `weights` font weights (400 normal, 700 bold; -1 unknown), `fonts` numbers
    of font names (`names`). `angles` are the directions of writing as shown, in degrees clockwise (0: left to
    right; 90: downwards), `baselines` where the writing line stands, in points from the top of the page when
    it is turned so that the writing runs left to right.
    `colours` are fill colours 0xRRGGBB, `modes` render modes (3: invisible), `generated` marks characters
    that are not in the file (spaces and line ends PDFium adds). `objects` are PDFium's text objects (0:
    none), good while the page is open; `mcids` are marked-content ids (-1: none). `hidden` marks what a
    reader cannot see, `artifact` what the tags call furniture. Both hold False until worked out.
    """

    number: int
    width: float
    height: float
    text: str
    boxes: Floats
    sizes: Floats
    weights: Ints
    fonts: Ints
    names: tuple[str, ...]
    baselines: Floats
    angles: Ints
    colours: Ints
    modes: Ints
    generated: Flags
    objects: Handles
    mcids: Ints
    hidden: Flags
    artifact: Flags


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or the part of one that stands apart (a column's, a cell's), and where it stands.

    `text` is its text with ligatures folded, marks of footnotes left out, and U+FFFE at its end where a word
    is broken by a hyphen; `original` as printed, hyphen included. `size` is the commonest font size of its
    letters, `bold` whether nearly all of them are. `boxed` numbers the filled rectangle of the page it
    stands on (-1: none). `marker` is the number or bullet it begins with, left in `text`; None where it has
    none. `font` is the commonest font's name, `note` whether it begins with a raised number, as footnotes do.
    `angle` is the direction of writing as in `PageChars`: the place of a line that does not run left to
    right is that on the page turned so that it does. `table` is set on a line that stands for a whole table,
    the page's table of this number (-1: none).
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    text: str
    original: str
    font: str = ""
    boxed: int = -1
    marker: str | None = None
    note: bool = False
    angle: int = 0
    table: int = -1


@dataclass(frozen=True, slots=True)
class Cells:
    """A table by rows of one length: `rows[i][j]` are indices of a cell's characters in reading order, none
    where it is empty or covered by a cell that spans it; header counts as in `corpus.types.Table`."""

    rows: tuple[tuple[Ints, ...], ...]
    header_rows: int = 0
    header_columns: int = 0


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of a page as the tags have it, in their order, before it becomes a block.

    `role` is H1 to H6, P, LI, Caption, Note, Table, Box or Figure. `chars` are indices into the page's
    characters, in reading order; `cells` is set for tables. `continued` says that the element began on an
    earlier page. `number` is a paragraph number that was tagged apart, as a heading of its own.
    """

    page: int
    role: str
    chars: Ints
    number: str | None = None
    cells: Cells | None = None
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a page in reading order with its lines: what tags and geometry both come to.

    `role` is as in `Element`; geometry gives P, LI, Caption, Note, Table and Box, and headings are decided
    over the whole document. `gap` is the white space above it in points, to what stands above it in its
    column (large where nothing does); `alone` says that nothing else stands on its rows. `column` numbers
    the column of the page it stands in. `tagged` says that the role is the file's own, `continued` that it
    goes on with what began on an earlier page.
    """

    page: int
    role: str
    lines: tuple[Line, ...]
    number: str | None = None
    table: Table | None = None
    gap: float = 0.0
    alone: bool = True
    column: int = 0
    tagged: bool = False
    continued: bool = False
