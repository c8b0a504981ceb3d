"""Our own store: what is written is read back, readers are never disturbed, and strangers are refused."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hash_embedder import HashEmbedder
from sample_reports import BUDGET, HUBS, NURSES, WAITING, report

from corpus.types import Report
from indexing.chunking import chunk_report
from indexing.schema import STORE_FILE
from indexing.store import Store
from indexing.types import Chunk, IndexDamagedError, IndexForeignError, IndexMissingError
from indexing.vectors import text_hash

EMBEDDER = HashEmbedder()


def chunks_of(item: Report) -> tuple[Chunk, ...]:
    return chunk_report(item, EMBEDDER.count_pieces)


def put(store: Store, generation: str, *reports: Report) -> None:
    """A generation of these reports, with vectors."""
    for item in reports:
        store.add_document(item.content_hash, item, chunks_of(item))
    missing = store.vectors.missing(EMBEDDER.fingerprint)
    texts = store.vectors.texts(missing)
    store.vectors.add(EMBEDDER.fingerprint, list(texts), EMBEDDER.embed(list(texts.values())), EMBEDDER.way)
    store.set_members(generation, [r.content_hash for r in reports])


def delete_and(store: Store, error: BaseException) -> None:
    with store.transaction():
        store.connection.execute("DELETE FROM members")
        raise error


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.create(tmp_path / "home")
    yield opened
    opened.close()


def test_the_key_of_a_text_follows_from_the_text() -> None:
    assert text_hash("a") == text_hash("a") != text_hash("A")
    assert len(text_hash("")) == 64


def test_reports_chunks_and_vectors_come_back_as_they_were(store: Store) -> None:
    first, second = report("b", WAITING, BUDGET, *(f"Finding {i}." for i in range(9))), report("a", NURSES)
    put(store, "g1", first, second)
    documents = store.documents("g1")
    assert [store.report(d.hash) for d in documents] == [first, second]
    assert [d.hash for d in documents] == [first.content_hash, second.content_hash]
    assert store.document_hashes("g1") == {"b": first.content_hash, "a": second.content_hash}
    chunks = [*chunks_of(first), *chunks_of(second)]
    assert list(store.chunks("g1")) == chunks
    assert list(store.chunks_of("g1", "b")) == list(chunks_of(first))
    ((ids, owners, vectors),) = store.vectors.of("g1", EMBEDDER.fingerprint)
    assert owners == [c.publication_id for c in chunks]
    assert store.chunk_ids("g1") == dict(zip(ids, owners, strict=True))
    sizes = [len(batch[0]) for batch in store.vectors.of("g1", EMBEDDER.fingerprint, size=5)]
    assert sizes == [5, 5, 2]
    assert ids == [c.id for c in chunks]
    assert np.array_equal(vectors, HashEmbedder().embed([c.embedded_text for c in chunks]))
    assert store.known_documents() == {first.content_hash, second.content_hash}


def test_what_is_not_there_is_empty(store: Store) -> None:
    assert store.documents("g1") == ()
    assert store.document_hashes("g1") == {}
    assert list(store.chunks("g1")) == list(store.chunks_of("g1", "a")) == []
    assert list(store.vectors.of("g1", "model")) == []
    assert store.known_documents() == set()
    assert store.vectors.missing("model") == ()


def test_a_generation_sees_only_its_own_members(store: Store) -> None:
    old, new, other = report("a", WAITING), report("a", HUBS), report("b", NURSES)
    put(store, "g1", old, other)
    put(store, "g2", other, new)
    assert [store.report(d.hash) for d in store.documents("g1")] == [old, other]
    assert [store.report(d.hash) for d in store.documents("g2")] == [other, new]
    assert list(store.chunks_of("g1", "a")) == list(chunks_of(old))
    ours, theirs = chunks_of(new)[0], chunks_of(old)[0]
    assert store.chunks_by_id("g2", [ours.id, theirs.id, "unknown"]) == {ours.id: ours}
    assert store.chunks_by_id("g1", []) == {}
    assert store.vectors.ways("g1", EMBEDDER.fingerprint) == {EMBEDDER.way: 2}


def test_members_are_replaced_not_added_to(store: Store) -> None:
    first, second = report("a", WAITING), report("b", NURSES)
    put(store, "g1", first, second)
    store.set_members("g1", [second.content_hash])
    assert [store.report(d.hash) for d in store.documents("g1")] == [second]


def test_a_document_stored_again_has_its_new_chunks_only(store: Store) -> None:
    item = report("a", WAITING, BUDGET)
    put(store, "g1", item)
    store.add_document(item.content_hash, item, chunks_of(item)[:1])
    assert list(store.chunks("g1")) == list(chunks_of(item)[:1])


def test_the_same_text_is_embedded_once_for_each_model(store: Store) -> None:
    item = report("a", WAITING, NURSES)
    same = replace(item, content_hash="another hash of the same text")
    store.add_document(item.content_hash, item, chunks_of(item))
    store.add_document(same.content_hash, same, chunks_of(item))
    missing = store.vectors.missing(EMBEDDER.fingerprint)
    assert len(missing) == 2
    assert set(store.vectors.texts(missing).values()) == {c.embedded_text for c in chunks_of(item)}
    assert store.vectors.texts(missing[:1]).keys() == {missing[0]}
    store.vectors.add(EMBEDDER.fingerprint, missing[:1], EMBEDDER.embed(["x"]), "w")
    assert store.vectors.missing(EMBEDDER.fingerprint) == missing[1:]
    assert len(store.vectors.missing("another model")) == 2


def test_vectors_are_found_by_chunk_and_model(store: Store) -> None:
    item = report("a", WAITING, NURSES)
    put(store, "g1", item)
    ids = [c.id for c in chunks_of(item)]
    found = store.vectors.by_id(EMBEDDER.fingerprint, [ids[1], "unknown"])
    assert found.keys() == {ids[1]}
    assert np.array_equal(found[ids[1]], HashEmbedder().embed([chunks_of(item)[1].embedded_text])[0])
    assert store.vectors.by_id("another model", ids) == {}
    assert store.vectors.ways("g1", "another model") == {}


def test_single_chunks_are_looked_up_without_walking_through_all(store: Store) -> None:
    put(store, "g1", report("a", WAITING))
    told: list[str] = []
    store.connection.set_trace_callback(told.append)
    store.vectors.by_id(EMBEDDER.fingerprint, ["a"])
    store.chunks_by_id("g1", ["a"])
    store.vectors.texts(["a"])
    store.connection.set_trace_callback(None)
    assert len(told) == 3
    for statement in told:
        plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert plan[0].startswith("SEARCH chunks USING INDEX chunks_by_"), plan


def test_pruning_keeps_what_a_kept_generation_needs_and_no_more(store: Store) -> None:
    old, new, shared = report("a", WAITING), report("a", HUBS), report("b", NURSES)
    put(store, "g1", old, shared)
    put(store, "g2", new, shared)
    put(store, "g3", new)
    store.prune(["g2", "g3"])
    assert store.known_documents() == {new.content_hash, shared.content_hash}
    assert [store.report(d.hash) for d in store.documents("g2")] == [new, shared]
    assert store.vectors.ways("g2", EMBEDDER.fingerprint) == {EMBEDDER.way: 2}
    assert store.documents("g1") == ()
    gone = chunks_of(old)[0]
    assert store.vectors.by_id(EMBEDDER.fingerprint, [gone.id]) == {}
    store.add_document(old.content_hash, old, chunks_of(old))
    assert store.vectors.missing(EMBEDDER.fingerprint) == (text_hash(gone.embedded_text),)


def test_pruning_everything_leaves_an_empty_store(store: Store) -> None:
    put(store, "g1", report("a", WAITING))
    store.prune([])
    assert store.known_documents() == set()


def test_a_transaction_that_fails_leaves_everything_as_it_was(store: Store) -> None:
    item = report("a", WAITING)
    put(store, "g1", item)
    with pytest.raises(RuntimeError, match="stop"):
        delete_and(store, RuntimeError("stop"))
    assert len(store.documents("g1")) == 1
    with pytest.raises(sqlite3.IntegrityError):
        store.set_members("g1", ["no such document"])
    assert [store.report(d.hash) for d in store.documents("g1")] == [item]
    with pytest.raises(ValueError, match="zip"):
        store.vectors.add("model", ["one", "two"], EMBEDDER.embed(["one"]), "w")
    assert store.connection.execute("SELECT count(*) FROM vectors WHERE model = 'model'").fetchone() == (0,)


def test_an_interrupted_transaction_rolls_back_too(store: Store) -> None:
    item = report("a", WAITING)
    put(store, "g1", item)
    with pytest.raises(KeyboardInterrupt):
        delete_and(store, KeyboardInterrupt())
    assert [store.report(d.hash) for d in store.documents("g1")] == [item]


def test_what_was_written_is_there_when_opened_again_and_cannot_be_changed_by_a_reader(
    tmp_path: Path,
) -> None:
    item = report("a", WAITING)
    writer = Store.create(tmp_path)
    put(writer, "g1", item)
    reader = Store.open(tmp_path)
    assert [reader.report(d.hash) for d in reader.documents("g1")] == [item]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.prune([])
    put(writer, "g2", report("b", NURSES))
    assert [d.publication.id for d in reader.documents("g2")] == ["b"]
    reader.close()
    writer.close()
    again = Store.create(tmp_path)
    assert [again.report(d.hash) for d in again.documents("g1")] == [item]
    again.close()


def test_a_reader_is_not_disturbed_by_an_open_transaction(tmp_path: Path) -> None:
    writer = Store.create(tmp_path)
    put(writer, "g1", report("a", WAITING))
    reader = Store.open(tmp_path)
    with writer.transaction():
        writer.connection.execute("DELETE FROM members")
        assert len(reader.documents("g1")) == 1
    assert reader.documents("g1") == ()
    reader.close()
    writer.close()


def test_a_missing_store_names_the_command_that_builds_it(tmp_path: Path) -> None:
    for home in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexMissingError, match="Build it with: evidence index"):
            Store.open(home)
    assert list(tmp_path.iterdir()) == []


def test_the_home_may_be_given_relative_to_where_one_stands(tmp_path: Path) -> None:
    Store.create(tmp_path / "a ?#%é").close()
    relative = Path(os.path.relpath(tmp_path / "a ?#%é"))
    Store.open(relative).close()


def test_a_file_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / STORE_FILE) as stranger:
        stranger.execute("CREATE TABLE theirs (a)")
    stranger.close()
    before = (tmp_path / STORE_FILE).read_bytes()
    for opening in (Store.create, Store.open):
        with pytest.raises(IndexForeignError, match=r"was not made by this program.*Move it away"):
            opening(tmp_path)
    assert (tmp_path / STORE_FILE).read_bytes() == before


def test_a_file_that_is_no_database_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / STORE_FILE).write_bytes(b"not a database at all" * 100)
    for opening in (Store.create, Store.open):
        with pytest.raises(
            IndexDamagedError, match=r"is damaged.*from the kept files with: evidence rebuild"
        ):
            opening(tmp_path)


def test_an_empty_file_is_taken_for_a_new_store(tmp_path: Path) -> None:
    (tmp_path / STORE_FILE).touch()
    with pytest.raises(IndexForeignError):
        Store.open(tmp_path)
    Store.create(tmp_path).close()
    Store.open(tmp_path).close()


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        Store.create(tmp_path / "file" / "home")
