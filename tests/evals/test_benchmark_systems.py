"""The systems under comparison, each over six documents whose right order is plain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tiny_collection import DOCUMENTS, StemEmbedder

from evals.benchmarks.beir import DocumentLine
from evals.benchmarks.dense_whole import WholeDocuments
from evals.benchmarks.plain_langchain import GivenPassages, GivenVectors, PlainLangChain
from evals.benchmarks.reference_bm25 import ReferenceBm25
from evals.benchmarks.systems import (
    SYSTEMS,
    ProductIndex,
    SearchIndex,
    System,
    reciprocal_rank_fusion,
    search_index,
    unique_documents,
)
from indexing.embedding import Embedder
from indexing.search import Library
from indexing.sync import fingerprint
from indexing.types import Filters

LINES = [DocumentLine.model_validate(d) for d in DOCUMENTS]
QUESTIONS = {
    "waiting list for hospital care": "wait",
    "community nurses at home": "nurse",
    "ambulance delays": "title-only",
    "dentists": "untitled",
}


@pytest.fixture(scope="module")
def product_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "product"
    assert ProductIndex(StemEmbedder()).build(folder, LINES) == 6
    return folder


def test_a_document_stands_where_its_best_passage_does() -> None:
    passages = ["a", "a", "b", "a", "c", "b", "d"]
    asked: list[int] = []

    def fetch(n: int) -> list[str]:
        asked.append(n)
        return passages[:n]

    assert unique_documents(fetch, 1) == ["a"]
    assert unique_documents(fetch, 3) == ["a", "b", "c"]
    assert unique_documents(fetch, 9) == ["a", "b", "c", "d"]
    assert asked == [4, 12, 36]


def test_more_passages_are_asked_for_until_documents_are_enough() -> None:
    passages = ["a"] * 30 + ["b"]
    asked: list[int] = []

    def fetch(n: int) -> list[str]:
        asked.append(n)
        return passages[:n]

    assert unique_documents(fetch, 2) == ["a", "b"]
    assert asked == [8, 16, 32]


def test_reciprocal_ranks_are_added() -> None:
    # with k = 1: a 1/2 + 1/4, b 1/3 + 1/2, c 1/4, d 1/3
    assert reciprocal_rank_fusion([["a", "b", "c"], ["b", "d", "a"]], k=1) == ["b", "a", "d", "c"]
    # equal sums by id; with k = 60 the first rank of one list is worth less than two second ranks
    assert reciprocal_rank_fusion([["x", "z"], ["y", "z"]]) == ["z", "x", "y"]
    assert reciprocal_rank_fusion([]) == []


LEVERS = ("scaled", "convex", "exact", "substance")


@pytest.mark.parametrize("name", [n for n, kind in SYSTEMS.items() if kind.index == "product"])
def test_every_way_of_the_product_finds_the_document(product_folder: Path, name: str) -> None:
    system = ProductIndex(StemEmbedder()).open(product_folder, SYSTEMS[name].way)
    for question, right in QUESTIONS.items():
        system.embed(question)
        ranked = system.rank(question, 3)
        assert ranked[0] == right
        assert len(ranked) == len(set(ranked)) <= 3
    system.close()


def test_with_every_lever_a_question_is_searched_as_the_product_does(product_folder: Path) -> None:
    ways = {w: ProductIndex(StemEmbedder()).open(product_folder, w) for w in ("hybrid", *LEVERS)}
    for question in ("Where are hospital nurses?", "How many beds were there in 2020?", 'Is there "a bed"?'):
        assert ways["substance"].rank(question, 5) == ways["hybrid"].rank(question, 5)
    embedder, question = StemEmbedder(), "hospital nurses and beds in 2020"
    library = Library(product_folder, embedder, fingerprint(embedder))
    cosines, shares = library.nearest(question, Filters(), 50), library.term_matches(question, Filters(), 50)
    for way, weight in (("convex", 0.4), ("exact", 0.5)):
        score = {i: weight * shares.get(i, 0.0) + (1 - weight) * cosine for i, cosine in cosines.items()}
        best = library.chunks_by_id(sorted(score, key=lambda i: -score[i]))
        assert ways[way].rank(question, 4) == list(dict.fromkeys(c.publication_id for c in best))[:4]
    library.close()
    for system in ways.values():
        system.close()


def test_the_products_ways_are_its_own_searches(product_folder: Path) -> None:
    embedder, question = StemEmbedder(), "hospital nurses and beds"
    library = Library(product_folder, embedder, fingerprint(embedder))

    def of(ids: dict[str, float]) -> list[str]:
        return [c.publication_id for c in library.chunks_by_id(list(ids))]

    expected = {
        "hybrid": [h.publication.id for h in library.search(question, Filters(), 10)],
        "vectors": of(library.nearest(question, Filters(), 10)),
        "terms": of(library.term_matches(question, Filters(), 10)),
    }
    for way, ranked in expected.items():
        system = ProductIndex(embedder).open(product_folder, way)
        assert system.rank(question, 10) == ranked
        system.close()
    assert len(expected["terms"]) == 3 < len(expected["vectors"]) == 6
    library.close()


def opened(index: SearchIndex, folder: Path) -> Iterator[System]:
    index.load()
    assert index.build(folder, LINES) == 6
    system = index.open(folder, "")
    yield system
    system.close()


@pytest.mark.parametrize("kind", ["whole", "bm25", "langchain"])
def test_every_baseline_finds_the_document(tmp_path: Path, kind: str) -> None:
    index: SearchIndex = {
        "whole": lambda: WholeDocuments(StemEmbedder()),
        "bm25": ReferenceBm25,
        "langchain": lambda: PlainLangChain(lambda: GivenVectors(StemEmbedder())),
    }[kind]()
    for system in opened(index, tmp_path / "index"):
        for question, right in QUESTIONS.items():
            system.embed(question)
            assert system.rank(question, 3)[0] == right
            assert len(set(system.rank(question, 100))) <= 6


def test_whole_documents_are_ranked_by_exact_cosine(tmp_path: Path) -> None:
    embedder, question = StemEmbedder(), "hospital nurses and beds"
    for system in opened(WholeDocuments(embedder), tmp_path / "index"):
        vectors = embedder.embed([d.whole for d in LINES])
        order = np.argsort(-(vectors @ embedder.embed([question])[0]), kind="stable")
        assert system.rank(question, 4) == [LINES[i].id for i in order[:4]]


def test_the_reference_bm25_leaves_out_what_shares_no_term(tmp_path: Path) -> None:
    for system in opened(ReferenceBm25(), tmp_path / "index"):
        assert set(system.rank("hospital", 10)) == {"wait", "beds"}
        assert system.rank("zebra", 10) == system.rank("the of", 10) == system.rank("", 10) == []


def test_langchain_splits_long_documents_and_keeps_their_ids(tmp_path: Path) -> None:
    long = DocumentLine(_id="long", title="Long", text="Winter pressure on wards. " * 100)
    index = PlainLangChain(lambda: GivenVectors(StemEmbedder()))
    # 2,606 characters in passages of 1,000 that share 200: four
    assert index.build(tmp_path / "index", [long, *LINES]) == 6 + 4
    system = index.open(tmp_path / "index", "")
    ranked = system.rank("winter pressure on wards", 10)
    assert ranked[0] == "long"
    assert len(ranked) == 7
    system.close()


def test_the_recipe_given_our_passages_indexes_as_many_as_the_product(tmp_path: Path) -> None:
    long = DocumentLine(_id="long", title="Long", text="Winter pressure on wards. " * 100)
    embedder = StemEmbedder()
    given = GivenPassages(lambda: GivenVectors(embedder), embedder.count_pieces)
    ours = ProductIndex(embedder).build(tmp_path / "ours", [long, *LINES])
    assert given.build(tmp_path / "given", [long, *LINES]) == ours > len(LINES) + 1
    system = given.open(tmp_path / "given", "")
    assert system.rank("winter pressure on wards", 10)[0] == "long"
    system.close()


def test_vectors_in_float32_are_those_of_the_reference() -> None:
    index = search_index(SYSTEMS["float32"].index, Embedder(graphs=Path("never made")))
    assert isinstance(index, ProductIndex)
    assert index.embedder.way == "PyTorch f32"


def test_an_index_is_chosen_by_name() -> None:
    embedder = StemEmbedder()
    kinds = {name: type(search_index(SYSTEMS[name].index, embedder)) for name in SYSTEMS}
    assert kinds["product"] is kinds["rrf"] is ProductIndex
    assert kinds["langchain"] is PlainLangChain
    assert (kinds["reference_bm25"], kinds["dense_whole"]) == (ReferenceBm25, WholeDocuments)
