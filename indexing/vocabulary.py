"""The words of a library: how common each is, and which initialisms it explains. Pure, but for the file."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from Stemmer import Stemmer

from indexing.types import Chunk

VOCABULARY_FILE = "vocabulary.json"

_WORD = re.compile(r"[^\W_]+(?:[&'’.][^\W_]+)*")
_EXPLAINED = re.compile(
    # A connecting word can be read in one way only: else many of them in a row take for ever.
    r"\b((?:(?!(?:and|of|for|the|to|in) )[A-Za-z][\w'’]*[ -](?:and |of |for |the |to |in )*){1,7})"
    r"\(([A-Z][A-Za-z&]{1,7})\)"
)

STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before being
    below between both but by can could did do does doing down during each either else ever every few for
    from further get gets getting give given gives go goes going got had has have having he her here hers
    him his how i if in into is it its itself just let lets like many may me might more most much must my
    near need neither no nor not now of off on once one only onto or other our ours out over own per
    please put quite rather s said same say says shall she should since so some still such t than that the
    their theirs them themselves then there these they thing things this those though through thus till to
    too under until up upon us use used using very was we were what when where whether which while who
    whom whose why will with within without would yes yet you your yours""".split()
)
_CONNECTING = {"and", "of", "for", "the", "to", "in"}


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    return Stemmer("english")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A lower-case word without its endings (Snowball English)."""
    word = word.lower().replace("’", "'").removesuffix("'s").strip("'.")
    if word[:-1].isdigit() and word.endswith("s"):  # the over-75s, the 2010s
        return word[:-1]
    return str(_stemmer().stemWord(word))


def words(text: str) -> list[str]:
    """The words and numbers of a text as written; `A&E` and `2.4` are one each."""
    return _WORD.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text))


def stems(text: str) -> list[str]:
    """The stems of a text's content words, in order, stop words left out."""
    return [stem(w) for w in words(text) if w.lower() not in STOP_WORDS]


def explained_initialisms(text: str) -> dict[str, str]:
    """Initialism → its words, where a text explains it: `accident and emergency (A&E)`."""
    found = {}
    for phrase, initials in _EXPLAINED.findall(text):
        parts = phrase.replace("-", " ").split()
        letters = [c for c in initials.lower() if c.isalpha()]
        for start in range(len(parts) - 1, -1, -1):
            every = [p[0].lower() for p in parts[start:]]
            main = [p[0].lower() for p in parts[start:] if p.lower() not in _CONNECTING]
            if letters in (every, main) and parts[start].lower() not in _CONNECTING:
                found[initials] = " ".join(parts[start:]).lower()
                break
    return found


SHORTEST_FORM = 4


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Counts over the chunks of a generation. `frequency` is of chunks that hold the stem, `forms` of chunks
    that hold a word of letters in this form, in small letters."""

    chunks: int
    frequency: Mapping[str, int]
    initialisms: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, int] = field(default_factory=dict)

    def weight(self, stemmed: str) -> float:
        """How much a word tells: inverse document frequency as in BM25, at least 0; a word unknown to the
        library weighs most."""
        n = self.frequency.get(stemmed, 0)
        return math.log(1 + (self.chunks - n + 0.5) / (n + 0.5))

    def knows(self, word: str) -> bool:
        """Whether any chunk holds the word in some form."""
        return stem(word) in self.frequency


def build_vocabulary(chunks: Iterable[Chunk]) -> Vocabulary:
    """Count stems over chunks, prefix included."""
    frequency: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    initialisms: dict[str, str] = {}
    total = 0
    for chunk in chunks:
        total += 1
        written = {w.lower() for w in words(chunk.embedded_text)}
        frequency.update({stem(w) for w in written})
        forms.update(w for w in written if len(w) >= SHORTEST_FORM and w.isalpha())
        initialisms |= explained_initialisms(chunk.text)
    return Vocabulary(total, dict(frequency), initialisms, dict(forms))


def write_vocabulary(folder: Path, vocabulary: Vocabulary) -> None:
    """Keep it with its generation."""
    (folder / VOCABULARY_FILE).write_text(json.dumps(asdict(vocabulary)), encoding="utf-8")


def read_vocabulary(folder: Path) -> Vocabulary:
    """Raises OSError or ValueError where the file is gone or unreadable."""
    data = json.loads((folder / VOCABULARY_FILE).read_text(encoding="utf-8"))
    return Vocabulary(data["chunks"], data["frequency"], data["initialisms"], data["forms"])
