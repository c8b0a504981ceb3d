"""How well evidence supports a claim: a score from words, names, figures and polarity, without a model.

What it can tell: a figure, date, name or detail that the evidence does not hold. What it cannot: the right
words in a wrong relation (who did what to whom), for which it does little better than chance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from assistant.grounding.absent import Figures, absent_figures, absent_names
from assistant.grounding.figure_types import DATED, Figure, FigureKind
from assistant.grounding.figures import MAX_SENTENCE_LENGTH, cuts_figure, unborne
from assistant.grounding.polarity import compare
from assistant.grounding.quotations import find
from indexing.chunking import split_sentences
from indexing.vocabulary import STOP_WORDS, stem, words

SUPPORTED_FROM = 0.5
"""From this score on a claim counts as supported."""

BEST, THREE, TRIGRAMS = 0.35, 0.25, 0.40
"""What the lexical parts count for; they sum to 1, so that the score is 1 where all of them are."""
FLAGGED = 0.45
NAME_MISSING = 0.12
WORD_FIGURE = 0.7
CONTRARY = 0.5
STRONGER = 0.9
ALIGNED_FROM = 0.4
MOST_ALIGNED = 3
"""Sentences the claim is aligned with, for each sentence it has itself."""


@dataclass(frozen=True, slots=True)
class Support:
    score: float
    flags: tuple[str, ...]
    doubts: tuple[str, ...]
    best: float
    three: float
    trigrams: float
    novel: tuple[str, ...]
    aligned: tuple[str, ...]

    @property
    def supported(self) -> bool:
        return not self.flags and self.score >= SUPPORTED_FROM


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    order: tuple[str, ...]
    content: frozenset[str]


def support(claim, evidence, weight=None):
    passages = [p for p in evidence if p.strip()]
    if not words(claim) or not passages:
        what = "The claim holds no words." if passages else "There is no evidence to hold the claim against."
        return Support(0.0, (what,), (), 0.0, 0.0, 0.0, (), ())
    said = _read(claim)
    held = [_read(s) for p in passages for s in split_sentences(p)]
    wanted = said.content or frozenset(said.order)
    weights = {w: weight(w) if weight else 1.0 for w in wanted}
    sentences = len(split_sentences(claim))
    aligned, coverage = _align(weights, held, MOST_ALIGNED * sentences)
    best = coverage[min(sentences, len(coverage)) - 1] if coverage else 0.0
    three = coverage[-1] if coverage else 0.0
    trigrams = _trigrams(said, held) if len(said.order)>=3 else three
    texts = tuple(s.text for s in aligned)
    every = frozenset().union(*(s.content for s in held))
    novel = tuple(dict.fromkeys(w for w in words(claim) if stem(w) in wanted and stem(w) not in every))
    if trigrams > 0.9 and any((sp := find(claim.rstrip().removesuffix("."), p)) and not cuts_figure(p, sp) for p in passages):
        return Support(1.0, (), (), best, three, trigrams, novel, texts)
    if len(claim) > MAX_SENTENCE_LENGTH:
        return Support(FLAGGED * (BEST*best+THREE*three+TRIGRAMS*trigrams), ("The claim is too long to be checked.",), (), best, three, trigrams, novel, texts)
    pool = [s.text for s in held] if len(held) <= 40 else list(texts)
    certain, likely = absent_figures(claim, Figures([s.text for s in held]))
    flags = tuple(f"{f.raw} absent" for f in certain)
    names = absent_names(claim, [s.text for s in held])
    score = BEST*best+THREE*three+TRIGRAMS*trigrams
    p = {'flags': len(certain), 'likely': len(likely), 'names': len(names)}
    t = compare(claim, texts)
    p['contrary'] = len(t.contrary); p['stronger'] = len(t.stronger)
    u = unborne(claim, texts) if texts else ()
    p['unb'] = len(u)
    return Support(score, flags, (*t.contrary,*t.stronger,*u), best, three, trigrams, novel, texts), p


def _read(text):
    order = tuple(stem(w) for w in words(text))
    content = frozenset(stem(w) for w in words(text) if w.lower() not in STOP_WORDS)
    return _Read(text, order, content)


def _align(weights, held, most):
    total = sum(weights.values()) or 1.0
    left, chosen, coverage = set(weights), [], []
    cands=list(held)
    got=0.0
    while len(chosen) < most and cands:
        b=max(cands, key=lambda s: sum(weights[w] for w in left & s.content))
        gain=sum(weights[w] for w in left & b.content)
        if not gain: break
        chosen.append(b); left -= b.content; got+=gain; coverage.append(got/total)
        cands=[c for c in cands if left & c.content]
    return chosen, coverage


def _trigrams(said, held):
    w = set(zip(said.order, said.order[1:], said.order[2:]))
    f=set()
    for s in held: f |= w & set(zip(s.order, s.order[1:], s.order[2:]))
    return len(f)/len(w)
