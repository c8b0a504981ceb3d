"""The pages a quotation stands on, drawn with it marked: called in the child process."""

from __future__ import annotations

from base64 import b64encode

import pypdfium2 as pdfium

from corpus.parsing.pdf.highlight import locate
from corpus.parsing.pdf.page_image import render
from corpus.parsing.pdf.pictures import PagePicture, QuotedPages, description
from corpus.parsing.types import DocumentError, Reason
from corpus.types import PageRef


def quoted_pages_in(
    data: bytes,
    name: str,
    page: float,
    quotation: str,
    scale: float,
    title: str,
    label: str | None,
    next_label: str | None,
) -> QuotedPages:
    """The page from 1 on which a quotation begins, and the next where it goes on, at `scale` pixels a point.

    `label` and `next_label` are what is printed on the two pages. Raises DocumentError where the file or the
    page cannot be read.
    """
    first = int(page)
    labels = {first: label, first + 1: next_label}
    try:
        areas = locate(data, first, quotation)
        numbers = sorted({first, *(area.page for area in areas)})
        pictures = []
        for number in numbers:
            said = description(title, PageRef(number, labels.get(number)), bool(areas))
            png = render(data, number, areas, scale, said)
            pictures.append(PagePicture(number, b64encode(png).decode(), said))
        return QuotedPages(bool(areas), tuple(pictures))
    except (pdfium.PdfiumError, ValueError) as error:
        raise DocumentError(name, Reason.DAMAGED, str(error)) from None
