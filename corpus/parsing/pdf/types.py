"""The nouns of reading PDFs: the characters of a page and the lines they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PageChars:
    """The characters of one page as PDFium gives them, in its order; every array has one entry a character.

    `text[i]` is the character (U+FFFE where PDFium joined a hyphen at a line end); `boxes[i]` is left, top,
    right, bottom in points from the top left corner of the page as shown. `sizes` are font sizes in points
    as shown, `weights` font weights (400 normal, 700 bold; -1 unknown), `fonts` numbers of font names
    (`names`). `colours` are fill colours 0xRRGGBB, `modes` render modes (3: invisible), `generated` marks
    characters that are not in the file (spaces and line ends PDFium adds). `mcids` are marked-content ids
    (-1: none), `hidden` marks what a reader cannot see, `artifact` what the tags call furniture. Both hold
    False until worked out.
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
    colours: Ints
    modes: Ints
    generated: Flags
    mcids: Ints
    hidden: Flags
    artifact: Flags


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: indices of its characters in the page, left to right, and where it stands.

    `size` is the commonest font size of its letters, `bold` whether most of them are.
    """

    page: int
    chars: Ints
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of a page in reading order before it becomes a block, from tags or from geometry.

    `role` is H1 to H6, P, LI, Caption, Note, Table, TD, TH, Box or Figure. `chars` are indices into the
    page's characters, in reading order.
    """

    page: int
    role: str
    chars: Ints
    number: str | None = None
