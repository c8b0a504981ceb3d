"""The search of one generation: both sides together, filters, feedback, wordings, and Chroma for many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hash_embedder import HashEmbedder
from sample_reports import chunk

from indexing import dense, exact, lexical
from indexing.fusion import weighted_mean
from indexing.hybrid import Found, HybridIndex
from indexing.types import Wording

TOPICS = ["waiting lists", "community nurses", "neighbourhood hubs", "hospital beds", "ambulance delays"]
CHUNKS = [
    chunk(
        f"{i:024x}",
        f"Report {i} on {TOPICS[i % 5]} and other things number {i}.",
        "Title › Head",
        i,
        f"p{i // 10}",
    )
    for i in range(60)
]
EMBEDDER = HashEmbedder()
TEXTS = [c.embedded_text for c in CHUNKS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hybrid")
    batch = ([c.id for c in CHUNKS], [c.publication_id for c in CHUNKS], EMBEDDER.embed(TEXTS))
    exact.build(folder, len(CHUNKS), EMBEDDER.dimension, lambda: [batch])
    lexical.build(folder, CHUNKS)
    dense.build(folder, len(CHUNKS), [batch])
    return folder


def search(
    index: HybridIndex, *wordings: Wording, allowed: list[str] | None = None, k: int = 5
) -> list[Found]:
    return index.search(wordings, EMBEDDER.embed([w.whole for w in wordings]), allowed, k)


def test_scores_are_those_of_the_formula(folder: Path) -> None:
    index = HybridIndex(folder)
    question = "Are there delays of the ambulance?"
    cosines = EMBEDDER.embed(TEXTS) @ EMBEDDER.embed([question])[0]
    shares = index.term_matches(Wording(question), None, 100)
    found = search(index, Wording(question), k=60)
    assert len(found) == 60
    for hit in found:
        row = int(hit.chunk_id, 16)
        assert hit.cosine == pytest.approx(cosines[row], abs=1e-3)
        assert hit.share == pytest.approx(shares.get(hit.chunk_id, 0.0))
        assert hit.score == pytest.approx(0.4 * hit.share + 0.6 * hit.cosine, abs=1e-3)
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert {int(f.chunk_id, 16) % 5 for f in found[:12]} == {4}


def test_filters_hold_on_both_sides(folder: Path) -> None:
    index = HybridIndex(folder)
    found = search(index, Wording("Where are hubs?"), allowed=["p1", "p4"], k=60)
    assert {int(f.chunk_id, 16) // 10 for f in found} == {1, 4}
    assert len(found) == 20
    assert search(index, Wording("Where are hubs?"), allowed=[]) == []
    assert search(index, Wording("hubs"), allowed=[]) == []  # a topic, with nothing to widen it by


def test_a_topic_is_widened_and_a_question_is_not(folder: Path) -> None:
    index = HybridIndex(folder)
    topic, question = (search(index, Wording(t), k=60) for t in ("community nurses", "community nurses?"))
    assert topic[0].score > question[0].score  # nearer after moving towards what was found
    cosines = EMBEDDER.embed(TEXTS) @ EMBEDDER.embed(["community nurses"])[0]
    for hit in topic:  # what is told to the reader is the cosine of the topic as it was put
        assert hit.cosine == pytest.approx(cosines[int(hit.chunk_id, 16)], abs=1e-3)


def test_several_wordings_are_one_search(folder: Path) -> None:
    index = HybridIndex(folder)
    wordings = [Wording("Where are hubs?", weight=2.0), Wording("Are there beds?", weight=1.0)]
    vector = weighted_mean(EMBEDDER.embed([w.whole for w in wordings]), [2.0, 1.0])
    for hit in search(index, *wordings):
        assert hit.cosine == pytest.approx(
            float(vector @ EMBEDDER.embed([TEXTS[int(hit.chunk_id, 16)]])[0]), abs=1e-3
        )
    assert {int(f.chunk_id, 16) % 5 for f in search(index, *wordings, k=12)} == {2}


@pytest.mark.parametrize(
    "text", ["", " ", "?", "the of and", "zebra", "x", "waiting " * 400, '"beds" AND (', "[a-z]+\\d"]
)
def test_any_text_is_searched(folder: Path, text: str) -> None:
    index = HybridIndex(folder)
    found = search(index, Wording(text))
    assert len(found) == 5
    assert np.isfinite([f.score for f in found]).all()


def test_chroma_finds_the_nearest_where_there_are_too_many_to_scan(folder: Path) -> None:
    scanned, graph = HybridIndex(folder), HybridIndex(folder, by_graph=True)
    try:
        for text in ("Where are hubs?", "hospital beds", "ambulance"):
            ours, theirs = search(scanned, Wording(text), k=20), search(graph, Wording(text), k=20)
            assert [f.chunk_id for f in ours] == [f.chunk_id for f in theirs]
            assert [f.score for f in ours] == pytest.approx([f.score for f in theirs])
        only = search(graph, Wording("Where are hubs?"), allowed=["p2"])
        assert {int(f.chunk_id, 16) // 10 for f in only} == {2}
    finally:
        graph.close()
        scanned.close()


def test_as_many_are_found_by_the_graph_as_are_asked_for(folder: Path) -> None:
    graph = HybridIndex(folder, candidates=5, by_graph=True)
    try:
        vector = EMBEDDER.embed(["zebra"])
        assert len(search(graph, Wording("Is there a zebra?"), k=50)) == 50
        assert len(graph.nearest(vector[0], None, 50)) == 50
    finally:
        graph.close()


def test_many_threads_find_what_one_does(folder: Path) -> None:
    asked = [(text, allowed) for text in (*TOPICS, "Where are hubs?", "zebra") for allowed in (None, ["p1"])]
    index = HybridIndex(folder)
    expected = [search(index, Wording(text), allowed=allowed) for text, allowed in asked]
    with ThreadPoolExecutor(6) as readers:
        found = list(readers.map(lambda given: search(index, Wording(given[0]), allowed=given[1]), asked * 9))
    assert found == expected * 9
    index.close()


def test_the_side_of_terms_has_shares_above_zero_best_first(folder: Path) -> None:
    index = HybridIndex(folder)
    hubs = Wording("Where are the hubs of report 12?")
    every = index.term_matches(hubs, None, 100)
    assert list(every.values()) == sorted(every.values(), reverse=True)
    assert min(every.values()) > 0
    assert next(iter(every)) == CHUNKS[12].id
    assert list(index.term_matches(hubs, None, 3).items()) == list(every.items())[:3]
    only = index.term_matches(hubs, ["p1", "p4"], 100)
    assert only == {i: share for i, share in every.items() if int(i, 16) // 10 in (1, 4)}
    assert index.term_matches(Wording("zebra"), None, 10) == {}
    assert index.term_matches(hubs, [], 10) == index.term_matches(hubs, ["nobody"], 10) == {}


def test_a_publication_named_twice_is_searched_once(folder: Path) -> None:
    index = HybridIndex(folder)
    found = search(index, Wording("Where are hubs?"), allowed=["p1", "p1"], k=60)
    assert len({f.chunk_id for f in found}) == len(found) == 10
