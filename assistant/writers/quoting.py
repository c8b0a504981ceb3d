"""The quoting writer: no model, one to five verbatim sentences chosen for the question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.disagreement import other_sides, topics_touched
from assistant.grounding.directions import Direction, directions
from assistant.matching import Candidate, Wanted, candidate, is_current, is_opening, wanted
from assistant.reading import unknown_names
from assistant.sufficiency import ANSWERED_FROM, beside_the_point, fits, likelihood, reason, why_not
from assistant.types import AnswerType, Draft, DraftDiffer, DraftSentence, Gap, Query, Quotation
from corpus.types import Disagreement
from indexing.search import Library
from indexing.types import Hit, Sentence
from indexing.vocabulary import Vocabulary, words

MOST = 5
HITS_READ = 30
OPENING_ENOUGH = 0.95
_BROAD = re.compile(
    r"\b(evidence|what (do we|is) know|summar|overview|main (points|findings)|tell me (about|more)"
    r"|key (facts|points|findings)"
    r"|what is happening|lessons)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(compar|between|versus|vs|against|differ|and|than|from)\b|\bcompar|\bdiffer", re.IGNORECASE
)
_SINGLE = (AnswerType.NUMBER, AnswerType.MONEY, AnswerType.PERCENT, AnswerType.DATE, AnswerType.WHO)


@dataclass(frozen=True, slots=True)
class _Part:
    """What was chosen for one part of a question, or why nothing was; `confidence` as in `Draft`."""

    want: Wanted
    chosen: tuple[Candidate, ...]
    gap: Gap | None
    confidence: float


class QuotingWriter:
    """Chooses sentences by their words, meaning, kind, dates and place (methods.md, section 3.3)."""

    def __init__(self, library: Library, disagreements: Sequence[Disagreement], known_names: str) -> None:
        """`known_names` is text whose names count as known: titles, authors and publishers."""
        self._library = library
        self._disagreements = tuple(disagreements)
        self._known = {w.lower() for w in words(known_names)}
        chunks = [c for c in library.chunks() if any(s.source for s in c.sentences)]
        facts: dict[str, list[tuple[Hit, Sentence]]] = {}
        for hit in library.hits_of(chunks):
            for sentence in hit.chunk.sentences:
                if sentence.source:
                    facts.setdefault(sentence.source.fact_id, []).append((hit, sentence))
        self._facts = facts

    @property
    def _vocabulary(self) -> Vocabulary:
        return self._library.vocabulary

    def write(self, query: Query, hits: Sequence[Hit], allowed: frozenset[str] | None = None) -> Draft:
        """Sentences for each part of the question, best first, and the gaps. `allowed` are the ids of the
        publications that filters let through, None for all."""
        parts = [self._part(query, part, number, hits) for number, part in enumerate(query.parts)]
        chosen: list[tuple[int, Candidate]] = []
        for number, part in enumerate(parts):
            chosen += [(number, c) for c in part.chosen if c not in [k for _, k in chosen]]
        differ: list[DraftDiffer] = []
        for number, part in enumerate(parts):
            differ += self._differences(query, number, part, chosen, allowed)
        sentences = tuple(
            DraftSentence(c.sentence.text, (Quotation(c.hit.chunk.id, c.sentence.text),), number)
            for number, c in chosen
        )
        cited = {c.hit.chunk.id: c.hit for _, c in chosen}
        every = {**{h.chunk.id: h for h in hits}, **cited}
        gaps = tuple(p.gap for p in parts if p.gap)
        premise = _premise(query.standalone, parts[0].chosen[0]) if parts[0].chosen else None
        confidence = max((p.confidence for p in parts), default=0.0)
        return Draft(query, tuple(every.values()), sentences, gaps, tuple(differ), premise, confidence)

    def candidates(self, want: Wanted, sentences: Sequence[tuple[Hit, Sentence]]) -> list[Candidate]:
        """The sentences scored for a question, best first."""
        if not sentences:
            return []
        vectors = self._library.embed([want.question, *(f"{h.chunk.prefix}\n{s.text}" for h, s in sentences)])
        cosines = vectors[1:] @ vectors[0]
        scored = [candidate(want, h, s, float(c)) for (h, s), c in zip(sentences, cosines, strict=True)]
        return sorted(scored, key=lambda c: -c.score)

    def wanted(self, query: Query, part: str) -> Wanted:
        """A part of a question made ready for matching."""
        want = wanted(part, self._vocabulary, query.named, query.asides, query.names)
        # `Healthcare for London in 2007` names an edition, it does not ask for a figure of 2007.
        editions = {
            p.published.earliest.year
            for p in self._library.publications
            if p.id in query.named and p.published
        }
        told = tuple(d for d in want.dates if d.month or d.year not in editions)
        return replace(want, dates=told, edition=(*want.edition, *(d for d in want.dates if d not in told)))

    def _part(self, query: Query, part: str, number: int, hits: Sequence[Hit]) -> _Part:
        want = self.wanted(query, part)
        found = self.candidates(want, [(h, s) for h in hits[:HITS_READ] for s in h.chunk.sentences])
        unknown = [
            name for name in unknown_names(part, self._vocabulary)
            if name.lower().removesuffix("'s") not in self._known and name.lower() not in want.forms
        ]  # fmt: skip
        fitting = [c for c in found if fits(c) and (c.kind or want.kind is not AnswerType.DATE)]
        ruled_out = unknown or not fitting or beside_the_point(fitting[0], found)
        confidence = 0.0 if ruled_out else likelihood(fitting[0])
        if confidence < ANSWERED_FROM:
            return _Part(want, (), self._gap(part, found, want, unknown), confidence)
        chosen, gap = self._choose(query, part, want, fitting)
        return _Part(want, tuple(chosen), gap, confidence)

    def _gap(self, part: str, found: Sequence[Candidate], want: Wanted, unknown: Sequence[str]) -> Gap:
        near = list({c.hit.chunk.id: c for c in reversed(found[:6])}.values())[::-1][:3]
        return Gap(
            part,
            reason(found[:8], want, unknown),
            tuple(Quotation(c.hit.chunk.id, c.sentence.text) for c in near),
            tuple(why_not(c, want) for c in near),
        )

    def _choose(
        self, query: Query, part: str, want: Wanted, fitting: Sequence[Candidate]
    ) -> tuple[list[Candidate], Gap | None]:
        facets = _facets(part, want)
        if facets:
            chosen = [best for best in (_best_for(f, fitting) for f in facets) if best]
            missing = [f for f in facets if not _best_for(f, fitting)]
            chosen = list(dict.fromkeys(chosen))
            if chosen:
                listed = " and ".join(str(d) for f in missing for d in f.dates)
                gap = Gap(listed, f"The reports found give nothing for {listed}.") if missing else None
                return chosen, gap
        broad = bool(_BROAD.search(part))
        most = MOST if broad else 2 if want.kind in _SINGLE else 3
        least = 0.70 if broad else 0.93 if want.kind in _SINGLE else 0.85
        return self._pick(want, fitting, most, least, broad), None

    def _pick(
        self, want: Wanted, fitting: Sequence[Candidate], most: int, least: float, broad: bool
    ) -> list[Candidate]:
        """The best, then others that are near it in score, on the point, and say something new."""
        chosen = [fitting[0]]
        vectors = {id(c): self._library.embed([c.sentence.text])[0] for c in fitting[:12]}
        for c in fitting[1:12]:
            if len(chosen) == most:
                break
            near = c.score >= least * chosen[0].score and c.coverage >= 0.5 * chosen[0].coverage
            new = all(float(np.dot(vectors[id(c)], vectors[id(k)])) < 0.9 for k in chosen)
            same = sum(k.hit.publication.id == c.hit.publication.id for k in chosen)
            if near and new and c.kind >= chosen[0].kind and same < (2 if broad else 3):
                chosen.append(c)
        return _current_first(want, chosen, fitting)

    def _differences(
        self,
        query: Query,
        number: int,
        part: _Part,
        chosen: list[tuple[int, Candidate]],
        allowed: frozenset[str] | None,
    ) -> Iterable[DraftDiffer]:
        """Add the other sides of what the part's sentences touch to `chosen`; say which belong together."""
        found = []
        mine = [c for c in part.chosen if c.sentence.source]
        asked = f"{part.want.question} {query.asides}"
        topics = [
            t for c in mine[:2] for t in topics_touched(asked, _fact(c), part.want, self._disagreements)
        ]
        for topic in list(dict.fromkeys(topics))[:2]:
            by_fact = {
                fact: self.candidates(
                    part.want,
                    [
                        (h, s)
                        for h, s in self._facts.get(fact, ())
                        if allowed is None or h.publication.id in allowed
                    ],
                )
                for fact in topic.facts
            }
            others = other_sides(topic, [c for _, c in chosen], by_fact, part.want)
            _make_room(chosen, topic, len(others))
            for other in others:
                if len(chosen) < MOST and other.sentence not in [c.sentence for _, c in chosen]:
                    chosen.append((number, other))
            indices = tuple(
                i for i, (_, c) in enumerate(chosen)
                if c.sentence.source and c.sentence.source.fact_id in topic.facts
            )  # fmt: skip
            sides = {n for i in indices for n, side in enumerate(topic.sides) if _fact(chosen[i][1]) in side}
            if len(sides) > 1 or (len(topic.sides) == 1 and indices):
                found.append(DraftDiffer(topic, indices))
        return found


