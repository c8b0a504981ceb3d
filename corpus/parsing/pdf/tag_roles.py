"""From a structure tree to pieces in its order: which marked content is a heading, a paragraph, a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from corpus.parsing.pdf.tag_tree import Node

HEADING = re.compile(r"H([1-6]?)")
_GROUPS = frozenset("Document DocumentFragment Part Sect Art Div Aside Index Private L TOC".split())
_ROLES = {"LI": "LI", "TOCI": "LI", "Note": "Note", "FENote": "Note", "Caption": "Caption"}
_PARAGRAPHS = frozenset(("P", "BlockQuote", "Code"))
_PICTURES = frozenset(("Figure", "Formula", "Form"))
_ROW_GROUPS = frozenset(("THead", "TBody", "TFoot"))
_ASIDE = frozenset(("Note", "Figure"))
_LAYOUT_CELL = 500


@dataclass(frozen=True, slots=True)
class Grid:
    """A tagged table: marked-content ids of its cells by rows of one length."""

    rows: tuple[tuple[tuple[int, ...], ...], ...]
    header_rows: int
    header_columns: int


@dataclass(slots=True)
class Draft:
    """A piece: its role as in `Element`, and the marked-content ids it holds, in order."""

    role: str
    place: int
    mcids: list[int] = field(default_factory=list)
    continued: bool = False
    grid: Grid | None = None
    has_body: bool = False
    followed: Draft | None = None


def pieces(tops: Sequence[Node], lengths: Mapping[int, int]) -> list[Draft]:
    """Pieces that hold content, in tag order. `lengths` are characters by marked-content id."""
    collector = _Collector(lengths)
    for top in tops:
        collector.visit(top, None, "P")
    return [draft for draft in collector.drafts if draft.mcids]


class _Collector:
    """Walks the tree; a piece that another interrupts goes on as a new one, but for notes and pictures."""

    def __init__(self, lengths: Mapping[int, int]) -> None:
        self.lengths = lengths
        self.drafts: list[Draft] = []

    def start(self, role: str, node: Node | None = None) -> Draft:
        """A new piece at the end."""
        self.drafts.append(Draft(role, len(self.drafts), continued=node is not None and node.continued))
        return self.drafts[-1]

    def add(self, draft: Draft, mcid: int) -> None:
        """Content for a piece, or for the one it goes on in."""
        while draft.followed:
            draft = draft.followed
        if any(later.role not in _ASIDE for later in self.drafts[draft.place + 1 :]):
            draft.followed = self.start("P" if draft.role == "LI" else draft.role)
            draft = draft.followed
        draft.mcids.append(mcid)

    def visit(self, node: Node, draft: Draft | None, role: str) -> None:
        """Take in a node inside `draft`; `role` is that of paragraphs here (P, or Box)."""
        heading = HEADING.fullmatch(node.kind)
        if heading or node.kind == "Title":
            self.flat(node, self.start(f"H{heading[1] or 1}" if heading else "H1", node), role)
        elif node.kind == "Table":
            self.table(node, role)
        elif node.kind in _PICTURES:
            self.flat(node, self.start("Figure", node), role)
        elif node.kind in _ROLES:
            self.children(node, self.start(_ROLES[node.kind], node), role)
        elif node.kind in _PARAGRAPHS:
            self.paragraph(node, draft, role)
        elif node.kind in _GROUPS:
            self.children(node, None, role)
        else:
            if draft and node.continued and not draft.mcids:
                draft.continued = True
            self.children(node, draft, role)
            if draft and node.kind == "LBody":
                draft.has_body = True

    def paragraph(self, node: Node, draft: Draft | None, role: str) -> None:
        """The first paragraph of a list item, note or caption is the item itself."""
        if draft is None or draft.role in ("P", "Box") or draft.has_body:
            draft = self.start(role, node)
        else:
            draft.has_body = True
            draft.continued |= node.continued
        self.children(node, draft, role)

    def children(self, node: Node, draft: Draft | None, role: str) -> None:
        """Take in what a node holds; content on end that no block holds makes a paragraph."""
        loose: Draft | None = None
        for child in node.children:
            if isinstance(child, Node) and (draft or _is_block(child)):
                loose = None
                self.visit(child, draft, role)
                continue
            if draft is None and loose is None:
                loose = self.start(role)
            holder = draft or loose
            if holder and isinstance(child, Node):
                self.visit(child, holder, role)
            elif holder and isinstance(child, int):
                self.add(holder, child)

    def flat(self, node: Node, draft: Draft, role: str) -> None:
        """All that is below a node is one piece, but for notes, captions and tables."""
        for child in node.children:
            if isinstance(child, int):
                self.add(draft, child)
            elif child.kind in ("Note", "FENote", "Caption", "Table"):
                self.visit(child, None, role)
            else:
                self.flat(child, draft, role)

    def table(self, node: Node, role: str) -> None:
        """A table with its cells; one that only lays out text is a box of paragraphs."""
        rows = [(row, in_head) for row, in_head in _rows(node, False)]
        cells = [[c for c in row.children if isinstance(c, Node)] for row, _ in rows]
        held = [content for row in cells for cell in row if (content := tuple(_content(cell)))]
        size = sum(self.lengths.get(mcid, 0) for content in held for mcid in content)
        if len(held) < 2 or max(map(len, cells)) < 2 or size > _LAYOUT_CELL * len(held) or _has_heading(node):
            self.children(node, None, "Box")
            return
        for child in node.children:
            if isinstance(child, Node) and child.kind == "Caption":
                self.visit(child, None, role)
        draft = self.start("Table", node)
        draft.grid = _grid(cells, [in_head for _, in_head in rows])
        draft.mcids = [mcid for content in held for mcid in content]


def _is_block(node: Node) -> bool:
    known = node.kind in _GROUPS or node.kind in _PARAGRAPHS or node.kind in _PICTURES or node.kind in _ROLES
    table = node.kind == "Table" or node.kind in _ROW_GROUPS or node.kind in ("TR", "TH", "TD")
    if known or table or HEADING.fullmatch(node.kind) or node.kind == "Title":
        return True
    return any(isinstance(child, Node) and _is_block(child) for child in node.children)


def _rows(node: Node, in_head: bool) -> Iterator[tuple[Node, bool]]:
    for child in node.children:
        if isinstance(child, Node) and child.kind == "TR":
            yield child, in_head
        elif isinstance(child, Node) and child.kind in _ROW_GROUPS:
            yield from _rows(child, child.kind == "THead")


def _content(node: Node) -> Iterator[int]:
    for child in node.children:
        if isinstance(child, Node):
            yield from _content(child)
        else:
            yield child


def _has_heading(node: Node) -> bool:
    return any(
        bool(HEADING.fullmatch(child.kind)) or _has_heading(child)
        for child in node.children
        if isinstance(child, Node)
    )


@dataclass(slots=True)
class _Places:
    """Cells of a tagged table by row and column: `taken` has one that spans several at the first alone,
    `spread` at each. `labels` are the places of labels; `depth` is, by row, how many rows its tallest label
    goes down, `tall`, by column, the last row in which a cell begins that goes down."""

    taken: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    spread: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    labels: set[tuple[int, int]] = field(default_factory=set)
    depth: dict[int, int] = field(default_factory=dict)
    tall: dict[int, int] = field(default_factory=dict)

    def put(self, i: int, j: int, cell: Node, rows_left: int, is_alone: bool) -> int:
        """A cell in the first free column of a row from `j` on, which is returned; `rows_left` counts the row
        and those below it."""
        while (i, j) in self.taken:
            j += 1
        high, content = min(cell.rows, rows_left), tuple(_content(cell))
        for place in product(range(i, i + high), range(j, j + cell.columns)):
            self.taken.setdefault(place, content if place == (i, j) else ())
            self.spread.setdefault(place, content)
            if cell.kind == "TH":
                self.labels.add(place)
        if cell.kind == "TH":
            self.depth[i] = max(self.depth.get(i, 1), high)
        if high > 1 and not is_alone:
            self.tall[j] = i
        return j


def _grid(rows: Sequence[Sequence[Node]], in_head: Sequence[bool]) -> Grid:
    """Cells at their places; one that spans several is at the first, and in rows of labels at each, so that
    every column has all its labels. Else the others are empty."""
    places = _Places()
    for i, row in enumerate(rows):
        j = 0
        for cell in row:
            j = places.put(i, j, cell, len(rows) - i, len(row) == 1)
    taken, labels = places.taken, places.labels
    width = 1 + max((j for _, j in taken), default=0)
    across = [[(i, j) for j in range(width)] for i in range(len(rows))]
    heads = [in_head[i] or _all_labels(labels, across[i], taken) for i in range(len(rows))]
    header_rows = _deepened(heads.index(False) if False in heads else 0, places.depth, len(rows))
    body = range(header_rows, len(rows))
    sides = [_all_labels(labels, [(i, j) for i in body], taken) for j in range(width)]
    over_rows = next(j for j in range(width + 1) if places.tall.get(j, -1) < header_rows)
    divided = min(over_rows + 1, width - 1) if over_rows else 0
    held = [places.spread if i < header_rows and len(row) > 1 else taken for i, row in enumerate(rows)]
    grid = tuple(tuple(held[i].get(place, ()) for place in line) for i, line in enumerate(across))
    return Grid(grid, header_rows, max(sides.index(False) if False in sides else 0, divided))


def _deepened(header_rows: int, depth: Mapping[int, int], rows: int) -> int:
    """Rows of labels with those into which a label of them goes down, where any other row is left."""
    deepest = max((i + high for i, high in depth.items() if i < header_rows), default=0)
    return deepest if header_rows < deepest < rows else header_rows


def _all_labels(
    labels: set[tuple[int, int]],
    places: Sequence[tuple[int, int]],
    taken: Mapping[tuple[int, int], tuple[int, ...]],
) -> bool:
    held = [place for place in places if taken.get(place)]
    return bool(held) and all(place in labels for place in held)
