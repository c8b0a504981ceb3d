"""Word files made of a few lines of WordprocessingML, for tests of the parser."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = {
    "w": MAIN,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

HEADINGS = "".join(
    f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/>'
    f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
    for n in (1, 2, 3)
)
"""The styles Heading1 to Heading3 as Word writes them."""


def p(text: str, style: str = "", properties: str = "", run: str = "") -> str:
    """A paragraph of one run; `run` is the inside of its `w:rPr`."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{r(text, run)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(text: str, level: int = 0, num: int = 1) -> str:
    """A paragraph at a level of a list."""
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def level(place: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    """A level of a list's definition."""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """The inside of a numbering part with one definition."""
    return f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}'


def table(*rows: str, properties: str = "") -> str:
    """A table; each row is made by `row`."""
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """A row of cells: a text, or the inside of a `w:tc`."""
    inside = (cell if cell.startswith("<") else p(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(f'<w:tc>{c}</w:tc>' for c in inside)}</w:tr>"


def word_file(
    body: str,
    styles: str = "",
    numbers: str = "",
    parts: Mapping[str, str] | None = None,
    core: str = "",
    extended: str = "",
    head: str = "",
) -> bytes:
    """A Word file. `parts` are further parts of the document by kind (`footnotes`, `settings`): the inside of
    their root; `core` and `extended` the insides of its properties; `head` stands before the body."""
    inside = {"styles": styles, "numbering": numbers, **(parts or {})}
    inside = {kind: text for kind, text in inside.items() if text}
    links = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>'
        for i, kind in enumerate(inside)
    )
    files = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="b" Type="{_PACKAGE}/metadata/core-properties" Target="docProps/core.xml"/>'
        f'<Relationship Id="c" Type="{_OFFICE}/extended-properties" Target="docProps/app.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
        "word/document.xml": f"<w:document {_DECLARED}>{head}<w:body>{body}</w:body></w:document>",
        "docProps/core.xml": f'<core xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</core>',
        "docProps/app.xml": f"<Properties>{extended}</Properties>",
    }
    files |= {f"word/{kind}.xml": f"<w:{kind} {_DECLARED}>{text}</w:{kind}>" for kind, text in inside.items()}
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return memory.getvalue()
