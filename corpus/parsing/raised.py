"""What raised text is read as: a power, the mark of a footnote, or text like any other."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"[+−-]?\d{1,3}(?:\s?[,;–-]\s?\d{1,3}|\s\d{1,3})*")
_POWER = re.compile(r"[+−-]?\d{1,3}")
_SIGNS = re.compile(r"[*†‡§¶#]{1,3}")
_IN_BRACKETS = re.compile(r"[\[(]\s?(?:\d{1,3}|[a-z]|[ivx]{1,5})\s?[\])]", re.I)
_BETWEEN = re.compile(r"[,;–-]")
"""What stands raised between the marks of two footnotes."""
_LETTERS = re.compile(r"[a-h](?:\s?,\s?[a-h])*")
_TEN = re.compile(r"(?<![\d.,])10\s?$")
_VARIABLE = re.compile(r"(?:^|[\W\d_])[a-zα-ω]$")
_UNIT = re.compile(r"(?:^|[\W\d_])(?:[A-Za-z]|[kcmd]m|ft|yd|in|sec)$")
_SUPERSCRIPT = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def read_raised(text: str, before: str, after: str = "") -> tuple[str, bool]:
    """What raised text between two texts is read as, and whether it is the mark of a footnote.

    Raised digits are a power after 10, a variable or a unit (`10⁶`, `x⁴`, `R²`, `km²`) and then written so;
    after other figures, words and full stops they mark a footnote, as signs do, and single letters that begin
    no word (`York` with a raised a). Other raised text (`1st`, `™`) is text, and so is what opens a line.
    """
    words = " ".join(text.split())
    if _SIGNS.fullmatch(words):
        return words, True
    if _NUMBERS.fullmatch(words):
        square = words in ("2", "3") and _UNIT.search(before)
        signed = words[0] in "+−-" and before[-1:].isalnum()
        if _POWER.fullmatch(words) and (_TEN.search(before) or square or signed or _VARIABLE.search(before)):
            return words.translate(_SUPERSCRIPT), False
        return words, bool(before.strip())
    letters = _LETTERS.fullmatch(words) and not _UNIT.search(before) and not after[:1].isalpha()
    if letters or _IN_BRACKETS.fullmatch(words) or _BETWEEN.fullmatch(words):
        return words, bool(before.strip())
    return text, False


def opening_number(text: str) -> str | None:
    """The number or sign of the note that a raised text opens, where it opens a line; None for other text."""
    words, is_mark = read_raised(text, before=".", after=" ")
    return words.strip("[]() ") if is_mark else None
