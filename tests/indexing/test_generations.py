"""Generations: published whole or not at all, and every damage to their files noticed."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from added_documents import found
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY

from indexing import generations, probe, probing
from indexing.dense import DenseIndex
from indexing.generations import FOLDER, MANIFEST, POINTER
from indexing.sync import sync
from indexing.types import IndexDamagedError, IndexingError, IndexMissingError

MARKS = {"model": "m"}


def staged(home: Path, generation: str, files: dict[str, str] | None = None) -> Path:
    """A finished staging folder with these files."""
    staging = home / FOLDER / f"staging-{generation}"
    for name, text in (files or {"deep/er/data.bin": "data", "words.json": "{}"}).items():
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    generations.write_manifest(staging, generation, MARKS, 3, "2026-11-22T10:00:00+00:00")
    return staging


def published(home: Path, generation: str) -> Path:
    generations.publish(home, staged(home, generation), generation)
    return generations.generation_folder(home, generation)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real library that these tests copy before they damage it."""
    home = tmp_path_factory.mktemp("built") / "home"
    sync(home, LIBRARY, HashEmbedder())
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "home")


def live_folder(home: Path) -> Path:
    return generations.generation_folder(home, generations.require_current(home))


def check(home: Path) -> None:
    generations.check_files(home, generations.read_manifest(home, generations.require_current(home)))


def test_nothing_is_current_before_the_first_is_published(tmp_path: Path) -> None:
    assert generations.current_generation(tmp_path) is None
    assert generations.current_generation(tmp_path / "nowhere") is None
    with pytest.raises(IndexMissingError, match=r"No index is in .*Build it with: evidence index"):
        generations.require_current(tmp_path)


def test_publishing_moves_the_folder_and_the_pointer(tmp_path: Path) -> None:
    folder = published(tmp_path, "g1")
    assert generations.require_current(tmp_path) == "g1"
    assert (folder / "deep/er/data.bin").read_text(encoding="utf-8") == "data"
    assert [p.name for p in (tmp_path / FOLDER).iterdir()] == ["g1"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [POINTER, FOLDER]
    published(tmp_path, "g2")
    assert generations.require_current(tmp_path) == "g2"
    assert (folder / MANIFEST).is_file()


def test_a_publication_that_fails_leaves_the_old_one_current(tmp_path: Path) -> None:
    published(tmp_path, "g1")
    with pytest.raises(OSError, match="staging-g2"):
        generations.publish(tmp_path, tmp_path / FOLDER / "staging-g2", "g2")
    assert generations.require_current(tmp_path) == "g1"
    (tmp_path / f"{POINTER}.new").mkdir()
    with pytest.raises(IsADirectoryError):
        published(tmp_path, "g2")
    assert generations.require_current(tmp_path) == "g1"
    check(tmp_path)


def test_the_manifest_says_what_the_generation_is_made_of(tmp_path: Path) -> None:
    published(tmp_path, "g1")
    manifest = generations.read_manifest(tmp_path, "g1")
    assert (manifest.generation, manifest.fingerprint, manifest.chunks) == ("g1", MARKS, 3)
    assert manifest.built == "2026-11-22T10:00:00+00:00"
    assert manifest.files.keys() == {"deep/er/data.bin", "words.json"}


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"generation": "g1"}', '"text"', "caf\udce9"])
def test_a_broken_manifest_is_damage_that_names_the_command(tmp_path: Path, text: str) -> None:
    folder = published(tmp_path, "g1")
    (folder / MANIFEST).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(IndexDamagedError, match="evidence index --rebuild"):
        generations.read_manifest(tmp_path, "g1")


def test_a_generation_that_is_gone_is_damage_that_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexDamagedError, match=r"The index 'g9' in .* is gone\. .*evidence index --rebuild"):
        generations.read_manifest(tmp_path, "g9")


@pytest.mark.parametrize("text", ["../elsewhere", "/etc", ".", "..", ".hidden"])
def test_a_pointer_to_no_generation_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / POINTER).write_text(text, encoding="utf-8")
    with pytest.raises(IndexingError, match="names no index"):
        generations.require_current(tmp_path)


