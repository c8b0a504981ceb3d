"""Removed means gone: from every answer at once, then from every file of the library."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from added_documents import (
    add_and_index,
    add_files,
    files_with,
    found,
    opened_library,
    remove,
)  # fmt: skip
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY

from indexing import generations
from indexing.locking import opened_to_write
from indexing.originals import Originals
from indexing.removing import empty_log
from indexing.reporting import described, status
from indexing.rolling_back import roll_back
from indexing.store import Store
from indexing.sync import fingerprint, sync
from indexing.types import Filters, IndexingError

PLANTED = "The zebra crossing outside the clinic in Hull was painted in 1994."
MARKS = fingerprint(HashEmbedder())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library of three digests and three documents, one of them with the planted sentence."""
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    (folder / "zebra.txt").write_text(f"TITLE: Striped roads\n\nBefore it.\n\n{PLANTED}\n\nAfter it.")
    (folder / "other.txt").write_text("Another finding.")
    add_and_index(home, LIBRARY, folder)
    assert files_with(home, PLANTED)
    return home


def test_a_planted_sentence_is_in_no_file_and_no_answer(home: Path) -> None:
    remove(home, LIBRARY, "striped-roads")
    assert files_with(home, PLANTED) == []
    assert files_with(home, "zebra") == []
    assert files_with(home, "Striped roads") == []
    for question in (PLANTED, "zebra", "Striped roads", "Hull 1994"):
        assert "striped-roads" not in {name for name, _ in found(home, question)}
    assert described(home, "striped-roads") is None
    assert [p.name for p in (home / "generations").iterdir()] == [generations.require_current(home)]


def test_it_is_gone_for_open_readers_before_anything_is_built(home: Path) -> None:
    reader = opened_library(home)
    assert PLANTED in reader.search("zebra crossing", Filters(), 3)[0].chunk.text
    with opened_to_write(home) as store:
        Originals(store).remove(["striped-roads"])
    hits = reader.search("zebra crossing", Filters(), 20)
    assert hits
    assert "striped-roads" not in {h.publication.id for h in hits}
    assert reader.report("striped-roads") is None
    assert reader.chunks_of("striped-roads") == ()
    assert "striped-roads" not in {r.publication.id for r in reader.reports}
    reader.close()


def test_a_removal_that_was_stopped_is_told_and_finished_by_the_next_run(home: Path) -> None:
    with opened_to_write(home) as store:
        Originals(store).remove(["striped-roads"])
    assert "clearing it away was stopped" in (status(home, HashEmbedder()).problem or "")
    summary = sync(home, LIBRARY, HashEmbedder())
    assert summary.rebuilt_because == "a document was removed"
    assert summary.embedded == 0
    assert files_with(home, "zebra") == []
    assert status(home, HashEmbedder()).problem is None
    assert sync(home, LIBRARY, HashEmbedder()).no_op


