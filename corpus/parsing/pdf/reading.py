"""PDF to blocks, the flow: pages one by one to lines, then the whole document to blocks."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.parsing.pdf import (
    blocks,
    columns,
    footnotes,
    furniture,
    headings,
    labels,
    metadata,
    numbering,
    outline,
    pages,
    paragraphs,
    tags,
)
from corpus.parsing.pdf.hyphens import Words
from corpus.parsing.pdf.pages import PageReading
from corpus.parsing.pdf.paragraphs import Manner
from corpus.parsing.pdf.types import Line, Piece
from corpus.parsing.types import DocumentError, Format, Parsed, Reason
from corpus.types import Page, PageRef

# A page with fewer characters has no text of its own; where four in five have none, it is a scan.
_FEWEST_LETTERS = 20
_SCAN = 0.8
_MOST_PAGES = 20_000


def parse(data: bytes, name: str, *, use_tags: bool = True) -> Parsed:
    """The blocks of a PDF. `use_tags=False` reads by geometry alone, for measuring.

    Raises DocumentError: NEEDS_PASSWORD, DAMAGED, NEEDS_OCR (fewer than 20 characters on four pages in five,
    and pictures) or NO_TEXT (no pages, or nothing on them). Runs in the child process that parses: PDFium is
    not safe in threads.
    """
    document = _opened(data, name)
    try:
        readings, notes = _readings(document, name, use_tags)
        entries = outline.read(document)
        info = document.get_metadata_dict(skip_empty=True)
        language = _language(document)
        named = _named_labels(document, len(readings))
    finally:
        document.close()
    _require_text(readings, name)
    shown, pieces = _arranged(readings, named)
    headed = numbering.numbered(headings.with_headings(pieces, entries))
    words = Words(line.text for piece in headed for line in piece.lines)
    scanned = sum(reading.scanned for reading in readings)
    made = blocks.build(headed, words, {page.ref.physical: page for page in shown})
    if not made:
        raise DocumentError(name, Reason.NO_TEXT, "nothing but page furniture or hidden text")
    return Parsed(
        Format.PDF,
        made,
        metadata.proposed(info, language, headed),
        tuple(shown),
        tuple(report for reading in readings for report in reading.hidden),
        tuple(notes),
        ocr=scanned * 2 > sum(reading.letters >= _FEWEST_LETTERS for reading in readings),
    )


def _opened(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise DocumentError(name, Reason.NEEDS_PASSWORD) from None
        raise DocumentError(name, Reason.DAMAGED, "it cannot be opened as a PDF") from None
    if len(document) == 0:
        document.close()
        raise DocumentError(name, Reason.NO_TEXT, "no pages")
    if len(document) > _MOST_PAGES:
        document.close()
        raise DocumentError(name, Reason.TOO_LARGE, f"more than {_MOST_PAGES:,} pages")
    return document


def _readings(document: pdfium.PdfDocument, name: str, use_tags: bool) -> tuple[list[PageReading], list[str]]:
    """Every page that can be read, and notes on those that cannot."""
    tagged = use_tags and tags.usable(document)
    readings: list[PageReading] = []
    broken: list[int] = []
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except pdfium.PdfiumError:
            broken.append(number)
            continue
        try:
            readings.append(pages.read(page, number, use_tags, tagged))
        except pdfium.PdfiumError:
            broken.append(number)
        finally:
            page.close()
    if not readings:
        raise DocumentError(name, Reason.DAMAGED, "none of its pages can be read")
    listed = ", ".join(str(number) for number in broken[:20])
    return readings, [f"Pages that could not be read: {listed}."] if broken else []


def _require_text(readings: Sequence[PageReading], name: str) -> None:
    bare = [reading for reading in readings if reading.letters < _FEWEST_LETTERS]
    if len(bare) < _SCAN * len(readings):
        return
    if not any(reading.pictured for reading in bare):
        if any(reading.letters for reading in readings):
            return
        raise DocumentError(name, Reason.NO_TEXT, f"empty pages: {len(bare)} of {len(readings)}")
    raise DocumentError(name, Reason.NEEDS_OCR, f"pages without text: {len(bare)} of {len(readings)}")


def _arranged(readings: Sequence[PageReading], named: Sequence[str | None]) -> tuple[list[Page], list[Piece]]:
    """The pages to show, and the pieces of the document in reading order."""
    edges = [furniture.edges((*r.lines, *r.artifacts), r.height) for r in readings]
    folios = labels.printed(
        [[*(edge.line for edge in page), *r.covered] for page, r in zip(edges, readings, strict=True)]
    )
    removed = furniture.find(edges, folios)
    style = paragraphs.manner(
        [li for piece in r.tagged for li in piece.lines] if r.tagged is not None else r.lines
        for r in readings
    )
    known = furniture.masks(page[at].line for page, gone in zip(edges, removed, strict=True) for at in gone)
    outs = [[page[at].line for at in sorted(gone)] for page, gone in zip(edges, removed, strict=True)]
    shown: list[Page] = []
    pieces: list[Piece] = []
    for i, (reading, out) in enumerate(zip(readings, outs, strict=True)):
        after = _flowing(readings[i + 1], outs[i + 1]) if i + 1 < len(readings) else []
        folio = folios[i]
        label = folio.label if folio else None if any(folios) else named[i]
        kept = [*out, *(li for li in reading.artifacts if li not in out)]
        ref = PageRef(reading.number, label)
        freed = [
            furniture.out_of_table(piece, known, reading.height) if piece.table else (piece, ())
            for piece in _pieces(reading, out, style, after)
        ]
        said = (*(li.original for li in kept), *(text for _, gone in freed for text in gone))
        shown.append(Page(ref, reading.width, reading.height, said))
        pieces += [piece for piece, _ in freed]
    return shown, pieces


def _text_lines(reading: PageReading) -> Sequence[Line]:
    if reading.tagged is None:
        return [line for line in reading.lines if line.table < 0]
    return [line for piece in reading.tagged if piece.table is None for line in piece.lines]


def _flowing(reading: PageReading, out: Sequence[Line]) -> list[Line]:
    """The lines of a page but its furniture."""
    gone = {id(line) for line in out}
    return [line for line in reading.lines if id(line) not in gone]


def _pieces(
    reading: PageReading, out: Sequence[Line], style: Manner, following: Sequence[Line]
) -> list[Piece]:
    """The pieces of a page in reading order without its furniture; `following` are the next page's lines."""
    if reading.tagged is not None:
        return list(_without(reading.tagged, out))
    found: list[Piece] = []
    lines = _flowing(reading, out)
    for angle in sorted({line.angle for line in lines}):
        mine = [line for line in lines if line.angle == angle]
        after = [line for line in following if line.angle == angle]
        for region in columns.regions(mine, after):
            found += paragraphs.pieces(region, style)
    own = [
        replace(piece, table=reading.tables[piece.lines[0].table]) if piece.role == "Table" else piece
        for piece in found
    ]
    return footnotes.marked(own, style.body, reading.height)


def _without(tagged: Sequence[Piece], out: Sequence[Line]) -> Iterator[Piece]:
    for piece in tagged:
        kept = tuple(line for line in piece.lines if not any(_same(line, gone) for gone in out))
        if kept:
            yield piece if len(kept) == len(piece.lines) else replace(piece, lines=kept)


def _same(line: Line, gone: Line) -> bool:
    level = line.angle == gone.angle and abs(line.baseline - gone.baseline) < 2
    return level and line.left < gone.right and gone.left < line.right and line.table < 0


def _named_labels(document: pdfium.PdfDocument, count: int) -> list[str | None]:
    """The labels the file gives its pages, where they are more than 1, 2, 3 …"""
    named = [document.get_page_label(i).strip() or None for i in range(len(document))]
    plain = all(label is None or label == str(i) for i, label in enumerate(named, start=1))
    return [None] * count if plain or len(named) != count else named


def _language(document: pdfium.PdfDocument) -> str | None:
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if size <= 2 or size > 200:
        return None
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore").strip() or None
