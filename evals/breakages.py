"""The product broken on purpose, in ways that an evaluation has to notice. Each is a system of its own."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

from assistant.grounding.figures import read_figures
from assistant.retrieval import Retrieval
from assistant.types import Outcome, Query
from evals.responses import Ask, Response, Said
from evals.types import Question
from indexing.types import Filters, Hit

Breakage = Callable[[Ask, int], Ask]
"""(the product, seed) → the product broken in one way."""


class ShuffledRetrieval(Retrieval):
    """A search that finds the right passages and ranks them at random. `seed` is set on the class between
    runs: an assistant with its remembered vectors is opened once."""

    seed = 0

    def search(self, question: str, filters: Filters, top_k: int) -> tuple[Hit, ...]:
        """The passages of the real search in a random order, always the same for a question and a seed."""
        hits = list(super().search(question, filters, top_k))
        random.Random(f"{self.seed} {question}").shuffle(hits)  # noqa: S311 - no secret
        return tuple(hits)

    def hits_for(self, query: Query) -> tuple[Hit, ...]:
        """The passages for a question in a random order."""
        hits = list(super().hits_for(query))
        random.Random(f"{self.seed} {query.standalone}").shuffle(hits)  # noqa: S311 - no secret
        return tuple(hits)


def dropped_citations(ask: Ask, seed: int) -> Ask:
    """Every second citation is lost on the way, at random."""
    dice = random.Random(seed)  # noqa: S311 - no secret

    def broken(question: Question) -> Response:
        response = ask(question)
        kept = tuple(s if dice.random() < 0.5 else Said(s.text, ()) for s in response.sentences)
        return replace(response, sentences=kept)

    return broken


def altered_figures(ask: Ask, seed: int) -> Ask:
    """A digit of about every third figure is another one."""
    dice = random.Random(seed)  # noqa: S311 - no secret

    def broken(question: Question) -> Response:
        response = ask(question)
        changed = tuple(Said(_altered(s.text, dice), s.citations) for s in response.sentences)
        return replace(response, sentences=changed)

    return broken


def never_refusing(ask: Ask, seed: int) -> Ask:
    """Where nothing answers, the passage that came nearest is given as the answer."""

    def broken(question: Question) -> Response:
        response = ask(question)
        if response.outcome != Outcome.NOT_IN_EVIDENCE.value or not response.passages:
            return response
        nearest = response.passages[0]
        first = replace(nearest, text=re.split(r"(?<=[.!?])\s", nearest.text)[0])
        said = Said(first.text, (first,))
        return replace(response, outcome=Outcome.ANSWERED.value, sentences=(said,))

    return broken


def always_refusing(ask: Ask, seed: int) -> Ask:
    """Nothing is answered."""

    def broken(question: Question) -> Response:
        return replace(ask(question), outcome=Outcome.NOT_IN_EVIDENCE.value, sentences=(), differ=())

    return broken


def ignoring_history(ask: Ask, seed: int) -> Ask:
    """Every question is taken as the first of its conversation."""
    return lambda question: ask(question.model_copy(update={"history": ()}))


BREAKAGES: dict[str, Breakage] = {
    "dropped citations": dropped_citations,
    "altered figures": altered_figures,
    "never refusing": never_refusing,
    "always refusing": always_refusing,
    "ignoring history": ignoring_history,
}
"""Breakages of the answers; `ShuffledRetrieval` breaks the search, and needs an assistant of its own."""


def _altered(text: str, dice: random.Random) -> str:
    for figure in reversed(read_figures(text)):
        digits = [i for i in range(figure.start, figure.end) if text[i].isdigit()]
        if digits and dice.random() < 1 / 3:
            at = dice.choice(digits)
            other = dice.choice([d for d in "123456789" if d != text[at]])
            text = text[:at] + other + text[at + 1 :]
    return text
