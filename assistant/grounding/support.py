"""How well evidence supports a claim: a score from words, names, figures and polarity, without a model.

It tells a figure, date, name or detail that the evidence does not hold. It does not tell the right words in
a wrong relation (who did what to whom): there it does little better than chance, and says nothing. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.grounding.absent import Evidence, absent_figures, absent_names, put_in_place
from assistant.grounding.alignment import Alignment, Sentence, Weight, align, read_passage, read_sentence
from assistant.grounding.directions import judgements, movements
from assistant.grounding.figure_types import DATED, Figure
from assistant.grounding.figures import MAX_SENTENCE_LENGTH, cuts_figure, read_figures, unborne
from assistant.grounding.polarity import compare
from assistant.grounding.quotations import find

SUPPORTED_FROM = 0.3
"""A claim with this score or more counts as supported. From 0.25 to 0.45 the mean balanced accuracy over WiCE
dev, QAGS (CNN/DM and XSum) and HealthVer dev, each counting the same, is flat and highest (`python -m
evals.benchmarks.verifier_fit`); in that range this is the best for our own gold claims, dev split. The best
threshold of one set alone lies between 0.1 (loose paraphrase) and 0.9 (sentences copied whole): fit another
where claims are all of one kind."""

NAME_MISSING = 0.15
"""A claim with n names that the evidence lacks is divided by 1 + n times this."""
CAPPED = 0.29
"""What a failure leaves of a score: always less than `SUPPORTED_FROM`, in the order it had before."""
ALIGNED_FROM = 0.4
"""From this coverage by the best sentence on, a claim is about what that sentence says, and a missing name or
a word that turns the sentence round caps the score."""
COPIED_FROM = 0.3
"""From this share of trigrams on, a claim copies a sentence of its evidence, and a figure put in the place of
the sentence's own or a stronger word caps the score."""
_WORD_REASON = re.compile(r"The word (“[^”]+”)")


@dataclass(frozen=True, slots=True)
class Support:
    """How well evidence supports a claim.

    `score` is in [0, 1], higher is better supported, 1 where the claim stands in the evidence word for word;
    it is no probability. `flags` say, in plain words, why the claim is not supported: an absent figure or
    date, or nothing to hold it against. `doubts` are reasons to look again; those on names, contrary and
    stronger words cap the score where the claim stays close to the evidence. `names` are capitalised words of
    the claim that the evidence has in no form. `alignment` is how much of the wording was found, and where.
    """

    score: float
    flags: tuple[str, ...]
    doubts: tuple[str, ...]
    names: tuple[str, ...]
    alignment: Alignment

    @property
    def supported(self) -> bool:
        """Whether the score reaches `SUPPORTED_FROM`, which no claim with a flag does."""
        return self.score >= SUPPORTED_FROM


def support(claim: str, evidence: Sequence[str], weight: Weight | None = None) -> Support:
    """Score a claim against its evidence: passages or sentences, in any order.

    `weight` says how much a stem tells, at least 0, as `Vocabulary.weight` does; without it all stems weigh
    the same. The evidence should be what the claim cites, with the publication's title and date where the
    claim may give them: in much more than that, words are found by chance.
    """
    passages = [passage for passage in evidence if passage.strip()]
    said = read_sentence(claim)
    if not said.words or not passages:
        why = "There is no evidence to hold the claim against." if said.words else "The claim has no words."
        return Support(0.0, (why,), (), (), Alignment(0.0, 0.0, 0.0, said.words, (), ()))
    held = [sentence for passage in passages for sentence in read_passage(passage)]
    alignment = align(said, held, weight)
    if not alignment.novel and any(_stands_in(claim, passage) for passage in passages):
        return Support(1.0, (), (), (), alignment)
    if len(claim) > MAX_SENTENCE_LENGTH:
        why = "The claim is too long for its figures to be checked."
        return Support(CAPPED * alignment.wording, (why,), (), (), alignment)
    return _checked(said, held, passages, alignment)


def _stands_in(claim: str, passage: str) -> bool:
    span = find(claim.strip().removesuffix("."), passage)
    return span is not None and not cuts_figure(passage, span)


def _checked(said: Sentence, held: Sequence[Sentence], passages: Sequence[str], found: Alignment) -> Support:
    """The score of a claim that does not stand in its evidence word for word."""
    figures = read_figures(said.text)
    absent = absent_figures(figures, Evidence([s.text for s in held], passages))
    names = absent_names(said.words, [sentence.words for sentence in held])
    turned = compare(said.text, found.sentences)
    is_aligned, is_copied = found.best >= ALIGNED_FROM, found.trigrams >= COPIED_FROM
    score = found.wording / (1 + NAME_MISSING * len(names))
    if (
        absent
        or (is_aligned and (names or turned.contrary))
        or (is_copied and (turned.stronger or put_in_place(figures, Evidence(found.nearest, passages))))
    ):
        score *= CAPPED
    reasons = _gate_reasons(said, figures, found) if absent or is_aligned else ()
    flags = tuple(dict.fromkeys(_flag(figure, reasons) for figure in absent))
    named = tuple(f"The name {name} is not in the evidence." for name in names)
    others = (r for r in reasons if r not in flags and not _told(r, turned.contrary))
    doubts = dict.fromkeys((*turned.contrary, *turned.stronger, *named, *others))
    return Support(score, flags, tuple(doubts), names, found)


def _gate_reasons(said: Sentence, figures: Sequence[Figure], found: Alignment) -> tuple[str, ...]:
    """What the gate has against the claim, held against the sentences aligned with it."""
    if figures or movements(said.text) or judgements(said.text):
        return unborne(said.text, found.sentences)
    return ()


def _flag(figure: Figure, reasons: Sequence[str]) -> str:
    """Why a figure fails: in the gate's words, which give what the evidence says, where it has any."""
    own = f"The {'date' if figure.kind in DATED else 'figure'} {figure.raw} is not in the evidence."
    return next((reason for reason in reasons if f" {figure.raw} is not in " in reason), own)


def _told(reason: str, contrary: Sequence[str]) -> bool:
    """Whether a reason of the gate is about a word that turns the evidence round, which was told already."""
    match = _WORD_REASON.match(reason)
    return match is not None and any(match[1] in told for told in contrary)