def _current_first(want: Wanted, chosen: list[Candidate], fitting: Sequence[Candidate]) -> list[Candidate]:
    """For a finding asked without a date: the sentence that opens its paragraph rather than a later one that
    is hardly better, and what is current before what it is compared with."""
    if want.dates or want.kind in _SINGLE:
        return chosen
    openings = {(c.hit.chunk.id, c.sentence.paragraph): c for c in fitting if is_opening(c)}
    better = []
    for c in chosen:
        opening = openings.get((c.hit.chunk.id, c.sentence.paragraph), c)
        better.append(opening if opening.score >= OPENING_ENOUGH * c.score else c)
    return sorted(dict.fromkeys(better), key=lambda c: not is_current(c))


def _make_room(chosen: list[tuple[int, Candidate]], topic: Disagreement, needed: int) -> None:
    """Drop sentences that only repeat the side of an earlier one, so that the other sides fit."""
    seen: set[int] = set()
    for entry in list(chosen):
        side = next((n for n, facts in enumerate(topic.sides) if _fact(entry[1]) in facts), None)
        repeats = side in seen if side is not None else entry is not chosen[0]
        if side is not None:
            seen.add(side)
        if repeats and len(chosen) + needed > MOST and len(chosen) > 1:
            chosen.remove(entry)


