"""What the gold items of a run ask for, read from the copy in its folder, for showing beside the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evals.gold import GoldItem
from evals.gold_copy import read_gold_copy
from evals.run_folder import GOLD
from evals.types import Answerability, Claim, ClaimVerdict, Commission, Nugget, Question

_EXPECTED = {
    Answerability.ANSWERABLE: "an answer",
    Answerability.PARTIAL: "a part of the answer, saying what is missing",
    Answerability.AMBIGUOUS: "to be asked which publication is meant",
    Answerability.DECLINED: "that the system declines",
}


@dataclass(frozen=True, slots=True)
class GoldText:
    """What is expected of one item, in words. `nuggets` is id → (text, whether it is vital); `history` holds
    the turns before the question, as (role, text)."""

    expected: str
    reference: str = ""
    history: tuple[tuple[str, str], ...] = ()
    nuggets: Mapping[str, tuple[str, bool]] = field(default_factory=dict)


UNKNOWN = GoldText("")
"""Where a run folder has no copy of its gold items."""


def gold_texts(folder: Path, kind: str) -> dict[str, GoldText]:
    """Item id → what is expected of it; empty where the folder has no copy of its gold items.

    Raises RunError, by line number, where the copy was changed into something that is no gold item.
    """
    if not (folder / GOLD).is_file():
        return {}
    return {name: _told(item) for name, item in read_gold_copy(folder, kind).items()}


def _told(item: GoldItem) -> GoldText:
    if isinstance(item, Claim):
        return GoldText(_expected_of_claim(item), f"The evidence has: {item.correct}" if item.correct else "")
    nuggets = {n.id: _nugget(n) for n in item.nuggets}
    if isinstance(item, Commission):
        vital = sum(n.vital for n in item.nuggets)
        return GoldText(f"a note that makes all {vital} of its vital points", nuggets=nuggets)
    history = tuple((message.role, message.text) for message in item.history)
    return GoldText(_expected_of_question(item), item.reference_answer or "", history, nuggets)


def _expected_of_question(question: Question) -> str:
    if question.unanswerable_kind is not None:
        return f"no answer ({question.unanswerable_kind.value.replace('_', ' ')})"
    expected = _EXPECTED[question.answerability]
    sides = f", with {len(question.positions)} sides that differ" if question.positions else ""
    return expected + sides


def _expected_of_claim(claim: Claim) -> str:
    if claim.verdict is ClaimVerdict.SUPPORTED:
        return "to be taken as supported"
    return f"not to be taken as supported ({claim.verdict.value.replace('_', ' ')})"


def _nugget(nugget: Nugget) -> tuple[str, bool]:
    return nugget.text, nugget.vital
