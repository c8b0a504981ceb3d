"""Read a question: what kind of thing it asks for, its parts, its dates, places and content. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.types import AnswerType
from indexing.types import Wording
from indexing.vocabulary import STOP_WORDS, Vocabulary, stem, words

INITIALISMS = {
    "A&E": "accident and emergency",
    "BSA": "british social attitudes",
    "DHSC": "department of health and social care",
    "GP": "general practice",
    "ICB": "integrated care board",
    "ICS": "integrated care system",
    "IFS": "institute for fiscal studies",
    "INT": "integrated neighbourhood team",
    "LTP": "long term plan",
    "NAO": "national audit office",
    "NNHIP": "national neighbourhood health implementation programme",
    "PAC": "public accounts committee",
    "PCN": "primary care network",
    "RTT": "referral to treatment",
    "UEC": "urgent and emergency care",
}
"""Initialisms officials use, beside those the library explains itself."""

ASKING_WORDS = frozenset(
    """find finds found finding findings conclude concluded conclusion tell told know known show shows shown report
    reported reports review reviews account evidence describe described explain summarise summary summarize happen
    happened figure figures number numbers many much long often likely currently today latest recent recently big
    large level amount total share proportion percentage percent rate compare compared comparison difference differ
    different change changed changes think thinks thought view views according put puts state stated answer question
    kind type exactly roughly piece article paper document publication published publish name names called call
    come came actually really there's what's who's people fraction exact annual yearly overall size brief reaction
    past way anything something everything behind role respondents respondent vs versus case example sort
    especially exact precisely main point points key message messages conclusions overview gist date dates wrote written write roughly approximately early late later earlier currently""".split()
)
"""Words that ask rather than say what about; they count little when a sentence is matched."""

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = re.compile(
    r"\b(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>" + "|".join(m[:3] + f"(?:{m[3:]})?" for m in _MONTHS)
    + r"|sept)\.?,?\s+(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)  # fmt: skip
_YEAR = re.compile(r"\b(?P<year>(?:18|19|20)\d\d)(?:[-/–](?P<next>\d\d(?:\d\d)?))?\b")

_TYPES: tuple[tuple[AnswerType, str], ...] = (
    (AnswerType.PERCENT, r"\b(what|which) (share|proportion|percentage|percent|fraction)|\bper ?cent(age)?\b.*\?|how (un|dis)?satisfied"),
    (AnswerType.MONEY, r"\bhow much (money|funding|did .* (cost|save|spend)|does .* (cost|save|spend)|has .* saved|was (spent|invested))|\bwhat .*\b(cost|costs|price|budget|bill|savings?)\b|£"),
    (AnswerType.NUMBER, r"\bhow (many|much|big|large|long|often|far|fast|old|high|low)\b|\bnumbers? of\b|\bwhat (was|is|were|are) the (figure|number|size|total|average|median|target|score|rate|gap)|\bby how much\b"),
    (AnswerType.DATE, r"^\W*when\b|^\W*dates? of\b|\b(what|which) (year|date|month|day)\b|\bwhen (was|is|did|were|will|does)\b"),
    (AnswerType.WHO, r"^\W*who\b|\bwho (was|is|were|are|asked|commissioned|led|wrote|said|called)\b|\bwhich (minister|person|health secretary|organisation|body)\b"),
    (AnswerType.WHERE, r"^\W*where\b|\b(which|what) (places?|towns?|cities|areas?|sites?)\b"),
    (AnswerType.YES_NO, r"^\W*(is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b"),
)  # fmt: skip


def answer_type(question: str) -> AnswerType:
    """What kind of thing is asked for; FINDING where nothing narrower is plain."""
    for kind, pattern in _TYPES:
        if re.search(pattern, question, re.IGNORECASE):
            return kind
    return AnswerType.FINDING


@dataclass(frozen=True, slots=True)
class When:
    """A date in a question or a sentence: a year, with a month from 1 to 12 where one is given.

    `spans` is true for a financial year such as 2022/23, whose `year` is the first.
    """

    year: int
    month: int | None = None
    spans: bool = False

    def __str__(self) -> str:
        if self.spans:
            return f"{self.year}/{(self.year + 1) % 100:02d}"
        return f"{_MONTHS[self.month - 1].title()} {self.year}" if self.month else str(self.year)


def dates_in(text: str) -> tuple[When, ...]:
    """Every year, month with year, and financial year that a text names, in order."""
    found: list[tuple[int, When]] = []
    taken: list[tuple[int, int]] = []
    for match in _MONTH.finditer(text):
        month = next(i for i, m in enumerate(_MONTHS, 1) if match["month"].lower()[:3] == m[:3])
        found.append((match.start(), When(int(match["year"]), month)))
        taken.append(match.span())
    for match in _YEAR.finditer(text):
        if not any(a <= match.start() < b for a, b in taken):
            year, following = int(match["year"]), match["next"]
            financial = bool(following) and int(following[-2:]) == (year + 1) % 100
            found.append((match.start(), When(year, None, financial)))
            if following and len(following) == 4 and not financial:  # a range: 2019–2024
                found.append((match.start() + 1, When(int(following))))
    return tuple(dict.fromkeys(when for _, when in sorted(found, key=lambda f: f[0])))


_ATTRIBUTED = re.compile(
    r"(?:\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+)?"
    r"\b(?:19|20)\d\d(?:'s)?\s+(?:[\w'’&-]+\s+){0,4}?(?:report|reports|investigation|study|article|explainer|letter"
    r"|press release|review|blog|stocktake|paper|brochure|page|guidelines?|piece|account|feature|case study|long read"
    r"|interview|plan|framework|white paper|command paper|analysis|release|statement|debate pack|briefing|coverage)\b"
    r"|\b(?:report|investigation|study|review|stocktake|article|letter|blog|explainer|guidelines?|plan|framework|"
    r"analysis|paper)\s+(?:of|in|from|dated|published in)\s+(?:\w+\s+)?(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def split_dates(text: str) -> tuple[tuple[When, ...], tuple[When, ...]]:
    """The dates of what is told, and the dates that only say which publication tells it: in `the 2024 report
    put it at 7% in 2021` they are 2021 and 2024."""
    attributed = dates_in(" ; ".join(m.group() for m in _ATTRIBUTED.finditer(text)))
    told = dates_in(_ATTRIBUTED.sub(" ; ", text))
    return told, tuple(d for d in attributed if d not in told)


@lru_cache(maxsize=1)
def _places() -> tuple[re.Pattern[str], dict[str, str]]:
    data = tomllib.loads(Path(__file__).with_name("places.toml").read_text(encoding="utf-8"))
    names = {n: n for n in data["nations"]}
    for listed in data["lists"].values():
        names |= {n.strip(): n.strip() for n in listed.replace("\n", " ").split(",")}
    for place, others in data["also"].items():
        names |= dict.fromkeys(others, place)
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, ordered)) + r")\b(?!-)", re.IGNORECASE), names


def places_in(text: str) -> frozenset[str]:
    """The places a text names, each by one name: `Welsh` is wales, `Hull` is kingston upon hull."""
    pattern, names = _places()
    return frozenset(names[m.group().lower()] for m in pattern.finditer(text))


@lru_cache(maxsize=1)
def _thesaurus() -> tuple[tuple[str, ...], ...]:
    data = tomllib.loads(Path(__file__).with_name("thesaurus.toml").read_text(encoding="utf-8"))
    return tuple(tuple(group) for group in data["groups"])


def same_meaning(question: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each phrase of the question that the thesaurus holds, with the other words for it, best first."""
    asked = f" {' '.join(w.lower() for w in words(question))} "
    found = []
    for group in _thesaurus():
        for phrase in group:
            if f" {' '.join(w.lower() for w in words(phrase))} " in asked:
                found.append((phrase, tuple(p for p in group if p != phrase)))
    return tuple(found)


