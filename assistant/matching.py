"""How well a sentence answers a question: features and their weighted sum. Pure; embeddings come in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.asked_cell import label_share
from assistant.fitting import as_at_dates, date_fit, kind_fits, place_fits, unit_of
from assistant.reading import (
    INITIALISMS,
    When,
    answer_type,
    content_words,
    dates_in,
    places_in,
    same_meaning,
    split_dates,
)
from assistant.types import AnswerType
from indexing.types import Hit, Sentence
from indexing.vocabulary import Vocabulary, stem, stems, words

HEADING_SHARE, TITLE_SHARE = 0.75, 0.6
"""What a question's word counts for where it stands in the heading or title, not in the sentence."""

ROW_SHARE = 0.25
"""What a row of a table loses of its coverage where the question holds nothing of its label."""

NAME_SHARE = 0.3
"""What a word of a publication's name counts for: it says where to look, hardly what for."""

ASIDE_SHARE = 0.4
"""What a word carried over from an earlier turn counts for."""

WEIGHTS = {
    "coverage": 0.40, "cosine": 0.40, "chunk": 0.10, "kind": 0.10,
    "named": 0.12, "dates": 0.12,
}  # fmt: skip
"""Hand weights: a fit on 300 questions did no better (methods.md, section 3.2)."""