def test_a_pointer_that_cannot_be_read_is_damage_and_an_empty_one_is_none(tmp_path: Path) -> None:
    (tmp_path / POINTER).write_bytes(b"\xff\xfe")
    with pytest.raises(IndexDamagedError, match="evidence index --rebuild"):
        generations.current_generation(tmp_path)
    (tmp_path / POINTER).write_text("\n", encoding="utf-8")
    assert generations.current_generation(tmp_path) is None


def test_an_untouched_generation_passes_and_a_file_beside_it_does_no_harm(tmp_path: Path) -> None:
    folder = published(tmp_path, "g1")
    (folder / "stray.lock").touch()
    check(tmp_path)


def test_each_file_of_a_real_generation_is_missed_and_its_change_noticed(home: Path) -> None:
    folder = live_folder(home)
    files = sorted(generations.read_manifest(home, folder.name).files)
    endings = {Path(f).name if "/" not in f else Path(f).suffix for f in files}
    assert {".bin", ".pickle", ".sqlite3", ".npy", "expected.json", "vocabulary.json"} <= endings
    check(home)
    for name in files:
        path = folder / name
        content = path.read_bytes()
        for change in (None, b"", content + b"x"):
            path.unlink()
            if change is not None and change != content:
                path.write_bytes(change)
            with pytest.raises(IndexDamagedError, match=r"damaged|cannot be read"):
                check(home)
            path.write_bytes(content)
    check(home)


def test_a_flipped_byte_is_noticed(home: Path) -> None:
    folder = live_folder(home)
    for name in generations.read_manifest(home, folder.name).files:
        path = folder / name
        content = bytearray(path.read_bytes())
        if not content:
            continue
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        with pytest.raises(IndexDamagedError, match=r"damaged"):
            check(home)
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    check(home)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE embeddings SET embedding_id = 'other' WHERE id = 1",
        "DELETE FROM embedding_metadata WHERE id = 1",
        "UPDATE embedding_metadata SET string_value = 'other' WHERE id = 1",
        "DELETE FROM segments",
    ],
)
def test_a_change_of_what_chroma_keeps_in_sqlite_is_noticed(home: Path, statement: str) -> None:
    with sqlite3.connect(live_folder(home) / "chroma" / "chroma.sqlite3") as db:
        assert db.execute(statement).rowcount > 0
    db.close()
    with pytest.raises(IndexDamagedError, match=r"chroma\.sqlite3 changed"):
        check(home)


def test_a_reader_that_does_not_search_chroma_answers_whatever_became_of_it(home: Path) -> None:
    (path,) = (live_folder(home) / "chroma").glob("*/data_level0.bin")
    truncate(path)
    assert found(home, "nursing posts")[0][0] == "nursing"
    with pytest.raises(IndexDamagedError, match=r"data_level0\.bin changed"):
        check(home)
    assert sync(home, LIBRARY, HashEmbedder()).rebuilt_because == "the index was damaged"
    check(home)


def test_what_a_reader_searches_is_checked(home: Path) -> None:
    for path in [*(live_folder(home) / "vectors").iterdir(), live_folder(home) / "terms" / "words.npy"]:
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 0x55]))
        with pytest.raises(IndexDamagedError, match=f"{path.name} changed"):
            found(home, "nursing posts")
        path.write_bytes(content)


def test_reading_an_index_is_no_damage(home: Path) -> None:
    def files() -> dict[Path, bytes]:
        return {p: p.read_bytes() for p in live_folder(home).rglob("*") if p.is_file()}

    before = files()
    for _ in range(3):
        probing.probe(live_folder(home), 3)
        opened = DenseIndex(live_folder(home))
        assert opened.nearest(HashEmbedder().embed(["waiting"])[0], 3)
        opened.close()
        check(home)
    assert files() == before


def test_every_byte_of_chromas_file_counts(home: Path) -> None:
    path = live_folder(home) / "chroma" / "chroma.sqlite3"
    content = path.read_bytes()
    header, free, row = range(0, 100, 7), content.index(bytes(600)), content.index(b"nursing")
    for place in (*header, free + 300, row, len(content) - 1):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        with pytest.raises(IndexDamagedError, match=r"chroma\.sqlite3 changed"):
            check(home)
    path.write_bytes(content)
    check(home)


def test_a_journal_that_sqlite_would_play_back_is_damage(home: Path) -> None:
    journal = live_folder(home) / "chroma" / "chroma.sqlite3-journal"
    journal.write_bytes(b"x" * 512)
    with pytest.raises(IndexDamagedError, match=r"chroma\.sqlite3-journal appeared"):
        check(home)