def wording(question: str, vocabulary: Vocabulary) -> Wording:
    """What is searched for: the question, and beside it the words behind its initialisms and the reports' own
    words for its everyday ones."""
    asked = question.lower()
    official = [others[0] for phrase, others in same_meaning(question) if phrase not in others[:1]]
    added = [
        w for w in dict.fromkeys(official) if w not in asked and not any(w in o for o in official if o != w)
    ]
    return Wording(question, ", ".join((*behind_initialisms(question, vocabulary), *added)))


def without_places(text: str) -> str:
    """A text with the places it names taken out, and the prepositions that led to them."""
    bare = _places()[0].sub("\x00", text)
    return " ".join(re.sub(r"\s*\b(?:in|of|for|from|across|at)?\s*\x00(?:'s)?", " ", bare).split())


def behind_initialisms(question: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words behind the initialisms of a question, and the initialisms of its words, as far as it does not
    hold both."""
    known = INITIALISMS | dict(vocabulary.initialisms)
    written = set(re.findall(r"[A-Za-z&]+", question))
    added = []
    for initials, meaning in known.items():
        plural = initials + "s"
        forms = {initials, plural}
        if initials in INITIALISMS:
            forms |= {initials.lower(), plural.lower()}
        elif len(initials) > 2:
            forms.add(initials.lower())
        if forms & written and meaning not in question.lower():
            added.append(meaning)
        elif meaning in question.lower() and initials not in written:
            added.append(initials)
    return tuple(added)


def without_dates(text: str) -> str:
    """A text with its years and months taken out."""
    return _YEAR.sub(" ", _MONTH.sub(" ", text))


def content_words(question: str) -> tuple[str, ...]:
    """The words that say what a question is about, as written, each once; dates are read apart."""
    kept = [
        w
        for w in words(without_dates(question))
        if w.lower() not in STOP_WORDS and w.lower() not in ASKING_WORDS
    ]
    return tuple(dict.fromkeys(kept))


def content_stems(question: str) -> tuple[str, ...]:
    """Stems of the content words, each once."""
    return tuple(dict.fromkeys(stem(w) for w in content_words(question)))


_PART = re.compile(
    r"\?\s+(?=\S)|;\s+|[,.]?\s+and\s+(?=(?:also\s+)?(?:how|what|who|when|which|why|where|did|does|do|has|have)\b)",
    re.IGNORECASE,
)


def parts_of(question: str) -> tuple[str, ...]:
    """The separate questions in one message, at least one: each needs an answer of its own."""
    parts = [p.strip(" ,;?") for p in _PART.split(question)]
    parts = [p for p in parts if len(words(p)) >= 3 or (content_words(p) and len(words(p)) >= 2)]
    return tuple(parts) if 1 < len(parts) <= 4 else (question,)


def unknown_names(question: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Names written with a capital or as initials that no report mentions, as written.

    The first word counts only where it is not an ordinary opening of a question.
    """
    found = words(question)
    shouting = question.isupper()
    names = []
    for i, word in enumerate(found):
        capital = word[0].isupper() and not shouting
        month = any(word.lower() in (m, m[:3], "sept") for m in _MONTHS)
        if (
            not capital
            or month
            or word.lower() in STOP_WORDS
            or word.lower() in ASKING_WORDS
            or word[0].isdigit()
        ):
            continue
        initials = word.rstrip("s").isupper() and len(word) > 1
        if i == 0 and not initials and not _followed_by_name(found):
            continue
        singular = word[:-1] if initials and word.endswith("s") else word
        expanded = INITIALISMS.get(singular) or vocabulary.initialisms.get(singular)
        if not vocabulary.knows(word) and not vocabulary.knows(singular) and not expanded:
            names.append(word)
    return tuple(dict.fromkeys(names))


def _followed_by_name(found: Sequence[str]) -> bool:
    return len(found) > 1 and (found[1][0].isupper() or found[1][0].isdigit())
