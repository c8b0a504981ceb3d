"""Text as a reader sees it, and as two faithful copies of it agree on it. Pure.

Three steps: `visible` takes out what no reader sees and says so; `tidy` makes text for reading, searching and
quoting; `fold` makes a key by which a quotation is found whatever its spaces, hyphens and quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from corpus.types import HiddenText

LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
"""One glyph for several letters."""

_EXCERPT = 120
_MESSAGE_FROM = 4
"""So many invisible characters in a row are no accident of typesetting."""

# The flags of England, Scotland and Wales are a black flag and tag characters.
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_ZERO_WIDTH = "\u200b\u2060-\u2064\ufeff\u180e\u115f\u1160\u3164\uffa0"
_ZERO_WIDTH_RUN = re.compile(f"[{_ZERO_WIDTH}\u200c\u200d]{{{_MESSAGE_FROM},}}")
_ONE_ZERO_WIDTH = re.compile(f"[{_ZERO_WIDTH}]")
# Joiners shape letters of Arabic and Indic scripts and join emoji; in Latin text they only hide.
_IDLE_JOINER = re.compile("(?<![\u0600-\u08ff\u0900-\u0dff\u2190-\U0001ffff])[\u200c\u200d]")
_OVERRIDDEN = re.compile("([\u202d\u202e])([^\u202c\n\r\u2029]*)\u202c?")
_AGAINST = {"\u202d": {"R", "AL"}, "\u202e": {"L"}}
"""Directions of letters that an override shows in the order in which they do not stand."""
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]"
    + "|["
    + "".join(chr(plane + end) for plane in range(0x10000, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_SUSPECT = re.compile(
    f"[\x00-\x08\x0b\r\x0e-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef"
    f"\ufe00-\ufe0f{_ZERO_WIDTH}\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e01ef]|{_CONTROLS.pattern}"
)
_SOFT_HYPHEN = re.compile("\u00ad(?:[ \t]*\n[ \t]*(?=\\w))?")


def visible(text: str) -> tuple[str, tuple[HiddenText, ...]]:
    """The text without characters that show nothing, and what of it looks like text hidden in them.

    Out go control characters but tabs and line ends, lone surrogates, noncharacters, zero-width characters,
    marks of direction, Unicode tags, and words that an override of direction shows backwards. Reported are
    messages in tags or in runs of variation selectors or zero-width characters, words taken apart by many
    zero-width characters, and words shown backwards.
    """
    if not _SUSPECT.search(text):
        return text, ()
    found: list[HiddenText] = []
    text = _FLAG.sub("\U0001f3f4", text)
    for how, pattern in (
        ("Unicode tag characters", _TAGS),
        ("variation selectors", _SELECTORS),
        ("zero-width characters", _ZERO_WIDTH_RUN),
    ):
        found += [
            HiddenText(how, message)
            for match in pattern.finditer(text)
            if (message := _said_in(match[0], text, match.start()))
        ]
        text = pattern.sub("", text)
    without = _IDLE_JOINER.sub("", _ONE_ZERO_WIDTH.sub("", text))
    if (gone := len(text) - len(without)) >= 8 and gone * 10 >= len(without):
        found.append(HiddenText("zero-width characters", _opening(without)))
    turned = [match for match in _OVERRIDDEN.finditer(without) if _reads_backwards(match)]
    found += [HiddenText("reversed reading order", _opening(_BIDI.sub("", match[2]))) for match in turned]
    for match in reversed(turned):
        without = without[: match.start()] + without[match.end() :]
    without = _BIDI.sub("", without)
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", without)), tuple(found)


def _reads_backwards(match: re.Match[str]) -> bool:
    """Whether a reader sees what stands under an override in another order than that in which it stands."""
    directions = {unicodedata.bidirectional(char) for char in match[2]}
    numbers_alone = match[1] == "\u202e" and "EN" in directions and not directions & {"R", "AL"}
    return bool(directions & _AGAINST[match[1]]) or numbers_alone


def _said_in(run: str, text: str, at: int) -> str:
    """What a run of invisible characters spells out, else the words before it; "" for no message."""
    if run[0] >= "\U000e0000" and run[0] <= "\U000e007f":
        spelt = "".join(chr(ord(c) - 0xE0000) for c in run if 0x20 <= ord(c) - 0xE0000 < 0x7F)
        return spelt[:_EXCERPT]
    if len(run) < _MESSAGE_FROM:
        return ""
    around = _BIDI.sub("", _ONE_ZERO_WIDTH.sub("", text[max(0, at - _EXCERPT) : at])).split()
    return " ".join(around)[-60:] or f"{len(run)} characters"


def _opening(text: str) -> str:
    return " ".join(text.split())[:_EXCERPT]


def tidy(text: str) -> str:
    """Text for reading: NFC, ligatures as letters, no soft hyphens, each run of white space one space.

    Nothing else is changed: quotation marks, dashes and case stay as printed.
    """
    text = _SOFT_HYPHEN.sub("", text)
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    return " ".join(unicodedata.normalize("NFC", text).split())


def original_of(raw: str, text: str) -> str | None:
    """`raw` where it differs from `text` in more than white space, else None: what `Block.original` holds."""
    return None if "".join(raw.split()) == "".join(text.split()) else raw.strip()


@dataclass(frozen=True, slots=True)
class Key:
    """Folded text that remembers where each of its characters stood in the source.

    `text[i]` was made from `source[starts[i]:ends[i]]`; both run upwards but for combining marks, which are
    put in their canonical order.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest span of the source that `text[start:end]`, not empty, was made from."""
        return min(self.starts[start:end]), max(self.ends[start:end])


# A double mark is folded to two single ones, as NFKC folds the double prime.
_MARKS = dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2039\u203a\u02bc\u0060", "'") | dict.fromkeys(
    '"\u201c\u201d\u201e\u201f\u00ab\u00bb', "''"
)
_DROPPED = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\u2043\ufffe")


def fold(text: str) -> Key:
    """A key for finding quotations: equal for copies that differ in white space, hyphens and dashes (all
    dropped), quotation marks, ligatures, full-width and other compatible forms; case and digits are kept.

    Characters are decomposed (NFKD with canonical order), by which two texts agree exactly where they do by
    NFKC, and each keeps its place. A sign is dropped as a dash is, so a key locates a quotation and does not
    vouch for it: that is the gate's work, on the text itself.
    """
    chars: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        for piece in _folded(char):
            chars.append(piece)
            places.append(at)
    _order_marks(chars, places)
    return Key("".join(chars), tuple(places), tuple(place + 1 for place in places))


def _folded(char: str) -> str:
    if char in _MARKS:
        return _MARKS[char]
    if char.isascii():
        return "" if char == "-" or char.isspace() else char
    pieces = (_MARKS.get(piece, piece) for piece in unicodedata.normalize("NFKD", char))
    return "".join(
        piece
        for piece in pieces
        if not (piece.isspace() or piece in _DROPPED or unicodedata.category(piece) in ("Cf", "Cc", "Cs"))
    )


def _order_marks(chars: list[str], places: list[int]) -> None:
    """Sort each run of combining marks by its class, as canonical order asks; in place."""
    at = 0
    while at < len(chars):
        end = at
        while end < len(chars) and unicodedata.combining(chars[end]):
            end += 1
        if end - at > 1:
            run = sorted(range(at, end), key=lambda i: unicodedata.combining(chars[i]))
            chars[at:end], places[at:end] = [chars[i] for i in run], [places[i] for i in run]
        at = end + 1


def locate(quotation: str, text: str) -> tuple[int, int] | None:
    """Where a quotation first stands in a text by its key, as a span of the text; None where it does not,
    or where nothing of the quotation is left in its key."""
    wanted, held = fold(quotation).text, fold(text)
    at = held.text.find(wanted) if wanted else -1
    return held.span(at, at + len(wanted)) if at >= 0 else None
