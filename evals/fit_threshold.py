"""Fit when a question is answered, on the dev split of `core` only: `python -m evals.fit_threshold`.

A logistic function of two features of the best sentence that the hard rules leave
(`assistant/sufficiency.py`), both classes weighing the same, judged by two-fold cross-validation over groups.
Prints the figures to put into `sufficiency.FIT` and what each threshold would do; changes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.chain import Assistant
from assistant.compose import open_assistant
from assistant.errors import AssistantError
from assistant.settings import load_settings
from evals.calibration import auroc
from evals.gold import GoldError, read_set
from evals.gold_check import require_sound
from evals.responses import filters_of, history_of
from evals.types import Answerability, Question
from indexing.types import IndexingError

THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One question past the hard rules: features of its best sentence, and whether it has an answer."""

    group: str
    coverage: float
    cosine: float
    answerable: bool


def cases(assistant: Assistant, questions: Sequence[Question]) -> Iterator[Case | bool]:
    """A case for each question that reaches the threshold; for one that a rule refused, whether it has an
    answer. Questions to be asked back or declined take no part."""
    for question in questions:
        if question.answerability in (Answerability.AMBIGUOUS, Answerability.DECLINED):
            continue
        best = assistant.best_candidate(question.question, history_of(question), filters_of(question.filters))
        if best is None:
            yield question.wants_answer
        else:
            yield Case(question.group, best.coverage, best.cosine, question.wants_answer)


def fit(features: Floats, answerable: Floats) -> Floats:
    """Weights (coverage, cosine, constant) of a logistic regression, mildly drawn to 0 (C = 10)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10.0, class_weight="balanced").fit(features, answerable)
    return np.array([*model.coef_[0], model.intercept_[0]])


def likelihoods(features: Floats, weights: Floats) -> Floats:
    """The logistic function of the weighted features, in (0, 1)."""
    return np.asarray(1 / (1 + np.exp(-(features @ weights[:-1] + weights[-1]))))


def cross_validated(found: Sequence[Case]) -> Floats:
    """The likelihood of each case by weights fitted on the other half of the groups."""
    groups = sorted({c.group for c in found})
    half = {g: i % 2 for i, g in enumerate(groups)}
    features = np.array([[c.coverage, c.cosine] for c in found])
    answerable = np.array([float(c.answerable) for c in found])
    fold = np.array([half[c.group] for c in found])
    judged = np.zeros(len(found))
    for i in (0, 1):
        judged[fold == i] = likelihoods(features[fold == i], fit(features[fold != i], answerable[fold != i]))
    return judged


def main() -> None:
    """Print the fit."""
    gold = read_set("core")
    try:
        assistant = open_assistant(load_settings())
        require_sound(gold, assistant.library.reports)
    except (AssistantError, GoldError, IndexingError) as error:
        raise SystemExit(str(error)) from None
    questions = [q for line, q in zip(gold.lines, gold.questions, strict=True) if line.split == "dev"]
    every = list(cases(assistant, questions))
    found = [c for c in every if isinstance(c, Case)]
    refused = [c for c in every if isinstance(c, bool)]
    features = np.array([[c.coverage, c.cosine] for c in found])
    answerable = np.array([float(c.answerable) for c in found])
    weights = fit(features, answerable)
    judged = cross_validated(found)
    out = sys.stdout.write
    out(f"{len(every)} questions of core dev; rules refuse {len(refused)}, {sum(refused)} of them wrongly\n")
    out("FIT: coverage {:.2f}, cosine {:.2f}, constant {:.2f}\n".format(*weights))
    out(f"AUROC, two-fold: {auroc(judged.tolist(), [c.answerable for c in found]):.3f} (n = {len(found)})\n")
    yes = answerable == 1
    for threshold in THRESHOLDS:
        answered = judged >= threshold
        out(
            f"from {threshold:.2f}: answers {answered[yes].mean():.2f} of the answerable, "
            f"{answered[~yes].mean():.2f} of the others (past the rules)\n"
        )


if __name__ == "__main__":
    main()
