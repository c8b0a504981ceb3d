"""As much of CSS as tells hidden text: declarations of elements and of a page's own style sheets.

Selectors of names, classes and ids with descendants and children are matched; rules under other selectors
and in @media for anything but the screen are left out, so that nothing is hidden that might be shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

Declarations = dict[str, str]

_PROPERTIES = frozenset(
    "display visibility opacity font-size color background background-color position left top right bottom"
    " text-indent margin-left clip clip-path width height max-height overflow transform".split()
)
_MOST_RULES = 20_000
_MOST_TRIALS = 10_000_000
"""Rules held against elements; ordinary pages need a hundredth."""
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_COMPOUND = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][a-z_-][\w-]*)*", re.I)
_PART = re.compile(r"([.#]?)([\w-]+)")


def declarations(style: str) -> Declarations:
    """The declarations of a style attribute that bear on being seen; a later one replaces an earlier."""
    found: Declarations = {}
    for part in style.split(";"):
        key, colon, value = part.partition(":")
        key = key.strip().lower()
        if colon and key in _PROPERTIES:
            found[key] = value.replace("!important", "").strip().lower()
    return found


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str | None
    classes: frozenset[str]
    id: str | None
    child: bool

    def fits(self, element: HtmlElement) -> bool:
        return (
            (self.tag is None or element.tag == self.tag)
            and (self.id is None or element.get("id") == self.id)
            and (not self.classes or self.classes <= set((element.get("class") or "").split()))
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    compounds: tuple[_Compound, ...]
    weight: tuple[int, int, int]
    declared: Declarations

    def fits(self, element: HtmlElement) -> bool:
        if not self.compounds[-1].fits(element):
            return False
        at, direct = element, self.compounds[-1].child
        for compound in reversed(self.compounds[:-1]):
            at = at.getparent()
            while at is not None and not direct and not compound.fits(at):
                at = at.getparent()
            if at is None or not compound.fits(at):
                return False
            direct = compound.child
        return True


class StyleSheetsError(Exception):
    """A page's style sheets are too much to work through."""


class StyleSheets:
    """The rules of a page's style elements that may hide text. Raises StyleSheetsError."""

    def __init__(self, sheets: list[str]) -> None:
        self._by_key: dict[str, list[_Rule]] = defaultdict(list)
        self._trials = 0
        seen: set[tuple[str, str]] = set()
        for sheet in sheets:
            for selectors, body in _blocks(_COMMENT.sub(" ", sheet)):
                declared = declarations(body)
                for selector in selectors.split(",") if declared else ():
                    if (selector, body) in seen:
                        continue
                    seen.add((selector, body))
                    if len(seen) > _MOST_RULES:
                        raise StyleSheetsError(f"over {_MOST_RULES:,} rules")
                    if rule := _rule(selector, declared):
                        self._by_key[_key(rule.compounds[-1])].append(rule)

    def declared(self, element: HtmlElement) -> Declarations:
        """What these rules and the element's own style declare for it, by the cascade's order."""
        keys = [element.tag, *(f".{name}" for name in (element.get("class") or "").split())]
        if name := element.get("id"):
            keys.append(f"#{name}")
        tried = [rule for key in keys for rule in self._by_key.get(key, ())]
        self._trials += len(tried)
        if self._trials > _MOST_TRIALS:
            raise StyleSheetsError(f"over {_MOST_TRIALS:,} rules to hold against elements")
        fitting = [rule for rule in tried if rule.fits(element)]
        found: Declarations = {}
        for rule in sorted(fitting, key=lambda rule: rule.weight):
            found |= rule.declared
        return found | declarations(element.get("style") or "")


def _key(compound: _Compound) -> str:
    if compound.id:
        return f"#{compound.id}"
    return f".{min(compound.classes)}" if compound.classes else compound.tag or ""


def _rule(selector: str, declared: Declarations) -> _Rule | None:
    compounds: list[_Compound] = []
    child = False
    for part in selector.replace(">", " > ").split():
        if part == ">":
            child = True
            continue
        if not _COMPOUND.fullmatch(part):
            return None
        pieces = _PART.findall(part)
        tag = next((name.lower() for mark, name in pieces if not mark), None)
        name = next((name for mark, name in pieces if mark == "#"), None)
        classes = frozenset(name for mark, name in pieces if mark == ".")
        compounds.append(_Compound(tag, classes, name, child))
        child = False
    if not compounds:
        return None
    weight = (
        sum(c.id is not None for c in compounds),
        sum(len(c.classes) for c in compounds),
        sum(c.tag is not None for c in compounds),
    )
    return _Rule(tuple(compounds), weight, declared)


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of each rule for the screen."""
    at = 0
    while (brace := sheet.find("{", at)) >= 0:
        before = sheet[at:brace].rpartition(";")[2].rpartition("}")[2].strip()
        if before.startswith("@"):
            screen = before.lower() in ("@media screen", "@media all")
            at = brace + 1 if screen else _past(sheet, brace)
            continue
        end = sheet.find("}", brace)
        end = len(sheet) if end < 0 else end
        yield before, sheet[brace + 1 : end]
        at = end + 1


def _past(sheet: str, brace: int) -> int:
    """The place after the block that opens here."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(sheet, brace):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.end()
    return len(sheet)
