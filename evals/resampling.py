"""The draws behind the intervals and tests of `statistics.py`: groups resampled, groups swapped. Pure.

Sums are arrays of shape (m, k): m draws of the k column sums of a tally. For a pair of runs the columns of A
come first and those of B second, (m, 2k). Terms and the rule for draws without a value: `statistics.py`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Value = Callable[[Floats], Floats]

EXACT_GROUPS = 16

# Numbers held at once while drawing (32 MB an array), whatever the number of groups.
_CHUNK = 4_000_000
# Below this share of the values compared, a difference is the rounding of their sums.
_ROUNDING = 1e-12


def group_totals(tallies: ArrayLike, groups: Sequence[str]) -> Floats:
    """Column sums of each group, (number of groups, k), groups in the order of their names. ValueError where
    the tallies are not (n, k) with n = len(groups), or not finite."""
    rows = np.asarray(tallies, dtype=np.float64)
    if rows.ndim != 2 or len(rows) != len(groups):
        raise ValueError(
            f"Tallies of shape {rows.shape} do not fit {len(groups)} questions; expected (n, k)."
        )
    if not np.isfinite(rows).all():
        raise ValueError("A tally is not a finite number; count a failed question as 0 of 1 instead.")
    members: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(groups):
        members[name].append(place)
    # fsum rounds once, so the order of the questions cannot change a single digit.
    sums = [[math.fsum(column) for column in rows[members[name]].T] for name in sorted(members)]
    return np.array(sums, dtype=np.float64).reshape(len(members), rows.shape[1])


def paired_totals(a: ArrayLike, b: ArrayLike, groups: Sequence[str]) -> Floats:
    """Column sums of each group for both runs, (number of groups, 2k)."""
    of_a, of_b = group_totals(a, groups), group_totals(b, groups)
    if of_a.shape != of_b.shape:
        raise ValueError(f"The runs have tallies of {of_a.shape[1]} and {of_b.shape[1]} columns.")
    return np.hstack([of_a, of_b])


def values(value: Value, sums: Floats) -> Floats:
    """The metric of every draw, (m,); nan where it is undefined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(value(sums), dtype=np.float64)
    if found.shape != sums.shape[:1]:
        raise ValueError(
            f"A metric's value must turn sums of shape {sums.shape} into {len(sums)} numbers, not into shape "
            f"{found.shape}: index the columns as sums[..., 0]."
        )
    return np.where(np.isfinite(found), found, np.nan)


def differences(value: Value, sums: Floats) -> Floats:
    """B − A of every draw, (m,); exactly 0 where the two differ by rounding only."""
    of_a, of_b = (values(value, half) for half in np.hsplit(sums, 2))
    gaps = of_b - of_a
    return np.where(np.abs(gaps) <= _ROUNDING * np.maximum(np.abs(of_a), np.abs(of_b)), 0.0, gaps)


def resampled_sums(totals: Floats, draws: int, seed: int) -> Floats:
    """Column sums of `draws` samples of groups with replacement, each as large as the original; none where
    there are fewer than two groups, as nothing can be resampled then."""
    if len(totals) < 2:
        return np.empty((0, totals.shape[1]))
    # Groups with equal totals are interchangeable: draw how many of each kind. Kinds stand in the order of
    # their groups, not of their numbers, so that two runs swapped draw the same groups.
    _, first, counts = np.unique(totals, axis=0, return_index=True, return_counts=True)
    order = np.argsort(first)
    kinds, shares = totals[first[order]], counts[order] / len(totals)
    rng = np.random.default_rng(seed)
    sizes = _chunks(draws, len(kinds))
    return np.concatenate(
        [rng.multinomial(len(totals), shares, size=size).astype(np.float64) @ kinds for size in sizes]
    )


def sign_flip(totals: Floats, value: Value, draws: int, seed: int) -> tuple[float, int]:
    """Two-sided p of B − A when A's and B's tallies of whole groups are swapped at random, and the number of
    swaps without a value, which count as extreme.

    Groups with equal tallies change nothing and are left out. Where m <= 16 groups differ all 2^m swaps are
    made and p is exact; else p = (1 + extreme) / (1 + draws) of `draws` random ones.
    """
    of_a, of_b = np.hsplit(totals, 2)
    moves = (of_b - of_a)[np.any(of_a != of_b, axis=1)]
    sums = totals.sum(axis=0, keepdims=True)
    observed = np.abs(differences(value, sums))[0]
    slack = _ROUNDING * max(float(np.abs(values(value, half))[0]) for half in np.hsplit(sums, 2))
    extreme = undefined = 0
    for swaps in _swaps(len(moves), draws, np.random.default_rng(seed)):
        shift = swaps @ moves
        gaps = differences(value, sums + np.hstack([shift, -shift]))
        undefined += int(np.isnan(gaps).sum())
        extreme += int((~(np.abs(gaps) < observed - slack)).sum())
    if len(moves) <= EXACT_GROUPS:
        return extreme / 2 ** len(moves), undefined
    return (1 + extreme) / (1 + draws), undefined


def _swaps(groups: int, draws: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Rows of 0 (left) and 1 (swapped), one column a group, in chunks of rows."""
    if groups <= EXACT_GROUPS:
        yield ((np.arange(2**groups)[:, None] >> np.arange(groups)) & 1).astype(np.float64)
        return
    for size in _chunks(draws, groups):
        yield rng.integers(0, 2, size=(size, groups)).astype(np.float64)


def _chunks(draws: int, columns: int) -> list[int]:
    """How many draws to make at a time so that memory stays bounded."""
    size = max(1, _CHUNK // columns)
    return [min(size, draws - start) for start in range(0, draws, size)]
