"""Misspelt words of a question read as words the library holds, which is shown to the reader. Pure.

A word is repaired only where no report holds it, it is no everyday English word, and one word of the reports
is nearest: then it is far likelier to be a slip than a thing the reports do not speak of. American spellings
are read as the British ones of the reports.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from assistant.reading import INITIALISMS, places_in
from indexing.vocabulary import STOP_WORDS, Vocabulary, words

SHORTEST = 5
"""Letters below which a word has too many near neighbours."""
LONG = 9
"""Letters from which two slips are allowed for."""
_WORD = re.compile(r"(?<![\w&.'’-])[A-Za-z]+(?![\w&.'’-])")
_AMERICAN = (
    (r"or(?=s|ed|ing|al|$|hood)", "our"), (r"iz(?=e|i|a)", "is"), (r"yz(?=e|i)", "ys"), (r"er(?=s?$)", "re"),
    (r"ense$", "ence"), (r"og(?=s?$)", "ogue"), (r"(?<=[aeiou])l(?=ed$|ing$|er)", "ll"), (r"^ped", "paed"),
    (r"em(?=ia)", "aem"), (r"gram(?=s?$)", "gramme"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repaired:
    """A question as it is read, and each word that was changed with what it is read as, in order."""

    question: str
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """Each change in words for the reader."""
        return tuple(f"‘{wrong}’ read as ‘{right}’" for wrong, right in self.changes)


def legible(question: str) -> str:
    """A question on one line without signs that nobody sees. One that is all in capitals comes back in small
    letters, so that it is read as the same question written plainly; initials alone stay as they are."""
    seen = "".join(
        "" if unicodedata.category(c) == "Cf" else " " if unicodedata.category(c)[0] == "C" else c
        for c in question
    )
    plain = " ".join(seen.split())
    shouted = plain.isupper() and any(len(w) > 5 or w.lower() in STOP_WORDS for w in words(plain))
    return plain.lower() if shouted else plain


def repaired(question: str, vocabulary: Vocabulary, is_word: Callable[[str], bool]) -> Repaired:
    """A question with its slips mended; without any it comes back as it was, exactly.

    `is_word` says whether a lower-case word is an everyday English one.
    """
    changes: dict[str, str] = {}

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        right = _right(word, vocabulary, is_word)
        if right is None:
            return word
        changes[word] = right.capitalize() if word[0].isupper() else right
        return changes[word]

    found = _WORD.sub(mended, question)
    return Repaired(found, tuple(changes.items()))


def _right(word: str, vocabulary: Vocabulary, is_word: Callable[[str], bool]) -> str | None:
    lower = word.lower()
    known = vocabulary.knows(lower) or word.upper() in INITIALISMS or places_in(word)
    if len(word) < SHORTEST or known or (word.isupper() and len(word) < LONG):
        return None
    if british := next((b for b in _british(lower) if b in vocabulary.forms), None):
        return british
    if is_word(lower):
        return None
    return _nearest(lower, vocabulary.forms, is_name=word[0].isupper())


def _british(word: str) -> Iterable[str]:
    return (british for pattern, by in _AMERICAN if (british := re.sub(pattern, by, word)) != word)


def _nearest(word: str, forms: Mapping[str, int], is_name: bool) -> str | None:
    """The nearest word of the reports by the fewest slips, of equally near ones the commonest if it is at
    least ten times as common as the next. Another letter in a name may make another name: there only left
    out, doubled and exchanged letters are slips."""
    slips = 2 if len(word) >= LONG and not is_name else 1
    same_start = [f for f in forms if f[0] == word[0] and abs(len(f) - len(word)) <= slips]
    near = process.extract(word, same_start, scorer=OSA.distance, score_cutoff=slips, limit=20)
    if is_name:
        near = [n for n in near if Indel.distance(word, n[0]) == 1 or sorted(word) == sorted(n[0])]
    if not near:
        return None
    least = min(distance for _, distance, _ in near)
    ranked = sorted((str(f) for f, d, _ in near if d == least), key=lambda f: (-forms[f], f))
    if len(ranked) > 1 and forms[ranked[0]] < 10 * forms[ranked[1]]:
        return None
    return ranked[0]
