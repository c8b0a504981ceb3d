"""The vector index answers with cosines, exactly, and only of the publications asked for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from indexing import dense
from indexing.dense import DenseIndex
from indexing.embedding import Vectors

COUNT = 300


def unit(matrix: Vectors) -> Vectors:
    return np.asarray(matrix / np.linalg.norm(matrix, axis=-1, keepdims=True), np.float32)


VECTORS = unit(np.random.default_rng(7).normal(size=(COUNT, 16)))
IDS = [f"c{i:03}" for i in range(COUNT)]
OWNERS = [f"p{i % 3}" for i in range(COUNT)]


def in_batches(ids: list[str], vectors: Vectors, owners: list[str]) -> Iterator[dense.Batch]:
    for start in range(0, len(ids), dense.BATCH):
        some = slice(start, start + dense.BATCH)
        yield ids[some], owners[some], vectors[some]


def build(
    folder: Path,
    ids: list[str],
    vectors: Vectors,
    owners: list[str],
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    dense.build(folder, len(ids), in_batches(ids, vectors, owners), progress)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("dense")
    build(made, IDS, VECTORS, OWNERS)
    return made


@pytest.fixture(scope="module")
def index(folder: Path) -> Iterator[DenseIndex]:
    opened = DenseIndex(folder)
    yield opened
    opened.close()


def exact(vector: Vectors, k: int) -> list[str]:
    best = sorted(range(COUNT), key=lambda i: -float(VECTORS[i] @ vector))[:k]
    return [IDS[i] for i in best]


def test_it_holds_every_vector(index: DenseIndex) -> None:
    assert index.count() == COUNT


def test_the_nearest_are_those_of_an_exact_search_with_their_cosines(index: DenseIndex) -> None:
    for query in unit(np.random.default_rng(8).normal(size=(20, 16))):
        found = index.nearest(query, 10)
        assert list(found) == exact(query, 10)
        assert found == pytest.approx({i: float(VECTORS[IDS.index(i)] @ query) for i in found}, abs=1e-5)
        assert list(found.values()) == sorted(found.values(), reverse=True)


def test_what_is_kept_is_read_back(index: DenseIndex) -> None:
    kept = index.vectors([IDS[7], "unknown", IDS[2]])
    assert kept.keys() == {IDS[7], IDS[2]}
    assert kept[IDS[7]] == pytest.approx(VECTORS[7], abs=1e-6)
    assert index.vectors([]) == {}


def test_more_may_be_asked_for_than_there_are(index: DenseIndex) -> None:
    assert len(index.nearest(VECTORS[0], COUNT)) == COUNT


def test_identical_and_opposite_vectors_stay_between_minus_one_and_one(index: DenseIndex) -> None:
    for i in range(0, COUNT, 10):
        found = index.nearest(VECTORS[i], 1)
        assert found == {IDS[i]: pytest.approx(1.0, abs=1e-5)}
        assert max(found.values()) <= 1.0
    everything = index.nearest(-VECTORS[0], COUNT)
    assert everything[IDS[0]] == pytest.approx(-1.0, abs=1e-5)


def test_two_readers_of_one_folder_do_not_close_each_other(folder: Path) -> None:
    first, second = DenseIndex(folder), DenseIndex(folder)
    first.close()
    assert list(second.nearest(VECTORS[5], 1)) == [IDS[5]]
    second.close()
    third = DenseIndex(folder)
    assert third.count() == COUNT
    third.close()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_very_small_index_answers(tmp_path: Path, count: int) -> None:
    build(tmp_path, IDS[:count], VECTORS[:count], OWNERS[:count])
    opened = DenseIndex(tmp_path)
    assert opened.count() == count
    assert set(opened.nearest(VECTORS[0], count)) == set(IDS[:count])
    opened.close()


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[int] = []
    build(tmp_path, IDS, VECTORS, OWNERS, told.append)
    assert told[-1] == COUNT
    assert told == sorted(told)


def test_a_batch_boundary_loses_nothing(tmp_path: Path) -> None:
    many = dense.BATCH + 1
    vectors = unit(np.random.default_rng(9).normal(size=(many, 8)))
    told: list[int] = []
    build(tmp_path, [str(i) for i in range(many)], vectors, ["p"] * many, told.append)
    assert told == [dense.BATCH, many]
    opened = DenseIndex(tmp_path)
    assert opened.count() == many
    assert all(list(opened.nearest(vectors[i], 1)) == [str(i)] for i in (0, dense.BATCH - 1, dense.BATCH))
    opened.close()


def test_two_builds_of_the_same_answer_alike(tmp_path: Path, index: DenseIndex) -> None:
    build(tmp_path, IDS, VECTORS, OWNERS)
    again = DenseIndex(tmp_path)
    for query in unit(np.random.default_rng(10).normal(size=(20, 16))):
        assert again.nearest(query, 20) == pytest.approx(index.nearest(query, 20), abs=1e-6)
    again.close()


def test_no_network_telemetry_and_no_embedding_function_of_its_own(index: DenseIndex) -> None:
    assert not index._client.get_settings().anonymized_telemetry
    assert index._collection._embedding_function is None


@pytest.mark.parametrize(("deleted", "added"), [(1, 0), (0, 1), (30, 0), (0, 30), (17, 23)])
def test_a_changed_copy_holds_and_finds_what_a_clean_build_does(
    tmp_path: Path, folder: Path, deleted: int, added: int
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    new = unit(np.random.default_rng(11).normal(size=(added, 16)))
    names = [f"n{i:03}" for i in range(added)]
    dense.change(copy, IDS[:deleted], added, in_batches(names, new, ["new"] * added) if added else ())
    opened = DenseIndex(copy)
    assert opened.ids() == {*IDS[deleted:], *names}
    assert opened.count() == COUNT - deleted + added
    held = np.concatenate([VECTORS[deleted:], new])
    ids = [*IDS[deleted:], *names]
    for query in unit(np.random.default_rng(12).normal(size=(20, 16))):
        exact = [ids[i] for i in np.argsort(-(held @ query))[:10]]
        assert list(opened.nearest(query, 10)) == exact
    opened.close()


def test_opening_a_changed_copy_changes_none_of_its_vector_files(tmp_path: Path, folder: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    dense.change(copy, IDS[:1], 0, ())
    before = {p: p.read_bytes() for p in copy.rglob("*") if p.suffix in (".bin", ".pickle")}
    assert before
    for _ in range(2):
        opened = DenseIndex(copy)
        opened.nearest(VECTORS[0], 5)
        opened.close()
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.parametrize("count", [1, 38, 150])
def test_nothing_stands_in_the_room_that_no_vector_takes(tmp_path: Path, count: int) -> None:
    ids, owners = [f"{i:024x}" for i in range(count)], ["p"] * count
    dense.build(tmp_path, count, [(ids, owners, VECTORS[:count])])
    more = [(["new"], ["p"], VECTORS[count : count + 1])]
    dense.change(tmp_path, ids[:1], 1, more)
    (file,) = tmp_path.rglob("data_level0.bin")
    element = 4 * VECTORS.shape[1] + 4 * (1 + 2 * dense.hnsw(count)["max_neighbors"]) + 8
    assert set(file.read_bytes()[(count + 1) * element :]) <= {0}
    opened = DenseIndex(tmp_path)
    assert next(iter(opened.nearest(VECTORS[count], 1))) == "new"
    opened.close()
