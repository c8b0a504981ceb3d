"""The scanned vectors: turned axes keep products, the nearest are those of a full comparison."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexing import exact
from indexing.dense import Batch
from indexing.exact import ExactIndex, highest

COUNT, DIMENSION = 3_000, 192


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def like_text(rng: np.random.Generator, count: int) -> np.ndarray:
    """Unit vectors whose directions differ in how much they vary, as those of texts do."""
    return unit(rng.normal(size=(count, DIMENSION)) * np.linspace(1.0, 0.1, DIMENSION))


VECTORS = like_text(np.random.default_rng(1), COUNT)
IDS = [f"{i:024x}" for i in range(COUNT)]
OWNERS = [f"p{i // 300}" for i in range(COUNT)]


def batches() -> Iterator[Batch]:
    for start in range(0, COUNT, 700):
        rows = slice(start, start + 700)
        yield IDS[rows], OWNERS[rows], VECTORS[rows]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ExactIndex:
    folder = tmp_path_factory.mktemp("exact")
    exact.build(folder, COUNT, DIMENSION, batches)
    return ExactIndex(folder)


def test_turning_keeps_products_and_can_be_undone(index: ExactIndex) -> None:
    turned = index.turned(VECTORS[:20])
    assert turned @ turned.T == pytest.approx(VECTORS[:20] @ VECTORS[:20].T, abs=1e-5)
    assert index.back(turned) == pytest.approx(VECTORS[:20], abs=1e-5)


def nearest(index: ExactIndex, query: np.ndarray, k: int, among: np.ndarray | None = None) -> np.ndarray:
    """As a search takes them: the best of those that are roughly the best."""
    turned = index.turned(query)
    rows = np.argsort(-index.rough(turned, among))[:300]
    rows = rows if among is None else among[rows]
    return rows[np.argsort(-index.cosines(turned, rows))[:k]]


def test_the_ten_nearest_are_as_near_as_those_of_a_full_comparison(index: ExactIndex) -> None:
    for query in like_text(np.random.default_rng(2), 50):
        best = nearest(index, query, 10)
        cosines = np.sort(VECTORS @ query)[::-1]
        # Kept to three decimals: the tenth and the eleventh may change places where they are as near.
        assert np.sort(VECTORS[best] @ query)[::-1] == pytest.approx(cosines[:10], abs=1e-3)


def test_roughly_is_nearly_the_cosine(index: ExactIndex) -> None:
    for query in like_text(np.random.default_rng(5), 20):
        rough = index.rough(index.turned(query))
        assert rough.shape == (COUNT,)
        assert np.abs(rough - VECTORS @ query).max() < 0.1
        assert np.corrcoef(rough, VECTORS @ query)[0, 1] > 0.98


def test_some_rows_are_scored_as_they_are_among_all(index: ExactIndex) -> None:
    turned = index.turned(VECTORS[9])
    for among in (np.arange(5), np.arange(0, COUNT, 2), np.arange(COUNT)):
        assert index.rough(turned, among).tolist() == index.rough(turned)[among].tolist()


@pytest.mark.parametrize("owners", [["p3"], ["p9", "p0"], [f"p{i}" for i in range(8)]])
def test_among_some_publications_nothing_else_is_found(index: ExactIndex, owners: list[str]) -> None:
    query = like_text(np.random.default_rng(3), 1)[0]
    among = index.rows_of(owners)
    assert {OWNERS[row] for row in among} == set(owners)
    assert len(among) == 300 * len(owners)
    best = nearest(index, query, 10, among)
    allowed = np.array([i for i, owner in enumerate(OWNERS) if owner in owners])
    assert set(best) == set(allowed[np.argsort(-(VECTORS[allowed] @ query))[:10]])


def test_publications_that_are_not_held_have_no_rows(index: ExactIndex) -> None:
    nobody = index.rows_of(["nobody"])
    assert len(nobody) == 0
    assert len(index.rough(index.turned(VECTORS[0]), nobody)) == 0


def test_chunks_are_told_by_id_and_by_row(index: ExactIndex) -> None:
    assert index.rows_of_chunks([IDS[2_999], "unknown", IDS[5], f"{IDS[7]}x"]).tolist() == [5, 2_999]
    assert index.rows_of_chunks([]).tolist() == []
    assert index.ids(np.array([2_999, 0])) == [IDS[2_999], IDS[0]]


def test_vectors_come_back_to_three_decimals(index: ExactIndex) -> None:
    rows = np.arange(50)
    assert index.back(index.vectors(rows)) == pytest.approx(VECTORS[:50], abs=1e-3)
    assert index.cosines(index.turned(VECTORS[3]), np.array([3])) == pytest.approx([1.0], abs=1e-3)


def test_two_builds_are_the_same_byte_for_byte(index: ExactIndex, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        exact.build(tmp_path / name, COUNT, DIMENSION, batches)
    files = sorted(p.name for p in (tmp_path / "one" / "vectors").iterdir())
    for file in files:
        one, two = (tmp_path / name / "vectors" / file for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), file
    assert len(files) == 5


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    exact.build(tmp_path, COUNT, DIMENSION, batches)
    np.save(tmp_path / "vectors" / "ids.npy", np.array(IDS[1:], "S"))
    with pytest.raises(ValueError, match="differ in length"):
        ExactIndex(tmp_path)


def test_a_single_vector_is_held(tmp_path: Path) -> None:
    exact.build(tmp_path, 1, DIMENSION, lambda: [(IDS[:1], ["a"], VECTORS[:1])])
    opened = ExactIndex(tmp_path)
    assert opened.rough(opened.turned(VECTORS[0])).tolist() == pytest.approx([1.0], abs=0.1)


@pytest.mark.parametrize("dimension", [1, 7])
def test_few_short_vectors_are_held_too(tmp_path: Path, dimension: int) -> None:
    vectors = unit(np.random.default_rng(4).normal(size=(3, dimension)))
    exact.build(tmp_path, 3, dimension, lambda: [(IDS[:3], ["a", "a", "b"], vectors)])
    opened = ExactIndex(tmp_path)
    turned = opened.turned(vectors[1])
    assert opened.rough(turned) == pytest.approx(vectors @ vectors[1], abs=0.02)
    assert opened.cosines(turned, np.array([1])) == pytest.approx([1.0], abs=1e-3)


@pytest.mark.parametrize("count", [1, 99, 100, 101, 5_000, 100_000])
@pytest.mark.parametrize("kind", ["spread", "few values", "all alike", "best in one place"])
def test_the_highest_are_those_of_sorting(count: int, kind: str) -> None:
    scores = np.random.default_rng(count).normal(size=count).astype(np.float32)
    if kind == "few values":
        scores = np.round(scores)
    elif kind == "all alike":
        scores = np.zeros_like(scores)
    elif kind == "best in one place":  # which a sample misses
        scores[1:90] += 100
    places = highest(scores, 100)
    last = np.sort(scores)[::-1][:100][-1]
    assert places.tolist() == np.flatnonzero(scores >= last).tolist()
