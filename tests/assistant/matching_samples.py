"""Hits, candidates and wanted things for the tests of matching, sufficiency and disagreement."""

from __future__ import annotations

from dataclasses import replace

from note_samples import publication

from assistant.matching import Candidate, Wanted, candidate, wanted
from corpus.types import FactSource, Publication, Trust
from indexing.types import Chunk, Hit, Sentence
from indexing.vocabulary import Vocabulary

REPORT = publication("report", "2022-05-03", title="Hub report", topics=())
WALES = publication("wales", "2022-05-03", title="Hub report", nation="Wales", topics=())
VOCABULARY = Vocabulary(20, {"hub": 2, "nurs": 3, "bed": 4, "wale": 1})


def sentence(text: str, fact: str = "report-01", as_at: str = "2022") -> Sentence:
    return Sentence(text, 0, FactSource(fact, True, "page 1", None, None, as_at, Trust.HIGH))


def hit(text: str, of: Publication = REPORT, heading: str = "Results", **source: str) -> Hit:
    chunk = Chunk(
        f"{of.id}-{text}", of.id, 0, f"{of.title} › {heading}", (heading,), None, (sentence(text, **source),)
    )
    return Hit(chunk, of, True, 0.5, 0.5, 0.0)


def want(question: str, named: frozenset[str] = frozenset(), **more: object) -> Wanted:
    return wanted(question, VOCABULARY, named, **more)  # type: ignore[arg-type]


def scored(
    question: str | Wanted, text: str, of: Publication = REPORT, cosine: float = 0.5, **source: str
) -> Candidate:
    asked = want(question) if isinstance(question, str) else question
    found = hit(text, of, **source)
    return candidate(asked, found, found.chunk.sentences[0], cosine)


def with_score(made: Candidate, score: float) -> Candidate:
    return replace(made, score=score)
