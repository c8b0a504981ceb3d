"""Codes of vectors: what they find, and the search that uses them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hash_embedder import HashEmbedder
from sample_reports import chunk

from indexing import exact, lexical, quantised
from indexing.exact import ExactIndex
from indexing.hybrid import HybridIndex
from indexing.quantised import QuantisedIndex, coded_dimensions
from indexing.types import Wording

COUNT = 6_000
PLACES = ["Leeds", "Hull", "York", "Bath", "Ely", "Wells", "Ripon", "Derby"]
THINGS = [
    "waiting lists",
    "community nurses",
    "neighbourhood hubs",
    "hospital beds",
    "ambulances",
    "surgeries",
]
CHUNKS = [
    chunk(
        f"{i:024x}", f"In {PLACES[i % 8]} {THINGS[i // 8 % 6]} rose to {i}.", "Title › Head", i, f"p{i // 50}"
    )
    for i in range(COUNT)
]
EMBEDDER = HashEmbedder()
QUESTIONS = [f"How many {thing} are there in {place}?" for thing in THINGS for place in PLACES]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index without codes."""
    folder = tmp_path_factory.mktemp("plain")
    vectors = EMBEDDER.embed([c.embedded_text for c in CHUNKS])
    batch = ([c.id for c in CHUNKS], [c.publication_id for c in CHUNKS], vectors)
    exact.build(folder, COUNT, EMBEDDER.dimension, lambda: [batch])
    lexical.build(folder, CHUNKS)
    return folder


@pytest.fixture(scope="module")
def coded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same index as it is where there are many chunks."""
    coded = tmp_path_factory.mktemp("coded")
    for path in folder.rglob("*.*"):
        target = coded / path.relative_to(folder)
        target.parent.mkdir(exist_ok=True)
        target.symlink_to(path)
    vectors = ExactIndex(folder).vectors(np.arange(COUNT))
    quantised.build(coded / "vectors", *vectors.shape, vectors.__getitem__)
    return coded


def test_codes_are_written_from_so_many_chunks_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quantised, "WORTHWHILE_FROM", 1_000)
    vectors = EMBEDDER.embed([c.embedded_text for c in CHUNKS[:1_000]])
    for name, count in (("few", 999), ("many", 1_000)):
        batch = ([c.id for c in CHUNKS[:count]], ["p"] * count, vectors[:count])
        (tmp_path / name).mkdir()
        exact.build(tmp_path / name, count, EMBEDDER.dimension, lambda batch=batch: [batch])
    few, many = ExactIndex(tmp_path / "few"), ExactIndex(tmp_path / "many")
    assert few.codes is None
    assert many.codes is not None
    assert len(many.codes) == 1_000


@pytest.mark.parametrize(("dimension", "coded"), [(384, 192), (768, 384), (1_024, 512), (100, 48), (4, 4)])
def test_half_of_the_dimensions_are_coded(dimension: int, coded: int) -> None:
    assert coded_dimensions(dimension) == coded


def test_the_nearest_by_codes_are_nearly_those_by_cosine(folder: Path, coded: Path) -> None:
    index, codes = ExactIndex(folder), ExactIndex(coded).codes
    assert codes is not None
    every = np.arange(COUNT)
    found = wanted = 0
    for question in QUESTIONS:
        turned = index.turned(EMBEDDER.embed([question])[0])
        rows, products = codes.nearest(turned, 500)
        assert len(set(rows.tolist())) == 500
        assert (np.diff(products) <= 0).all()
        cosines = index.cosines(turned, every)
        best = np.argsort(-cosines)[:20]
        found, wanted = found + len(set(best) & set(rows)), wanted + 20
    assert found / wanted > 0.97


def test_more_than_there_are_gives_all(coded: Path) -> None:
    codes = QuantisedIndex(coded / "vectors")
    rows, _ = codes.nearest(np.ones(EMBEDDER.dimension, np.float32), 2 * COUNT)
    assert sorted(rows.tolist()) == list(range(COUNT))


@pytest.mark.parametrize("suffix", ["", " 4711", ' "rose to 63"'])
def test_a_search_by_codes_finds_what_a_scan_of_all_does(folder: Path, coded: Path, suffix: str) -> None:
    scanned, by_codes = HybridIndex(folder), HybridIndex(coded)
    same = 0
    for question in QUESTIONS:
        asked = [Wording(question + suffix)]
        embedded = EMBEDDER.embed([question + suffix])
        want, got = (index.search(asked, embedded, None, 10) for index in (scanned, by_codes))
        # Many passages are alike here: as good, in place of the same.
        same += sum(abs(a.score - b.score) < 1e-4 for a, b in zip(want, got, strict=True))
        named = f"{4711:024x}"  # found by its terms where it is found at all
        assert (named in {f.chunk_id for f in got}) == (named in {f.chunk_id for f in want})
    assert same / (10 * len(QUESTIONS)) > 0.95


def test_topics_many_results_and_filters_are_served(folder: Path, coded: Path) -> None:
    scanned, by_codes = HybridIndex(folder), HybridIndex(coded)
    for text, allowed, k in (
        ("waiting lists in Hull", None, 10),
        ("community nurses", None, 3_000),
        ("Are there hubs?", ["p3", "p90"], 10),
        ("of the", None, 10),
        ("zebra?", None, 10),
    ):
        embedded = EMBEDDER.embed([text])
        want, got = (index.search([Wording(text)], embedded, allowed, k) for index in (scanned, by_codes))
        assert len(got) == len(want) == k
        assert [f.score for f in got] == pytest.approx([f.score for f in want], abs=0.01)
    vector = EMBEDDER.embed(["waiting lists in Hull"])[0]
    want_near, near = scanned.nearest(vector, None, 10), by_codes.nearest(vector, None, 10)
    assert list(near.values()) == pytest.approx(list(want_near.values()), abs=0.01)


def test_codes_of_other_vectors_are_refused(folder: Path, coded: Path, tmp_path: Path) -> None:
    (tmp_path / "vectors").mkdir()
    for path in (folder / "vectors").iterdir():
        (tmp_path / "vectors" / path.name).symlink_to(path)
    vectors = ExactIndex(folder).vectors(np.arange(COUNT - 1))
    quantised.build(tmp_path / "vectors", *vectors.shape, vectors.__getitem__)
    with pytest.raises(ValueError, match="differ in length"):
        ExactIndex(tmp_path)
    (tmp_path / "vectors" / quantised.FILE).write_bytes(b"no codes")
    with pytest.raises(RuntimeError):
        ExactIndex(tmp_path)
