"""Whether the best sentences answer a question, and in plain words why not. Pure.

A score cannot tell that a fact is absent while its report is present (methods.md, section 3.4), so the hard
rules come first: another place, another date, a name no report mentions. The rest is a weighted sum fitted
on our development questions (docs/evaluation.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.matching import Candidate, Wanted
from assistant.types import AnswerType

FIT = {"coverage": 3.45, "cosine": 1.95, "constant": -3.35}
ANSWERED_FROM = 0.4
BESIDE = 0.8

_KIND_WORDS = {
    AnswerType.NUMBER: "a figure",
    AnswerType.MONEY: "an amount of money",
    AnswerType.PERCENT: "a share or percentage",
    AnswerType.DATE: "a date",
    AnswerType.WHO: "a name",
}


def fits(candidate: Candidate) -> bool:
    """Whether a sentence is about the place, the time and the publication asked for."""
    return candidate.place_fits and candidate.dates > 0 and candidate.named > 0


def beside_the_point(best: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Whether the best sentence that fits is much further from the question than one that does not: then
    the library speaks of the matter, but not for that place, date or publication."""
    same_work = [c for c in candidates if c.named > 0]
    nearest = max(same_work, key=lambda c: c.coverage + c.cosine)
    return best.coverage + best.cosine < BESIDE * (nearest.coverage + nearest.cosine)


def likelihood(candidate: Candidate) -> float:
    """How likely a sentence answers, in (0, 1), higher is better: a logistic function of two features.

    More features (kind of figure, heaviest missing word, words matched by meaning) did not help when fitted
    on one half of our development questions and judged on the other (docs/evaluation.md).
    """
    total = FIT["coverage"] * candidate.coverage + FIT["cosine"] * candidate.cosine + FIT["constant"]
    return 1 / (1 + math.exp(-total))


def why_not(candidate: Candidate, want: Wanted) -> str:
    """Why one passage that came near does not answer, in plain words."""
    if not candidate.place_fits:
        return f"It is not about {_listed([p.title() for p in sorted(want.places)])}."
    if candidate.dates <= 0:
        return f"It gives no figure for {_listed([str(d) for d in want.dates])}."
    if candidate.named <= 0:
        return "It is from another publication than the one asked about."
    if not candidate.kind and want.kind in _KIND_WORDS:
        return f"It does not give {_KIND_WORDS[want.kind]}."
    missing = [want.written.get(stem, stem) for stem in candidate.missing]
    if missing:
        return f"It does not mention {_listed([f'“{m}”' for m in missing[:3]], 'or')}."
    return "It is close to the question but does not plainly answer it."


def reason(candidates: Sequence[Candidate], want: Wanted, unknown: Sequence[str]) -> str:
    """Why a question, or a part of it, has no answer in the library, as one sentence."""
    if unknown:
        return f"No report in the library mentions {_listed(list(unknown), 'or')}."
    if not candidates:
        return "No passage in the library comes near this question."
    if not any(c.place_fits for c in candidates):
        return f"The reports found are not about {_listed([p.title() for p in sorted(want.places)])}."
    if not any(c.named > 0 for c in candidates):
        if want.edition:
            return f"No report of {_listed([str(d) for d in want.edition])} on this was found."
        return "Nothing was found in the publication asked about."
    if not any(fits(c) for c in candidates) and want.dates:
        return f"The reports found give nothing for {_listed([str(d) for d in want.dates])}."
    return "No sentence in the library plainly answers this."


def _listed(items: Sequence[str], joint: str = "and") -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {joint} {items[-1]}"
