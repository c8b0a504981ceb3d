"""The quoting writer: no model, one to five verbatim sentences chosen for the question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.disagreement import other_sides, topics_touched
from assistant.matching import Candidate, Wanted, candidate, wanted
from assistant.reading import unknown_names
from assistant.sufficiency import ANSWERED_FROM, beside_the_point, fits, likelihood, reason, why_not
from assistant.types import AnswerType, Draft, DraftDiffer, DraftSentence, Gap, Query, Quotation
from assistant.writers import choosing
from assistant.writers.choosing import fact
from corpus.types import Disagreement
from indexing.search import Library
from indexing.types import Hit, Sentence
from indexing.vocabulary import Vocabulary, words

HITS_READ = 30
_BROAD = re.compile(
    r"\b(evidence|what (do we|is) know|summar|overview|main (points|findings)|tell me (about|more)"
    r"|key (facts|points|findings)"
    r"|what is happening|lessons)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fitting:
    """What there is to answer one part of a question with: every candidate, best first, and those that are
    about its place, time and publication. `unknown` are names in it that no report mentions."""

    want: Wanted
    found: Sequence[Candidate]
    fitting: Sequence[Candidate]
    unknown: Sequence[str]

    @property
    def best(self) -> Candidate | None:
        """The sentence that would answer; None where a rule refuses."""
        if self.unknown or not self.fitting or beside_the_point(self.fitting[0], self.found):
            return None
        return self.fitting[0]


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
        chunks = [c for c in library.chunks_of_digests() if any(s.source for s in c.sentences)]
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
        parts = [self._part(query, part, hits) for part in query.parts]
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
        premise = choosing.premise(query.standalone, parts[0].chosen[0]) if parts[0].chosen else None
        confidence = max((p.confidence for p in parts), default=0.0)
        return Draft(query, tuple(every.values()), sentences, gaps, tuple(differ), premise, confidence)

    def candidates(self, want: Wanted, sentences: Sequence[tuple[Hit, Sentence]]) -> list[Candidate]:
        """The sentences scored for a question, best first."""
        if not sentences:
            return []
        (question,) = self._library.embed_queries([want.question])
        said = [f"{h.chunk.prefix}\n{h.chunk.in_words(s)}" for h, s in sentences]
        cosines = self._library.embed(said) @ question
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

    def fitting(self, query: Query, part: str, hits: Sequence[Hit]) -> Fitting:
        """The sentences of the hits held against one part of a question."""
        want = self.wanted(query, part)
        found = self.candidates(want, [(h, s) for h in hits[:HITS_READ] for s in h.chunk.evidence])
        unknown = [
            name for name in unknown_names(part, self._vocabulary)
            if name.lower().removesuffix("'s") not in self._known and name.lower() not in want.forms
        ]  # fmt: skip
        fitting = [c for c in found if fits(c) and (c.kind or want.kind is not AnswerType.DATE)]
        return Fitting(want, found, fitting, unknown)

    def _part(self, query: Query, part: str, hits: Sequence[Hit]) -> _Part:
        held = self.fitting(query, part, hits)
        confidence = likelihood(held.best) if held.best else 0.0
        if confidence < ANSWERED_FROM:
            return _Part(held.want, (), self._gap(part, held), confidence)
        chosen, gap = self._choose(part, held.want, held.fitting)
        return _Part(held.want, tuple(chosen), gap, confidence)

    def _gap(self, part: str, held: Fitting) -> Gap:
        near = list({c.hit.chunk.id: c for c in reversed(held.found[:6])}.values())[::-1][:3]
        return Gap(
            part,
            reason(held.found[:8], held.want, held.unknown),
            tuple(Quotation(c.hit.chunk.id, c.sentence.text) for c in near),
            tuple(why_not(c, held.want) for c in near),
        )

    def _choose(
        self, part: str, want: Wanted, fitting: Sequence[Candidate]
    ) -> tuple[list[Candidate], Gap | None]:
        facets = choosing.facets(part, want)
        if facets:
            chosen = [best for best in (choosing.best_for(f, fitting) for f in facets) if best]
            missing = [f for f in facets if not choosing.best_for(f, fitting)]
            chosen = list(dict.fromkeys(chosen))
            if chosen:
                listed = " and ".join(str(d) for f in missing for d in f.dates)
                gap = Gap(listed, f"The reports found give nothing for {listed}.") if missing else None
                return chosen, gap
        broad = bool(_BROAD.search(part))
        most = choosing.MOST if broad else 2 if want.kind in choosing.SINGLE else 3
        least = 0.70 if broad else 0.93 if want.kind in choosing.SINGLE else 0.85
        return self._pick(want, fitting, most, least, broad), None

    def _pick(
        self, want: Wanted, fitting: Sequence[Candidate], most: int, least: float, broad: bool
    ) -> list[Candidate]:
        """The best, then others that are near it in score, on the point, and say something new."""
        chosen = [fitting[0]]
        near_best = fitting[:12]
        embedded = self._library.embed([c.sentence.text for c in near_best])
        vectors = dict(zip(map(id, near_best), embedded, strict=True))
        for c in near_best[1:]:
            if len(chosen) == most:
                break
            near = c.score >= least * chosen[0].score and c.coverage >= 0.5 * chosen[0].coverage
            near = near and (c.coverage >= chosen[0].coverage or not _same_table(c, chosen[0]))
            new = all(float(np.dot(vectors[id(c)], vectors[id(k)])) < 0.9 for k in chosen)
            same = sum(k.hit.publication.id == c.hit.publication.id for k in chosen)
            if near and new and c.kind >= chosen[0].kind and same < (2 if broad else 3):
                chosen.append(c)
        return choosing.current_first(want, chosen, fitting)

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
        topics = [t for c in mine[:2] for t in topics_touched(asked, fact(c), part.want, self._disagreements)]
        for topic in list(dict.fromkeys(topics))[:2]:
            by_fact = {
                known: self.candidates(
                    part.want,
                    [
                        (h, s)
                        for h, s in self._facts.get(known, ())
                        if allowed is None or h.publication.id in allowed
                    ],
                )
                for known in topic.facts
            }
            others = other_sides(topic, [c for _, c in chosen], by_fact, part.want)
            choosing.make_room(chosen, topic, len(others))
            for other in others:
                if len(chosen) < choosing.MOST and other.sentence not in [c.sentence for _, c in chosen]:
                    chosen.append((number, other))
            indices = tuple(
                i for i, (_, c) in enumerate(chosen)
                if c.sentence.source and c.sentence.source.fact_id in topic.facts
            )  # fmt: skip
            sides = {n for i in indices for n, side in enumerate(topic.sides) if fact(chosen[i][1]) in side}
            if len(sides) > 1 or (len(topic.sides) == 1 and indices):
                found.append(DraftDiffer(topic, indices))
        return found


def _same_table(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences are rows of one table."""
    return one.hit.chunk.table is not None and (one.hit.publication.id, one.hit.chunk.table) == (
        other.hit.publication.id, other.hit.chunk.table
    )  # fmt: skip
