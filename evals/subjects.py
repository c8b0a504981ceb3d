"""What is under evaluation, by kind of set: the product answering, checking claims, or writing notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.briefing import write_note
from assistant.grounding.support import support
from assistant.types import BriefingNote, CheckedSentence, Outcome
from evals.gold import GoldItem, GoldSet
from evals.responses import Response, Said, filters_of, passage_of, place_of, product
from evals.scoring.claims import SUPPORTED, UNSUPPORTED, score_claim
from evals.scoring.corpus_view import CorpusView
from evals.scoring.items import Scored, Yardstick, score_brief, score_question
from evals.types import Claim, Commission, Question
from indexing.types import Filters, Hit

if TYPE_CHECKING:
    from assistant.chain import Assistant

CHECKED_AGAINST = 10


@dataclass(frozen=True, slots=True)
class Subject:
    """A system under evaluation and how its responses are scored. `ask` may raise: that is its failure."""

    ask: Callable[[GoldItem], Response]
    score: Callable[[GoldItem, Response], Scored]


def subject_of(gold: GoldSet, assistant: Assistant) -> Subject:
    """The product, asked in the way the set needs."""
    by = yardstick(gold, assistant)
    answer = product(assistant)

    def ask(item: GoldItem) -> Response:
        if isinstance(item, Question):
            return answer(item)
        return check_claim(assistant, item) if isinstance(item, Claim) else write_brief(assistant, item)

    return Subject(ask, lambda item, response: score_item(item, response, by))


def score_item(item: GoldItem, response: Response, by: Yardstick) -> Scored:
    """The scoring that goes with the kind of item."""
    if isinstance(item, Question):
        return score_question(item, response, by)
    return score_claim(item, response) if isinstance(item, Claim) else score_brief(item, response, by)


def yardstick(gold: GoldSet, assistant: Assistant) -> Yardstick:
    """What responses are scored by: the set's matcher, the indexed corpus, and the verifier."""
    library = assistant.library
    weight = library.vocabulary.weight

    @lru_cache(maxsize=20_000)
    def supports(sentence: str, quotations: tuple[str, ...]) -> bool:
        return support(sentence, quotations, weight).supported

    corpus = CorpusView(library.reports, library.chunks(), weight)
    return Yardstick(gold.header.matcher, corpus, lambda s, q: supports(s, tuple(q)))


def check_claim(assistant: Assistant, claim: Claim) -> Response:
    """A claim held against each passage the product's own search finds for it; the best one counts.

    One passage at a time: in many together the words of a claim are found by chance.
    """
    hits = assistant.search(claim.claim, Filters(), CHECKED_AGAINST)
    weight = assistant.library.vocabulary.weight
    held = [support(claim.claim, _told_by(hit), weight) for hit in hits]
    found = max(held, key=lambda s: s.score) if held else support(claim.claim, (), weight)
    return Response(
        outcome=SUPPORTED if found.supported else UNSUPPORTED,
        message=" ".join(found.flags),
        passages=tuple(map(passage_of, hits)),
        confidence=round(found.score, 6),
    )


def _told_by(hit: Hit) -> list[str]:
    """The sentences of a passage, and its publication's title and date: a claim may name them."""
    publication = hit.publication
    about = f"{publication.title}, {publication.publisher or ''}, {publication.published or ''}"
    return [*(s.text for s in hit.chunk.sentences), about]


def write_brief(assistant: Assistant, commission: Commission) -> Response:
    """A briefing note as one answer: every line of evidence in it with its citations."""
    note = write_note(assistant, commission.topic, filters_of(commission.filters))
    lines = note_lines(note)
    return Response(
        outcome=Outcome.ANSWERED.value if lines else Outcome.NOT_IN_EVIDENCE.value,
        message=note.issue,
        sentences=tuple(Said(s.text, tuple(map(place_of, s.citations))) for s in lines),
        notes=note.gaps,
    )


def note_lines(note: BriefingNote) -> Sequence[CheckedSentence]:
    """Every checked sentence of a note once, in its order."""
    lines = [*note.top_lines, *(fact.sentence for fact in note.key_facts)]
    lines += [sentence for theme in note.themes for sentence in theme.sentences]
    return tuple({line.text: replace(line, part=0) for line in lines}.values())
