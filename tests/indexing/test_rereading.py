"""Kept files are read again where an earlier version read them, and where the store was lost."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from added_documents import add_and_index, add_files, files_with, found, kept_files, read_text, remove
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY

from corpus.originals import ORIGINALS_VERSION
from indexing import records
from indexing.adding import Ending, Outcome
from indexing.locking import opened_to_write, write_lock
from indexing.originals import Originals
from indexing.records import record_path
from indexing.reporting import listed, status
from indexing.rereading import read_kept_files_again, set_store_aside
from indexing.schema import STORE_FILE
from indexing.store import Store
from indexing.sync import sync
from indexing.types import IndexDamagedError, SyncSummary
from indexing.verifying import verify

ZEBRA = "The zebra crossing outside the clinic in Hull was painted in 1994."
QUAGGA = "A quagga was seen in Leeds."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library with two documents that were added."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/zebra.txt").write_text(f"TITLE: On zebras\n\n{ZEBRA}")
    (tmp_path / "in/quagga.txt").write_text(QUAGGA)
    add_and_index(tmp_path / "home", LIBRARY, tmp_path / "in")
    return tmp_path / "home"


def rebuild(home: Path) -> tuple[list[Outcome], SyncSummary, Path | None]:
    """What `evidence rebuild` does, with the reader of these tests."""
    with write_lock(home):
        aside = set_store_aside(home)
    with opened_to_write(home) as store:
        outcomes = list(read_kept_files_again(home, store, {}, read_text))
    return outcomes, sync(home, LIBRARY, HashEmbedder(), rebuild=True), aside


def read_by(home: Path, parser: str, blocks: bool = True) -> None:
    """Have the documents be as another version read them, which found less in them."""
    with opened_to_write(home) as store:
        for document in Originals(store).all():
            report = replace(store.content(document.content), content_hash=f"old {document.content}")
            if not blocks:
                report = replace(report, blocks=report.blocks[:0])
            changed = replace(document, parser=parser, content=report.content_hash)
            Originals(store).put(changed, report)
    sync(home, LIBRARY, HashEmbedder())


def parsers(home: Path) -> list[str]:
    with closing(Store.open(home)) as store:
        return [d.parser for d in Originals(store).all()]


def lose_store(home: Path) -> None:
    for path in home.glob(f"{STORE_FILE}*"):
        path.unlink()


def told(outcomes: Sequence[Outcome]) -> list[tuple[str | None, str]]:
    return [(o.publication_id, o.ending.value) for o in outcomes]


def test_what_an_earlier_version_read_is_told_and_read_again(home: Path) -> None:
    read_by(home, "originals/0", blocks=False)
    assert found(home, "zebra crossing in Hull")[0][0] != "on-zebras"
    (remark,) = status(home, HashEmbedder()).remarks
    assert remark == (
        "2 documents were read by an earlier version. Read them again, from the kept files, with: "
        "evidence rebuild"
    )
    assert [d.publication.id for d in listed(home) if d.is_outdated] == ["on-zebras", "quagga"]
    sync(home, LIBRARY, HashEmbedder())
    assert parsers(home) == ["originals/0"] * 2
    outcomes, _, aside = rebuild(home)
    assert told(outcomes) == [("on-zebras", "read again"), ("quagga", "read again")]
    assert outcomes[0].notes == ("Read in a test.",)
    assert (parsers(home), aside) == ([ORIGINALS_VERSION] * 2, None)
    assert found(home, "zebra crossing in Hull")[0] == ("on-zebras", ZEBRA)
    assert status(home, HashEmbedder()).remarks == ()
    assert rebuild(home)[0] == []


@pytest.mark.parametrize("content", [b"It is broken.", None])
def test_what_cannot_be_read_again_keeps_its_text_and_is_told(home: Path, content: bytes | None) -> None:
    read_by(home, "originals/0")
    before = found(home, "zebra crossing in Hull")
    for path in kept_files(home):
        if content:
            path.write_bytes(content)
        else:
            path.unlink()
    outcomes, _, _ = rebuild(home)
    assert {o.ending for o in outcomes} == {Ending.REFUSED}
    assert outcomes[0].reason == (
        "Its kept file is damaged or gone. Its earlier text stays; add it again with: "
        "evidence add FILE --publication on-zebras"
    )
    assert found(home, "zebra crossing in Hull") == before
    assert parsers(home) == ["originals/0"] * 2


def test_a_parser_that_now_refuses_leaves_the_text_it_had(home: Path, tmp_path: Path) -> None:
    read_by(home, "originals/0")

    def refuse(file: object, name: str, size: int) -> object:
        return read_text((tmp_path / "broken").open("rb"), name, size)

    (tmp_path / "broken").write_text("broken")
    with opened_to_write(home) as store:
        outcomes = list(read_kept_files_again(home, store, {}, refuse))  # type: ignore[arg-type]
    assert outcomes[0].reason.startswith("The file is damaged (it says so). Its earlier text stays")
    assert parsers(home) == ["originals/0"] * 2


def test_a_store_that_is_gone_is_made_again_from_the_kept_files(home: Path) -> None:
    with closing(Store.open(home)) as store:
        before = Originals(store).all()
    answer = found(home, "zebra crossing in Hull")
    lose_store(home)
    with pytest.raises(IndexDamagedError, match=r"is gone\. Make it again .* with: evidence rebuild"):
        Store.open(home)
    outcomes, summary, aside = rebuild(home)
    assert told(outcomes) == [("on-zebras", "read again"), ("quagga", "read again")]
    assert (summary.problems, aside) == ((), None)
    with closing(Store.open(home)) as store:
        assert Originals(store).all() == before
    assert found(home, "zebra crossing in Hull") == answer
    assert [c.problem for c in verify(home)] == [None] * 5


def test_an_indexing_run_after_the_loss_forgets_nothing_and_says_so(home: Path, tmp_path: Path) -> None:
    lose_store(home)
    problems = sync(home, LIBRARY, HashEmbedder()).problems
    assert [p.path for p in problems] == ["zebra.txt", "quagga.txt"]
    assert "Read it again with: evidence rebuild" in problems[0].reason
    assert len(status(home, HashEmbedder()).remarks) == 2
    assert any("evidence rebuild" in str(c.problem) for c in verify(home))
    (tmp_path / "new.txt").write_text("Another finding.")
    add_and_index(home, LIBRARY, tmp_path / "new.txt")
    assert len(kept_files(home)) == 3
    outcomes, _, _ = rebuild(home)
    assert len(outcomes) == 2
    assert found(home, QUAGGA)[0] == ("quagga", QUAGGA)


def test_adding_after_the_loss_takes_no_id_of_what_waits_and_gives_a_file_its_own_again(
    home: Path, tmp_path: Path
) -> None:
    lose_store(home)
    (tmp_path / "stranger.txt").write_text("TITLE: On zebras\n\nAnother finding.")
    (tmp_path / "renamed.txt").write_bytes((tmp_path / "in/quagga.txt").read_bytes())
    outcomes = add_files(home, tmp_path / "stranger.txt", tmp_path / "renamed.txt")
    assert told(outcomes) == [("on-zebras-2", "added"), ("quagga", "added")]
    assert told(rebuild(home)[0]) == [("on-zebras", "read again")]
    assert found(home, "zebra crossing in Hull")[0] == ("on-zebras", ZEBRA)


def test_a_damaged_store_is_set_aside_whole_and_made_again(home: Path) -> None:
    with opened_to_write(home) as store:
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray((home / STORE_FILE).read_bytes())
    for start in range(3 * 4096, len(content), 4096):
        content[start : start + 400] = b"\xee" * 400
    (home / STORE_FILE).write_bytes(content)
    outcomes, _, aside = rebuild(home)
    assert aside is not None
    assert aside.read_bytes() == content
    assert len(outcomes) == 2
    assert found(home, "zebra crossing in Hull")[0] == ("on-zebras", ZEBRA)
    (remark,) = status(home, HashEmbedder()).remarks
    assert remark.startswith(f"{aside} is a damaged store that was set aside.")


def test_a_whole_store_is_not_set_aside(home: Path, tmp_path: Path) -> None:
    assert set_store_aside(home) is None
    assert set_store_aside(tmp_path) is None
    assert not list(home.glob("*damaged*"))


def test_a_document_that_is_removed_leaves_no_record_also_where_the_store_was_lost(home: Path) -> None:
    remove(home, LIBRARY, "on-zebras")
    assert files_with(home, ZEBRA) == files_with(home / "originals", "On zebras") == []
    lose_store(home)
    sync(home, LIBRARY, HashEmbedder())
    remove(home, LIBRARY, "quagga")
    assert files_with(home, QUAGGA) == []
    assert kept_files(home) == []
    assert told(rebuild(home)[0]) == []


def test_of_two_files_of_one_publication_the_last_added_is_read(home: Path, tmp_path: Path) -> None:
    with closing(Store.open(home)) as store:
        document = Originals(store).get("quagga")
    assert document is not None
    records.write_record(home, replace(document, added="2020-01-01T00:00:00+00:00"))
    (tmp_path / "in/quagga.txt").write_text("A second quagga was seen.")
    add_files(home, tmp_path / "in/quagga.txt")  # and stopped before the earlier file was deleted
    assert len(kept_files(home)) == 3
    lose_store(home)
    rebuild(home)
    assert found(home, "quagga")[0] == ("quagga", "A second quagga was seen.")


def test_a_record_that_is_lost_is_noticed_and_written_anew(home: Path) -> None:
    with closing(Store.open(home)) as store:
        sha256 = Originals(store).all()[0].original.sha256
    whole = record_path(home, sha256).read_bytes()
    for content in (None, b"{", whole.replace(b"On zebras", b"On cobras")):
        record_path(home, sha256).unlink()
        if content:
            record_path(home, sha256).write_bytes(content)
        assert any("The record of 'on-zebras' is damaged or gone" in str(c.problem) for c in verify(home))
        assert sync(home, LIBRARY, HashEmbedder()).no_op
        assert record_path(home, sha256).read_bytes() == whole


def test_a_damaged_record_of_a_lost_store_is_told_and_its_file_stays(home: Path, tmp_path: Path) -> None:
    for path in kept_files(home):
        path.with_name(f"{path.name}.json").write_text("{")
    lose_store(home)
    outcomes, _, _ = rebuild(home)
    assert {o.ending for o in outcomes} == {Ending.REFUSED}
    assert all(f"evidence add {path}" in outcomes[i].reason for i, path in enumerate(kept_files(home)))
    add_and_index(home, LIBRARY, tmp_path / "in/quagga.txt")
    assert len(kept_files(home)) == 2
