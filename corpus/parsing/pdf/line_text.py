"""The text of a line: as printed, and as searched, without hyphens and marks of footnotes."""

from __future__ import annotations

import re

import numpy as np

from corpus.parsing.pdf import lettering
from corpus.parsing.pdf.types import Flags

_EXPONENT_OF = re.compile(r"(?:^|[\s\d(/])(?:[kcmdµ]m|ft|mi|yd|in|10|[^\W\d_])$")
_SUPERSCRIPTS = "¹²³⁰⁴⁵⁶⁷⁸⁹"
_MARK = frozenset("[]0123456789*∗†‡§¶,–-" + _SUPERSCRIPTS)
MARKS = lettering.codes("".join(sorted(_MARK)))
"""Code points of what marks of footnotes are made of."""
_AS_DIGITS = str.maketrans(_SUPERSCRIPTS, "1230456789")
_SOFT = "\u00ad"
_BULLET = re.compile(rf"([{re.escape(lettering.BULLETS)}])\s+\S")
_NUMBER = re.compile(
    r"(\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|\(?[a-z][.)]|\(?[A-Z]\)|[ivx]{1,6}[.)]"
    r"|\((?!\d{3}\)\s*\d{3}\b)(?:\d{1,3}|[ivx]{1,6}|[IVX]{1,5})\))\s+(?=\S)"
)


def plain(text: str) -> tuple[str, str, bool]:
    """Text as searched, text as printed, and whether the line begins with the mark of a footnote, of a line
    without raised characters."""
    if any(char in text for char in _SUPERSCRIPTS):
        points = lettering.codes(text)
        spaces = points == 0x20
        letters = ~spaces
        before = np.append(False, spaces[:-1])[letters]
        return mixed(points[letters], before, np.zeros(int(letters.sum()), bool))
    return (*_finished(text, text), False)


def mixed(points: lettering.Codes, before: Flags, raised: Flags) -> tuple[str, str, bool]:
    """As `plain`, from code points, before which of them a space stands, and which are small and raised."""
    original = lettering.string(np.insert(points, np.flatnonzero(before), 0x20))
    text, note = original, False
    if raised.any() or any(char in original for char in _SUPERSCRIPTS):
        text, note = _without_marks(points, before, raised)
    return (*_finished(text, original), note)


def _finished(text: str, original: str) -> tuple[str, str]:
    original = lettering.printed(original)
    soft = _SOFT if original.endswith(_SOFT) else ""
    printed = original.replace(lettering.HYPHEN_AT_END, "-").replace(_SOFT, "") + soft
    body = lettering.folded(text.rstrip(_SOFT))
    if body.endswith(("-", "\u2010")) and len(body) > 1 and body[-2].isalpha():
        body = body[:-1] + lettering.HYPHEN_AT_END
    body = body[:-1].replace(lettering.HYPHEN_AT_END, "-") + body[-1:]
    return (body + soft).strip(), printed.strip()


def _without_marks(points: lettering.Codes, before: Flags, raised: Flags) -> tuple[str, bool]:
    """The text without raised numbers that point to footnotes; one at the beginning stays, as its number."""
    out: list[str] = []
    note = marked = False
    i, count = 0, len(points)
    while i < count:
        j = i
        while j < count and _is_mark(chr(points[j]), bool(raised[j])):
            j += 1
        alone = (i == 0 or not raised[i - 1]) and (j == count or not raised[j])
        alone = alone and (j == count or chr(points[j]) not in "/\u2044")
        if j > i and alone:
            run = lettering.string(points[i:j]).translate(_AS_DIGITS)
            if not out:
                out.append(run + " ")
                note = True
            elif run.isdigit() and _EXPONENT_OF.search("".join(out)):
                out.append(lettering.string(points[i:j]))
            i, marked = j, True
            continue
        char = chr(points[i])
        if before[i] and out and not out[-1].endswith(" ") and not (marked and char in ",.;:)!?"):
            out.append(" ")
        marked = False
        out.append(char)
        i += 1
    return "".join(out), note


def _is_mark(char: str, raised: bool) -> bool:
    return char in _MARK and (raised or char in _SUPERSCRIPTS)


def marker_of(text: str) -> str | None:
    """The bullet or number a line begins with, None where it begins with a word."""
    found = _BULLET.match(text) or _NUMBER.match(text)
    return found[1] if found else None
