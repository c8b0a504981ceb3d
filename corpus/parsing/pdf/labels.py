"""The page numbers printed on pages, by a vote on how far they are from the pages' own count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.parsing.pdf.types import Line

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_NUMBER = r"(\d{1,4}|[ivxlc]{1,8}|[IVXLC]{1,8})"
_WHOLE = re.compile(
    rf"[\s|\-–—•·.\[(]*(?P<said>[Pp](?:age|AGE|\.|g\.?)\s*)?{_NUMBER}(?P<of>\s*(?:of|/|\|)\s*\d{{1,4}})?"
    r"(?P<after>\s*\|?\s*[Pp](?:age|AGE))?[\s|\-–—•·.\])]*"
)
_WITHIN = re.compile(r"\b[Pp](?:age|AGE)\s*[|:]?\s*(\d{1,4})\b")
_TRAILING = re.compile(r"(?:^|[\s|–—•])(\d{1,4})$")
_LEADING = re.compile(r"^(\d{1,4})(?=[\s|–—•]+\D)")
_FEWEST = 3
_RUN = 4
# Of the size of the text: smaller digits close to it may be an exponent or the mark of a note.
_RAISED = 0.85


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number that may be the page's: as printed, how far from the physical page, in Roman numerals or not,
    whether the line is nothing else, whether it is called a page number, and its line."""

    label: str
    offset: int
    roman: bool
    whole: bool
    said: bool
    line: int


@dataclass(frozen=True, slots=True)
class Folio:
    """The page number printed on a page, and which of the page's lines bears it."""

    label: str
    line: int


def printed(pages: Sequence[Sequence[Line]]) -> list[Folio | None]:
    """The number printed among the lines at the edges of each page, None where none is: never worked out
    from other pages.

    A number counts where enough pages bear one at the same distance from their physical number: three, or
    half of a document of up to five, one that says that it is a page number, or on a document's only page
    one that stands alone in the first or the last row.
    """
    found = [list(_candidates(lines, number)) for number, lines in enumerate(pages, start=1)]
    bearing: dict[tuple[bool, int], dict[int, list[_Candidate]]] = {}
    for page, candidates in enumerate(found):
        for c in candidates:
            bearing.setdefault((c.roman, c.offset), {}).setdefault(page, []).append(c)
    votes = Counter({key: len(pages) for key, pages in bearing.items()})
    with_any = sum(bool(candidates) for candidates in found)
    trusted = {key for key, where in bearing.items() if _supported(where, len(found), with_any)}
    if len(pages) == 1:
        trusted |= {(c.roman, c.offset) for c in found[0] if c.whole and _outermost(pages[0], c.line)}
    return [_best(candidates, votes, trusted) for candidates in found]


def _outermost(lines: Sequence[Line], at: int) -> bool:
    """Whether a line of digits is all that stands in the first or the last row, and no raised mark."""
    own, others = lines[at], [line for i, line in enumerate(lines) if i != at]
    if not others or not any(char.isdigit() for char in own.original):
        return False
    near = min(others, key=lambda line: abs(line.baseline - own.baseline))
    apart = abs(near.baseline - own.baseline)
    if apart < own.size or (apart < 2 * near.size and own.size < _RAISED * near.size):
        return False
    baselines = [line.baseline for line in others]
    return own.baseline < min(baselines) or own.baseline > max(baselines)


def _supported(bearing: Mapping[int, Sequence[_Candidate]], count: int, with_any: int) -> bool:
    """Whether candidates of one offset, by page, are page numbers of a document of `count` pages, of which
    `with_any` have candidates at all."""
    votes = len(bearing)
    mine = [c for candidates in bearing.values() for c in candidates]
    if any(c.said for c in mine) and (votes >= 2 or count == 1):
        return True
    if count <= 5:
        sure = votes >= _FEWEST or any(c.whole for c in mine)
        return sure and votes >= 2 and 2 * votes >= count
    longest = run = 0
    for page in bearing:
        run = run + 1 if page - 1 in bearing else 1
        longest = max(longest, run)
    return votes >= _FEWEST and (votes >= 0.25 * with_any or longest >= _RUN)


def _best(
    candidates: Sequence[_Candidate], votes: Counter[tuple[bool, int]], trusted: set[tuple[bool, int]]
) -> Folio | None:
    fit = [c for c in candidates if (c.roman, c.offset) in trusted]
    if not fit:
        return None
    best = max(fit, key=lambda c: (votes[(c.roman, c.offset)], c.whole))
    return Folio(best.label, best.line)


def _candidates(lines: Sequence[Line], physical: int) -> Iterator[_Candidate]:
    for i, line in enumerate(lines):
        text = line.original.strip()
        whole = _WHOLE.fullmatch(text)
        if whole:
            label = whole[2]
            value = int(label) if label.isdigit() else _roman(label)
            said = bool(whole["said"] or whole["of"] or whole["after"])
            if value:
                yield _Candidate(label, value - physical, not label.isdigit(), True, said, i)
            continue
        for pattern in (_WITHIN, _TRAILING, _LEADING):
            for match in pattern.finditer(text):
                number = match[1]
                yield _Candidate(number, int(number) - physical, False, False, pattern is _WITHIN, i)


def _roman(text: str) -> int:
    """The value of a Roman numeral of up to 399, 0 where it is none."""
    if not text or not (text.islower() or text.isupper()):
        return 0
    values = [_ROMAN.get(c, 0) for c in text.casefold()]
    total = sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))
    return total if _numeral(total) == text.casefold() else 0


def _numeral(value: int) -> str:
    out = ""
    for size, letters in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"),
                          (4, "iv"), (1, "i")):  # fmt: skip
        out += letters * (value // size)
        value %= size
    return out
