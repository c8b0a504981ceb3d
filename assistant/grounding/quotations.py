"""Finding a quotation in the text it is said to come from, word for word."""

from __future__ import annotations

import re
from dataclasses import dataclass

MIN_QUOTATION_WORDS = 3
"""A quotation of fewer words is in almost any text, so the gate does not count it as evidence."""

_HYPHENS = "-\u2010\u2011"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_FOLDED = (
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"')
    | {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
    | {"\ufb05": "st", "\ufb06": "st", "\u00ad": ""}
)
_TO_FOLD = re.compile(
    # A line end inside a hyphenated word: one break only, so that paragraphs never run together.
    r"(?P<line_end>(?<=[^\W\d_])(?P<hyphen>[-\u2010\u00ad])[ \t]*"
    r"(?:\r\n|[\n\r\v\f\x85\u2028\u2029])[ \t]*(?=[^\W\d_]))"
    r"|(?P<space>\s[\s\u00ad]*)"
    r"|(?P<one>[" + "".join(_FOLDED) + "])"
)
_SCALE_NEXT = re.compile(
    r" ?(?:per ?cent|percentage|(?:hundred|thousand|million|billion|trillion)s?|bn|m)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Normalised text that remembers where each of its characters stood in `source`."""

    text: str
    source: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that a span of the normalised text, not empty, was made from."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str, *, keep_line_end_hyphens: bool = False) -> Folded:
    """Normalise text, remembering where each character came from.

    White space, soft hyphens, ligatures, dashes and quotation marks are folded, and words broken at a
    line end are joined; nothing else. `keep_line_end_hyphens` joins them with the hyphen: `long-term`.
    """
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(new: str, start: int, end: int) -> None:
        chars.extend(new)
        starts.extend([start] * len(new))
        ends.extend([end] * len(new))

    at = 0
    for match in _TO_FOLD.finditer(text):
        start, end = match.span()
        chars.extend(text[at:start])
        starts.extend(range(at, start))
        ends.extend(range(at + 1, start + 1))
        if match["line_end"]:
            put("-" if keep_line_end_hyphens and match["hyphen"] != "\u00ad" else "", start, end)
        elif match["space"]:
            put("" if not chars or chars[-1] == " " else " ", start, end)
        else:
            put(_FOLDED[match["one"]], start, end)
        at = end
    chars.extend(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    if chars and chars[-1] == " ":
        chars.pop()
    return Folded("".join(chars), text, tuple(starts[: len(chars)]), tuple(ends[: len(chars)]))


def normalise(text: str) -> str:
    """The text as two faithful copies of it agree on it. Case, digits, words and other marks are kept."""
    return fold(text).text


def count_words(text: str) -> int:
    """How many words there are between white space; a lone dash or mark is not a word."""
    return sum(any(char.isalnum() for char in word) for word in text.split())


def find(quotation: str, text: str) -> tuple[int, int] | None:
    """Where the quotation stands in the text, as a span of the text as given; None where it does not.

    The words must stand there whole: `7.4 million` is not found in `17.4 million`, nor `£37` in
    `£37 billion`. Where a word was broken at a line end, its hyphen may be kept or left out, in the same
    way throughout the quotation.
    """
    for keep in (False, True):
        wanted = fold(quotation, keep_line_end_hyphens=keep).text
        if not wanted:
            return None
        held = fold(text, keep_line_end_hyphens=keep)
        at = held.text.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            if not _cuts(held, at) and not _cuts(held, end):
                return held.span(at, end)
            at = held.text.find(wanted, _next_word(held.text, at))
    return None


def _next_word(text: str, at: int) -> int:
    """The next place where a quotation could begin: skips the rest of a run of letters and digits."""
    at += 1
    while at < len(text) and text[at].isalnum() and text[at - 1].isalnum():
        at += 1
    return at


def _cuts(held: Folded, at: int) -> bool:
    """Whether a quotation that began or ended here would break a word or a number in two."""
    text = held.text
    if not 0 < at < len(text):
        return False
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    left, right = before[-1], after[0]
    if left.isalnum() and right.isalnum():
        return True
    if (left in "£$€" and right.isdigit()) or (left.isdigit() and right in "%£$€°"):
        return True
    number_ends = left.isdigit() or (left == " " and before[0].isdigit())
    if number_ends and _SCALE_NEXT.match(text, at):
        return True
    return _joins(held, at - 1, before[0], right) or _joins(
        held, at, left, after[-1] if len(after) > 1 else " "
    )


def _joins(held: Folded, at: int, left: str, right: str) -> bool:
    """Whether the mark at this place holds the characters on its two sides together as one word."""
    mark = held.text[at]
    if mark == "-":
        written = held.source[held.starts[at]]
        if right.isdigit() and not left.isalnum():
            return written != "\u2014"  # a minus sign
        if left.isdigit() and right.isdigit():
            return True
        return left.isalnum() and right.isalnum() and written in _HYPHENS
    if mark in "'&.@_":
        return left.isalnum() and right.isalnum()
    return mark in ",:/" and left.isdigit() and right.isdigit()