def _fact(candidate: Candidate) -> str:
    return candidate.sentence.source.fact_id if candidate.sentence.source else ""


def _facets(part: str, want: Wanted) -> tuple[Wanted, ...]:
    """One wanted thing for each date of a comparison, none where the question compares no dates."""
    if len(want.dates) < 2 or not _COMPARES.search(part):
        return ()
    return tuple(replace(want, dates=(date,)) for date in want.dates[:4])


def _best_for(facet: Wanted, fitting: Sequence[Candidate]) -> Candidate | None:
    """The best sentence that bears the date of a facet itself."""
    for c in fitting:
        again = candidate(facet, c.hit, c.sentence, c.cosine)
        if again.dates >= 0.9 and likelihood(again) >= ANSWERED_FROM:
            return c
    return None


def _premise(question: str, best: Candidate) -> str | None:
    """A note where the question takes for granted a rise that the best sentence calls a fall, or the other
    way round."""
    if not re.search(
        r"\bwhy\b|\bwhat (explains|caused|is behind)\b|\breasons? (for|why|did)\b", question, re.IGNORECASE
    ):
        return None
    asked = {w.meaning for w in directions(question) if w.says_change}
    said = {w.meaning for w in directions(best.sentence.text) if w.says_change}
    if (asked, said) in (({Direction.UP}, {Direction.DOWN}), ({Direction.DOWN}, {Direction.UP})):
        return "The question takes something for granted that the evidence found does not bear out."
    return None
