"""Counting numbers written out in the ways Word's lists write them. Pure."""

from __future__ import annotations

from collections.abc import Callable

LARGEST = 99_999

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_SYMBOLS = "*†‡§"
_MOST_REPEATS = 30


def numeral(number: int, form: str) -> str:
    """A number from 0 to `LARGEST` in a number format of WordprocessingML (`lowerRoman`); formats that are
    not known, and numbers that a format cannot write, are written in figures, as Word does."""
    if not 0 <= number <= LARGEST:
        return str(number)
    write = _FORMS.get(form)
    return (write(number) if write is not None else "") or ("" if form in _SILENT else str(number))


def _roman(number: int) -> str:
    said = ""
    for worth, letters in _ROMAN:
        times, number = divmod(number, worth)
        said += letters * times
    return said


def _letter(number: int) -> str:
    """a to z, then aa, bb, cc…: Word repeats the letter."""
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1) if number > 0 and times < _MOST_REPEATS else ""


def _ordinal(number: int) -> str:
    last = number % 10
    ending = {1: "st", 2: "nd", 3: "rd"}.get(last, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def _words(number: int) -> str:
    """A number below a thousand in words."""
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, units = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_UNITS[units]}" if units else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_UNITS[hundreds]} hundred" + (f" {_words(rest)}" if rest else "")
    return ""


def _ordinal_words(number: int) -> str:
    words = _words(number)
    head, last = words[: words.rfind("-") + 1 or words.rfind(" ") + 1], words.replace("-", " ").split()[-1:]
    if not last:
        return ""
    word = last[0]
    return head + (_ORDINALS.get(word) or (word[:-1] + "ieth" if word.endswith("y") else word + "th"))


def _symbol(number: int) -> str:
    times, place = divmod(number - 1, len(_SYMBOLS))
    return _SYMBOLS[place] * (times + 1) if number > 0 and times < _MOST_REPEATS else ""


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else ""


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "lowerLetter": _letter,
    "upperLetter": lambda n: _letter(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "ordinal": _ordinal,
    "cardinalText": lambda n: _words(n).capitalize(),
    "ordinalText": lambda n: _ordinal_words(n).capitalize(),
    "numberInDash": lambda n: f"- {n} -",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "decimalEnclosedParen": lambda n: f"({n})",
    "chicago": _symbol,
    "none": lambda n: "",
    "bullet": lambda n: "",
}
_SILENT = ("none", "bullet")
