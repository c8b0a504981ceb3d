"""How far the nugget matcher agrees with assignments made by hand, over the shipped pairs. Pure but for the
reading of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from evals.gold import SHIPPED_SETS, GoldError, Matcher
from evals.scoring.nuggets import Assignment, Weight, assign
from evals.types import GoldLine, Id, Nugget, Text

PAIRS = SHIPPED_SETS / "matcher_pairs.jsonl"


class Pair(GoldLine):
    """A nugget, sentences of an answer, and what a person says of them. `origin` is where the sentences were
    taken from: an answer of the product, a digest, or written anew in other words."""

    id: Id
    split: Literal["dev", "test"]
    origin: Literal["answer", "digest", "written"]
    nugget: Nugget
    sentences: tuple[Text, ...]
    label: Assignment
    note: str | None = None


@dataclass(frozen=True, slots=True)
class MatcherAgreement:
    """Of `n` pairs: precision and recall of "support", share of all labels alike, Cohen's kappa over the
    three labels (1 perfect, 0 chance); higher is better for all. `quoted` and `written` are (found, all) of
    the supported nuggets whose sentences are the corpus's own, or somebody else's words."""

    n: int
    precision: float
    recall: float
    exact: float
    kappa: float
    quoted: tuple[int, int]
    written: tuple[int, int]

    @property
    def sentence(self) -> str:
        """For a report: how far "points stated" can be trusted."""
        return (
            f"Whether a point is stated is decided by rule. Held against {self.n} pairs of a point and "
            f"sentences that a person had judged, the rule agrees with kappa {self.kappa:.2f}; of the points "
            f"it calls stated {self.precision:.0%} are. It finds {self.quoted[0]} of {self.quoted[1]} points "
            f"stated in the reports' own words, {self.written[0]} of {self.written[1]} stated in quite other "
            "words: an answer that rewords is marked too low."
        )


@cache
def read_pairs(path: Path = PAIRS) -> tuple[Pair, ...]:
    """The pairs of a file. Raises GoldError with the line of a bad one."""
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                pairs.append(Pair.model_validate_json(line))
            except ValidationError as error:
                raise GoldError(f"{path.name}:{number}: {error.errors()[0]['msg']}") from None
    return tuple(pairs)


def agreement(pairs: Sequence[Pair], matcher: Matcher, weight: Weight) -> MatcherAgreement:
    """Hold the matcher against the labels. Raises ValueError where there is nothing to hold it against."""
    if not pairs:
        raise ValueError("agreement needs at least one pair")
    judged = [(assign(p.nugget, p.sentences, matcher, weight), p.label) for p in pairs]
    both = sum(a is b is Assignment.SUPPORT for a, b in judged)
    found = sum(a is Assignment.SUPPORT for a, _ in judged)
    true = sum(b is Assignment.SUPPORT for _, b in judged)
    exact = sum(a is b for a, b in judged) / len(judged)
    mine, theirs = Counter(a for a, _ in judged), Counter(b for _, b in judged)
    chance = sum(mine[label] * theirs[label] for label in Assignment) / len(judged) ** 2
    kappa = (exact - chance) / (1 - chance) if chance < 1 else 1.0
    origins = [p.origin == "written" for p in pairs]

    def recalled(written: bool) -> tuple[int, int]:
        own = [
            a for (a, b), w in zip(judged, origins, strict=True) if w == written and b is Assignment.SUPPORT
        ]
        return sum(a is Assignment.SUPPORT for a in own), len(own)

    return MatcherAgreement(
        len(judged),
        both / found if found else 0.0,
        both / true if true else 0.0,
        exact,
        kappa,
        recalled(False),
        recalled(True),
    )
