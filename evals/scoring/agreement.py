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
    """A nugget, sentences of an answer, and what a person says of them."""

    id: Id
    split: Literal["dev", "test"]
    nugget: Nugget
    sentences: tuple[Text, ...]
    label: Assignment
    note: str | None = None


@dataclass(frozen=True, slots=True)
class MatcherAgreement:
    """Of `n` pairs: precision and recall of "support", share of all labels alike, Cohen's kappa over the
    three labels (1 perfect, 0 chance); higher is better for all."""

    n: int
    precision: float
    recall: float
    exact: float
    kappa: float


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
    return MatcherAgreement(
        len(judged), both / found if found else 0.0, both / true if true else 0.0, exact, kappa
    )
