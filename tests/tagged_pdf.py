"""A small writer of tagged PDFs for tests: text at places, a structure tree over it, an outline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True)
class Put:
    """Text at a place: `mcid` is its marked content, None for none; `artifact` marks it as furniture.
    Co-ordinates are from the bottom left, in points."""

    text: str
    x: float
    y: float
    mcid: int | None = None
    size: float = 11
    bold: bool = False
    artifact: bool = False
    white: bool = False

    def content(self) -> str:
        """Its operators."""
        begin, end = "", ""
        if self.artifact:
            begin, end = "/Artifact <</Type /Pagination>> BDC ", " EMC"
        elif self.mcid is not None:
            begin, end = f"/P <</MCID {self.mcid}>> BDC ", " EMC"
        shown = self.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        colour = "1 g" if self.white else "0 g"
        font = "F2" if self.bold else "F1"
        return f"{begin}BT {colour} /{font} {self.size} Tf {self.x} {self.y} Td ({shown}) Tj ET{end}"


@dataclass(frozen=True)
class Tag:
    """An element: its type and what is in it: elements, marked-content ids of the first page, or (page, id)
    with pages from 1. `attributes` are put into a dictionary of the owner Table."""

    kind: str
    inside: Sequence[Tag | int | tuple[int, int]] = ()
    attributes: Mapping[str, int] = field(default_factory=dict)


class _Writer:
    def __init__(self) -> None:
        self.objects: list[str] = []

    def reserve(self) -> int:
        self.objects.append("")
        return len(self.objects)

    def put(self, number: int, body: str) -> None:
        self.objects[number - 1] = body

    def add(self, body: str) -> int:
        number = self.reserve()
        self.put(number, body)
        return number

    def file(self, root: int) -> bytes:
        out = b"%PDF-1.7\n"
        places = []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
        start = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
        size = len(places) + 1
        return out + f"trailer <</Size {size} /Root {root} 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()


def tagged_pdf(
    pages: Sequence[Sequence[Put]],
    tree: Sequence[Tag] = (),
    roles: Mapping[str, str] | None = None,
    outline: Sequence[tuple[str, int]] = (),
) -> bytes:
    """A PDF of A4 pages, tagged where there is a tree; `roles` maps types, `outline` is titles and pages."""
    writer = _Writer()
    root, top = writer.reserve(), writer.reserve()
    fonts = [
        writer.add(f"<</Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding>>")
        for name in ("Helvetica", "Helvetica-Bold")
    ]
    numbers = [writer.reserve() for _ in pages]
    for index, (number, puts) in enumerate(zip(numbers, pages, strict=True)):
        data = "\n".join(put.content() for put in puts)
        content = writer.add(f"<</Length {len(data.encode('latin-1'))}>>\nstream\n{data}\nendstream")
        writer.put(
            number,
            f"<</Type /Page /Parent {top} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {content} 0 R "
            f"/StructParents {index} /Resources <</Font <</F1 {fonts[0]} 0 R /F2 {fonts[1]} 0 R>>>>>>",
        )
    kids = " ".join(f"{number} 0 R" for number in numbers)
    writer.put(top, f"<</Type /Pages /Count {len(numbers)} /Kids [{kids}]>>")
    extra = _structure(writer, numbers, tree, roles or {}) + _outline(writer, numbers, outline)
    writer.put(root, f"<</Type /Catalog /Pages {top} 0 R{extra}>>")
    return writer.file(root)


def _structure(writer: _Writer, pages: Sequence[int], tree: Sequence[Tag], roles: Mapping[str, str]) -> str:
    if not tree:
        return ""
    root = writer.reserve()
    owners: dict[tuple[int, int], int] = {}

    def element(tag: Tag, parent: int) -> int:
        number = writer.reserve()
        kids = []
        for child in tag.inside:
            if isinstance(child, Tag):
                kids.append(f"{element(child, number)} 0 R")
                continue
            page, mcid = (1, child) if isinstance(child, int) else child
            owners[page, mcid] = number
            kids.append(f"<</Type /MCR /Pg {pages[page - 1]} 0 R /MCID {mcid}>>")
        given = "".join(f" /{name} {value}" for name, value in tag.attributes.items())
        attributes = f" /A <</O /Table{given}>>" if given else ""
        writer.put(
            number,
            f"<</Type /StructElem /S /{tag.kind} /P {parent} 0 R /K [{' '.join(kids)}]{attributes}>>",
        )
        return number

    tops = " ".join(f"{element(tag, root)} 0 R" for tag in tree)
    rows = []
    for index in range(len(pages)):
        of_page = {mcid: owner for (page, mcid), owner in owners.items() if page == index + 1}
        listed = [of_page.get(mcid) for mcid in range(max(of_page, default=-1) + 1)]
        shown = " ".join(f"{owner} 0 R" if owner else "null" for owner in listed)
        rows.append(f"{index} [{shown}]")
    mapped = " ".join(f"/{own} /{standard}" for own, standard in roles.items())
    parents = writer.add(f"<</Nums [{' '.join(rows)}]>>")
    writer.put(root, f"<</Type /StructTreeRoot /K [{tops}] /ParentTree {parents} 0 R /RoleMap <<{mapped}>>>>")
    return f" /MarkInfo <</Marked true>> /StructTreeRoot {root} 0 R"


def _outline(writer: _Writer, pages: Sequence[int], entries: Sequence[tuple[str, int]]) -> str:
    if not entries:
        return ""
    root = writer.reserve()
    numbers = [writer.reserve() for _ in entries]
    for i, (title, page) in enumerate(entries):
        near = f" /Prev {numbers[i - 1]} 0 R" if i else ""
        near += f" /Next {numbers[i + 1]} 0 R" if i + 1 < len(entries) else ""
        goal = f"/Dest [{pages[page - 1]} 0 R /Fit]"
        writer.put(numbers[i], f"<</Title ({title}) /Parent {root} 0 R{near} {goal}>>")
    writer.put(root, f"<</First {numbers[0]} 0 R /Last {numbers[-1]} 0 R /Count {len(entries)}>>")
    return f" /Outlines {root} 0 R"
