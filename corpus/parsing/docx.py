"""From a Word file to blocks: `parse` is the flow, each step has a file of its own.

Why not by python-docx: it gives neither numbers nor notes, text boxes, fields or tracked changes, and cannot
open files saved as Strict Open XML; with all that read from the XML, nothing of it was left to use.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from corpus.parsing.docx_body import Story
from corpus.parsing.docx_hidden import PAPER
from corpus.parsing.docx_items import Item, Place
from corpus.parsing.docx_looks import is_on, value, whole
from corpus.parsing.docx_metadata import read_metadata
from corpus.parsing.docx_notes import Note, NoteMarks
from corpus.parsing.docx_numbering import Numbering
from corpus.parsing.docx_outline import NoteReader, blocks_of
from corpus.parsing.docx_package import Package, W
from corpus.parsing.docx_settling import LeftOut, settle
from corpus.parsing.docx_styles import Styles
from corpus.parsing.types import DocumentError, Format, Parsed, Reason

_A4 = (595.0, 842.0)
_TWIPS = 20
_MOST_HIDDEN = 200


def parse(data: bytes, name: str) -> Parsed:
    """Read a Word file (.docx, .docm): its text as blocks with the numbers Word prints, what it says of
    itself, and the text it hides.

    Insertions are read as text; deletions, comments, headers and footers are left out. Word has no fixed
    pages: `page` is None. Macros are not looked at. Raises DocumentError: DAMAGED, NEEDS_PASSWORD, TOO_LARGE,
    UNSAFE, or NO_TEXT.
    """
    package = Package(data, name)
    body = package.document.find(f"{W}body")
    if body is None:
        raise DocumentError(name, Reason.DAMAGED, "the Word document in it has no body")
    left_out = settle(package.document)
    styles = Styles(package.part("styles"))
    settings = package.part("settings")
    marks = NoteMarks(package.document, settings)
    numbering = Numbering(package.part("numbering"), styles)
    story = Story(styles, numbering, marks, _page_size(body), _paper(package.document, settings))
    items = list(story.items(body, Place()))
    blocks = blocks_of(items, _note_reader(package, story))
    if not blocks:
        raise DocumentError(name, Reason.NO_TEXT, "all its text is hidden" if story.inlines.hidden else "")
    hidden = story.inlines.hidden
    return Parsed(
        Format.DOCX,
        blocks,
        read_metadata(
            items,
            package.properties("core-properties"),
            package.properties("extended-properties"),
            story.inlines.languages,
        ),
        hidden=tuple(hidden[:_MOST_HIDDEN]),
        notes=tuple(_notes(left_out, len(hidden))),
    )


def _page_size(body: etree._Element) -> tuple[float, float]:
    """Width and height in points of the largest page of the document."""
    sizes = list(body.iter(f"{W}pgSz"))
    found = []
    for axis, absent in (("w", _A4[0]), ("h", _A4[1])):
        said = [twips / _TWIPS for size in sizes if (twips := whole(size.get(f"{W}{axis}")))]
        found.append(max(said, default=absent))
    return found[0], found[1]


def _paper(document: etree._Element, settings: etree._Element | None) -> str:
    """The colour of the page."""
    background = document.find(f"{W}background")
    shown = settings.find(f"{W}displayBackgroundShape") if settings is not None else None
    if background is None or shown is None or not is_on(value(shown), absent=True):
        return PAPER
    return str(background.get(f"{W}color") or PAPER)


def _note_reader(package: Package, story: Story) -> NoteReader:
    """Reads notes by reference, each kind's part opened when first needed."""
    found: dict[str, dict[str, etree._Element]] = {}

    def read(note: Note) -> tuple[str, str]:
        if note.kind not in found:
            part = package.part(f"{note.kind}s")
            if part is not None:
                settle(part)
            found[note.kind] = {e.get(f"{W}id") or "": e for e in (part if part is not None else ())}
        element = found[note.kind].get(note.id)
        items: list[Item] = list(story.items(element, Place())) if element is not None else []
        return "\n".join(i.raw or i.text for i in items), " ".join(i.text for i in items)

    return read


def _notes(left_out: LeftOut, hidden: int) -> Iterable[str]:
    """What a reader of the document should know."""
    if left_out.tracked:
        yield "Changes are tracked in this file: insertions are read as text, deletions are left out."
    if left_out.comments:
        yield f"Comments are left out ({left_out.comments})."
    if left_out.embedded:
        yield f"Files of other kinds embedded in this file are left out ({left_out.embedded})."
    if left_out.drawn:
        yield f"Charts and diagrams are left out ({left_out.drawn})."
    if hidden > _MOST_HIDDEN:
        yield f"Of {hidden} pieces of hidden text the first {_MOST_HIDDEN} are told."
