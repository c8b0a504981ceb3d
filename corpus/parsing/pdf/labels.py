"""The page numbers printed on pages, by a vote on how far they are from the pages' own count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
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
    half of a document of up to five, or one that says that it is a page number.
    """
    found = [list(_candidates(lines, number)) for number, lines in enumerate(pages, start=1)]
    votes: Counter[tuple[bool, int]] = Counter()
    for candidates in found:
        votes.update({(c.roman, c.offset) for c in candidates})
    trusted = {key for key in votes if _supported(key, votes, found)}
    return [_best(candidates, votes, trusted) for candidates in found]


def _supported(
    key: tuple[bool, int], votes: Counter[tuple[bool, int]], found: Sequence[Sequence[_Candidate]]
) -> bool:
    bearing = [any((c.roman, c.offset) == key for c in page) for page in found]
    mine = [c for page in found for c in page if (c.roman, c.offset) == key]
    if any(c.said for c in mine) and (votes[key] >= 2 or len(found) == 1):
        return True
    if len(found) <= 5:
        sure = votes[key] >= _FEWEST or any(c.whole for c in mine)
        return sure and votes[key] >= 2 and 2 * votes[key] >= len(found)
    with_any = sum(bool(page) for page in found)
    longest = run = 0
    for bears in bearing:
        run = run + 1 if bears else 0
        longest = max(longest, run)
    return votes[key] >= _FEWEST and (votes[key] >= 0.25 * with_any or longest >= _RUN)


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