def test_every_byte_of_the_manifest_counts(home: Path) -> None:
    path = live_folder(home) / MANIFEST
    content = path.read_bytes()
    for place in range(0, len(content), 11):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x01]) + content[place + 1 :])
        with pytest.raises(IndexDamagedError, match="evidence index --rebuild"):
            generations.read_manifest(home, live_folder(home).name)
    path.write_bytes(content.replace(b'"chunks": 6', b'"chunks": 7'))
    with pytest.raises(IndexDamagedError, match="is not as it was written"):
        generations.read_manifest(home, live_folder(home).name)


def test_a_generation_without_its_folder_is_damaged(home: Path) -> None:
    manifest = generations.read_manifest(home, generations.require_current(home))
    shutil.rmtree(live_folder(home))
    with pytest.raises(IndexDamagedError, match="evidence index --rebuild"):
        generations.check_files(home, manifest)
    with pytest.raises(IndexDamagedError):
        generations.check_files(home, replace(manifest, generation="g9"))


def test_a_sound_index_passes_the_probe(home: Path) -> None:
    probing.probe(live_folder(home), 3)
    probe.check(live_folder(home))


def test_words_of_another_passage_fail_the_probe(home: Path) -> None:
    path = live_folder(home) / "terms" / "rows.npy"
    rows = np.load(path)
    np.save(path, (rows.max() - rows).astype(rows.dtype))
    with pytest.raises(ValueError, match=r"terms: chunk \w+ has other words than its text"):
        probe.check(live_folder(home))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


@pytest.mark.parametrize(
    ("pattern", "damage"),
    [
        ("chroma/chroma.sqlite3", Path.unlink),
        ("chroma/chroma.sqlite3", truncate),
        ("chroma/*/data_level0.bin", Path.unlink),
        ("terms/rows.npy", Path.unlink),
        ("terms/rows.npy", truncate),
        ("expected.json", Path.unlink),
        ("expected.json", truncate),
    ],
)
def test_a_damaged_index_fails_the_probe_and_not_this_process(
    home: Path, pattern: str, damage: Callable[[Path], None]
) -> None:
    (path,) = live_folder(home).glob(pattern)
    damage(path)
    with pytest.raises(IndexDamagedError, match=r"does not answer \(.+\)\. .*evidence index --rebuild"):
        probing.probe(live_folder(home), 3)


def test_the_probe_compares_with_what_was_meant_to_be_there(home: Path) -> None:
    path = live_folder(home) / "expected.json"
    expected = json.loads(path.read_text(encoding="utf-8"))
    assert (expected["chunks"], len(expected["samples"])) == (6, 6)
    path.write_text(json.dumps(expected | {"chunks": 7}), encoding="utf-8")
    with pytest.raises(ValueError, match="Chroma: 6 of 7 chunks"):
        probe.check(live_folder(home))
    one, other, *_ = expected["samples"]
    swapped = expected["samples"] | {one: [-x for x in expected["samples"][other]]}
    path.write_text(json.dumps(expected | {"samples": swapped}), encoding="utf-8")
    with pytest.raises(ValueError, match=f"chunk {one} has another vector than was stored"):
        probe.check(live_folder(home))
    with pytest.raises(IndexDamagedError, match=f"ValueError: Chroma: chunk {one} has another"):
        probing.probe(live_folder(home), 3)


def test_the_current_generation_and_the_newest_other_are_kept(tmp_path: Path) -> None:
    for name in ("20260101", "20260103", "20260104", "20260102"):
        published(tmp_path, name)
    staged(tmp_path, "20260105").joinpath(MANIFEST).unlink()
    assert generations.kept_generations(tmp_path) == ("20260102", "20260104")
    published(tmp_path, "20260106")
    assert generations.kept_generations(tmp_path) == ("20260106", "20260104")


def test_what_is_not_kept_is_removed_and_what_is_kept_is_left(tmp_path: Path) -> None:
    for name in ("g1", "g2", "g3"):
        published(tmp_path, name)
    staged(tmp_path, "g4")
    generations.remove_others(tmp_path, ["g3", "g1"])
    assert sorted(p.name for p in (tmp_path / FOLDER).iterdir()) == ["g1", "g3"]
    check(tmp_path)
    generations.check_files(tmp_path, generations.read_manifest(tmp_path, "g1"))
