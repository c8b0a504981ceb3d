"""What stands in one paragraph of a Word file: its text as seen, notes, boxes, and what is hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile

from lxml import etree

from corpus.parsing.docx_hidden import box_hidden, how_hidden, paragraph_hidden
from corpus.parsing.docx_looks import Look, effective, look_of, over, value
from corpus.parsing.docx_maths import M, formula
from corpus.parsing.docx_notes import Note, NoteMarks
from corpus.parsing.docx_package import W
from corpus.parsing.docx_styles import Style, Styles
from corpus.parsing.docx_symbols import symbol, symbols_in
from corpus.parsing.raised import opening_number, read_raised
from corpus.parsing.text_hygiene import tidy, visible
from corpus.types import HiddenText

_EXCERPT = 120
_NOTES = (f"{W}footnoteReference", f"{W}endnoteReference")
_DRAWN = (f"{W}drawing", f"{W}pict", f"{W}object")
_SPACES = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Inline:
    """A paragraph's content. `raw` has line ends, tabs and marks of notes as they stand, `text` none of them.

    `bold` says that all letters are; `size` is the commonest size of letters in points, 0 where unknown.
    `boxes` are contents of text boxes that hang on it. `vanished` says that it holds text and none is seen.
    """

    raw: str
    text: str
    notes: tuple[Note, ...]
    boxes: tuple[etree._Element, ...]
    bold: bool
    size: float
    vanished: bool


@dataclass(slots=True)
class _Pieces:
    raw: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    letters: Counter[tuple[bool, float]] = field(default_factory=Counter)
    raised: list[str] = field(default_factory=list)

    def add(self, text: str, look: Look, how: str | None) -> None:
        if how is not None:
            self.hidden.append((how, text))
            return
        if look.superscript and text:
            self.raised.append(text)
            return
        self.settle(text)
        self.raw.append(text)
        self.text.append(text)
        if letters := sum(map(str.isalnum, text)):
            self.letters[(bool(look.bold), look.size or 0.0)] += letters

    def settle(self, after: str = "") -> None:
        """Read what was gathered of raised text, now that the text after it is known."""
        gathered, before = "".join(self.raised), "".join(self.text[-3:])
        self.raised.clear()
        if not gathered:
            return
        read, is_mark = read_raised(gathered, before[-12:], after)
        if not "".join(self.text).strip() and opening_number(gathered):
            read, is_mark = f"{gathered.strip()} ", False
        self.raw.append(read)
        if not is_mark:
            self.text.append(read)


class Inlines:
    """Reads paragraphs of one story after the other; fields may run over several of them.

    `hidden` gathers what was left out as unseen, `languages` counts characters by the language they are
    marked with.
    """

    def __init__(self, styles: Styles, marks: NoteMarks, page: tuple[float, float]) -> None:
        self.hidden: list[HiddenText] = []
        self.languages: Counter[str] = Counter()
        self._styles, self._marks, self._page = styles, marks, page
        self._fields: list[bool] = []

    def read(self, paragraph: etree._Element, style: Style, around: Look, fill: str) -> Inline:
        """One paragraph in this style; `around` is the look its table gives it, `fill` what it stands on."""
        pieces = _Pieces()
        how = paragraph_hidden(paragraph.find(f"{W}pPr"), self._page)
        self._walk(paragraph, over(over(self._styles.defaults, around), style.look), fill, how, pieces)
        pieces.settle()
        raw, unseen = visible("".join(pieces.raw))
        for hidden, text in _joined(pieces):
            self.leave_out(hidden, text)
        self.hidden += unseen
        letters = pieces.letters.most_common()
        return Inline(
            raw=raw,
            text=tidy(visible("".join(pieces.text))[0]),
            notes=tuple(pieces.notes),
            boxes=tuple(pieces.boxes),
            bold=bool(letters) and all(bold for (bold, _), _ in letters),
            size=letters[0][0][1] if letters else 0.0,
            vanished=bool(pieces.hidden) and not raw.strip(),
        )

    def leave_out(self, how: str, text: str) -> None:
        """Note text that is not read because nobody sees it."""
        if told := " ".join(visible(text)[0].split())[:_EXCERPT]:
            self.hidden.append(HiddenText(how, told))

    def _walk(self, element: etree._Element, base: Look, fill: str, how: str | None, pieces: _Pieces) -> None:
        for child in element:
            if child.tag == f"{W}r":
                self._run(child, base, fill, how, pieces)
            elif child.tag in (f"{M}oMath", f"{M}oMathPara"):
                if not any(self._fields):
                    pieces.add(formula(child), base, how)
            elif child.tag != f"{W}pPr":
                self._walk(child, base, fill, how, pieces)

    def _run(self, run: etree._Element, base: Look, fill: str, how: str | None, pieces: _Pieces) -> None:
        properties = run.find(f"{W}rPr")
        character = value(properties.find(f"{W}rStyle")) if properties is not None else None
        named = self._styles.get(character).look if character else Look()
        look = effective(base, named, look_of(properties))
        how = how_hidden(look, fill) or how
        marked = False
        for child in run:
            if child.tag == f"{W}t":
                text = "" if marked or any(self._fields) else symbols_in(child.text or "", properties)
                pieces.add(text, look, how)
                self.languages[look.language or ""] += len(text)
            elif child.tag in _NOTES and how is None and not any(self._fields):
                marked = self._note(child, run, pieces)
            elif child.tag == f"{W}r":
                self._run(child, base, fill, how, pieces)
            else:
                self._sign(child, look, how, pieces)

    def _sign(self, child: etree._Element, look: Look, how: str | None, pieces: _Pieces) -> None:
        """Anything in a run but text and notes."""
        if child.tag == f"{W}fldChar":
            self._field(child.get(f"{W}fldCharType"))
        elif any(self._fields):
            return
        elif child.tag in _SPACES:
            pieces.add(_SPACES[child.tag], look, how)
        elif child.tag == f"{W}sym":
            pieces.add(symbol(child.get(f"{W}font") or "", child.get(f"{W}char") or ""), look, how)
        elif child.tag in _DRAWN:
            self._drawn(child, how, pieces)
        elif child.tag == f"{M}oMath":
            pieces.add(formula(child), look, how)

    def _field(self, kind: str | None) -> None:
        """Keep count of fields: True while the instruction of one is read, which nobody sees."""
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, reference: etree._Element, run: etree._Element, pieces: _Pieces) -> bool:
        """Whether the mark is the author's own, which follows in the same run as text."""
        own = reference.get(f"{W}customMarkFollows") in ("1", "true", "on")
        mark = "".join(text.text or "" for text in run.iterfind(f"{W}t")).strip() if own else None
        note = self._marks.refer(reference, mark)
        pieces.settle()
        pieces.notes.append(note)
        pieces.raw.append(note.number or "")
        return own

    def _drawn(self, drawing: etree._Element, how: str | None, pieces: _Pieces) -> None:
        for box in drawing.iter(f"{W}txbxContent"):
            above = takewhile(lambda outer: outer is not drawing, box.iterancestors())
            if any(outer.tag == f"{W}txbxContent" for outer in above):
                continue  # a box in a box comes with the outer one
            hidden = how or box_hidden(box, self._page)
            if hidden is None:
                pieces.boxes.append(box)
            else:
                pieces.hidden.append((hidden, " ".join(t.text or "" for t in box.iter(f"{W}t"))))


def _joined(pieces: _Pieces) -> list[tuple[str, str]]:
    """Hidden text with neighbours hidden in the same way put together."""
    together: list[tuple[str, str]] = []
    for how, text in pieces.hidden:
        if together and together[-1][0] == how:
            together[-1] = (how, together[-1][1] + text)
        else:
            together.append((how, text))
    return [(how, text) for how, text in together if text.strip()]
