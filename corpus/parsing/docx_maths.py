"""Formulas of a Word file on one line, in the signs they are printed with. Pure."""

from __future__ import annotations

from lxml import etree

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_JOINED = {"f": "/", "sSup": "^", "sSub": "_"}


def formula(element: etree._Element) -> str:
    """A formula (`m:oMath`) in one line: fractions by `/`, raised and lowered parts by `^` and `_`, roots by
    `√`, brackets round what has more than one sign."""
    tag = element.tag[len(M) :] if element.tag.startswith(M) else ""
    if tag == "t":
        return element.text or ""
    if tag.endswith("Pr") or (not tag and not len(element)):
        return element.text or "" if element.tag.endswith("}t") else ""
    if tag in _JOINED:
        return _JOINED[tag].join(_grouped(part) for part in _parts(element))
    if tag == "sSubSup" and len(parts := _parts(element)) == 3:
        return f"{_grouped(parts[0])}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if tag == "rad":
        return _root(element)
    if tag == "nary":
        return _sum(element)
    if tag == "d":
        return _bracketed(element)
    return "".join(formula(child) for child in element)


def _parts(element: etree._Element) -> list[str]:
    return [formula(child) for child in element if not child.tag.endswith("Pr")]


def _grouped(text: str) -> str:
    text = text.strip()
    closed = text.startswith("(") and text.find(")") == len(text) - 1
    return text if len(text) < 2 or text.isalnum() or closed else f"({text})"


def _root(element: etree._Element) -> str:
    degree, body = element.find(f"{M}deg"), element.find(f"{M}e")
    said = formula(degree) if degree is not None else ""
    return f"{said}√{_grouped(formula(body) if body is not None else '')}"


def _sum(element: etree._Element) -> str:
    sign = element.find(f"{M}naryPr/{M}chr")
    said = (sign.get(f"{M}val") or "") if sign is not None else "∫"
    for mark, tag in (("_", "sub"), ("^", "sup")):
        limit = element.find(f"{M}{tag}")
        if limit is not None and (text := formula(limit)):
            said += mark + _grouped(text)
    body = element.find(f"{M}e")
    return f"{said} {formula(body)}" if body is not None else said


def _bracketed(element: etree._Element) -> str:
    signs = {"begChr": "(", "sepChr": "|", "endChr": ")"}
    for tag in signs:
        told = element.find(f"{M}dPr/{M}{tag}")
        if told is not None:
            signs[tag] = told.get(f"{M}val") or ""
    inner = signs["sepChr"].join(formula(part) for part in element.iterfind(f"{M}e"))
    return f"{signs['begChr']}{inner}{signs['endChr']}"
