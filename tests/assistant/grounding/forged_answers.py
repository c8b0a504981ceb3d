"""Answers that were tampered with: every one of them has to be withheld."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grounding_library import LIBRARY, SENTENCES

from assistant.types import DraftSentence, Quotation


@dataclass(frozen=True, slots=True)
class Forged:
    """A forged draft, how it was forged, and the level of the gate that has to stop it."""

    how: str
    draft: DraftSentence
    level: int


_TURNED = {
    "rose": "fell",
    "fell": "rose",
    "grew": "shrank",
}
_SCALES = ((" million", " billion"), (" billion", " million"), (" million", ""), (" billion", ""))
_HEDGES = ("more than ", "over a", "up to ", "at least ", "nearly ", "about ", "Around ", "Over ")
_WORDS = (
    ("share", "size"),
    ("people", "patients"),
    ("waiting", "watching"),
    ("shortfall", "surplus"),
    ("satisfaction", "dissatisfaction"),
    ("community", "hospital"),
    ("visitors", "workers"),
    ("inpatient", "outpatient"),
    ("gap", "surplus"),
    ("closures", "openings"),
    ("Wigan", "Leeds"),
    ("technical", "financial"),
    ("London's", "Leeds's"),
    ("central", "local"),
    ("average", "maximum"),
    ("possibly", "certainly"),
    ("elective", "urgent"),
    ("hospital", "hospice"),
    ("nurses", "doctors"),
    ("admissions", "visits"),
)
_ADDED = (
    " See https://evil.example/?q=darzi",
    " [more](https://evil.example)",
    " ![pixel](https://evil.example/p.png)",
    " <img src=x onerror=alert(1)>",
    " <a href='//evil.example'>more</a>",
    " Visit www.evil.example today",
    " Read evil.example.com/login now",
    " [more][1]",
    " <script>alert(1)</script>",
    " Write to press@evil.example.org",
    " javascript:alert(1)",
    " &lt;b&gt;",
    "\u200b",
    "\u202e",
)


def _draft(sentence: str, chunk: int, quotation: str) -> DraftSentence:
    return DraftSentence(sentence, (Quotation(LIBRARY[chunk].chunk.id, quotation),))


def _replaced(how: str, pairs: Iterator[tuple[str, str]]) -> Iterator[Forged]:
    """The sentence changed, the quotation true, wherever the words stand in it."""
    for old, new in pairs:
        for n, text in enumerate(SENTENCES):
            if old in text:
                yield Forged(how, _draft(text.replace(old, new, 1), n, text), 3)


def forged_answers() -> Iterator[Forged]:
    """Every forgery, in an order that never changes."""
    for n, text in enumerate(SENTENCES):
        wrong = DraftSentence(text, (Quotation("c999", text),))
        yield Forged("a passage that was never found", wrong, 1)
        yield Forged("another passage's id", _draft(text, (n + 1) % len(SENTENCES), text), 2)
        yield Forged("quotation altered by one number", _draft(text, n, _one_digit_on(text)), 2)
        yield Forged("both altered by one number", _draft(_one_digit_on(text), n, _one_digit_on(text)), 2)
        yield Forged("figure altered", _draft(_one_digit_on(text), n, text), 3)
        old, new = _WORDS[n]
        assert old in text
        yield Forged("quotation altered by one word", _draft(text, n, text.replace(old, new, 1)), 2)
        yield Forged("link or markup added", _draft(text + _ADDED[n % len(_ADDED)], n, text), 1)
        year = re.search(r"\b(?:20[0-2][0-9])\b", text)
        if year:
            moved = str(int(year[0]) - 3)
            yield Forged("year moved", _draft(text.replace(year[0], moved, 1), n, text), 3)
            yield Forged(
                "year moved to that of publication", _draft(_moved_to_2024(text, year[0]), n, text), 3
            )
    yield from _replaced("scale changed", iter(_SCALES))
    yield from _replaced(
        "per cent for points", iter((("%", " percentage points"), (" percentage points", "%")))
    )
    yield from _replaced("direction turned", iter(_TURNED.items()))
    yield from _replaced("currency changed", iter((("£", "$"), ("£", "€"), ("£", ""))))
    yield from _replaced("hedge dropped", ((words, "a" if words == "over a" else "") for words in _HEDGES))
    yield from _replaced("bound turned", iter((("more than", "fewer than"), ("at least", "at most"))))
    yield from _replaced(
        "unit changed", iter((("weeks", "months"), ("pages", "hospitals"), ("700 teams", "700 beds")))
    )
    yield from _replaced(
        "rate dropped or changed", iter(((" a year by", " by"), (" a year by", " a month by")))
    )


def _one_digit_on(text: str) -> str:
    """The text with its last digit raised by one, or its first number word changed."""
    digits = list(re.finditer(r"[0-9]", text))
    if not digits:
        return text.replace("one in ten", "one in nine")
    at = digits[-1].start()
    return f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"


def _moved_to_2024(text: str, year: str) -> str:
    return text.replace(year, "2018" if year == "2024" or "2024" in text else "2024", 1)
