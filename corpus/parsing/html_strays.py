"""What stands in a table and in no cell of it, put where browsers show it: outside."""

from __future__ import annotations

from lxml.html import Element, HtmlElement

_CELLS = frozenset(("td", "th"))
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_CHILDREN = {
    "table": _GROUPS | {"caption", "colgroup", "col", "tr"},
    **dict.fromkeys(_GROUPS, frozenset(("tr",))),
    "tr": _CELLS,
}
_UNSEEN = frozenset(("script", "style", "template"))


def put_outside_tables(root: HtmlElement) -> None:
    """Move text and elements that stand between the cells of a table before it, in their order, and tables
    behind it; give cells outside a row one of their own; take forms from round rows and cells."""
    for form in list(root.iter("form")):
        if (parent := form.getparent()) is not None and parent.tag in _CHILDREN:
            form.drop_tag()
    for table in list(root.iter("table")):
        before, behind = Element("div"), Element("div")
        _gather(table, before, behind)
        if before.text or len(before):
            table.addprevious(before)
        if len(behind):
            table.addnext(behind)


def _gather(part: HtmlElement, before: HtmlElement, behind: HtmlElement) -> None:
    """Move what is neither row nor cell out of a part of a table."""
    part.text = _moved(part.text, before)
    row: HtmlElement | None = None
    for child in list(part):
        if child.tag in _CELLS and part.tag != "tr":
            if row is None:
                row = Element("tr")
                child.addprevious(row)
            row.append(child)
        elif child.tag == "table":
            behind.append(child)
            continue
        elif _belongs(child, part):
            row = None
            if child.tag in _CHILDREN:
                _gather(child, before, behind)
        elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
            before.append(child)
            continue
        child.tail = _moved(child.tail, before)


def _belongs(child: HtmlElement, part: HtmlElement) -> bool:
    """Whether an element is read where it stands in a table: a second caption is not, nor text of columns."""
    if child.tag not in _CHILDREN[part.tag]:
        return False
    if child.tag == "colgroup":
        return not "".join(child.itertext()).strip()
    return child.tag != "caption" or part.find("caption") is child


def _moved(text: str | None, strays: HtmlElement) -> str | None:
    """Add text to the strays, apart from what stood before another row; what stays is white space."""
    if not text or not text.strip():
        return text
    if len(strays):
        strays[-1].tail = f"{strays[-1].tail or ''} {text}"
    else:
        strays.text = f"{strays.text or ''} {text}"
    return None
