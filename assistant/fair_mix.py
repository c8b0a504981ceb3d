"""The fair mix of what was found: copies behind their original, no publication crowding the others out, at
nearly equal relevance the later and fuller source first, and every side of a comparison heard. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.types import Kind, Role
from indexing.types import Hit
from indexing.vocabulary import words

RUN_LENGTH = 4
"""Words in a row that are compared (shingles: Broder 1997)."""
SAME_FROM = 0.8
"""Share of the shorter passage's runs of words that the other holds, from which one copies the other."""
LEAST_RUNS = 8
NEAR = 0.01
"""Scores so near each other are equal relevance."""
FIRST = 10
MOST_OF_ONE = 5
"""Passages of one publication among the first `FIRST`, where the question does not name it."""
OF_A_SIDE = 2
"""Passages among the first `FIRST` that each side of a comparison has at least, where it has as many."""

_Runs = frozenset[tuple[str, ...]]


def mixed(hits: Sequence[Hit], named: Collection[str] = ()) -> tuple[Hit, ...]:
    """Hits, best first, in a fair order; nothing is left out but copies, whose publications stand in
    `Hit.copies` of the passage that stands for them. Publications `named` in the question are not held
    back."""
    return in_fair_order(without_copies(hits, named), named)


def in_fair_order(hits: Sequence[Hit], named: Collection[str] = ()) -> tuple[Hit, ...]:
    """What `mixed` does with hits that are no copies of each other."""
    return tuple(_held_back(_in_order(hits), named))


def without_copies(hits: Sequence[Hit], named: Collection[str] = ()) -> list[Hit]:
    """Of passages that say the same in the same words, figures included, the one that stands before the
    others, in the place and with the score of the best of them."""
    kept = []
    for group in _alike(hits):
        first = min(group, key=lambda i: (_standing(hits[i], named), i))
        others = dict.fromkeys(p for i in group for p in (hits[i].publication.id, *hits[i].copies))
        others.pop(hits[first].publication.id)
        kept.append(replace(hits[first], score=hits[group[0]].score, copies=tuple(others)))
    return kept


def _alike(hits: Sequence[Hit]) -> list[list[int]]:
    """Places of hits in groups of the same text, in order of the best of each."""
    runs = [_runs(hit.chunk.text) for hit in hits]
    holding: dict[tuple[str, ...], list[int]] = defaultdict(list)
    group_of: dict[int, list[int]] = {}
    groups: list[list[int]] = []
    for i, own in enumerate(runs):
        shared = Counter(j for run in own for j in holding.get(run, ()))
        twin = next((j for j, n in shared.most_common() if _same(hits, runs, i, j, n)), None)
        if twin is None:
            groups.append([])
        group = group_of[i] = group_of[twin] if twin is not None else groups[-1]
        if not group:  # later ones are held against the first of a group only
            for run in own:
                holding[run].append(i)
        group.append(i)
    return groups


def _same(hits: Sequence[Hit], runs: Sequence[_Runs], i: int, j: int, shared: int) -> bool:
    """Figures must agree: the same sentence with other figures is another year's, not a copy."""
    least = min(len(runs[i]), len(runs[j]))
    if least < LEAST_RUNS or shared < SAME_FROM * least:
        return False
    one, other = _figures(hits[i].chunk.text), _figures(hits[j].chunk.text)
    return one <= other or other <= one


@lru_cache(maxsize=2_000)
def _runs(text: str) -> _Runs:
    every = [w.lower() for w in words(text)]
    return frozenset(tuple(every[i : i + RUN_LENGTH]) for i in range(len(every) - RUN_LENGTH + 1))


def _figures(text: str) -> set[str]:
    return {w for w in words(text) if any(c.isdigit() for c in w)}


def _standing(hit: Hit, named: Collection[str]) -> tuple[bool, bool, bool, str]:
    """Smaller stands before: named in the question, no press, an original before a digest, the earlier."""
    publication = hit.publication
    is_copy = publication.kind is Kind.PRESS or publication.role is Role.SECONDARY
    day = publication.published.earliest.isoformat() if publication.published else "9999"
    return publication.id not in named, is_copy, hit.is_digest, day


def _in_order(hits: Sequence[Hit]) -> list[Hit]:
    """As they come, but that a successor goes before what it replaces, and an original before a digest, where
    their scores are equal or nearly so."""
    ordered: list[Hit] = []
    for hit in hits:
        at = len(ordered)
        while at and ordered[at - 1].score - hit.score < NEAR and _goes_before(hit, ordered[at - 1]):
            at -= 1
        ordered.insert(at, hit)
    return ordered


def _goes_before(hit: Hit, other: Hit) -> bool:
    later = hit.publication.id in other.publication.superseded_by
    return later or (other.is_digest and not hit.is_digest)


def _held_back(hits: Sequence[Hit], named: Collection[str]) -> Iterable[Hit]:
    """The first places with at most `MOST_OF_ONE` of one publication, then the rest in order."""
    first: list[Hit] = []
    late: list[Hit] = []
    held: Counter[str] = Counter()
    for hit in hits:
        publication = hit.publication.id
        full = len(first) >= FIRST or (held[publication] >= MOST_OF_ONE and publication not in named)
        (late if full else first).append(hit)
        held[publication] += not full
    return [*first, *late]


def with_sides(hits: Sequence[Hit], sides: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """Hits with the best `OF_A_SIDE` of each side of a comparison among the first `FIRST`: those that are not
    take the last of these places from others. `sides` are the hits of each, best first."""
    due = [hit.chunk.id for place in range(OF_A_SIDE) for side in sides for hit in side[place : place + 1]]
    by_id = {h.chunk.id: h for h in [*(h for side in sides for h in side), *hits]}
    order = [h.chunk.id for h in hits]
    first = order[:FIRST]
    missing = [i for i in dict.fromkeys(due[:FIRST]) if i not in first]
    needed = max(0, len(first) + len(missing) - FIRST)
    spare = [i for i in reversed(first) if i not in due][:needed]
    kept = [i for i in first if i not in spare]
    return tuple(by_id[i] for i in dict.fromkeys([*kept, *missing, *order]))
