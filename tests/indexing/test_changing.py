"""A generation made from a copy of the one before holds and finds what one built from nothing does."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from added_documents import opened_library
from hash_embedder import HashEmbedder
from sample_reports import report

from corpus.types import Report
from indexing import dense, generations, postings, probing
from indexing.changing import LARGE_SHARE, change_between, copy_folder
from indexing.dense import DenseIndex
from indexing.exact import ExactIndex
from indexing.search import Library
from indexing.store import Store
from indexing.sync import sync
from indexing.types import Filters, IndexDamagedError

WORDS = "waiting ward nurse clinic budget winter home care survey trend staff bed region delay plan".split()


def finding(number: int, edition: int = 0) -> str:
    chance = random.Random(f"{number} {edition}")  # noqa: S311 - text of a test
    return " ".join([f"Finding {number} of edition {edition}:", *chance.choices(WORDS, k=12)]) + "."


def library(changed: dict[int, int], count: int = 60, gone: int = 0) -> tuple[Report, ...]:
    """Reports of four passages each; of those in `changed` one passage is of another edition."""
    return tuple(
        report(f"r{i:03}", *(finding(10 * i + j, changed.get(i, 0) if j == 1 else 0) for j in range(4)))
        for i in range(gone, count)
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("changing") / "home"
    sync(home, library({}), HashEmbedder())
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "home"))


def changed_since_clean(home: Path) -> int:
    return generations.read_manifest(home, generations.require_current(home)).changed


def contents(opened: Library) -> dict[str, tuple[str, bytes]]:
    """Text and vector of every passage, by id."""
    vectors = opened._store.vectors.by_id(HashEmbedder.fingerprint, [c.id for c in opened.chunks()])
    return {c.id: (c.embedded_text, vectors[c.id].tobytes()) for c in opened.chunks()}


def exact(opened: Library, question: str) -> list[str]:
    """The ten nearest by comparing with every vector."""
    vectors = opened._store.vectors.by_id(HashEmbedder.fingerprint, [c.id for c in opened.chunks()])
    asked = HashEmbedder().embed([question])[0]
    return sorted(vectors, key=lambda i: (-float(vectors[i] @ asked), i))[:10]


def test_one_changed_report_of_many_changes_a_copy_of_the_index(home: Path) -> None:
    embedder = HashEmbedder()
    before = generations.generation_folder(home, generations.require_current(home))
    held = {p: p.read_bytes() for p in before.rglob("*.bin")}
    summary = sync(home, library({7: 1}), embedder)
    assert (summary.changed, summary.unchanged, summary.embedded) == (1, 59, 1)
    assert len(embedder.asked) == 1
    assert changed_since_clean(home) == 2  # one passage deleted, one added
    assert {p: p.read_bytes() for p in held} == held
    assert generations.require_current(home) == summary.generation


def chunk_ids(home: Path) -> dict[str, set[str]]:
    """What each index of the current generation holds."""
    folder = generations.generation_folder(home, generations.require_current(home))
    graph, scanned = DenseIndex(folder), ExactIndex(folder)
    try:
        return {
            "Chroma": graph.ids(),
            "vectors": set(scanned.ids(np.arange(len(scanned)))),
        }
    finally:
        graph.close()


def terms(home: Path) -> dict[str, bytes]:
    """The files of the term index of the current generation."""
    folder = generations.generation_folder(home, generations.require_current(home)) / postings.FOLDER
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_changed_copy_equals_a_clean_build(home: Path, tmp_path: Path) -> None:
    for edition in (1, 2, 3):
        sync(home, library({3 * edition: edition, 40: edition}, 60 + edition, gone=1), HashEmbedder())
    assert 0 < changed_since_clean(home) <= LARGE_SHARE * 252
    sync(tmp_path / "clean", library({9: 3, 40: 3}, 63, gone=1), HashEmbedder())
    changed, clean = opened_library(home), opened_library(tmp_path / "clean")
    assert contents(changed) == contents(clean)
    assert list(contents(changed)) == list(contents(clean))
    assert changed.vocabulary == clean.vocabulary
    of_changed, of_clean = chunk_ids(home), chunk_ids(tmp_path / "clean")
    assert of_changed == of_clean
    assert len({frozenset(ids) for ids in of_changed.values()}) == 1
    assert terms(home) == terms(tmp_path / "clean")
    hits = total = 0
    for number in range(100):
        question = finding(number, 9)
        nearest = exact(changed, question)
        assert nearest == exact(clean, question)
        hits += len(set(changed.nearest(question, Filters(), 10)) & set(nearest))
        total += len(nearest)
    assert hits / total >= 0.995
    changed.close()
    clean.close()


def test_what_is_gone_is_found_by_no_side_of_the_search(home: Path) -> None:
    sync(home, library({}, gone=1), HashEmbedder())
    assert changed_since_clean(home) == 4
    opened = opened_library(home)
    assert opened.term_matches("Finding 2", Filters(), 240)
    for ids in (opened.term_matches("Finding 2", Filters(), 240), opened.nearest("2", Filters(), 240)):
        assert {c.publication_id for c in opened.chunks_by_id(list(ids))} == {
            f"r{i:03}" for i in range(1, 60)
        }
        assert len(opened.chunks_by_id(list(ids))) == len(ids)
    opened.close()


def test_where_much_changed_a_clean_build_is_made(home: Path) -> None:
    sync(home, library(dict.fromkeys(range(20), 1)), HashEmbedder())
    assert changed_since_clean(home) == 40  # of 240: less than a fifth
    sync(home, library(dict.fromkeys(range(20), 2)), HashEmbedder())
    assert changed_since_clean(home) == 0  # 40 more would be a third
    sync(home, library({}), HashEmbedder(), rebuild=True)
    assert changed_since_clean(home) == 0


def test_reading_a_changed_copy_changes_no_file_of_it(home: Path) -> None:
    sync(home, library({7: 1, 9: 2}, 61, gone=1), HashEmbedder())
    assert changed_since_clean(home) > 0
    folder = generations.generation_folder(home, generations.require_current(home))
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    for _ in range(2):
        opened = opened_library(home)
        assert opened.search("Finding 70 of edition 1", Filters(publishers=("x",)), 3) == ()
        assert opened.search("Finding 70 of edition 1", Filters(), 3)
        opened.close()
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_a_damaged_index_is_never_copied(home: Path) -> None:
    folder = generations.generation_folder(home, generations.require_current(home))
    next(folder.rglob("data_level0.bin")).write_bytes(b"x" * 1000)
    assert sync(home, library({7: 1}), HashEmbedder()).rebuilt_because == "the index was damaged"
    assert changed_since_clean(home) == 0


def test_a_report_of_which_only_a_date_changed_is_found_by_it(home: Path) -> None:
    old = library({})
    first = old[5]
    source = first.blocks[0].source
    assert source is not None
    blocks = (replace(first.blocks[0], source=replace(source, as_at="1987-03")), *first.blocks[1:])
    changed = replace(first, blocks=blocks, content_hash="another")
    summary = sync(home, (*old[:5], changed, *old[6:]), HashEmbedder())
    assert (summary.changed, summary.embedded) == (1, 0)
    opened = opened_library(home)
    found = opened.term_matches("March 1987", Filters(), 5)
    assert [c.publication_id for c in opened.chunks_by_id(list(found))] == ["r005"]
    opened.close()


def test_the_change_between_two_generations(home: Path) -> None:
    old = generations.require_current(home)
    new = sync(home, library({7: 1}, 61), HashEmbedder()).generation
    store = Store.open(home)
    change = change_between(store, old, new, before=3)
    assert (len(change.deleted), len(change.added), set(change.documents)) == (1, 5, {"r007", "r060"})
    assert change.total == 3 + 6
    store.close()


def test_the_probe_knows_other_chunks_of_the_same_number(home: Path) -> None:
    folder = generations.generation_folder(home, generations.require_current(home))
    expected = folder / "expected.json"
    text = expected.read_text("utf-8")
    expected.write_text(text.replace('"ids": "', '"ids": "0'), "utf-8")
    with pytest.raises(IndexDamagedError, match="other chunks than were published"):
        probing.probe(folder, 240)


def test_a_copied_folder_is_the_same_and_apart(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_bytes(np.arange(100_000).tobytes())
    copy_folder(tmp_path / "a", tmp_path / "c")
    assert (tmp_path / "c/b/file").read_bytes() == (tmp_path / "a/b/file").read_bytes()
    assert (tmp_path / "c/b/file").stat().st_ino != (tmp_path / "a/b/file").stat().st_ino


def test_a_graph_that_comes_to_be_searched_is_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "SEARCHED_FROM", 242)
    home = tmp_path / "home"
    sync(home, library({}), HashEmbedder())
    sync(home, library({7: 1}), HashEmbedder())
    assert changed_since_clean(home) == 2  # 240 passages: a copy that was changed
    sync(home, library({7: 1}, count=61), HashEmbedder())
    assert changed_since_clean(home) == 0
    opened = opened_library(home)
    try:
        for question in ("Finding 73", "winter plan", "nurse survey"):
            assert list(opened.nearest(question, Filters(), 10)) == exact(opened, question)
    finally:
        opened.close()
