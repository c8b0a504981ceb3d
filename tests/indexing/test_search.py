"""Searching and opening a library."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hash_embedder import HashEmbedder, OtherEmbedder
from sample_reports import HUBS, LIBRARY, WAITING, block, publication, report, report_of

from indexing.generations import generation_folder
from indexing.search import Library
from indexing.store import STORE_FILE, Store
from indexing.substance import substance
from indexing.sync import fingerprint, sync
from indexing.types import Filters, IndexDamagedError, IndexForeignError, IndexMissingError


def opened(home: Path) -> Library:
    embedder = HashEmbedder()
    return Library(home, embedder, fingerprint(embedder))


@pytest.fixture
def home(shared_home: Path, tmp_path: Path) -> Path:
    return shutil.copytree(shared_home, tmp_path / "home")


def test_the_best_passage_comes_first_with_its_scores(shared_home: Path) -> None:
    library = opened(shared_home)
    hits = library.search("Is there a waiting list for hospital care?", Filters(), 3)
    assert hits[0].chunk.text == WAITING
    assert len(hits) == 3
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert 0 < hits[0].share < 1
    for hit in hits:
        query, text = HashEmbedder().embed(
            ["Is there a waiting list for hospital care?", hit.chunk.embedded_text]
        )
        assert hit.cosine == pytest.approx(float(query @ text), abs=1e-3)
        score = (0.4 * hit.share + 0.6 * hit.cosine) * substance(hit.chunk)
        assert hit.score == pytest.approx(score, abs=1e-3)
        assert hit.publication.id == hit.chunk.publication_id
        assert hit.is_digest
    library.close()


def test_the_neighbours_of_a_passage_are_those_of_its_section(tmp_path: Path) -> None:
    long = " ".join(f"word{i}" for i in range(240)) + "."
    texts = [f"One {long}", f"Two {long}", f"Three {long}"]
    other = block("Elsewhere it is calm.", "B")
    sync(tmp_path, [report_of(publication("a"), *(block(t, "A") for t in texts), other)], HashEmbedder())
    library = opened(tmp_path)
    chunks = library.chunks_of("a")
    first, second = chunks[0], chunks[1]
    before, after = library.around(second)
    assert (before, after) == (first, chunks[2])
    assert library.around(first) == (None, second)
    assert chunks[-1].heading_path == ("B",)
    assert library.around(chunks[-2])[1] is None
    assert library.around(chunks[-1]) == (None, None)
    library.close()


def test_filters_and_limits_hold_in_search(shared_home: Path) -> None:
    library = opened(shared_home)
    found = library.search("waiting list", Filters(publication_ids=("hubs",)), 10)
    assert {h.publication.id for h in found} == {"hubs"}
    assert len(found) == 3
    assert library.search("waiting list", Filters(publishers=("nobody",)), 10) == ()
    assert len(library.search("waiting list", Filters(), 100)) == 6
    assert len(library.search("", Filters(), 2)) == 2
    assert library.allowed_ids(Filters(publication_ids=("hubs", "x"))) == ("hubs",)
    library.close()


def test_each_side_of_search_can_be_asked_alone(shared_home: Path) -> None:
    library = opened(shared_home)
    question = "waiting list for hospital care"
    hits = library.search(question, Filters(), 6)
    assert len(hits) == 6
    cosines = library.nearest(question, Filters(), 100)
    assert cosines == pytest.approx({h.chunk.id: h.cosine for h in hits}, abs=1e-3)
    assert list(cosines.values()) == sorted(cosines.values(), reverse=True)
    shares = library.term_matches(question, Filters(), 100)
    assert shares == pytest.approx({h.chunk.id: h.share for h in hits if h.share})
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert list(library.nearest(question, Filters(), 2)) == list(cosines)[:2]
    assert list(library.term_matches(question, Filters(), 1)) == list(shares)[:1]
    library.close()


def test_filters_hold_for_each_side_alone(shared_home: Path) -> None:
    library = opened(shared_home)
    only = Filters(publication_ids=("hubs",))
    for found in (library.nearest("waiting list", only, 10), library.term_matches("hubs", only, 10)):
        assert {c.publication_id for c in library.chunks_by_id(list(found))} == {"hubs"}
    nobody = Filters(publishers=("nobody",))
    assert library.nearest("waiting list", nobody, 10) == library.term_matches("hubs", nobody, 10) == {}
    library.close()


def test_chunks_by_id_come_in_the_order_asked(shared_home: Path) -> None:
    library = opened(shared_home)
    first, second = library.chunks()[:2]
    assert library.chunks_by_id([second.id, "unknown", first.id]) == (second, first)
    library.close()


def test_reading_ahead_reads_every_passage(shared_home: Path) -> None:
    library = opened(shared_home)
    assert library.read_ahead() == len(library.chunks())
    library.close()


def test_a_library_lists_what_it_holds(shared_home: Path) -> None:
    library = opened(shared_home)
    assert [p.id for p in library.publications] == [r.publication.id for r in LIBRARY]
    assert [r.blocks for r in library.reports] == [r.blocks for r in LIBRARY]
    assert len(library.chunks()) == library.manifest.chunks == 6
    assert library.chunks_of("hubs") == tuple(c for c in library.chunks() if c.publication_id == "hubs")
    (hit,) = library.hits_of(library.chunks_of("hubs")[:1])
    assert (hit.chunk.text, hit.score, hit.cosine, hit.share) == (HUBS, 0.0, 0.0, 0.0)
    assert library.vocabulary.chunks == 6
    library.close()


def test_vectors_of_short_texts_come_in_the_order_asked_and_are_remembered(shared_home: Path) -> None:
    library = opened(shared_home)
    embedder = library.embedder
    assert isinstance(embedder, HashEmbedder)
    found = library.embed(["b", "a", "b"])
    assert np.array_equal(found, HashEmbedder().embed(["b", "a", "b"]))
    assert embedder.asked == ["b", "a"]
    library.embed(["a", "c"])
    assert embedder.asked == ["b", "a", "c"]
    library.close()


ODD = [
    "",
    "a",
    "the of and",
    "WAITING",
    '"waiting list" -care',
    "(.*)+",
    "\x00",
    "😀",
    "等待名单",
    "w" * 2_000,
]


def test_an_index_of_one_chunk_answers(tmp_path: Path) -> None:
    sync(tmp_path, [report("darzi", WAITING)], HashEmbedder())
    for _ in range(2):
        library = opened(tmp_path)
        (hit,) = library.search("anything at all", Filters(), 5)
        assert hit.chunk.text == WAITING
        assert library.search("waiting", Filters(publication_ids=("x",)), 5) == ()
        assert library.search("waiting", Filters(nations=("Wales",)), 5) == ()
        assert {h.chunk.text for odd in ODD for h in library.search(odd, Filters(), 5)} == {WAITING}
        assert library.search("WAITING LIST", Filters(), 5)[0].share > 0
        library.close()


def test_an_index_of_no_chunk_finds_nothing(tmp_path: Path) -> None:
    sync(tmp_path, [report_of(publication("empty"))], HashEmbedder())
    library = opened(tmp_path)
    assert [p.id for p in library.publications] == ["empty"]
    for odd in ODD:
        assert library.search(odd, Filters(), 5) == ()
        assert library.nearest(odd, Filters(), 5) == library.term_matches(odd, Filters(), 5) == {}
    library.close()


def test_no_index_is_a_message_that_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match=r"No index is in .*Build it with: evidence index"):
        opened(tmp_path)
    Store.create(tmp_path).close()
    with pytest.raises(IndexMissingError, match=r"No index is in .*Build it with: evidence index"):
        opened(tmp_path)


def test_an_index_of_another_model_is_refused_with_the_command(shared_home: Path) -> None:
    other = OtherEmbedder()
    with pytest.raises(IndexForeignError, match=r"other settings \(model\)\. .*evidence index --rebuild"):
        Library(shared_home, other, fingerprint(other))


def test_a_damaged_index_is_refused_with_the_command(home: Path) -> None:
    library = opened(home)
    folder = generation_folder(home, library.version)
    library.close()
    (folder / "vectors" / "near.npy").unlink()
    with pytest.raises(IndexDamagedError, match="evidence index --rebuild"):
        opened(home)


def test_a_store_without_the_generation_is_refused_with_the_command(home: Path) -> None:
    (home / STORE_FILE).unlink()
    Store.create(home).close()
    with pytest.raises(IndexDamagedError, match=r"is incomplete\. .*evidence index --rebuild"):
        opened(home)
