"""What stands in a table and in no cell of it, put where browsers show it: outside."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from lxml.html import Element, HtmlElement

_CELLS = frozenset(("td", "th"))
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_CHILDREN = {
    "table": _GROUPS | {"caption", "colgroup", "col", "tr"},
    **dict.fromkeys(_GROUPS, frozenset(("tr",))),
    "tr": _CELLS,
}
_UNSEEN = frozenset(("script", "style", "template"))
_UNWRAPPED = "unwrapped"


@dataclass(slots=True)
class _Strays:
    """What leaves a table: text and elements before it, tables behind it. `caption` is the one that stays."""

    caption: HtmlElement | None
    before: list[str | HtmlElement] = field(default_factory=list)
    behind: list[str | HtmlElement] = field(default_factory=list)


def put_outside_tables(root: HtmlElement) -> None:
    """Move text and elements that stand between the cells of a table before it, in their order, and tables
    behind it; give cells outside a row one of their own; take forms from round rows and cells."""
    for form in list(root.iter("form")):
        if (parent := form.getparent()) is not None and parent.tag in (*_CHILDREN, _UNWRAPPED):
            form.tag = _UNWRAPPED
    etree.strip_tags(root, _UNWRAPPED)
    for table in list(root.iter("table")):
        strays = _Strays(table.find("caption"))
        _gather(table, strays)
        if strays.before:
            table.addprevious(_held(strays.before))
        if strays.behind:
            table.addnext(_held(strays.behind))


def _gather(part: HtmlElement, strays: _Strays) -> None:
    """Take what is neither row nor cell out of a part of a table."""
    part.text = _taken(part.text, strays)
    row: HtmlElement | None = None
    for child in list(part):
        if child.tag in _CELLS and part.tag != "tr":
            if row is None:
                row = Element("tr")
                child.addprevious(row)
            row.append(child)
        elif child.tag == "table":
            strays.behind.append(child)
            continue
        elif _belongs(child, part, strays.caption):
            row = None
            if child.tag in _CHILDREN:
                _gather(child, strays)
        elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
            strays.before.append(child)
            continue
        child.tail = _taken(child.tail, strays)


def _belongs(child: HtmlElement, part: HtmlElement, caption: HtmlElement | None) -> bool:
    """Whether an element is read where it stands in a table: a second caption is not, nor text of columns."""
    if child.tag not in _CHILDREN[part.tag]:
        return False
    if child.tag == "colgroup":
        return not "".join(child.itertext()).strip()
    return child.tag != "caption" or child is caption


def _taken(text: str | None, strays: _Strays) -> str | None:
    """Text goes to the strays, apart from what stood before another row; white space stays."""
    if not text or not text.strip():
        return text
    strays.before.append(f" {text}")
    return None


def _held(strays: list[str | HtmlElement]) -> HtmlElement:
    """Text and elements, each with the text after it, in an element of their own."""
    holder = Element("div")
    last: HtmlElement | None = None
    said: list[str] = []
    for stray in [*strays, None]:
        if isinstance(stray, str):
            said.append(stray)
            continue
        if last is None:
            holder.text = "".join(said)
        else:
            last.tail = "".join((last.tail or "", *said))
        if stray is not None:
            holder.append(stray)
        last, said = stray, []
    return holder
