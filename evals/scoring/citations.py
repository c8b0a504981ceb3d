"""Tallies of the citations of one answer. Refusals have none; a crash counts as one failure. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.metrics import Tallies
from evals.responses import Place, Response, Said
from evals.scoring.corpus_view import CorpusView
from evals.scoring.locating import same_page
from evals.types import Nugget
from indexing.vocabulary import stems

Supports = Callable[[str, Sequence[str]], bool]
"""(sentence, quotations) → whether they support it: the verifier that stands in for entailment."""

CLAIM_WORDS = 4


def citation_tallies(
    nuggets: Sequence[Nugget], response: Response, corpus: CorpusView, supports: Supports
) -> Tallies:
    """Validity, exactness, recall and precision (ALCE, with `supports` as entailment), and gold places.

    A sentence without a citation is not supported, whatever the verifier says.
    """
    vital = [n for n in nuggets if n.vital]
    if response.error is not None:
        return _failed(len(vital))
    if not response.answered:
        return {}
    cited = [c for s in response.sentences for c in s.citations]
    claims = [s for s in response.sentences if is_claim(s.text)]
    supported = sum(bool(s.citations) and supports(s.text, [c.text for c in s.citations]) for s in claims)
    told: Tallies = {
        "citations_valid": (sum(map(corpus.resolves, cited)), len(cited)),
        "quotations_exact": (sum(map(corpus.exact, cited)), len(cited)),
        "citation_recall": (supported, len(claims)),
        "citation_precision": (sum(_needed(s, supports) for s in response.sentences), len(cited)),
    }
    if vital:
        gold = [e for n in nuggets for e in n.evidence]
        at_gold = sum(any(same_page(c, e) for e in gold) for c in cited)
        reached = sum(any(same_page(c, e) for c in cited for e in n.evidence) for n in vital)
        told["gold_citation_precision"] = (at_gold, len(cited))
        told["gold_citation_recall"] = (reached, len(vital))
    return {name: (float(a), float(b)) for name, (a, b) in told.items()}


def _failed(vital: int) -> Tallies:
    """A crash: one citation that failed on every count, and none of the gold places cited."""
    names = ("citations_valid", "quotations_exact", "citation_recall", "citation_precision")
    told: Tallies = dict.fromkeys(names, (0.0, 1.0))
    if vital:
        told |= {"gold_citation_precision": (0.0, 1.0), "gold_citation_recall": (0.0, float(vital))}
    return told


def is_claim(sentence: str) -> bool:
    """Whether a sentence says something that needs proof: at least four content words."""
    return len(stems(sentence)) >= CLAIM_WORDS


def _needed(said: Said, supports: Supports) -> int:
    """Citations of a sentence that count: its citations together support it, and this one does alone or is
    missed when taken away (Gao et al. 2023)."""
    quotations = [c.text for c in said.citations]
    if not quotations or not supports(said.text, quotations):
        return 0
    return sum(_counts(said.text, said.citations, i, supports) for i in range(len(quotations)))


def _counts(text: str, citations: Sequence[Place], i: int, supports: Supports) -> bool:
    rest = [c.text for j, c in enumerate(citations) if j != i]
    return supports(text, [citations[i].text]) or not (rest and supports(text, rest))
