"""Reads an HTML report as a tree, strictly, so that tests can ask what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from sample_runs import sample_summary

from evals.compare import Comparison
from evals.report.files import report_files
from evals.run_folder import Run

INLINE = frozenset({"a", "bdi", "code", "q", "span", "strong"})
VOID = frozenset({"meta", "br", "img", "link", "hr", "input"})


@dataclass(eq=False)
class Node:
    """An element: its tag, attributes, parent, children and the text directly in it."""

    tag: str
    attributes: dict[str, str]
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    parts: list[Node | str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Node]:
        """Every element of these tags below this one, in the order of the page; all of them without tags."""
        return [node for node in self._below() if not tags or node.tag in tags]

    def one(self, id_: str) -> Node:
        """The element of this id."""
        (found,) = (node for node in self._below() if node.attributes.get("id") == id_)
        return found

    @property
    def text(self) -> str:
        """All text in it, with single spaces, and one between blocks."""
        return " ".join("".join(self._texts()).split())

    @property
    def above(self) -> Iterator[Node]:
        """Its parent, the parent's parent and so on."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def _below(self) -> Iterator[Node]:
        for child in self.children:
            yield child
            yield from child._below()

    def _texts(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            else:
                edge = [] if part.tag in INLINE else [" "]
                yield from (*edge, *part._texts(), *edge)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        node = Node(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(node)
        self.open.parts.append(node)
        if tag not in VOID:
            self.open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.tag == tag, f"</{tag}> at {self.getpos()} closes <{self.open.tag}>"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.parts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment at {self.getpos()}: {data[:60]}")


def read_page(text: str) -> Node:
    """The page as a tree. AssertionError where an element is not closed in its place."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open is reader.root, f"<{reader.open.tag}> is not closed"
    return reader.root


def report(run: Run, comparison: Comparison | None = None) -> str:
    """The HTML report of a run."""
    return report_files(run, sample_summary(run), comparison)["report.html"]


def page_of(run: Run, comparison: Comparison | None = None) -> Node:
    """The HTML report of a run as a tree."""
    return read_page(report(run, comparison))


def rows_of(table: Node) -> list[list[str]]:
    """The texts of a table's cells, row by row."""
    return [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")]