def test_a_document_removed_before_it_was_indexed_is_gone_too(home: Path, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("A quagga was seen in Leeds.")
    add_files(home, tmp_path / "new.txt")
    assert files_with(home, "quagga")
    remove(home, LIBRARY, "new")
    assert files_with(home, "quagga") == []


def test_earlier_versions_of_a_removed_document_are_gone_too(home: Path, tmp_path: Path) -> None:
    (tmp_path / "in" / "zebra.txt").write_text("TITLE: Striped roads\n\nNothing of that.")
    add_and_index(home, LIBRARY, tmp_path / "in")
    assert files_with(home, PLANTED)  # for readers of the index before, and to go back
    remove(home, LIBRARY, "striped-roads")
    assert files_with(home, "zebra") == files_with(home, "Nothing of that") == []


def test_a_download_of_a_removed_document_goes_with_it(home: Path, tmp_path: Path) -> None:
    downloads = home / "downloads"
    downloads.mkdir()
    for name in ("zebra", "other"):
        content = (tmp_path / "in" / f"{name}.txt").read_bytes()
        (downloads / f"{name}-1234.txt").write_bytes(content)
        (downloads / f"{name}.json").write_text(f'{{"sha256": "{hashlib.sha256(content).hexdigest()}"}}')
    remove(home, LIBRARY, "striped-roads")
    assert sorted(p.name for p in downloads.iterdir()) == ["other-1234.txt", "other.json"]
    assert files_with(home, "zebra") == []


def test_the_same_sentence_of_another_document_stays(home: Path, tmp_path: Path) -> None:
    (tmp_path / "twin.txt").write_text(f"Others say so too.\n\n{PLANTED}")
    add_and_index(home, LIBRARY, tmp_path / "twin.txt")
    remove(home, LIBRARY, "striped-roads")
    assert found(home, "zebra crossing")[0][0] == "twin"
    assert files_with(home, "Before it.") == []


def test_nothing_of_many_documents_is_left_in_the_store(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    chance = random.Random(4)  # noqa: S311 - text of a test
    for number in range(60):
        parts = [
            f"Sentence {number:03}x{i:03} " + " ".join(chance.choices("abcdefghij", k=chance.randrange(200)))
            for i in range(chance.randrange(1, 40))
        ]
        (folder / f"d{number:03}.txt").write_text("\n\n".join(parts))
    add_and_index(home, LIBRARY, folder)
    gone = [f"d{i:03}" for i in range(60) if i % 3]
    remove(home, LIBRARY, *gone)
    for name in gone:
        assert files_with(home, f"Sentence {name[1:]}x") == [], name
    assert files_with(home, "Sentence 003x")


def test_a_reader_that_holds_the_log_is_waited_for_and_then_told(home: Path) -> None:
    with opened_to_write(home) as store:
        reader = Store.open(home)
        held = reader.connection.execute("SELECT chunk FROM chunks")
        held.fetchone()
        Originals(store).remove(["striped-roads"])
        with pytest.raises(IndexingError, match=r"another program reads the library.*evidence index"):
            empty_log(store, wait_seconds=0.1)
        held.close()
        reader.close()
    sync(home, LIBRARY, HashEmbedder())
    assert files_with(home, "zebra") == []


def test_going_back_to_what_holds_something_removed_is_refused(home: Path, tmp_path: Path) -> None:
    remove(home, LIBRARY, "striped-roads")
    with pytest.raises(IndexingError, match="There is no earlier index to go back to"):
        roll_back(home, MARKS)
    (tmp_path / "new.txt").write_text("One more.")
    add_and_index(home, LIBRARY, tmp_path / "new.txt")
    with opened_to_write(home) as store:
        Originals(store).remove(["other"])
    with pytest.raises(IndexingError, match="holds documents that were removed since"):
        roll_back(home, MARKS)


def test_going_back_and_forth(home: Path, tmp_path: Path) -> None:
    before = generations.require_current(home)
    (tmp_path / "new.txt").write_text("A quagga was seen in Leeds.")
    add_and_index(home, LIBRARY, tmp_path / "new.txt")
    assert roll_back(home, MARKS) == before == generations.require_current(home)
    assert "new" not in {name for name, _ in found(home, "quagga")}
    assert "1 documents were added and are not indexed yet" in (status(home, HashEmbedder()).problem or "")
    with pytest.raises(IndexingError, match="There is no earlier index"):
        roll_back(home, MARKS)
    assert sync(home, LIBRARY, HashEmbedder()).embedded == 0
    assert found(home, "quagga")[0][0] == "new"


def test_going_back_to_a_damaged_index_or_one_of_other_settings_is_refused(
    home: Path, tmp_path: Path
) -> None:
    before = generations.require_current(home)
    (tmp_path / "new.txt").write_text("One more.")
    add_and_index(home, LIBRARY, tmp_path / "new.txt")
    with pytest.raises(IndexingError, match=r"made with other settings \(model\)"):
        roll_back(home, MARKS | {"model": "another"})
    next((home / "generations" / before).rglob("data_level0.bin")).unlink()
    with pytest.raises(IndexingError, match="is damaged"):
        roll_back(home, MARKS)
    assert generations.require_current(home) != before
