"""PDFs of a few objects, written by hand for tests: text in Helvetica at given places, rectangles, images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

A4 = (0, 0, 595, 842)


@dataclass(frozen=True)
class Sheet:
    """One page: its content stream, its box, the visible part of it and its rotation."""

    content: str
    box: tuple[int, int, int, int] = A4
    crop: tuple[int, int, int, int] | None = None
    rotate: int = 0


def text(words: str, x: float, y: float, size: float = 11, bold: bool = False, more: str = "") -> str:
    """Words with their writing line at (x, y) from the bottom left; `more` are operators before them."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"q {more} BT /F{2 if bold else 1} {size} Tf {x} {y} Td ({escaped}) Tj ET Q\n"


def paragraph(lines: Sequence[str], x: float, y: float, size: float = 11, leading: float = 14) -> str:
    """Lines one under the other, the first at y."""
    return "".join(text(line, x, y - i * leading, size) for i, line in enumerate(lines))


def filled(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A filled rectangle; `colour` as three shares of red, green and blue."""
    return f"q {colour} rg {x} {y} {width} {height} re f Q\n"


def image(x: float, y: float, width: float, height: float) -> str:
    """An inline image of one grey pixel drawn over a rectangle."""
    return f"q {width} 0 0 {height} {x} {y} cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xa0 EI Q\n"


def pdf(sheets: Sequence[Sheet | str], info: str = "", catalog: str = "") -> bytes:
    """A whole file; `info` is the inside of the document information dictionary, `catalog` goes into the
    catalogue."""
    pages = [sheet if isinstance(sheet, Sheet) else Sheet(sheet) for sheet in sheets]
    fonts = "<< /F1 3 0 R /F2 4 0 R >>"
    root = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    bodies = [root, b"", _font("Helvetica"), _font("Helvetica-Bold")]
    kids = []
    for page in pages:
        stream = page.content.encode("cp1252")
        number = len(bodies) + 1
        kids.append(f"{number} 0 R")
        crop = f"/CropBox [{' '.join(map(str, page.crop))}]" if page.crop else ""
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{' '.join(map(str, page.box))}] {crop} "
            f"/Rotate {page.rotate} /Resources << /Font {fonts} >> /Contents {number + 1} 0 R >>".encode()
        )
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    bodies[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>".encode()
    bodies.append(f"<< {info} >>".encode("cp1252"))
    return _file(bodies)


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _file(bodies: Sequence[bytes]) -> bytes:
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(bodies) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (size, len(bodies))
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + trailer
        + b"startxref\n%d\n%%%%EOF" % len(out)
    )