_PUBLISHED = re.compile(r"\b(publish|came out|come out|released?|issued?|appear|date of)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for, made ready for matching. `weights` are by stem and above 0."""

    question: str
    kind: AnswerType
    weights: dict[str, float]
    alternatives: dict[str, tuple[frozenset[str], ...]]
    dates: tuple[When, ...]
    edition: tuple[When, ...]
    places: frozenset[str]
    named: frozenset[str]
    names: frozenset[str]
    written: dict[str, str]

    @property
    def forms(self) -> frozenset[str]:
        """Lower-case words of the question that the thesaurus knows other words for."""
        return frozenset(self.written[s].lower() for s in self.alternatives if s in self.written)


def wanted(
    question: str,
    vocabulary: Vocabulary,
    named: frozenset[str],
    asides: str = "",
    names: frozenset[str] = frozenset(),
) -> Wanted:
    """Read a question for matching. `named` are ids of publications it names and `names` the lower-case words
    it names them by, which say where to look and not what for; `asides` is text carried over from earlier
    turns, whose words count less."""
    known = INITIALISMS | dict(vocabulary.initialisms)
    weights: dict[str, float] = {}
    written: dict[str, str] = {}
    alternatives: dict[str, list[frozenset[str]]] = {}
    for text, share in ((question, 1.0), (asides, ASIDE_SHARE)):
        for word in content_words(text):
            stemmed = stem(word)
            written.setdefault(stemmed, word)
            known_weight = vocabulary.weight("" if re.match(r"\d\d", word) else stemmed)
            part_of_name = word.lower() in names or word.lower().removesuffix("'s") in names
            weights.setdefault(
                stemmed, share * max(known_weight, 0.3) * (NAME_SHARE if part_of_name else 1.0)
            )
            initials = word.rstrip("s") if word.rstrip("s") in known else word.upper()
            if initials in known:
                alternatives.setdefault(stemmed, []).append(frozenset(stems(known[initials])))
    both = f"{question} {asides}"
    told, attributed = split_dates(question)
    for phrase, others in same_meaning(both):
        for stemmed in stems(phrase):
            alternatives.setdefault(stemmed, []).extend(frozenset(stems(other)) for other in others)
    return Wanted(
        question, answer_type(question), weights, {s: tuple(f) for s, f in alternatives.items()},
        told or split_dates(asides)[0], attributed,
        places_in(both), named, frozenset(stem(n) for n in names), written,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit, with the features that say how well it answers. All are in [0, 1], higher is
    better; `cosine` may dip below 0. `missing` are stems of the question found nowhere near it."""

    hit: Hit
    sentence: Sentence
    coverage: float
    cosine: float
    kind: float
    dates: float
    named: float
    place_fits: bool
    missing: tuple[str, ...]
    score: float


def _coverage(want: Wanted, sentence: str, hit: Hit, named: float) -> tuple[float, tuple[str, ...]]:
    """Weighted share of the question's words in the sentence, its heading or its title; and the missing. The
    words of a name count as borne by the publication they name."""
    own = set(stems(sentence)) | {stem(w) for w in words(sentence)}
    publication, table = hit.publication, hit.chunk.table
    headings = (*hit.chunk.heading_path, *((table.caption, table.unit) if table else ()))
    heading = set(stems(" ".join(headings)))
    about = (publication.title, publication.publisher or "", publication.authors or "", *publication.names)
    title = set(stems(" ".join(about)))
    total = sum(want.weights.values())
    got, missing = 0.0, []
    for stemmed, weight in want.weights.items():
        if named > 0.5 and stemmed in want.names:
            got += weight
            continue
        forms = (frozenset({stemmed}), *want.alternatives.get(stemmed, ()))
        share = max(
            1.0 if form <= own else HEADING_SHARE if form <= own | heading
            else TITLE_SHARE if form <= own | heading | title else 0.0
            for form in forms
        ) or (HEADING_SHARE if _near_form(stemmed, own) else 0.0)  # fmt: skip
        got += weight * share
        if not share:
            missing.append(stemmed)
    return (got / total if total else 0.0), tuple(missing)


def _near_form(stemmed: str, own: set[str]) -> bool:
    """`waiter` for `wait`: one stem the beginning of the other, close in length."""
    return len(stemmed) >= 4 and any(
        len(o) >= 4 and abs(len(o) - len(stemmed)) <= 3 and (o.startswith(stemmed) or stemmed.startswith(o))
        for o in own
    )


def named_fit(want: Wanted, sentence: str, hit: Hit) -> float:
    """1 for a publication the question names (and the edition it names), 0.8 for another that speaks of it by
    that name, 0 for the rest; 0.5 for all where the question names none."""
    if want.edition and not want.named:
        years = {d.year for d in dates_in(sentence)} | {d.year for d in dates_in(hit.publication.title)}
        years |= {hit.publication.published.earliest.year} if hit.publication.published else set()
        return 0.8 if years & {e.year for e in want.edition} else 0.0
    if not want.named:
        return 0.5
    if hit.publication.id in want.named:
        return 1.0
    said = set(stems(sentence)) | set(stems(" ".join(hit.chunk.heading_path)))
    telling = {n for n in want.names if not n.isdigit()}
    return 0.8 if telling and telling <= said else 0.0


def is_opening(candidate: Candidate) -> bool:
    """Whether a sentence opens its paragraph, where a digest puts the main figure."""
    sentences = candidate.hit.chunk.sentences
    return next(s for s in sentences if s.paragraph == candidate.sentence.paragraph) == candidate.sentence


def is_current(candidate: Candidate) -> bool:
    """Whether a figure is of the time its publication reports on, not an older one to compare with."""
    source, published = candidate.sentence.source, candidate.hit.publication.published
    dates = as_at_dates(source.as_at) if source else ()
    return not (dates and published) or max(d.year for d in dates) >= published.earliest.year - 1


def candidate(want: Wanted, hit: Hit, sentence: Sentence, cosine: float) -> Candidate:
    """Score one sentence, a row of a table with its labels. `cosine` is between the question and the sentence
    with its prefix."""
    text = hit.chunk.in_words(sentence)
    named = named_fit(want, text, hit)
    coverage, missing = _coverage(want, text, hit, named)
    row = hit.chunk.row_of(sentence)
    if row:
        coverage *= 1 - ROW_SHARE * (1 - label_share(row, set(want.weights)))
    kind = 1.0 if kind_fits(want.kind, text, unit_of(row)) else 0.0
    published = hit.publication.published
    if want.kind is AnswerType.DATE and _PUBLISHED.search(want.question):
        told = _PUBLISHED.search(text) or (published and str(published) in text)
        kind = kind if told else 0.0
    as_at = sentence.source.as_at if sentence.source else ""
    dates = date_fit(want.dates, text, as_at, published.earliest.year if published else None)
    fits = place_fits(want.places, text, hit)
    features = {"coverage": coverage, "cosine": cosine, "chunk": hit.score, "kind": kind, "named": named}
    score = sum(WEIGHTS[name] * value for name, value in features.items())
    score += WEIGHTS["dates"] * dates if want.dates else 0.0
    if want.kind is AnswerType.DATE and _PUBLISHED.search(want.question) and published:
        score += WEIGHTS["dates"] * (str(published) in text)
    return Candidate(hit, sentence, coverage, cosine, kind, dates, named, fits, missing, score)
